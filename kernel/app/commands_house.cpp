#include "kernel/app/commands.h"
#include "kernel/storage/house.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>

namespace rejoinder::app {

namespace fs = std::filesystem;

namespace {

/// A driver's own migrations are not part of the house; the other engine has none of them.
std::vector<storage::KnownMigration> shared(const std::vector<storage::Migration>& migrations) {
    std::vector<storage::KnownMigration> out;
    for (const auto& m : migrations)
        if (!m.plugin.starts_with("storage-")) out.push_back({m.plugin, m.number, m.name, m.checksum});
    return out;
}

std::vector<storage::TableAccess> tablesOf(Kernel& kernel) {
    const storage::TableTexts texts{kernel.sqlText("kernel/tables/read.sql"),
                                    kernel.sqlText("kernel/tables/insert.sql"),
                                    kernel.sqlText("kernel/tables/clear.sql")};
    return storage::accessTables(kernel.engine().database(), texts, kernel.engine().queries().all().size());
}

int exportTo(Arguments& a) {
    if (a.words.size() != 1) throw UsageError("export takes the name of a new file");
    quiet(a.launch, "warning");
    Kernel kernel(a.launch);
    kernel.load();
    if (reportProblems(kernel)) return 1;
    kernel.open(Kernel::Access::ReadOnly);
    storage::HouseLine manifest;
    manifest.version = REJOINDER_VERSION;
    manifest.engine = std::string(kernel.driver().name());
    manifest.migrations = shared(kernel.migrationsApplied());
    const fs::path target = a.words.front();
    const auto files = stateFilesOf(kernel);
    const auto done =
        storage::exportHouse(target, manifest, kernel.engine().database(), tablesOf(kernel), files);
    std::int64_t rows = 0;
    for (const auto& t : done) rows += t.sum.rows;
    std::cout << fmt::format("{}: {} rows of {} tables, {} bytes\n", target.string(), rows, done.size(),
                             fs::file_size(target));
    return 0;
}

/// One sentence about the first difference; empty when both are the same.
std::string difference(const std::vector<storage::KnownMigration>& theirs,
                       const std::vector<storage::KnownMigration>& ours) {
    const auto lacks = [](const auto& all, const auto& one) {
        return std::ranges::find(all, one) == all.end();
    };
    for (const auto& m : theirs)
        if (lacks(ours, m))
            return fmt::format(
                "the file knows the migration {}/{:04}_{}, which this installation does not have", m.plugin,
                m.number, m.name);
    for (const auto& m : ours)
        if (lacks(theirs, m))
            return fmt::format(
                "this installation has the migration {}/{:04}_{}, which the file does not know", m.plugin,
                m.number, m.name);
    return {};
}

void requireEmptyTables(Kernel& kernel, const std::vector<storage::TableAccess>& tables) {
    kernel.engine().database().read([&](driver::Connection& connection) {
        for (const auto& table : tables)
            table.read(connection, [&](std::string_view) -> bool {
                throw Error::conflict(
                    "kernel.place-not-empty",
                    fmt::format("the database is not empty: {} has rows; import into a new one",
                                table.table().name));
            });
    });
}

/// Reads every table again. @returns how many are not what the file said.
std::size_t compare(Kernel& kernel, const std::vector<storage::TableAccess>& tables,
                    const std::vector<storage::MovedTable>& moved) {
    std::size_t wrong = 0;
    std::cout << fmt::format("{:<36} {:>10} {:>10}  {:<12} {:<12}\n", "table", "exported", "imported",
                             "checksum", "checksum");
    kernel.engine().database().read([&](driver::Connection& connection) {
        for (const auto& table : tables) {
            const auto file = std::ranges::find(moved, table.table().name, &storage::MovedTable::name);
            const auto here = storage::sumOf(table, connection);
            const auto there = file == moved.end() ? storage::TableSum{} : file->sum;
            if (here != there) ++wrong;
            std::cout << fmt::format("{:<36} {:>10} {:>10}  {:<12.12} {:<12.12} {}\n", table.table().name,
                                     there.rows, here.rows, there.sha256, here.sha256,
                                     here == there ? "" : "DIFFERS");
        }
    });
    std::cout << fmt::format("{} of {} tables are the same\n", tables.size() - wrong, tables.size());
    return wrong;
}

std::size_t fillPlace(const Launch& launch, const storage::HouseReader& file) {
    Kernel kernel(launch);
    kernel.load();
    if (reportProblems(kernel)) return 1;
    const auto ours = kernel.migrationFiles();
    if (const auto sentence = difference(*file.manifest().migrations, shared(ours)); !sentence.empty())
        throw Error::conflict("kernel.export-schema",
                              sentence + "; move house between installations of the same version");
    requireEmptyFolder(kernel); // never the folder of the old house: it must stay as it is if this fails
    file.check();
    kernel.open(Kernel::Access::Migrate);
    requireEmptyTables(kernel, tablesOf(kernel)); // before anything is changed in what may be another's
    kernel.migrate({});
    kernel.engine().prepareQueries();
    const auto tables = tablesOf(kernel);
    const fs::path mark = kernel.dataFolder() / Kernel::kUnfinished;
    std::ofstream(mark) << "import\n";
    const auto moved = file.fill(kernel.engine().database(), tables, kernel.dataFolder());
    storage::syncFolder(kernel.dataFolder());
    const std::size_t wrong = compare(kernel, tables, moved);
    if (wrong == 0) fs::remove(mark);
    kernel.stop();
    return wrong;
}

int importFrom(Arguments& a) {
    if (a.words.size() != 1) throw UsageError("import takes a file of `rejoinder export`");
    quiet(a.launch, "warning");
    const storage::HouseReader file(a.words.front());
    if (fillPlace(a.launch, file) > 0) return 1;
    return verifyPlace(a.launch);
}

} // namespace

BuiltIn exportCommand() {
    return {"export",
            "Write everything into one file that another database engine can take over",
            "FILE",
            {},
            exportTo};
}

BuiltIn importCommand() {
    return {"import",
            "Fill an empty installation from such a file, compare and verify it",
            "FILE",
            {},
            importFrom};
}

} // namespace rejoinder::app
