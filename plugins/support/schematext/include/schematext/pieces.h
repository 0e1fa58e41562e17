#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::schematext {

/// A piece of a statement: a word, or what stands between two words. A quoted text or a comment is a piece of
/// its own.
struct Piece {
    std::string_view text; ///< of the statement
    bool word = false;
};

/// The pieces of a statement; joined they are the statement again.
[[nodiscard]] std::vector<Piece> piecesOf(std::string_view sql);

/// ASCII letters in capitals.
[[nodiscard]] std::string upper(std::string_view text);

/// A letter, digit or underscore.
[[nodiscard]] bool isWordPart(char c) noexcept;

/// The first words of a statement in capitals; "" where it has fewer.
[[nodiscard]] std::vector<std::string> firstWords(std::string_view sql, std::size_t count);

} // namespace rejoinder::schematext
