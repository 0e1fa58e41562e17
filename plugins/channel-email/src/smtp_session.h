#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace rejoinder::email {

enum class Security { None, StartTls, Tls };

/// Where mail is handed over: the operator's own mail server, which queues, retries and signs.
struct SmtpServer {
    std::string host;
    std::uint16_t port = 25;
    Security security = Security::None;
    std::string user, password; ///< no user: no authentication
    int timeoutSeconds = 30;
};

/// What the server said of one mail.
enum class Outcome {
    Accepted, ///< the server took the responsibility
    Refused,  ///< this mail was certainly not taken; others may be
    NotNow,   ///< nothing was taken and the server takes no more now
    Unknown   ///< the connection broke after the text went out: it may or may not have been taken
};

struct SmtpAnswer {
    Outcome outcome = Outcome::Unknown;
    std::string text; ///< the server's words
};

/// A connection to the mail server. Not thread-safe.
class SmtpSession {
public:
    /// @throws Error Unavailable when the server cannot be reached or refuses the login.
    explicit SmtpSession(const SmtpServer& server);
    ~SmtpSession();
    SmtpSession(const SmtpSession&) = delete;
    SmtpSession& operator=(const SmtpSession&) = delete;

    /// Sends one message (CRLF lines, dots not doubled). After NotNow and Unknown the session is of no more
    /// use.
    SmtpAnswer send(const std::string& from, const std::string& to, std::string_view message);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rejoinder::email
