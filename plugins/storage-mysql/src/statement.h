#pragma once
#include "connection.h"

#include <cppconn/resultset.h>

namespace rejoinder::mysql {

/// A prepared statement in use; gives itself back to its connection.
class Statement final : public driver::Statement {
public:
    Statement(Connection& connection, const driver::PreparedQuery& query);
    ~Statement() override;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void bindNull(int position) override;
    void bindInteger(int position, std::int64_t value) override;
    void bindReal(int position, double value) override;
    void bindText(int position, std::string_view value) override;
    bool step() override;
    std::uint64_t execute() override;
    [[nodiscard]] int columns() const override;
    [[nodiscard]] std::string_view columnName(int column) const override;
    [[nodiscard]] bool isNull(int column) const override;
    [[nodiscard]] std::int64_t integer(int column) const override;
    [[nodiscard]] double real(int column) const override;
    [[nodiscard]] std::string_view text(int column) const override;

private:
    template <class F>
    auto guarded(F&& work) const;
    void prepareToRun();
    void start();
    void learnColumns();

    Connection& connection_;
    const driver::PreparedQuery& query_;
    OwnedPrepared prepared_;
    std::unique_ptr<sql::ResultSet> rows_;
    bool started_ = false, spoilt_ = false;
    mutable std::vector<std::string> texts_; ///< of the row, where they were asked for
};

/// Binds one value of a bulk statement or of a single one; positions count from 0.
void bindOne(sql::PreparedStatement& statement, int position, std::string_view text);

} // namespace rejoinder::mysql
