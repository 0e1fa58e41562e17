#include "definition_lexer.h"

#include <optional>

namespace rejoinder::targetgroups {

namespace {

std::optional<int> hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return std::nullopt;
}

} // namespace

bool isWordCharacter(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '.' || c == '-' || c == ':';
}

bool Lexer::escape(std::string& out) {
    if (at_ >= text_.size()) return false;
    const char c = text_[at_++];
    switch (c) {
    case '"':
    case '`':
    case '\\': out += c; return true;
    case 'n': out += '\n'; return true;
    case 'r': out += '\r'; return true;
    case 't': out += '\t'; return true;
    case 'x': {
        if (at_ + 2 > text_.size()) return false;
        const auto high = hex(text_[at_]), low = hex(text_[at_ + 1]);
        if (!high || !low || *high >= 8) return false; // below 0x80, so that the text stays UTF-8
        out += static_cast<char>(*high * 16 + *low);
        at_ += 2;
        return true;
    }
    default: return false;
    }
}

Token Lexer::quoted(char quote, TokenKind kind) {
    Token token{kind, {}, at_, at_};
    ++at_;
    bool good = true;
    while (good && at_ < text_.size() && text_[at_] != quote) {
        const char c = text_[at_++];
        if (c == '\\')
            good = escape(token.text);
        else
            token.text += c;
        good = good && c != '\n'; // a quotation ends on its line
    }
    good = good && at_ < text_.size();
    if (good) ++at_;
    token.end = at_;
    if (!good) token.kind = TokenKind::Broken;
    return token;
}

Token Lexer::next() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
        ++at_;
    Token token{TokenKind::End, {}, at_, at_};
    if (at_ >= text_.size()) return token;
    const char c = text_[at_];
    if (c == '"') return quoted('"', TokenKind::Quoted);
    if (c == '`') return quoted('`', TokenKind::Name);
    if (c == '#' || isWordCharacter(c)) {
        token.kind = c == '#' ? TokenKind::Id : TokenKind::Word;
        if (c == '#') ++at_;
        const auto from = at_;
        while (at_ < text_.size() && isWordCharacter(text_[at_])) ++at_;
        token.text = std::string(text_.substr(from, at_ - from));
    } else {
        ++at_;
        const bool two = (c == '<' || c == '>' || c == '!') && at_ < text_.size() && text_[at_] == '=';
        if (two) ++at_;
        token.text = std::string(text_.substr(token.begin, at_ - token.begin));
        const bool sign = two || (c != '!' && std::string_view("(),%=<>").find(c) != std::string_view::npos);
        token.kind = sign ? TokenKind::Sign : TokenKind::Broken;
    }
    token.end = at_;
    return token;
}

} // namespace rejoinder::targetgroups
