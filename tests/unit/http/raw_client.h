#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace rejoinder::http::test {

/// An answer as it came over the wire; status 0: none came.
struct Answer {
    int status = 0;
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;
    [[nodiscard]] std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
    [[nodiscard]] bool has(std::string_view text) const { return body.find(text) != std::string::npos; }
};

/// A client that sends exactly the bytes it is told to, as honest clients and attackers do.
class RawClient {
public:
    explicit RawClient(std::uint16_t port, const char* from = nullptr)
        : handle_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        if (from) {
            ::inet_pton(AF_INET, from, &address.sin_addr);
            ::bind(handle_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        }
        address.sin_port = htons(port);
        ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
        connected_ = ::connect(handle_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawClient() { close(); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    [[nodiscard]] bool connected() const { return connected_; }
    [[nodiscard]] int handle() const { return handle_; } ///< for poll()
    void close() {
        if (handle_ >= 0) ::close(handle_);
        handle_ = -1;
    }
    /// False when the server does not take it any more.
    bool send(std::string_view text) {
        while (!text.empty()) {
            const auto sent = ::send(handle_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    /// The next answer; waits so long for each piece of it.
    Answer read(std::chrono::milliseconds patience = std::chrono::seconds(30), bool head = false) {
        Answer answer;
        std::size_t end = 0;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
            if (!more(patience)) return answer;
        parseHead(answer, buffer_.substr(0, end + 2));
        buffer_.erase(0, end + 4);
        if (answer.status == 100) return read(patience, head);
        if (head || answer.status == 204 || answer.status == 304) return answer;
        if (answer.header("transfer-encoding") == "chunked") {
            readChunks(answer, patience);
        } else {
            const auto length = static_cast<std::size_t>(std::stoull("0" + answer.header("content-length")));
            while (buffer_.size() < length && more(patience)) {}
            answer.body = buffer_.substr(0, length);
            buffer_.erase(0, length);
        }
        return answer;
    }
    Answer exchange(std::string_view text, std::chrono::milliseconds patience = std::chrono::seconds(30)) {
        send(text);
        return read(patience);
    }
    /// Whether the server closes (or resets) the connection in that time without another byte.
    bool closesWithin(std::chrono::milliseconds patience) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (buffer_.empty() && std::chrono::steady_clock::now() < until) {
            if (!more(std::chrono::milliseconds(50)) && gone_) return true;
        }
        return gone_ && buffer_.empty();
    }
    /// What has come and was not read yet, after waiting for some text.
    std::string readUntil(std::string_view text, std::chrono::milliseconds patience) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (buffer_.find(text) == std::string::npos && std::chrono::steady_clock::now() < until && !gone_)
            more(std::chrono::milliseconds(50));
        return buffer_;
    }
    void forget() { buffer_.clear(); }
    /// Sends "this is all" and keeps reading.
    void shutdownWrite() { ::shutdown(handle_, SHUT_WR); }

private:
    bool more(std::chrono::milliseconds patience) {
        pollfd waiting{handle_, POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return false;
        char piece[65536];
        const auto got = ::recv(handle_, piece, sizeof piece, 0);
        if (got <= 0) {
            gone_ = true;
            return false;
        }
        buffer_.append(piece, static_cast<std::size_t>(got));
        return true;
    }
    static void parseHead(Answer& answer, std::string_view head) {
        answer.status = std::stoi(std::string(head.substr(9, 3)));
        head.remove_prefix(head.find("\r\n") + 2);
        while (!head.empty()) {
            const auto line = head.substr(0, head.find("\r\n"));
            head.remove_prefix(line.size() + 2);
            std::string name(line.substr(0, line.find(':')));
            for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
            answer.headers[name] = line.substr(line.find(':') + 2);
        }
    }
    void readChunks(Answer& answer, std::chrono::milliseconds patience) {
        while (true) {
            std::size_t end = 0;
            while ((end = buffer_.find("\r\n")) == std::string::npos)
                if (!more(patience)) return;
            const auto size = std::stoul(buffer_.substr(0, end), nullptr, 16);
            while (buffer_.size() < end + 4 + size)
                if (!more(patience)) return;
            answer.body += buffer_.substr(end + 2, size);
            buffer_.erase(0, end + 4 + size);
            if (size == 0) return;
        }
    }

    int handle_;
    bool connected_ = false, gone_ = false;
    std::string buffer_;
};

} // namespace rejoinder::http::test
