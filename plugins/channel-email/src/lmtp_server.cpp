#include "lmtp_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/DialogSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/Net/TCPServerParams.h>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <vector>

namespace rejoinder::email {

namespace {

constexpr int kIdleSeconds = 300;           // RFC 5321, 4.5.3.2
constexpr std::size_t kMostLine = 100'000;  // broken mails have long lines; the text counts as a whole, too
constexpr std::size_t kMostCommands = 1000; // without a mail

bool startsWith(std::string_view line, std::string_view command) {
    return line.size() >= command.size() &&
           std::equal(command.begin(), command.end(), line.begin(), [](char a, char b) {
               return a == (b >= 'a' && b <= 'z' ? static_cast<char>(b - 32) : b);
           });
}

/// The mailbox in "RCPT TO:<mailbox> …"; "" when there is none or it could not stand in a header.
std::string mailboxIn(std::string_view line) {
    const auto open = line.find('<');
    const auto close = line.find('>', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) return {};
    const auto mailbox = line.substr(open + 1, close - open - 1);
    const bool plain =
        mailbox.size() <= 320 && std::ranges::all_of(mailbox, [](char c) { return c > ' ' && c < 127; });
    return plain ? std::string(mailbox) : std::string();
}

/// One conversation with the mail server.
class Conversation final : public Poco::Net::TCPServerConnection {
public:
    Conversation(const Poco::Net::StreamSocket& socket, const LmtpServer::Take& take)
        : TCPServerConnection(socket), take_(take) {}

    void run() override {
        try {
            socket().setReceiveTimeout(Poco::Timespan(kIdleSeconds, 0));
            socket().setSendTimeout(Poco::Timespan(60, 0));
            say("220 rejoinder LMTP");
            for (std::size_t commands = 0; commands < kMostCommands; ++commands) {
                std::string line;
                if (!readLine(line) || !obey(line)) return;
            }
            say("421 4.7.0 Too many commands");
        } catch (const Poco::Exception&) {
            // The line broke: what was not answered comes again.
        } catch (const std::runtime_error&) {
            // A line without an end.
        }
    }

private:
    /// False when the conversation is over.
    bool obey(const std::string& line) {
        if (startsWith(line, "LHLO")) {
            reset();
            say("250-rejoinder\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250-PIPELINING\r\n250 SIZE " +
                std::to_string(LmtpServer::kMostBytes));
        } else if (startsWith(line, "MAIL FROM:")) {
            reset();
            sender_ = true;
            say("250 2.1.0 Ok");
        } else if (startsWith(line, "RCPT TO:")) {
            recipient(line);
        } else if (startsWith(line, "DATA")) {
            data();
        } else if (startsWith(line, "RSET")) {
            reset();
            say("250 2.0.0 Ok");
        } else if (startsWith(line, "NOOP") || startsWith(line, "VRFY")) {
            say("250 2.0.0 Ok");
        } else if (startsWith(line, "QUIT")) {
            say("221 2.0.0 Bye");
            return false;
        } else {
            say("500 5.5.2 Not a command of LMTP");
        }
        return true;
    }

    void reset() {
        sender_ = false;
        recipients_.clear();
    }

    void recipient(const std::string& line) {
        const std::string mailbox = mailboxIn(line);
        if (!sender_) {
            say("503 5.5.1 MAIL first");
        } else if (mailbox.empty()) {
            say("501 5.1.3 Bad recipient");
        } else if (recipients_.size() >= LmtpServer::kMostRecipients) {
            say("452 4.5.3 Too many recipients");
        } else {
            recipients_.push_back(mailbox);
            say("250 2.1.5 Ok");
        }
    }

    void data() {
        if (recipients_.empty()) {
            say("503 5.5.1 RCPT first");
            return;
        }
        say("354 End with a dot");
        std::string mail;
        for (const std::string& mailbox : recipients_) mail += "Delivered-To: " + mailbox + "\r\n";
        bool tooBig = false;
        for (std::string line; line.clear(), readLine(line);) {
            if (line == ".") {
                answer(mail, tooBig);
                return;
            }
            if (line.starts_with('.')) line.erase(0, 1);
            tooBig = tooBig || mail.size() + line.size() > LmtpServer::kMostBytes;
            if (!tooBig) mail.append(line).append("\r\n");
        }
    }

    /// One answer per recipient; a mail to several is still one mail.
    void answer(const std::string& mail, bool tooBig) {
        std::string words = "250 2.0.0 Stored";
        if (tooBig) {
            words = "552 5.3.4 The mail is too big";
        } else {
            try {
                take_(mail);
            } catch (const std::exception&) {
                words = "451 4.3.0 Cannot be stored now";
            }
        }
        for (std::size_t i = 0; i < recipients_.size(); ++i) say(words);
        reset();
    }

    void say(const std::string& words) {
        const std::string line = words + "\r\n";
        for (std::size_t sent = 0; sent < line.size();)
            sent += static_cast<std::size_t>(
                socket().sendBytes(line.data() + sent, static_cast<int>(line.size() - sent)));
    }

    /// A line without its end; false when the other side left.
    bool readLine(std::string& line) {
        for (;;) {
            const auto end = buffer_.find('\n', from_);
            if (end != std::string::npos) {
                line.assign(buffer_, from_, end - from_);
                if (line.ends_with('\r')) line.pop_back();
                from_ = end + 1;
                return true;
            }
            if (buffer_.size() - from_ > kMostLine) throw std::runtime_error("a line without an end");
            buffer_.erase(0, from_);
            from_ = 0;
            char block[16384];
            const int got = socket().receiveBytes(block, sizeof block);
            if (got <= 0) return false;
            buffer_.append(block, static_cast<std::size_t>(got));
        }
    }

    const LmtpServer::Take& take_;
    std::string buffer_;
    std::size_t from_ = 0;
    bool sender_ = false;
    std::vector<std::string> recipients_;
};

class Factory final : public Poco::Net::TCPServerConnectionFactory {
public:
    explicit Factory(const LmtpServer::Take& take) : take_(take) {}
    Poco::Net::TCPServerConnection* createConnection(const Poco::Net::StreamSocket& socket) override {
        return new Conversation(socket, take_);
    }

private:
    const LmtpServer::Take& take_;
};

Poco::Net::TCPServerParams::Ptr limits() {
    Poco::Net::TCPServerParams::Ptr params = new Poco::Net::TCPServerParams;
    params->setMaxThreads(8);
    params->setMaxQueued(32);
    params->setThreadIdleTime(Poco::Timespan(10, 0));
    return params;
}

} // namespace

class LmtpServer::Impl {
public:
    Impl(std::uint16_t port, Take take)
        : take_(std::move(take)),
          pool_(1, 9),
          server_(new Factory(take_), pool_,
                  Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", port)), limits()) {
        server_.start();
    }
    ~Impl() {
        server_.stop();
        pool_.stopAll();
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    [[nodiscard]] std::uint16_t port() const { return server_.port(); }

private:
    Take take_;
    Poco::ThreadPool pool_;
    Poco::Net::TCPServer server_;
};

LmtpServer::LmtpServer(std::uint16_t port, Take take)
    : impl_(std::make_unique<Impl>(port, std::move(take))) {}
LmtpServer::~LmtpServer() = default;
std::uint16_t LmtpServer::port() const {
    return impl_->port();
}

} // namespace rejoinder::email
