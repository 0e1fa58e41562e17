#pragma once
#include "database.h"
#include "kernel/storage/migrator.h"
#include "kernel/storage/storage_engine.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

/// A real SQLite database in a folder of its own, with the kernel's storage schema and what a test adds to
/// it.
namespace rejoinder::storage::test {

class TempFolder {
public:
    TempFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "rejoinder-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(const std::string& name, const std::string& text) const {
        const auto file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }

private:
    std::filesystem::path path_;
};

class SetClock final : public Clock {
public:
    explicit SetClock(Timestamp now) : micros_(now.micros) {}
    [[nodiscard]] Timestamp now() const override { return {micros_.load()}; }
    void set(Timestamp now) { micros_ = now.micros; }
    void advance(std::chrono::microseconds by) { micros_ += by.count(); }

private:
    std::atomic<std::int64_t> micros_;
};

inline constexpr Timestamp kStart{1'772'352'000'000'000}; // 2026-03-01T08:00:00Z

/// The files of the storage room alone, whatever other rooms add beside them.
inline void copyStorageSql(const std::filesystem::path& to) {
    const std::filesystem::path from = std::filesystem::path(REJOINDER_SOURCE_DIR) / "sql/kernel";
    for (const char* part :
         {"migrations/0001_storage.sql", "queries/storage.sql", "queries/storage.sqlite.sql"}) {
        std::filesystem::create_directories((to / part).parent_path());
        std::filesystem::copy_file(from / part, to / part, std::filesystem::copy_options::overwrite_existing);
    }
}

/// An engine over a real file. `schema` and `queries` are those of a plugin "t".
class World {
public:
    explicit World(const std::string& schema, const std::string& queries,
                   std::map<std::string, std::string> settings = {}) {
        copyStorageSql(folder.path() / "sql/kernel");
        folder.write("sql/t/migrations/0001_first.sql", schema);
        folder.write("sql/t/queries/all.sql", queries);
        settings.try_emplace("path", (folder.path() / "data/test.db").string());
        open(settings);
        migrate();
        engine->prepareQueries();
    }

    void open(const std::map<std::string, std::string>& settings) {
        auto made = std::make_unique<sqlite::Database>(sqlite::readOptions(settings));
        database = made.get();
        QueryCatalog catalog;
        catalog.load("kernel", folder.path() / "sql/kernel/queries", "sqlite");
        catalog.load("t", folder.path() / "sql/t/queries", "sqlite");
        engine = std::make_unique<StorageEngine>(std::move(made), std::move(catalog), clock);
    }
    /// A migrator for the folders as they are now.
    [[nodiscard]] Migrator migrator(const std::string& version = "1.0.0") {
        return {
            *database,
            engine->queries(),
            clock,
            {{"kernel", folder.path() / "sql/kernel/migrations"}, {"t", folder.path() / "sql/t/migrations"}},
            version};
    }
    void migrate() { migrator().apply(); }

    TempFolder folder;
    SetClock clock{kStart};
    sqlite::Database* database = nullptr;
    std::unique_ptr<StorageEngine> engine;
};

/// Kind and code of the Error that `f` throws; "none" when it throws nothing.
template <class F>
std::string codeOf(F&& f) {
    try {
        f();
    } catch (const Error& e) {
        return e.code();
    }
    return "none";
}

/// The text of the Error that `f` throws.
template <class F>
std::string textOf(F&& f) {
    try {
        f();
    } catch (const Error& e) {
        return e.text();
    }
    return {};
}

} // namespace rejoinder::storage::test
