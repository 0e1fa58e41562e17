#include "tests/bench/jobs/bare_workers.h"

#include "tests/bench/bare.h"

#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <atomic>
#include <map>
#include <thread>
#include <variant>
#include <vector>

namespace rejoinder::bench {

namespace {

using Value = std::variant<std::monostate, std::int64_t, std::string>;
using Values = std::map<std::string, Value>;

constexpr int kThreads = 4;
constexpr std::int64_t kMinute = 60'000'000; // microseconds

Values claimOf(const BareJobs& jobs, std::int64_t id, std::int64_t token) {
    return {{"id", id},        {"state", "queued"}, {"old_token", std::int64_t{0}}, {"token", token},
            {"now", jobs.now}, {"node", "bare"},    {"until", jobs.now + kMinute}};
}

Values endOf(const BareJobs& jobs, std::int64_t id, std::int64_t token) {
    return {{"id", id},        {"token", token},          {"state", "succeeded"},    {"payload", "{}"},
            {"now", jobs.now}, {"done", std::int64_t{0}}, {"total", std::int64_t{0}}};
}

/// A prepared statement of SQLite whose values have names.
class Lite {
public:
    Lite(Bare& database, const driver::PreparedQuery& query)
        : names_(query.parameters), statement_(database.prepare(query.sql)) {}
    void bind(const Values& values) {
        sqlite3_reset(statement_.get());
        for (std::size_t i = 0; i < names_.size(); ++i) {
            const auto found = values.find(names_[i]);
            const int at = static_cast<int>(i) + 1;
            if (found == values.end()) {
                sqlite3_bind_null(statement_.get(), at);
            } else if (const auto* number = std::get_if<std::int64_t>(&found->second)) {
                sqlite3_bind_int64(statement_.get(), at, *number);
            } else {
                const auto& text = std::get<std::string>(found->second);
                sqlite3_bind_text(statement_.get(), at, text.data(), static_cast<int>(text.size()),
                                  SQLITE_TRANSIENT);
            }
        }
    }
    bool step() const { return sqlite3_step(statement_.get()) == SQLITE_ROW; }
    [[nodiscard]] std::int64_t integer(int column) const {
        return sqlite3_column_int64(statement_.get(), column);
    }

private:
    std::vector<std::string> names_;
    Prepared statement_;
};

/// The same of the connector.
class Maria {
public:
    Maria(sql::Connection& connection, const driver::PreparedQuery& query, const std::string& more = {})
        : names_(query.parameters), statement_(connection.prepareStatement(query.sql + more)) {}
    sql::PreparedStatement& bind(const Values& values) {
        for (std::size_t i = 0; i < names_.size(); ++i) {
            const auto found = values.find(names_[i]);
            const auto at = static_cast<unsigned>(i) + 1;
            if (found == values.end())
                statement_->setNull(at, 0);
            else if (const auto* number = std::get_if<std::int64_t>(&found->second))
                statement_->setInt64(at, *number);
            else
                statement_->setString(at, std::get<std::string>(found->second));
        }
        return *statement_;
    }

private:
    std::vector<std::string> names_;
    std::unique_ptr<sql::PreparedStatement> statement_;
};

/// One worker with a connection of its own; counts in `all`.
void workAlone(const BareJobs& jobs, sql::Connection& connection, std::int64_t token,
               std::atomic<std::int64_t>& all) {
    const std::unique_ptr<sql::Statement> control(connection.createStatement());
    const auto query = [&](const char* name) -> const driver::PreparedQuery& {
        return jobs.queries.find(name);
    };
    Maria due(connection, query("kernel.job-due"), " FOR UPDATE SKIP LOCKED");
    Maria claim(connection, query("kernel.job-claim")), read(connection, query("kernel.job-read")),
        finish(connection, query("kernel.job-finish"));
    while (all < jobs.count) {
        std::int64_t id = 0;
        try {
            const std::unique_ptr<sql::ResultSet> found(
                due.bind({{"name", jobs.name}, {"now", jobs.now}, {"most", std::int64_t{1}}}).executeQuery());
            if (!found->next()) break;
            id = found->getInt64(1);
            claim.bind(claimOf(jobs, id, ++token)).executeUpdate();
            const std::unique_ptr<sql::ResultSet> row(read.bind({{"id", id}}).executeQuery());
            if (!row->next()) throw std::runtime_error("a job is gone");
            control->execute("COMMIT");
        } catch (const sql::SQLException&) { // in each other's way
            control->execute("ROLLBACK");
            continue;
        }
        finish.bind(endOf(jobs, id, token)).executeUpdate();
        control->execute("COMMIT");
        ++all;
    }
    control->execute("ROLLBACK");
}

} // namespace

std::int64_t workOnSqlite(const BareJobs& jobs, const std::filesystem::path& path) {
    Bare database(path.string());
    Lite due(database, jobs.queries.find("kernel.job-due")),
        claim(database, jobs.queries.find("kernel.job-claim")),
        read(database, jobs.queries.find("kernel.job-read")),
        finish(database, jobs.queries.find("kernel.job-finish"));
    std::int64_t done = 0, token = 1;
    while (done < jobs.count) {
        std::vector<std::int64_t> ids;
        due.bind({{"name", jobs.name}, {"now", jobs.now}, {"most", std::int64_t{kThreads}}});
        while (due.step()) ids.push_back(due.integer(0));
        if (ids.empty()) break;
        const std::int64_t first = token;
        database.run("BEGIN IMMEDIATE");
        for (const auto id : ids) {
            claim.bind(claimOf(jobs, id, token++));
            claim.step();
            read.bind({{"id", id}});
            if (!read.step()) throw std::runtime_error("a job is gone");
            read.bind({});
        }
        database.run("COMMIT");
        database.run("BEGIN IMMEDIATE");
        for (std::size_t i = 0; i < ids.size(); ++i) {
            finish.bind(endOf(jobs, ids[i], first + static_cast<std::int64_t>(i)));
            finish.step();
        }
        finish.bind({});
        database.run("COMMIT");
        done += static_cast<std::int64_t>(ids.size());
    }
    return done;
}

std::int64_t workOnMariaDb(const BareJobs& jobs, const std::filesystem::path& socket,
                           const std::string& database) {
    std::atomic<std::int64_t> done{0};
    std::vector<std::unique_ptr<sql::Connection>> connections;
    for (int i = 0; i < kThreads; ++i) {
        connections.emplace_back(get_driver_instance()->connect("unix://" + socket.string(), "root", ""));
        const std::unique_ptr<sql::Statement> control(connections.back()->createStatement());
        control->execute("USE " + database);
        control->execute(
            "SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,SIMULTANEOUS_ASSIGNMENT', autocommit = 0");
        control->execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    }
    {
        std::vector<std::jthread> workers;
        for (int i = 0; i < kThreads; ++i)
            workers.emplace_back([&, i] {
                get_driver_instance()->threadInit();
                workAlone(jobs, *connections[static_cast<std::size_t>(i)], (i + 1) * 1'000'000'000, done);
                get_driver_instance()->threadEnd();
            });
    }
    return done;
}

} // namespace rejoinder::bench
