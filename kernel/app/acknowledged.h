#pragma once
#include "kernel/storage/query_catalog.h"

#include <rejoinder/storage.h>

#include <string>
#include <vector>

namespace rejoinder::app {

/// Compares what was acknowledged with what is stored, one sentence per problem. A plugin may have a query
/// named "audited" that gives `action` and `id` of its rows, and once the id 0, in case that there are none:
/// each must have a line of that action in the audit trail, and each such line its row.
std::vector<std::string> checkAcknowledged(Unit& unit, const storage::QueryCatalog& queries);

} // namespace rejoinder::app
