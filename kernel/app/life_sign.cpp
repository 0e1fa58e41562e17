#include "kernel/app/life_sign.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <utility>

namespace rejoinder::app {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".alive";
constexpr std::string_view kWhole = "end"; // last line: the file was written to its end

fs::path folderIn(const fs::path& dataFolder) {
    return dataFolder / "nodes";
}

/// This start of this machine; empty where nobody can say.
std::string machine() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string boot;
    std::getline(file, boot);
    std::array<char, 256> host{};
    if (boot.empty() || ::gethostname(host.data(), host.size() - 1) != 0) return {};
    return fmt::format("{} {}", host.data(), boot);
}

bool locked(int file, bool wait) {
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    int result = 0;
    do {
        result = ::fcntl(file, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

std::string contentOf(int file) {
    std::array<char, 1024> text{};
    const auto size = ::pread(file, text.data(), text.size(), 0);
    return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

} // namespace

LifeSign::LifeSign(const fs::path& dataFolder, const Signature& signature) {
    const std::string here = machine();
    std::error_code error;
    fs::create_directories(folderIn(dataFolder), error);
    if (error || here.empty()) return;
    path_ = folderIn(dataFolder) / fmt::format("{:016x}{}", signature.token, kEnding);
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file_ < 0) return;
    const std::string text = fmt::format("{}\n{}\n{}\n{}\n", here, signature.node, signature.token, kWhole);
    // Locked before it says anything: a file without its last line belongs to nobody who held something.
    if (!locked(file_, true) ||
        ::pwrite(file_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
        ::unlink(path_.c_str());
        ::close(std::exchange(file_, -1));
    }
}

LifeSign::~LifeSign() {
    if (file_ < 0) return;
    ::unlink(path_.c_str());
    ::close(file_);
}

Obituaries::Obituaries(const fs::path& dataFolder) {
    std::error_code error;
    for (fs::directory_iterator at(folderIn(dataFolder), error), end; !error && at != end;
         at.increment(error))
        if (at->path().extension() == kEnding) look(at->path());
}

Obituaries::~Obituaries() {
    for (const int file : files_) ::close(file);
}

void Obituaries::look(const fs::path& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    std::istringstream lines(locked(file, false) ? contentOf(file) : std::string());
    std::string where, token, whole;
    Signature signature;
    std::getline(lines, where);
    std::getline(lines, signature.node);
    std::getline(lines, token);
    std::getline(lines, whole);
    // The lock of another machine on a shared folder cannot be relied on here.
    if (whole != kWhole || where != machine()) {
        ::close(file);
        return;
    }
    signature.token = std::strtoll(token.c_str(), nullptr, 10);
    dead_.push_back(std::move(signature));
    paths_.push_back(path);
    files_.push_back(file);
}

void Obituaries::bury() {
    std::error_code gone;
    for (const auto& path : paths_) fs::remove(path, gone);
}

} // namespace rejoinder::app
