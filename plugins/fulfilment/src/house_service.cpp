#include "houses.h"

#include <rejoinder/notice.h>

#include <digest/digest.h>
#include <fcntl.h>
#include <inbox/inbox.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

/// Files for houses and from them, by the clock and in folders.
namespace rejoinder::fulfilment {

namespace {

namespace fs = std::filesystem;

constexpr const char* kEndOfDay = "23:59"; // no hour of a working day is too late here

/// The file is there whole or not at all. @throws std::system_error
void writeWhole(const fs::path& target, std::string_view bytes) {
    fs::create_directories(target.parent_path());
    const auto temporary = target.parent_path() / ("." + target.filename().string() + ".part");
    const auto fail = [] { throw std::system_error(errno, std::generic_category(), "cannot write a file"); };
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (fd < 0) fail();
    bool good = true;
    while (good && !bytes.empty()) {
        const auto written = ::write(fd, bytes.data(), bytes.size());
        if (written > 0)
            bytes.remove_prefix(static_cast<std::size_t>(written));
        else
            good = written < 0 && errno == EINTR;
    }
    good = good && ::fsync(fd) == 0;
    good = ::close(fd) == 0 && good;
    if (!good) fail();
    if (::rename(temporary.c_str(), target.c_str()) != 0) fail();
    const int folder = ::open(target.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) { // a folder that cannot be flushed keeps the file all the same
        ::fsync(folder);
        ::close(folder);
    }
}

/// Whether it is so late in the house's day.
bool isPast(const WorkingTime& time, const std::string& at, Timestamp now) {
    const auto minutes = minutesOfDay(at);
    return minutes && time.day(now.plus(-std::chrono::minutes(*minutes))) == time.day(now);
}

/// Working days only: nobody waits for a file on a Sunday.
bool isOpen(const WorkingTime& time, Timestamp now) {
    return time.day(time.due(now, 0)) == time.day(now);
}

void makeDue(Attempt& attempt, const HouseDesk& desk) {
    const WorkingTime time(desk.clock.timeZone, kEndOfDay, desk.clock.closedDays);
    std::vector<House> houses;
    Timestamp now;
    attempt.read([&](Unit& u) {
        houses = u.all<House>("fulfilment.list-houses");
        now = u.now();
    });
    for (const auto& house : houses) {
        if (!house.active || house.sendAt.empty() || attempt.stopping()) continue;
        if (house.sentOn == time.day(now) || !isPast(time, house.sendAt, now)) continue;
        // A unit for each file; the day is over with the one that finds nothing more.
        while (!attempt.stopping() && attempt.write([&](Unit& u) {
            if (findHouse(u, house.id).sentOn == time.day(u.now()) || !isOpen(time, u.now())) return false;
            if (makeHouseFile(u, house, desk)) return true;
            u.run("fulfilment.take-house-day", {{"id", house.id}, {"day", time.day(u.now())}});
            return false;
        })) {}
    }
}

struct Out {
    HouseFile file;
    fs::path path;
    std::string bytes;
};

std::vector<Out> filesIn(Attempt& attempt, HouseFileState state, const fs::path& base) {
    std::vector<Out> out;
    attempt.read([&](Unit& u) {
        out.clear();
        for (auto& file : u.all<HouseFile>("fulfilment.house-files-in-state", {{"state", state}})) {
            const auto house = findHouse(u, file.houseId);
            out.push_back({file, base / house.folder / "out" / (file.id.toString() + ".csv"),
                           houseFileCsv(u, file.id)});
        }
    });
    return out;
}

/// Whether the file was in that state and is in the next one now; a person or another node may have been
/// faster.
bool become(Attempt& attempt, Id id, HouseFileState from, HouseFileState to) {
    return attempt.write([&](Unit& u) {
        const auto file = findHouseFile(u, id);
        if (file.state != from) return false;
        setHouseFile(u, file, to);
        return true;
    });
}

/// A hand-over that broke off: when the file lies there it was done; when not, the house may have taken it,
/// and sending it again would send everything twice. A person asks.
void lookAfterBroken(Attempt& attempt, const fs::path& base) {
    for (const auto& out : filesIn(attempt, HouseFileState::Handing, base)) {
        if (inbox::bytesOf(out.path) == out.bytes) {
            become(attempt, out.file.id, HouseFileState::Handing, HouseFileState::Handed);
            continue;
        }
        attempt.write([&](Unit& u) {
            auto file = findHouseFile(u, out.file.id);
            if (file.state != HouseFileState::Handing || !file.handingAt ||
                file.handingAt->plus(kHouseFileBrokeOff) > u.now())
                return;
            setHouseFile(u, file, HouseFileState::Unknown);
            u.publish(Notice{{},
                             {},
                             "fulfilment.work",
                             "house-file-unknown",
                             file.house,
                             "/houses/" + file.houseId.toString()});
        });
    }
}

void handOver(Attempt& attempt, const fs::path& base, Log& log) {
    lookAfterBroken(attempt, base);
    for (const auto& out : filesIn(attempt, HouseFileState::Made, base)) {
        const auto id = out.file.id;
        if (attempt.stopping()) return;
        if (!become(attempt, id, HouseFileState::Made, HouseFileState::Handing)) continue;
        try {
            writeWhole(out.path, out.bytes);
        } catch (const std::system_error& e) { // it never lay there under its name; others are not held up
            become(attempt, id, HouseFileState::Handing, HouseFileState::Made);
            log.warning("HOUSE-FOLDER-FAILED", {{"reason", e.code().message()}});
            continue;
        }
        become(attempt, id, HouseFileState::Handing, HouseFileState::Handed);
    }
}

void takeAnswers(Attempt& attempt, const fs::path& base, const HouseDesk& desk, Log& log) {
    std::vector<House> houses;
    attempt.read([&](Unit& u) { houses = u.all<House>("fulfilment.list-houses"); });
    for (const auto& house : houses) {
        const auto folder = base / house.folder / "in";
        if (house.folder.empty() || !fs::is_directory(folder)) continue;
        for (const auto& path : inbox::ready(folder)) {
            if (attempt.stopping()) return;
            const bool small = fs::file_size(path) <= kMostAnswerBytes;
            const auto bytes = small ? inbox::bytesOf(path) : std::string();
            if (!bytes) { // not ours to read yet; the others do not wait for it
                log.warning("HOUSE-FOLDER-FAILED", {{"reason", "a file cannot be read"}});
                continue;
            }
            const auto digest = digest::sha256Hex(*bytes);
            try {
                if (!small) throw Error::invalid("", "fulfilment.too-many-lines", "the file is too large");
                attempt.write(
                    [&](Unit& u) { takeHouseAnswer(u, house, path.filename().string(), *bytes, desk); });
            } catch (const Error& e) {
                if (e.kind() == ErrorKind::Conflict || e.kind() == ErrorKind::Bug) {
                    log.warning("HOUSE-ANSWER-WAITS", {{"digest", digest}, {"reason", e.code()}});
                    continue;
                }
                if (e.kind() != ErrorKind::Invalid) throw;
                log.warning("HOUSE-ANSWER-REFUSED", {{"digest", digest}, {"reason", e.code()}});
                inbox::moveTo(path, "refused", digest);
                continue;
            }
            inbox::moveTo(path, "taken", digest);
        }
    }
}

/// Once a working day, as long as a house does not answer: `told` of a line is the day when it was last done.
void tellLate(Attempt& attempt, const PromiseRules& clock) {
    const WorkingTime time(clock.timeZone, kEndOfDay, clock.closedDays);
    const auto today = [&](Unit& u) { return time.day(u.now()).days; };
    bool any = false;
    attempt.read([&](Unit& u) {
        any = isOpen(time, u.now()) &&
              u.number("fulfilment.count-late-houses", {{"now", u.now()}, {"today", today(u)}}) != 0;
    });
    if (!any) return;
    attempt.write([&](Unit& u) {
        const auto lines = u.run("fulfilment.tell-late-houses", {{"now", u.now()}, {"today", today(u)}});
        if (lines == 0) return;
        u.publish(Notice{{}, {}, "fulfilment.work", "house-lines-late", std::to_string(lines), "/houses"});
    });
}

} // namespace

void serveHouses(Context& context, Attempt& attempt, const std::function<HouseDesk()>& desk) {
    const auto now = desk();
    makeDue(attempt, now);
    tellLate(attempt, now.clock);
    const fs::path base = context.setting<std::string>("house-folder");
    if (base.empty()) return;
    try {
        handOver(attempt, base, context.log());
        takeAnswers(attempt, base, now, context.log());
    } catch (const std::system_error& e) { // the disk, or a folder of others; it is tried again
        context.log().warning("HOUSE-FOLDER-FAILED", {{"reason", e.code().message()}});
    }
}

} // namespace rejoinder::fulfilment
