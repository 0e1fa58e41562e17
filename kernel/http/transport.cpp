#include "kernel/http/transport.h"

#include <Poco/Exception.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace rejoinder::http {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

milliseconds until(Deadline deadline) {
    return std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
}

Poco::Timespan timespan(milliseconds m) {
    return Poco::Timespan(m.count() * 1000);
}

} // namespace

Transport::Transport(Poco::Net::StreamSocket& socket, bool secure, milliseconds idle, const Pace& pace)
    : socket_(socket), secure_(secure), handle_(socket.impl()->sockfd()), idle_(idle), pace_(pace) {
    // Waiting in recv() itself spares a poll() per request.
    try {
        socket_.setReceiveTimeout(timespan(idle));
        socket_.setSendTimeout(timespan(pace.grace));
    } catch (const Poco::Exception&) {
        ::shutdown(handle_, SHUT_RDWR); // gone again; the first read says so
    }
}

Transport::Received Transport::receivePlain(std::span<char> to, int flags) {
    while (true) {
        const auto got = ::recv(handle_, to.data(), to.size(), flags);
        if (got > 0) return {Status::Ok, static_cast<std::size_t>(got)};
        if (got == 0) return {Status::Closed, 0};
        if (errno == EAGAIN) return {Status::TimedOut, 0};
        if (errno != EINTR) return {Status::Closed, 0};
    }
}

Transport::Received Transport::receiveSecure(std::span<char> to, milliseconds limit) {
    if (limit.count() <= 0) return {Status::TimedOut, 0};
    try {
        socket_.setReceiveTimeout(timespan(limit));
        const int got = socket_.receiveBytes(to.data(), static_cast<int>(to.size()));
        return got > 0 ? Received{Status::Ok, static_cast<std::size_t>(got)} : Received{Status::Closed, 0};
    } catch (const Poco::TimeoutException&) {
        return {Status::TimedOut, 0};
    } catch (const Poco::Exception&) {
        return {Status::Closed, 0}; // resets and a missing close_notify are how clients leave
    }
}

Transport::Received Transport::await(std::span<char> to) {
    return secure_ ? receiveSecure(to, idle_) : receivePlain(to, 0);
}

Transport::Received Transport::receive(std::span<char> to, Deadline deadline) {
    if (secure_) return receiveSecure(to, until(deadline));
    while (true) {
        const auto got = receivePlain(to, MSG_DONTWAIT);
        if (got.status != Status::TimedOut) return got;
        const auto left = until(deadline);
        if (left.count() <= 0) return {Status::TimedOut, 0};
        pollfd waiting{handle_, POLLIN, 0};
        ::poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 60'000)));
    }
}

bool Transport::waitWritable(Deadline start, std::uint64_t sent) {
    const auto allowed =
        pace_.grace + milliseconds(sent * 1000 / std::max<std::uint64_t>(pace_.bytesPerSecond, 1));
    const auto left = until(start + allowed);
    if (left.count() <= 0) return false;
    pollfd waiting{handle_, POLLOUT, 0};
    ::poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 60'000)));
    return true;
}

bool Transport::sendSecure(std::string_view text) {
    try {
        while (!text.empty()) {
            const auto piece = std::min<std::size_t>(text.size(), 64 * 1024);
            const int sent = socket_.sendBytes(text.data(), static_cast<int>(piece));
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    } catch (const Poco::Exception&) {
        return false;
    }
}

bool Transport::send(std::span<const std::string_view> parts) {
    if (secure_)
        return std::all_of(parts.begin(), parts.end(),
                           [this](std::string_view part) { return sendSecure(part); });
    std::array<iovec, 4> vectors{};
    const std::size_t count = std::min(parts.size(), vectors.size());
    for (std::size_t i = 0; i < count; ++i)
        vectors[i] = {const_cast<char*>(parts[i].data()), parts[i].size()};
    const auto start = steady_clock::now();
    std::uint64_t total = 0;
    std::size_t at = 0;
    while (at < count) {
        if (vectors[at].iov_len == 0) {
            ++at;
            continue;
        }
        msghdr message{};
        message.msg_iov = &vectors[at];
        message.msg_iovlen = count - at;
        const auto sent = ::sendmsg(handle_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN || !waitWritable(start, total)) return false;
            continue;
        }
        auto rest = static_cast<std::size_t>(sent);
        total += rest;
        for (; at < count && rest >= vectors[at].iov_len; ++at) rest -= vectors[at].iov_len;
        if (at < count) {
            vectors[at].iov_base = static_cast<char*>(vectors[at].iov_base) + rest;
            vectors[at].iov_len -= rest;
        }
    }
    return true;
}

bool Transport::sendFile(int file, std::uint64_t bytes) {
    const auto start = steady_clock::now();
    std::uint64_t done = 0;
    std::string buffer;
    while (done < bytes) {
        const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(bytes - done, 256 * 1024));
        if (secure_) {
            buffer.resize(piece);
            const auto got = ::pread(file, buffer.data(), piece, static_cast<off_t>(done));
            if (got <= 0 || !sendSecure({buffer.data(), static_cast<std::size_t>(got)})) return false;
            done += static_cast<std::uint64_t>(got);
            continue;
        }
        auto offset = static_cast<off_t>(done);
        // The socket blocks at most for its send timeout; the pace is checked beside it.
        const auto sent = ::sendfile(handle_, file, &offset, piece);
        if (sent > 0) {
            done += static_cast<std::uint64_t>(sent);
            continue;
        }
        if (sent == 0) return false; // the file became shorter
        if (errno == EINTR) continue;
        if (errno != EAGAIN || !waitWritable(start, done)) return false;
    }
    return true;
}

} // namespace rejoinder::http
