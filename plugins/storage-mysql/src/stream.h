#pragma once
#include "connection.h"

#include <cppconn/resultset.h>

#include <deque>
#include <optional>
#include <variant>

namespace rejoinder::mysql {

/// Whether a query says /*many*/: more rows than should lie in memory at once.
[[nodiscard]] bool isStream(std::string_view sql) noexcept;

/// A query whose rows are read from the wire one by one, in constant memory.
///
/// The connector holds every result of a prepared statement in memory; only a statement of text can be read
/// as it comes. That one ends without a word when the server breaks off, so the server is asked at the end.
/// While it is open the connection can do nothing else: another statement first takes what is left into
/// memory.
class StreamStatement final : public driver::Statement {
public:
    StreamStatement(Connection& connection, const driver::PreparedQuery& query);
    ~StreamStatement() override;
    StreamStatement(const StreamStatement&) = delete;
    StreamStatement& operator=(const StreamStatement&) = delete;

    void bindNull(int position) override;
    void bindInteger(int position, std::int64_t value) override;
    void bindReal(int position, double value) override;
    void bindText(int position, std::string_view value) override;
    bool step() override;
    std::uint64_t execute() override;
    [[nodiscard]] int columns() const override { return static_cast<int>(names_.size()); }
    [[nodiscard]] std::string_view columnName(int column) const override;
    [[nodiscard]] bool isNull(int column) const override;
    [[nodiscard]] std::int64_t integer(int column) const override;
    [[nodiscard]] double real(int column) const override;
    [[nodiscard]] std::string_view text(int column) const override;

    /// Takes the rows that were not yet read into memory and frees the connection.
    void takeRest();

private:
    using Cells = std::vector<std::optional<std::string>>;
    [[nodiscard]] std::string fullText() const;
    void start();
    bool fetch(Cells& row);
    void finish(bool readAll);
    [[nodiscard]] const std::string& cell(int column) const;

    Connection& connection_;
    const driver::PreparedQuery& query_;
    std::vector<std::string> literals_; ///< the parameters as SQL
    std::unique_ptr<sql::Statement> statement_;
    std::unique_ptr<sql::ResultSet> rows_;
    std::vector<std::string> names_;
    std::deque<Cells> rest_;
    Cells row_;
    bool started_ = false;
};

} // namespace rejoinder::mysql
