#include "index_identity.h"
#include "index_keeper.h"

#include <digest/digest.h>

#include <mutex>
#include <typeinfo>
#include <utility>

/// The index between two starts. What makes a file belong to this database is a mark that was written into
/// targetgroups_change after everything in the file had been read: whatever database has this mark under this
/// number has all of it, and what came later is followed. One that was restored from an older backup has no
/// such mark.
namespace rejoinder::targetgroups::index {

namespace {

constexpr std::string_view kMagic = "Rejoinder live-count index\n";
/// Between two times, by what changed meanwhile. Marks are forgotten after a day.
constexpr std::chrono::hours kAtOnce{0}, kOften{1}, kRarely{12};

struct Head {
    std::string identity, mark;
    std::int64_t follow = 0; ///< what comes after this change is not in it
    std::int64_t marked = 0; ///< the number of the mark
    std::int64_t contacts = 0;
};

void write(Writer& to, const Head& head) {
    to.list(kMagic);
    to.put(head.identity);
    to.put(head.mark);
    to.put(head.follow);
    to.put(head.marked);
    to.put(head.contacts);
}

Head readHead(Reader& from) {
    if (from.text() != kMagic) throw Refused("it is something else");
    Head head;
    head.identity = from.text();
    head.mark = from.text();
    head.follow = from.get<std::int64_t>();
    head.marked = from.get<std::int64_t>();
    head.contacts = from.get<std::int64_t>();
    return head;
}

std::string identityFor(const Keeper::Feeds& feeds) {
    std::vector<const void*> makers{reinterpret_cast<const void*>(&readHead), &typeid(Error)}; // NOLINT
    const auto add = [&makers](const auto& feed) {
        if (!feed) return;
        const auto& maker = *feed;
        makers.push_back(&typeid(maker));
    };
    add(feeds.values);
    add(feeds.identities);
    add(feeds.gate);
    for (const auto& history : feeds.histories) add(history);
    return identityOf(Keeper::streamsOf(feeds), makers);
}

} // namespace

void Keeper::save() {
    const std::scoped_lock turn(turn_);
    if (file_.empty() || !index_ || !shown_) return;
    saveAsked_ = std::chrono::steady_clock::now();
    Head head;
    head.identity = identityFor(feeds_);
    head.mark = "saved:" + digest::secretHex(16);
    head.follow = state().changes;
    head.marked = storage_.write([&](Unit& unit) { return note(unit, std::string(kMark) + head.mark, {}); });
    head.contacts = static_cast<std::int64_t>(index_->contacts());
    Writer to(file_);
    write(to, head);
    index_->save(to); // only who has the turn changes it, so counts go on
    to.finish();
    unsaved_ = false;
}

bool Keeper::load(const std::stop_token& stop) {
    const std::scoped_lock turn(turn_);
    if (file_.empty()) return false;
    Writer::clean(file_);
    if (!std::filesystem::exists(file_)) return false;
    const auto refuse = [this](std::string_view why) {
        log_.info("TARGETGROUPS-INDEX-FILE", {{"file", file_.string()}, {"reason", why}});
        return false;
    };
    const auto begin = std::chrono::steady_clock::now();
    auto feeds = ask_();
    std::shared_ptr<FactIndex> fresh;
    Head head;
    try {
        Reader from(file_);
        head = readHead(from);
        if (head.identity != identityFor(feeds)) return refuse("another build wrote it");
        fresh = std::make_shared<FactIndex>(streamsOf(feeds));
        fresh->load(from);
        from.end();
        Reader::require(head.contacts == static_cast<std::int64_t>(fresh->contacts()));
    } catch (const std::exception& e) {
        return refuse(e.what());
    }
    const auto marks = storage_.read([&](Unit& unit) {
        return unit.number("targetgroups.count-marks",
                           {{"seq", head.marked}, {"source", std::string(kMark) + head.mark}});
    });
    if (marks == 0) return refuse("it is of another database, or too old");
    adopt(std::move(fresh), std::move(feeds), head.follow);
    catchUp(stop);
    if (stop.stop_requested()) return false;
    if (!index_) return refuse("what changed since is no longer known");
    gateChanged_ = true; // it may answer differently without a change of anybody
    unsaved_ = true;     // the mark in the file ages
    saveAsked_ = std::chrono::steady_clock::now();
    show(begin, true);
    return true;
}

void Keeper::saveWhenDue(bool last) noexcept {
    const auto pause = last ? (unsaved_ ? kAtOnce : kOften) : (unsaved_ ? kOften : kRarely);
    if (saveAsked_ && std::chrono::steady_clock::now() - *saveAsked_ < pause) return;
    try {
        save();
    } catch (const std::exception& e) {
        log_.warning("TARGETGROUPS-INDEX-FILE",
                     {{"file", file_.string()}, {"reason", std::string_view(e.what())}});
    }
}

} // namespace rejoinder::targetgroups::index
