#include "cells.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace intake {

namespace {

/// Year, month and day of a day count since 1970-01-01 (proleptic Gregorian; Hinnant, "chrono-compatible
/// low-level date algorithms", civil_from_days).
std::array<std::int64_t, 3> civil(std::int64_t days) noexcept {
    days += 719468;
    const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const std::int64_t dayOfEra = days - era * 146097;
    const std::int64_t year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100);
    const std::int64_t month = (5 * dayOfYear + 2) / 153;
    return {year + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9,
            dayOfYear - (153 * month + 2) / 5 + 1};
}

} // namespace

NumberKind kindOfFormat(std::size_t builtin, std::string_view code) {
    if (code.empty()) {
        if ((builtin >= 14 && builtin <= 17) || (builtin >= 27 && builtin <= 31) || builtin == 36 ||
            (builtin >= 50 && builtin <= 54) || builtin == 57 || builtin == 58)
            return NumberKind::Date;
        if ((builtin >= 18 && builtin <= 21) || (builtin >= 32 && builtin <= 35) ||
            (builtin >= 45 && builtin <= 47))
            return NumberKind::Time;
        return builtin == 22 ? NumberKind::DateTime : NumberKind::Plain;
    }
    bool day = false, clock = false;
    for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        if (code[i] == '"') {
            i = std::min(code.find('"', i + 1), code.size() - 1);
        } else if (code[i] == '\\' || code[i] == '_' || code[i] == '*') {
            ++i;
        } else if (code[i] == '[') {
            const std::size_t end = std::min(code.find(']', i), code.size() - 1);
            const char inside = i + 1 < code.size() ? code[i + 1] : ']';
            clock = clock || ((inside == 'h' || inside == 'H' || inside == 's') && end - i <= 3);
            i = end;
        } else if (code[i] == 'y' || code[i] == 'Y' || code[i] == 'd' || code[i] == 'D') {
            day = true;
        } else if (code[i] == 'h' || code[i] == 'H' || code[i] == 's' || code[i] == 'S') {
            clock = true;
        } else if (code[i] == 'G' || code[i] == 'g') {
            return NumberKind::Plain; // "General"
        }
    }
    if (day && clock) return NumberKind::DateTime;
    return day ? NumberKind::Date : clock ? NumberKind::Time : NumberKind::Plain;
}

std::size_t paddingOf(std::string_view code) noexcept {
    return code.size() > 1 && code.find_first_not_of('0') == std::string_view::npos ? code.size() : 0;
}

std::string numberText(double value) {
    std::array<char, 400> text{};
    if (!std::isfinite(value)) return {};
    if (value == std::floor(value) && std::fabs(value) < 1e15) {
        std::snprintf(text.data(), text.size(), "%.0f", value == 0 ? 0.0 : value);
        return text.data();
    }
    // A spreadsheet shows 15 digits; what lies beyond is the noise of its arithmetic.
    std::snprintf(text.data(), text.size(), "%.15g", value);
    double shown = 0;
    const std::string_view view(text.data());
    std::from_chars(view.data(), view.data() + view.size(), shown);
    const auto [end, error] =
        std::to_chars(text.data(), text.data() + text.size(), shown, std::chars_format::fixed);
    return error == std::errc() ? std::string(text.data(), end) : std::string();
}

std::string serialText(double serial, NumberKind kind, bool origin1904) {
    auto days = static_cast<std::int64_t>(std::floor(serial));
    auto seconds = static_cast<std::int64_t>(std::llround((serial - std::floor(serial)) * 86400));
    if (seconds >= 86400) seconds -= 86400, ++days;
    std::array<char, 80> text{};
    const int hour = static_cast<int>(seconds / 3600), minute = static_cast<int>(seconds / 60 % 60),
              second = static_cast<int>(seconds % 60);
    if (kind == NumberKind::Time && days == 0) {
        std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", hour, minute, second);
        return text.data();
    }
    if (days < 0 || days > 2958465 || (!origin1904 && days == 60))
        return numberText(serial); // no day of the calendar
    // 1904-01-01 is day -24107, 1899-12-30 day -25569 since 1970-01-01.
    const std::int64_t epoch = origin1904 ? days - 24107 : days - 25569 + (days < 60 ? 1 : 0);
    const auto [y, m, d] = civil(epoch);
    int length = std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", static_cast<int>(y),
                               static_cast<int>(m), static_cast<int>(d));
    if (kind != NumberKind::Date && seconds != 0)
        std::snprintf(text.data() + length, text.size() - static_cast<std::size_t>(length), " %02d:%02d:%02d",
                      hour, minute, second);
    return text.data();
}

} // namespace intake
