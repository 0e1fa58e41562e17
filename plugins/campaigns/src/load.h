#pragma once
#include "capacity.h"

/// What a plan makes desk and warehouse do, week by week.
namespace rejoinder::campaigns {

/// Responses that come from a day on.
struct Stream {
    Date from;
    double responses = 0;
};

/// One week of the campaign.
struct LoadWeek {
    std::int32_t week = 1;
    Date from;
    double responses = 0;
};
REJOINDER_DESCRIBE(LoadWeek, week, from, responses)

/// The same week at a workplace.
struct WorkplaceWeek {
    std::int32_t week = 1;
    double arrives = 0, others = 0, canDo = 0, left = 0;
    bool tooMuch = false;
    static void rules(Rules& r) {
        r.at("arrives").says("Work that this campaign makes");
        r.at("others").says("Work that other approved and running campaigns make");
        r.at("left").says("What is not done by the end of the week");
        r.at("tooMuch").says("More comes than gets done, and something is left");
    }
};
REJOINDER_DESCRIBE(WorkplaceWeek, week, arrives, others, canDo, left, tooMuch)

struct WorkplaceLoad {
    Workplace workplace = Workplace::Desk;
    bool known = false; ///< somebody said what gets done there
    std::int64_t waiting = 0;
    std::vector<WorkplaceWeek> weeks;
    double mostLeft = 0; ///< at the end of a day
    std::optional<std::int32_t> longestWait;
    static void rules(Rules& r) {
        r.at("waiting").says("What waits there now");
        r.at("mostLeft").says("The most that is left at the end of a day");
        r.at("longestWait").says("Working days that the last of it then waits; absent: nothing is done");
    }
};
REJOINDER_DESCRIBE(WorkplaceLoad, workplace, known, waiting, weeks, mostLeft, longestWait)

struct PlanLoad {
    Id campaignId;
    std::optional<double> expectedResponses; ///< absent: nothing was learnt, no forecast
    std::int32_t learntFrom = 0;
    std::vector<LoadWeek> weeks;
    std::vector<WorkplaceLoad> workplaces;
    static void rules(Rules& r) {
        r.at("learntFrom").says("Campaigns whose pace of answers it stands on; 0: a published curve");
    }
};
REJOINDER_DESCRIBE(PlanLoad, campaignId, expectedResponses, learntFrom, weeks, workplaces)

/// Works out the weeks of `own` from its first day (today, where that is over) until its answers are in.
/// Works are done in the order in which they come; between today and the first day only those of others and
/// what waits.
WorkplaceLoad workplaceLoad(const WorkplaceView& now, const Pace& pace, const Stream& own,
                            std::span<const Stream> others, const std::vector<double>& share, Date today);
std::vector<LoadWeek> loadWeeks(const Stream& own, const std::vector<double>& share, Date today);

} // namespace rejoinder::campaigns
