#pragma once
#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

namespace rejoinder::http {

/// Closes connections whose request was not read to its end without losing the answer: a close with unread
/// bytes is a reset, which can overtake the answer. Says "no more from here", reads a little of what still
/// comes, then closes.
class LingeringCloser {
public:
    LingeringCloser();
    ~LingeringCloser();
    LingeringCloser(const LingeringCloser&) = delete;
    LingeringCloser& operator=(const LingeringCloser&) = delete;

    /// Takes the socket over; nothing more can be sent on it. Returns at once.
    void close(const Poco::Net::StreamSocket& socket);

private:
    struct Entry {
        Poco::Net::StreamSocket socket;
        std::chrono::steady_clock::time_point deadline;
        std::size_t budget;
    };
    void work(const std::stop_token& stop);
    static bool drain(Entry& entry);

    std::mutex mutex_;
    std::condition_variable_any wakeUp_;
    std::vector<Entry> waiting_;
    std::jthread thread_;
};

} // namespace rejoinder::http
