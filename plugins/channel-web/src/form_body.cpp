#include "form_body.h"

#include "webform/webform.h"

#include <unicode/unistr.h>

#include <algorithm>

namespace rejoinder::web {

namespace {

/// Browsers send CR LF; a lone CR is a line end, too.
std::string plainLines(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte == '\r') {
            if (i + 1 == text.size() || text[i + 1] != '\n') out += '\n';
        } else if ((byte >= 0x20 && byte != 0x7f) || byte == '\n' || byte == '\t') {
            out += text[i];
        }
    }
    return out;
}

/// What a database takes: the reader lets surrogates through.
std::string cleanText(std::string_view raw) {
    const auto text = plainLines(raw);
    const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
    if (ascii) return text;
    std::string out;
    icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())}).toUTF8String(out);
    return out;
}

} // namespace

std::optional<Pairs> readForm(std::string_view body, const BodyLimits& limits) {
    const auto fields = webform::read("application/x-www-form-urlencoded", body);
    if (!fields || fields->size() > limits.pairs || fields->size() == webform::kMostFields)
        return std::nullopt;
    Pairs pairs;
    for (const auto& field : *fields) {
        auto name = cleanText(field.name);
        auto value = cleanText(field.value);
        if (name.size() > limits.nameBytes || value.size() > limits.valueBytes) return std::nullopt;
        pairs.emplace_back(std::move(name), std::move(value));
    }
    return pairs;
}

std::string valueOf(const Pairs& pairs, std::string_view name) {
    for (auto pair = pairs.rbegin(); pair != pairs.rend(); ++pair)
        if (pair->first == name) return pair->second;
    return {};
}

} // namespace rejoinder::web
