#pragma once
#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace rejoinder::http {

using Deadline = std::chrono::steady_clock::time_point;

/// One connection's bytes with deadlines, plain or TLS. Used by one thread.
class Transport {
public:
    enum class Status { Ok, Closed, TimedOut };
    struct Received {
        Status status = Status::Ok;
        std::size_t bytes = 0;
    };
    /// How slowly an answer may be taken: after `grace` at least so fast on average.
    struct Pace {
        std::chrono::milliseconds grace{30'000};
        std::uint64_t bytesPerSecond = 4'096;
    };

    /// Waiting for a request takes at most `idle`.
    Transport(Poco::Net::StreamSocket& socket, bool secure, std::chrono::milliseconds idle, const Pace& pace);

    /// Waits for the first byte of a request; at most `idle`.
    Received await(std::span<char> to);
    /// What has come, or comes before the deadline.
    Received receive(std::span<char> to, Deadline deadline);
    /// Sends all parts, in one piece where the kernel takes it; false when the client is gone or too slow.
    bool send(std::span<const std::string_view> parts);
    /// Sends `bytes` bytes of an open file from its start.
    bool sendFile(int file, std::uint64_t bytes);

    [[nodiscard]] int handle() const noexcept { return handle_; }

private:
    Received receivePlain(std::span<char> to, int flags);
    Received receiveSecure(std::span<char> to, std::chrono::milliseconds limit);
    bool sendSecure(std::string_view text);
    bool waitWritable(Deadline start, std::uint64_t sent);

    Poco::Net::StreamSocket& socket_;
    bool secure_;
    int handle_;
    std::chrono::milliseconds idle_;
    Pace pace_;
};

} // namespace rejoinder::http
