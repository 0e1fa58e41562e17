#include "kernel/security/security.h"

#include "kernel/security/records.h"
#include "kernel/security/secret.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace rejoinder::security {

namespace {

constexpr std::chrono::seconds kCacheTime{1}; ///< how long a revoked token may still work
constexpr std::size_t kCacheSize = 10'000;
constexpr std::chrono::hours kLinkTime{24};
constexpr std::string_view kCookieName = "__Host-rejoinder=";

struct RoleText {
    std::string_view name, description;
};
constexpr std::array<RoleText, 5> kRoles{{
    {kAdministrator, "Everything, users and settings too"},
    {"marketer", "Plans, selects, tests, sends and reads results"},
    {"agent", "Logs responses and serves callers"},
    {"fulfilment", "Picks, packs and ships"},
    {"analyst", "Reads figures"},
}};

} // namespace

std::string_view sessionOf(std::string_view cookies) {
    std::size_t at = 0;
    while (at < cookies.size()) {
        while (at < cookies.size() && (cookies[at] == ' ' || cookies[at] == ';')) ++at;
        const auto end = std::min(cookies.find(';', at), cookies.size());
        const auto one = cookies.substr(at, end - at);
        if (one.starts_with(kCookieName)) return one.substr(kCookieName.size());
        at = end;
    }
    return {};
}

void PermissionCatalog::declare(std::string_view plugin, std::string_view name, std::string_view description,
                                std::initializer_list<std::string_view> roles) {
    const std::scoped_lock lock(mutex_);
    const auto [at, added] = permissions_.try_emplace(std::string(name));
    if (!added)
        throw Error::conflict("kernel.permission-twice", "permission " + std::string(name) +
                                                             " is declared by " + at->second.plugin +
                                                             " already");
    at->second = {
        std::string(name), std::string(plugin), std::string(description), {roles.begin(), roles.end()}};
}

void PermissionCatalog::removeAll(std::string_view plugin) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(permissions_, [plugin](const auto& p) { return p.second.plugin == plugin; });
}

bool PermissionCatalog::has(std::string_view name) const {
    const std::scoped_lock lock(mutex_);
    return permissions_.contains(name);
}

std::vector<Permission> PermissionCatalog::all() const {
    const std::scoped_lock lock(mutex_);
    std::vector<Permission> out;
    for (const auto& [name, permission] : permissions_) out.push_back(permission);
    return out;
}

std::vector<std::string> namesOf(Unit& unit, std::string_view query, Args args) {
    std::vector<std::string> names;
    unit.forEach<NameRow>(query, args, [&](NameRow& row) { names.push_back(std::move(row.name)); });
    return names;
}

void setRoles(Unit& unit, Id user, const std::vector<std::string>& roles) {
    Faults faults;
    std::vector<Id> ids;
    for (std::size_t i = 0; i < roles.size(); ++i) {
        const auto role = unit.one<RoleRow>("kernel.find-role-by-name", {{"name", roles[i]}});
        if (!role)
            faults.add("/roles/" + std::to_string(i), "kernel.no-such-role", "there is no role " + roles[i]);
        else if (std::find(ids.begin(), ids.end(), role->id) == ids.end())
            ids.push_back(role->id);
    }
    faults.raise();
    unit.run("kernel.delete-user-roles", {{"userId", user}});
    for (const auto id : ids) unit.run("kernel.insert-user-role", {{"userId", user}, {"roleId", id}});
}

void requireAdministrator(Unit& unit) {
    if (unit.number("kernel.count-active-administrators") == 0)
        throw Error::conflict("kernel.last-administrator", "the last active administrator must stay");
}

Security::Security(Storage& storage, const Clock& clock, Log& log, std::filesystem::path keyFile)
    : storage_(storage), clock_(clock), log_(log), audit_(storage, log), sealer_(std::move(keyFile)) {}

std::optional<Principal> Security::authenticate(const Credentials& credentials) {
    constexpr std::string_view bearer = "Bearer ";
    if (credentials.authorization.starts_with(bearer))
        return lookUp(credentials.authorization.substr(bearer.size()), false, true);
    if (!credentials.authorization.empty()) return std::nullopt;
    const auto session = sessionOf(credentials.cookie);
    return session.empty() ? std::nullopt : lookUp(session, true, credentials.unattended);
}

std::optional<Principal> Security::lookUp(std::string_view secret, bool cookie, bool unattended) {
    if (secret.size() > 100) return std::nullopt;
    const auto now = std::chrono::steady_clock::now();
    {
        const std::scoped_lock lock(cacheMutex_);
        const auto found = cache_.find(secret);
        if (found != cache_.end() && found->second.until > now) return found->second.principal;
    }
    const auto hash = sha256(secret);
    bool touch = false;
    Id session;
    auto principal = storage_.read(
        [&](Unit& u) { return cookie ? lookUpSession(u, hash, touch, session) : lookUpToken(u, hash); });
    if (touch && !unattended)
        storage_.write(
            [&](Unit& u) {
                u.run("kernel.touch-session", {{"now", clock_.now()}, {"id", session}});
            },
            {Priority::Background, {"system", "session", {}, {}}});
    if (principal) { // wrong secrets are not remembered: guessing must not push out those who work
        const std::scoped_lock lock(cacheMutex_);
        if (cache_.size() >= kCacheSize) cache_.clear();
        cache_.insert_or_assign(std::string(secret), Cached{principal, now + kCacheTime});
    }
    return principal;
}

namespace {

std::shared_ptr<const std::set<std::string, std::less<>>> shared(std::vector<std::string> names) {
    return std::make_shared<const std::set<std::string, std::less<>>>(std::make_move_iterator(names.begin()),
                                                                      std::make_move_iterator(names.end()));
}

Principal principalOf(Unit& unit, Id user, const std::string& kind, const std::string& name) {
    Principal p;
    p.actor = {kind, name, user, {}};
    const auto roles = namesOf(unit, "kernel.roles-of-user", {{"userId", user}});
    p.all = std::find(roles.begin(), roles.end(), kAdministrator) != roles.end();
    p.permissions = shared(namesOf(unit, "kernel.permissions-of-user", {{"userId", user}}));
    return p;
}

} // namespace

std::optional<Principal> Security::lookUpSession(Unit& unit, const std::string& hash, bool& touch,
                                                 Id& session) {
    const auto row = unit.one<SessionRow>("kernel.find-session", {{"tokenHash", hash}});
    const auto now = clock_.now();
    if (!row || now > row->lastSeenAt.plus(kIdle) || now > row->createdAt.plus(kAbsolute))
        return std::nullopt;
    touch = now > row->lastSeenAt.plus(std::chrono::minutes(1));
    session = row->id;
    auto p = principalOf(unit, row->userId, "user", row->userName);
    if (row->totpRoles > 0 && row->totp == 0) { // until the second step is set up
        p.all = false;
        p.permissions = shared({std::string(kOwnOnly)});
    }
    p.byCookie = true;
    p.csrfToken = row->csrfToken;
    return p;
}

std::optional<Principal> Security::lookUpToken(Unit& unit, const std::string& hash) {
    const auto row = unit.one<TokenRow>("kernel.find-token", {{"tokenHash", hash}});
    if (!row || (row->expiresAt && *row->expiresAt <= clock_.now())) return std::nullopt;
    auto p = principalOf(unit, row->userId, "token", row->userName + "/" + row->name);
    if (row->permissions) { // at most what both the user and the token may
        std::vector<std::string> both;
        for (const auto& name : *row->permissions)
            if (p.may(name)) both.push_back(name);
        p.all = false;
        p.permissions = shared(std::move(both));
    }
    return p;
}

void Security::forget() {
    const std::scoped_lock lock(cacheMutex_);
    cache_.clear();
}

void Security::start() {
    storage_.write([this](Unit& u) { grantDefaults(u); },
                   {Priority::Interactive, {"system", "start", {}, {}}});
    // Told at once, not when somebody cannot sign in.
    for (const auto& problem : storage_.read([this](Unit& u) { return verifyTotp(u); }))
        log_.warning("KERNEL-SECRET-KEY", {{"problem", problem}});
    audit_.start();
}

void Security::stop() {
    audit_.stop();
}

void Security::grantDefaults(Unit& unit) {
    std::map<std::string_view, Id> ids;
    for (const auto& role : kRoles) {
        const auto row = unit.one<RoleRow>("kernel.find-role-by-name", {{"name", role.name}});
        ids[role.name] = row ? row->id : unit.newId();
        if (!row)
            unit.run("kernel.insert-role", RoleRow{ids[role.name], std::string(role.name),
                                                   std::string(role.description), 1, false});
    }
    for (const auto& permission : permissions_.all())
        for (const auto& role : permission.roles) {
            const auto id = ids.find(role);
            if (id == ids.end())
                throw Error(ErrorKind::Bug, "kernel.no-such-role",
                            "permission " + permission.name + " is granted to the unknown role " + role);
            if (unit.number("kernel.count-default-grant",
                            {{"roleName", role}, {"permission", permission.name}}) != 0)
                continue;
            unit.run("kernel.insert-default-grant", {{"roleName", role}, {"permission", permission.name}});
            if (unit.number("kernel.count-role-permission",
                            {{"roleId", id->second}, {"permission", permission.name}}) == 0)
                unit.run("kernel.insert-role-permission",
                         {{"roleId", id->second}, {"permission", permission.name}});
        }
}

std::optional<std::string> Security::setupSecret() {
    const auto secret = newSecret("rjl_");
    const bool made = storage_.write(
        [&](Unit& u) {
            if (u.number("kernel.count-users") != 0) return false;
            u.run("kernel.delete-one-time-links-of-kind", {{"kind", "setup"}});
            u.run("kernel.insert-one-time-link", {{"tokenHash", sha256(secret)},
                                                  {"kind", "setup"},
                                                  {"userId", nullptr},
                                                  {"expiresAt", clock_.now().plus(kLinkTime)}});
            return true;
        },
        {Priority::Interactive, {"system", "start", {}, {}}});
    return made ? std::optional(secret) : std::nullopt;
}

Id Security::addUser(Unit& unit, const std::string& name, const std::string& displayName,
                     const std::string& passwordHash, const std::vector<std::string>& roles) {
    if (unit.one<UserRow>("kernel.find-user-by-name", {{"name", name}}))
        throw Error(ErrorKind::Conflict, "kernel.user-exists", "there is a user " + name + " already");
    const auto id = unit.newId();
    unit.run(
        "kernel.insert-user",
        UserRow{
            id, name, displayName.empty() ? name : displayName, passwordHash, true, 1, unit.now(), {}, {}});
    setRoles(unit, id, roles);
    unit.audit("users.create", id, name);
    return id;
}

std::string Security::passwordSecret(Unit& unit, const std::string& userName) {
    const auto user = unit.one<UserRow>("kernel.find-user-by-name", {{"name", userName}});
    if (!user) throw Error::notFound("kernel.no-such-user", "there is no user " + userName);
    auto secret = newSecret("rjl_");
    unit.run("kernel.insert-one-time-link", {{"tokenHash", sha256(secret)},
                                             {"kind", "password"},
                                             {"userId", user->id},
                                             {"expiresAt", unit.now().plus(kLinkTime)}});
    unit.audit("users.password-link", user->id);
    return secret;
}

IssuedToken Security::addToken(Unit& unit, const std::string& userName, const std::string& tokenName,
                               const std::optional<std::vector<std::string>>& permissions,
                               const std::optional<Timestamp>& expiresAt) {
    const auto user = unit.one<UserRow>("kernel.find-user-by-name", {{"name", userName}});
    if (!user) throw Error::notFound("kernel.no-such-user", "there is no user " + userName);
    Faults faults;
    if (permissions)
        for (std::size_t i = 0; i < permissions->size(); ++i)
            if (!permissions_.has((*permissions)[i]))
                faults.add("/permissions/" + std::to_string(i), "kernel.no-such-permission",
                           "there is no permission " + (*permissions)[i]);
    faults.raise();
    auto secret = newSecret("rjt_");
    const auto id = unit.newId();
    unit.run("kernel.insert-token",
             {{"id", id},
              {"tokenHash", sha256(secret)},
              {"userId", user->id},
              {"name", tokenName},
              {"permissions", permissions ? Value(json::write(*permissions)) : Value(nullptr)},
              {"createdAt", unit.now()},
              {"expiresAt", expiresAt}});
    unit.audit("tokens.create", id, tokenName);
    return {id, std::move(secret)};
}

} // namespace rejoinder::security
