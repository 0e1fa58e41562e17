#include "vcard_line.h"

#include <algorithm>
#include <charconv>

namespace intake {

namespace {

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

char upper(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string mapped(std::string_view text, char (*map)(char) noexcept) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), map);
    return out;
}

int hexDigit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    const char u = upper(c);
    return u >= 'A' && u <= 'F' ? u - 'A' + 10 : -1;
}

/// RFC 2045, section 6.7.
std::string quotedPrintable(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '=' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 &&
            hexDigit(text[i + 2]) >= 0) {
            out += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// Where the name and parameters end: the first colon outside of quotes.
std::size_t colonOf(std::string_view line) noexcept {
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') quoted = !quoted;
        if (line[i] == ':' && !quoted) return i;
    }
    return std::string_view::npos;
}

void takeParameter(std::string_view text, CardLine& line) {
    const std::size_t equals = text.find('=');
    // vCard 2.1 writes types and encodings bare: TEL;WORK;VOICE:…
    std::string name = equals == std::string_view::npos ? "TYPE" : mapped(text.substr(0, equals), upper);
    std::string value = mapped(equals == std::string_view::npos ? text : text.substr(equals + 1), lower);
    std::erase(value, '"');
    if (equals == std::string_view::npos && value == "quoted-printable") name = "ENCODING";
    for (std::size_t from = 0; from <= value.size();) {
        const std::size_t comma = std::min(value.find(',', from), value.size());
        line.parameters.emplace_back(name, value.substr(from, comma - from));
        from = comma + 1;
    }
}

bool has(const CardLine& line, std::string_view name, std::string_view value) noexcept {
    return std::ranges::any_of(line.parameters,
                               [&](const auto& p) { return p.first == name && p.second == value; });
}

CardLine parsed(std::string_view text) {
    CardLine line;
    const std::size_t colon = colonOf(text);
    if (colon == std::string_view::npos) return line;
    std::string_view head = text.substr(0, colon);
    line.value = text.substr(colon + 1);
    bool first = true;
    for (std::size_t from = 0; from <= head.size();) {
        bool quoted = false;
        std::size_t to = from;
        for (; to < head.size() && (quoted || head[to] != ';'); ++to)
            if (head[to] == '"') quoted = !quoted;
        const std::string_view part = head.substr(from, to - from);
        if (first)
            line.name =
                mapped(part.substr(part.find('.') == std::string_view::npos ? 0 : part.find('.') + 1), upper);
        else
            takeParameter(part, line);
        first = false;
        from = to + 1;
    }
    return line;
}

} // namespace

std::string_view CardLines::physical() {
    const std::size_t end = std::min(text_.find_first_of("\r\n", at_), text_.size());
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = end;
    if (at_ < text_.size()) at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
    ++read_;
    return line;
}

std::optional<CardLine> CardLines::next() {
    if (at_ >= text_.size()) return std::nullopt;
    line_ = read_ + 1;
    std::string whole(physical());
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) whole += physical().substr(1);
    CardLine line = parsed(whole);
    if (!has(line, "ENCODING", "quoted-printable")) return line;
    while (line.value.ends_with('=') && at_ < text_.size()) { // a soft line break
        line.value.pop_back();
        line.value += physical();
    }
    line.value = quotedPrintable(line.value);
    return line;
}

bool hasType(const CardLine& line, std::string_view type) noexcept {
    return has(line, "TYPE", type);
}

int preference(const CardLine& line) noexcept {
    if (hasType(line, "pref")) return 1;
    for (const auto& [name, value] : line.parameters) {
        int number = 0;
        if (name == "PREF" &&
            std::from_chars(value.data(), value.data() + value.size(), number).ec == std::errc())
            return number;
    }
    return 100;
}

std::vector<std::string> cardParts(std::string_view value, char separator) {
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) {
            ++i;
            parts.back() += value[i] == 'n' || value[i] == 'N' ? ' ' : value[i];
        } else if (value[i] == separator) {
            parts.emplace_back();
        } else {
            parts.back() += value[i];
        }
    }
    return parts;
}

} // namespace intake
