#include "smtp_session.h"

#include "mail_socket.h"

#include <rejoinder/error.h>

#include <Poco/Exception.h>
#include <Poco/Net/DialogSocket.h>
#include <Poco/Net/SecureSMTPClientSession.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Timespan.h>

#include <optional>

namespace rejoinder::email {

namespace {

constexpr int kServiceClosing = 421;
constexpr std::size_t kMostReply = 300;

/// Opens the door to the socket, which only subclasses may use: the end of a message must be told apart from
/// its begin.
class Dialogue final : public Poco::Net::SecureSMTPClientSession {
public:
    using SecureSMTPClientSession::SecureSMTPClientSession;
    Poco::Net::DialogSocket& wire() { return socket(); }
};

std::string words(std::string reply) {
    while (!reply.empty() && (reply.back() == '\n' || reply.back() == '\r' || reply.back() == ' ')) {
        reply.pop_back();
    }
    reply.resize(std::min(reply.size(), kMostReply));
    // A server may say anything; what is kept of it must be a text everywhere.
    std::ranges::replace_if(
        reply, [](unsigned char c) { return c < 0x20 || c >= 0x7f; }, '?');
    return reply;
}

/// Doubles the dot at the begin of a line (RFC 5321, 4.5.2) and ends the last line.
std::string stuffed(std::string_view message) {
    std::string out;
    out.reserve(message.size() + message.size() / 64 + 2);
    bool lineBegin = true;
    for (const char c : message) {
        if (lineBegin && c == '.') {
            out += '.';
        }
        out += c;
        lineBegin = c == '\n';
    }
    if (!lineBegin) {
        out += "\r\n";
    }
    return out;
}

} // namespace

class SmtpSession::Impl {
public:
    explicit Impl(const SmtpServer& server)
        : session_(
              connected(server.host, server.port, server.security == Security::Tls, server.timeoutSeconds)) {
        session_.setTimeout(Poco::Timespan(server.timeoutSeconds, 0));
        session_.login();
        if (server.security == Security::StartTls) {
            if (!session_.startTLS(tlsContext())) {
                throw Poco::ProtocolException("the server does not offer STARTTLS");
            }
            session_.login();
        }
        if (!server.user.empty()) {
            session_.login(Dialogue::AUTH_PLAIN, server.user, server.password);
        }
    }

    ~Impl() {
        try {
            session_.close();
        } catch (const std::exception&) {
            // The server hung up first; there is nothing to say good-bye to.
        }
    }

    SmtpAnswer send(const std::string& from, const std::string& to, std::string_view message) {
        bool textOut = false;
        try {
            if (auto refused = command("MAIL FROM:<" + from + ">", true)) {
                return *refused;
            }
            if (auto refused = command("RCPT TO:<" + to + ">", false)) {
                return *refused;
            }
            std::string reply;
            const int ready = session_.sendCommand("DATA", reply);
            if (ready != 354) {
                return answer(ready, reply, false);
            }
            textOut = true;
            sendAll(stuffed(message) + ".\r\n");
            const int status = session_.wire().receiveStatusMessage(reply);
            if (status / 100 == 2) {
                return {Outcome::Accepted, words(reply)};
            }
            if (status <= 0) {
                return {Outcome::Unknown, "the server closed the connection after it was given the text"};
            }
            return answer(status, reply, false);
        } catch (const Poco::Exception& e) {
            return {textOut ? Outcome::Unknown : Outcome::NotNow, words(e.displayText())};
        }
    }

private:
    /// Nothing when the server agreed.
    std::optional<SmtpAnswer> command(const std::string& text, bool aboutSender) {
        std::string reply;
        const int status = session_.sendCommand(text, reply);
        if (status / 100 == 2) {
            return std::nullopt;
        }
        return answer(status, reply, aboutSender);
    }

    SmtpAnswer answer(int status, const std::string& reply, bool aboutSender) {
        // 421, and a temporary no to the sender, concern all mails; what concerns one is refused for that
        // one.
        if (status == kServiceClosing || (aboutSender && status / 100 == 4)) {
            return {Outcome::NotNow, words(reply)};
        }
        if (status <= 0) {
            return {Outcome::NotNow, "the server closed the connection"};
        }
        reset();
        return {Outcome::Refused, words(reply)};
    }

    /// Clears the server's mind after a refusal. If this fails the next mail will find the connection broken.
    void reset() {
        try {
            std::string ignored;
            session_.sendCommand("RSET", ignored);
        } catch (const Poco::Exception&) {
            return;
        }
    }

    void sendAll(const std::string& bytes) {
        std::size_t sent = 0;
        while (sent < bytes.size()) {
            const int n =
                session_.wire().sendBytes(bytes.data() + sent, static_cast<int>(bytes.size() - sent));
            if (n <= 0) {
                throw Poco::IOException("the connection broke");
            }
            sent += static_cast<std::size_t>(n);
        }
    }

    Dialogue session_;
};

SmtpSession::SmtpSession(const SmtpServer& server) {
    try {
        impl_ = std::make_unique<Impl>(server);
    } catch (const Poco::Exception& e) {
        throw Error(ErrorKind::Unavailable, "channel-email.no-server",
                    "The mail server " + server.host +
                        " does not answer as it should: " + words(e.displayText()));
    }
}

SmtpSession::~SmtpSession() = default;

SmtpAnswer SmtpSession::send(const std::string& from, const std::string& to, std::string_view message) {
    return impl_->send(from, to, message);
}

} // namespace rejoinder::email
