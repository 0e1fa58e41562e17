#pragma once
#include <rejoinder/plugin.h>

/// Rows of the security tables, used inside this room only.
namespace rejoinder::security {

struct UserRow {
    Id id;
    std::string name, displayName, passwordHash;
    bool active = true;
    std::int64_t version = 1;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(UserRow, id, name, displayName, passwordHash, active, version, createdAt)

struct RoleRow {
    Id id;
    std::string name, description;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(RoleRow, id, name, description, version)

struct NameRow {
    std::string name;
};
REJOINDER_DESCRIBE(NameRow, name)

struct SessionRow {
    Id id, userId;
    std::string csrfToken;
    Timestamp createdAt, lastSeenAt;
    std::string userName;
};
REJOINDER_DESCRIBE(SessionRow, id, userId, csrfToken, createdAt, lastSeenAt, userName)

struct TokenRow {
    Id id, userId;
    std::string name;
    std::optional<std::vector<std::string>> permissions;
    std::optional<Timestamp> expiresAt;
    std::string userName;
};
REJOINDER_DESCRIBE(TokenRow, id, userId, name, permissions, expiresAt, userName)

struct LinkRow {
    std::string kind;
    std::optional<Id> userId;
    Timestamp expiresAt;
};
REJOINDER_DESCRIBE(LinkRow, kind, userId, expiresAt)

/// The session secret of a Cookie header, or "".
std::string_view sessionOf(std::string_view cookies);
/// The names of a query's rows.
std::vector<std::string> namesOf(Unit& unit, std::string_view query, Args args);
/// Gives the user exactly these roles. @throws Error Invalid when one does not exist.
void setRoles(Unit& unit, Id user, const std::vector<std::string>& roles);
/// @throws Error Conflict when nobody active would be administrator.
void requireAdministrator(Unit& unit);

} // namespace rejoinder::security
