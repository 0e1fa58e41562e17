#include "working_time.h"

#include <rejoinder/error.h>

#include <unicode/timezone.h>
#include <unicode/unistr.h>

namespace rejoinder::fulfilment {

namespace {

constexpr std::int64_t kMinute = 60'000'000, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr double kMicrosPerMilli = 1000;

std::unique_ptr<icu::TimeZone> zoneOf(const std::string& name) {
    return std::unique_ptr<icu::TimeZone>(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
}

/// What the zone's clock is ahead of UTC at a moment of UTC, or of that clock itself.
std::int64_t offset(const icu::TimeZone& zone, std::int64_t micros, bool local) {
    std::int32_t raw = 0, daylight = 0;
    UErrorCode status = U_ZERO_ERROR;
    zone.getOffset(static_cast<double>(micros) / kMicrosPerMilli, local, raw, daylight, status);
    if (U_FAILURE(status)) throw Error(ErrorKind::Bug, "fulfilment.time-zone", u_errorName(status));
    return (std::int64_t{raw} + daylight) * 1000;
}

} // namespace

struct WorkingTime::Zone {
    std::unique_ptr<icu::TimeZone> icu;
};

bool isTimeZone(const std::string& name) {
    const auto zone = zoneOf(name);
    return zone && *zone != icu::TimeZone::getUnknown();
}

std::optional<std::int32_t> minutesOfDay(std::string_view text) {
    const auto digit = [&](std::size_t at) {
        return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : -100;
    };
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const int hours = 10 * digit(0) + digit(1), minutes = 10 * digit(3) + digit(4);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    return hours * 60 + minutes;
}

std::optional<std::set<Date>> daysOf(std::string_view text) {
    std::set<Date> days;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == ' ' || text[at] == ',') {
            ++at;
            continue;
        }
        const auto end = std::min(text.find_first_of(" ,", at), text.size());
        const auto day = Date::parse(text.substr(at, end - at));
        if (!day || !*day) return std::nullopt;
        days.insert(*day);
        at = end;
    }
    return days;
}

WorkingTime::WorkingTime(const std::string& timeZone, std::string_view cutOff, std::string_view closedDays)
    : zone_(std::make_unique<Zone>()) {
    const auto minutes = minutesOfDay(cutOff);
    auto days = daysOf(closedDays);
    zone_->icu = zoneOf(timeZone);
    if (!minutes || !days || !zone_->icu)
        throw Error(ErrorKind::Bug, "fulfilment.working-time",
                    "a setting of the working time was not checked");
    cutOff_ = *minutes * kMinute;
    closed_ = std::move(*days);
}

WorkingTime::~WorkingTime() = default;

bool WorkingTime::open(Date day) const {
    constexpr std::int32_t kThursday = 3; // 1970-01-01, when Monday is 0
    constexpr std::int32_t kSaturday = 5;
    const auto weekday = ((day.days + kThursday) % 7 + 7) % 7;
    return weekday < kSaturday && !closed_.contains(day);
}

Date WorkingTime::day(Timestamp moment) const {
    return Date::of({moment.micros + offset(*zone_->icu, moment.micros, false)});
}

Timestamp WorkingTime::due(Timestamp ordered, std::int64_t hours) const {
    // Reckoned on the house's clock; only the answer is brought back to UTC.
    auto local = ordered.micros + offset(*zone_->icu, ordered.micros, false);
    auto today = Date::of({local});
    const auto next = [&] {
        do {
            ++today.days;
        } while (!open(today));
        local = today.begin().micros;
    };
    if (!open(today) || local - today.begin().micros > cutOff_) next();
    auto left = hours * kHour;
    for (auto room = today.begin().micros + kDay - local; left > room; room = kDay) {
        left -= room;
        next();
    }
    local += left;
    return {local - offset(*zone_->icu, local, true)};
}

} // namespace rejoinder::fulfilment
