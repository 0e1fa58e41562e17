#include "rewrite.h"

#include <algorithm>
#include <vector>

namespace rejoinder::mysql {

namespace {

bool isWordPart(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string upper(std::string_view text) {
    std::string out(text);
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return out;
}

/// Where a quoted text or comment that begins at `i` ends; `i` when none does.
std::size_t endOfOpaque(std::string_view sql, std::size_t i) noexcept {
    std::size_t end = i;
    if (sql[i] == '\'' || sql[i] == '"' || sql[i] == '`')
        end = sql.find(sql[i], i + 1);
    else if (sql.substr(i, 2) == "/*")
        end = std::min(sql.find("*/", i + 2), sql.size() - 1) + 1;
    else
        return i;
    return std::min(end, sql.size() - 1) + 1;
}

/// The statement with its types; its first two words, in capitals, go to `words`.
std::string withTypes(std::string_view sql, std::vector<std::string>& words) {
    std::string out, last;
    for (std::size_t i = 0; i < sql.size();) {
        std::size_t end = endOfOpaque(sql, i);
        if (end == i && isWordPart(sql[i])) {
            while (end < sql.size() && isWordPart(sql[end])) ++end;
            const std::string word = upper(sql.substr(i, end - i));
            if (words.size() < 2) words.push_back(word);
            if (word == "TEXT" || word == "BLOB") {
                // A column may be called "text": only the word after a name is a type.
                const auto before = out.find_last_not_of(" \t\n");
                const bool name = before == std::string::npos ||
                                  !(isWordPart(out[before]) || out[before] == '"') || last == "COLUMN" ||
                                  last == "ADD";
                if (!name) out += "LONG";
            }
            last = word;
        } else if (end == i) {
            ++end;
        }
        out += sql.substr(i, end - i);
        i = end;
    }
    return out;
}

} // namespace

std::string rewriteSchema(std::string_view sql, bool mariaDb) {
    std::vector<std::string> words;
    std::string out = withTypes(sql, words);
    words.resize(2);
    if (words[0] == "CREATE" && words[1] == "TABLE") {
        out += " ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE ";
        out += mariaDb ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
        return out;
    }
    return words[0] == "ALTER" && words[1] == "TABLE" ? out : std::string(sql);
}

} // namespace rejoinder::mysql
