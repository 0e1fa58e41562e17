#include "kernel/config/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace rejoinder::config {

std::string toText(const Value& value) {
    struct Visitor {
        std::string operator()(bool v) const { return v ? "true" : "false"; }
        std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
        std::string operator()(double v) const { return fmt::format("{}", v); }
        std::string operator()(const std::string& v) const { return v; }
    };
    return std::visit(Visitor{}, value);
}

std::string_view typeName(const Value& value) {
    constexpr std::string_view names[] = {"true or false", "a whole number", "a number", "text"};
    return names[value.index()];
}

std::string_view unitOf(std::string_view key) {
    const auto last = key.substr(key.find_last_of(".-") + 1);
    for (const std::string_view unit : {"ms", "seconds", "minutes", "hours", "days", "months", "bytes",
                                        "megabytes", "pages", "points", "percent"})
        if (last == unit) return unit;
    return {};
}

std::string redacted(const Value& value) {
    std::string text = toText(value);
    const auto scheme = text.find("://");
    if (scheme == std::string::npos) return text;
    const auto begin = scheme + 3;
    const auto at = text.find('@', begin);
    if (at == std::string::npos || at > text.find('/', begin)) return text;
    return text.replace(begin, at - begin, "***");
}

namespace {

/// Levenshtein's distance, with one row of the table.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

std::string wrapped(const std::string& text) {
    constexpr std::size_t kWidth = 108;
    std::string out = "#", line;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto end = std::min(text.find(' ', at), text.size());
        if (line.size() + 1 + (end - at) > kWidth) {
            out += line + "\n#";
            line.clear();
        }
        line += " " + text.substr(at, end - at);
        at = end + 1;
    }
    return out + line + "\n";
}

} // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    std::string best;
    std::size_t smallest = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const auto& candidate : candidates)
        if (const auto d = distance(word, candidate); d < smallest) {
            smallest = d;
            best = candidate;
        }
    return best;
}

std::string Settings::reference() const {
    constexpr std::string_view kinds[] = {"true or false", "whole number", "number", "text"};
    std::string out =
        "# All settings of Rejoinder with their defaults; remove the # in front of a line to change it.\n"
        "# Each may also come from the environment (REJOINDER__HTTP__PORT=8080) and from the command\n"
        "# line (-D http.port=8080), which is the strongest. A secret never stands here: settings that\n"
        "# end in -file name the file that holds it. Made by: rejoinder config --reference\n";
    std::string section;
    for (const auto& e : effective()) {
        const std::string& key = e.setting.key;
        if (const auto s = key.substr(0, key.find('.')); s != section) {
            section = s;
            out += "\n# ---- " + section + " ----\n";
        }
        const std::string fallback = toText(e.setting.fallback);
        out += "\n" +
               wrapped(e.setting.description + " (" + std::string(kinds[e.setting.fallback.index()]) + ")");
        out += "#" + key + " =" + (fallback.empty() ? "" : " " + fallback) + "\n";
    }
    return out;
}

} // namespace rejoinder::config
