#include "tests/bench/campaign/general_log.h"

#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <set>
#include <thread>

namespace rejoinder::bench {

namespace {

void run(sql::Connection& connection, const std::string& text) {
    const std::unique_ptr<sql::Statement> statement(connection.createStatement());
    statement->execute(text);
}

bool writes(std::string_view sql) {
    return sql.starts_with("INSERT") || sql.starts_with("UPDATE") || sql.starts_with("DELETE");
}

/// Which of the prepared statements a text is.
class Templates {
public:
    void add(const std::string& sql) {
        if (sql.find('?') == std::string::npos || known_.contains(sql)) return;
        known_.emplace(sql, all_.size());
        all_.push_back(sql);
    }
    /// The call that a text stands for; a statement of its own when it has no parameters.
    Recording::Call find(const std::string& expanded) {
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const auto mark = all_[i].find('?');
            if (expanded.compare(0, mark, all_[i], 0, mark) != 0 || mark == std::string::npos) continue;
            try {
                return {i, valuesOf(all_[i], expanded)};
            } catch (const std::runtime_error&) { // another one that begins alike
            }
        }
        const auto known = known_.find(expanded);
        if (known != known_.end()) return {known->second, {}};
        known_.emplace(expanded, all_.size());
        all_.push_back(expanded);
        return {all_.size() - 1, {}};
    }
    [[nodiscard]] const std::vector<std::string>& all() const { return all_; }

private:
    std::vector<std::string> all_;
    std::map<std::string, std::size_t> known_;
};

/// One session that runs units of a recording.
class Player {
public:
    Player(sql::Connection& connection, const Recording& recording)
        : connection_(connection), recording_(recording), prepared_(recording.statements.size()) {
        run(connection, "SET autocommit = 0");
    }
    /// @returns false when the unit was refused, as it may be when many run at once.
    bool play(const Recording::Unit& unit) {
        try {
            for (const auto& call : unit) {
                auto& statement = prepared_[call.statement];
                if (!statement)
                    statement.reset(connection_.prepareStatement(recording_.statements[call.statement]));
                bind(*statement, call.values);
                if (statement->execute()) {
                    const std::unique_ptr<sql::ResultSet> rows(statement->getResultSet());
                    while (rows->next()) {}
                }
            }
            run(connection_, "COMMIT");
            return true;
        } catch (const sql::SQLException&) {
            run(connection_, "ROLLBACK");
            return false;
        }
    }

private:
    static void bind(sql::PreparedStatement& statement, const std::vector<Literal>& values) {
        unsigned position = 0;
        for (const auto& value : values) {
            ++position;
            switch (value.kind) {
            case Literal::Kind::Null: statement.setNull(position, 0); break;
            case Literal::Kind::Integer: statement.setInt64(position, value.integer); break;
            case Literal::Kind::Real: statement.setDouble(position, value.real); break;
            case Literal::Kind::Text: statement.setString(position, value.text); break;
            }
        }
    }
    sql::Connection& connection_;
    const Recording& recording_;
    std::vector<std::unique_ptr<sql::PreparedStatement>> prepared_;
};

} // namespace

void GeneralLog::start() {
    run(connection_, "SET GLOBAL log_output = 'TABLE'");
    run(connection_, "TRUNCATE TABLE mysql.general_log");
    run(connection_, "SET GLOBAL general_log = ON");
}

void GeneralLog::mark() {
    const std::unique_ptr<sql::Statement> s(connection_.createStatement());
    const std::unique_ptr<sql::ResultSet> row(s->executeQuery("SELECT CAST(NOW(6) AS CHAR)"));
    row->next();
    since_ = row->getString(1).asStdString();
}

void GeneralLog::stop() {
    run(connection_, "SET GLOBAL general_log = OFF");
}

Recording GeneralLog::units() {
    Templates templates;
    Recording out;
    std::map<std::int64_t, std::pair<Recording::Unit, bool>>
        open; // by session: what it ran, and whether it wrote
    const std::unique_ptr<sql::Statement> s(connection_.createStatement());
    const std::unique_ptr<sql::ResultSet> rows(
        s->executeQuery("SELECT thread_id, command_type, CAST(argument AS CHAR), event_time >= '" + since_ +
                        "' FROM mysql.general_log WHERE thread_id <> CONNECTION_ID()"));
    while (rows->next()) {
        const auto session = rows->getInt64(1);
        const auto kind = rows->getString(2).asStdString(), text = rows->getString(3).asStdString();
        if (kind == "Prepare") templates.add(text);
        if (!rows->getBoolean(4) || (kind != "Execute" && kind != "Query")) continue;
        auto& [unit, wrote] = open[session];
        if (text == "COMMIT" || text == "ROLLBACK" || text.starts_with("START TRANSACTION")) {
            if (wrote && text == "COMMIT") out.commits.push_back({std::move(unit)});
            unit.clear();
            wrote = false;
        } else if (kind == "Execute") {
            unit.push_back(templates.find(text));
            wrote = wrote || writes(text);
        }
    }
    out.statements = templates.all();
    return out;
}

double replayOn(const std::vector<std::unique_ptr<sql::Connection>>& connections,
                const Recording& recording) {
    std::atomic<std::size_t> next{0}, refused{0};
    std::atomic<bool> go{false};
    std::vector<std::jthread> threads;
    for (const auto& connection : connections)
        threads.emplace_back([&, &session = *connection] {
            get_driver_instance()->threadInit();
            Player player(session, recording);
            go.wait(false);
            for (std::size_t i = next++; i < recording.commits.size(); i = next++)
                if (!player.play(recording.commits[i].front())) ++refused;
            get_driver_instance()->threadEnd();
        });
    std::this_thread::sleep_for(std::chrono::milliseconds(500)); // all are there
    const auto began = std::chrono::steady_clock::now();
    go = true;
    go.notify_all();
    threads.clear();
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    if (refused > recording.commits.size() / 20)
        throw std::runtime_error("too many units of the replay were refused");
    return took;
}

} // namespace rejoinder::bench
