#include "merge/template.h"

#include <algorithm>
#include <stdexcept>

namespace merge {

namespace {

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isName(std::string_view text) {
    return !text.empty() && isLetter(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
        return isLetter(c) || (c >= '0' && c <= '9');
    });
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

} // namespace

Template::Template(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto open = text.find("{{", at);
        if (open != at) {
            parts_.push_back({false, std::string(text.substr(at, open - at)), at});
        }
        if (open == std::string_view::npos) {
            break;
        }
        const auto close = text.find("}}", open + 2);
        if (close == std::string_view::npos) {
            broken_.push_back({open, "", "the braces {{ are never closed by }}"});
            parts_.push_back({false, std::string(text.substr(open)), open});
            break;
        }
        const auto name = trimmed(text.substr(open + 2, close - open - 2));
        if (isName(name)) {
            parts_.push_back({true, std::string(name), open});
        } else {
            broken_.push_back(
                {open, "", "between {{ and }} stands the name of one field, made of letters and digits"});
            parts_.push_back({false, std::string(text.substr(open, close + 2 - open)), open});
        }
        at = close + 2;
    }
}

std::vector<Problem> Template::problems(const std::vector<std::string>& known) const {
    std::vector<Problem> out = broken_;
    for (const auto& part : parts_) {
        if (part.isField && std::find(known.begin(), known.end(), part.text) == known.end()) {
            out.push_back({part.position, part.text, "there is no field {{" + part.text + "}}"});
        }
    }
    return out;
}

std::vector<std::string> Template::fields() const {
    std::vector<std::string> names;
    for (const auto& part : parts_) {
        if (part.isField && std::find(names.begin(), names.end(), part.text) == names.end()) {
            names.push_back(part.text);
        }
    }
    return names;
}

std::string Template::fill(const Values& values, Target target) const {
    std::string out;
    for (const auto& part : parts_) {
        if (!part.isField) {
            out += part.text;
            continue;
        }
        const auto value = values.find(part.text);
        if (value == values.end()) {
            throw std::out_of_range("no value for the field {{" + part.text + "}}");
        }
        out += target == Target::Html ? escapedForHtml(value->second) : value->second;
    }
    return out;
}

std::string escapedForHtml(std::string_view value) {
    std::string out;
    out.reserve(value.size());
    for (const char c : value) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    }
    return out;
}

} // namespace merge
