#include "bulk_insert.h"

#include "statement.h"

#include <cppconn/datatype.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rejoinder::mysql {

namespace {

constexpr std::array<std::size_t, 4> kSizes{512, 64, 8, 1}; ///< rows of a statement; each is prepared once
constexpr std::size_t kMostParameters = 65'535;             // the protocol counts them in 16 bits
constexpr std::size_t kMostBytes = 4u << 20;                // well below any max_allowed_packet

/// Takes the values of a row; they are views that live until the whole call ends.
class Row final : public driver::Statement {
public:
    explicit Row(std::vector<BulkInsert::Value>& values, std::size_t& bytes)
        : values_(values), bytes_(bytes) {}
    void begin(std::size_t at) noexcept { at_ = at; }
    void bindNull(int position) override { set(position, {}); }
    void bindInteger(int position, std::int64_t value) override { set(position, value); }
    void bindReal(int position, double value) override { set(position, value); }
    void bindText(int position, std::string_view value) override {
        set(position, value);
        bytes_ += value.size();
    }
    bool step() override { return unused(); }
    std::uint64_t execute() override { return unused(); }
    [[nodiscard]] int columns() const override { return 0; }
    [[nodiscard]] std::string_view columnName(int) const override { return {}; }
    [[nodiscard]] bool isNull(int) const override { return true; }
    [[nodiscard]] std::int64_t integer(int) const override { return 0; }
    [[nodiscard]] double real(int) const override { return 0; }
    [[nodiscard]] std::string_view text(int) const override { return {}; }

private:
    static bool unused() {
        throw Error(ErrorKind::Bug, "storage.bulk", "A row of a bulk insert was stepped instead of bound.");
    }
    void set(int position, BulkInsert::Value value) {
        values_[at_ + static_cast<std::size_t>(position)] = value;
    }
    std::vector<BulkInsert::Value>& values_;
    std::size_t& bytes_;
    std::size_t at_ = 0;
};

void bindValue(sql::PreparedStatement& statement, int position, const BulkInsert::Value& value) {
    struct Binder {
        sql::PreparedStatement& statement;
        int position;
        [[nodiscard]] unsigned at() const { return static_cast<unsigned>(position + 1); }
        void operator()(std::monostate) const { statement.setNull(at(), sql::DataType::SQLNULL); }
        void operator()(std::int64_t v) const { statement.setInt64(at(), v); }
        void operator()(double v) const { statement.setDouble(at(), v); }
        void operator()(std::string_view v) const { bindOne(statement, position, v); }
    };
    std::visit(Binder{statement, position}, value);
}

} // namespace

BulkInsert::BulkInsert(Connection& connection, const driver::PreparedQuery& query)
    : connection_(connection), query_(query), width_(query.parameters.size()) {
    // Our texts say VALUES in capitals and end with the row.
    const auto word = query.sql.find("VALUES");
    open_ = word == std::string::npos ? word : query.sql.find('(', word);
    close_ = query.sql.find_last_not_of("; \t\r\n");
    if (open_ == std::string::npos || close_ == std::string::npos || query.sql[close_] != ')' || width_ == 0)
        throw Error(ErrorKind::Bug, "storage.bulk",
                    fmt::format("{}: insertMany needs INSERT … VALUES (…) of one row.", query.name));
    mostRows_ = std::max<std::size_t>(1, std::min(kSizes.front(), kMostParameters / width_));
}

std::uint64_t BulkInsert::run(std::size_t rows, const driver::RowBinder& bindRow) {
    beside_ = rows >= 2 * mostRows_;
    Row row(values_, bytes_);
    for (std::size_t i = 0; i < rows; ++i) {
        row.begin(values_.size());
        values_.resize(values_.size() + width_);
        bindRow(i, row);
        if (values_.size() == mostRows_ * width_ || bytes_ >= kMostBytes) flush();
    }
    flush();
    await();
    for (auto& turn : turns_)
        if (turn) giveBack(mostRows_, std::move(turn));
    return changed_;
}

void BulkInsert::flush() {
    const std::size_t rows = values_.size() / width_;
    for (std::size_t first = 0; first < rows;) {
        std::size_t size = 1;
        if (rows - first == mostRows_) {
            size = mostRows_;
        } else {
            for (const std::size_t candidate : kSizes)
                if (candidate <= std::min(rows - first, mostRows_)) {
                    size = candidate;
                    break;
                }
        }
        if (beside_ && size == mostRows_)
            sendBeside(first);
        else
            send(first, size);
        first += size;
    }
    values_.clear();
    bytes_ = 0;
}

std::string BulkInsert::textFor(std::size_t rows) const {
    const std::string_view row = std::string_view(query_.sql).substr(open_, close_ - open_ + 1);
    std::string out = query_.sql.substr(0, close_ + 1);
    out.reserve(out.size() + rows * (row.size() + 1));
    for (std::size_t i = 1; i < rows; ++i) (out += ',') += row;
    return out;
}

OwnedPrepared BulkInsert::take(std::size_t rows) {
    await(); // what is prepared goes over the same connection
    return connection_.takeBulk(query_, rows, rows == 1 ? query_.sql : textFor(rows));
}

void BulkInsert::giveBack(std::size_t rows, OwnedPrepared prepared) {
    try {
        prepared->statement->clearParameters();
    } catch (const sql::SQLException& e) {
        connection_.failed(e, query_.name);
    }
    connection_.giveBackBulk(query_.index, rows, std::move(prepared));
}

void BulkInsert::fill(Prepared& prepared, std::size_t first, std::size_t rows) {
    try {
        for (std::size_t i = 0; i < rows * width_; ++i)
            bindValue(*prepared.statement, static_cast<int>(i), values_[first * width_ + i]);
    } catch (const sql::SQLException& e) {
        if (sent_.valid()) sent_.wait();
        connection_.failed(e, query_.name);
    }
}

/// Takes what became of the statement that was sent last.
void BulkInsert::await() {
    if (!sent_.valid()) return;
    try {
        changed_ += sent_.get();
    } catch (const sql::SQLException& e) {
        connection_.failed(e, query_.name);
    }
}

void BulkInsert::send(std::size_t first, std::size_t rows) {
    OwnedPrepared prepared = take(rows);
    fill(*prepared, first, rows);
    connection_.drainStream();
    connection_.wrote_ = true;
    try {
        changed_ += static_cast<std::uint64_t>(std::max(0, prepared->statement->executeUpdate()));
    } catch (const sql::SQLException& e) {
        connection_.failed(e, query_.name);
    }
    giveBack(rows, std::move(prepared));
}

/// Fills a statement while the one before it is at the server, and lets a thread send it.
void BulkInsert::sendBeside(std::size_t first) {
    OwnedPrepared& mine = turns_[turn_];
    if (!mine) mine = take(mostRows_);
    turn_ = 1 - turn_;
    fill(*mine, first, mostRows_);
    await();
    connection_.drainStream();
    connection_.wrote_ = true;
    sent_ = std::async(std::launch::async, [statement = mine->statement.get()] {
        enterThread();
        return static_cast<std::uint64_t>(std::max(0, statement->executeUpdate()));
    });
}

} // namespace rejoinder::mysql
