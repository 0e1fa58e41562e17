#pragma once
#include <string>
#include <string_view>

namespace rejoinder::mysql {

/// The neutral statement of a migration as MySQL and MariaDB have to hear it: TEXT and BLOB hold any length,
/// and a new table has the engine and the binary collation that make it behave as in SQLite.
[[nodiscard]] std::string rewriteSchema(std::string_view sql, bool mariaDb = true);

} // namespace rejoinder::mysql
