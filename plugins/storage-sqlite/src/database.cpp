#include "database.h"

#include "copies.h"
#include "log_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>

namespace rejoinder::sqlite {

namespace {

constexpr std::int64_t kApplicationId = 0x524a4452; // "RJDR"; tells our files from those of other programs
constexpr std::int64_t kLogLimit = 768LL << 20;     // bytes; a log that grew beyond is cut after a checkpoint

[[noreturn]] void cannotOpen(const std::filesystem::path& file, const std::string& why,
                             std::string_view code = "storage.cannot-open") {
    throw Error(ErrorKind::Unavailable, code,
                fmt::format("The database {} cannot be opened: {}.", file.string(), why));
}

/// SQLite counts its memory under one lock of the process unless told not to, before it is used first.
void configureProcess() {
    static std::once_flag once;
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

/// Makes folder and file, readable by this user only: they hold data of persons.
void makeFile(const std::filesystem::path& file) {
    std::error_code error;
    const auto folder = file.parent_path();
    if (!folder.empty() && !std::filesystem::exists(folder, error)) {
        std::filesystem::create_directories(folder, error);
        if (error)
            cannotOpen(file,
                       fmt::format("the folder {} cannot be made ({})", folder.string(), error.message()),
                       "storage.cannot-write");
    }
    const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (made < 0)
        cannotOpen(file, fmt::format("it cannot be written ({})", std::strerror(errno)),
                   "storage.cannot-write");
    ::close(made);
}

/// Refuses what is no SQLite file, or one of another program.
void checkOwner(Connection& connection, const std::filesystem::path& file, bool mayMark) {
    const std::string id = connection.text("PRAGMA application_id");
    if (id == std::to_string(kApplicationId)) return;
    if (id != "0" || connection.text("SELECT count(*) FROM sqlite_master") != "0")
        cannotOpen(file, "it belongs to another program", "storage.foreign-file");
    if (mayMark) connection.text(fmt::format("PRAGMA application_id = {}", kApplicationId));
}

/// Runs what opens a file and says in one sentence what SQLite found.
template <class F>
auto saying(const std::filesystem::path& file, F&& open) {
    try {
        return open();
    } catch (const Error& e) {
        if (e.code() != "storage.unavailable") throw;
        cannotOpen(file, e.text());
    } catch (const driver::TryAgain&) {
        cannotOpen(file, "another program has locked it", "storage.in-use");
    }
}

} // namespace

Database::Database(Options options)
    : options_(std::move(options)),
      readers_(static_cast<std::size_t>(options_.readers), [this] { return openReader(); }) {
    configureProcess();
    if (options_.readonly) {
        if (!std::filesystem::exists(options_.path))
            cannotOpen(options_.path, "there is no such file", "storage.no-such-file");
        saying(options_.path, [this] { checkOwner(*openReader(), options_.path, false); });
        return;
    }
    makeFile(options_.path);
    lock_.emplace(options_.path);
    const auto log = std::make_shared<LogFile>(options_.path);
    auto connection = saying(options_.path, [this] { return openWriter(); });
    sqlite3* const handle = connection->handle();
    writer_.emplace(std::move(connection), options_.groupTime, [log] { log->sync(); });
    checkpointer_.emplace(handle, openCheckpointer(), static_cast<int>(options_.checkpointPages));
}

Database::~Database() {
    try {
        close();
    } catch (const std::exception&) { // What was acknowledged is in the log and will be found there.
    }
}

std::unique_ptr<Connection> Database::openWriter() const {
    auto connection = std::make_unique<Connection>(options_.path, Mode::Write);
    checkOwner(*connection, options_.path, true);
    if (connection->text("PRAGMA journal_mode = WAL") != "wal")
        cannotOpen(options_.path, "its file system cannot share memory, which the write-ahead log needs");
    // A commit writes the log; the writer's second thread brings it to the disk before anybody hears of it.
    // SQLite itself waits for the disk where order matters: before a checkpoint, and when it begins the log
    // anew.
    connection->text("PRAGMA synchronous = NORMAL");
    connection->text("PRAGMA foreign_keys = ON");
    connection->text("PRAGMA trusted_schema = OFF");
    connection->text(fmt::format("PRAGMA cache_size = -{}", options_.writerCacheMegabytes * 1024));
    connection->text(fmt::format("PRAGMA journal_size_limit = {}", kLogLimit));
    if (options_.maxPages > 0) connection->text(fmt::format("PRAGMA max_page_count = {}", options_.maxPages));
    return connection;
}

std::unique_ptr<Connection> Database::openCheckpointer() const {
    auto connection = std::make_unique<Connection>(options_.path, Mode::Write);
    connection->text("PRAGMA synchronous = NORMAL");
    connection->text("PRAGMA cache_size = -64"); // it moves pages and reads none of its own
    return connection;
}

std::unique_ptr<Connection> Database::openReader() const {
    auto connection = std::make_unique<Connection>(options_.path, Mode::Read);
    connection->text("PRAGMA trusted_schema = OFF");
    connection->text("PRAGMA query_only = ON");
    connection->text(fmt::format("PRAGMA cache_size = -{}", options_.readerCacheMegabytes * 1024));
    return connection;
}

Writer& Database::writer() {
    if (!writer_)
        throw Error(ErrorKind::Unavailable, "storage.readonly", "The database is open for reading only.");
    return *writer_;
}

void Database::prepare(const std::vector<driver::PreparedQuery>& queries) {
    const auto connection = openReader();
    std::string problems;
    for (const auto& query : queries) {
        try {
            const auto statement = connection->prepare(query.sql, query.name);
            const auto count = static_cast<std::size_t>(sqlite3_bind_parameter_count(statement.get()));
            if (count != query.parameters.size())
                throw Error(
                    ErrorKind::Bug, "storage.statement",
                    fmt::format("{}: {} parameters, {} names.", query.name, count, query.parameters.size()));
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::Bug) throw;
            problems += problems.empty() ? "" : "\n";
            problems += e.text();
        }
    }
    if (!problems.empty()) throw Error(ErrorKind::Bug, "storage.bad-queries", problems);
}

void Database::write(const std::function<void(driver::Connection&)>& work, Priority priority) {
    writer().run(work, priority);
}

void Database::read(const std::function<void(driver::Connection&)>& work) {
    // The writer must never wait for a reader: a reader may be waiting for it.
    if (writer_ && writer_->isThisThread())
        throw Error(ErrorKind::Bug, "storage.nested-unit",
                    "A read was started inside a writing unit; use that unit.");
    readers_.run(work);
}

void Database::migrate(const std::function<void(driver::Connection&)>& work) {
    writer().runExclusively([&](Connection& connection) {
        // A table that is made anew under its old name would take the rows that refer to it along.
        connection.text("PRAGMA foreign_keys = OFF");
        connection.setSchemaMode(true);
        struct Restore {
            Connection& connection;
            ~Restore() {
                connection.rollback();
                connection.setSchemaMode(false);
                sqlite3_exec(connection.handle(), "PRAGMA foreign_keys = ON", nullptr, nullptr, nullptr);
            }
        } const restore{connection};
        connection.begin();
        work(connection);
        const auto broken = connection.lines("PRAGMA foreign_key_check");
        if (!broken.empty())
            throw Error(ErrorKind::Bug, "storage.foreign-key",
                        fmt::format("{} rows refer to rows that are not there, first: {}.", broken.size(),
                                    broken.front()));
        connection.commit();
    });
}

std::vector<std::string> Database::check() {
    const auto connection = openReader();
    auto problems = connection->lines("PRAGMA integrity_check");
    if (problems.size() == 1 && problems.front() == "ok") problems.clear();
    for (const auto& line : connection->lines("PRAGMA foreign_key_check"))
        problems.push_back("foreign key (table, row, refers to, key): " + line);
    return problems;
}

std::vector<driver::Table> Database::tables() {
    const auto connection = openReader();
    const auto text = [](const OwnedStatement& row, int column) {
        const auto* value = reinterpret_cast<const char*>(sqlite3_column_text(row.get(), column));
        return std::string(value ? value : "");
    };
    const auto each = [&](std::string_view sql, const std::string& table, auto&& take) {
        const OwnedStatement rows = connection->prepare(sql, sql);
        if (!table.empty())
            sqlite::check(connection->handle(),
                          sqlite3_bind_text(rows.get(), 1, table.c_str(), -1, SQLITE_STATIC), sql);
        int result = SQLITE_OK;
        while ((result = sqlite3_step(rows.get())) == SQLITE_ROW) take(rows);
        if (result != SQLITE_DONE) raise(connection->handle(), result, sql);
    };
    std::vector<driver::Table> out;
    each("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER "
         "BY name",
         {}, [&](const auto& row) {
             out.push_back({text(row, 0), {}, {}, {}});
         });
    for (auto& table : out) {
        std::map<int, std::string> key;
        each("SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid", table.name,
             [&](const auto& row) {
                 using Kind = driver::Table::Kind;
                 const std::string type = text(row, 1);
                 table.columns.push_back({text(row, 0), type == "INTEGER" ? Kind::Integer
                                                        : type == "REAL"  ? Kind::Real
                                                                          : Kind::Text});
                 if (const int at = sqlite3_column_int(row.get(), 2); at > 0) key.emplace(at, text(row, 0));
             });
        for (auto& [at, name] : key) table.key.push_back(std::move(name));
        each("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(?) ORDER BY 1", table.name,
             [&](const auto& row) { table.references.push_back(text(row, 0)); });
    }
    return out;
}

void Database::backup(const std::filesystem::path& target) {
    const auto connection = std::make_unique<Connection>(options_.path, Mode::Read);
    sqlite::backup(*connection, target);
}

void Database::close() {
    if (closed_.exchange(true)) return;
    readers_.stop();
    if (writer_) {
        const auto finish = [this](Connection& connection) {
            checkpointer_.reset();
            // Statistics for the planner, where they are old; each from a sample, so that stopping stays
            // quick.
            try {
                connection.text("PRAGMA analysis_limit = 400");
                connection.text("PRAGMA optimize");
            } catch (const std::exception&) { // Without them it is slower, no more.
            }
        };
        try {
            writer_->runExclusively(finish);
        } catch (const std::exception&) { // the disk failed before: nothing is written any more
            writer_->stop();
            checkpointer_.reset();
        }
        writer_.reset();
    }
    lock_.reset();
}

} // namespace rejoinder::sqlite
