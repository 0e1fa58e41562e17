#include "kernel/http/lingering_closer.h"

#include "kernel/http/signals.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace rejoinder::http {

namespace {
constexpr std::size_t kMaxWaiting = 256;
constexpr std::size_t kBudget = 256 * 1024;
constexpr std::chrono::milliseconds kPatience{1'000};
} // namespace

LingeringCloser::LingeringCloser() : thread_([this](const std::stop_token& stop) { work(stop); }) {}

LingeringCloser::~LingeringCloser() {
    thread_.request_stop();
    wakeUp_.notify_all();
}

void LingeringCloser::close(const Poco::Net::StreamSocket& socket) {
    ::shutdown(socket.impl()->sockfd(), SHUT_WR);
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMaxWaiting) return; // under a flood politeness ends here
    waiting_.push_back({socket, std::chrono::steady_clock::now() + kPatience, kBudget});
    wakeUp_.notify_all();
}

/// Reads what is there; true when the connection may go.
bool LingeringCloser::drain(Entry& entry) {
    std::array<char, 16 * 1024> scrap{};
    while (entry.budget > 0) {
        const auto got = ::recv(entry.socket.impl()->sockfd(), scrap.data(), scrap.size(), MSG_DONTWAIT);
        if (got == 0) return true;
        if (got < 0) return errno != EAGAIN && errno != EINTR;
        entry.budget -= std::min(entry.budget, static_cast<std::size_t>(got));
    }
    return true;
}

void LingeringCloser::work(const std::stop_token& stop) {
    blockSignals();
    std::vector<Entry> mine;
    std::vector<pollfd> handles;
    while (true) {
        {
            std::unique_lock lock(mutex_);
            if (mine.empty()) wakeUp_.wait(lock, stop, [this] { return !waiting_.empty(); });
            if (stop.stop_requested()) return;
            for (auto& entry : waiting_) mine.push_back(std::move(entry));
            waiting_.clear();
        }
        handles.clear();
        for (auto& entry : mine) handles.push_back({entry.socket.impl()->sockfd(), POLLIN, 0});
        ::poll(handles.data(), handles.size(), 20);
        const auto now = std::chrono::steady_clock::now();
        std::erase_if(mine, [&](Entry& entry) { return drain(entry) || now > entry.deadline; });
    }
}

} // namespace rejoinder::http
