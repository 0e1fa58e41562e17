#include "kernel/app/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>

namespace rejoinder::app {

namespace fs = std::filesystem;

namespace {

std::vector<storage::KnownMigration> known(const std::vector<storage::Migration>& migrations) {
    std::vector<storage::KnownMigration> out;
    out.reserve(migrations.size());
    for (const auto& m : migrations) out.push_back({m.plugin, m.number, m.name, m.checksum});
    return out;
}

std::int64_t sizeOf(const storage::BackupManifest& manifest) {
    std::int64_t bytes = 0;
    for (const auto& file : manifest.files) bytes += file.bytes;
    return bytes;
}

int backup(Arguments& a) {
    if (a.words.size() != 1) throw UsageError("backup takes one folder, new or empty");
    quiet(a.launch, "warning");
    Kernel kernel(a.launch);
    kernel.load();
    if (reportProblems(kernel)) return 1;
    const auto files = stateFilesOf(kernel);
    kernel.open(Kernel::Access::Copy);
    storage::BackupManifest manifest;
    manifest.version = REJOINDER_VERSION;
    manifest.engine = kernel.driver().name();
    storage::BackupWriter writer(a.words.front(), files);
    writer.run(manifest, [&](const fs::path& target) {
        kernel.engine().database().backup(target);
        manifest.migrations = known(kernel.migrationsApplied());
    });
    std::cout << fmt::format("{}: the database and {} other files, {} bytes\n", a.words.front(),
                             manifest.files.size() - 1, sizeOf(manifest));
    return 0;
}

/// A copy may be older than this version, never newer or of another origin.
void requireKnownMigrations(Kernel& kernel, const storage::BackupManifest& manifest) {
    const auto files = kernel.migrationFiles();
    for (const auto& m : manifest.migrations) {
        const bool installed =
            std::ranges::any_of(files, [&](const auto& f) { return f.plugin == m.plugin; });
        if (!installed) continue; // its tables are kept; nobody uses them
        const auto same = std::ranges::find_if(
            files, [&](const auto& f) { return f.plugin == m.plugin && f.number == m.number; });
        if (same == files.end() || same->checksum != m.checksum)
            throw Error::conflict(
                "kernel.backup-schema",
                fmt::format(
                    "the backup was made by version {}, whose migration {}/{:04}_{} this version does "
                    "not have: restore it with that version",
                    manifest.version, m.plugin, m.number, m.name));
    }
}

int restore(Arguments& a) {
    if (a.words.size() != 1) throw UsageError("restore takes the folder of a backup");
    quiet(a.launch, "warning");
    const fs::path from = a.words.front();
    {
        Kernel kernel(a.launch);
        kernel.load();
        if (reportProblems(kernel)) return 1;
        const auto manifest = storage::checkBackup(from);
        if (manifest.engine != kernel.driver().name())
            throw Error::conflict(
                "kernel.backup-engine",
                fmt::format(
                    "the backup holds a database of {}, and storage.driver is {}: restore it there, and "
                    "move house with `rejoinder export` and `rejoinder import`",
                    manifest.engine, kernel.driver().name()));
        requireKnownMigrations(kernel, manifest);
        requireEmptyPlace(kernel);
        fs::create_directories(kernel.dataFolder());
        std::ofstream(kernel.dataFolder() / Kernel::kUnfinished) << "from " << from.string() << '\n';
        storage::restoreFiles(from, manifest, kernel.dataFolder());
        kernel.driver().restore(kernel.driverSettings(), from / manifest.database);
        storage::syncFolder(kernel.dataFolder());
        fs::remove(kernel.dataFolder() / Kernel::kUnfinished);
        std::cout << fmt::format("The database and {} other files of {} are restored, {} bytes.\n",
                                 manifest.files.size() - 1, manifest.finishedAt.toString(), sizeOf(manifest));
    }
    return verifyPlace(a.launch);
}

} // namespace

storage::StateFiles stateFilesOf(Kernel& kernel) {
    const fs::path& folder = kernel.dataFolder();
    // A backup that held the key of stored secrets beside them would give them away.
    std::vector<fs::path> apart{folder / Kernel::kUnfinished, kernel.keyFile()};
    // Also the file of an embedded database that this installation has left behind it.
    apart.push_back(folder / "rejoinder.db");
    const auto settings = kernel.driverSettings();
    if (const auto path = settings.find("path"); path != settings.end()) apart.emplace_back(path->second);
    const auto log = kernel.settings().get<std::string>("log.target");
    if (log != "stderr" && log != "stdout") apart.emplace_back(log);
    return {folder, std::move(apart)};
}

void requireEmptyFolder(Kernel& kernel) {
    const fs::path& folder = kernel.dataFolder();
    // The file of an embedded database may lie there only if it is the one that is asked for next.
    const bool left = fs::exists(folder / "rejoinder.db") && kernel.driver().vacant(kernel.driverSettings());
    if (left || fs::exists(folder / Kernel::kUnfinished) || !stateFilesOf(kernel).list().empty())
        throw Error::conflict(
            "kernel.place-not-empty",
            fmt::format("the data folder {} is not empty: name a new one with --data", folder.string()));
}

void requireEmptyPlace(Kernel& kernel) {
    requireEmptyFolder(kernel);
    if (!kernel.driver().vacant(kernel.driverSettings()))
        throw Error::conflict("kernel.place-not-empty",
                              "the database that the settings name is not empty: name a new one");
}

int verifyPlace(const Launch& launch) {
    Kernel kernel(launch);
    kernel.load();
    kernel.open(Kernel::Access::Serve);
    return printFindings(kernel) > 0 ? 1 : 0;
}

BuiltIn backupCommand() {
    return {"backup",
            "Copy database and files into a new folder, also while the server works",
            "DIR",
            {},
            backup};
}

BuiltIn restoreCommand() {
    return {"restore", "Put a backup into an empty place, then verify it", "DIR", {}, restore};
}

} // namespace rejoinder::app
