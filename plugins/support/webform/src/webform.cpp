#include "webform/webform.h"

#include <algorithm>

namespace webform {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string lowered(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

int hexOf(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char small = lower(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::string decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hexOf(text[i + 1]) >= 0 && hexOf(text[i + 2]) >= 0) {
            out += static_cast<char>(hexOf(text[i + 1]) * 16 + hexOf(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return utf8Of(out);
}

std::vector<Field> readPairs(std::string_view body) {
    std::vector<Field> fields;
    while (!body.empty() && fields.size() < kMostFields) {
        const auto end = std::min(body.find('&'), body.size());
        const auto pair = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        fields.push_back(
            {decoded(pair.substr(0, equals)), decoded(pair.substr(std::min(equals + 1, pair.size())))});
    }
    return fields;
}

/// The parameter of a header: `name="event"` or `name=event`.
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
    while (!header.empty()) {
        const auto end = std::min(header.find(';'), header.size());
        const auto part = trimmed(header.substr(0, end));
        header.remove_prefix(std::min(end + 1, header.size()));
        const auto equals = part.find('=');
        if (equals == std::string_view::npos || lowered(trimmed(part.substr(0, equals))) != name) continue;
        auto value = trimmed(part.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        return std::string(value);
    }
    return std::nullopt;
}

/// One part between two boundaries; nothing for what is no field.
std::optional<Field> readPart(std::string_view part) {
    const auto blank = part.find("\r\n\r\n");
    if (blank == std::string_view::npos) return std::nullopt;
    std::string_view headers = part.substr(0, blank);
    std::optional<std::string> name;
    bool file = false;
    while (!headers.empty()) {
        const auto end = std::min(headers.find("\r\n"), headers.size());
        const auto line = headers.substr(0, end);
        headers.remove_prefix(std::min(end + 2, headers.size()));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos ||
            lowered(trimmed(line.substr(0, colon))) != "content-disposition")
            continue;
        name = parameter(line.substr(colon + 1), "name");
        file = parameter(line.substr(colon + 1), "filename").has_value();
    }
    if (!name || file) return std::nullopt;
    return Field{utf8Of(*name), utf8Of(part.substr(blank + 4))};
}

std::vector<Field> readParts(std::string_view boundary, std::string_view body) {
    const std::string mark = "\r\n--" + std::string(boundary);
    const std::string whole = "\r\n" + std::string(body);
    std::vector<Field> fields;
    std::size_t at = whole.find(mark);
    while (at != std::string::npos && fields.size() < kMostFields) {
        const std::size_t begin = at + mark.size();
        if (whole.compare(begin, 2, "--") == 0) break;
        at = whole.find(mark, begin);
        if (at == std::string::npos) break;
        const auto lineEnd = whole.find("\r\n", begin);
        if (lineEnd == std::string::npos || lineEnd >= at) continue;
        const auto part = std::string_view(whole).substr(lineEnd + 2, at - lineEnd - 2);
        if (auto field = readPart(part)) fields.push_back(std::move(*field));
    }
    return fields;
}

} // namespace

std::optional<std::vector<Field>> read(std::string_view contentType, std::string_view body) {
    const auto kind = lowered(trimmed(contentType.substr(0, contentType.find(';'))));
    if (kind == "application/x-www-form-urlencoded") return readPairs(body);
    if (kind != "multipart/form-data") return std::nullopt;
    const auto boundary = parameter(contentType, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > 200) return std::vector<Field>{};
    return readParts(*boundary, body);
}

std::string escaped(std::string_view value) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : value) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += kHex[byte >> 4U];
            out += kHex[byte & 15U];
        }
    }
    return out;
}

std::string utf8Of(std::string_view text) {
    bool valid = true;
    for (std::size_t i = 0; valid && i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t length = byte < 0x80                   ? 1
                                   : byte >= 0xC2 && byte < 0xE0 ? 2
                                   : byte >= 0xE0 && byte < 0xF0 ? 3
                                   : byte >= 0xF0 && byte < 0xF5 ? 4
                                                                 : 0;
        valid = length > 0 && i + length <= text.size();
        for (std::size_t j = 1; valid && j < length; ++j)
            valid = (static_cast<unsigned char>(text[i + j]) & 0xC0U) == 0x80U;
        if (valid && length == 3) {
            const auto second = static_cast<unsigned char>(text[i + 1]);
            valid = !(byte == 0xE0 && second < 0xA0) && !(byte == 0xED && second >= 0xA0);
        } else if (valid && length == 4) {
            const auto second = static_cast<unsigned char>(text[i + 1]);
            valid = !(byte == 0xF0 && second < 0x90) && !(byte == 0xF4 && second >= 0x90);
        }
        i += length;
    }
    if (valid) return std::string(text);
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0U | byte >> 6U);
            out += static_cast<char>(0x80U | (byte & 0x3FU));
        }
    }
    return out;
}

} // namespace webform
