#include "lock_file.h"

#include <rejoinder/error.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace rejoinder::sqlite {

namespace {

[[noreturn]] void refuse(std::string_view code, std::string text) {
    throw Error(ErrorKind::Unavailable, code, std::move(text));
}

std::string holder(int file) {
    std::array<char, 32> text{};
    const auto size = ::pread(file, text.data(), text.size() - 1, 0);
    return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : std::string("unknown");
}

} // namespace

LockFile::LockFile(const std::filesystem::path& database) : file_(-1) {
    const std::string name = database.string() + ".lock";
    file_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0)
        refuse("storage.cannot-write",
               fmt::format("The database {} cannot be opened: {} cannot be written ({}).", database.string(),
                           name, std::strerror(errno)));
    // A lock of the open file, not of the process: a second database object in this process is refused too.
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    if (::fcntl(file_, F_OFD_SETLK, &lock) != 0) {
        const std::string pid = holder(file_);
        ::close(file_);
        refuse("storage.in-use",
               fmt::format("The database {} is in use by process {}; stop that server first.",
                           database.string(), pid));
    }
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(file_, 0) != 0 || ::pwrite(file_, pid.data(), pid.size(), 0) < 0) {
        // Only the message of a second server loses by this.
    }
}

LockFile::~LockFile() {
    ::close(file_);
}

} // namespace rejoinder::sqlite
