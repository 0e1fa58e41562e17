#include "rewrite.h"

#include "schematext/pieces.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace rejoinder::sqlite {

namespace {

using schematext::firstWords;
using schematext::piecesOf;
using schematext::upper;
using Piece = schematext::Piece;

constexpr std::string_view kClustered = "/*clustered*/";

// BLOB becomes ANY, because the driver's interface binds bytes as text and a STRICT BLOB column would refuse
// it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kTypes{{{"VARCHAR", "TEXT"},
                                                                                {"CHAR", "TEXT"},
                                                                                {"LONGTEXT", "TEXT"},
                                                                                {"MEDIUMTEXT", "TEXT"},
                                                                                {"BIGINT", "INTEGER"},
                                                                                {"INT", "INTEGER"},
                                                                                {"SMALLINT", "INTEGER"},
                                                                                {"TINYINT", "INTEGER"},
                                                                                {"BOOLEAN", "INTEGER"},
                                                                                {"DOUBLE", "REAL"},
                                                                                {"BLOB", "ANY"},
                                                                                {"MEDIUMBLOB", "ANY"},
                                                                                {"LONGBLOB", "ANY"},
                                                                                {"VARBINARY", "ANY"}}};

bool isSpace(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
    return text;
}

std::string withTypes(std::string_view sql) {
    std::string out;
    const auto pieces = piecesOf(sql);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto type = pieces[i].word
                              ? std::ranges::find(kTypes, upper(pieces[i].text),
                                                  &std::pair<std::string_view, std::string_view>::first)
                              : kTypes.end();
        if (type == kTypes.end()) {
            out += pieces[i].text;
            continue;
        }
        out += type->second;
        // VARCHAR ( 40 ): the three pieces after the word are "(", "40" and ")…".
        if (i + 2 < pieces.size() && trim(pieces[i + 1].text) == "(" && pieces[i + 2].word) {
            i += 3;
            if (i < pieces.size())
                out += pieces[i].text.substr(std::min(pieces[i].text.find(')') + 1, pieces[i].text.size()));
        }
    }
    return out;
}

std::string dropIndexOnly(std::string_view sql) {
    std::string out;
    for (const Piece& piece : piecesOf(sql)) {
        if (piece.word && upper(piece.text) == "ON") break;
        out += piece.text;
    }
    return out;
}

} // namespace

std::string rewriteSchema(std::string_view sql) {
    const auto words = firstWords(sql, 2);
    if (words[0] == "CREATE" && words[1] == "TABLE") {
        std::string out = withTypes(sql);
        out += " STRICT";
        if (sql.find(kClustered) != std::string_view::npos) out += ", WITHOUT ROWID";
        return out;
    }
    if (words[0] == "ALTER" && words[1] == "TABLE") return withTypes(sql);
    if (words[0] == "DROP" && words[1] == "INDEX") return dropIndexOnly(sql);
    return std::string(sql);
}

} // namespace rejoinder::sqlite
