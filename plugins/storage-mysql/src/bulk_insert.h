#pragma once
#include "connection.h"

#include <array>
#include <future>
#include <variant>
#include <vector>

namespace rejoinder::mysql {

/// Inserts many rows with INSERT … VALUES (…), (…), …, which does four fifths of what LOAD DATA does and
/// needs no right to read files. While the server works on one statement the next one is filled.
class BulkInsert {
public:
    /// @throws Error Bug when the query is not one INSERT … VALUES (…) of one row.
    BulkInsert(Connection& connection, const driver::PreparedQuery& query);
    /// Binds and inserts rows 0 to `rows` - 1. @returns how many were inserted.
    std::uint64_t run(std::size_t rows, const driver::RowBinder& bind);

    using Value = std::variant<std::monostate, std::int64_t, double, std::string_view>;

private:
    void flush();
    void send(std::size_t first, std::size_t rows);
    void sendBeside(std::size_t first);
    OwnedPrepared take(std::size_t rows);
    void fill(Prepared& prepared, std::size_t first, std::size_t rows);
    void await();
    void giveBack(std::size_t rows, OwnedPrepared prepared);
    [[nodiscard]] std::string textFor(std::size_t rows) const;

    Connection& connection_;
    const driver::PreparedQuery& query_;
    std::size_t open_ = 0, close_ = 0; ///< the parentheses around the row in the query's text
    std::size_t width_;                ///< values of a row
    std::size_t mostRows_;
    std::vector<Value> values_;
    std::size_t bytes_ = 0;
    std::uint64_t changed_ = 0;
    bool beside_ = false;                ///< enough rows that filling and sending pay beside each other
    std::array<OwnedPrepared, 2> turns_; ///< of mostRows_ rows: one is sent while the other is filled
    std::size_t turn_ = 0;
    std::future<std::uint64_t> sent_; ///< destroyed first: it waits for the statement that it sends
};

} // namespace rejoinder::mysql
