#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <httpcall/httpcall.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <thread>

/// Somebody else's server with a real socket.
namespace {

class Peer {
public:
    explicit Peer(std::function<void(int socket)> answer) {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::listen(listener_, 4);
        socklen_t length = sizeof address;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this, answer = std::move(answer)] {
            const int socket = ::accept(listener_, nullptr, nullptr);
            if (socket < 0) return;
            char buffer[4096];
            static_cast<void>(::recv(socket, buffer, sizeof buffer, 0));
            answer(socket);
            ::close(socket);
        });
    }
    ~Peer() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    [[nodiscard]] httpcall::Request request() const {
        httpcall::Request r;
        r.url = "http://127.0.0.1:" + std::to_string(port_) + "/";
        r.timeout = std::chrono::seconds(5);
        return r;
    }

private:
    int listener_ = -1;
    int port_ = 0;
    std::thread thread_;
};

bool say(int socket, const std::string& text) {
    return ::send(socket, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
}

} // namespace

TEST(Send, HearsHowLongToWait) {
    Peer seconds([](int s) { say(s, "HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n"); });
    EXPECT_EQ(httpcall::send(seconds.request()).retryAfter, std::chrono::seconds(120));
    Peer past([](int s) {
        say(s,
            "HTTP/1.1 503 Busy\r\nRetry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\nContent-Length: 0\r\n\r\n");
    });
    EXPECT_EQ(httpcall::send(past.request()).retryAfter, std::chrono::seconds(0));
    Peer nonsense(
        [](int s) { say(s, "HTTP/1.1 503 Busy\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n"); });
    EXPECT_FALSE(httpcall::send(nonsense.request()).retryAfter);
}

TEST(Send, FollowsNoRedirect) {
    Peer peer([](int s) {
        say(s, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n");
    });
    const auto outcome = httpcall::send(peer.request());
    EXPECT_EQ(outcome.end, httpcall::End::Answered);
    EXPECT_EQ(outcome.status, 302);
}

TEST(Send, ADrippingServerIsLeftAtTheDeadline) {
    Peer peer([](int s) {
        for (const char c : std::string("HTTP/1.1 200 OK\r\n\r\n")) {
            if (!say(s, {c})) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(400));
        }
    });
    auto request = peer.request();
    request.deadline = std::chrono::seconds(1);
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(httpcall::send(request).end, httpcall::End::Unknown);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}
