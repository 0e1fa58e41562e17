#pragma once
#include "tests/bench/campaign/recorder.h"

#include <cppconn/connection.h>

#include <memory>

namespace rejoinder::bench {

/// What a MariaDB server was asked between two moments, from its general log: the units that wrote, each as
/// it was.
class GeneralLog {
public:
    /// The log of a server, through a connection of its own that nobody else uses.
    explicit GeneralLog(sql::Connection& connection) : connection_(connection) {}
    void start();
    void stop();
    /// Forgets what was asked so far, but not which statements were prepared. To be called between start()
    /// and stop().
    void mark();
    /// The units of the sessions in the database since the mark that changed something; each is a commit of
    /// its own.
    [[nodiscard]] Recording units();

private:
    sql::Connection& connection_;
    std::string since_;
};

/// Runs the units again on `connections` bare sessions at once, a durable commit for each. @returns seconds.
double replayOn(const std::vector<std::unique_ptr<sql::Connection>>& connections, const Recording& recording);

} // namespace rejoinder::bench
