#include "intake/encoding.h"

#include "plausible.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>

namespace intake {

namespace {

struct Mark {
    std::string_view bytes, name;
};
// The longer ones first: UTF-32LE begins like UTF-16LE.
constexpr std::array kMarks = std::to_array<Mark>({{{"\xFF\xFE\0\0", 4}, "UTF-32LE"},
                                                   {{"\0\0\xFE\xFF", 4}, "UTF-32BE"},
                                                   {"\xEF\xBB\xBF", "UTF-8"},
                                                   {"\xFF\xFE", "UTF-16LE"},
                                                   {"\xFE\xFF", "UTF-16BE"}});

/// Bonus of an encoding: how many of the files that marketers get are in it.
struct Legacy {
    std::string_view name;
    double bonus;
};
constexpr std::array kLegacy = std::to_array<Legacy>({{"windows-1252", 6},
                                                      {"windows-1250", 2},
                                                      {"ISO-8859-2", 1},
                                                      {"windows-1251", 3},
                                                      {"KOI8-R", 0},
                                                      {"windows-1253", 1},
                                                      {"windows-1254", 2},
                                                      {"windows-1255", 1},
                                                      {"windows-1256", 1},
                                                      {"windows-1257", 1},
                                                      {"ISO-8859-15", 0},
                                                      {"IBM850", 0},
                                                      {"macintosh", 0},
                                                      {"Shift_JIS", 2},
                                                      {"EUC-JP", 2},
                                                      {"GB18030", 2},
                                                      {"Big5", 1},
                                                      {"EUC-KR", 2}});

/// What one reading of the input found.
struct Survey {
    std::string head;   ///< the first bytes
    std::string sample; ///< lines with bytes beyond ASCII, from all of the input
    bool ascii = true, utf8 = true, escapes = false;
    std::uint64_t bytes = 0, zerosEven = 0, zerosOdd = 0;
};

/// Follows the form of UTF-8 from byte to byte (RFC 3629, section 4).
class Utf8Form {
public:
    void take(unsigned char c) noexcept {
        if (wanted_ == 0) {
            low_ = 0x80, high_ = 0xBF;
            if (c < 0x80) return;
            if (c >= 0xC2 && c <= 0xDF)
                wanted_ = 1;
            else if (c >= 0xE0 && c <= 0xEF)
                wanted_ = 2, low_ = c == 0xE0 ? 0xA0 : 0x80, high_ = c == 0xED ? 0x9F : 0xBF;
            else if (c >= 0xF0 && c <= 0xF4)
                wanted_ = 3, low_ = c == 0xF0 ? 0x90 : 0x80, high_ = c == 0xF4 ? 0x8F : 0xBF;
            else
                good_ = false;
            return;
        }
        if (c < low_ || c > high_)
            good_ = false, wanted_ = 0;
        else
            --wanted_;
        low_ = 0x80, high_ = 0xBF;
    }
    [[nodiscard]] bool good() const noexcept { return good_ && wanted_ == 0; }

private:
    int wanted_ = 0;
    unsigned char low_ = 0x80, high_ = 0xBF;
    bool good_ = true;
};

constexpr std::size_t kHead = 4096, kSample = 64 * 1024, kLine = 2000;

Survey survey(const Bytes& input) {
    Survey s;
    Utf8Form form;
    std::string line, buffer(256 * 1024, '\0');
    bool lineHigh = false;
    const auto endLine = [&] {
        if (lineHigh && s.sample.size() + line.size() < kSample) s.sample += line + '\n';
        line.clear();
        lineHigh = false;
    };
    for (std::size_t n = 0; (n = input(buffer.data(), buffer.size())) > 0;) {
        if (s.head.size() < kHead) s.head.append(buffer, 0, std::min(n, kHead - s.head.size()));
        for (std::size_t i = 0; i < n; ++i) {
            const auto c = static_cast<unsigned char>(buffer[i]);
            form.take(c);
            if (c >= 0x80) s.ascii = false, lineHigh = true;
            if (c == 0) ++((s.bytes + i) % 2 == 0 ? s.zerosEven : s.zerosOdd);
            if (c == 0x1B) s.escapes = true, lineHigh = true;
            if (c == '\n' || c == '\r')
                endLine();
            else if (line.size() < kLine)
                line += buffer[i];
        }
        s.bytes += n;
    }
    endLine();
    s.utf8 = form.good();
    return s;
}

struct CloseConverter {
    void operator()(UConverter* c) const noexcept { ucnv_close(c); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

/// The text in that encoding; nothing when some of it is none.
std::optional<icu::UnicodeString> strictly(std::string_view bytes, std::string_view encoding) {
    UErrorCode status = U_ZERO_ERROR;
    const Converter converter(ucnv_open(std::string(encoding).c_str(), &status));
    if (!converter) return std::nullopt;
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    std::u16string out(bytes.size() * 2 + 16, u'\0');
    const int32_t length = ucnv_toUChars(converter.get(), out.data(), static_cast<int32_t>(out.size()),
                                         bytes.data(), static_cast<int32_t>(bytes.size()), &status);
    if (U_FAILURE(status) != 0) return std::nullopt;
    return icu::UnicodeString(out.data(), length);
}

/// ICU's opinion by the frequency of letters and of their combinations: name → 0 to 100.
std::map<std::string, double, std::less<>> opinions(std::string_view sample) {
    std::map<std::string, double, std::less<>> found;
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&status),
                                                                              &ucsdet_close);
    ucsdet_setText(detector.get(), sample.data(), static_cast<int32_t>(sample.size()), &status);
    int32_t count = 0;
    const UCharsetMatch** matches = ucsdet_detectAll(detector.get(), &count, &status);
    if (U_FAILURE(status) != 0) return found;
    for (int32_t i = 0; i < count; ++i) {
        UErrorCode each = U_ZERO_ERROR;
        const char* name = ucsdet_getName(matches[i], &each);
        const int32_t sure = ucsdet_getConfidence(matches[i], &each);
        if (U_SUCCESS(each) != 0) found[encodingNamed(name)] = sure;
    }
    return found;
}

/// Some of the text around its first letter beyond ASCII.
std::string exampleIn(const icu::UnicodeString& text) {
    int32_t at = 0;
    while (at < text.length() && text[at] < 0x80) ++at;
    if (at == text.length()) return {};
    int32_t from = at, to = at;
    while (from > 0 && at - from < 20 && text[from - 1] >= u' ') --from;
    while (to < text.length() && to - at < 40 && text[to] >= u' ') ++to;
    if (from > 0 && U16_IS_TRAIL(text[from])) --from;
    if (to > 0 && to < text.length() && U16_IS_TRAIL(text[to])) --to;
    std::string out;
    text.tempSubStringBetween(from, to).toUTF8String(out);
    return out;
}

EncodingGuess guessed(std::string_view name, int confidence, std::string why, std::string_view sample) {
    EncodingGuess guess{std::string(name), confidence, std::move(why), 0, {}};
    if (const auto text = strictly(sample, name)) guess.example = exampleIn(*text);
    return guess;
}

EncodingGuess legacyOf(const Survey& s) {
    const auto opinion = opinions(s.sample);
    double best = -1e9, second = -1e9;
    std::string_view winner;
    for (const Legacy& each : kLegacy) {
        const auto text = strictly(s.sample, each.name);
        if (!text) continue;
        const std::u16string_view view(text->getBuffer(), static_cast<std::size_t>(text->length()));
        double score = 60 * plausibility(view, each.name) + each.bonus;
        if (const auto it = opinion.find(each.name); it != opinion.end()) score += it->second * 0.35;
        // ISO-8859-15 differs by the euro sign only where windows-1252 has other bytes for it.
        if (each.name == "ISO-8859-15" && text->indexOf(u'\u20AC') < 0) score -= 20;
        if (score > best)
            second = best, best = score, winner = each.name;
        else
            second = std::max(second, score);
    }
    if (winner.empty() || best < 0) return guessed("windows-1252", 10, "none", s.sample);
    const int sure = static_cast<int>(std::clamp(40 + (best - second) * 2 + best * 0.3, 10.0, 99.0));
    return guessed(winner, sure, "letters", s.sample);
}

} // namespace

const std::vector<std::string>& encodings() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all{"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"};
        for (const Legacy& each : kLegacy) all.emplace_back(each.name);
        for (const auto* more : {"ISO-8859-7", "ISO-8859-9", "IBM437", "IBM852", "IBM866", "ISO-2022-JP"})
            all.emplace_back(more);
        return all;
    }();
    return names;
}

std::string encodingNamed(std::string_view text) {
    // ISO-8859-1 is read as windows-1252, as browsers do: its controls 80 to 9F are in no real file.
    const std::string wanted(text);
    for (const auto* latin : {"ISO-8859-1", "latin1", "US-ASCII"})
        if (ucnv_compareNames(latin, wanted.c_str()) == 0) return "windows-1252";
    for (const std::string& name : encodings()) {
        if (ucnv_compareNames(name.c_str(), wanted.c_str()) == 0) return name;
        UErrorCode status = U_ZERO_ERROR;
        const uint16_t count = ucnv_countAliases(name.c_str(), &status);
        for (uint16_t i = 0; i < count; ++i) {
            const char* alias = ucnv_getAlias(name.c_str(), i, &status);
            if (U_SUCCESS(status) != 0 && alias != nullptr && ucnv_compareNames(alias, wanted.c_str()) == 0)
                return name;
        }
    }
    return {};
}

EncodingGuess detectEncoding(const Bytes& input) {
    const Survey s = survey(input);
    for (const Mark& mark : kMarks)
        if (s.head.starts_with(mark.bytes)) {
            EncodingGuess guess = guessed(mark.name, 100, "byteOrderMark", {});
            guess.markBytes = mark.bytes.size();
            return guess;
        }
    const double half = static_cast<double>(s.bytes) / 2;
    if (s.bytes >= 4 && static_cast<double>(s.zerosOdd) > 0.4 * half && s.zerosEven * 10 < s.zerosOdd)
        return guessed("UTF-16LE", 95, "zeroBytes", {});
    if (s.bytes >= 4 && static_cast<double>(s.zerosEven) > 0.4 * half && s.zerosOdd * 10 < s.zerosEven)
        return guessed("UTF-16BE", 95, "zeroBytes", {});
    if (s.ascii && s.escapes)
        if (const auto opinion = opinions(s.sample); opinion.contains("ISO-2022-JP"))
            return guessed("ISO-2022-JP", 90, "letters", s.sample);
    if (s.ascii) return guessed("UTF-8", 100, "ascii", {});
    if (s.utf8) return guessed("UTF-8", 100, "validUtf8", s.sample);
    return legacyOf(s);
}

} // namespace intake
