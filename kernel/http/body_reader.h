#pragma once
#include "kernel/http/request_head.h"
#include "kernel/http/transport.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rejoinder::http {

/// The bytes of a connection that were received and not used yet. Has a fixed size, so that views into it
/// stay valid.
class ReadBuffer {
public:
    explicit ReadBuffer(std::size_t size) : data_(new char[size]), size_(size) {}
    [[nodiscard]] std::string_view pending() const noexcept { return {data_.get() + begin_, end_ - begin_}; }
    /// Room behind the pending bytes.
    [[nodiscard]] std::span<char> room() noexcept { return {data_.get() + end_, size_ - end_}; }
    void received(std::size_t bytes) noexcept { end_ += bytes; }
    void consume(std::size_t bytes) noexcept { begin_ += bytes; }
    /// Protects everything before the pending bytes from `compact` (the head, while its request is served).
    void pin() noexcept { floor_ = begin_; }
    void unpin() noexcept { floor_ = 0; }
    /// Moves the pending bytes to the front, or behind what is pinned.
    void compact() noexcept;

private:
    std::unique_ptr<char[]> data_;
    std::size_t size_, begin_ = 0, end_ = 0, floor_ = 0;
};

struct BodyLimits {
    std::uint64_t maxBytes = 1024 * 1024;
    std::chrono::milliseconds timeout{60'000}; ///< for the whole body
    std::chrono::milliseconds grace{5'000};    ///< after it the rate counts
    std::uint64_t minBytesPerSecond = 4'096;
};

/// Receives one body whole, by its length or in chunks, strictly.
class BodyReader {
public:
    /// Takes a piece of the body; returns why it cannot be taken.
    using Sink = std::function<std::optional<Refusal>(std::string_view piece)>;

    BodyReader(Transport& transport, ReadBuffer& buffer, const BodyLimits& limits);
    /// Gives the body to `sink`; afterwards the buffer is at the first byte behind it. A refusal of status 0
    /// says that the client is gone.
    std::optional<Refusal> read(const RequestHead& head, const Sink& sink);

private:
    std::optional<Refusal> readLength(std::uint64_t length, const Sink& sink);
    std::optional<Refusal> readChunked(const Sink& sink);
    std::optional<Refusal> readTrailer();
    /// Receives more into the buffer.
    std::optional<Refusal> more();
    /// A line without its CR LF; valid until the next call.
    std::optional<Refusal> line(std::string_view& out, std::size_t maxLength);
    [[nodiscard]] Deadline deadline() const;

    Transport& transport_;
    ReadBuffer& buffer_;
    const BodyLimits limits_;
    const Deadline start_;
    std::uint64_t received_ = 0; ///< bytes off the wire
};

} // namespace rejoinder::http
