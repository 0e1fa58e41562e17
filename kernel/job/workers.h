#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace rejoinder::job {

/// Threads that are made when they are needed and kept.
class Workers {
public:
    explicit Workers(int most) : most_(most) {}
    ~Workers() { join(); }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// Runs a task that throws nothing, at once where a thread is free.
    void run(std::function<void()> task) {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
        if (free_ < static_cast<int>(tasks_.size()) && static_cast<int>(threads_.size()) < most_)
            threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
        wake_.notify_one();
    }
    /// Ends what was begun and all threads.
    void join() {
        for (auto& thread : threads_) thread.request_stop();
        threads_.clear();
    }

private:
    void work(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (true) {
            ++free_;
            const bool found = wake_.wait(lock, stop, [&] { return !tasks_.empty(); });
            --free_;
            if (!found) return;
            const auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
            lock.lock();
        }
    }

    int most_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<std::function<void()>> tasks_;
    int free_ = 0;
    std::vector<std::jthread> threads_;
};

} // namespace rejoinder::job
