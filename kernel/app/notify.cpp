#include "kernel/app/notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace rejoinder::app {

void notifyServiceManager(std::string_view message) noexcept {
    // Nobody in this process writes its environment. NOLINTNEXTLINE(concurrency-mt-unsafe)
    const char* const name = std::getenv("NOTIFY_SOCKET");
    if (!name) return;
    const std::size_t length = std::strlen(name);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (length < 2 || length >= sizeof address.sun_path) return;
    std::memcpy(address.sun_path, name, length);
    if (name[0] == '@') address.sun_path[0] = '\0'; // an abstract socket
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return;
    // A service manager that does not listen is no reason to stop.
    [[maybe_unused]] const auto sent = ::sendto(
        socket, message.data(), message.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length));
    ::close(socket);
}

} // namespace rejoinder::app
