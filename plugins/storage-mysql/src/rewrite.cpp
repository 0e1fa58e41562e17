#include "rewrite.h"

#include "schematext/pieces.h"

namespace rejoinder::mysql {

namespace {

/// TEXT and BLOB hold any length, as in SQLite.
std::string withTypes(std::string_view sql) {
    std::string out, last;
    for (const auto& piece : schematext::piecesOf(sql)) {
        if (piece.word) {
            const std::string word = schematext::upper(piece.text);
            if (word == "TEXT" || word == "BLOB") {
                // A column may be called "text": only the word after a name is a type.
                const auto before = out.find_last_not_of(" \t\n");
                const bool name = before == std::string::npos ||
                                  !(schematext::isWordPart(out[before]) || out[before] == '"') ||
                                  last == "COLUMN" || last == "ADD";
                if (!name) out += "LONG";
            }
            last = word;
        }
        out += piece.text;
    }
    return out;
}

} // namespace

std::string rewriteSchema(std::string_view sql, bool mariaDb) {
    const auto words = schematext::firstWords(sql, 2);
    std::string out = withTypes(sql);
    if (words[0] == "CREATE" && words[1] == "TABLE") {
        out += " ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE ";
        out += mariaDb ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
        return out;
    }
    return words[0] == "ALTER" && words[1] == "TABLE" ? out : std::string(sql);
}

} // namespace rejoinder::mysql
