#include "log_file.h"

#include <rejoinder/error.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace rejoinder::sqlite {

namespace {

[[noreturn]] void notDurable(const std::filesystem::path& file) {
    throw Error(
        ErrorKind::Unavailable, "storage.not-durable",
        fmt::format("The disk did not confirm what was written to {} ({}); nothing is written any more "
                    "until the server was started again.",
                    file.string(), std::strerror(errno)));
}

} // namespace

LogFile::~LogFile() {
    if (file_ >= 0) ::close(file_);
}

/// The file stays the same as long as a connection is open; its entry in the folder must be on the disk, too.
void LogFile::open() {
    const auto folder = std::filesystem::absolute(path_).parent_path();
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0 || ::fsync(opened) != 0) notDurable(folder); // the process is told to start again
    ::close(opened);
    file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0) notDurable(path_);
}

void LogFile::sync() {
    if (file_ < 0) open();
    while (::fdatasync(file_) != 0)
        if (errno != EINTR) notDurable(path_);
}

} // namespace rejoinder::sqlite
