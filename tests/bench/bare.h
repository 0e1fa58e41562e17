#pragma once
#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string>

/// SQLite itself, without anything of ours around it: the limit that the product is measured against.
namespace rejoinder::bench {

struct CloseStatement {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, CloseStatement>;

/// A raw connection with the settings of the product's writer.
class Bare {
public:
    explicit Bare(const std::string& file) {
        must(sqlite3_open_v2(file.c_str(), &db_,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr));
        for (const char* pragma :
             {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON",
              "PRAGMA cache_size = -393216", "PRAGMA wal_autocheckpoint = 32000"})
            run(pragma);
    }
    ~Bare() { sqlite3_close_v2(db_); }
    Bare(const Bare&) = delete;
    Bare& operator=(const Bare&) = delete;

    void run(const std::string& sql) const {
        must(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr));
    }
    [[nodiscard]] Prepared prepare(const std::string& sql) const {
        sqlite3_stmt* statement = nullptr;
        must(sqlite3_prepare_v3(db_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
        return Prepared(statement);
    }
    [[nodiscard]] sqlite3* handle() const noexcept { return db_; }
    void must(int result) const {
        if (result != SQLITE_OK) throw std::runtime_error(db_ ? sqlite3_errmsg(db_) : sqlite3_errstr(result));
    }

private:
    sqlite3* db_ = nullptr;
};

} // namespace rejoinder::bench
