#pragma once
#include "kernel/storage/query_catalog.h"

#include <filesystem>
#include <string>

namespace rejoinder::bench {

/// What the bare workers ask: the product's own queries, and the name of the jobs.
struct BareJobs {
    const storage::QueryCatalog& queries;
    std::string name;
    std::int64_t now = 0;   ///< microseconds
    std::int64_t count = 0; ///< how many are to be done
};

/// Four workers' jobs by SQLite alone: a loop that claims four jobs in one durable commit and ends them in
/// the next, as a writer that groups what waits would. @returns jobs done.
std::int64_t workOnSqlite(const BareJobs& jobs, const std::filesystem::path& database);

/// Four connections to a MariaDB server, each claiming a job past the rows that others hold (SKIP LOCKED),
/// committing, ending it and committing. @returns jobs done.
std::int64_t workOnMariaDb(const BareJobs& jobs, const std::filesystem::path& socket,
                           const std::string& database);

} // namespace rejoinder::bench
