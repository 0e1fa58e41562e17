#include "statement.h"

#include <cppconn/datatype.h>
#include <cppconn/resultset_metadata.h>
#include <fmt/format.h>

namespace rejoinder::mysql {

Statement::Statement(Connection& connection, const driver::PreparedQuery& query)
    : connection_(connection), query_(query), prepared_(connection.take(query)) {}

Statement::~Statement() {
    try {
        if (rows_) rows_->close();
        rows_.reset();
        if (started_ && !query_.parameters.empty()) prepared_->statement->clearParameters();
    } catch (const std::exception&) {
        spoilt_ = true;              // not to be used again
        connection_.refused_ = true; // what went wrong is said once only; the next statement might begin anew
    }
    if (!spoilt_) connection_.giveBack(query_.index, std::move(prepared_));
}

/// Runs a call of the connector and says its errors in our words.
template <class F>
auto Statement::guarded(F&& work) const {
    try {
        return work();
    } catch (const sql::SQLException& e) {
        connection_.failed(e, query_.name);
    }
}

void bindOne(sql::PreparedStatement& statement, int position, std::string_view text) {
    statement.setString(static_cast<unsigned>(position + 1),
                        sql::SQLString(text.data() ? text.data() : "", text.size()));
}

void Statement::bindNull(int position) {
    guarded(
        [&] { prepared_->statement->setNull(static_cast<unsigned>(position + 1), sql::DataType::SQLNULL); });
}

void Statement::bindInteger(int position, std::int64_t value) {
    guarded([&] { prepared_->statement->setInt64(static_cast<unsigned>(position + 1), value); });
}

void Statement::bindReal(int position, double value) {
    guarded([&] { prepared_->statement->setDouble(static_cast<unsigned>(position + 1), value); });
}

void Statement::bindText(int position, std::string_view value) {
    guarded([&] { bindOne(*prepared_->statement, position, value); });
}

void Statement::prepareToRun() {
    connection_.requireUsable();
    connection_.drainStream();
    started_ = true;
    if (!query_.sql.starts_with("SELECT") && !query_.sql.starts_with("WITH")) connection_.wrote_ = true;
}

void Statement::start() {
    prepareToRun();
    guarded([&] {
        if (prepared_->statement->execute()) rows_.reset(prepared_->statement->getResultSet());
    });
    if (rows_ && prepared_->names.empty()) learnColumns();
}

void Statement::learnColumns() {
    guarded([&] {
        sql::ResultSetMetaData* about = rows_->getMetaData(); // belongs to the result
        for (unsigned i = 1; i <= about->getColumnCount(); ++i) {
            prepared_->names.push_back(about->getColumnLabel(i).asStdString());
            const int type = about->getColumnType(i);
            prepared_->isReal.push_back(type == sql::DataType::DOUBLE || type == sql::DataType::REAL);
        }
    });
}

bool Statement::step() {
    if (!started_) start();
    if (!rows_) return false;
    const bool more = guarded([&] { return rows_->next(); });
    texts_.resize(prepared_->names.size());
    return more;
}

std::uint64_t Statement::execute() {
    prepareToRun();
    // The connector counts rows here only; it says -1 where a statement gives rows, too.
    const int changed = guarded([&] { return prepared_->statement->executeUpdate(); });
    if (changed < 0)
        throw Error(ErrorKind::Bug, "storage.statement",
                    fmt::format("{}: a statement that gives rows was only executed.", query_.name));
    return static_cast<std::uint64_t>(changed);
}

int Statement::columns() const {
    return static_cast<int>(prepared_->names.size());
}

std::string_view Statement::columnName(int column) const {
    return prepared_->names[static_cast<std::size_t>(column)];
}

bool Statement::isNull(int column) const {
    return guarded([&] { return rows_->isNull(static_cast<unsigned>(column + 1)); });
}

std::int64_t Statement::integer(int column) const {
    return guarded([&] { return rows_->getInt64(static_cast<unsigned>(column + 1)); });
}

double Statement::real(int column) const {
    return guarded([&] { return static_cast<double>(rows_->getDouble(static_cast<unsigned>(column + 1))); });
}

std::string_view Statement::text(int column) const {
    const auto at = static_cast<std::size_t>(column);
    std::string& out = texts_[at];
    if (prepared_->isReal[at]) {
        out = fmt::format("{}", real(column)); // the connector would cut it to six digits
        return out;
    }
    guarded([&] {
        const sql::SQLString value = rows_->getString(static_cast<unsigned>(column + 1));
        out.assign(value.c_str(), value.length());
    });
    return out;
}

} // namespace rejoinder::mysql
