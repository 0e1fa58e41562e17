#pragma once
#include <rejoinder/plugin.h>

#include <chrono>

/// Rows of the security tables, used inside this room only.
namespace rejoinder::security {

struct UserRow {
    Id id;
    std::string name, displayName, passwordHash;
    bool active = true;
    std::int64_t version = 1;
    Timestamp createdAt;
    std::string language, theme; ///< empty: as the browser wants it
};
REJOINDER_DESCRIBE(UserRow, id, name, displayName, passwordHash, active, version, createdAt, language, theme)

struct RoleRow {
    Id id;
    std::string name, description;
    std::int64_t version = 1;
    bool totpRequired = false;
};
REJOINDER_DESCRIBE(RoleRow, id, name, description, version, totpRequired)

struct NameRow {
    std::string name;
};
REJOINDER_DESCRIBE(NameRow, name)

struct SessionRow {
    Id id, userId;
    std::string csrfToken;
    Timestamp createdAt, lastSeenAt;
    std::string userName;
    std::int64_t totp = 0;      ///< 1: the user signs in with a second step
    std::int64_t totpRoles = 0; ///< roles of the user that demand it
};
REJOINDER_DESCRIBE(SessionRow, id, userId, csrfToken, createdAt, lastSeenAt, userName, totp, totpRoles)

struct TotpRow {
    Id userId;
    std::string secret; ///< base32, sealed
    bool confirmed = false;
    std::int64_t lastStep = 0;
    Timestamp since;
};
REJOINDER_DESCRIBE(TotpRow, userId, secret, confirmed, lastStep, since)

/// How long a session lives without and with use.
inline constexpr std::chrono::minutes kIdle{30};
inline constexpr std::chrono::hours kAbsolute{12};
/// All that a session may do whose user still has to set up the second step that a role demands.
inline constexpr std::string_view kOwnOnly = "sessions.own";

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
/// The hash of the session that a call came with, or "" (an API token).
std::string sessionHashOf(const Call& call);
/// The user who calls. @throws Error NotFound for the system itself.
UserRow userOfCall(Unit& unit, const Call& call);
/// The names of a query's rows.
std::vector<std::string> namesOf(Unit& unit, std::string_view query, Args args);
/// @throws Error Forbidden unless the caller may all that these roles may.
void requireMayGive(Unit& unit, const Call& call, const std::vector<std::string>& roles);
/// @throws Error Invalid at `pointer` when the password is not good enough.
void requireGoodPassword(const std::string& password, const std::string& name,
                         std::string_view pointer = "/password");
/// Gives the user exactly these roles. @throws Error Invalid when one does not exist.
void setRoles(Unit& unit, Id user, const std::vector<std::string>& roles);
/// @throws Error Conflict when nobody active would be administrator.
void requireAdministrator(Unit& unit);

} // namespace rejoinder::security
