#pragma once
#include <rejoinder/describe.h>

/// The funnel in figures.
namespace rejoinder::targetgroups {

/// What one exclusion took away from what was left before it.
struct Removed {
    std::string name;
    std::int64_t removed = 0;
};
REJOINDER_DESCRIBE(Removed, name, removed)

/// Those whom one more piece would give too much.
struct Pressed {
    Id ruleId;
    std::string name;
    std::int64_t removed = 0;
};
REJOINDER_DESCRIBE(Pressed, ruleId, name, removed)

struct SegmentCount {
    std::string name;
    std::int64_t persons = 0;
};
REJOINDER_DESCRIBE(SegmentCount, name, persons)

struct CellCount {
    Id cellId;
    std::int64_t members = 0;
    std::int64_t wanted = 0; ///< by its share; more than it gets where the group is too small
};
REJOINDER_DESCRIBE(CellCount, cellId, members, wanted)

/// Something that works, but not as it was meant.
struct Notice {
    std::string pointer, code, message;
};
REJOINDER_DESCRIBE(Notice, pointer, code, message)

enum class StepKind {
    Universe,
    Condition,
    Exclusion,
    Pressure,
    Segments,
    Limit,
    WithoutCell,
    HoldOut,
    Contacted
};
REJOINDER_DESCRIBE_ENUM(StepKind, Universe, Condition, Exclusion, Pressure, Segments, Limit, WithoutCell,
                        HoldOut, Contacted)

/// One bar of the waterfall.
struct Step {
    StepKind kind = StepKind::Universe;
    std::string name; ///< of the exclusion, the rule; what a limit is about
    std::int64_t removed = 0, left = 0;
};
REJOINDER_DESCRIBE(Step, kind, name, removed, left)

struct Waterfall {
    std::int64_t universe = 0, matching = 0;
    std::vector<Removed> exclusions;
    std::vector<Pressed> pressure;
    std::vector<SegmentCount> segments;
    std::int64_t inNoSegment = 0; ///< taken out because they fit no segment
    std::vector<Removed> limits;
    std::int64_t net = 0; ///< who is split into cells
    std::vector<CellCount> cells;
    std::int64_t withoutCell = 0;
    std::int64_t heldOut = 0;   ///< in cells that are not contacted
    std::int64_t contacted = 0; ///< what the mailing goes to
    std::vector<Step> steps;    ///< all of it, one after the other
    std::vector<Notice> notices;
};
REJOINDER_DESCRIBE(Waterfall, universe, matching, exclusions, pressure, segments, inNoSegment, limits, net,
                   cells, withoutCell, heldOut, contacted, steps, notices)

} // namespace rejoinder::targetgroups
