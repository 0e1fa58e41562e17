#include "tool.h"

#include <rejoinder/error.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

extern char** environ;

namespace rejoinder::mysql {

namespace {

constexpr int kDefaults = 3; ///< the number under which a tool finds the file of its settings

[[noreturn]] void failed(std::string_view what, int error) {
    throw Error(ErrorKind::Unavailable, "storage.copy-failed",
                fmt::format("{}: {}.", what, std::system_category().message(error)));
}

/// A value as option files take it: in quotes, so that # and blanks are part of it.
std::string quoted(std::string_view value) {
    std::string out = "\"";
    for (const char c : value) {
        if (c == '\\' || c == '"') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string clientSection(const Options& o, const Address* server) {
    std::string out = "[client]\n";
    const auto line = [&](std::string_view key, std::string_view value) {
        out += fmt::format("{}={}\n", key, quoted(value));
    };
    line("user", o.user);
    line("password", o.password);
    if (!server) {
        line("socket", o.socket.string());
        return out + "protocol=socket\n";
    }
    line("host", server->host);
    out += fmt::format("port={}\nprotocol=tcp\n", server->port);
    if (!o.demandsTls(*server)) {
        if (o.tls == Tls::Off) out += "skip-ssl\n";
        return out;
    }
    line("ssl-ca", o.tlsCa.string());
    out += "ssl-verify-server-cert\n";
    if (!o.tlsCertificate.empty()) {
        line("ssl-cert", o.tlsCertificate.string());
        line("ssl-key", o.tlsKey.string());
    }
    return out;
}

/// Reads all that comes, keeps the last kilobytes.
std::string lastWords(int from) {
    constexpr std::size_t kKept = 2'000;
    std::string out;
    std::array<char, 1024> part{};
    for (;;) {
        const auto size = ::read(from, part.data(), part.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        out.append(part.data(), static_cast<std::size_t>(size));
        if (out.size() > 2 * kKept) out.erase(0, out.size() - kKept);
    }
    while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
    return out;
}

/// What the child gets as its files.
class Files {
public:
    Files(const DefaultsFile& defaults, int input, int output, int errors) {
        ::posix_spawn_file_actions_init(&actions_);
        become(0, input, O_RDONLY);
        become(1, output, O_WRONLY);
        ::posix_spawn_file_actions_adddup2(&actions_, errors, 2);
        ::posix_spawn_file_actions_adddup2(&actions_, defaults.handle(), kDefaults);
    }
    ~Files() { ::posix_spawn_file_actions_destroy(&actions_); }
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;
    [[nodiscard]] const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

private:
    void become(int number, int file, int how) {
        if (file >= 0)
            ::posix_spawn_file_actions_adddup2(&actions_, file, number);
        else
            ::posix_spawn_file_actions_addopen(&actions_, number, "/dev/null", how, 0);
    }
    posix_spawn_file_actions_t actions_{};
};

/// Starts the first program that there is. @returns its process, 0 when there is none.
pid_t start(const std::vector<std::string>& programs, const std::vector<std::string>& arguments,
            const Files& files) {
    for (const auto& program : programs) {
        std::vector<std::string> words{program, fmt::format("--defaults-file=/dev/fd/{}", kDefaults)};
        words.insert(words.end(), arguments.begin(), arguments.end());
        std::vector<char*> line;
        line.reserve(words.size() + 1);
        for (auto& word : words) line.push_back(word.data());
        line.push_back(nullptr);
        pid_t child = 0;
        const int error = ::posix_spawnp(&child, program.c_str(), files.get(), nullptr, line.data(), environ);
        if (error == 0) return child;
        if (error != ENOENT) failed(fmt::format("{} cannot be started", program), error);
    }
    return 0;
}

} // namespace

DefaultsFile::DefaultsFile(const Options& options, const Address* server)
    : handle_(::memfd_create("rejoinder-client", MFD_CLOEXEC)) {
    const std::string text = clientSection(options, server);
    // What others may write is ignored by the tools; and nobody else has to read it.
    const bool well = handle_ >= 0 && ::fchmod(handle_, 0600) == 0 &&
                      ::write(handle_, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (well) return;
    const int error = errno;
    if (handle_ >= 0) ::close(handle_);
    failed("The settings for the database's tools cannot be handed over", error);
}

DefaultsFile::~DefaultsFile() {
    ::close(handle_);
}

void runTool(const std::vector<std::string>& programs, const DefaultsFile& defaults,
             const std::vector<std::string>& arguments, int input, int output) {
    std::array<int, 2> errors{};
    if (::pipe2(errors.data(), O_CLOEXEC) != 0) failed("A pipe cannot be made", errno);
    pid_t child = 0;
    try {
        child = start(programs, arguments, Files(defaults, input, output, errors[1]));
    } catch (...) {
        ::close(errors[0]);
        ::close(errors[1]);
        throw;
    }
    ::close(errors[1]);
    const std::string said = child == 0 ? std::string() : lastWords(errors[0]);
    ::close(errors[0]);
    if (child == 0)
        throw Error(ErrorKind::Unavailable, "storage.no-tool",
                    fmt::format("None of the programs {} is installed here, and this database is copied with "
                                "them: install Debian's package mariadb-client.",
                                fmt::join(programs, ", ")));
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    throw Error(ErrorKind::Unavailable, "storage.copy-failed",
                fmt::format("{} failed: {}", programs.front(),
                            said.empty() ? fmt::format("it ended with {}.", status) : said));
}

} // namespace rejoinder::mysql
