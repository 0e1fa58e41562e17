#include "kernel/job/schedule.h"

#include <algorithm>

namespace rejoinder::job {

namespace {

struct ScheduleRow {
    std::string job;
    Timestamp nextAt;
};
REJOINDER_DESCRIBE(ScheduleRow, job, nextAt)

} // namespace

struct Schedule::Due {
    std::string job;
    std::chrono::seconds interval;
    std::optional<Timestamp> nextAt; ///< as stored; nothing when the job was never scheduled
};

Schedule::Schedule(Storage& storage, const Queue& queue, const Clock& clock)
    : storage_(storage), queue_(queue), clock_(clock) {}

void Schedule::add(std::string plugin, std::chrono::seconds interval, std::string job) {
    if (interval < std::chrono::seconds(1))
        throw Error(ErrorKind::Bug, "kernel.bad-schedule",
                    "the interval of " + job + " is shorter than a second");
    const std::lock_guard lock(mutex_);
    entries_.insert_or_assign(std::move(job), Entry{std::move(plugin), interval});
}

void Schedule::removeAll(std::string_view plugin) {
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [&](const auto& entry) { return entry.second.plugin == plugin; });
}

std::vector<Schedule::Due> Schedule::find() const {
    std::vector<Due> found;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [job, entry] : entries_) found.push_back({job, entry.interval, std::nullopt});
    }
    if (found.empty()) return found;
    const auto rows = storage_.read([](Unit& unit) { return unit.all<ScheduleRow>("kernel.schedule-read"); });
    const Timestamp now = clock_.now();
    std::erase_if(found, [&](Due& due) {
        const auto row =
            std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.job == due.job; });
        if (row == rows.end()) return false;
        due.nextAt = row->nextAt;
        // A time beyond the next interval comes from a longer interval of an earlier configuration, or a
        // clock set back.
        return row->nextAt > now && row->nextAt <= now.plus(due.interval);
    });
    return found;
}

bool Schedule::due() const {
    const Timestamp now = clock_.now();
    const auto found = find();
    return std::any_of(found.begin(), found.end(),
                       [&](const Due& due) { return !due.nextAt || *due.nextAt <= now; });
}

bool Schedule::run() {
    bool queued = false;
    for (const auto& due : find()) {
        try {
            queued |= storage_.write([&](Unit& unit) { return queue(unit, due); },
                                     {Priority::Background, Actor{"system", "schedule", Id{}, {}}});
        } catch (const Error& e) {
            if (e.code() != "kernel.duplicate") // another node made the row
                throw;
        }
    }
    return queued;
}

bool Schedule::queue(Unit& unit, const Due& due) const {
    const Timestamp now = clock_.now();
    if (!due.nextAt) {
        unit.run("kernel.schedule-insert", {{"job", due.job}, {"nextAt", now.plus(due.interval)}});
    } else {
        const std::int64_t step = std::chrono::microseconds(due.interval).count();
        // The times stay on the grid of the first one; those that nobody was there for are left out.
        const std::int64_t missed = std::max<std::int64_t>(0, (now.micros - due.nextAt->micros) / step);
        const bool early = *due.nextAt > now;
        const Timestamp next =
            early ? now.plus(due.interval) : Timestamp{due.nextAt->micros + (missed + 1) * step};
        const bool moved = unit.run("kernel.schedule-advance",
                                    {{"job", due.job}, {"nextAt", next}, {"oldNextAt", *due.nextAt}}) == 1;
        if (!moved || early) return false;
    }
    if (unit.number("kernel.schedule-waiting", {{"name", due.job}}) > 0) return false;
    queue_.enqueue(unit, due.job, "{}", JobRequest{}, true);
    return true;
}

} // namespace rejoinder::job
