#include "session.h"

#include <rejoinder/error.h>

#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <fmt/format.h>

#include <charconv>
#include <mutex>

namespace rejoinder::mysql {

namespace {

using sql::SQLString;

/// The driver object is made at the first call, which is not guarded by the connector.
sql::Driver& driverOf() {
    static std::once_flag once;
    static sql::Driver* driver = nullptr;
    std::call_once(once, [] { driver = get_driver_instance(); });
    return *driver;
}

sql::ConnectOptionsMap connectOptions(const Options& o, const Address* server, Purpose purpose) {
    sql::ConnectOptionsMap map;
    const auto text = [&](const char* name, const std::string& value) { map[name] = SQLString(value); };
    const bool v6 = server && server->host.find(':') != std::string::npos;
    text("hostName",
         !server ? "unix://" + o.socket.string()
                 : fmt::format("tcp://{}{}{}:{}", v6 ? "[" : "", server->host, v6 ? "]" : "", server->port));
    text("userName", o.user);
    text("password", o.password);
    text("schema", o.database);
    text("OPT_CHARSET_NAME", "utf8mb4");
    map["OPT_CONNECT_TIMEOUT"] = static_cast<int>(o.connectTimeout.count());
    if (purpose != Purpose::Migrate) {
        map["OPT_READ_TIMEOUT"] = static_cast<int>(o.readTimeout.count());
        map["OPT_WRITE_TIMEOUT"] = static_cast<int>(o.readTimeout.count());
    }
    map["CLIENT_FOUND_ROWS"] = true; // an UPDATE counts the rows it meets, as SQLite does
    if (server && o.demandsTls(*server)) {
        // OPT_SSL_MODE is ignored by this connector, and a CA alone falls back to clear text.
        map["sslVerify"] = true;
        text("sslCA", o.tlsCa.string());
        if (!o.tlsCertificate.empty()) {
            text("sslCert", o.tlsCertificate.string());
            text("sslKey", o.tlsKey.string());
        }
    }
    return map;
}

void run(sql::Connection& connection, const std::string& sql) {
    const std::unique_ptr<sql::Statement> statement(connection.createStatement());
    statement->execute(sql);
}

/// So that both engines mean the same with one text, see field rules in README.md.
void setUp(Session& session, const Options& o, Purpose purpose) {
    sql::Connection& c = *session.connection;
    const bool maria = session.isMariaDb();
    // Not in SET NAMES: that would name the collation in every result, and the connector refuses what it does
    // not know.
    run(c, fmt::format("SET collation_connection = {}", maria ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin"));
    run(c, fmt::format("SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,"
                       "ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,"
                       "NO_ENGINE_SUBSTITUTION{}', time_zone = '+00:00', innodb_lock_wait_timeout = {}, "
                       "default_storage_engine = InnoDB, autocommit = {}",
                       maria ? ",SIMULTANEOUS_ASSIGNMENT" : "", o.lockTimeout.count(),
                       purpose == Purpose::Write ? 0 : 1));
    // A unit that changes a row which another changed since it looked is refused and runs again. Where the
    // server cannot do that, reading locks.
    const bool snapshots = !session.variable("innodb_snapshot_isolation").empty();
    const bool serial = purpose == Purpose::Write && (!snapshots || o.isolation == Isolation::Serializable);
    run(c, serial ? "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE"
                  : "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    if (snapshots) run(c, "SET SESSION innodb_snapshot_isolation = ON");
    // What another node acknowledged is seen here, whatever the first statement of a unit is: 1 is for SELECT
    // alone, 2 for UPDATE and DELETE, 4 for INSERT. Units lock by an UPDATE before they look.
    if (session.isGalera()) run(c, "SET SESSION wsrep_sync_wait = 7");
}

void requireEncryption(Session& session, const Options& o, const Address& server) {
    if (!o.demandsTls(server)) return;
    const auto status = show(*session.connection, "SHOW SESSION STATUS LIKE 'Ssl_cipher'");
    if (status.empty() || status.begin()->second.empty())
        throw Error(
            ErrorKind::Unavailable, "storage.no-tls",
            fmt::format("The connection to {}:{} is not encrypted though storage-mysql.tls demands it: "
                        "switch TLS on at the server.",
                        server.host, server.port));
}

/// A Galera node that is not in the primary component still answers SELECT 1.
void requireReady(Session& session) {
    if (!session.isGalera()) return;
    const auto status = show(*session.connection, "SHOW STATUS LIKE 'wsrep_ready'");
    if (!status.empty() && status.begin()->second != "ON")
        throw sql::SQLException("WSREP has not yet prepared node for application use", "08S01", 1047);
}

Session openOne(const Options& o, const Address* server, Purpose purpose) {
    auto map = connectOptions(o, server, purpose);
    Session session;
    session.connection.reset(driverOf().connect(map));
    session.server = show(*session.connection,
                          "SHOW VARIABLES WHERE Variable_name IN ('version', 'version_comment', 'read_only', "
                          "'super_read_only', 'innodb_read_only', 'wsrep_on', 'innodb_snapshot_isolation')");
    if (server) requireEncryption(session, o, *server);
    requireReady(session);
    setUp(session, o, purpose);
    return session;
}

int majorMinor(const std::string& version) {
    int major = 0, minor = 0;
    const char* end = version.data() + version.size();
    const auto first = std::from_chars(version.data(), end, major);
    if (first.ptr != end && *first.ptr == '.') std::from_chars(first.ptr + 1, end, minor);
    return major * 100 + minor;
}

} // namespace

std::string Session::variable(std::string_view name) const {
    const auto it = server.find(name);
    return it == server.end() ? std::string() : it->second;
}

bool Session::isMariaDb() const {
    return variable("version").find("MariaDB") != std::string::npos;
}

Variables show(sql::Connection& connection, const std::string& statement) {
    Variables out;
    const std::unique_ptr<sql::Statement> s(connection.createStatement());
    const std::unique_ptr<sql::ResultSet> rows(s->executeQuery(statement));
    while (rows->next()) out[rows->getString(1).asStdString()] = rows->getString(2).asStdString();
    return out;
}

void enterThread() {
    struct Guest {
        Guest() { driverOf().threadInit(); }
        ~Guest() { driverOf().threadEnd(); }
        Guest(const Guest&) = delete;
        Guest& operator=(const Guest&) = delete;
    };
    thread_local const Guest guest;
}

Session openSession(const Options& options, Purpose purpose, std::size_t first) {
    enterThread();
    if (!options.socket.empty()) return openOne(options, nullptr, purpose);
    for (std::size_t tried = 0;; ++tried) {
        const std::size_t at = (first + tried) % options.hosts.size();
        try {
            Session session = openOne(options, &options.hosts[at], purpose);
            session.at = at;
            return session;
        } catch (const std::exception&) {
            if (tried + 1 == options.hosts.size()) throw;
        }
    }
}

void refuseStart(const Options& o, int code, const std::string& said) {
    const auto refuse = [](std::string_view reason, std::string sentence) {
        throw Error(ErrorKind::Unavailable, reason, std::move(sentence));
    };
    const std::string secret =
        o.passwordFile.empty()
            ? "without a password; set storage-mysql.password-file"
            : fmt::format("with the password in {}; correct the file, storage-mysql.user or "
                          "the user's rights at the server",
                          o.passwordFile.string());
    switch (code) {
    case 1045:
    case 1130: // ER_HOST_NOT_PRIVILEGED
    case 1251:
    case 1698:
        refuse("storage.access-denied",
               fmt::format("The database server at {} does not let the user \"{}\" in {} ({}).", o.where(),
                           o.user, secret, code));
        break;
    case 1044:
        refuse("storage.access-denied",
               fmt::format(
                   "The user \"{0}\" has no rights in the database \"{1}\" at {2}: grant them with GRANT ALL "
                   "ON {1}.* TO that user, or correct storage-mysql.database.",
                   o.user, o.database, o.where()));
        break;
    case 1049:
        refuse(
            "storage.no-database",
            fmt::format("There is no database \"{0}\" at {1}: make it with CREATE DATABASE {0}, or correct "
                        "storage-mysql.database.",
                        o.database, o.where()));
        break;
    case 2026:
        refuse(
            "storage.no-tls",
            fmt::format(
                "The database server at {} offers no encrypted connection that {} vouches for: give the "
                "server a certificate, name its CA in storage-mysql.tls-ca, or set storage-mysql.tls = off "
                "({}).",
                o.where(), o.tlsCa.string(), said));
        break;
    case 2002:
    case 2003:
    case 2005:
        refuse("storage.no-server", fmt::format("No database server answers at {}: start it, or correct "
                                                "storage-mysql.host, port or socket ({}).",
                                                o.where(), said));
        break;
    default: break;
    }
    throw Error(ErrorKind::Unavailable, "storage.cannot-open",
                fmt::format("The database \"{}\" at {} cannot be opened: {} ({}).", o.database, o.where(),
                            said, code));
}

void checkServer(const Options& o, const Session& session) {
    const std::string version = session.variable("version");
    const int oldest = session.isMariaDb() ? 1006 : 800; // multi-row RETURNING, window functions, CHECK
    if (majorMinor(version) < oldest)
        throw Error(
            ErrorKind::Unavailable, "storage.old-server",
            fmt::format("The database server at {} has version {}: MariaDB 10.6 or MySQL 8.0 is the oldest "
                        "that can be used; bring it up to date.",
                        o.where(), version));
    if (o.readonly) return;
    for (const char* name : {"read_only", "super_read_only", "innodb_read_only"}) {
        const std::string value = session.variable(name);
        if (!value.empty() && value != "OFF" && value != "0")
            throw Error(
                ErrorKind::Unavailable, "storage.read-only-server",
                fmt::format("The database server at {} is read-only ({} = {}), as replicas are: name the "
                            "primary server in storage-mysql.host.",
                            o.where(), name, value));
    }
}

} // namespace rejoinder::mysql
