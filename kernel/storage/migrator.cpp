#include "kernel/storage/migrator.h"

#include "kernel/storage/checksum.h"
#include "kernel/storage/schema_lease.h"
#include "kernel/storage/sql_text.h"
#include "kernel/storage/until_taken.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

namespace rejoinder::storage {

namespace {

constexpr std::string_view kLedgerOwner = "kernel";

std::string label(const Migration& m) {
    return fmt::format("{}/{:04}_{}", m.plugin, m.number, m.name);
}

/// Number and name of "0001_storage.sqlite.sql".
std::pair<int, std::string> splitName(const std::filesystem::path& file) {
    std::string stem = file.stem().string();
    stem = stem.substr(0, stem.find('.'));
    int number = 0;
    const auto [end, error] =
        std::from_chars(stem.data(), stem.data() + std::min<std::size_t>(stem.size(), 4), number);
    if (error != std::errc{} || end != stem.data() + 4 || stem.size() < 6 || stem[4] != '_' || number == 0)
        throw Error(ErrorKind::Bug, "storage.bad-migration-file",
                    fmt::format("{} is not named NNNN_what-it-does.sql.", file.string()));
    return {number, stem.substr(5)};
}

Migration readFile(const std::string& plugin, const std::filesystem::path& file) {
    Migration m;
    m.plugin = plugin;
    std::tie(m.number, m.name) = splitName(file);
    std::string text = readTextFile(file);
    std::erase(text, '\r');
    m.checksum = checksumOf(text);
    m.statements = splitStatements(text);
    if (m.statements.empty())
        throw Error(ErrorKind::Bug, "storage.bad-migration-file",
                    fmt::format("{} has no statement.", file.string()));
    return m;
}

} // namespace

/// What the database remembers.
struct Migrator::Ledger {
    bool exists = false;
    std::map<std::pair<std::string, int>, Migration> entries;
};

Migrator::Migrator(driver::Database& database, const QueryCatalog& queries, const Clock& clock,
                   std::vector<MigrationFolder> folders, std::string appVersion)
    : database_(database),
      queries_(queries),
      clock_(clock),
      folders_(std::move(folders)),
      appVersion_(std::move(appVersion)) {}

std::vector<Migration> migrationFiles(const std::vector<MigrationFolder>& folders, std::string_view dialect) {
    std::vector<Migration> out;
    for (const auto& folder : folders) {
        std::map<int, Migration> byNumber;
        for (const auto& file : sqlFiles(folder.path, dialect)) {
            Migration m = readFile(folder.plugin, file);
            const auto known = byNumber.find(m.number);
            if (known != byNumber.end() && (dialectOf(file).empty() || known->second.name != m.name))
                throw Error(ErrorKind::Bug, "storage.bad-migration-file",
                            fmt::format("{} has the number of {}.", file.string(), label(known->second)));
            byNumber.insert_or_assign(m.number, std::move(m));
        }
        int expected = 1;
        for (auto& [number, m] : byNumber) {
            if (number != expected++)
                throw Error(ErrorKind::Bug, "storage.bad-migration-file",
                            fmt::format("{}: the number before it is missing.", label(m)));
            out.push_back(std::move(m));
        }
    }
    return out;
}

Migrator::Ledger Migrator::readLedger() {
    Ledger ledger;
    const auto look = [&](driver::Connection& connection) {
        ledger = {};
        {
            const auto exists = connection.statement(queries_.find("kernel.migration-ledger-exists"));
            ledger.exists = exists->step() && exists->integer(0) != 0;
        }
        if (!ledger.exists) return;
        const auto rows = connection.statement(queries_.find("kernel.migration-list"));
        while (rows->step()) {
            Migration m;
            m.plugin = rows->text(0);
            m.number = static_cast<int>(rows->integer(1));
            m.name = rows->text(2);
            m.checksum = rows->text(3);
            m.done = static_cast<std::size_t>(rows->integer(5));
            m.state = m.done < static_cast<std::size_t>(rows->integer(4)) ? MigrationState::Unfinished
                                                                          : MigrationState::Applied;
            m.appliedAt.micros = rows->integer(6);
            m.appVersion = rows->text(7);
            ledger.entries.emplace(std::pair(m.plugin, m.number), std::move(m));
        }
    };
    untilTaken([&] { database_.read(look); }); // another node may be changing the schema
    return ledger;
}

std::vector<Migration> Migrator::applied() {
    Ledger ledger = readLedger();
    std::vector<Migration> out;
    for (auto& [key, m] : ledger.entries) out.push_back(std::move(m));
    return out;
}

std::vector<Migration> Migrator::status() {
    std::vector<Migration> out = migrationFiles(folders_, database_.features().dialect);
    Ledger ledger = readLedger();
    for (auto& m : out) {
        const auto it = ledger.entries.find({m.plugin, m.number});
        if (it == ledger.entries.end()) continue;
        const Migration& applied = it->second;
        m.state = applied.checksum == m.checksum ? applied.state : MigrationState::Changed;
        m.done = applied.done;
        m.appliedAt = applied.appliedAt;
        m.appVersion = applied.appVersion;
        ledger.entries.erase(it);
    }
    // What is left has no file. Entries of plugins that are not installed now do no harm: nobody uses their
    // tables.
    for (auto& [key, m] : ledger.entries) {
        const std::string& plugin = key.first;
        if (std::ranges::none_of(folders_, [&](const auto& f) { return f.plugin == plugin; })) continue;
        m.state = MigrationState::Ahead;
        out.push_back(std::move(m));
    }
    return out;
}

namespace {

std::string refusalOf(const Migration& m) {
    if (m.state == MigrationState::Changed)
        return fmt::format(
            "The file of migration {} is not the one that was applied by version {}: install the "
            "original file again, then run \"rejoinder check\".",
            label(m), m.appVersion);
    return fmt::format(
        "The database is newer than this version: {} was applied by version {}; start that version, or "
        "go back to a copy of the data with \"rejoinder restore\".",
        label(m), m.appVersion);
}

bool isOpen(const Migration& m) {
    return m.state == MigrationState::Pending || m.state == MigrationState::Unfinished;
}

} // namespace

std::vector<Migration> Migrator::plan() {
    std::vector<Migration> open;
    for (auto& m : status()) {
        if (m.state == MigrationState::Changed || m.state == MigrationState::Ahead)
            throw Error::conflict("storage.schema-refused", refusalOf(m));
        if (isOpen(m)) open.push_back(std::move(m));
    }
    return open;
}

std::string Migrator::refusal() {
    std::size_t open = 0;
    for (const auto& m : status()) {
        if (m.state == MigrationState::Changed || m.state == MigrationState::Ahead) return refusalOf(m);
        open += isOpen(m) ? 1 : 0;
    }
    if (open == 0) return {};
    return fmt::format("The database lacks {} migration{} of this version: run \"rejoinder migrate\".", open,
                       open == 1 ? "" : "s");
}

std::size_t Migrator::apply(const std::function<void(const Migration&)>& told) {
    auto open = plan();
    if (open.empty()) return 0;
    bool ledgerExists = readLedger().exists;
    if (!ledgerExists && open.front().plugin != kLedgerOwner)
        throw Error(ErrorKind::Bug, "storage.bad-migration-file",
                    "The kernel's migrations have to come first.");
    std::optional<SchemaLease> lease;
    if (!database_.features().exclusive) {
        if (!ledgerExists) // It is made whether it is there or not, so several nodes may do so at once.
            makeLedger(open.front());
        lease.emplace(database_, queries_, clock_, appVersion_);
        ledgerExists = true;
        open = plan(); // perhaps another node has done it meanwhile
    }
    for (const auto& m : open) {
        if (told) told(m);
        run(m, ledgerExists, lease ? &*lease : nullptr);
        ledgerExists = true;
    }
    return open.size();
}

void Migrator::makeLedger(const Migration& first) {
    try {
        database_.migrate([&](driver::Connection& c) { c.execute(first.statements.front()); });
    } catch (const Error&) {
        if (!readLedger().exists) throw; // another node made it at the same moment
    }
}

void Migrator::run(const Migration& m, bool ledgerExists, const SchemaLease* lease) {
    const auto begin = std::chrono::steady_clock::now();
    const auto note = [&](driver::Connection& connection, std::size_t done) {
        const auto took = std::chrono::steady_clock::now() - begin;
        const auto step = connection.statement(queries_.find("kernel.migration-step"));
        step->bindInteger(0, static_cast<std::int64_t>(done));
        step->bindInteger(1, std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
        step->bindText(2, m.plugin);
        step->bindInteger(3, m.number);
        step->execute();
    };
    const auto enter = [&](driver::Connection& connection, std::size_t done) {
        const auto entry = connection.statement(queries_.find("kernel.migration-begin"));
        entry->bindText(0, m.plugin);
        entry->bindInteger(1, m.number);
        entry->bindText(2, m.name);
        entry->bindText(3, m.checksum);
        entry->bindInteger(4, static_cast<std::int64_t>(m.statements.size()));
        entry->bindInteger(5, static_cast<std::int64_t>(done));
        entry->bindInteger(6, clock_.now().micros);
        entry->bindText(7, appVersion_);
        entry->execute();
    };
    std::size_t at = m.done;
    try {
        database_.migrate([&](driver::Connection& connection) {
            at = m.done;
            if (!ledgerExists) // its first statement makes the ledger, see
                               // sql/kernel/migrations/0001_storage.sql
                connection.execute(m.statements[at++]);
            if (m.state != MigrationState::Unfinished) enter(connection, at);
            while (at < m.statements.size()) {
                if (lease) lease->require();
                connection.execute(m.statements[at]);
                note(connection, ++at);
            }
        });
    } catch (const Error& e) {
        throw Error(e.kind() == ErrorKind::Unavailable ? e.kind() : ErrorKind::Bug,
                    "storage.migration-failed",
                    fmt::format("Migration {}, statement {}: {}", label(m), at + 1, e.text()));
    } catch (const driver::ConstraintViolation& e) {
        throw Error(ErrorKind::Bug, "storage.migration-failed",
                    fmt::format("Migration {}, statement {}: {}", label(m), at + 1, e.what()));
    }
}

} // namespace rejoinder::storage
