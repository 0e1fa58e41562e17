#pragma once
#include <string>
#include <string_view>
#include <vector>

/// Reading SQL files: just enough of the language to find parameters and the ends of statements.
namespace rejoinder::storage {

/// One `-- name: …` section of a query file.
struct NamedStatement {
    std::string name;
    std::string sql;
};

/// A statement whose :names were replaced by "?".
struct Parameterised {
    std::string sql;
    std::vector<std::string> names; ///< one per "?"
};

/// The sections of a query file. @throws std::invalid_argument with a sentence when it is not well formed.
std::vector<NamedStatement> readNamedStatements(std::string_view text);

/// The statements of a migration, without line comments and final semicolons; empty ones are left out.
std::vector<std::string> splitStatements(std::string_view text);

/// Replaces `:snake_case` outside quotes and comments by "?".
Parameterised parameterise(std::string_view sql);

/// True when `camel` ("createdAt") is the C++ spelling of `snake` ("created_at").
[[nodiscard]] bool sameName(std::string_view camel, std::string_view snake) noexcept;

} // namespace rejoinder::storage
