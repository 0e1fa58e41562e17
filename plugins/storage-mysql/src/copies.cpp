#include "copies.h"

#include "tool.h"

#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>

namespace rejoinder::mysql {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kOwnTables = "storage_mysql_"; ///< what only this driver needs

/// An open file that is closed with its owner.
class File {
public:
    File(const fs::path& path, int how) : path_(path), handle_(::open(path.c_str(), how | O_CLOEXEC, 0600)) {
        if (handle_ < 0) failed();
    }
    ~File() { ::close(handle_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int handle() const noexcept { return handle_; }
    void sync() const {
        if (::fsync(handle_) != 0) failed();
    }

private:
    [[noreturn]] void failed() const {
        const int error = errno;
        throw Error(ErrorKind::Unavailable, "storage.copy-failed",
                    fmt::format("The copy {}: {}.", path_.string(), std::system_category().message(error)));
    }
    fs::path path_;
    int handle_;
};

/// Calls `take` for each row of a question to the catalogue.
template <class F>
void each(sql::Connection& connection, const std::string& question, F&& take) {
    const std::unique_ptr<sql::Statement> statement(connection.createStatement());
    const std::unique_ptr<sql::ResultSet> rows(statement->executeQuery(question));
    const auto text = [&](unsigned column) { return rows->getString(column).asStdString(); };
    while (rows->next()) take(text);
}

driver::Table::Kind kindOf(const std::string& type) {
    using Kind = driver::Table::Kind;
    if (type == "double" || type == "float") return Kind::Real;
    return type.ends_with("int") ? Kind::Integer : Kind::Text;
}

} // namespace

void backup(const Options& options, const Address* server, const fs::path& target) {
    if (fs::exists(target))
        throw Error::conflict("storage.target-exists", fmt::format("{} is there already.", target.string()));
    const fs::path draft = target.string() + ".part";
    {
        const File out(draft, O_WRONLY | O_CREAT | O_TRUNC);
        // One snapshot for all tables, read as it comes. Nothing that would lock, nothing that needs more
        // rights than those of the database's owner; bytes as digits, so that they stay what they are.
        runTool({"mariadb-dump", "mysqldump"}, DefaultsFile(options, server),
                {"--single-transaction", "--quick", "--skip-lock-tables", "--skip-add-locks",
                 "--skip-disable-keys", "--skip-add-drop-table", "--skip-comments", "--no-tablespaces",
                 "--hex-blob", "--default-character-set=utf8mb4", options.database},
                -1, out.handle());
        out.sync();
    }
    fs::rename(draft, target);
}

void restore(const Options& options, const fs::path& source) {
    const File in(source, O_RDONLY);
    if (!vacant(options))
        throw Error::conflict(
            "storage.not-empty",
            fmt::format("The database \"{}\" at {} has tables already: restore into an empty one.",
                        options.database, options.where()));
    // The server that answers, where there are several.
    const Address* server =
        options.socket.empty() ? &options.hosts[openSession(options, Purpose::Read).at] : nullptr;
    runTool({"mariadb", "mysql"}, DefaultsFile(options, server),
            {"--batch", "--default-character-set=utf8mb4", options.database}, in.handle(), -1);
}

bool vacant(const Options& options) {
    try {
        const Session session = openSession(options, Purpose::Read);
        return show(*session.connection, "SHOW FULL TABLES").empty();
    } catch (const sql::SQLException& e) {
        refuseStart(options, e.getErrorCode(), e.what());
    }
}

std::vector<driver::Table> tablesOf(sql::Connection& connection) {
    std::vector<driver::Table> out;
    // Found among few: the rows of both other questions come in the order of their tables.
    const auto named = [&](const std::string& name) {
        return std::ranges::find(out, name, &driver::Table::name);
    };
    each(connection,
         "SELECT table_name FROM information_schema.tables "
         "WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name",
         [&](const auto& text) {
             if (const std::string name = text(1); !name.starts_with(kOwnTables))
                 out.push_back({name, {}, {}, {}});
         });
    each(connection,
         "SELECT table_name, column_name, data_type FROM information_schema.columns "
         "WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position",
         [&](const auto& text) {
             if (const auto table = named(text(1)); table != out.end())
                 table->columns.push_back({text(2), kindOf(text(3))});
         });
    each(connection,
         "SELECT table_name, column_name, constraint_name, COALESCE(referenced_table_name, '') "
         "FROM information_schema.key_column_usage WHERE table_schema = DATABASE() "
         "ORDER BY table_name, constraint_name, ordinal_position",
         [&](const auto& text) {
             const auto table = named(text(1));
             if (table == out.end()) return;
             if (text(3) == "PRIMARY") table->key.push_back(text(2));
             const std::string to = text(4);
             if (!to.empty() && std::ranges::find(table->references, to) == table->references.end())
                 table->references.push_back(to);
         });
    return out;
}

} // namespace rejoinder::mysql
