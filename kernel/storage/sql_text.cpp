#include "kernel/storage/sql_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace rejoinder::storage {

namespace {

constexpr std::string_view kMarker = "-- name:";

bool isSpace(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isNameStart(char c) noexcept {
    return (c >= 'a' && c <= 'z') || c == '_';
}

bool isNamePart(char c) noexcept {
    return isNameStart(c) || (c >= '0' && c <= '9');
}

std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
    return text;
}

/// Where the quoted text or comment that begins at `i` ends; `i` itself when none begins there.
std::size_t endOfOpaque(std::string_view sql, std::size_t i) noexcept {
    const char c = sql[i];
    std::size_t end = i;
    if (c == '\'' || c == '"' || c == '`') {
        end = sql.find(c, i + 1); // a doubled quote reads as two quoted texts side by side
    } else if (sql.substr(i, 2) == "/*") {
        end = sql.find("*/", i + 2);
        if (end != std::string_view::npos) ++end;
    } else if (sql.substr(i, 2) == "--") {
        end = sql.find('\n', i);
        return end == std::string_view::npos ? sql.size() : end;
    } else {
        return i;
    }
    return end == std::string_view::npos ? sql.size() : end + 1;
}

bool isLineComment(std::string_view sql, std::size_t i) noexcept {
    return sql.substr(i, 2) == "--";
}

void checkName(std::string_view name) {
    const bool wellFormed =
        !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
        std::ranges::all_of(name, [](char c) { return (isNamePart(c) && c != '_') || c == '-'; });
    if (!wellFormed)
        throw std::invalid_argument(fmt::format(
            "\"{}\" is no name for a query: small letters, digits and hyphens, beginning with a letter",
            name));
}

} // namespace

std::vector<std::string> splitStatements(std::string_view text) {
    std::vector<std::string> out;
    std::string current;
    const auto finish = [&] {
        if (const std::string_view statement = trim(current); !statement.empty()) out.emplace_back(statement);
        current.clear();
    };
    for (std::size_t i = 0; i < text.size();) {
        if (const std::size_t end = endOfOpaque(text, i); end != i) {
            if (!isLineComment(text, i)) current += text.substr(i, end - i);
            i = end;
        } else if (text[i] == ';') {
            finish();
            ++i;
        } else {
            if (text[i] != '\r') current += text[i];
            ++i;
        }
    }
    finish();
    return out;
}

std::vector<NamedStatement> readNamedStatements(std::string_view text) {
    std::vector<NamedStatement> out;
    std::string section;
    const auto finish = [&] {
        const auto statements = splitStatements(section);
        section.clear();
        if (out.empty()) {
            if (!statements.empty())
                throw std::invalid_argument("a statement stands before the first \"-- name: …\"");
            return;
        }
        if (statements.size() != 1)
            throw std::invalid_argument(
                fmt::format("\"-- name: {}\" is followed by {} statements, expected one", out.back().name,
                            statements.size()));
        out.back().sql = statements.front();
    };
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.starts_with(kMarker)) {
            finish();
            const std::string_view name = trim(line.substr(kMarker.size()));
            checkName(name);
            out.push_back({std::string(name), {}});
        } else {
            section += line;
            section += '\n';
        }
    }
    finish();
    return out;
}

Parameterised parameterise(std::string_view sql) {
    Parameterised out;
    for (std::size_t i = 0; i < sql.size();) {
        if (const std::size_t end = endOfOpaque(sql, i); end != i) {
            out.sql += sql.substr(i, end - i);
            i = end;
        } else if (sql[i] == ':' && i + 1 < sql.size() && isNameStart(sql[i + 1])) {
            const std::size_t begin = ++i;
            while (i < sql.size() && isNamePart(sql[i])) ++i;
            out.names.emplace_back(sql.substr(begin, i - begin));
            out.sql += '?';
        } else {
            out.sql += sql[i++];
        }
    }
    return out;
}

bool sameName(std::string_view camel, std::string_view snake) noexcept {
    std::size_t at = 0;
    for (const char c : camel) {
        const bool upper = c >= 'A' && c <= 'Z';
        if (upper) {
            if (at >= snake.size() || snake[at] != '_') return false;
            ++at;
        }
        const char wanted = upper ? static_cast<char>(c - 'A' + 'a') : c;
        if (at >= snake.size() || snake[at] != wanted) return false;
        ++at;
    }
    return at == snake.size();
}

} // namespace rejoinder::storage
