#pragma once
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

/// A mail server for tests that speaks real SMTP on a real socket and can be told to misbehave.
class SmtpPeer {
public:
    struct Received {
        std::string from, to, text; ///< text as sent, dots taken back
        bool bareLineFeed = false;
    };
    /// What it does wrong; read when a connection begins.
    struct Script {
        std::map<std::string, std::string> recipients; ///< reply to RCPT by address, "550 no such user"
        std::string sender;                            ///< reply to MAIL FROM
        std::string text;                              ///< reply after the text
        int dropAfterText = -1; ///< hangs up instead of answering the text of mail n (from 0)
        int closingAt = -1;     ///< answers 421 at MAIL FROM of mail n
    };

    SmtpPeer() : server_(Poco::Net::SocketAddress("127.0.0.1", 0)), thread_([this] { accept(); }) {}
    ~SmtpPeer() {
        stop_ = true;
        thread_.join();
    }
    SmtpPeer(const SmtpPeer&) = delete;
    SmtpPeer& operator=(const SmtpPeer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return server_.address().port(); }
    void play(Script script) {
        const std::lock_guard lock(mutex_);
        script_ = std::move(script);
    }
    [[nodiscard]] std::vector<Received> received() const {
        const std::lock_guard lock(mutex_);
        return received_;
    }
    /// How often it gave its own answer to MAIL FROM.
    [[nodiscard]] int refusedSenders() const { return refusedSenders_; }

private:
    void accept() {
        while (!stop_) {
            if (server_.poll(Poco::Timespan(0, 20'000), Poco::Net::Socket::SELECT_READ)) {
                auto socket = server_.acceptConnection();
                try {
                    serve(socket);
                } catch (const std::exception&) {
                    continue; // the client hung up
                }
            }
        }
    }

    static void say(Poco::Net::StreamSocket& socket, const std::string& line) {
        const std::string bytes = line + "\r\n";
        socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
    }

    bool line(Poco::Net::StreamSocket& socket, std::string& buffer, std::string& out) const {
        for (;;) {
            const auto end = buffer.find('\n');
            if (end != std::string::npos) {
                out = buffer.substr(0, end + 1);
                buffer.erase(0, end + 1);
                return true;
            }
            char bytes[4096];
            if (stop_ || !socket.poll(Poco::Timespan(5, 0), Poco::Net::Socket::SELECT_READ)) {
                return false;
            }
            const int n = socket.receiveBytes(bytes, sizeof(bytes));
            if (n <= 0) {
                return false;
            }
            buffer.append(bytes, static_cast<std::size_t>(n));
        }
    }

    void serve(Poco::Net::StreamSocket& socket) {
        Script script;
        {
            const std::lock_guard lock(mutex_);
            script = script_;
        }
        say(socket, "220 peer.test ready");
        std::string buffer, command;
        Received mail;
        int number = -1;
        while (line(socket, buffer, command)) {
            if (command.starts_with("EHLO")) {
                say(socket, "250-peer.test");
                say(socket, "250 8BITMIME");
            } else if (command.starts_with("MAIL FROM:")) {
                ++number;
                mail = {};
                mail.from = between(command);
                if (script.closingAt == number) {
                    say(socket, "421 4.3.2 closing");
                    return;
                }
                if (!script.sender.empty()) {
                    ++refusedSenders_;
                }
                say(socket, script.sender.empty() ? "250 2.1.0 Ok" : script.sender);
            } else if (command.starts_with("RCPT TO:")) {
                mail.to = between(command);
                const auto reply = script.recipients.find(mail.to);
                say(socket, reply == script.recipients.end() ? "250 2.1.5 Ok" : reply->second);
            } else if (command.starts_with("DATA")) {
                say(socket, "354 go on");
                if (!text(socket, buffer, mail) || script.dropAfterText == number) {
                    return;
                }
                if (script.text.empty()) {
                    const std::lock_guard lock(mutex_);
                    received_.push_back(mail);
                }
                say(socket,
                    script.text.empty() ? "250 2.0.0 Ok: queued as Q" + std::to_string(number) : script.text);
            } else if (command.starts_with("QUIT")) {
                say(socket, "221 bye");
                return;
            } else {
                say(socket, "250 Ok");
            }
        }
    }

    bool text(Poco::Net::StreamSocket& socket, std::string& buffer, Received& mail) const {
        std::string part;
        while (line(socket, buffer, part)) {
            mail.bareLineFeed = mail.bareLineFeed || !part.ends_with("\r\n");
            if (part == ".\r\n") {
                return true;
            }
            mail.text += part.starts_with('.') ? part.substr(1) : part;
        }
        return false;
    }

    static std::string between(const std::string& command) {
        const auto open = command.find('<');
        return command.substr(open + 1, command.find('>') - open - 1);
    }

    Poco::Net::ServerSocket server_;
    mutable std::mutex mutex_;
    Script script_;
    std::vector<Received> received_;
    std::atomic<int> refusedSenders_{0};
    std::atomic<bool> stop_{false};
    std::thread thread_;
};
