#pragma once
#include "tests/bench/bare.h"

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

/// Rows of years, laid into a table as copies of those that the product itself made.
namespace rejoinder::bench {

inline std::int64_t number(const Bare& database, const std::string& sql) {
    const auto query = database.prepare(sql);
    if (sqlite3_step(query.get()) != SQLITE_ROW) throw std::runtime_error(sql);
    return sqlite3_column_int64(query.get(), 0);
}

/// The columns of a table, those named replaced by what stands beside them.
inline std::string columns(const Bare& database, const std::string& table,
                           const std::map<std::string, std::string>& replaced) {
    const auto query = database.prepare("SELECT name FROM pragma_table_info('" + table + "')");
    std::string list;
    while (sqlite3_step(query.get()) == SQLITE_ROW) {
        const std::string name = reinterpret_cast<const char*>(sqlite3_column_text(query.get(), 0));
        const auto other = replaced.find(name);
        list += (list.empty() ? "" : ", ") + (other == replaced.end() ? name : other->second);
    }
    return list;
}

/// Takes a table's indexes away until all rows are there: random places in them would be touched on the disk
/// row by row.
class IndexesAside {
public:
    /// @param kept a part of the text of those that stay
    IndexesAside(const Bare& database, const std::string& table, const std::string& kept)
        : database_(database) {
        database.run(
            "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000; PRAGMA "
            "temp_store = FILE");
        const auto query =
            database.prepare("SELECT name, sql FROM sqlite_schema WHERE tbl_name = '" + table +
                             "' AND type = 'index' AND sql IS NOT NULL AND sql NOT LIKE '%" + kept + "%'");
        std::vector<std::string> names;
        while (sqlite3_step(query.get()) == SQLITE_ROW) {
            names.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(query.get(), 0)));
            again_.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(query.get(), 1)));
        }
        for (const auto& name : names) database.run("DROP INDEX " + name);
    }
    void putBack() {
        for (const auto& sql : again_) database_.run(sql);
        database_.run("PRAGMA wal_checkpoint(TRUNCATE)");
    }

private:
    const Bare& database_;
    std::vector<std::string> again_;
};

/// Codes of pieces all over the wave, in no order.
inline std::vector<std::string> someCodes(const std::string& product, std::int64_t count) {
    Bare database(product);
    std::vector<std::string> codes;
    const Prepared query = database.prepare(
        "SELECT code FROM dispatch_piece ORDER BY (id * 7919) % 1000003, id LIMIT " + std::to_string(count));
    while (sqlite3_step(query.get()) == SQLITE_ROW)
        codes.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(query.get(), 0)));
    return codes;
}

} // namespace rejoinder::bench
