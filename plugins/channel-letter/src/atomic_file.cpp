#include "atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <system_error>

namespace rejoinder::letter {

namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

} // namespace

AtomicFile::AtomicFile(std::filesystem::path target) : target_(std::move(target)) {
    // Two jobs may write the same batch at once after a take-over: each under its own name, the last rename
    // counts.
    static std::atomic<unsigned> counter{0};
    temporary_ = target_;
    temporary_ += "." + std::to_string(::getpid()) + "-" + std::to_string(counter.fetch_add(1)) + ".tmp";
    fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd_ < 0) {
        fail("cannot create " + temporary_.filename().string());
    }
}

AtomicFile::~AtomicFile() {
    if (fd_ >= 0) {
        ::close(fd_);
        ::unlink(temporary_.c_str());
    }
}

void AtomicFile::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(fd_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            fail("cannot write " + temporary_.filename().string());
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void AtomicFile::commit() {
    if (::fsync(fd_) != 0) {
        fail("cannot flush " + temporary_.filename().string());
    }
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
        fail("cannot rename " + temporary_.filename().string());
    }
    ::close(fd_);
    fd_ = -1;
    const int folder = ::open(target_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 || ::fsync(folder) != 0) {
        const int error = errno;
        if (folder >= 0) {
            ::close(folder);
        }
        throw std::system_error(error, std::generic_category(), "cannot flush the folder of the letters");
    }
    ::close(folder);
}

} // namespace rejoinder::letter
