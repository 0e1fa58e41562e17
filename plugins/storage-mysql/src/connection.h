#pragma once
#include "failure.h"
#include "session.h"

#include <cppconn/prepared_statement.h>
#include <cppconn/statement.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::mysql {

/// A statement as the server knows it, with what its columns are called and hold.
struct Prepared {
    std::unique_ptr<sql::PreparedStatement> statement;
    std::vector<std::string> names; ///< filled at the first result
    std::vector<bool> isReal;       ///< DOUBLE columns, whose text the connector spoils
    std::uint64_t usedAt = 0;
};
using OwnedPrepared = std::unique_ptr<Prepared>;

/// One session with its cache of prepared statements. Used by one thread at a time.
class Connection final : public driver::Connection {
public:
    /// A connection keeps so many statements prepared; the server keeps them as well.
    static constexpr std::size_t kMostPrepared = 200;

    Connection(Session session, Purpose purpose);
    ~Connection() override;

    std::unique_ptr<driver::Statement> statement(const driver::PreparedQuery& query) override;
    std::uint64_t insertMany(const driver::PreparedQuery& query, std::size_t rows,
                             const driver::RowBinder& bind) override;
    void execute(std::string_view sql) override;

    void begin(); ///< of a unit; a reader's snapshot is taken here
    /// On Galera: that the transaction which the unit began is still the one that is open. The server may
    /// give one up for another node's between two statements, and what follows would stand alone. Once for
    /// each unit.
    /// @throws TryAgain when it is not.
    void requireWhole();
    void commit(); ///< COMMIT. @throws TryAgain; what became of it is unknown when isBroken()
    void
    rollback() noexcept; ///< ROLLBACK, if a transaction is open; marks the connection broken when it fails
    /// Whether the unit that runs has changed something.
    [[nodiscard]] bool hasWritten() const noexcept { return wrote_; }
    /// The session is lost, or in a state that nobody knows: it must not be used again.
    [[nodiscard]] bool isBroken() const noexcept { return broken_; }
    /// After a refusal the transaction is gone, and what follows must not run in none.
    void requireUsable() const;
    /// Whether the server still answers.
    [[nodiscard]] bool answers() noexcept;
    /// Names the row in which this connection notes its commits, see marks.h; 0: none yet.
    std::int64_t slot = 0;

    /// Prepares without keeping; the number of parameters is checked. @throws Error Bug.
    OwnedPrepared prepare(const std::string& sql, std::string_view where, std::size_t parameters);
    [[nodiscard]] sql::Connection& raw() noexcept { return *session_.connection; }
    [[nodiscard]] const Session& session() const noexcept { return session_; }
    /// Runs a statement of text without a result.
    void control(const char* sql);

private:
    friend class Statement;
    friend class StreamStatement;
    friend class BulkInsert;
    OwnedPrepared take(const driver::PreparedQuery& query);
    void giveBack(std::size_t index, OwnedPrepared prepared);
    void makeRoom();
    OwnedPrepared takeBulk(const driver::PreparedQuery& query, std::size_t rows, const std::string& sql);
    void giveBackBulk(std::size_t index, std::size_t rows, OwnedPrepared prepared);
    [[noreturn]] void failed(const sql::SQLException& error, std::string_view where);
    void drainStream();

    struct Bulk {
        std::size_t index, rows;
        OwnedPrepared prepared;
    };

    Session session_;
    Purpose purpose_;
    std::unique_ptr<sql::Statement> control_;
    std::vector<std::vector<OwnedPrepared>> idle_; ///< by index of the query
    std::size_t prepared_ = 0;                     ///< how many lie in idle_
    std::vector<Bulk> bulks_;                      ///< few: they are large
    std::uint64_t uses_ = 0;
    class StreamStatement* stream_ = nullptr; ///< the one that still reads from the wire
    bool inTransaction_ = false, refused_ = false, broken_ = false, wrote_ = false, entered_ = false;
};

} // namespace rejoinder::mysql
