#include "tests/unit/storage-mysql/relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <string_view>

namespace rejoinder::mysql::test {

namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

bool sendAll(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

constexpr int kStep = 50; // milliseconds

} // namespace

Relay::Relay(std::uint16_t server) : server_(server) {
    listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(listening_, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        ::listen(listening_, 16) != 0)
        throw std::runtime_error("the relay cannot listen");
    ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    accepting_ = std::jthread([this] { accept(); });
}

Relay::~Relay() {
    stopping_ = true;
    accepting_.join();
    serving_.clear();
    ::close(listening_);
}

void Relay::accept() {
    while (!stopping_) {
        pollfd wait{listening_, POLLIN, 0};
        if (::poll(&wait, 1, kStep) <= 0) continue;
        const int client = ::accept(listening_, nullptr, nullptr);
        if (client >= 0) serving_.emplace_back([this, client] { serve(client); });
    }
}

void Relay::serve(int client) {
    const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(server_);
    bool open = ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    std::array<char, 65'536> buffer{};
    while (open && !stopping_) {
        std::array<pollfd, 2> wait{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
        if (::poll(wait.data(), 2, kStep) <= 0) continue;
        if (wait[0].revents) open = fromClient(client, server);
        if (open && wait[1].revents) {
            const auto got = ::recv(server, buffer.data(), buffer.size(), 0);
            open = got > 0 && sendAll(client, {buffer.data(), static_cast<std::size_t>(got)});
        }
    }
    ::close(client);
    ::close(server);
}

bool Relay::fromClient(int client, int server) {
    std::array<char, 65'536> buffer{};
    const auto got = ::recv(client, buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
    // A packet: three bytes of length, a number, COM_QUERY, the text.
    const bool commit = bytes.size() > 5 && bytes[4] == 3 && bytes.substr(5) == "COMMIT";
    if (auto reset = Fate::Reset; fate_.compare_exchange_strong(reset, Fate::Pass)) {
        const linger none{1, 0};
        ::setsockopt(client, SOL_SOCKET, SO_LINGER, &none, sizeof none);
        ++lost_;
        return false;
    }
    const Fate fate = commit ? fate_.exchange(Fate::Pass) : Fate::Pass;
    if (fate == Fate::Pass) return sendAll(server, bytes);
    ++lost_;
    if (fate == Fate::LoseAnswer) {
        sendAll(server, bytes);
        static_cast<void>(::recv(server, buffer.data(), buffer.size(), 0));
    } else if (fate == Fate::Late) {
        ::shutdown(client, SHUT_RDWR);
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
        sendAll(server, bytes);
        static_cast<void>(::recv(server, buffer.data(), buffer.size(), 0));
    }
    return false;
}

} // namespace rejoinder::mysql::test
