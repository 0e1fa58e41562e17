#pragma once
#include "tests/bench/bare.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace rejoinder::bench {

/// One value as SQLite wrote it into the text of a statement: NULL, 12, 0.5, 'text'.
struct Literal {
    enum class Kind { Null, Integer, Real, Text } kind = Kind::Null;
    std::int64_t integer = 0;
    double real = 0;
    std::string text;
};

/// The values that stand in the text `expanded` where `sql` has its "?". @throws std::runtime_error when it
/// is another statement.
std::vector<Literal> valuesOf(std::string_view sql, std::string_view expanded);

/// Statements that the product ran, in the commits in which it ran them.
struct Recording {
    struct Call {
        std::size_t statement = 0; ///< index in `statements`
        std::vector<Literal> values;
    };
    using Unit = std::vector<Call>;
    std::vector<std::string> statements;    ///< with "?"
    std::vector<std::vector<Unit>> commits; ///< the units of each commit
    [[nodiscard]] std::size_t units() const;
    [[nodiscard]] std::size_t calls() const;
    /// How many calls of commits [first, last) are of a statement that contains `mark`.
    [[nodiscard]] std::size_t marked(std::string_view mark, std::size_t first, std::size_t last) const;
};

/// Listens to every SQLite connection that this process opens while it lives, and writes down what the one
/// that writes does. One at a time.
class Recorder {
public:
    /// A unit of work begins with each statement that contains `mark`.
    explicit Recorder(std::string mark);
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;
    void start();
    /// What was committed since start().
    Recording stop();

private:
    static int opened(sqlite3* db, char** error, const void* api);
    static int ran(unsigned what, void* recorder, void* statement, void* text);
    void note(sqlite3_stmt* statement, std::string_view text);

    const std::string mark_;
    std::mutex mutex_;
    bool on_ = false;
    sqlite3* writer_ = nullptr; ///< inside its transaction
    std::map<std::string, std::size_t, std::less<>> known_;
    struct Raw {
        std::size_t statement;
        std::string expanded;
    };
    std::vector<std::vector<Raw>> group_;
    std::vector<std::vector<std::vector<Raw>>> groups_;
};

/// Runs a recording again on a bare connection.
class Replay {
public:
    Replay(Bare& bare, const Recording& recording);
    /// The statements of commits [first, last), each commit as it was, or with a commit for every unit.
    /// @returns units run.
    std::size_t run(std::size_t first, std::size_t last, bool commitPerUnit);

private:
    void unit(const Recording::Unit& unit);
    Bare& bare_;
    const Recording& recording_;
    std::vector<Prepared> prepared_;
};

} // namespace rejoinder::bench
