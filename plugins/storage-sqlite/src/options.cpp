#include "options.h"

#include <rejoinder/error.h>

#include <fmt/format.h>

#include <charconv>

namespace rejoinder::sqlite {

namespace {

using Settings = std::map<std::string, std::string>;

void readNumber(const Settings& settings, const std::string& key, std::int64_t low, std::int64_t high,
                std::int64_t& value) {
    const auto it = settings.find(key);
    if (it == settings.end() || it->second.empty()) return;
    const char* end = it->second.data() + it->second.size();
    const auto [stop, error] = std::from_chars(it->second.data(), end, value);
    if (error != std::errc{} || stop != end || value < low || value > high)
        throw Error::invalid(
            "/storage-sqlite/" + key, "storage.bad-setting",
            fmt::format("storage-sqlite: {} must be a whole number from {} to {}.", key, low, high));
}

} // namespace

Options readOptions(const Settings& settings) {
    Options options;
    const auto path = settings.find("path");
    if (path == settings.end() || path->second.empty())
        throw Error::invalid("/storage-sqlite/path", "storage.bad-setting",
                             "storage-sqlite: path must name the database file.");
    options.path = path->second;
    const auto readonly = settings.find("readonly");
    options.readonly = readonly != settings.end() && readonly->second == "true";
    readNumber(settings, "cacheMegabytes", 1, kMostCacheMegabytes, options.writerCacheMegabytes);
    readNumber(settings, "readers", 1, kMostReaders, options.readers);
    readNumber(settings, "checkpointPages", kFewestCheckpointPages, kMostCheckpointPages,
               options.checkpointPages);
    readNumber(settings, "maxPages", 0, kMostPages, options.maxPages);
    return options;
}

} // namespace rejoinder::sqlite
