#include "connection.h"

#include "rewrite.h"

#include <fmt/format.h>

namespace rejoinder::sqlite {

/// A statement in use; gives itself back to its connection.
class Statement final : public driver::Statement {
public:
    Statement(Connection& connection, const driver::PreparedQuery& query)
        : connection_(connection), query_(query), owned_(connection.take(query)), raw_(owned_.get()) {}
    ~Statement() override {
        sqlite3_reset(raw_);
        sqlite3_clear_bindings(raw_); // the texts bound are not ours
        connection_.giveBack(query_.index, std::move(owned_));
    }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void bindNull(int position) override { bound(sqlite3_bind_null(raw_, position + 1)); }
    void bindInteger(int position, std::int64_t value) override {
        bound(sqlite3_bind_int64(raw_, position + 1, value));
    }
    void bindReal(int position, double value) override {
        bound(sqlite3_bind_double(raw_, position + 1, value));
    }
    void bindText(int position, std::string_view value) override {
        // A null pointer would bind NULL, also for the empty text.
        bound(sqlite3_bind_text64(raw_, position + 1, value.data() ? value.data() : "", value.size(),
                                  SQLITE_STATIC, SQLITE_UTF8));
    }
    bool step() override {
        const int result = sqlite3_step(raw_);
        if (result == SQLITE_ROW) return true;
        if (result != SQLITE_DONE) raise(connection_.handle(), result, query_.name);
        return false;
    }
    std::uint64_t execute() override {
        while (step()) {}
        const auto changed = sqlite3_stmt_readonly(raw_) ? 0 : sqlite3_changes64(connection_.handle());
        sqlite3_reset(raw_);
        return static_cast<std::uint64_t>(changed);
    }
    [[nodiscard]] int columns() const override { return sqlite3_column_count(raw_); }
    [[nodiscard]] std::string_view columnName(int column) const override {
        const char* name = sqlite3_column_name(raw_, column);
        return name ? name : "";
    }
    [[nodiscard]] bool isNull(int column) const override {
        return sqlite3_column_type(raw_, column) == SQLITE_NULL;
    }
    [[nodiscard]] std::int64_t integer(int column) const override {
        return sqlite3_column_int64(raw_, column);
    }
    [[nodiscard]] double real(int column) const override { return sqlite3_column_double(raw_, column); }
    [[nodiscard]] std::string_view text(int column) const override {
        const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(raw_, column));
        return data ? std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(raw_, column)))
                    : std::string_view();
    }

private:
    void bound(int result) const {
        if (result != SQLITE_OK) raise(connection_.handle(), result, query_.name);
    }

    Connection& connection_;
    const driver::PreparedQuery& query_;
    OwnedStatement owned_;
    sqlite3_stmt* raw_;
};

Connection::Connection(const std::filesystem::path& file, Mode mode) : mode_(mode) {
    sqlite3* raw = nullptr;
    const int access =
        mode == Mode::Write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    const int result =
        sqlite3_open_v2(file.c_str(), &raw, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    db_.reset(raw);
    if (result != SQLITE_OK)
        throw Error(ErrorKind::Unavailable, "storage.cannot-open",
                    fmt::format("The database {} cannot be opened: {}.", file.string(),
                                raw ? sqlite3_errmsg(raw) : "no memory"));
    constexpr int kWaitForOtherProcesses = 5000; // milliseconds; within this process nobody waits for a lock
    sqlite3_busy_timeout(raw, kWaitForOtherProcesses);
}

OwnedStatement Connection::prepare(std::string_view sql, std::string_view where, unsigned flags) {
    sqlite3_stmt* raw = nullptr;
    const char* rest = nullptr;
    check(db_.get(),
          sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()), flags, &raw, &rest), where);
    OwnedStatement statement(raw);
    const std::string_view after(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest));
    if (!raw || after.find_first_not_of("; \t\r\n") != std::string_view::npos)
        throw Error(ErrorKind::Bug, "storage.statement", fmt::format("{}: expected one statement.", where));
    return statement;
}

OwnedStatement Connection::take(const driver::PreparedQuery& query) {
    if (query.index < idle_.size() && !idle_[query.index].empty()) {
        OwnedStatement statement = std::move(idle_[query.index].back());
        idle_[query.index].pop_back();
        return statement;
    }
    return prepare(query.sql, query.name, SQLITE_PREPARE_PERSISTENT);
}

void Connection::giveBack(std::size_t index, OwnedStatement statement) {
    if (index >= idle_.size()) idle_.resize(index + 1);
    idle_[index].push_back(std::move(statement));
}

std::unique_ptr<driver::Statement> Connection::statement(const driver::PreparedQuery& query) {
    return std::make_unique<Statement>(*this, query);
}

std::uint64_t Connection::insertMany(const driver::PreparedQuery& query, std::size_t rows,
                                     const driver::RowBinder& bind) {
    Statement statement(*this, query);
    std::uint64_t changed = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        bind(row, statement);
        changed += statement.execute();
    }
    return changed;
}

void Connection::execute(std::string_view sql) {
    const std::string own = schemaMode_ ? rewriteSchema(sql) : std::string(sql);
    const OwnedStatement statement = prepare(own, own);
    int result = SQLITE_ROW;
    while (result == SQLITE_ROW) result = sqlite3_step(statement.get());
    if (result != SQLITE_DONE) raise(db_.get(), result, own);
}

void Connection::control(OwnedStatement& cached, std::string_view sql) {
    if (!cached) cached = prepare(sql, sql, SQLITE_PREPARE_PERSISTENT);
    const int result = sqlite3_step(cached.get());
    if (result != SQLITE_DONE) {
        // Reset only after the text of the error was read: it belongs to the connection.
        struct Reset {
            sqlite3_stmt* statement;
            ~Reset() { sqlite3_reset(statement); }
        } const reset{cached.get()};
        raise(db_.get(), result, sql);
    }
    sqlite3_reset(cached.get());
}

void Connection::begin() {
    control(begin_, mode_ == Mode::Write ? "BEGIN IMMEDIATE" : "BEGIN");
}

void Connection::commit() {
    control(commit_, "COMMIT");
}

void Connection::rollback() noexcept {
    try {
        if (inTransaction()) control(rollback_, "ROLLBACK");
    } catch (const std::exception&) { // See the header.
    }
}

void Connection::savepoint() {
    control(savepoint_, "SAVEPOINT unit");
}

void Connection::release() {
    control(release_, "RELEASE SAVEPOINT unit");
}

void Connection::rollbackToSavepoint() {
    control(rollbackTo_, "ROLLBACK TO SAVEPOINT unit");
    release();
}

std::string Connection::text(std::string_view sql) {
    const auto found = lines(sql);
    return found.empty() ? std::string() : found.front().substr(0, found.front().find(", "));
}

std::vector<std::string> Connection::lines(std::string_view sql) {
    const OwnedStatement statement = prepare(sql, sql);
    std::vector<std::string> out;
    int result = SQLITE_OK;
    while ((result = sqlite3_step(statement.get())) == SQLITE_ROW) {
        std::string line;
        for (int column = 0; column < sqlite3_column_count(statement.get()); ++column) {
            const auto* value = reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), column));
            line += column == 0 ? "" : ", ";
            line += value ? value : "NULL";
        }
        out.push_back(std::move(line));
    }
    if (result != SQLITE_DONE) raise(db_.get(), result, sql);
    return out;
}

} // namespace rejoinder::sqlite
