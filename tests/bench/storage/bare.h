#pragma once
#include <sqlite3.h>

#include <stdexcept>
#include <string>

/// SQLite itself, without anything of ours around it: the limit that the engine is measured against.
namespace rejoinder::bench {

/// What both sides do: one row of a response with twelve columns and three indexes beside the primary key.
struct ResponseRow;

/// A raw connection with the settings of the product's writer.
class Bare {
public:
    explicit Bare(const std::string& file) {
        must(sqlite3_open_v2(file.c_str(), &db_,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr));
        for (const char* pragma :
             {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON",
              "PRAGMA cache_size = -32768", "PRAGMA wal_autocheckpoint = 8000"})
            run(pragma);
    }
    ~Bare() {
        sqlite3_finalize(insert_);
        sqlite3_close(db_);
    }
    Bare(const Bare&) = delete;
    Bare& operator=(const Bare&) = delete;

    void run(const std::string& sql) const {
        must(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr));
    }
    void prepareInsert(const std::string& sql) {
        must(sqlite3_prepare_v3(db_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &insert_, nullptr));
    }
    void insert(const ResponseRow& row) const;

private:
    void must(int result) const {
        if (result != SQLITE_OK) throw std::runtime_error(db_ ? sqlite3_errmsg(db_) : sqlite3_errstr(result));
    }
    sqlite3* db_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
};

} // namespace rejoinder::bench
