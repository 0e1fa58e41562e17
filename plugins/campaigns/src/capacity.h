#pragma once
#include "records.h"

#include <rejoinder/contract/campaigns/workload.h>

#include <memory>
#include <set>

/// What desk and warehouse get done, what waits there, and when nothing waits any more.
namespace rejoinder::campaigns {

/// A day that is not like its weekday.
struct CapacityDay {
    Date day;
    std::int64_t perDay = 0;
    std::string note;
    static void rules(Rules& r) {
        r.at("perDay").range(0, 1e7);
        r.at("note").max(200).defaulted();
    }
};
REJOINDER_DESCRIBE(CapacityDay, day, perDay, note)

struct Capacity {
    Workplace workplace = Workplace::Desk;
    std::vector<std::int64_t> week; ///< Monday to Sunday
    std::vector<CapacityDay> exceptions;
    std::int64_t perHundred = 100; ///< work that a hundred responses make there
    std::int64_t version = 0;      ///< 0: nobody said anything
    Timestamp updatedAt;
};
REJOINDER_DESCRIBE(Capacity, workplace, week, exceptions, perHundred, version, updatedAt)

struct PutCapacity {
    Workplace workplace = Workplace::Desk;
    std::vector<std::int64_t> week;
    std::vector<CapacityDay> exceptions;
    std::int64_t perHundred = 100;
    static void rules(Rules& r) {
        r.at("week").max(7).says("What gets done per day, Monday to Sunday: seven numbers");
        r.at("exceptions").max(400).defaulted();
        r.at("perHundred").range(0, 1000).defaulted().says("How much work a hundred responses make there");
    }
};
REJOINDER_DESCRIBE(PutCapacity, workplace, week, exceptions, perHundred)

/// What a workplace gets done on each day.
class Pace {
public:
    Pace(const Capacity& capacity, std::set<Date> closed);
    [[nodiscard]] std::int64_t on(Date day) const;

private:
    std::vector<std::int64_t> week_;
    std::map<Date, std::int64_t> exceptions_;
    std::set<Date> closed_;
};

struct Emptied {
    Date day;                  ///< on which the last of it is done
    std::int32_t workdays = 0; ///< days with work on them until then, that one too
};

/// When what waits is done, when nothing is added and `from` is worked in full; nothing within two years:
/// never.
std::optional<Emptied> emptied(std::int64_t waiting, const Pace& pace, Date from);

/// A workplace as it stands.
struct WorkplaceView {
    Capacity capacity;
    std::int64_t today = 0;
    std::vector<Queue> queues;
    std::int64_t waiting = 0, late = 0;
    std::optional<Date> emptyOn;
    std::optional<std::int32_t> emptyInWorkdays;
    std::vector<Date> closedDays;
    static void rules(Rules& r) {
        r.at("today").says("What gets done today");
        r.at("emptyOn").says("When nothing waits any more if nothing is added; absent: never at this pace");
        r.at("closedDays").says("Days to come on which it is closed as others said, such as the warehouse");
    }
};
REJOINDER_DESCRIBE(WorkplaceView, capacity, today, queues, waiting, late, emptyOn, emptyInWorkdays,
                   closedDays)

/// The workplaces, what they can and what waits.
class Workplaces {
public:
    explicit Workplaces(std::vector<std::shared_ptr<Workloads>> loads) : loads_(std::move(loads)) {}
    [[nodiscard]] std::vector<WorkplaceView> views(Unit& unit) const;
    [[nodiscard]] Pace paceOf(const Capacity& capacity) const;
    static std::vector<Capacity> capacities(Unit& unit);

private:
    [[nodiscard]] std::set<Date> closed(Workplace workplace) const;
    std::vector<std::shared_ptr<Workloads>> loads_;
};

/// GET /capacity and PUT /capacity/{workplace}; `workplaces` is asked at each request.
void declareCapacity(Declarations& d, const std::function<Workplaces()>& workplaces);

} // namespace rejoinder::campaigns
