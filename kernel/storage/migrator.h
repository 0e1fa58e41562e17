#pragma once
#include "kernel/storage/query_catalog.h"

#include <rejoinder/clock.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace rejoinder::storage {

class SchemaLease;

/// Where the migrations of one plugin lie: NNNN_what-it-does.sql, numbered from 1 without gaps.
struct MigrationFolder {
    std::string plugin;
    std::filesystem::path path;
};

enum class MigrationState {
    Applied,
    Pending,
    Unfinished, ///< a crash came between its statements on an engine without transactional DDL; goes on where
                ///< it stopped
    Changed,    ///< its file is not the one that was applied
    Ahead       ///< applied by a newer version, no file here
};

/// One migration as ledger and files tell it.
struct Migration {
    std::string plugin;
    int number = 0;
    std::string name;     ///< "storage" of 0001_storage.sql
    std::string checksum; ///< SHA-256 of the file, of the ledger when there is no file
    MigrationState state = MigrationState::Pending;
    std::vector<std::string> statements; ///< of the file
    std::size_t done = 0;                ///< statements that ran already
    Timestamp appliedAt;                 ///< 0 when pending
    std::string appVersion;              ///< that applied it
};

/// The migrations of an installation as its files tell them, in the order of the folders.
/// @throws Error Bug when a file is not well named or numbers have gaps.
[[nodiscard]] std::vector<Migration> migrationFiles(const std::vector<MigrationFolder>& folders,
                                                    std::string_view dialect);

/// Brings the schema up to date, one ledger entry per file. The kernel's folder comes first and its first
/// statement makes the ledger.
class Migrator {
public:
    /// The references must outlive the migrator. Folders in the order in which plugins need each other.
    Migrator(driver::Database& database, const QueryCatalog& queries, const Clock& clock,
             std::vector<MigrationFolder> folders, std::string appVersion);

    /// Everything that files or ledger know. Writes nothing.
    /// @throws Error Bug when a file is not well named or numbers have gaps.
    [[nodiscard]] std::vector<Migration> status();
    /// What the ledger alone knows, ordered by plugin and number.
    [[nodiscard]] std::vector<Migration> applied();
    /// What apply() would run, in that order. @throws Error Conflict when refusal() is not about being
    /// behind.
    [[nodiscard]] std::vector<Migration> plan();
    /// Runs the plan; `told` hears of each migration before it starts. Where several nodes use the database,
    /// one does it and the others wait. @returns how many ran here.
    /// @throws Error Conflict as plan(); Error Bug naming file and statement that failed.
    std::size_t apply(const std::function<void(const Migration&)>& told = {});
    /// Why a server must not start on this database, in one sentence that names the way out; empty when it
    /// may.
    [[nodiscard]] std::string refusal();

private:
    struct Ledger;
    [[nodiscard]] Ledger readLedger();
    void makeLedger(const Migration& first);
    void run(const Migration& migration, bool ledgerExists, const SchemaLease* lease);

    driver::Database& database_;
    const QueryCatalog& queries_;
    const Clock& clock_;
    std::vector<MigrationFolder> folders_;
    std::string appVersion_;
};

} // namespace rejoinder::storage
