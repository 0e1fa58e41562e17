#pragma once
#include "options.h"

#include <cppconn/connection.h>

#include <map>
#include <memory>
#include <string>

namespace rejoinder::mysql {

enum class Purpose {
    Write,  ///< on a snapshot; what another changed meanwhile is not overwritten
    Read,   ///< on a snapshot
    Migrate ///< as Write, without a limit for the time that a statement takes
};

/// What a server says about itself.
using Variables = std::map<std::string, std::string, std::less<>>;

/// One session with a server, set up as the product needs it. The connector's own reconnecting is never
/// used: it loses the transaction, the settings and everything prepared, and says nothing.
struct Session {
    std::unique_ptr<sql::Connection> connection;
    Variables server;   ///< version, read_only, wsrep_on …
    std::size_t at = 0; ///< which of the hosts
    [[nodiscard]] std::string variable(std::string_view name) const;
    [[nodiscard]] bool isMariaDb() const;
    /// A node of a cluster.
    [[nodiscard]] bool isGalera() const { return variable("wsrep_on") == "ON"; }
};

/// Opens a session with the first server that takes it, beginning with number `first`.
/// @throws sql::SQLException of the last one, Error Unavailable where encryption was demanded and is not
/// there.
[[nodiscard]] Session openSession(const Options& options, Purpose purpose, std::size_t first = 0);

/// Turns what went wrong at the first connection into one sentence that says what to do.
/// @throws Error Unavailable: storage.access-denied, storage.no-database, storage.no-server, storage.no-tls
/// or storage.cannot-open.
[[noreturn]] void refuseStart(const Options& options, int code, const std::string& said);

/// Refuses servers that cannot be used: too old, or read-only where something is to be written.
/// @throws Error Unavailable "storage.old-server", "storage.read-only-server".
void checkServer(const Options& options, const Session& session);

/// Rows of a SHOW statement, their first two columns as name and value.
[[nodiscard]] Variables show(sql::Connection& connection, const std::string& statement);

/// The connector wants each thread to say hello and good-bye; to be called before a thread's first use.
void enterThread();

} // namespace rejoinder::mysql
