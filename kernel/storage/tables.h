#pragma once
#include "kernel/describe/cells.h"

#include <rejoinder/storage_driver.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Whole tables, row by row and engine by engine alike: how export, import and comparison see a database.
namespace rejoinder::storage {

/// The texts of sql/kernel/tables, with {table}, {columns}, {values} and {key} in them.
struct TableTexts {
    std::string read, insert, clear;
};

/// A row that waits to be inserted.
using RowValues = std::vector<json::Cell>;

/// A table with the statements that read and fill it.
class TableAccess {
public:
    /// `index` numbers the statements for the driver; it and the next one must not be those of named queries.
    TableAccess(driver::Table table, const TableTexts& texts, std::size_t index);
    [[nodiscard]] const driver::Table& table() const noexcept { return table_; }
    /// Calls `visit` with each row as a JSON array, in the order of the key, in constant memory; it may
    /// return false to stop. The text lives until the next row.
    void read(driver::Connection& connection, const std::function<bool(std::string_view)>& visit) const;
    void insert(driver::Connection& connection, const std::vector<RowValues>& rows) const;
    /// Takes all rows out.
    void clear(driver::Connection& connection) const;

private:
    void appendCell(std::string& out, const driver::Statement& row, int column) const;

    driver::Table table_;
    driver::PreparedQuery read_, insert_;
    std::string clear_;
};

/// Whether a row fits the columns of a table; whole numbers of its REAL columns become real ones.
[[nodiscard]] bool fitRow(RowValues& row, const driver::Table& table);

/// All tables but the ledger of migrations, those that others refer to first.
/// @throws Error Bug when they refer to each other in a ring.
[[nodiscard]] std::vector<TableAccess> accessTables(driver::Database& database, const TableTexts& texts,
                                                    std::size_t firstIndex);

/// What a table holds: its rows and the SHA-256 over their texts.
struct TableSum {
    std::int64_t rows = 0;
    std::string sha256;
    bool operator==(const TableSum&) const = default;
};
/// Reads a whole table. @param each hears every row, if given.
TableSum sumOf(const TableAccess& table, driver::Connection& connection,
               const std::function<void(std::string_view)>& each = {});

} // namespace rejoinder::storage
