#include "tests/bench/campaign/sides.h"

#include <unistd.h>

#include <ctime>

namespace rejoinder::bench {

double computed(int process) {
    clockid_t clock = 0;
    timespec time{};
    if (::clock_getcpuclockid(process, &clock) != 0 || ::clock_gettime(clock, &time) != 0)
        throw std::runtime_error("the computing time of the server is not known");
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

void copyDatabase(const std::string& from, const std::string& to) {
    sqlite3 *source = nullptr, *target = nullptr;
    sqlite3_open(from.c_str(), &source);
    sqlite3_open(to.c_str(), &target);
    sqlite3_backup* const backup = sqlite3_backup_init(target, "main", source, "main");
    const int result = backup ? sqlite3_backup_step(backup, -1) : SQLITE_ERROR;
    sqlite3_backup_finish(backup);
    sqlite3_close(source);
    sqlite3_close(target);
    if (result != SQLITE_DONE) throw std::runtime_error("the database cannot be copied");
}

Turn BareSide::alone(std::size_t units) {
    while (at_ < recording_.commits.size() && units > 0) {
        units -= std::min(units, recording_.commits[at_].size());
        ++at_;
    }
    return run(0, at_, true);
}

Turn BareSide::next(std::size_t parts) {
    if (share_ == 0) share_ = (recording_.commits.size() - at_) / parts;
    const auto first = at_;
    at_ = std::min(at_ + share_, recording_.commits.size());
    return run(first, at_, false);
}

Turn BareSide::run(std::size_t first, std::size_t last, bool commitPerUnit) {
    const auto began = Steady::now();
    const double before = computed(::getpid());
    replay_.run(first, last, commitPerUnit);
    return {static_cast<double>(recording_.marked(mark_, first, last)), secondsSince(began),
            computed(::getpid()) - before};
}

} // namespace rejoinder::bench
