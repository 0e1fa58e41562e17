#pragma once
#include "import_parser.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace rejoinder::contacts {

/// Reads ahead: the next batches are parsed on a thread of their own while one is being written.
class ReadAhead {
public:
    explicit ReadAhead(std::unique_ptr<ImportParser> parser)
        : parser_(std::move(parser)), thread_([this](const std::stop_token& stop) { run(stop); }) {}
    ~ReadAhead() {
        thread_.request_stop();
        changed_.notify_all();
    }
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    /// The next batch or null at the end. @throws what reading threw.
    std::unique_ptr<ImportBatch> next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !ready_.empty() || ended_; });
        if (ready_.empty()) {
            if (failure_) std::rethrow_exception(failure_);
            return nullptr;
        }
        return take();
    }

    /// The next batch if it is there already, else null.
    std::unique_ptr<ImportBatch> ready() {
        const std::scoped_lock lock(mutex_);
        return ready_.empty() ? nullptr : take();
    }

    /// Gives a batch back, so that its memory serves again.
    void reuse(std::unique_ptr<ImportBatch> batch) {
        const std::scoped_lock lock(mutex_);
        spare_.push_back(std::move(batch));
    }

private:
    static constexpr std::size_t kAhead = 2;

    void run(const std::stop_token& stop) {
        try {
            while (!stop.stop_requested()) {
                auto batch = empty();
                if (!parser_->next(*batch)) break;
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return ready_.size() < kAhead || stop.stop_requested(); });
                ready_.push_back(std::move(batch));
                changed_.notify_all();
            }
        } catch (...) {
            const std::scoped_lock lock(mutex_);
            failure_ = std::current_exception();
        }
        const std::scoped_lock lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    }

    std::unique_ptr<ImportBatch> take() {
        auto batch = std::move(ready_.front());
        ready_.pop_front();
        changed_.notify_all();
        return batch;
    }

    std::unique_ptr<ImportBatch> empty() {
        const std::scoped_lock lock(mutex_);
        if (spare_.empty()) return std::make_unique<ImportBatch>();
        auto batch = std::move(spare_.back());
        spare_.pop_back();
        return batch;
    }

    std::unique_ptr<ImportParser> parser_;
    std::mutex mutex_; // guards what follows
    std::condition_variable changed_;
    std::deque<std::unique_ptr<ImportBatch>> ready_;
    std::vector<std::unique_ptr<ImportBatch>> spare_;
    bool ended_ = false;
    std::exception_ptr failure_;
    std::jthread thread_; // last: it ends before the rest goes
};

} // namespace rejoinder::contacts
