#pragma once
#include <filesystem>

namespace rejoinder::sqlite {

/// The write-ahead log of a database, to be brought to the disk beside the connection that writes it.
class LogFile {
public:
    /// The log of the database `database`; it need not be there before the first sync().
    explicit LogFile(const std::filesystem::path& database) : path_(database.string() + "-wal") {}
    ~LogFile();
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    /// Returns when all that was written into the log is on the disk. @throws Error Unavailable
    /// storage.not-durable
    void sync();

private:
    void open();

    std::filesystem::path path_;
    int file_ = -1;
};

} // namespace rejoinder::sqlite
