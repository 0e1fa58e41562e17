#pragma once
#include "tests/support/server.h"

#include <string>
#include <vector>

namespace rejoinder::test {

/// A MariaDB server of its own: data folder, socket and loopback port of this object, started from the
/// installed program and gone with it. Never the system's service.
class MariaDb {
public:
    /// Whether the programs are installed; tests skip themselves where they are not.
    static bool available();

    /// Starts with settings that forget the last second after a crash of the machine (not of the process),
    /// which is what tests want; `durable` makes every commit wait for the disk. `options` are added to the
    /// server's command line. @throws std::runtime_error with its log when it does not start.
    explicit MariaDb(bool durable = false, std::vector<std::string> options = {});
    /// Kills it.
    ~MariaDb();
    MariaDb(const MariaDb&) = delete;
    MariaDb& operator=(const MariaDb&) = delete;

    void start(
        const std::vector<std::string>& moreOptions = {}); ///< after stop() or kill(); on the same port
    void stop();                                           ///< SIGTERM
    void kill();                                           ///< SIGKILL
    /// Makes an empty database. @returns its name.
    std::string newDatabase();
    /// Runs statements as root by the command line client. @returns what it prints: columns between tabs,
    /// without a head. @throws std::runtime_error when one fails.
    std::string run(const std::string& sql, const std::string& database = {}) const;
    /// Settings with which the product uses that database.
    [[nodiscard]] SettingList settings(const std::string& database) const;
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::filesystem::path socket() const { return folder_.path() / "s.sock"; }
    [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
    [[nodiscard]] int process() const noexcept { return process_; }

private:
    [[nodiscard]] std::vector<std::string> commandLine() const;
    TempFolder folder_;
    bool durable_;
    std::vector<std::string> options_;
    std::uint16_t port_ = 0;
    int process_ = -1;
    int databases_ = 0;
};

} // namespace rejoinder::test
