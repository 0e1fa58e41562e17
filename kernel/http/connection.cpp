#include "kernel/http/connection.h"

#include "kernel/http/problem.h"
#include "kernel/http/spool_file.h"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>

#include <array>

namespace rejoinder::http {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t kBodyWindow = 16 * 1024;
constexpr std::size_t kKeptBody = 64 * 1024;
constexpr std::size_t kLargeAnswer = 64 * 1024;

Transport::Pace paceOf(const ServerOptions& options) {
    return {options.sendTimeout, options.minBytesPerSecond};
}

} // namespace

Connection::Connection(const Poco::Net::StreamSocket& s, ServerCore& core)
    : TCPServerConnection(s),
      core_(core),
      transport_(socket(), core.secure, core.options.idleTimeout, paceOf(core.options)),
      buffer_(core.options.maxHeadBytes + kBodyWindow),
      writer_(transport_) {
    try {
        peer_ = socket().peerAddress().host().toString();
        // IPv4 on a socket for both: one sender has one name, whatever the listener's address is.
        if (peer_.starts_with("::ffff:") && peer_.find('.') != std::string::npos) peer_.erase(0, 7);
    } catch (const Poco::Exception&) {
        peer_.clear(); // gone again; the first read says so
    }
}

Connection::~Connection() {
    core_.connections.release(transport_.handle());
}

void Connection::run() {
    const auto entry = core_.connections.enter(transport_.handle());
    try {
        serve(*entry);
    } catch (const std::exception& e) {
        core_.log.error("HTTP-CONNECTION-BUG", {{"error", e.what()}});
    }
    removeSpool();
    core_.connections.leave(entry);
}

void Connection::serve(ConnectionEntry& entry) {
    for (int served = 1;; ++served) {
        const bool last = served >= core_.options.requestsPerConnection;
        const Next next = serveOne(entry, last);
        removeSpool();
        if (next == Next::Linger) core_.closer.close(socket());
        if (next != Next::Again) return;
    }
}

std::size_t Connection::receiveHead(ConnectionEntry& entry, Next& next) {
    next = Next::Close;
    buffer_.unpin();
    buffer_.compact();
    if (!Connections::change(entry, Phase::Idle, core_.options.idleTimeout) || core_.connections.stopping())
        return 0;
    HeadScan scan;
    Deadline deadline{};
    while (true) {
        // Empty lines before a request are an old habit of some clients.
        while (scan.position == 0 && buffer_.pending().starts_with("\r\n")) buffer_.consume(2);
        const auto pending = buffer_.pending();
        if (!pending.empty() && deadline == Deadline{}) {
            if (!Connections::change(entry, Phase::Head, core_.options.headTimeout)) return 0;
            deadline = steady_clock::now() + core_.options.headTimeout;
        }
        if (pending != "\r") scanHead(pending, scan);
        if (scan.complete && scan.position <= core_.options.maxHeadBytes) return scan.position;
        if (scan.bad) {
            next = refuse({400, "kernel.bad-field", "a line of the head does not end in CR LF"});
            return 0;
        }
        if (pending.size() >= core_.options.maxHeadBytes) {
            next = refuse({431, "kernel.head-too-large", "the head of the request is too large"});
            return 0;
        }
        const bool waiting = pending.empty();
        const auto got =
            waiting ? transport_.await(buffer_.room()) : transport_.receive(buffer_.room(), deadline);
        if (got.status == Transport::Status::TimedOut && !waiting) {
            core_.tooSlow.add();
            next = refuse({408, "kernel.head-too-slow", "the head of the request did not come in time"});
        }
        if (got.status != Transport::Status::Ok) return 0;
        buffer_.received(got.bytes);
    }
}

/// Says who asks: the peer, or what a configured proxy says (the last address in its list that is no proxy of
/// ours).
void Connection::describePeer() {
    request_.peer = peer_;
    request_.secure = core_.secure;
    if (core_.proxies.empty() || !core_.proxies.contains(peer_)) return;
    if (const auto proto = request_.header("X-Forwarded-Proto"))
        request_.secure = request_.secure || equalsIgnoreCase(*proto, "https");
    for (auto field = request_.headers.rbegin(); field != request_.headers.rend(); ++field) {
        if (!equalsIgnoreCase(field->name, "X-Forwarded-For")) continue;
        auto list = field->value;
        while (!list.empty()) {
            const auto comma = list.rfind(',');
            auto one = comma == std::string_view::npos ? list : list.substr(comma + 1);
            list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
            while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
            while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
            Poco::Net::IPAddress parsed;
            if (!Poco::Net::IPAddress::tryParse(std::string(one), parsed)) return;
            request_.peer = one;
            if (!core_.proxies.contains(one)) return;
        }
    }
}

Connection::Next Connection::serveOne(ConnectionEntry& entry, bool last) {
    Next next = Next::Close;
    const std::size_t length = receiveHead(entry, next);
    if (length == 0) return next;
    request_.clear();
    response_.clear();
    head_ = {};
    const auto text = buffer_.pending().substr(0, length);
    buffer_.consume(length);
    buffer_.pin();
    const HeadLimits limits{core_.options.maxHeadBytes, core_.options.maxUriBytes, core_.options.maxFields};
    const auto refusal = parseHead(text, limits, request_, head_);
    describePeer();
    if (refusal) return refuse(*refusal);
    if (!Connections::change(entry, Phase::Busy, milliseconds(0))) return Next::Close;
    bool keepAlive = head_.keepAlive && !last;
    if (head_.framing != Framing::None) {
        const BodyPlan plan = core_.handler.plan(request_, response_);
        if (plan.refused) {
            answer(entry, false);
            return Next::Linger;
        }
        if (const auto failed = receiveBody(entry, plan))
            return failed->status == 0 ? Next::Close : refuse(*failed);
    }
    core_.handler.handle(request_, response_);
    removeSpool();
    return answer(entry, keepAlive && !response_.close);
}

std::optional<Refusal> Connection::receiveBody(ConnectionEntry& entry, const BodyPlan& plan) {
    if (head_.framing == Framing::Length && head_.length > plan.maxBytes)
        return Refusal{413, "kernel.body-too-large", "the body is larger than this route takes"};
    if (head_.expectContinue && head_.minorOne && buffer_.pending().empty()) {
        if (!transport_.send(std::array{std::string_view("HTTP/1.1 100 Continue\r\n\r\n")}))
            return Refusal{0, {}, {}};
    }
    const auto& o = core_.options;
    const BodyLimits limits{plan.maxBytes, plan.toFile ? o.uploadTimeout : o.bodyTimeout, o.rateGrace,
                            o.minBytesPerSecond};
    Connections::change(entry, Phase::Busy, limits.timeout);
    BodyReader reader(transport_, buffer_, limits);
    std::optional<Refusal> refusal;
    if (plan.toFile) {
        refusal = receiveFile(reader);
    } else {
        if (body_.capacity() > kKeptBody) body_ = std::string();
        body_.clear();
        refusal = reader.read(head_, [this](std::string_view piece) -> std::optional<Refusal> {
            body_.append(piece);
            return std::nullopt;
        });
        request_.body = body_;
        request_.bodyBytes = body_.size();
    }
    if (refusal && refusal->status == 408) core_.tooSlow.add();
    Connections::change(entry, Phase::Busy, milliseconds(0));
    return refusal;
}

std::optional<Refusal> Connection::receiveFile(BodyReader& reader) {
    static constexpr Refusal kNoRoom{503, "kernel.no-spool", "the body cannot be stored at the moment"};
    SpoolFile file(core_.options.spoolFolder);
    spool_ = file.path();
    if (!file.good()) return kNoRoom;
    auto refusal = reader.read(head_, [&file](std::string_view piece) -> std::optional<Refusal> {
        if (!file.append(piece)) return kNoRoom;
        return std::nullopt;
    });
    request_.bodyFile = spool_;
    request_.bodyBytes = file.bytes();
    return refusal;
}

void Connection::removeSpool() noexcept {
    if (spool_.empty()) return;
    std::error_code ignored;
    std::filesystem::remove(spool_, ignored);
    spool_.clear();
}

Connection::Next Connection::answer(ConnectionEntry& entry, bool keepAlive) {
    const bool goesOn = keepAlive && !response_.stream && !core_.connections.stopping();
    const AnswerWriter::Framing framing{request_.verb == "HEAD", head_.minorOne, goesOn, request_.secure};
    const auto& o = core_.options;
    if (response_.stream) {
        if (Connections::change(entry, Phase::Streaming, milliseconds(0)) && !core_.connections.stopping())
            writer_.stream(response_, framing);
        return Next::Close;
    }
    if (core_.secure && response_.file.empty())
        Connections::change(entry, Phase::Busy,
                            o.sendTimeout + milliseconds(response_.body.size() * 1000 /
                                                         std::max<std::uint64_t>(1, o.minBytesPerSecond)));
    const bool sent = writer_.send(response_, framing);
    if (response_.body.capacity() > kLargeAnswer) response_.body = std::string();
    return sent && goesOn ? Next::Again : Next::Close;
}

/// Answers what cannot be served; what else the client may have sent is not looked at.
Connection::Next Connection::refuse(const Refusal& refusal) {
    core_.refusedRequest.add();
    response_.clear();
    writeProblem(response_, {refusal.status, refusal.code, refusal.detail, request_.path, {}, {}});
    if (refusal.status == 503) response_.setHeader("Retry-After", "5");
    writer_.send(response_, {request_.verb == "HEAD", head_.minorOne, false, request_.secure});
    core_.log.debug("HTTP-REFUSED", {{"status", refusal.status}, {"code", refusal.code}, {"peer", peer_}});
    return Next::Linger;
}

} // namespace rejoinder::http
