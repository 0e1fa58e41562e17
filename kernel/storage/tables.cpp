#include "kernel/storage/tables.h"

#include "kernel/storage/checksum.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace rejoinder::storage {

namespace {

constexpr std::string_view kLedger = "kernel_migration"; ///< each installation has its own

std::string inQuotes(std::string_view name) {
    return fmt::format("\"{}\"", name);
}

std::string list(const std::vector<std::string>& parts) {
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : ", ") + part;
    return out;
}

/// The first statement of a text, without comments above it, with names put in.
std::string filled(std::string text, const std::vector<std::pair<std::string_view, std::string>>& values) {
    while (text.starts_with("--")) text.erase(0, text.find('\n') + 1);
    while (!text.empty() && (text.back() == '\n' || text.back() == ';')) text.pop_back();
    for (const auto& [name, value] : values)
        if (const auto at = text.find(name); at != std::string::npos) text.replace(at, name.size(), value);
    return text;
}

} // namespace

TableAccess::TableAccess(driver::Table table, const TableTexts& texts, std::size_t index)
    : table_(std::move(table)) {
    std::vector<std::string> columns, names, marks, key;
    for (const auto& c : table_.columns) {
        names.push_back(c.name);
        columns.push_back(inQuotes(c.name));
        marks.emplace_back("?");
    }
    for (const auto& k : table_.key) key.push_back(inQuotes(k));
    const std::vector<std::pair<std::string_view, std::string>> values{
        {"{table}", inQuotes(table_.name)},
        {"{columns}", list(columns)},
        {"{values}", list(marks)},
        {"{key}", list(key.empty() ? columns : key)}};
    read_ = {"kernel.tables/read " + table_.name, filled(texts.read, values), {}, index};
    insert_ = {"kernel.tables/insert " + table_.name, filled(texts.insert, values), names, index + 1};
    clear_ = filled(texts.clear, values);
}

void TableAccess::appendCell(std::string& out, const driver::Statement& row, int column) const {
    if (row.isNull(column)) {
        out += "null";
        return;
    }
    switch (table_.columns[static_cast<std::size_t>(column)].kind) {
    case driver::Table::Kind::Integer:
        fmt::format_to(std::back_inserter(out), "{}", row.integer(column));
        return;
    case driver::Table::Kind::Real: // the shortest text that gives the same number again
        fmt::format_to(std::back_inserter(out), "{}", row.real(column));
        return;
    case driver::Table::Kind::Text: json::appendCell(out, row.text(column)); return;
    }
}

void TableAccess::read(driver::Connection& connection,
                       const std::function<bool(std::string_view)>& visit) const {
    const auto rows = connection.statement(read_);
    const int columns = static_cast<int>(table_.columns.size());
    std::string line;
    while (rows->step()) {
        line = "[";
        for (int column = 0; column < columns; ++column) {
            if (column > 0) line += ',';
            appendCell(line, *rows, column);
        }
        line += ']';
        if (!visit(line)) return;
    }
}

void TableAccess::insert(driver::Connection& connection, const std::vector<RowValues>& rows) const {
    connection.insertMany(insert_, rows.size(), [&](std::size_t at, driver::Statement& to) {
        struct Bind {
            driver::Statement& to;
            int position;
            void operator()(std::monostate) const { to.bindNull(position); }
            void operator()(std::int64_t v) const { to.bindInteger(position, v); }
            void operator()(double v) const { to.bindReal(position, v); }
            void operator()(const std::string& v) const { to.bindText(position, v); }
        };
        int position = 0;
        for (const auto& cell : rows[at]) std::visit(Bind{to, position++}, cell);
    });
}

void TableAccess::clear(driver::Connection& connection) const {
    connection.execute(clear_);
}

bool fitRow(RowValues& row, const driver::Table& table) {
    using Kind = driver::Table::Kind;
    if (row.size() != table.columns.size()) return false;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const Kind kind = table.columns[i].kind;
        if (kind == Kind::Real)
            if (const auto* whole = std::get_if<std::int64_t>(&row[i])) row[i] = static_cast<double>(*whole);
        const bool fits = std::holds_alternative<std::monostate>(row[i]) ||
                          (kind == Kind::Integer && std::holds_alternative<std::int64_t>(row[i])) ||
                          (kind == Kind::Real && std::holds_alternative<double>(row[i])) ||
                          (kind == Kind::Text && std::holds_alternative<std::string>(row[i]));
        if (!fits) return false;
    }
    return true;
}

std::vector<TableAccess> accessTables(driver::Database& database, const TableTexts& texts,
                                      std::size_t firstIndex) {
    auto waiting = database.tables();
    std::erase_if(waiting, [](const auto& t) { return t.name == kLedger; });
    std::vector<TableAccess> out;
    std::set<std::string> placed;
    while (!waiting.empty()) {
        const auto next = std::ranges::find_if(waiting, [&](const driver::Table& t) {
            return std::ranges::all_of(t.references,
                                       [&](const auto& r) { return r == t.name || placed.contains(r); });
        });
        if (next == waiting.end())
            throw Error(
                ErrorKind::Bug, "storage.ring",
                fmt::format("The tables around {} refer to each other in a ring.", waiting.front().name));
        placed.insert(next->name);
        out.emplace_back(std::move(*next), texts, firstIndex + 2 * out.size());
        waiting.erase(next);
    }
    return out;
}

TableSum sumOf(const TableAccess& table, driver::Connection& connection,
               const std::function<void(std::string_view)>& each) {
    TableSum sum;
    Checksum checksum;
    table.read(connection, [&](std::string_view row) {
        checksum.add(row);
        checksum.add("\n");
        ++sum.rows;
        if (each) each(row);
        return true;
    });
    sum.sha256 = checksum.hex();
    return sum;
}

} // namespace rejoinder::storage
