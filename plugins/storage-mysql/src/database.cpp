#include "database.h"

#include "copies.h"

#include <cppconn/resultset.h>
#include <fmt/format.h>

#include <utility>

namespace rejoinder::mysql {

namespace {

/// The snapshot that this thread is reading.
struct Current {
    const Database* database = nullptr;
    Connection* connection = nullptr;
};
thread_local Current current;

/// Rolls back unless it was told not to.
class Transaction {
public:
    explicit Transaction(Connection& connection) : connection_(connection) { connection.begin(); }
    ~Transaction() {
        if (!done_) connection_.rollback();
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void done() noexcept { done_ = true; }

private:
    Connection& connection_;
    bool done_ = false;
};

} // namespace

Database::Database(Options options)
    : options_(std::move(options)),
      writers_(static_cast<std::size_t>(options_.writers), [this] { return open(Purpose::Write); }),
      readers_(static_cast<std::size_t>(options_.readers), [this] { return open(Purpose::Read); }) {
    try {
        const Session session = openSession(options_, Purpose::Read);
        checkServer(options_, session);
        host_ = session.at;
    } catch (const sql::SQLException& e) {
        refuseStart(options_, e.getErrorCode(), e.what());
    }
}

Database::~Database() {
    try {
        close();
    } catch (const std::exception&) { // What was acknowledged is at the server.
    }
}

std::unique_ptr<Connection> Database::open(Purpose purpose) {
    try {
        Session session = openSession(options_, purpose, host_);
        host_ = session.at;
        return std::make_unique<Connection>(std::move(session), purpose);
    } catch (const sql::SQLException& e) {
        raise(e, "connect");
    }
}

void Database::prepare(const std::vector<driver::PreparedQuery>& queries) {
    {
        const auto connection = open(Purpose::Read);
        std::string problems;
        for (const auto& query : queries) {
            try {
                static_cast<void>(connection->prepare(query.sql, query.name, query.parameters.size()));
            } catch (const Error& e) {
                if (e.kind() != ErrorKind::Bug) throw;
                problems += problems.empty() ? "" : "\n";
                problems += e.text();
            } catch (const driver::TryAgain& e) {
                throw Error(
                    ErrorKind::Unavailable, "storage.unavailable",
                    fmt::format("The connection to the database was lost at the start: {}.", e.what()));
            }
        }
        if (!problems.empty()) throw Error(ErrorKind::Bug, "storage.bad-queries", problems);
    }
    marks_.learn(queries);
    for (const auto& query : queries)
        if (query.name == "storage-mysql.check-references") references_ = query;
    if (options_.readonly) return;
    try {
        write([this](driver::Connection& c) { marks_.purge(dynamic_cast<Connection&>(c)); },
              Priority::Interactive);
    } catch (const driver::TryAgain&) { // Another node purges at this moment.
    }
}

/// Commits, and finds out what became of it when no answer comes.
void Database::finish(Connection& connection) {
    if (!connection.hasWritten()) {
        connection.requireWhole();
        connection.commit();
        return;
    }
    const std::int64_t unit = marks_.note(connection);
    connection.requireWhole();
    try {
        connection.commit();
    } catch (const driver::TryAgain&) {
        if (!connection.isBroken()) throw; // refused: it surely did not take place
        if (unit == 0)
            throw Error(ErrorKind::Unavailable, "storage.commit-unknown",
                        "The connection to the database was lost in the middle of a commit.");
        ++askedAfter_;
        if (!marks_.wasCommitted(connection.slot, unit, [this] { return open(Purpose::Write); })) throw;
    }
}

void Database::write(const std::function<void(driver::Connection&)>& work, Priority priority) {
    if (options_.readonly)
        throw Error(ErrorKind::Unavailable, "storage.readonly", "The database is open for reading only.");
    const Pool::Lease lease(writers_, priority == Priority::Background);
    Transaction transaction(*lease);
    try {
        work(*lease);
    } catch (const driver::TryAgain&) {
        throw;
    } catch (...) {
        // Refused for want of what a lost transaction had written is not refused.
        lease->requireWhole();
        throw;
    }
    finish(*lease);
    transaction.done();
}

void Database::read(const std::function<void(driver::Connection&)>& work) {
    if (current.database == this) { // a read inside a read sees the same
        work(*current.connection);
        return;
    }
    const Pool::Lease lease(readers_, false);
    const Transaction transaction(*lease);
    struct Restore {
        Current before;
        ~Restore() { current = before; }
    } const restore{std::exchange(current, {this, &*lease})};
    work(*lease);
}

void Database::migrate(const std::function<void(driver::Connection&)>& work) {
    if (options_.readonly)
        throw Error(ErrorKind::Unavailable, "storage.readonly", "The database is open for reading only.");
    try {
        const auto connection = open(Purpose::Migrate);
        work(*connection);
    } catch (const driver::TryAgain& e) {
        throw Error(
            ErrorKind::Unavailable, "storage.unavailable",
            fmt::format("The database refused a change of the schema: {} ({}).", e.what(), e.engineCode()));
    } catch (const sql::SQLException& e) {
        raise(e, "migrate");
    }
}

/// Rows that refer to none. The engine looks at a reference when a row changes, and CHECK TABLE never does.
void Database::checkReferences(std::vector<std::string>& problems) {
    if (references_.sql.empty()) return;
    const auto connection = open(Purpose::Read);
    struct Reference {
        std::string from, to, question;
    };
    std::vector<Reference> references;
    {
        const auto rows = connection->statement(references_);
        while (rows->step())
            references.push_back(
                {std::string(rows->text(0)), std::string(rows->text(1)), std::string(rows->text(2))});
    }
    for (const auto& reference : references) {
        const std::unique_ptr<sql::Statement> s(connection->raw().createStatement());
        const std::unique_ptr<sql::ResultSet> rows(s->executeQuery(reference.question));
        if (const auto count = rows->next() ? rows->getInt64(1) : 0; count != 0)
            problems.push_back(fmt::format("table {}: {} rows refer to rows of {} that do not exist",
                                           reference.from, count, reference.to));
    }
}

std::vector<std::string> Database::check() {
    std::vector<std::string> problems;
    try {
        checkReferences(problems);
        const auto connection = open(Purpose::Migrate);
        const auto tables = show(connection->raw(), "SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'");
        for (const auto& [table, kind] : tables) {
            const std::unique_ptr<sql::Statement> s(connection->raw().createStatement());
            const std::unique_ptr<sql::ResultSet> rows(
                s->executeQuery(fmt::format("CHECK TABLE \"{}\"", table)));
            while (rows->next()) { // Table, Op, Msg_type, Msg_text
                const auto type = rows->getString(3).asStdString(), said = rows->getString(4).asStdString();
                if (type == "status" && (said == "OK" || said == "Table is already up to date")) continue;
                problems.push_back(fmt::format("table {}: {}", table, said));
            }
        }
    } catch (const sql::SQLException& e) {
        raise(e, "check");
    }
    return problems;
}

std::vector<driver::Table> Database::tables() {
    try {
        return tablesOf(open(Purpose::Read)->raw());
    } catch (const sql::SQLException& e) {
        raise(e, "tables");
    }
}

void Database::backup(const std::filesystem::path& target) {
    mysql::backup(options_, options_.socket.empty() ? &options_.hosts[host_] : nullptr, target);
}

void Database::close() {
    if (closed_.exchange(true)) return;
    readers_.stop();
    writers_.stop();
}

} // namespace rejoinder::mysql
