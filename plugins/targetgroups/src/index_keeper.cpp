#include "index_keeper.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

namespace rejoinder::targetgroups::index {

using contacts::FactsChanged;

namespace {

constexpr std::chrono::milliseconds kPause{200};    ///< between two looks at what changed
constexpr std::chrono::milliseconds kAwaited{10};   ///< the same while somebody waits
constexpr std::chrono::milliseconds kTrouble{5000}; ///< after a look that failed
constexpr std::int32_t kStep = 500;                 ///< changes taken over at once
constexpr std::size_t kMarks = 256;
constexpr std::array kGateChannels{Channel::Letter, Channel::Email, Channel::Phone, Channel::Sms};
constexpr std::size_t kGateStep = 10'000; ///< contacts per question to the gate

struct ChangeRow {
    std::int64_t seq = 0;
    std::string source;
    std::vector<Id> contacts;
    Timestamp at;
};
REJOINDER_DESCRIBE(ChangeRow, seq, source, contacts, at)

/// Sets that keep the index as it is while they live.
class HeldSets final : private Keeper::Held, public IndexSets {
public:
    HeldSets(Keeper::Held held, Unit& unit, const Providers& providers, bool askGate)
        : Keeper::Held(std::move(held)), IndexSets(*index, unit, providers, askGate) {}
};

} // namespace

/// What changed, joined: whose values, whose events of which stream.
struct Keeper::Changes {
    std::int64_t upTo = 0;
    bool everything = false; ///< what is kept cannot be brought up to date
    bool gate = false;       ///< it is not known whom the gate answers differently
    std::vector<Id> values;
    std::map<std::string, std::vector<Id>, std::less<>> events; ///< "": of every stream
    std::vector<std::string> marks;
    [[nodiscard]] bool none() const { return values.empty() && events.empty(); }
};

Keeper::Keeper(Storage& storage, Log& log, AskFeeds feeds, std::chrono::milliseconds gatePause,
               std::filesystem::path file)
    : storage_(storage), log_(log), ask_(std::move(feeds)), gatePause_(gatePause), file_(std::move(file)) {}

Keeper::~Keeper() {
    stop();
}

void Keeper::start() {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Keeper::stop() noexcept {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    wake_.notify_all();
    thread_.join();
}

std::vector<contacts::HistoryStream> Keeper::streamsOf(const Feeds& feeds) {
    std::vector<contacts::HistoryStream> all;
    for (const auto& history : feeds.histories)
        for (auto& stream : history->streams()) all.push_back(std::move(stream));
    return all;
}

std::int64_t Keeper::note(Unit& unit, std::string_view source, std::span<const Id> contacts) {
    ChangeRow row;
    row.source = source;
    row.contacts.assign(contacts.begin(), contacts.end());
    row.seq = unit.number("targetgroups.last-change") + 1;
    row.at = unit.now();
    unit.run("targetgroups.insert-change", row);
    return row.seq;
}

std::optional<Keeper::Held> Keeper::hold() const {
    std::shared_lock lock(mutex_);
    if (!index_ || !shown_) return std::nullopt;
    return Held{index_, std::move(lock)};
}

std::unique_ptr<Sets> Keeper::sets(Unit& unit, const Providers& providers, bool askGate) const {
    auto held = hold();
    if (!held) return nullptr;
    return std::make_unique<HeldSets>(std::move(*held), unit, providers, askGate);
}

bool Keeper::forget(Unit& unit) {
    constexpr std::chrono::hours kKept{24}; // a node that fell farther behind reads everything anew
    constexpr std::int64_t kRows = 1'000;   // each holds up to a thousand ids
    const auto upto = unit.number("targetgroups.last-old-change-of-chunk",
                                  {{"before", unit.now().plus(-kKept)},
                                   {"last", unit.number("targetgroups.last-change")},
                                   {"limit", kRows}});
    return upto != 0 && unit.run("targetgroups.delete-old-changes", {{"upto", upto}}) != 0;
}

IndexState Keeper::state() const {
    const std::scoped_lock lock(stateMutex_);
    return state_;
}

bool Keeper::waitFor(std::string_view mark, std::chrono::milliseconds longest) {
    waiting(1);
    bool in = false;
    {
        std::unique_lock lock(stateMutex_);
        in =
            changed_.wait_for(lock, longest, [&] { return std::ranges::find(marks_, mark) != marks_.end(); });
    }
    waiting(-1);
    return in;
}

void Keeper::waiting(int more) {
    {
        const std::scoped_lock lock(wakeMutex_);
        waiting_ += more;
        called_ = called_ || more > 0;
    }
    wake_.notify_all();
}

void Keeper::run(const std::stop_token& stop) {
    bool tried = false; // the file
    while (!stop.stop_requested()) {
        auto pause = kPause;
        try {
            if (!state().ready && (tried || !load(stop))) rebuild(stop);
            tried = true;
            follow();
            saveWhenDue(false);
            if (followGate()) continue;
        } catch (const std::exception& e) {
            if (stop.stop_requested()) break;
            log_.warning("TARGETGROUPS-INDEX", {{"problem", std::string_view(e.what())}});
            pause = kTrouble;
        }
        std::unique_lock lock(wakeMutex_);
        if (waiting_ > 0 && pause == kPause) pause = kAwaited;
        wake_.wait_for(lock, stop, pause, [&] { return called_; });
        called_ = false;
    }
    saveWhenDue(true);
}

void Keeper::adopt(std::shared_ptr<FactIndex> index, Feeds feeds, std::int64_t changes) {
    {
        const std::unique_lock lock(mutex_); // waits for those who count
        index_ = std::move(index);
        feeds_ = std::move(feeds);
        shown_ = false;
    }
    const std::scoped_lock lock(stateMutex_);
    state_.ready = false;
    state_.changes = changes;
}

void Keeper::show(std::chrono::steady_clock::time_point begin, bool fromFile) {
    {
        const std::unique_lock lock(mutex_);
        shown_ = true;
    }
    const auto took = std::chrono::steady_clock::now() - begin;
    const std::scoped_lock lock(stateMutex_);
    state_ = {true,
              static_cast<std::int64_t>(index_->contacts()),
              static_cast<std::int64_t>(index_->events()),
              static_cast<std::int64_t>(index_->memory()),
              state_.changes,
              std::chrono::duration_cast<std::chrono::milliseconds>(took).count(),
              fromFile};
}

void Keeper::read(Unit& unit, const Feeds& feeds, FactIndex& index, const Tick& tick) const {
    const auto aliases = contacts::aliases(unit, *feeds.identities);
    feeds.values->all(unit, index.reader());
    std::vector<Id> everybody;
    everybody.reserve(index.contacts());
    for (std::size_t i = 0; i < index.contacts(); ++i) everybody.push_back({index.idAt(i)});
    readGate(unit, feeds, index, everybody, nullptr, tick);
    for (const auto& alias : aliases) index.setRoot(alias.contact, alias.root);
    for (const auto& history : feeds.histories)
        for (const auto& stream : history->streams())
            history->each(unit, stream.name, {},
                          [&](const contacts::HistoryEvent& event) { index.append(stream.name, event); });
    index.finish();
}

void Keeper::rebuild(const std::stop_token& stop) {
    const std::scoped_lock turn(turn_);
    const Tick tick = [stop] {
        if (stop.stop_requested())
            throw Error(ErrorKind::Unavailable, "targetgroups.stopping", "the index is no longer wanted");
    };
    tick();
    const auto begin = std::chrono::steady_clock::now();
    auto feeds = ask_();
    std::shared_ptr<FactIndex> fresh;
    std::int64_t seq = 0;
    storage_.read([&](Unit& unit) {
        // Anew when the unit is run again; what changes later is followed.
        fresh = std::make_shared<FactIndex>(streamsOf(feeds), tick);
        seq = unit.number("targetgroups.last-change");
        read(unit, feeds, *fresh, tick);
    });
    adopt(std::move(fresh), std::move(feeds), seq);
    saveAsked_ = std::nullopt;
    show(begin, false);
}

Keeper::Changes Keeper::changesSince(Unit& unit, std::int64_t seq) const {
    Changes changes;
    changes.upTo = seq;
    unit.forEach<ChangeRow>("targetgroups.changes-since", {{"seq", seq}, {"limit", kStep}},
                            [&](ChangeRow& row) {
                                // A number that is missing was taken away because it was old.
                                if (row.seq != changes.upTo + 1) changes.everything = true;
                                changes.upTo = row.seq;
                                if (row.source.starts_with(kMark)) {
                                    changes.marks.push_back(row.source.substr(kMark.size()));
                                    return;
                                }
                                const bool gate = row.source == FactsChanged::kGate,
                                           values = gate || row.source == FactsChanged::kValues;
                                if (gate && row.contacts.empty()) {
                                    changes.gate = true;
                                    return;
                                }
                                changes.everything = changes.everything || row.contacts.empty();
                                const auto add = [&](std::vector<Id>& to) {
                                    to.insert(to.end(), row.contacts.begin(), row.contacts.end());
                                };
                                if (row.source.empty() || values) add(changes.values);
                                if (!values) add(changes.events[row.source]);
                            });
    return changes;
}

void Keeper::readGate(Unit& unit, const Feeds& feeds, FactIndex& index, std::span<const Id> people,
                      std::shared_mutex* mutex, const Tick& tick) const {
    if (!feeds.gate) return;
    for (std::size_t begin = 0; begin < people.size(); begin += kGateStep) {
        const auto some = people.subspan(begin, std::min(kGateStep, people.size() - begin));
        for (const auto channel : kGateChannels) {
            if (tick) tick();
            const auto decisions = feeds.gate->decide(unit, channel, contacts::kAdvertising, some);
            std::unique_lock<std::shared_mutex> lock;
            if (mutex) lock = std::unique_lock(*mutex);
            index.setGate(channel, some, decisions);
        }
    }
}

bool Keeper::followGate() {
    const std::scoped_lock turn(turn_);
    const auto now = std::chrono::steady_clock::now();
    if (!index_) return false;
    if (!gateNext_) {
        if (!gateChanged_ || (gateAsked_ != decltype(gateAsked_){} && now - gateAsked_ < gatePause_))
            return false;
        gateChanged_ = false;
        gateAsked_ = now;
        gateNext_ = 0;
    }
    std::vector<Id> some;
    const auto end = std::min(*gateNext_ + kGateStep, index_->contacts());
    for (auto i = *gateNext_; i < end; ++i) some.push_back({index_->idAt(i)});
    storage_.read([&](Unit& unit) { readGate(unit, feeds_, *index_, some, &mutex_); });
    gateNext_ = end < index_->contacts() ? std::optional(end) : std::nullopt;
    return gateNext_.has_value();
}

void Keeper::refreshRoots(Unit& unit, const Feeds& feeds, const std::vector<Id>& contacts) {
    const auto roots = feeds.identities->current(unit, contacts);
    const std::unique_lock lock(mutex_);
    for (std::size_t i = 0; i < contacts.size(); ++i) index_->setRoot(contacts[i], roots[i]);
}

void Keeper::take(Unit& unit, const Changes& changes) {
    // Only this thread changes the index, so it may read it without the lock.
    std::vector<Id> whose; // a rented name may be used once: what happened decides about it, too
    if (!changes.values.empty()) {
        const auto asked = index_->familiesOf(changes.values);
        refreshRoots(unit, feeds_, asked);
        Told told;
        feeds_.values->of(unit, asked, told);
        {
            const std::unique_lock lock(mutex_);
            index_->replaceValues(asked, told);
        }
        whose = asked;
    }
    for (const auto& history : feeds_.histories)
        for (const auto& stream : history->streams()) {
            std::vector<Id> people;
            for (const auto& key : {std::string(), stream.name})
                if (const auto at = changes.events.find(key); at != changes.events.end())
                    people.insert(people.end(), at->second.begin(), at->second.end());
            if (people.empty()) continue;
            people = index_->familiesOf(people);
            whose.insert(whose.end(), people.begin(), people.end());
            std::vector<contacts::HistoryEvent> events;
            history->of(unit, stream.name, people,
                        [&](const contacts::HistoryEvent& event) { events.push_back(event); });
            const std::unique_lock lock(mutex_);
            index_->replaceEvents(stream.name, people, events);
        }
    std::ranges::sort(whose);
    whose.erase(std::unique(whose.begin(), whose.end()), whose.end());
    readGate(unit, feeds_, *index_, whose, &mutex_);
}

void Keeper::follow() {
    const std::scoped_lock turn(turn_);
    catchUp({});
}

void Keeper::catchUp(const std::stop_token& stop) {
    for (bool more = true; more && !stop.stop_requested();) {
        const auto seq = state().changes;
        Changes changes;
        storage_.read([&](Unit& unit) {
            changes = changesSince(unit, seq);
            if (!changes.everything && !changes.none()) take(unit, changes);
        });
        more = changes.upTo - seq >= kStep;
        gateChanged_ = gateChanged_ || changes.gate;
        unsaved_ = unsaved_ || changes.gate || !changes.none();
        if (changes.everything) { // the thread reads all anew; until then the old one would be wrong
            adopt(nullptr, {}, changes.upTo);
            return;
        }
        const std::scoped_lock lock(stateMutex_);
        state_.changes = changes.upTo;
        state_.contacts = static_cast<std::int64_t>(index_->contacts());
        marks_.insert(marks_.end(), changes.marks.begin(), changes.marks.end());
        while (marks_.size() > kMarks) marks_.pop_front();
        changed_.notify_all();
    }
}

} // namespace rejoinder::targetgroups::index
