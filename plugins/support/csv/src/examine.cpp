#include "csv/reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace csv {

namespace {

constexpr std::string_view kCandidates = ",;\t|", kSeldom = ":^~\x1F\x1E\x01";

bool startsWith(std::string_view text, std::string_view start) noexcept {
    return text.substr(0, start.size()) == start;
}

/// How well a delimiter explains the head of a file.
struct Fit {
    std::size_t columns = 0; ///< of the first record
    double same = 0;         ///< share of records that have as many
};

Fit fitOf(std::string_view head, char delimiter, char quote) {
    Reader reader(fromText(head), delimiter, {}, {}, quote);
    Fit fit;
    std::size_t records = 0, same = 0;
    while (const Record* record = reader.next()) {
        if (records++ == 0) fit.columns = record->fields.size();
        if (record->problem == Problem::None && record->fields.size() == fit.columns) ++same;
    }
    fit.same = records == 0 ? 0 : static_cast<double>(same) / static_cast<double>(records);
    return fit;
}

/// The delimiter that fits best, with how well.
std::pair<char, Fit> bestOf(std::string_view candidates, std::string_view sample, char quote) {
    std::pair<char, Fit> best{candidates.front(), {}};
    for (const char candidate : candidates) {
        const Fit fit = fitOf(sample, candidate, quote);
        if (fit.columns < 2) continue;
        if (fit.same > best.second.same ||
            (fit.same == best.second.same && fit.columns > best.second.columns))
            best = {candidate, fit};
    }
    return best;
}

/// The delimiter of a sample: a seldom one only where none of the usual divides it.
char delimiterOf(std::string_view sample, char quote) {
    const auto [usual, fit] = bestOf(kCandidates, sample, quote);
    if (fit.columns > 1) return usual;
    const auto [seldom, seldomFit] = bestOf(kSeldom, sample, quote);
    return seldomFit.columns > 1 && seldomFit.same > 0.9 ? seldom : usual;
}

/// The quote that stands around most fields: directly behind a delimiter or line end and directly before one.
char quoteOf(std::string_view sample, char delimiter) {
    const auto isEdge = [&](std::size_t i) {
        return i >= sample.size() || sample[i] == delimiter || sample[i] == '\n' || sample[i] == '\r';
    };
    char best = '"';
    std::size_t most = 0;
    for (const char quote : {'"', '\'', '*'}) {
        std::size_t opens = 0, closes = 0;
        for (std::size_t i = 0; i < sample.size(); ++i) {
            if (sample[i] != quote) continue;
            opens += i == 0 || isEdge(i - 1) ? 1U : 0U;
            closes += isEdge(i + 1) ? 1U : 0U;
        }
        // An apostrophe at the end of a word is no quote: both sides must occur as often.
        const std::size_t pairs = opens == closes || quote == '"' ? std::min(opens, closes) : 0;
        if (pairs > most + (quote == '"' ? 0 : 2)) most = pairs, best = quote;
    }
    return best;
}

/// Length of a well-formed sequence at the start of the text, 0 when there is none.
std::size_t sequence(std::string_view t) noexcept {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(t[i]); };
    const auto trail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return i < t.size() && at(i) >= low && at(i) <= high;
    };
    const unsigned char c = at(0);
    if (c < 0x80) return 1;
    if (c >= 0xC2 && c <= 0xDF) return trail(1) ? 2 : 0;
    if (c >= 0xE0 && c <= 0xEF) {
        const unsigned low = c == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = c == 0xED ? 0x9F : 0xBF;
        return trail(1, low, high) && trail(2) ? 3 : 0;
    }
    if (c >= 0xF0 && c <= 0xF4) {
        const unsigned low = c == 0xF0 ? 0x90 : 0x80;
        const unsigned high = c == 0xF4 ? 0x8F : 0xBF;
        return trail(1, low, high) && trail(2) && trail(3) ? 4 : 0;
    }
    return 0;
}

} // namespace

bool isUtf8(std::string_view text) noexcept {
    while (!text.empty()) {
        // Eight bytes at once: nearly all texts are ASCII.
        std::uint64_t word = 0;
        while (text.size() >= sizeof word) {
            std::memcpy(&word, text.data(), sizeof word);
            if ((word & 0x8080808080808080u) != 0) break;
            text.remove_prefix(sizeof word);
        }
        if (text.empty()) return true;
        const std::size_t n = sequence(text);
        if (n == 0) return false;
        text.remove_prefix(n);
    }
    return true;
}

Examination examine(std::string_view head, bool whole) {
    Examination found;
    using namespace std::string_view_literals;
    if (startsWith(head, "\xFF\xFE\0\0"sv) || startsWith(head, "\0\0\xFE\xFF"sv)) {
        found.encoding = Examination::Encoding::Utf32;
        return found;
    }
    if (startsWith(head, "\xFF\xFE") || startsWith(head, "\xFE\xFF")) {
        found.encoding = Examination::Encoding::Utf16;
        return found;
    }
    if (startsWith(head, "\xEF\xBB\xBF")) found.start.offset = 3;
    const std::string_view text = head.substr(found.start.offset);
    if (text.size() >= 6 && startsWith(text, "sep=") && (text[5] == '\n' || text[5] == '\r')) {
        found.delimiter = text[4];
        found.start.offset += text.size() > 6 && text[5] == '\r' && text[6] == '\n' ? 7 : 6;
        found.start.line = 2;
        return found;
    }
    std::string_view sample = text;
    if (!whole) sample = sample.substr(0, sample.rfind('\n') + 1); // the last line may be cut
    if (sample.empty()) sample = text;
    found.delimiter = delimiterOf(sample, '"');
    found.quote = quoteOf(sample, found.delimiter);
    if (found.quote != '"') found.delimiter = delimiterOf(sample, found.quote);
    return found;
}

} // namespace csv
