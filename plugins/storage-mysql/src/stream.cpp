#include "stream.h"

#include <cppconn/resultset_metadata.h>
#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

namespace rejoinder::mysql {

namespace {

/// Where a quoted text or comment that begins at `i` ends; `i` when none does.
std::size_t endOfOpaque(std::string_view sql, std::size_t i) noexcept {
    std::size_t end = i;
    if (sql[i] == '\'' || sql[i] == '"' || sql[i] == '`')
        end = sql.find(sql[i], i + 1);
    else if (sql.substr(i, 2) == "/*")
        end = sql.find("*/", i + 2);
    else
        return i;
    if (end == std::string_view::npos) return sql.size();
    return end + (sql[i] == '/' ? 2 : 1);
}

/// NO_BACKSLASH_ESCAPES is on, so a quote in a text is the only character that means something.
std::string literalOf(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out += '\'';
}

} // namespace

bool isStream(std::string_view sql) noexcept {
    return sql.find("/*many*/") != std::string_view::npos;
}

StreamStatement::StreamStatement(Connection& connection, const driver::PreparedQuery& query)
    : connection_(connection), query_(query), literals_(query.parameters.size(), "NULL") {}

StreamStatement::~StreamStatement() {
    try {
        finish(false);
    } catch (const std::exception&) { // The connection knows that it is broken.
    }
}

void StreamStatement::bindNull(int position) {
    literals_[static_cast<std::size_t>(position)] = "NULL";
}

void StreamStatement::bindInteger(int position, std::int64_t value) {
    literals_[static_cast<std::size_t>(position)] = fmt::format("{}", value);
}

void StreamStatement::bindReal(int position, double value) {
    literals_[static_cast<std::size_t>(position)] =
        fmt::format("{:.17e}", value); // with an exponent it is a DOUBLE
}

void StreamStatement::bindText(int position, std::string_view value) {
    literals_[static_cast<std::size_t>(position)] = literalOf(value);
}

std::string StreamStatement::fullText() const {
    const std::string& sql = query_.sql;
    std::string out;
    std::size_t next = 0;
    for (std::size_t i = 0; i < sql.size();) {
        const std::size_t end = endOfOpaque(sql, i);
        if (end == i && sql[i] == '?' && next < literals_.size()) {
            out += literals_[next++];
            ++i;
            continue;
        }
        const std::size_t stop = end == i ? i + 1 : end;
        out += sql.substr(i, stop - i);
        i = stop;
    }
    return out;
}

void StreamStatement::start() {
    connection_.requireUsable();
    connection_.drainStream();
    started_ = true;
    try {
        statement_.reset(connection_.raw().createStatement());
        statement_->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
        rows_.reset(statement_->executeQuery(fullText()));
        connection_.stream_ = this;
        sql::ResultSetMetaData* about = rows_->getMetaData(); // belongs to the result
        for (unsigned i = 1; i <= about->getColumnCount(); ++i)
            names_.push_back(about->getColumnLabel(i).asStdString());
    } catch (const sql::SQLException& e) {
        connection_.failed(e, query_.name);
    }
}

bool StreamStatement::fetch(Cells& row) {
    try {
        if (!rows_->next()) {
            finish(true);
            return false;
        }
        row.resize(names_.size());
        for (unsigned i = 0; i < names_.size(); ++i) {
            if (rows_->isNull(i + 1)) {
                row[i].reset();
                continue;
            }
            const sql::SQLString value = rows_->getString(i + 1);
            row[i].emplace(value.c_str(), value.length());
        }
        return true;
    } catch (const sql::SQLException& e) {
        connection_.stream_ = nullptr;
        connection_.broken_ = true; // what is left on the wire is of no use to anybody
        connection_.failed(e, query_.name);
    }
}

/// Frees the connection and asks the server whether the rows came to their end.
void StreamStatement::finish(bool readAll) {
    if (!rows_) return;
    if (connection_.stream_ == this) connection_.stream_ = nullptr;
    try {
        rows_->close(); // reads what is left, or the next statement would find it
        rows_.reset();
        statement_.reset();
        if (!readAll) return;
        const auto errors = connection_.control_->executeQuery("SHOW COUNT(*) ERRORS");
        const std::unique_ptr<sql::ResultSet> count(errors);
        if (count->next() && count->getInt64(1) > 0) {
            connection_.refused_ = true;
            throw driver::TryAgain(2013,
                                   fmt::format("{}: the rows broke off before their end.", query_.name));
        }
    } catch (const sql::SQLException& e) {
        connection_.broken_ = true;
        connection_.failed(e, query_.name);
    }
}

void StreamStatement::takeRest() {
    Cells row;
    while (rows_ && fetch(row)) rest_.push_back(row);
}

bool StreamStatement::step() {
    if (!started_) start();
    if (!rest_.empty()) {
        row_ = std::move(rest_.front());
        rest_.pop_front();
        return true;
    }
    return rows_ && fetch(row_);
}

std::uint64_t StreamStatement::execute() {
    while (step()) {}
    return 0;
}

std::string_view StreamStatement::columnName(int column) const {
    return names_[static_cast<std::size_t>(column)];
}

bool StreamStatement::isNull(int column) const {
    return !row_[static_cast<std::size_t>(column)];
}

const std::string& StreamStatement::cell(int column) const {
    static const std::string none;
    const auto& value = row_[static_cast<std::size_t>(column)];
    return value ? *value : none;
}

std::int64_t StreamStatement::integer(int column) const {
    const std::string& text = cell(column);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    // A number with a fraction or an exponent is cut, as SQLite does.
    return error == std::errc{} && end != text.data() + text.size() ? static_cast<std::int64_t>(real(column))
                                                                    : value;
}

double StreamStatement::real(int column) const {
    return std::strtod(cell(column).c_str(), nullptr);
}

std::string_view StreamStatement::text(int column) const {
    return cell(column);
}

} // namespace rejoinder::mysql
