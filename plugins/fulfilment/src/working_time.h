#pragma once
#include <rejoinder/types.h>

#include <memory>
#include <set>
#include <string>
#include <string_view>

/// When the house works.
namespace rejoinder::fulfilment {

/// Whether ICU knows a time zone of that name.
bool isTimeZone(const std::string& name);
/// Minutes since midnight of "14:00"; nothing for what is no time of day.
std::optional<std::int32_t> minutesOfDay(std::string_view text);
/// The days of "2026-12-25, 2026-12-26"; nothing when one of them is no day.
std::optional<std::set<Date>> daysOf(std::string_view text);

/// Working days are Monday to Friday in the house's time zone, but for the days on which it is closed. What
/// comes in by the cut-off counts from that moment, what comes later from the begin of the next working day.
class WorkingTime {
public:
    /// @throws Error Bug for a time zone, time or list that the checks above refuse.
    WorkingTime(const std::string& timeZone, std::string_view cutOff, std::string_view closedDays);
    ~WorkingTime();
    WorkingTime(const WorkingTime&) = delete;
    WorkingTime& operator=(const WorkingTime&) = delete;

    /// When so many hours of working days are over after an order came in.
    [[nodiscard]] Timestamp due(Timestamp ordered, std::int64_t hours) const;
    /// The day of the house's calendar that a moment falls in.
    [[nodiscard]] Date day(Timestamp moment) const;

private:
    struct Zone;
    [[nodiscard]] bool open(Date day) const;

    std::unique_ptr<Zone> zone_;
    std::int64_t cutOff_ = 0; ///< microseconds since midnight
    std::set<Date> closed_;
};

} // namespace rejoinder::fulfilment
