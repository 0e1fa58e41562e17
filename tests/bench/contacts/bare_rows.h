#pragma once
#include "tests/bench/bare.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// The rows that the product wrote, inserted once more by SQLite itself.
namespace rejoinder::bench {

using Values = std::vector<sqlite3_value*>;

/// Rows of one table, read in the order of their primary key some at a time and kept as SQLite's own values.
class Table {
public:
    Table(Bare& from, Bare& to, const std::string& name, const std::string& order)
        : read_(from.prepare("SELECT * FROM " + name + " ORDER BY " + order)) {
        std::string places = "?";
        for (int i = 1; i < sqlite3_column_count(read_.get()); ++i) places += ",?";
        write_ = to.prepare("INSERT INTO " + name + " VALUES (" + places + ")");
    }
    ~Table() { drop(); }
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;
    /// Reads the next rows; how many.
    std::int64_t fetch(std::int64_t count) {
        drop();
        while (!ended_ && static_cast<std::int64_t>(rows_.size()) < count) {
            ended_ = sqlite3_step(read_.get()) != SQLITE_ROW; // stepped once more it would begin again
            if (ended_) break;
            rows_.emplace_back();
            for (int i = 0; i < sqlite3_column_count(read_.get()); ++i)
                rows_.back().push_back(sqlite3_value_dup(sqlite3_column_value(read_.get(), i)));
        }
        return static_cast<std::int64_t>(rows_.size());
    }
    /// Inserts them by a prepared statement.
    void insert() {
        for (const Values& row : rows_) {
            for (std::size_t i = 0; i < row.size(); ++i) bind(static_cast<int>(i) + 1, row[i]);
            if (sqlite3_step(write_.get()) != SQLITE_DONE)
                throw std::runtime_error(std::string("insert failed: ") +
                                         sqlite3_errmsg(sqlite3_db_handle(write_.get())));
            sqlite3_reset(write_.get());
        }
    }

private:
    void bind(int place, sqlite3_value* value) {
        // As any program would, without the copy that sqlite3_bind_value makes.
        switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER: sqlite3_bind_int64(write_.get(), place, sqlite3_value_int64(value)); break;
        case SQLITE_FLOAT: sqlite3_bind_double(write_.get(), place, sqlite3_value_double(value)); break;
        case SQLITE_NULL: sqlite3_bind_null(write_.get(), place); break;
        default:
            sqlite3_bind_text(write_.get(), place, reinterpret_cast<const char*>(sqlite3_value_text(value)),
                              sqlite3_value_bytes(value), SQLITE_STATIC);
        }
    }
    void drop() {
        for (const Values& row : rows_)
            for (sqlite3_value* value : row) sqlite3_value_free(value);
        rows_.clear();
    }
    Prepared read_, write_;
    std::vector<Values> rows_;
    bool ended_ = false;
};

/// A table, the order in which its rows are copied, and how many it has for each contact: rather fewer, so
/// that nothing comes before what it refers to.
struct BareTable {
    std::string name, order;
    double perContact = 1;
};

/// Seconds in which bare prepared inserts put the same rows into the same tables with the same indexes, in
/// commits of the same size.
inline double insertBare(const std::filesystem::path& product, const std::filesystem::path& bare,
                         std::int64_t contactsPerUnit, const std::vector<BareTable>& names) {
    Bare from(product.string()), to(bare.string());
    std::string list;
    for (const BareTable& t : names) list += (list.empty() ? "'" : ", '") + t.name + "'";
    const Prepared schema =
        from.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name IN (" + list +
                     ") ORDER BY type = 'index'");
    while (sqlite3_step(schema.get()) == SQLITE_ROW)
        to.run(reinterpret_cast<const char*>(sqlite3_column_text(schema.get(), 0)));
    std::vector<std::unique_ptr<Table>> tables;
    tables.reserve(names.size());
    for (const BareTable& t : names) tables.push_back(std::make_unique<Table>(from, to, t.name, t.order));
    double took = 0;
    for (;;) {
        std::int64_t rows = 0;
        for (std::size_t i = 0; i < tables.size(); ++i)
            rows += tables[i]->fetch(
                static_cast<std::int64_t>(static_cast<double>(contactsPerUnit) * names[i].perContact));
        if (rows == 0) return took;
        const auto began = std::chrono::steady_clock::now();
        to.run("BEGIN IMMEDIATE");
        for (const auto& table : tables) table->insert();
        to.run("COMMIT");
        took += std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    }
}

} // namespace rejoinder::bench
