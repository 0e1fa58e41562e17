#pragma once
#include <filesystem>

namespace rejoinder::sqlite {

/// Holds `<database>.lock` while it lives, so that no second server opens the same file. The lock goes with
/// the process.
class LockFile {
public:
    /// @throws Error Unavailable naming the process that has it, or saying that the file cannot be made.
    explicit LockFile(const std::filesystem::path& database);
    ~LockFile();
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;

private:
    int file_;
};

} // namespace rejoinder::sqlite
