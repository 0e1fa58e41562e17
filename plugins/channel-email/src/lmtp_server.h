#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace rejoinder::email {

/// Takes mails from the operator's mail server by LMTP (RFC 2033). A mail is answered with 250 only after it
/// is stored for good; with 451 when it cannot be stored now, so that the server keeps it and comes again.
/// What comes twice because an answer was lost is one mail.
class LmtpServer {
public:
    /// Stores a mail, with a line per recipient of the envelope before it. Throws when it cannot.
    using Take = std::function<void(const std::string& mail)>;

    /// Listens on a loopback port at once. @throws Poco::Exception when the port is taken.
    LmtpServer(std::uint16_t port, Take take);
    /// Waits for mails in hand.
    ~LmtpServer();
    LmtpServer(const LmtpServer&) = delete;
    LmtpServer& operator=(const LmtpServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;

    static constexpr std::size_t kMostBytes = 25'000'000; ///< of one mail
    static constexpr std::size_t kMostRecipients = 100;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rejoinder::email
