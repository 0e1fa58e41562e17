#pragma once
#include "failure.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::sqlite {

struct CloseStatement {
    void operator()(sqlite3_stmt* s) const noexcept { sqlite3_finalize(s); }
};
struct CloseDatabase {
    void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
};
using OwnedStatement = std::unique_ptr<sqlite3_stmt, CloseStatement>;

enum class Mode { Write, Read };

/// Whoever gives a connection to one unit after the other; asked by the unit that runs.
class UnitHost {
public:
    virtual ~UnitHost() = default;
    [[nodiscard]] virtual bool nobodyWaits() const = 0;
    virtual void needNotWaitForDisk() = 0;
};

/// One SQLite connection with its cache of statements. Used by one thread at a time.
class Connection final : public driver::Connection {
public:
    /// @throws Error Unavailable when the file cannot be opened.
    Connection(const std::filesystem::path& file, Mode mode);

    std::unique_ptr<driver::Statement> statement(const driver::PreparedQuery& query) override;
    std::uint64_t insertMany(const driver::PreparedQuery& query, std::size_t rows,
                             const driver::RowBinder& bind) override;
    void execute(std::string_view sql) override;
    [[nodiscard]] bool nobodyWaits() const override { return host_ && host_->nobodyWaits(); }
    void needNotWaitForDisk() override {
        if (host_) host_->needNotWaitForDisk();
    }
    void setHost(UnitHost& host) noexcept { host_ = &host; }

    /// While true, execute() turns neutral column types into SQLite's own, see rewrite.h.
    void setSchemaMode(bool on) noexcept { schemaMode_ = on; }
    /// True while a transaction is open; SQLite may end one by itself (disk full, I/O error).
    [[nodiscard]] bool inTransaction() const noexcept { return sqlite3_get_autocommit(db_.get()) == 0; }

    /// Rows that this connection has inserted, updated and deleted so far.
    [[nodiscard]] std::int64_t changes() const noexcept { return sqlite3_total_changes64(db_.get()); }

    void begin();  ///< BEGIN IMMEDIATE for writers, BEGIN for readers
    void commit(); ///< COMMIT
    void
    rollback() noexcept; ///< ROLLBACK, if a transaction is open; what stays open makes the next begin() fail
    void savepoint();    ///< the one savepoint of a unit in a group
    void release();      ///< keeps what was done since savepoint()
    void rollbackToSavepoint(); ///< undoes what was done since savepoint() and ends it

    /// First column of the first row of a PRAGMA or catalogue query, "" when there is none.
    std::string text(std::string_view sql);
    /// All rows of a PRAGMA, their columns joined by ", ".
    std::vector<std::string> lines(std::string_view sql);
    OwnedStatement prepare(std::string_view sql, std::string_view where, unsigned flags = 0);
    [[nodiscard]] sqlite3* handle() const noexcept { return db_.get(); }

private:
    friend class Statement;
    void giveBack(std::size_t index, OwnedStatement statement);
    OwnedStatement take(const driver::PreparedQuery& query);
    void control(OwnedStatement& cached, std::string_view sql);

    std::unique_ptr<sqlite3, CloseDatabase> db_;
    Mode mode_;
    bool schemaMode_ = false;
    std::vector<std::vector<OwnedStatement>> idle_; ///< by index of the query
    UnitHost* host_ = nullptr;
    OwnedStatement begin_, commit_, rollback_, savepoint_, release_, rollbackTo_;
};

} // namespace rejoinder::sqlite
