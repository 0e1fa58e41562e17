#pragma once
#include "index_sets.h"

#include <rejoinder/plugin.h>

#include <condition_variable>
#include <filesystem>
#include <shared_mutex>
#include <thread>

namespace rejoinder::targetgroups::index {

/// How the index stands on this node.
struct IndexState {
    bool ready = false;
    std::int64_t contacts = 0, events = 0, bytes = 0;
    std::int64_t changes = 0;    ///< number of the last change that is in it
    std::int64_t readMillis = 0; ///< how long it took to read everything
    bool fromFile = false;       ///< it was read from the file of the last run, not from the database
};
REJOINDER_DESCRIBE(IndexState, ready, contacts, events, bytes, changes, readMillis, fromFile)

/// Keeps the index of this node: reads everything in the background, from its file or the database, then
/// follows what changes. Thread-safe.
///
/// Changes come over the outbox, which delivers each once per cluster; the handler gives it the next number
/// in targetgroups_change. The numbers are a key and each is one more than the greatest that was committed,
/// so they are in the order of these commits and a reader can go on from the last one it saw. They are not in
/// the order of the changes themselves: an event that failed comes later.
class Keeper {
public:
    /// What the index is fed from, asked anew whenever everything is read.
    struct Feeds {
        std::shared_ptr<contacts::FactValues> values;
        std::shared_ptr<contacts::Identities> identities;
        std::shared_ptr<contacts::ContactGate> gate;
        std::vector<std::shared_ptr<contacts::History>> histories;
    };
    using AskFeeds = std::function<Feeds()>;

    /// All must outlive the keeper. `gatePause`: between two times that the gate is asked about everybody.
    /// `file`: where the index stays between two starts; none: nowhere.
    Keeper(Storage& storage, Log& log, AskFeeds feeds,
           std::chrono::milliseconds gatePause = std::chrono::minutes(10), std::filesystem::path file = {});
    ~Keeper();
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;

    void start();
    void stop() noexcept;

    /// Takes down a change; in the unit that delivers it. @returns its number.
    static std::int64_t note(Unit& unit, std::string_view source, std::span<const Id> contacts);

    /// An index that does not change while this lives.
    struct Held {
        std::shared_ptr<const FactIndex> index;
        std::shared_lock<std::shared_mutex> lock;
    };
    /// Nothing while there is none.
    [[nodiscard]] std::optional<Held> hold() const;
    /// Sets of the index within a unit; null while there is none.
    [[nodiscard]] std::unique_ptr<Sets> sets(Unit& unit, const Providers& providers,
                                             bool askGate = false) const;
    /// Takes away some of the changes that every node has long seen; false when there are none.
    static bool forget(Unit& unit);
    [[nodiscard]] IndexState state() const;
    /// Waits until the change with that mark is in; false when it takes longer.
    bool waitFor(std::string_view mark, std::chrono::milliseconds longest);

    /// Reads everything anew; for tests and benchmarks, as start() does it in its thread.
    void rebuild(const std::stop_token& stop = {});
    /// Reads the file instead, and what changed since; false when that is not possible.
    bool load(const std::stop_token& stop = {});
    /// Writes the file. @throws what the file system or the database says.
    void save();
    static std::vector<contacts::HistoryStream> streamsOf(const Feeds& feeds);
    /// Takes over what changed since.
    void follow();
    /// One step of asking the gate about everybody, when that is due; true when the next one is. Counts show
    /// it when it is through; the door itself and every frozen list ask the gate anyway.
    bool followGate();

private:
    static constexpr std::string_view kMark = "mark:";
    struct Changes;
    using Tick = std::function<void()>; ///< called now and then; throws when it is to end
    void run(const std::stop_token& stop);
    void waiting(int more);
    void saveWhenDue(bool last) noexcept;
    /// Works with another index from here on; nobody sees it before it is shown.
    void adopt(std::shared_ptr<FactIndex> index, Feeds feeds, std::int64_t changes);
    void show(std::chrono::steady_clock::time_point begin, bool fromFile);
    void catchUp(const std::stop_token& stop);
    Changes changesSince(Unit& unit, std::int64_t seq) const;
    void take(Unit& unit, const Changes& changes);
    void read(Unit& unit, const Feeds& feeds, FactIndex& index, const Tick& tick) const;
    void readGate(Unit& unit, const Feeds& feeds, FactIndex& index, std::span<const Id> people,
                  std::shared_mutex* mutex, const Tick& tick = {}) const;
    void refreshRoots(Unit& unit, const Feeds& feeds, const std::vector<Id>& contacts);

    Storage& storage_;
    Log& log_;
    AskFeeds ask_;
    std::chrono::milliseconds gatePause_;
    Feeds feeds_;                     ///< of the present index
    mutable std::shared_mutex mutex_; ///< of the index
    std::shared_ptr<FactIndex> index_;
    bool shown_ = false; ///< what changed since it was written is in it
    mutable std::mutex stateMutex_;
    mutable std::condition_variable changed_;
    IndexState state_;
    std::deque<std::string> marks_; ///< the newest that are in
    /// Who may be contacted is asked anew for everybody from here on, step by step; of the thread alone.
    std::optional<std::size_t> gateNext_;
    bool gateChanged_ = false;
    std::chrono::steady_clock::time_point gateAsked_{};
    const std::filesystem::path file_;
    bool unsaved_ = false; ///< something changed since the file was written
    std::optional<std::chrono::steady_clock::time_point> saveAsked_; ///< of this index
    std::mutex turn_;                                                ///< one rebuild or step at a time
    std::condition_variable_any wake_;
    std::mutex wakeMutex_;
    int waiting_ = 0;     ///< who wait for a mark; then the thread looks more often
    bool called_ = false; ///< by one of them
    std::jthread thread_;
};

} // namespace rejoinder::targetgroups::index
