#include "kernel/storage/storage_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <thread>

namespace rejoinder::storage {

namespace {

/// The engine whose writing unit this thread is running, so that a unit inside a unit is refused, not waited
/// for.
thread_local const StorageEngine* writing = nullptr;

class Marked {
public:
    explicit Marked(const StorageEngine* engine) : before_(writing) { writing = engine; }
    ~Marked() { writing = before_; }
    Marked(const Marked&) = delete;
    Marked& operator=(const Marked&) = delete;

private:
    const StorageEngine* before_;
};

void refuseNested(const StorageEngine* engine) {
    if (writing == engine)
        throw Error(ErrorKind::Bug, "storage.nested-unit",
                    "A unit of work was started inside a unit of work; use the unit that is there.");
}

std::chrono::milliseconds pauseBefore(int attempt, const RetryRules& rules) {
    thread_local std::minstd_rand random{std::random_device{}()};
    const auto doubled = rules.firstPause * (std::int64_t{1} << std::min(attempt, 20));
    const auto longest = std::min(doubled, rules.longestPause).count();
    return std::chrono::milliseconds(
        std::uniform_int_distribution<std::int64_t>(longest / 2, longest)(random));
}

} // namespace

StorageEngine::StorageEngine(std::unique_ptr<driver::Database> database, QueryCatalog queries,
                             const Clock& clock, RetryRules retry)
    : database_(std::move(database)),
      queries_(std::move(queries)),
      plans_(queries_.all().size()),
      ids_(clock, 0),
      services_{queries_, plans_, ids_, clock},
      retry_(retry),
      kill_(std::getenv("REJOINDER_KILL")) {}

StorageEngine::~StorageEngine() {
    try {
        close();
    } catch (
        const std::exception&) { // Nothing acknowledged is lost: what was not committed was not acknowledged.
    }
}

void StorageEngine::setMetrics(observe::Metrics& metrics) {
    const auto seconds = [&](const char* kind) {
        return &metrics.histogram("rejoinder_storage_unit_seconds", "Units of work from call to return",
                                  {{"kind", kind}});
    };
    meters_.interactive = seconds("interactive");
    meters_.background = seconds("background");
    meters_.read = seconds("read");
    meters_.again = &metrics.counter("rejoinder_storage_again_total",
                                     "Runs of units after a deadlock or a lost connection");
}

void StorageEngine::prepareQueries() {
    database_->prepare(queries_.all());
}

void StorageEngine::close() {
    if (!std::exchange(closed_, true)) database_->close();
}

template <class Once>
void StorageEngine::withRetry(observe::Histogram* seconds, Once&& once) const {
    struct Stopwatch { // also of units that fail
        observe::Histogram* seconds;
        std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
        ~Stopwatch() {
            if (seconds)
                seconds->observe(
                    std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
        }
    } const stopwatch{seconds};
    for (int attempt = 1;; ++attempt) {
        try {
            once();
            return;
        } catch (const driver::TryAgain& e) {
            if (attempt >= retry_.attempts)
                throw Error(ErrorKind::Unavailable, "storage.busy",
                            fmt::format("The database refused the work {} times: {} ({}).", attempt, e.what(),
                                        e.engineCode()));
        } catch (const driver::ConstraintViolation& e) { // at the commit
            throw errorOf(e, "commit");
        }
        if (meters_.again) meters_.again->add();
        std::this_thread::sleep_for(pauseBefore(attempt - 1, retry_));
    }
}

/// One run of a writing unit. The driver gets a function with a single reference in it, which needs no
/// allocation.
struct StorageEngine::Attempt {
    StorageEngine& engine;
    const std::function<void(Unit&)>& work;
    const WriteOptions& options;
    bool published = false;
    bool enqueued = false;

    void operator()(driver::Connection& connection) {
        const Marked marked(&engine);
        UnitImpl unit(engine.services_, connection, Access::Write, options.actor);
        work(unit);
        engine.kill_.before(options.actor);
        published = unit.published();
        enqueued = unit.enqueued();
    }
};

void StorageEngine::runWrite(const std::function<void(Unit&)>& work, const WriteOptions& options) {
    refuseNested(this);
    Attempt attempt{*this, work, options};
    // Where others write at the same time, a key may be taken by a unit that this one could not see yet. Run
    // again it sees it, and can say what it says of a duplicate; a true conflict only comes a second time.
    bool onceMore = !database_->features().exclusive;
    withRetry(options.priority == Priority::Interactive ? meters_.interactive : meters_.background, [&] {
        try {
            database_->write(std::ref(attempt), options.priority);
        } catch (const Error& e) {
            const bool raced = e.code() == "kernel.duplicate" || e.code() == "kernel.referenced";
            if (!raced || !std::exchange(onceMore, false)) throw;
            database_->write(std::ref(attempt), options.priority);
        }
    });
    kill_.after(options.actor);
    if (services_.hooks && (attempt.published || attempt.enqueued))
        services_.hooks->committed(attempt.published, attempt.enqueued);
}

void StorageEngine::runRead(const std::function<void(Unit&)>& work) {
    refuseNested(this);
    static const Actor nobody{};
    const auto run = [&](driver::Connection& connection) {
        UnitImpl unit(services_, connection, Access::Read, nobody);
        work(unit);
    };
    withRetry(meters_.read, [&] { database_->read(std::ref(run)); });
}

} // namespace rejoinder::storage
