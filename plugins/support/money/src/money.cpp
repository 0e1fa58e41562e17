#include "money/money.h"

#include <unicode/ucurr.h>
#include <unicode/unistr.h>

namespace money {

std::int64_t minorPerMain(std::string_view currency) {
    UErrorCode error = U_ZERO_ERROR;
    icu::UnicodeString code =
        icu::UnicodeString::fromUTF8({currency.data(), static_cast<std::int32_t>(currency.size())});
    const auto digits = ucurr_getDefaultFractionDigits(code.getTerminatedBuffer(), &error);
    std::int64_t minor = 1;
    for (int i = 0; i < (U_SUCCESS(error) ? digits : 2); ++i) minor *= 10;
    return minor;
}

std::int64_t minorOf(std::int64_t micros, std::string_view currency) {
    const std::int64_t perMinor = 1'000'000 / minorPerMain(currency);
    return (micros + perMinor / 2) / perMinor;
}

std::string text(std::int64_t minor, std::string_view currency) {
    const auto per = static_cast<std::uint64_t>(minorPerMain(currency));
    const auto size = minor < 0 ? 0 - static_cast<std::uint64_t>(minor) : static_cast<std::uint64_t>(minor);
    std::string out = (minor < 0 ? "-" : "") + std::to_string(size / per);
    if (per > 1) out += "." + std::to_string(per + size % per).substr(1);
    return out;
}

double mainUnits(std::int64_t minor, std::string_view currency) {
    return static_cast<double>(minor) / static_cast<double>(minorPerMain(currency));
}

} // namespace money
