#pragma once
#include "kernel/security/audit.h"
#include "kernel/security/authority.h"
#include "kernel/security/login_limiter.h"
#include "kernel/security/sealer.h"

#include <rejoinder/plugin.h>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::security {

/// A permission as its plugin declared it.
struct Permission {
    std::string name, plugin, description;
    std::vector<std::string> roles; ///< roles that have it from the start
};
REJOINDER_DESCRIBE(Permission, name, plugin, description, roles)

/// Role that may do everything; it always exists and its last active member cannot be taken away.
inline constexpr std::string_view kAdministrator = "administrator";
/// Asked with Call::may: true only for the administrator role and the system, as nobody can be granted it.
inline constexpr std::string_view kEverything = "*";

struct UserRow;

/// What declared permissions there are. Thread-safe.
class PermissionCatalog {
public:
    /// @throws Error Conflict when the name is taken.
    void declare(std::string_view plugin, std::string_view name, std::string_view description,
                 std::initializer_list<std::string_view> roles);
    void removeAll(std::string_view plugin);
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::vector<Permission> all() const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, Permission, std::less<>> permissions_;
};

/// A new API token; the secret is shown only now.
struct IssuedToken {
    Id id;
    std::string secret;
};
REJOINDER_DESCRIBE(IssuedToken, id, secret)

/// Users, roles, sessions, API tokens, one-time links and the audit trail.
class Security final : public Authority {
public:
    /// `keyFile`: where the key of stored secrets lies (Sealer).
    Security(Storage& storage, const Clock& clock, Log& log, std::filesystem::path keyFile);

    [[nodiscard]] PermissionCatalog& permissions() noexcept { return permissions_; }
    [[nodiscard]] AuditTrail& audit() noexcept { return audit_; }
    std::optional<Principal> authenticate(const Credentials& credentials) override;

    /// Routes, permissions, messages and verify checks of this room.
    void declare(Declarations& d);
    /// Makes the roles, grants what plugins declared for them, starts sealing. The schema must be current and
    /// all plugins declared.
    void start();
    void stop();

    /// A secret that lets the first administrator be made once, while there is no user; nothing when there is
    /// one.
    std::optional<std::string> setupSecret();
    /// Makes a user; a password may be set later with a link. @throws Error Invalid, Conflict.
    Id addUser(Unit& unit, const std::string& name, const std::string& displayName,
               const std::string& passwordHash, const std::vector<std::string>& roles);
    /// A secret with which the user sets a new password once within 24 hours.
    std::string passwordSecret(Unit& unit, const std::string& userName);
    /// A new API token of a user; without `permissions` it may do what the user may. The secret is shown only
    /// now.
    IssuedToken addToken(Unit& unit, const std::string& userName, const std::string& tokenName,
                         const std::optional<std::vector<std::string>>& permissions,
                         const std::optional<Timestamp>& expiresAt);
    /// Takes the second step of a sign-in: a code of the authenticator, each at most once, or a recovery
    /// code, which is spent. @returns false for a wrong one.
    bool takeCode(Unit& unit, Id user, const std::string& code);
    /// Takes a user's second step away and ends the user's sessions. @returns false when there is none.
    bool resetTotp(Unit& unit, Id user);
    /// Forgets what was looked up; called after users, roles or tokens changed.
    void forget();

private:
    struct Cached {
        std::optional<Principal> principal;
        std::chrono::steady_clock::time_point until;
    };
    std::optional<Principal> lookUp(std::string_view secret, bool cookie, bool unattended);
    std::optional<Principal> lookUpSession(Unit& unit, const std::string& hash, bool& touch, Id& session);
    std::optional<Principal> lookUpToken(Unit& unit, const std::string& hash);
    void grantDefaults(Unit& unit);

    void declareUsers(Declarations& d);
    void declareRoles(Declarations& d);
    void declareTokens(Declarations& d);
    void declareAudit(Declarations& d);
    void declareFirstSteps(Declarations& d);
    void declareSessions(Declarations& d);
    void declareOwnSessions(Declarations& d);
    void declareProfile(Declarations& d);
    void declareTotp(Declarations& d);
    void declareNotices(Declarations& d);
    std::string sealedTotp(Unit& unit, Id user, const std::string& secret);
    std::vector<std::string> verifyTotp(Unit& unit);
    void declarePresence(Declarations& d);
    void requirePassword(const Call& call, const UserRow& user, const std::string& password,
                         std::string_view pointer);

    Storage& storage_;
    const Clock& clock_;
    Log& log_;
    AuditTrail audit_;
    PermissionCatalog permissions_;
    LoginLimiter limiter_;
    Sealer sealer_;
    std::mutex cacheMutex_;
    std::map<std::string, Cached, std::less<>> cache_;
};

} // namespace rejoinder::security
