#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace rejoinder::sqlite {

inline constexpr std::int64_t kMostCacheMegabytes = 65'536;
inline constexpr std::int64_t kMostReaders = 256;
inline constexpr std::int64_t kFewestCheckpointPages = 100, kMostCheckpointPages = 1'000'000;
inline constexpr std::int64_t kMostPages = 4'294'967'294; ///< SQLite's own limit

/// How a database is opened; read from the plugin's settings.
struct Options {
    std::filesystem::path path;              ///< "path": the file; its folder is made when it is not there
    bool readonly = false;                   ///< "readonly": beside a running server; no lock, no writes
    std::int64_t writerCacheMegabytes = 384; ///< "cacheMegabytes"
    std::int64_t readerCacheMegabytes = 4;
    std::int64_t readers = 16; ///< "readers": connections for snapshots, made on demand
    std::int64_t checkpointPages =
        32'000; ///< "checkpointPages": pages in the log before they move into the file
    std::chrono::microseconds groupTime{
        5000};                 ///< a group of units is committed after so much work at the latest
    std::int64_t maxPages = 0; ///< "maxPages": the file grows no larger (0: no limit); a quota
};

/// @throws Error Invalid naming the setting that is missing or no number.
[[nodiscard]] Options readOptions(const std::map<std::string, std::string>& settings);

} // namespace rejoinder::sqlite
