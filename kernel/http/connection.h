#pragma once
#include "kernel/http/answer_writer.h"
#include "kernel/http/body_reader.h"
#include "kernel/http/connections.h"
#include "kernel/http/lingering_closer.h"
#include "kernel/http/message.h"
#include "kernel/http/request_head.h"
#include "kernel/http/server.h"

#include <Poco/Net/TCPServerConnection.h>

#include <set>
#include <string>

namespace rejoinder::http {

/// What all connections of a server share.
struct ServerCore {
    ServerCore(RequestHandler& h, ServerOptions o, observe::Metrics& metrics, Log& l);
    RequestHandler& handler;
    const ServerOptions options;
    Log& log;
    Connections connections;
    LingeringCloser closer;
    const bool secure;
    const std::set<std::string, std::less<>> proxies;
    observe::Counter &refusedFull, &refusedPeer, &refusedRequest, &tooSlow;

    /// Whether a peer counts against the cap per peer.
    [[nodiscard]] bool countsPeer(const Poco::Net::IPAddress& address) const;
};

/// One connection in its thread: request after request, each guarded in bytes and time.
class Connection final : public Poco::Net::TCPServerConnection {
public:
    Connection(const Poco::Net::StreamSocket& socket, ServerCore& core);
    ~Connection() override;
    void run() override;

private:
    enum class Next { Again, Close, Linger };
    void serve(ConnectionEntry& entry);
    Next serveOne(ConnectionEntry& entry, bool last);
    /// The length of the head, 0 when the connection ends.
    std::size_t receiveHead(ConnectionEntry& entry, Next& next);
    std::optional<Refusal> receiveBody(ConnectionEntry& entry, const BodyPlan& plan);
    std::optional<Refusal> receiveFile(BodyReader& reader);
    void describePeer();
    Next answer(ConnectionEntry& entry, bool keepAlive);
    Next refuse(const Refusal& refusal);
    void removeSpool() noexcept;

    ServerCore& core_;
    std::string peer_;
    Transport transport_;
    ReadBuffer buffer_;
    AnswerWriter writer_;
    HttpRequest request_;
    HttpResponse response_;
    RequestHead head_;
    std::string body_;
    std::filesystem::path spool_;
};

} // namespace rejoinder::http
