#include "copies.h"
#include "database.h"
#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

namespace rejoinder::mysql {

/// Opens databases of MySQL and MariaDB servers for the kernel.
class MysqlDriver final : public driver::Driver {
public:
    [[nodiscard]] std::string_view name() const override { return "mysql"; }
    std::unique_ptr<driver::Database> open(const std::map<std::string, std::string>& settings) override {
        return std::make_unique<Database>(readOptions(settings));
    }
    bool vacant(const std::map<std::string, std::string>& settings) override {
        return mysql::vacant(readOptions(settings));
    }
    std::string restore(const std::map<std::string, std::string>& settings,
                        const std::filesystem::path& source) override {
        mysql::restore(readOptions(settings), source);
        return {}; // the place was empty
    }
};

namespace {

std::function<std::string(const std::int64_t&)> between(std::int64_t low, std::int64_t high) {
    return [low, high](const std::int64_t& n) {
        return n >= low && n <= high
                   ? std::string()
                   : "must be between " + std::to_string(low) + " and " + std::to_string(high);
    };
}

std::string tlsWord(const std::string& word) {
    return word == "auto" || word == "required" || word == "off" ? std::string()
                                                                 : "must be one of auto, required, off";
}

} // namespace

/// The database of a server or a cluster.
class MysqlPlugin final : public Plugin, public StoragePlugin {
public:
    void declare(Declarations& d) override {
        d.setting<std::string>(
            "host", "",
            "Server, as name or address, also with :port; several, separated by commas, of one "
            "cluster. Empty: 127.0.0.1.");
        d.setting<std::int64_t>("port", 3306, "Its port.", between(1, 65'535));
        d.setting<std::string>("socket", "", "Socket of a server on this machine, instead of a host.");
        d.setting<std::string>("database", "rejoinder", "Database at that server.");
        d.setting<std::string>("user", "rejoinder", "User there.");
        d.setting<std::string>("password-file", "",
                               "File whose first line is that user's password; secrets stand in files only.");
        d.setting<std::string>("tls", "auto",
                               "auto (encrypted unless the server is on this machine), required or off.",
                               tlsWord);
        d.setting<std::string>(
            "tls-ca", "", "PEM file of the authority that vouches for the server; empty: the system's own.");
        d.setting<std::string>("tls-certificate", "",
                               "PEM file with our own certificate, if the server wants one.");
        d.setting<std::string>("tls-key-file", "", "PEM file with the private key of that certificate.");
        d.setting<std::int64_t>("writers", 16,
                                "Most connections for writing; background work leaves a quarter free.",
                                between(2, kMostConnections));
        d.setting<std::int64_t>("readers", 16, "Most connections for reading.", between(1, kMostConnections));
        d.setting<std::int64_t>("connect-timeout-seconds", 5, "Longest wait for a connection.",
                                between(1, kMostSeconds));
        d.setting<std::int64_t>("read-timeout-seconds", 120,
                                "Longest wait for an answer; must exceed the longest pause of the server.",
                                between(10, kMostSeconds));
        d.setting<std::string>(
            "isolation", "auto",
            "auto (snapshots that refuse to change what another unit changed meanwhile), or serializable, "
            "which also keeps what a unit has read as it was, at the price of more waiting.",
            [](const std::string& word) {
                return word == "auto" || word == "serializable" ? "" : "must be one of auto, serializable";
            });
        d.setting<std::int64_t>("lock-timeout-seconds", 10, "Longest wait for a row that another unit holds.",
                                between(1, kMostSeconds));
    }
    void start(Context&) override {}
    std::unique_ptr<driver::Driver> makeDriver() override { return std::make_unique<MysqlDriver>(); }
};

} // namespace rejoinder::mysql

REJOINDER_PLUGIN(rejoinder::mysql::MysqlPlugin)
