#pragma once
#include <string>
#include <string_view>

namespace rejoinder::sqlite {

/// Turns a schema statement in neutral types into SQLite's own: CREATE TABLE becomes STRICT (and WITHOUT
/// ROWID where the comment /*clustered*/ stands in it), VARCHAR(n) and LONGTEXT become TEXT, BIGINT and INT
/// INTEGER, DOUBLE REAL, BLOB ANY; DROP INDEX i ON t loses its table. Other statements stay as they are.
[[nodiscard]] std::string rewriteSchema(std::string_view sql);

} // namespace rejoinder::sqlite
