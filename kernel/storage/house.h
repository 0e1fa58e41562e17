#pragma once
#include "kernel/storage/backup.h"
#include "kernel/storage/tables.h"

#include <iosfwd>
#include <optional>

/// Moving house: a whole installation in one gzip file of JSON lines that every engine can read and write.
///
/// First the manifest; per table a header, its rows as arrays and its sum; per file of the data folder a
/// header, its bytes in parts and its sum; at last a line that says that the file is whole.
namespace rejoinder::storage {

/// Any line of the file but the rows and the parts of files.
struct HouseLine {
    // the manifest
    std::optional<std::string> format;
    std::optional<std::int32_t> formatVersion;
    std::optional<std::string> version, engine;
    std::optional<Timestamp> writtenAt;
    std::optional<std::vector<KnownMigration>> migrations;
    // the header of a table
    std::optional<std::string> table;
    std::optional<std::vector<std::string>> columns;
    // the header of a file
    std::optional<std::string> file;
    // a sum; rows of a table, bytes of a file
    std::optional<std::int64_t> rows, bytes;
    std::optional<std::string> sha256;
    // the end
    std::optional<std::int32_t> tables, files;
};
REJOINDER_DESCRIBE(HouseLine, format, formatVersion, version, engine, writtenAt, migrations, table, columns,
                   file, rows, bytes, sha256, tables, files)

/// A table that was written or read.
struct MovedTable {
    std::string name;
    TableSum sum;
};

/// Writes the file: everything from one snapshot. @throws Error Unavailable when it cannot be written.
std::vector<MovedTable> exportHouse(const std::filesystem::path& target, HouseLine manifest,
                                    driver::Database& database, const std::vector<TableAccess>& tables,
                                    const StateFiles& files);

/// Reads such a file. Three steps: the manifest at once, the whole file to check it, the whole file to fill a
/// database.
class HouseReader {
public:
    /// @throws Error Conflict when it is no such file or of a newer format.
    explicit HouseReader(std::filesystem::path source);
    [[nodiscard]] const HouseLine& manifest() const noexcept { return manifest_; }
    /// Reads it to its end and compares all sums. @throws Error Conflict with the first thing that is wrong.
    void check() const;
    /// Fills the tables, all of which must be empty, and the data folder. Files that are there already and
    /// hold the same are left alone.
    /// @throws Error Conflict when the file is damaged, a table is not known, or a file differs.
    std::vector<MovedTable> fill(driver::Database& database, const std::vector<TableAccess>& tables,
                                 const std::filesystem::path& dataFolder) const;

private:
    class Pass;
    std::filesystem::path source_;
    HouseLine manifest_;
};

/// Runs a unit of the driver again when the engine asks for it. @throws what the unit throws at last.
void writeAgain(driver::Database& database, const std::function<void(driver::Connection&)>& work);

} // namespace rejoinder::storage
