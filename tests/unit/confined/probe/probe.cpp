// Confines itself, then does what its argument says.

#include <confined/confined.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <new>
#include <string>
#include <vector>

namespace {

void say(std::string_view text) {
    static_cast<void>(!::write(1, text.data(), text.size()));
}

int fill() {
    try {
        std::vector<std::string> all;
        for (;;) all.emplace_back(1'000'000, 'x');
    } catch (const std::bad_alloc&) {
        return confined::kTooBig;
    }
}

} // namespace

int main(int count, char** words) {
    const std::string what = count > 1 ? words[1] : "";
    confined::confine();
    if (what == "open") return ::open("/etc/passwd", O_RDONLY) >= 0 ? 0 : 1;
    if (what == "socket") return ::socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 0 : 1;
    if (what == "fork") return ::fork() >= 0 ? 0 : 1;
    if (what == "execute") return ::execl("/bin/true", "true", nullptr);
    if (what == "memory") return fill();
    if (what == "spin")
        for (volatile unsigned i = 0;;) i = i + 1;
    say(std::getenv("HOME") == nullptr ? "bare" : "environment");
    char buffer[100];
    const auto n = ::read(0, buffer, sizeof buffer);
    if (n > 0) say({buffer, static_cast<std::size_t>(n)});
    return 0;
}
