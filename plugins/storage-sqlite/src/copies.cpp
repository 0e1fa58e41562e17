#include "copies.h"

#include "database.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace rejoinder::sqlite {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void failed(const fs::path& file, std::string_view why) {
    throw Error(ErrorKind::Unavailable, "storage.copy-failed",
                fmt::format("The copy {}: {}.", file.string(), why));
}

/// Waits until file and folder entry are on the disk.
void sync(const fs::path& file) {
    for (const fs::path& path : {file, fs::absolute(file).parent_path()}) {
        const int opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        const int result = opened < 0 ? -1 : ::fsync(opened);
        const int error = errno;
        if (opened >= 0) ::close(opened);
        if (result != 0) failed(file, std::strerror(error));
    }
}

void removeQuietly(const fs::path& file) noexcept {
    std::error_code ignored;
    fs::remove(file, ignored);
}

/// A file name that is removed again unless keep() is called.
class Draft {
public:
    explicit Draft(fs::path path) : path_(std::move(path)) { removeQuietly(path_); }
    ~Draft() {
        if (!kept_) removeQuietly(path_);
        for (const char* companion : {"-wal", "-shm", "-journal"}) removeQuietly(path_.string() + companion);
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;
    [[nodiscard]] const fs::path& path() const noexcept { return path_; }
    void moveTo(const fs::path& target) {
        fs::rename(path_, target);
        kept_ = true;
    }

private:
    fs::path path_;
    bool kept_ = false;
};

/// Refuses a file that is not a sound database of ours.
void checkCopy(const fs::path& file) {
    Options options;
    options.path = file;
    options.readonly = true;
    Database copy(options);
    if (const auto problems = copy.check(); !problems.empty())
        failed(file, "it is damaged: " + problems.front());
}

} // namespace

void backup(Connection& connection, const fs::path& target) {
    if (fs::exists(target))
        throw Error::conflict("storage.target-exists", fmt::format("{} is there already.", target.string()));
    Draft draft(target.string() + ".part");
    // Made by us first, so that it is readable by this user only; SQLite takes an empty file.
    const int made = ::open(draft.path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0) failed(target, std::strerror(errno));
    ::close(made);
    const OwnedStatement into = connection.prepare("VACUUM INTO ?", "backup");
    const std::string name = draft.path().string();
    check(connection.handle(), sqlite3_bind_text(into.get(), 1, name.c_str(), -1, SQLITE_STATIC), "backup");
    if (const int result = sqlite3_step(into.get()); result != SQLITE_DONE)
        raise(connection.handle(), result, "backup");
    checkCopy(draft.path());
    sync(draft.path());
    draft.moveTo(target);
    sync(target);
}

std::string restore(const Options& options, const fs::path& source) {
    if (!fs::is_regular_file(source)) failed(source, "there is no such file");
    if (const auto folder = options.path.parent_path(); !folder.empty()) fs::create_directories(folder);
    const LockFile lock(options.path); // nobody may have it open
    Draft draft(options.path.string() + ".restored");
    const int made = ::open(draft.path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0) failed(draft.path(), std::strerror(errno));
    ::close(made);
    fs::copy_file(source, draft.path(), fs::copy_options::overwrite_existing);
    fs::permissions(draft.path(), fs::perms::owner_read | fs::perms::owner_write);
    checkCopy(draft.path());
    sync(draft.path());
    std::string before;
    if (fs::exists(options.path)) {
        for (int n = 1; before.empty() || fs::exists(before); ++n)
            before = fmt::format("{}.before-restore-{}", options.path.string(), n);
        // The log belongs to its file: it moves along, or rows of the old database would be played into the
        // new one.
        for (const char* companion : {"-wal", "-shm"})
            if (fs::exists(options.path.string() + companion))
                fs::rename(options.path.string() + companion, before + companion);
        fs::rename(options.path, before);
    }
    draft.moveTo(options.path);
    sync(options.path);
    return before;
}

} // namespace rejoinder::sqlite
