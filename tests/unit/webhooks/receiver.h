#pragma once
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

/// Somebody who gets webhooks: a real socket that answers as it is told, and keeps what came.
namespace rejoinder::test {

class Receiver {
public:
    Receiver() {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::listen(listener_, 64);
        socklen_t length = sizeof address;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~Receiver() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/hook"; }
    /// What it says from now on: "200 OK", "503 Busy\r\nRetry-After: 600".
    void says(std::string status, std::string body = "well") {
        const std::scoped_lock lock(mutex_);
        status_ = std::move(status);
        body_ = std::move(body);
    }
    /// What happens from now on between a request and its answer.
    void meanwhile(std::function<void()> what) {
        const std::scoped_lock lock(mutex_);
        meanwhile_ = std::move(what);
    }
    [[nodiscard]] std::vector<std::string> requests() const {
        const std::scoped_lock lock(mutex_);
        return requests_;
    }

private:
    void serve() {
        for (int socket = 0; (socket = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(socket)) {
            std::string request;
            char buffer[8192];
            while (!whole(request)) {
                const auto got = ::recv(socket, buffer, sizeof buffer, 0);
                if (got <= 0) break;
                request.append(buffer, static_cast<std::size_t>(got));
            }
            std::string answer;
            std::function<void()> meanwhile;
            {
                const std::scoped_lock lock(mutex_);
                requests_.push_back(request);
                meanwhile = meanwhile_;
            }
            if (meanwhile) meanwhile();
            {
                const std::scoped_lock lock(mutex_);
                answer = "HTTP/1.1 " + status_ + "\r\nContent-Length: " + std::to_string(body_.size()) +
                         "\r\nConnection: close\r\n\r\n" + body_;
            }
            static_cast<void>(::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL));
        }
    }
    static bool whole(const std::string& request) {
        const auto end = request.find("\r\n\r\n");
        const auto at = request.find("Content-Length: ");
        return end != request.npos && at != request.npos &&
               request.size() >= end + 4 + std::stoul(request.substr(at + 16));
    }

    int listener_ = -1, port_ = 0;
    mutable std::mutex mutex_;
    std::string status_ = "200 OK", body_ = "well";
    std::function<void()> meanwhile_;
    std::vector<std::string> requests_;
    std::thread thread_;
};

} // namespace rejoinder::test
