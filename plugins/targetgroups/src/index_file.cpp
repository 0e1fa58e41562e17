#include "index_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace rejoinder::targetgroups::index {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBuffer = 1U << 20, kSum = 64; ///< bytes; the checksum in hexadecimal digits

[[noreturn]] void failed(const fs::path& path) {
    throw std::system_error(errno, std::system_category(), path.filename().string());
}

/// Only one process holds it, and only while it lives. A lock of the open file, as the signs of living nodes
/// have: it holds on a shared folder, too.
bool lock(int file) {
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return ::fcntl(file, F_OFD_SETLK, &lock) == 0;
}

/// The draft, open and locked; -1 while another process holds it.
int openDraft(const fs::path& path) {
    for (;;) {
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (file < 0) failed(path);
        struct stat mine = {}, there = {};
        const bool locked = lock(file);
        // Who held it may just have given it its name.
        if (locked && ::fstat(file, &mine) == 0 && ::stat(path.c_str(), &there) == 0 &&
            mine.st_ino == there.st_ino)
            return file;
        ::close(file);
        if (!locked) return -1;
    }
}

} // namespace

fs::path Writer::draftOf(const fs::path& path) {
    auto draft = path;
    return draft.replace_extension(".new.cache"); // in no backup either
}

void Writer::clean(const fs::path& path) noexcept {
    try {
        const auto draft = draftOf(path);
        if (!fs::exists(draft)) return;
        const int file = openDraft(draft);
        if (file < 0) return;
        ::unlink(draft.c_str());
        ::close(file);
    } catch (const std::exception&) { // the next one who writes meets it, too, and says so
        return;
    }
}

Writer::Writer(fs::path path) : path_(std::move(path)) {
    file_ = openDraft(draftOf(path_));
    if (file_ < 0) throw Refused("another process is writing it");
    buffer_.reserve(kBuffer);
    if (::ftruncate(file_, 0) == 0 && ::fchmod(file_, 0600) == 0) return;
    const int error = errno;
    ::close(file_);
    errno = error;
    failed(path_);
}

Writer::~Writer() {
    if (file_ < 0) return;
    ::unlink(draftOf(path_).c_str());
    ::close(file_);
}

void Writer::bytes(const void* data, std::size_t size) {
    const auto* from = static_cast<const char*>(data);
    while (size > 0) {
        const auto some = std::min(size, kBuffer - buffer_.size());
        buffer_.append(from, some);
        from += some;
        size -= some;
        if (buffer_.size() == kBuffer) flush();
    }
}

void Writer::write(std::string_view bytes) {
    written_ += bytes.size();
    while (!bytes.empty()) {
        const auto size = ::write(file_, bytes.data(), bytes.size());
        if (size < 0 && errno != EINTR) failed(path_);
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    }
}

void Writer::flush() {
    sum_.add(buffer_);
    write(buffer_);
    buffer_.clear();
}

std::uint64_t Writer::finish() {
    flush();
    write(sum_.hex());
    if (::fsync(file_) != 0 || ::rename(draftOf(path_).c_str(), path_.c_str()) != 0) failed(path_);
    ::close(file_);
    file_ = -1;
    const auto folder = path_.parent_path();
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool kept = opened >= 0 && ::fsync(opened) == 0;
    if (opened >= 0) ::close(opened);
    if (!kept) failed(folder);
    return written_;
}

Reader::Reader(const fs::path& path)
    : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), buffer_(kBuffer, '\0') {
    if (file_ < 0) throw Refused(std::system_category().message(errno));
    try {
        prove();
    } catch (...) {
        ::close(file_);
        throw;
    }
}

Reader::~Reader() {
    ::close(file_);
}

void Reader::prove() {
    struct stat about = {};
    if (::fstat(file_, &about) != 0) throw Refused(std::system_category().message(errno));
    const auto size = static_cast<std::uint64_t>(about.st_size);
    if (!S_ISREG(about.st_mode) || size < kSum) throw Refused("it is cut off");
    left_ = size - kSum;
    digest::Sha256 sum;
    while (left_ > 0) {
        fill();
        sum.add({buffer_.data(), end_});
        left_ -= end_;
    }
    std::string wanted(kSum, '\0');
    left_ = kSum;
    at_ = end_ = 0;
    bytes(wanted.data(), kSum);
    if (sum.hex() != wanted) throw Refused("it is damaged");
    if (::lseek(file_, 0, SEEK_SET) != 0) throw Refused(std::system_category().message(errno));
    left_ = size - kSum;
    at_ = end_ = 0;
}

void Reader::fill() {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), left_));
    ssize_t size = 0;
    do {
        size = ::read(file_, buffer_.data(), wanted);
    } while (size < 0 && errno == EINTR);
    if (size < 0) throw Refused(std::system_category().message(errno));
    if (size == 0) throw Refused("it is cut off");
    at_ = 0;
    end_ = static_cast<std::size_t>(size);
}

void Reader::bytes(void* data, std::size_t size) {
    if (size > left_) throw Refused("it ends too early");
    auto* to = static_cast<char*>(data);
    while (size > 0) {
        if (at_ == end_) fill();
        const auto some = std::min(size, end_ - at_);
        std::memcpy(to, buffer_.data() + at_, some);
        at_ += some;
        to += some;
        size -= some;
        left_ -= some;
    }
}

std::size_t Reader::count(std::size_t least) {
    const auto items = get<std::uint64_t>();
    if (items > left_ / least) throw Refused("it ends too early");
    return static_cast<std::size_t>(items);
}

void Reader::end() const {
    require(left_ == 0);
}

} // namespace rejoinder::targetgroups::index
