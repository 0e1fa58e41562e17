#include "copies.h"
#include "database.h"
#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

#include <fmt/format.h>

namespace rejoinder::sqlite {

/// Opens SQLite files for the kernel.
class SqliteDriver final : public driver::Driver {
public:
    [[nodiscard]] std::string_view name() const override { return "sqlite"; }
    std::unique_ptr<driver::Database> open(const std::map<std::string, std::string>& settings) override {
        return std::make_unique<Database>(readOptions(settings));
    }
    bool vacant(const std::map<std::string, std::string>& settings) override {
        return !std::filesystem::exists(readOptions(settings).path);
    }
    std::string restore(const std::map<std::string, std::string>& settings,
                        const std::filesystem::path& source) override {
        return sqlite::restore(readOptions(settings), source);
    }
};

namespace {

std::function<std::string(const std::int64_t&)> between(std::int64_t low, std::int64_t high) {
    return [low, high](const std::int64_t& n) {
        return n >= low && n <= high
                   ? std::string()
                   : "must be between " + std::to_string(low) + " and " + std::to_string(high);
    };
}

} // namespace

/// The embedded database, the default.
class SqlitePlugin final : public Plugin, public StoragePlugin {
public:
    void declare(Declarations& d) override {
        d.setting<std::string>("path", "", "Database file; empty: rejoinder.db in the data folder.");
        d.setting<std::int64_t>("cache-megabytes", 384,
                                "Most of the writer's page cache; each reader has 4 MB.",
                                between(1, kMostCacheMegabytes));
        d.setting<std::int64_t>("readers", 16, "Most connections for reading.", between(1, kMostReaders));
        d.setting<std::int64_t>("checkpoint-pages", 32'000,
                                "Pages in the log before they move into the file.",
                                between(kFewestCheckpointPages, kMostCheckpointPages));
        d.setting<std::int64_t>("max-pages", 0,
                                "The file grows no larger than so many pages of 4096 bytes; 0: no limit.",
                                between(0, kMostPages));
    }
    void start(Context&) override {}
    std::unique_ptr<driver::Driver> makeDriver() override { return std::make_unique<SqliteDriver>(); }
};

} // namespace rejoinder::sqlite

REJOINDER_PLUGIN(rejoinder::sqlite::SqlitePlugin)
