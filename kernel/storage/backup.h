#pragma once
#include <rejoinder/describe.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

/// Folders that hold a whole installation: a copy of its database, its other files, and a manifest that is
/// written last.
namespace rejoinder::storage {

/// A migration as a backup or an export remembers it.
struct KnownMigration {
    std::string plugin;
    std::int32_t number = 0;
    std::string name, checksum;
    bool operator==(const KnownMigration&) const = default;
};
REJOINDER_DESCRIBE(KnownMigration, plugin, number, name, checksum)

/// A file of a backup.
struct BackupFile {
    std::string path; ///< below the backup's folder, with /
    std::int64_t bytes = 0;
    std::string sha256;
};
REJOINDER_DESCRIBE(BackupFile, path, bytes, sha256)

/// What `manifest.json` says.
struct BackupManifest {
    std::string format;
    std::int32_t formatVersion = 0;
    std::string version; ///< of the product
    Timestamp startedAt, finishedAt;
    std::string engine;   ///< name of the driver
    std::string database; ///< which of the files is the database
    std::vector<KnownMigration> migrations;
    std::vector<BackupFile> files;
};
REJOINDER_DESCRIBE(BackupManifest, format, formatVersion, version, startedAt, finishedAt, engine, database,
                   migrations, files)

/// Which files below a data folder belong to the state of the installation: all but the database itself, the
/// spool of uploads that are under way, the signs of living processes, caches (*.cache), and those named in
/// `apart`.
class StateFiles {
public:
    /// `apart`: paths of files, with everything that begins like them ("rejoinder.db", "rejoinder.db-wal").
    StateFiles(std::filesystem::path folder, std::vector<std::filesystem::path> apart);
    /// Relative paths, in order. A folder that is not there has none.
    [[nodiscard]] std::vector<std::filesystem::path> list() const;
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }

private:
    std::filesystem::path folder_;
    std::vector<std::string> apart_;
};

/// Writes a backup into a folder that is new or empty.
class BackupWriter {
public:
    /// @throws Error Conflict when the folder is not empty or lies in the data folder; Unavailable when it
    /// cannot be made.
    BackupWriter(std::filesystem::path target, const StateFiles& files);
    /// Copies the files, lets `copyDatabase` write the given file, and copies what changed meanwhile; so
    /// every file that the copy of the database speaks of is there. Then writes the manifest.
    /// @param manifest with what only the caller knows; files and times are filled in.
    void run(BackupManifest& manifest, const std::function<void(const std::filesystem::path&)>& copyDatabase);

private:
    void copyChanged();

    std::filesystem::path target_;
    const StateFiles& files_;
    struct Copied {
        std::filesystem::file_time_type changedAt;
        BackupFile file;
    };
    std::map<std::string, Copied> copied_;
};

/// Reads the manifest and compares every file with it. Changes nothing. @throws Error Conflict with the first
/// thing that is wrong, in one sentence: unfinished, damaged, a file that lacks or is too many.
[[nodiscard]] BackupManifest checkBackup(const std::filesystem::path& folder);

/// Puts the files of a checked backup into a data folder; what is copied is compared once more.
/// @throws Error Conflict, Unavailable.
void restoreFiles(const std::filesystem::path& backup, const BackupManifest& manifest,
                  const std::filesystem::path& dataFolder);

/// Copies a file, readable by this user only. @returns its size and checksum. @throws Error Unavailable.
BackupFile copyFile(const std::filesystem::path& from, const std::filesystem::path& to);

/// Waits until everything that was written to the file system of this folder is on the disk.
void syncFolder(const std::filesystem::path& folder);

} // namespace rejoinder::storage
