#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace rejoinder::targetgroups {

enum class TokenKind {
    Word,   ///< letters, digits and _ . - : beyond ASCII all
    Quoted, ///< "…" with \" \\ \n \r \t \xHH
    Name,   ///< `…`: the name of a fact that is no word
    Id,     ///< #123
    Sign,   ///< ( ) , % = != < <= > >=
    End,
    Broken ///< a quotation without end, a character that begins nothing
};

struct Token {
    TokenKind kind = TokenKind::End;
    std::string text; ///< without quotes and escapes
    std::size_t begin = 0, end = 0;
};

/// Cuts a text into tokens, one at a time.
class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}
    Token next();

private:
    Token quoted(char quote, TokenKind kind);
    bool escape(std::string& out);
    std::string_view text_;
    std::size_t at_ = 0;
};

/// Whether a word may hold the character.
bool isWordCharacter(char c) noexcept;

} // namespace rejoinder::targetgroups
