#include "duplicates_similarity.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace rejoinder::contacts {

namespace {

constexpr std::size_t kLongest = 64; ///< letters that are looked at; names and streets are shorter

std::string withoutBlanks(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text)
        if (c != ' ') out += c;
    return out;
}

std::vector<std::string_view> wordsOf(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t end = text.find(' ');
        if (end != 0) words.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return words;
}

/// The letters of `a` that `b` has near the same place, as bits; `taken` the matching ones of `b`.
std::uint64_t matches(std::string_view a, std::string_view b, std::uint64_t& taken) noexcept {
    const std::size_t reach = std::max<std::size_t>(std::max(a.size(), b.size()) / 2, 1) - 1;
    std::uint64_t found = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::size_t low = i > reach ? i - reach : 0, high = std::min(i + reach + 1, b.size());
        for (std::size_t j = low; j < high; ++j) {
            if ((taken >> j & 1U) != 0 || a[i] != b[j]) continue;
            taken |= std::uint64_t{1} << j;
            found |= std::uint64_t{1} << i;
            break;
        }
    }
    return found;
}

bool among(char c, std::string_view letters) noexcept {
    return letters.find(c) != std::string_view::npos;
}

/// The digits of one letter in Cologne phonetics; `before` and `after` are 0 at the ends.
std::string_view cologneOf(char c, char before, char after) noexcept {
    switch (c) {
    case 'a':
    case 'e':
    case 'i':
    case 'j':
    case 'o':
    case 'u':
    case 'y': return "0";
    case 'b': return "1";
    case 'p': return after == 'h' ? "3" : "1";
    case 'd':
    case 't': return after != 0 && among(after, "csz") ? "8" : "2";
    case 'f':
    case 'v':
    case 'w': return "3";
    case 'g':
    case 'k':
    case 'q': return "4";
    case 'c':
        if (before == 0) return after != 0 && among(after, "ahkloqrux") ? "4" : "8";
        return !among(before, "sz") && after != 0 && among(after, "ahkoqux") ? "4" : "8";
    case 'x': return before != 0 && among(before, "ckq") ? "8" : "48";
    case 'l': return "5";
    case 'm':
    case 'n': return "6";
    case 'r': return "7";
    case 's':
    case 'z': return "8";
    default: return "";
    }
}

} // namespace

double jaroWinkler(std::string_view a, std::string_view b) noexcept {
    a = a.substr(0, kLongest), b = b.substr(0, kLongest);
    if (a == b) return a.empty() ? 0 : 1;
    if (a.empty() || b.empty()) return 0;
    std::uint64_t inB = 0;
    const std::uint64_t inA = matches(a, b, inB);
    std::size_t common = 0, exchanged = 0, j = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if ((inA >> i & 1U) == 0) continue;
        while ((inB >> j & 1U) == 0) ++j;
        exchanged += a[i] != b[j++] ? 1U : 0U;
        ++common;
    }
    if (common == 0) return 0;
    const auto m = static_cast<double>(common);
    const double jaro = (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
                         (m - static_cast<double>(exchanged) / 2) / m) /
                        3;
    std::size_t prefix = 0;
    while (prefix < std::min({a.size(), b.size(), std::size_t{4}}) && a[prefix] == b[prefix]) ++prefix;
    return jaro + static_cast<double>(prefix) * 0.1 * (1 - jaro);
}

std::size_t editDistance(std::string_view a, std::string_view b, std::size_t limit) noexcept {
    a = a.substr(0, kLongest), b = b.substr(0, kLongest);
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > limit) return limit + 1;
    std::array<std::array<std::uint8_t, kLongest + 1>, 3> rows{};
    for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<std::uint8_t>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i + 2) % 3];
        const auto& higher = rows[(i + 1) % 3];
        row[0] = static_cast<std::uint8_t>(i);
        std::size_t least = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int cost = a[i - 1] == b[j - 1] ? 0 : 1;
            int best = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + cost});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = std::min(best, higher[j - 2] + 1);
            row[j] = static_cast<std::uint8_t>(best);
            least = std::min<std::size_t>(least, row[j]);
        }
        if (least > limit) return limit + 1;
    }
    return std::min<std::size_t>(rows[a.size() % 3][b.size()], limit + 1);
}

std::string cologne(std::string_view folded) {
    const std::string text = withoutBlanks(folded);
    std::string code;
    char last = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char before = i == 0 ? '\0' : text[i - 1], after = i + 1 < text.size() ? text[i + 1] : '\0';
        for (const char digit : cologneOf(text[i], before, after)) {
            if (digit != last && (digit != '0' || code.empty())) code += digit;
            last = digit;
        }
    }
    return code;
}

std::string consonants(std::string_view folded) {
    std::string text = withoutBlanks(folded), out;
    const std::string_view whole = text;
    std::size_t i = whole.starts_with("kn") || whole.starts_with("wr") || whole.starts_with("gn") ? 1 : 0;
    for (; i < text.size(); ++i) {
        char c = text[i];
        const std::string_view two = whole.substr(i, 2);
        if (two == "ph")
            c = 'f', ++i;
        else if (two == "gh")
            c = 'h', ++i;
        else if (two == "ck" || two == "ch" || c == 'q' || c == 'c')
            c = 'k', i += two == "ck" || two == "ch" ? 1U : 0U;
        else if (c == 'z' || c == 'x')
            c = 's';
        if (!out.empty() && (among(c, "aeiouyh") || out.back() == c)) continue;
        out += among(c, "aeiouy") ? 'a' : c;
    }
    return out;
}

double wordSimilarity(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) return 0;
    if (a == b) return 1;
    const bool several = a.find(' ') != std::string_view::npos || b.find(' ') != std::string_view::npos;
    if (!several) return jaroWinkler(a, b);
    double best = jaroWinkler(withoutBlanks(a), withoutBlanks(b));
    auto mine = wordsOf(a), theirs = wordsOf(b);
    std::ranges::sort(mine);
    std::ranges::sort(theirs);
    if (mine == theirs) return std::max(best, 0.98);
    const auto& few = mine.size() < theirs.size() ? mine : theirs;
    const auto& many = mine.size() < theirs.size() ? theirs : mine;
    const bool long_ = std::ranges::any_of(few, [](std::string_view word) { return word.size() > 2; });
    if (long_ && std::ranges::includes(many, few)) best = std::max(best, 0.93);
    return best;
}

} // namespace rejoinder::contacts
