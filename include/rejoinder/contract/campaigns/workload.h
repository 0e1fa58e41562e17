#pragma once
#include <rejoinder/contract/campaigns.h>

/// What the plan asks of those who have work waiting, and of who knows when answers come.
namespace rejoinder::campaigns {

/// Where people do the work that campaigns make.
enum class Workplace { Desk, Warehouse };
REJOINDER_DESCRIBE_ENUM(Workplace, Desk, Warehouse)

/// What waits at a workplace, of one kind.
struct Queue {
    Workplace workplace = Workplace::Desk;
    std::string kind; ///< "goods": consoles have the words, as `queue.<kind>`
    std::int64_t waiting = 0;
    std::int64_t late = 0; ///< of these: later than was promised
    static void rules(Rules& r) { r.at("late").says("Of these: later than was promised"); }
};
REJOINDER_DESCRIBE(Queue, workplace, kind, waiting, late)

/// Provided by every plugin that has work waiting for people.
class Workloads {
public:
    static constexpr std::string_view kName = "campaigns.workloads";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Workloads() = default;
    virtual std::vector<Queue> queues(Unit& unit) = 0;
    /// Days on which nobody works there, besides those that the plan's own table has.
    virtual std::vector<Date> closedDays(Workplace /*workplace*/) { return {}; }
};

/// When answers come: which share of them is here by the end of day 1, 2, … of a campaign.
struct ArrivalPattern {
    std::vector<double> share;   ///< rises to 1
    std::int32_t learntFrom = 0; ///< campaigns of one's own; 0: a published curve
};

/// Provided by insight when it is there.
class Arrivals {
public:
    static constexpr std::string_view kName = "campaigns.arrivals";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Arrivals() = default;
    /// Evidence of `except` (the campaign being planned) is not used.
    virtual ArrivalPattern pattern(Unit& unit, Id except) = 0;
};

} // namespace rejoinder::campaigns
