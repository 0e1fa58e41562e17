#include "kernel/http/body_reader.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace rejoinder::http {

using std::chrono::milliseconds;

namespace {

constexpr std::size_t kMaxChunkLine = 256;
constexpr std::size_t kMaxTrailerLine = 4'096;
constexpr int kMaxTrailers = 32;
constexpr std::uint64_t kMaxFraming = 64 * 1024;

Refusal badChunk() {
    return {400, "kernel.bad-chunk", "the chunked body is malformed"};
}
Refusal tooLarge() {
    return {413, "kernel.body-too-large", "the body is larger than this route takes"};
}

/// The size in front of a chunk; extensions behind ";" are legal and ignored.
bool parseChunkSize(std::string_view line, std::uint64_t& size) {
    for (const char c : line) {
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return false;
    }
    const auto digits = line.substr(0, line.find_first_of("; \t"));
    if (digits.empty() || digits.size() > 15) return false;
    const auto [at, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
    if (error != std::errc() || at != digits.data() + digits.size()) return false;
    return line.size() == digits.size() || line[digits.size()] == ';';
}

} // namespace

void ReadBuffer::compact() noexcept {
    if (begin_ == floor_) return;
    std::memmove(data_.get() + floor_, data_.get() + begin_, end_ - begin_);
    end_ = floor_ + (end_ - begin_);
    begin_ = floor_;
}

BodyReader::BodyReader(Transport& transport, ReadBuffer& buffer, const BodyLimits& limits)
    : transport_(transport), buffer_(buffer), limits_(limits), start_(std::chrono::steady_clock::now()) {}

/// Whichever comes first: the time for the whole body, or the moment at which what has come so far is too
/// little.
Deadline BodyReader::deadline() const {
    const auto byRate = limits_.grace + milliseconds(received_ * 1000 /
                                                     std::max<std::uint64_t>(limits_.minBytesPerSecond, 1));
    return start_ + std::min(limits_.timeout, byRate);
}

std::optional<Refusal> BodyReader::more() {
    if (buffer_.room().size() < 4'096) buffer_.compact();
    if (buffer_.room().empty()) return badChunk();
    const auto got = transport_.receive(buffer_.room(), deadline());
    if (got.status == Transport::Status::TimedOut)
        return Refusal{408, "kernel.body-too-slow", "the body did not come in time"};
    if (got.status == Transport::Status::Closed)
        return Refusal{0, "kernel.client-gone", "the client left before its body had come"};
    buffer_.received(got.bytes);
    received_ += got.bytes;
    return std::nullopt;
}

std::optional<Refusal> BodyReader::line(std::string_view& out, std::size_t maxLength) {
    while (true) {
        const auto pending = buffer_.pending();
        const auto end = pending.find('\n');
        if (end != std::string_view::npos) {
            if (end == 0 || end - 1 > maxLength || pending[end - 1] != '\r') return badChunk();
            out = pending.substr(0, end - 1);
            buffer_.consume(end + 1);
            return std::nullopt;
        }
        if (pending.size() > maxLength + 1) return badChunk();
        if (auto refusal = more()) return refusal;
    }
}

std::optional<Refusal> BodyReader::readLength(std::uint64_t length, const Sink& sink) {
    while (length > 0) {
        if (buffer_.pending().empty()) {
            buffer_.compact();
            if (auto refusal = more()) return refusal;
        }
        const auto pending = buffer_.pending();
        const auto piece =
            pending.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(length, pending.size())));
        if (auto refusal = sink(piece)) return refusal;
        buffer_.consume(piece.size());
        length -= piece.size();
    }
    return std::nullopt;
}

/// Trailers say nothing that is used here; they are read strictly and dropped.
std::optional<Refusal> BodyReader::readTrailer() {
    std::string_view text;
    for (int i = 0; i <= kMaxTrailers; ++i) {
        if (auto refusal = line(text, kMaxTrailerLine)) return refusal;
        if (text.empty()) return std::nullopt;
        if (text.find(':') == std::string_view::npos || text.front() == ' ' || text.front() == '\t')
            return badChunk();
    }
    return badChunk();
}

std::optional<Refusal> BodyReader::readChunked(const Sink& sink) {
    std::uint64_t total = 0;
    std::string_view text;
    while (true) {
        if (auto refusal = line(text, kMaxChunkLine)) return refusal;
        std::uint64_t size = 0;
        if (!parseChunkSize(text, size)) return badChunk();
        if (size == 0) return readTrailer();
        if (size > limits_.maxBytes - total) return tooLarge();
        total += size;
        if (received_ > kMaxFraming + 16 * total) return badChunk(); // mostly extensions and tiny chunks
        if (auto refusal = readLength(size, sink)) return refusal;
        if (auto refusal = line(text, 0)) return refusal;
    }
}

std::optional<Refusal> BodyReader::read(const RequestHead& head, const Sink& sink) {
    if (head.framing == Framing::None) return std::nullopt;
    if (head.framing == Framing::Chunked) return readChunked(sink);
    if (head.length > limits_.maxBytes) return tooLarge();
    return readLength(head.length, sink);
}

} // namespace rejoinder::http
