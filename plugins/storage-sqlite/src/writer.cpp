#include "writer.h"

#include <algorithm>

namespace rejoinder::sqlite {

namespace {

Error closed() {
    return {ErrorKind::Unavailable, "storage.closed", "The database is closed."};
}

/// The error of the unit during which SQLite gave up the transaction, if it did not say so itself.
std::exception_ptr lostTransaction() {
    return std::make_exception_ptr(
        Error(ErrorKind::Unavailable, "storage.unavailable",
              "The database gave up the transaction; disk full or input/output error."));
}

} // namespace

/// One call waiting for the writer; lives on the caller's stack.
struct Writer::Task {
    const Work* work = nullptr;
    const std::function<void(Connection&)>* exclusive = nullptr;
    Priority priority = Priority::Interactive;
    std::exception_ptr error{};
    bool early = false;  ///< returns when it is committed
    bool guilty = false; ///< its run ended the transaction of the group; not to be run again
    bool done = false;
    std::mutex mutex{};
    std::condition_variable wake{};
    Task *left = nullptr, *right = nullptr; ///< of the same group, woken by this one

    void finish() {
        // Told under the lock: as soon as the caller sees `done`, this object is gone.
        const std::lock_guard lock(mutex);
        done = true;
        wake.notify_one();
    }
    void wait() {
        std::unique_lock lock(mutex);
        wake.wait(lock, [this] { return done; });
        lock.unlock();
        for (Task* next : {left, right}) // they are there until they are woken
            if (next) next->finish();
    }
};

Writer::Writer(std::unique_ptr<Connection> connection, std::chrono::microseconds groupTime, Sync sync)
    : connection_(std::move(connection)),
      groupTime_(groupTime),
      sync_(std::move(sync)),
      thread_([this] { loop(); }),
      syncThread_([this] { syncLoop(); }) {
    // Before any unit runs: the first one comes through this object.
    connection_->setHost(*this);
}

Writer::~Writer() {
    stop();
}

void Writer::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
    }
    committed_.notify_all();
    if (syncThread_.joinable()) syncThread_.join();
}

WriterCounts Writer::counts() const {
    const std::lock_guard lock(mutex_);
    return {units_.load(), commits_.load(), alone_.load(), interactive_.size() + background_.size()};
}

bool Writer::nobodyWaits() const {
    const std::lock_guard lock(mutex_);
    return persons_ == 0 && !stopping_ && interactive_.empty() && exclusive_.empty();
}

void Writer::needNotWaitForDisk() {
    running_->early = true;
}

void Writer::submit(Task& task, std::deque<Task*>& queue) {
    if (isThisThread())
        throw Error(ErrorKind::Bug, "storage.nested-unit",
                    "A unit of work was started inside a unit of work; use the unit that is there.");
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) throw closed();
        if (broken_) std::rethrow_exception(broken_);
        queue.push_back(&task);
    }
    wake_.notify_one();
    task.wait();
    if (task.error) std::rethrow_exception(task.error);
}

void Writer::run(const Work& work, Priority priority) {
    Task task{.work = &work, .priority = priority};
    submit(task, priority == Priority::Interactive ? interactive_ : background_);
}

void Writer::runExclusively(const std::function<void(Connection&)>& work) {
    Task task{.exclusive = &work};
    submit(task, exclusive_);
}

Writer::Task* Writer::takeFirst() {
    const auto pop = [](std::deque<Task*>& queue) {
        Task* task = queue.front();
        queue.pop_front();
        return task;
    };
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] {
        return stopping_ || !interactive_.empty() || !background_.empty() || !exclusive_.empty();
    });
    const bool backgroundNow = std::exchange(backgroundFirst_, false) && !background_.empty();
    if (!exclusive_.empty()) return pop(exclusive_);
    if (!interactive_.empty() && !backgroundNow) return pop(interactive_);
    return background_.empty() ? nullptr : pop(background_);
}

/// Interactive units first, and one background unit at least: in this group if such units are short, else in
/// the next. Null when the group ends here.
std::deque<Writer::Task*>* Writer::nextQueue(const Group& group, bool hasBackground, bool full) {
    if (!full && !interactive_.empty()) return &interactive_;
    if (background_.empty() || (full && hasBackground)) return nullptr;
    const bool mixes = group.front()->priority == Priority::Interactive;
    if (mixes && backgroundCost_ > kLongBackground) {
        backgroundFirst_ = true;
        return nullptr;
    }
    return &background_;
}

/// As long as the disk is busy with the group before, this one waits for more: it could not be brought to the
/// disk earlier by ending now. That wait does not count for its time.
Writer::Task* Writer::takeNext(const Group& group, bool hasBackground, Clock::time_point& began) {
    std::unique_lock lock(mutex_);
    for (;;) {
        const auto now = Clock::now();
        const bool full = group.size() >= kGroupUnits || now - began >= groupTime_;
        if (auto* queue = nextQueue(group, hasBackground, full)) {
            Task* task = queue->front();
            queue->pop_front();
            return task;
        }
        if (full || !syncing_ || stopping_ || !exclusive_.empty() || !background_.empty()) return nullptr;
        wake_.wait(lock);
        began += Clock::now() - now;
    }
}

void Writer::loop() {
    while (Task* task = takeFirst()) {
        if (!task->exclusive) {
            runGroup(task);
            continue;
        }
        try {
            ++written_; // before: it may commit and then throw
            (*task->exclusive)(*connection_);
        } catch (...) {
            task->error = std::current_exception();
        }
        handOver({task});
    }
}

void Writer::runTask(Task& task) {
    const auto began = Clock::now();
    running_ = &task;
    task.early = false;
    (*task.work)(*connection_);
    ++units_;
    if (task.priority == Priority::Background)
        backgroundCost_ += (Clock::now() - began - backgroundCost_) / 8;
}

/// Opens a transaction; false, with the reason in the task, when that is not possible.
bool Writer::begun(Task& task) {
    try {
        connection_->begin();
        return true;
    } catch (...) {
        task.error = std::current_exception();
        return false;
    }
}

/// Takes back what the failed unit did; the whole transaction when that is not possible.
void Writer::undoUnit() {
    try {
        connection_->rollbackToSavepoint();
    } catch (...) {
        connection_->rollback();
    }
}

/// Runs a unit in the open transaction or opens one for it. False when the group cannot go on as it is: its
/// transaction is lost (then the task is guilty), or what the unit changed can only be undone with all the
/// others.
bool Writer::runInGroup(Task& task) {
    const bool first = !connection_->inTransaction();
    if (first && !begun(task)) return true; // Nothing was lost; the next one tries again.
    // The first needs no savepoint: all that there is to undo is the transaction itself.
    const bool careful = !first && careful_ > 0;
    if (careful_ > 0) --careful_;
    const auto before = connection_->changes();
    try {
        if (careful) connection_->savepoint();
        runTask(task);
        if (!connection_->inTransaction()) // the unit caught the error and went on
            task.error = lostTransaction();
        else if (careful)
            connection_->release();
    } catch (...) {
        task.error = std::current_exception();
        if (first) {
            connection_->rollback();
            return true;
        }
        if (careful)
            undoUnit();
        else if (connection_->inTransaction() && connection_->changes() != before)
            return false;
    }
    task.guilty = !connection_->inTransaction();
    return !task.guilty;
}

/// Runs the group once more from its beginning, now with savepoints. False when its transaction is lost.
bool Writer::runCarefully(const Group& group) {
    connection_->rollback();
    careful_ = std::max(kCarefulUnits, group.size());
    for (Task* task : group) {
        task->error = nullptr;
        if (!runInGroup(*task)) return false;
    }
    return true;
}

void Writer::runGroup(Task* first) {
    Group group;
    bool hasBackground = false;
    auto began = Clock::now();
    persons_ = 0;
    for (Task* task = first; task; task = takeNext(group, hasBackground, began)) {
        group.push_back(task);
        hasBackground = hasBackground || task->priority == Priority::Background;
        if (!runInGroup(*task) && (task->guilty || !runCarefully(group))) break;
        persons_ += task->priority == Priority::Interactive ? 1 : 0;
    }
    commitGroup(group);
    handOver(std::move(group));
}

/// Whoever only read is handed over, too: it may have seen what is not on the disk yet.
void Writer::handOver(Group group) {
    Group early;
    {
        const std::lock_guard lock(mutex_);
        // One group may be on its way to the disk, but none wait for that: so nobody gets far ahead of it.
        if (unsynced_.empty() && !broken_) early = takeEarly(group);
        unsynced_.push_back(std::move(group)); // also when nobody is left in it: its commit is to be synced
        syncing_ = true;
    }
    committed_.notify_one();
    for (Task* task : early) task->finish();
}

/// Takes those out of a committed group that need not wait for the disk.
Writer::Group Writer::takeEarly(Group& group) {
    const auto waits = [](const Task* task) { return !task->early || task->error; };
    const auto first = std::stable_partition(group.begin(), group.end(), waits);
    Group early(first, group.end());
    group.erase(first, group.end());
    return early;
}

void Writer::syncLoop() {
    std::unique_lock lock(mutex_);
    std::vector<Group> groups;
    std::uint64_t synced = 0;
    for (;;) {
        committed_.wait(lock, [this] { return stopped_ || !unsynced_.empty(); });
        if (unsynced_.empty()) return;
        groups.swap(unsynced_);
        std::exception_ptr failure = broken_;
        lock.unlock();
        const std::uint64_t written = written_;
        try {
            if (!failure && written != synced) sync_();
            synced = written;
        } catch (...) {
            failure = std::current_exception();
        }
        if (failure)
            for (const Group& group : groups)
                for (Task* task : group)
                    if (!task->error) task->error = failure;
        lock.lock();
        broken_ = failure;
        syncing_ = !unsynced_.empty();
        wake_.notify_one();
        lock.unlock();
        for (const Group& group : groups) wake(group);
        groups.clear();
        lock.lock();
    }
}

/// Wakes the first one, each of them two more: a wake-up is a system call, and 64 of them took a sixth of the
/// writer's time.
void Writer::wake(const Group& group) {
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (2 * i + 1 < group.size()) group[i]->left = group[2 * i + 1];
        if (2 * i + 2 < group.size()) group[i]->right = group[2 * i + 2];
    }
    if (!group.empty()) group.front()->finish();
}

void Writer::commitGroup(Group& group) {
    if (std::ranges::none_of(group, &Task::guilty)) {
        if (!connection_->inTransaction()) // All failed by themselves.
            return;
        try {
            connection_->commit();
            ++commits_;
            ++written_;
            return;
        } catch (...) {
            if (group.size() == 1) {
                group.front()->error = std::current_exception();
                group.front()->guilty = true;
            }
        }
        connection_->rollback();
    }
    // Also those that threw run again: what they saw may have been the work of one that is gone now.
    for (Task* task : group)
        if (!task->guilty) runAlone(*task);
}

void Writer::runAlone(Task& task) {
    task.error = nullptr;
    ++alone_;
    if (!begun(task)) return;
    try {
        runTask(task);
        if (!connection_->inTransaction()) std::rethrow_exception(lostTransaction());
        connection_->commit();
        ++commits_;
        ++written_;
    } catch (...) {
        task.error = std::current_exception();
        connection_->rollback();
    }
}

} // namespace rejoinder::sqlite
