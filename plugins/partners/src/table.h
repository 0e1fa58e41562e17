#pragma once
#include "records.h"

/// Tables of others: how they are written, which column is what, and the values in their cells.
namespace rejoinder::partners {

/// A column with the first values that stand in it.
struct TableColumn {
    std::string header;
    std::string field; ///< ours, as far as its header tells; "" unknown
    std::vector<std::string> values;
};
REJOINDER_DESCRIBE(TableColumn, header, field, values)

/// What one look at a table tells.
struct TableLook {
    std::string delimiter, encoding;
    std::vector<TableColumn> columns;
};
REJOINDER_DESCRIBE(TableLook, delimiter, encoding, columns)

/// A field of ours that a column may be.
struct Field {
    std::string_view name;
    bool needed = false;
};
/// The fields of a source, in the order in which people are asked for them.
const std::vector<Field>& fieldsOf(Source source);

/// @throws Error Invalid when it is no table.
TableLook lookAt(std::string_view bytes, Source source, const TableMapping& mapping);
/// The mapping with the columns that it does not name, as their headers tell.
TableMapping completed(TableMapping mapping, const TableLook& look);
/// What is wrong with a mapping: columns that are not there, fields that are needed.
void checkMapping(const TableMapping& mapping, const TableLook& look, Source source, Faults& faults);

/// A row: our field → its text, cleaned. `fault` is the code of a row that cannot be read.
struct Row {
    std::int32_t line = 0;
    std::map<std::string, std::string, std::less<>> cells;
    std::string fault;
    [[nodiscard]] std::string at(std::string_view field) const {
        const auto found = cells.find(field);
        return found == cells.end() ? std::string() : found->second;
    }
};
std::vector<Row> rowsOf(std::string_view bytes, Source source, const TableMapping& mapping);

/// "1'234.50", "1.234,5", "-12" as minor units; nothing when it is no amount. @param decimal "." or ","; ""
/// as it looks
std::optional<std::int64_t> minorIn(std::string_view text, std::string_view decimal,
                                    std::string_view currency);
/// A day in one of the orders, or a moment of RFC 3339. @param order "ymd", "dmy", "mdy"; "" as it looks
std::optional<Timestamp> momentIn(std::string_view text, std::string_view order);
/// The text in lower case without accents and punctuation, to compare words with.
std::string foldedWord(std::string_view text);

} // namespace rejoinder::partners
