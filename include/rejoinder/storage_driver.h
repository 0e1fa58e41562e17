#pragma once
#include <rejoinder/storage.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// The small interface behind which the databases live. Only storage plugins and the kernel's storage room
/// use it.
namespace rejoinder::driver {

/// A query whose :names were replaced by "?" in order; `parameters` says which name stands at which position.
struct PreparedQuery {
    std::string name;                    ///< "contacts.find-contact"
    std::string sql;                     ///< with "?" only
    std::vector<std::string> parameters; ///< snake_case, one per "?"
    std::size_t index = 0;               ///< dense number, for the driver's statement cache
};

/// A prepared statement in use. Positions count from 0.
class Statement {
public:
    virtual ~Statement() = default;
    virtual void bindNull(int position) = 0;
    virtual void bindInteger(int position, std::int64_t value) = 0;
    virtual void bindReal(int position, double value) = 0;
    /// The text must live until the statement was stepped to its end or executed.
    virtual void bindText(int position, std::string_view value) = 0;
    /// Next row; false at the end.
    virtual bool step() = 0;
    /// Runs to the end; rows changed.
    virtual std::uint64_t execute() = 0;
    [[nodiscard]] virtual int columns() const = 0;
    [[nodiscard]] virtual std::string_view columnName(int column) const = 0;
    [[nodiscard]] virtual bool isNull(int column) const = 0;
    [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
    [[nodiscard]] virtual double real(int column) const = 0;
    /// Valid until the next step().
    [[nodiscard]] virtual std::string_view text(int column) const = 0;
};

/// Binds row `row` of a bulk insert from position 0 on.
using RowBinder = std::function<void(std::size_t row, Statement&)>;

/// A connection inside a transaction or snapshot; used by one thread at a time.
class Connection {
public:
    virtual ~Connection() = default;
    /// A statement ready to bind; it goes back to the cache when the handle dies. Two of one query may be
    /// open at once.
    virtual std::unique_ptr<Statement> statement(const PreparedQuery& query) = 0;
    /// Inserts rows by the fastest honest way.
    virtual std::uint64_t insertMany(const PreparedQuery& query, std::size_t rows, const RowBinder& bind) = 0;
    /// Runs one statement of text (migrations).
    virtual void execute(std::string_view sql) = 0;
    /// See Unit::nobodyWaits().
    [[nodiscard]] virtual bool nobodyWaits() const { return false; }
    /// See Unit::needNotWaitForDisk().
    virtual void needNotWaitForDisk() {}
};

/// Thrown out of a unit's run when the whole unit must run again (deadlock, lost connection, refused
/// certification).
class TryAgain : public std::exception {
public:
    TryAgain(int engineCode, std::string text) : code_(engineCode), text_(std::move(text)) {}
    [[nodiscard]] int engineCode() const noexcept { return code_; }
    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

private:
    int code_;
    std::string text_;
};

/// Thrown when a UNIQUE, CHECK, FOREIGN KEY or NOT NULL constraint refuses a row.
class ConstraintViolation : public std::exception {
public:
    enum class Kind { Unique, ForeignKey, Check, NotNull };
    ConstraintViolation(Kind kind, std::string text) : kind_(kind), text_(std::move(text)) {}
    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

private:
    Kind kind_;
    std::string text_;
};

/// What an engine can do, as data.
struct Features {
    std::string dialect; ///< "sqlite" or "mysql": picks *.<dialect>.sql over *.sql
    bool transactionalDdl = false;
    bool exclusive =
        false; ///< no other process can write to it: leases found at the start belong to nobody alive
};

/// A table of the product as its engine knows it; for copying it row by row to another engine.
struct Table {
    enum class Kind { Integer, Real, Text };
    struct Column {
        std::string name;
        Kind kind = Kind::Text;
    };
    std::string name;
    std::vector<Column> columns;         ///< in the order of the table
    std::vector<std::string> key;        ///< columns of the primary key
    std::vector<std::string> references; ///< tables that its rows refer to
};

/// A database. Thread-safe.
class Database {
public:
    virtual ~Database() = default;
    [[nodiscard]] virtual const Features& features() const = 0;
    /// Makes the queries known; prepares each on a scratch connection. @throws Error Bug naming every query
    /// that fails.
    virtual void prepare(const std::vector<PreparedQuery>& queries) = 0;
    /// Runs `work` in a durable transaction; returns after the commit. @throws TryAgain, ConstraintViolation,
    /// Error Unavailable (disk full, no connection), or what `work` throws (then rolled back).
    virtual void write(const std::function<void(Connection&)>& work, Priority priority) = 0;
    /// Runs `work` on a snapshot.
    virtual void read(const std::function<void(Connection&)>& work) = 0;
    /// Runs schema statements outside units of work, one after the other (migrations; engines without
    /// transactional DDL commit each by itself).
    virtual void migrate(const std::function<void(Connection&)>& work) = 0;
    /// Problems of the engine's own integrity and foreign-key check; empty when clean.
    virtual std::vector<std::string> check() = 0;
    /// All tables but those of the driver itself, in the order of their names.
    /// @throws Error Conflict "storage.no-tables" where the driver cannot tell.
    virtual std::vector<Table> tables() {
        throw Error::conflict("storage.no-tables", "This driver does not tell which tables there are.");
    }
    /// Flushes and closes; no call may follow.
    virtual void close() = 0;
    /// Writes a consistent copy of everything to a file that must not exist, while others read and write.
    /// @throws Error Conflict "storage.no-backup" where the engine's own tools do that.
    virtual void backup(const std::filesystem::path& target) {
        throw Error::conflict("storage.no-backup", "This database is copied with its own tools; " +
                                                       target.string() + " was not written.");
    }
};

/// Opens databases of one kind; provided by a storage plugin in declare(), before anything else runs.
class Driver {
public:
    static constexpr std::string_view kName = "storage.driver";
    virtual ~Driver() = default;
    /// "sqlite", "mysql"
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// Settings below `storage.` of the configuration ("path", "host" …).
    virtual std::unique_ptr<Database> open(const std::map<std::string, std::string>& settings) = 0;
    /// Whether the place that these settings name holds nothing yet: no file, or no table.
    /// @throws Error Conflict "storage.no-backup".
    virtual bool vacant(const std::map<std::string, std::string>&) {
        throw Error::conflict("storage.no-backup", "This driver does not tell whether its place is empty.");
    }
    /// Puts a copy made by Database::backup in the place of the database that these settings name; nobody may
    /// have it open.
    /// @returns where the one before lies now, "" when there was none. @throws Error Conflict
    /// "storage.no-backup".
    virtual std::string restore(const std::map<std::string, std::string>&,
                                const std::filesystem::path& source) {
        throw Error::conflict("storage.no-backup", "This database is restored with its own tools; " +
                                                       source.string() + " was not read.");
    }
};

} // namespace rejoinder::driver

namespace rejoinder {
/// A storage plugin's class derives from this beside Plugin; the kernel asks it before it starts anything.
class StoragePlugin {
public:
    virtual ~StoragePlugin() = default;
    virtual std::unique_ptr<driver::Driver> makeDriver() = 0;
};
} // namespace rejoinder
