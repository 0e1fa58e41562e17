#include "sepa.h"

#include <slip/bill.h>
#include <slip/references.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>

namespace rejoinder::fulfilment {

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::size_t kLongestIdentifier = 35;
constexpr std::string_view kSigns = "/-?:().,'+";

struct SepaCountry {
    std::string_view code;
    std::size_t length; ///< of its IBANs (ISO 13616 registry)
    bool eea = true;
};

// EPC409-09, list of SEPA scheme countries.
constexpr std::array kSepaCountries = std::to_array<SepaCountry>({
    {"AD", 24, false}, {"AL", 28, false}, {"AT", 20},        {"BE", 16},        {"BG", 22},
    {"CH", 21, false}, {"CY", 28},        {"CZ", 24},        {"DE", 22},        {"DK", 18},
    {"EE", 20},        {"ES", 24},        {"FI", 18},        {"FR", 27},        {"GB", 22, false},
    {"GI", 23, false}, {"GR", 27},        {"HR", 21},        {"HU", 28},        {"IE", 22},
    {"IS", 26},        {"IT", 27},        {"LI", 21},        {"LT", 20},        {"LU", 20},
    {"LV", 21},        {"MC", 27, false}, {"MD", 24, false}, {"ME", 22, false}, {"MK", 19, false},
    {"MT", 31},        {"NL", 18},        {"NO", 15},        {"PL", 28},        {"PT", 25},
    {"RO", 24},        {"RS", 22, false}, {"SE", 24},        {"SI", 19},        {"SK", 24},
    {"SM", 27, false}, {"VA", 22, false},
});

const SepaCountry* sepaCountryOf(std::string_view iban) {
    const auto it = std::ranges::find(kSepaCountries, iban.substr(0, 2), &SepaCountry::code);
    return it == kSepaCountries.end() ? nullptr : &*it;
}

bool isCapital(char c) {
    return c >= 'A' && c <= 'Z';
}

bool isSepaLetter(char c) {
    return slip::isDigit(c) || isCapital(c) || (c >= 'a' && c <= 'z') ||
           kSigns.find(c) != std::string_view::npos;
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).
sys_days easterOf(int y) {
    const int a = y % 19, b = y / 100, c = y % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
    return sys_days(year(y) / (n / 31) / (n % 31 + 1));
}

} // namespace

bool isSepaText(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == ' ' || isSepaLetter(c); });
}

std::string sepaText(std::string_view text, std::size_t most) {
    auto unicode = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> latin(
        icu::Transliterator::createInstance("Any-Latin; Latin-ASCII", UTRANS_FORWARD, status));
    if (U_SUCCESS(status) && latin) latin->transliterate(unicode);
    std::string out;
    for (std::int32_t i = 0; i < unicode.length() && out.size() < most; i = unicode.moveIndex32(i, 1)) {
        const auto c = unicode.char32At(i);
        const bool fine = c < 0x80 && (c == ' ' || isSepaLetter(static_cast<char>(c)));
        const char plain = fine ? static_cast<char>(c) : c == '&' ? '+' : c <= ' ' ? ' ' : '.';
        if (plain != ' ' || (!out.empty() && out.back() != ' ')) out += plain;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

bool isSepaIdentifier(std::string_view text) {
    return !text.empty() && text.size() <= kLongestIdentifier && std::ranges::all_of(text, isSepaLetter) &&
           !text.starts_with('/') && !text.ends_with('/') && text.find("//") == std::string_view::npos;
}

bool isCreditorIdentifier(std::string_view plain) {
    constexpr std::size_t kHead = 7; // country, check digits, business code
    if (plain.size() <= kHead || plain.size() > kLongestIdentifier) return false;
    const auto known = [](char c) { return slip::isDigit(c) || isCapital(c); };
    if (!std::ranges::all_of(plain, known) || !isCapital(plain[0]) || !isCapital(plain[1])) return false;
    if (!slip::isDigit(plain[2]) || !slip::isDigit(plain[3])) return false;
    int rest = 0;
    for (const char c : std::string(plain.substr(kHead)) + std::string(plain.substr(0, 4)))
        rest = slip::isDigit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
    return rest == 1;
}

bool isSepaIban(std::string_view plain) {
    const auto* country = sepaCountryOf(plain);
    return country != nullptr && plain.size() == country->length && slip::isIban(plain);
}

bool isCollectingAccount(std::string_view plain) {
    return isSepaIban(plain) && !slip::isQrIban(plain);
}

bool wantsDebtorAddress(std::string_view iban) {
    const auto* country = sepaCountryOf(iban);
    return country != nullptr && !country->eea;
}

std::string maskedAccount(std::string_view iban) {
    constexpr std::size_t kShown = 4;
    if (iban.size() <= 2 * kShown) return {};
    return std::string(iban.substr(0, kShown)) + " **** " + std::string(iban.substr(iban.size() - kShown));
}

bool isTargetDay(Date day) {
    const sys_days at{days(day.days)};
    const std::chrono::weekday weekday(at);
    if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) return false;
    const year_month_day date(at);
    const auto month = static_cast<unsigned>(date.month()), of = static_cast<unsigned>(date.day());
    if ((month == 1 && of == 1) || (month == 5 && of == 1) || (month == 12 && (of == 25 || of == 26)))
        return false;
    const auto fromEaster = at - easterOf(static_cast<int>(date.year()));
    return fromEaster != days(-2) && fromEaster != days(1); // Good Friday, Easter Monday
}

Date targetDayFrom(Date day) {
    while (!isTargetDay(day)) ++day.days;
    return day;
}

Date targetDaysAfter(Date day, std::int64_t count) {
    for (; count > 0; --count) day = targetDayFrom(Date{day.days + 1});
    return day;
}

Date monthsAfter(Date day, int months) {
    year_month_day date(sys_days{days(day.days)});
    date += std::chrono::months(months);
    if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
    return Date{static_cast<std::int32_t>(sys_days(date).time_since_epoch().count())};
}

} // namespace rejoinder::fulfilment
