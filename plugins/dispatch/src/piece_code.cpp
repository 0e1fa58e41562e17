#include "piece_code.h"

#include <algorithm>

namespace rejoinder::dispatch {

namespace {

constexpr int kBase = 23;
constexpr std::int8_t kNone = -1;
constexpr std::int8_t kSkip = -2;

/// Value of every byte: 0 to 22, kSkip for what people put between groups, kNone for the rest.
constexpr std::array<std::int8_t, 256> makeValues() {
    std::array<std::int8_t, 256> values{};
    for (auto& v : values) {
        v = kNone;
    }
    const auto at = [&](char c) -> std::int8_t& { return values[static_cast<unsigned char>(c)]; };
    for (std::size_t i = 0; i < kCodeAlphabet.size(); ++i) {
        at(kCodeAlphabet[i]) = static_cast<std::int8_t>(i);
    }
    constexpr std::string_view kAlike[] = {"0D", "OD", "QD", "Z2", "S5", "B8", "G6", "UV", "A4"};
    for (const auto pair : kAlike) {
        at(pair[0]) = at(pair[1]);
    }
    for (char c = 'A'; c <= 'Z'; ++c) {
        at(static_cast<char>(c + ('a' - 'A'))) = at(c);
    }
    for (const char c : std::string_view(" -\t\r\n._/")) {
        at(c) = kSkip;
    }
    return values;
}

constexpr auto kValues = makeValues();

std::int8_t valueOf(char c) noexcept {
    return kValues[static_cast<unsigned char>(c)];
}

/// Length of the dash or blank beyond ASCII at the start of the text (no-break spaces, U+2010 to U+2015,
/// U+2212), or 0.
std::size_t wideGap(std::string_view text) noexcept {
    if (text.starts_with("\xC2\xA0")) {
        return 2;
    }
    if (text.size() >= 3 && text.starts_with("\xE2\x80")) {
        const auto last = static_cast<unsigned char>(text[2]);
        return (last >= 0x90 && last <= 0x95) || last == 0xAF || last == 0x89 ? 3 : 0;
    }
    return text.starts_with("\xE2\x88\x92") ? 3 : 0;
}

/// The weighted sum modulo 23; 0 for a right code.
int weightedSum(std::string_view code) noexcept {
    int sum = 0;
    for (std::size_t i = 0; i < code.size(); ++i) {
        sum += static_cast<int>(code.size() - i) * valueOf(code[i]);
    }
    return sum % kBase;
}

bool isLength(std::size_t length) noexcept {
    return length == kCodeLength || length == kMediumCodeLength;
}

ReadCode wrong(CodeFault fault, std::string code, std::string hint) {
    return {std::move(code), fault, std::move(hint)};
}

} // namespace

ReadCode readCode(std::string_view typed) {
    std::string code;
    for (std::size_t i = 0; i < typed.size() && code.size() <= kCodeLength;) {
        const char c = typed[i];
        const auto value = valueOf(c);
        if (value >= 0) {
            code += kCodeAlphabet[static_cast<std::size_t>(value)];
            ++i;
        } else if (value == kSkip) {
            ++i;
        } else if (const auto gap = wideGap(typed.substr(i)); gap > 0) {
            i += gap;
        } else {
            const bool readable = c > ' ' && c < '\x7f';
            return wrong(CodeFault::Character, std::move(code),
                         (readable ? std::string("No code contains the character ") + c
                                   : std::string("The code contains a character that no code has")) +
                             "; codes are made of " + std::string(kCodeAlphabet) + ".");
        }
    }
    if (code.empty()) {
        return wrong(CodeFault::Empty, "", "There is no code here.");
    }
    if (!isLength(code.size())) {
        return wrong(CodeFault::Length, std::move(code),
                     "A code has 9 characters in three groups, for example " + printedCode(codeOfNumber(0)) +
                         "; that of an advertisement or leaflet has 6.");
    }
    if (weightedSum(code) != 0) {
        return wrong(
            CodeFault::Check, std::move(code),
            "The check character does not fit: one character is wrong or two are swapped. Read it again.");
    }
    return {std::move(code), CodeFault::None, ""};
}

bool isCode(std::string_view code) noexcept {
    return isLength(code.size()) &&
           std::all_of(code.begin(), code.end(),
                       [](char c) { return kCodeAlphabet.find(c) != std::string_view::npos; }) &&
           weightedSum(code) == 0;
}

std::string printedCode(std::string_view code) {
    std::string out;
    out.reserve(code.size() + 2);
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (i > 0 && i % 3 == 0) {
            out += '-';
        }
        out += code[i];
    }
    return out;
}

std::string codeOfNumber(std::uint64_t number, std::size_t length) {
    std::string code(length, kCodeAlphabet[0]);
    for (std::size_t i = length - 1; i-- > 0;) {
        code[i] = kCodeAlphabet[number % kBase];
        number /= kBase;
    }
    const int open = weightedSum(code); // the last character counts 0 so far, with weight 1
    code.back() = kCodeAlphabet[static_cast<std::size_t>((kBase - open) % kBase)];
    return code;
}

std::uint64_t numberOfCode(std::string_view code) noexcept {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i + 1 < code.size(); ++i) {
        number = number * kBase + static_cast<std::uint64_t>(valueOf(code[i]));
    }
    return number;
}

std::vector<std::string> nearCodes(std::string_view wrong) {
    const auto read = readCode(wrong);
    std::vector<std::string> near;
    if (read.fault != CodeFault::Check) {
        return near;
    }
    std::string code = read.code;
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char was = code[i];
        for (const char c : kCodeAlphabet) {
            code[i] = c;
            if (weightedSum(code) == 0) {
                near.push_back(code);
            }
        }
        code[i] = was;
    }
    for (std::size_t i = 0; i + 1 < code.size(); ++i) {
        std::swap(code[i], code[i + 1]);
        if (weightedSum(code) == 0) {
            near.push_back(code);
        }
        std::swap(code[i], code[i + 1]);
    }
    return near;
}

} // namespace rejoinder::dispatch
