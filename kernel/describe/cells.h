#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// JSON arrays of plain values, as rows of a table are carried: quicker than described structs, and lossless
/// also for texts that are no UTF-8 (those are {"hex":"00ff"}).
namespace rejoinder::json {

/// One value; NULL is the first.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

/// Appends a text cell.
void appendCell(std::string& out, std::string_view text);

/// Reads such arrays. Keeps its buffers; used by one thread at a time.
class CellReader {
public:
    CellReader();
    ~CellReader();
    CellReader(const CellReader&) = delete;
    CellReader& operator=(const CellReader&) = delete;
    /// False when the line is no array of plain values.
    [[nodiscard]] bool read(std::string_view line, std::vector<Cell>& out);

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

} // namespace rejoinder::json
