#pragma once
#include "records.h"

#include <rejoinder/contract/responses/turned_away.h>

#include <functional>
#include <memory>

/// Figures of control: what came in is what became of it.
namespace rejoinder::responses {

/// received = captured + duplicate + clearing + rejected, or something is lost.
struct ControlCount {
    std::int64_t received = 0, captured = 0, duplicate = 0, clearing = 0, rejected = 0;
    void add(const ControlCount& other);
    [[nodiscard]] bool balanced() const { return received == captured + duplicate + clearing + rejected; }
};

/// What came in on a day and channel.
struct ControlLine {
    Date day;
    Channel channel = Channel::Other;
    std::int64_t received = 0, captured = 0, duplicate = 0, clearing = 0, rejected = 0;
    bool balanced = true;
};
REJOINDER_DESCRIBE(ControlLine, day, channel, received, captured, duplicate, clearing, rejected, balanced)

struct ControlFigures {
    Date since, until;
    std::vector<ControlLine> lines; ///< the newest day first
    std::int64_t received = 0, captured = 0, duplicate = 0, clearing = 0, rejected = 0;
    bool balanced = true;
};
REJOINDER_DESCRIBE(ControlFigures, since, until, lines, received, captured, duplicate, clearing, rejected,
                   balanced)

using AwayList = std::vector<std::shared_ptr<TurnedAway>>;

/// The figures of the days from one to the other, both included.
ControlFigures controlFigures(Unit& unit, Date since, Date until, const AwayList& away);

/// Entries of clearing that wait for so many hours and less than the next.
struct AgeClass {
    std::int32_t fromHours = 0;
    std::optional<std::int32_t> untilHours; ///< none: without end
    std::int64_t entries = 0;
};
REJOINDER_DESCRIBE(AgeClass, fromHours, untilHours, entries)

/// How clearing stands.
struct ClearingHealth {
    std::int64_t open = 0;
    std::optional<Timestamp> oldest;
    std::vector<AgeClass> ages;
    std::int64_t received = 0, unknown = 0; ///< replies of the last days, and those whose code nobody has
    double share = 0, limit = 0;            ///< unknown per received, and from where on it alarms; 0 to 1
    std::optional<Timestamp> checkedAt, alarmSince;
};
REJOINDER_DESCRIBE(ClearingHealth, open, oldest, ages, received, unknown, share, limit, checkedAt, alarmSince)

/// When the share of unknown codes alarms.
struct AlarmRules {
    std::int64_t percent = 8, days = 7, least = 50;
};

ClearingHealth clearingHealth(Unit& unit, const AlarmRules& rules);
/// Replies of the last days, and those whose code nobody has.
struct CodeCount {
    std::int64_t received = 0, unknown = 0;
};
CodeCount countCodes(Unit& unit, const AlarmRules& rules);
/// Keeps the count; tells who captures replies when the share gets above what is borne, once.
void noteCodes(Unit& unit, const CodeCount& count, const AlarmRules& rules);

/// What `rejoinder verify` says of the figures, a sentence each.
std::vector<std::string> checkControl(Unit& unit);

void declareControl(Declarations& d, const std::function<AwayList()>& away,
                    const std::function<AlarmRules()>& rules);

} // namespace rejoinder::responses
