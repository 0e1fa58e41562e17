#include "schematext/pieces.h"

#include <algorithm>

namespace rejoinder::schematext {

namespace {

/// Where a quoted text or a comment that begins at `i` ends; `i` when none does.
std::size_t endOfOpaque(std::string_view sql, std::size_t i) noexcept {
    std::size_t end = i;
    if (sql[i] == '\'' || sql[i] == '"' || sql[i] == '`')
        end = sql.find(sql[i], i + 1);
    else if (sql.substr(i, 2) == "/*")
        end = std::min(sql.find("*/", i + 2), sql.size() - 1) + 1;
    else if (sql.substr(i, 2) == "--")
        end = sql.find('\n', i);
    else
        return i;
    return std::min(end, sql.size() - 1) + 1;
}

} // namespace

bool isWordPart(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string upper(std::string_view text) {
    std::string out(text);
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return out;
}

std::vector<Piece> piecesOf(std::string_view sql) {
    std::vector<Piece> out;
    for (std::size_t i = 0; i < sql.size();) {
        std::size_t end = endOfOpaque(sql, i);
        bool word = false;
        if (end == i) {
            word = isWordPart(sql[i]);
            while (end < sql.size() && isWordPart(sql[end]) == word && (word || endOfOpaque(sql, end) == end))
                ++end;
        }
        out.push_back({sql.substr(i, end - i), word});
        i = end;
    }
    return out;
}

std::vector<std::string> firstWords(std::string_view sql, std::size_t count) {
    std::vector<std::string> out;
    for (const Piece& piece : piecesOf(sql))
        if (piece.word && out.size() < count) out.push_back(upper(piece.text));
    out.resize(count);
    return out;
}

} // namespace rejoinder::schematext
