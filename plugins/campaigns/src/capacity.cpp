#include "capacity.h"

#include <algorithm>
#include <map>

namespace rejoinder::campaigns {

namespace {

constexpr int kFarthest = 731; ///< days
constexpr std::size_t kWeek = 7;
constexpr std::int64_t kMostPerDay = 10'000'000;

std::size_t weekdayOf(Date day) {
    return static_cast<std::size_t>(((day.days + 3) % 7 + 7) % 7); // 1970-01-01 was a Thursday
}

struct CapacityList {
    std::vector<WorkplaceView> items;
};
REJOINDER_DESCRIBE(CapacityList, items)

void check(const PutCapacity& in) {
    Faults faults;
    if (in.week.size() != kWeek)
        faults.add("/week", "campaigns.seven-days", "must be seven numbers, Monday to Sunday");
    for (std::size_t i = 0; i < in.week.size(); ++i)
        if (in.week[i] < 0 || in.week[i] > kMostPerDay)
            faults.add("/week/" + std::to_string(i), "campaigns.per-day", "must be from 0 to 10000000");
    std::set<Date> days;
    for (std::size_t i = 0; i < in.exceptions.size(); ++i)
        if (!days.insert(in.exceptions[i].day).second)
            faults.add("/exceptions/" + std::to_string(i) + "/day", "campaigns.day-twice",
                       "this day is named twice");
    faults.raise("campaigns.invalid-capacity");
}

Capacity put(Unit& unit, const PutCapacity& in, std::int64_t version) {
    check(in);
    const Capacity row{in.workplace, in.week, in.exceptions, in.perHundred, version + 1, unit.now()};
    if (version == 0)
        unit.run("campaigns.insert-capacity", row);
    else if (unit.run("campaigns.update-capacity", row) == 0)
        throw Error(ErrorKind::Stale, "kernel.stale", "it was changed meanwhile");
    unit.audit("campaigns.set-capacity", {}, nameOf(in.workplace));
    return row;
}

} // namespace

Pace::Pace(const Capacity& capacity, std::set<Date> closed)
    : week_(capacity.week), closed_(std::move(closed)) {
    for (const auto& e : capacity.exceptions) exceptions_[e.day] = e.perDay;
}

std::int64_t Pace::on(Date day) const {
    if (const auto it = exceptions_.find(day); it != exceptions_.end()) return it->second;
    return closed_.contains(day) || week_.size() != kWeek ? 0 : week_[weekdayOf(day)];
}

std::optional<Emptied> emptied(std::int64_t waiting, const Pace& pace, Date from) {
    Emptied out{from, 0};
    for (int i = 0; i < kFarthest; ++i) {
        out.day = Date{from.days + i};
        const auto done = pace.on(out.day);
        if (waiting == 0) return Emptied{from, 0};
        if (done == 0) continue;
        ++out.workdays;
        waiting -= std::min(waiting, done);
        if (waiting == 0) return out;
    }
    return std::nullopt;
}

std::vector<Capacity> Workplaces::capacities(Unit& unit) {
    auto stored = unit.all<Capacity>("campaigns.list-capacities");
    for (const auto workplace : {Workplace::Desk, Workplace::Warehouse})
        if (std::ranges::find(stored, workplace, &Capacity::workplace) == stored.end()) {
            Capacity nothing;
            nothing.workplace = workplace;
            nothing.week.assign(kWeek, 0);
            stored.push_back(std::move(nothing));
        }
    std::ranges::sort(stored, {}, &Capacity::workplace);
    return stored;
}

std::set<Date> Workplaces::closed(Workplace workplace) const {
    std::set<Date> days;
    for (const auto& load : loads_)
        for (const auto day : load->closedDays(workplace)) days.insert(day);
    return days;
}

Pace Workplaces::paceOf(const Capacity& capacity) const {
    return {capacity, closed(capacity.workplace)};
}

std::vector<WorkplaceView> Workplaces::views(Unit& unit) const {
    std::vector<Queue> queues;
    for (const auto& load : loads_)
        for (auto& queue : load->queues(unit)) queues.push_back(std::move(queue));
    const auto today = Date::of(unit.now());
    std::vector<WorkplaceView> out;
    for (auto& capacity : capacities(unit)) {
        WorkplaceView view;
        const auto days = closed(capacity.workplace);
        const Pace pace(capacity, days);
        std::ranges::copy_if(days, std::back_inserter(view.closedDays), [&](Date d) { return d >= today; });
        view.today = pace.on(today);
        for (const auto& queue : queues)
            if (queue.workplace == capacity.workplace) {
                view.queues.push_back(queue);
                view.waiting += queue.waiting;
                view.late += queue.late;
            }
        if (const auto empty = emptied(view.waiting, pace, today); empty && capacity.version > 0) {
            view.emptyOn = empty->day;
            view.emptyInWorkdays = empty->workdays;
        }
        view.capacity = std::move(capacity);
        out.push_back(std::move(view));
    }
    return out;
}

void declareCapacity(Declarations& d, const std::function<Workplaces()>& workplaces) {
    d.page("/capacity", "Capacity", "campaigns.read");
    d.get<None, CapacityList>(
        "/capacity",
        {"campaigns.read",
         "What desk and warehouse get done per day, what waits there, and when nothing waits any more"},
        [workplaces](const None&, Call&, Unit& u) { return CapacityList{workplaces().views(u)}; });
    d.put<PutCapacity, Capacity>(
        "/capacity/{workplace}",
        {"campaigns.write", "Say what a workplace gets done per weekday, and on days that are different", 200,
         true},
        [](const PutCapacity& in, Call& call, Unit& u) {
            const auto all = Workplaces::capacities(u);
            const auto version = std::ranges::find(all, in.workplace, &Capacity::workplace)->version;
            call.requireMatch(version);
            return put(u, in, version);
        });
}

} // namespace rejoinder::campaigns
