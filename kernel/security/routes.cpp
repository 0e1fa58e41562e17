#include "kernel/security/records.h"
#include "kernel/security/secret.h"
#include "kernel/security/security.h"

#include <rejoinder/paging.h>

namespace rejoinder::security {

namespace {

struct ListInput {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ListInput, limit, cursor)

struct User {
    Id id;
    std::string name, displayName;
    bool active = true;
    std::vector<std::string> roles;
    std::int64_t version = 1;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(User, id, name, displayName, active, roles, version, createdAt)

struct NewUser {
    std::string name, displayName;
    std::vector<std::string> roles;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(100).says("What the user signs in with");
        r.at("displayName").max(200).defaulted();
    }
};
REJOINDER_DESCRIBE(NewUser, name, displayName, roles)

/// A user and the secret with which the first password is set.
struct CreatedUser {
    Id id;
    User user;
    std::string passwordSecret;
};
REJOINDER_DESCRIBE(CreatedUser, id, user, passwordSecret)

struct ChangeUser {
    Id id;
    std::optional<std::string> displayName;
    std::optional<bool> active;
    std::optional<std::vector<std::string>> roles;
    static void rules(Rules& r) { r.at("displayName").notEmpty().max(200); }
};
REJOINDER_DESCRIBE(ChangeUser, id, displayName, active, roles)

struct Role {
    Id id;
    std::string name, description;
    std::vector<std::string> permissions;
    bool totpRequired = false;
    std::int64_t version = 1;
    static void rules(Rules& r) {
        r.at("totpRequired").says("Its members sign in with a second step (TOTP)");
    }
};
REJOINDER_DESCRIBE(Role, id, name, description, permissions, totpRequired, version)

struct NewRole {
    std::string name, description;
    std::vector<std::string> permissions;
    bool totpRequired = false;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(100);
        r.at("description").max(500).defaulted();
        r.at("totpRequired").defaulted().says("Its members sign in with a second step (TOTP)");
    }
};
REJOINDER_DESCRIBE(NewRole, name, description, permissions, totpRequired)

struct ChangeRole {
    Id id;
    std::optional<std::string> description;
    std::optional<std::vector<std::string>> permissions;
    std::optional<bool> totpRequired;
};
REJOINDER_DESCRIBE(ChangeRole, id, description, permissions, totpRequired)

struct RoleList {
    std::vector<Role> items;
};
REJOINDER_DESCRIBE(RoleList, items)

struct PermissionList {
    std::vector<Permission> items;
};
REJOINDER_DESCRIBE(PermissionList, items)

struct Token {
    Id id, userId;
    std::string name;
    std::optional<std::vector<std::string>> permissions;
    Timestamp createdAt;
    std::optional<Timestamp> expiresAt;
};
REJOINDER_DESCRIBE(Token, id, userId, name, permissions, createdAt, expiresAt)

struct NewToken {
    std::string userName, name;
    std::optional<std::vector<std::string>> permissions;
    std::optional<Timestamp> expiresAt;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200).says("What it is for");
        r.at("permissions").says("Absent: all that the user may");
    }
};
REJOINDER_DESCRIBE(NewToken, userName, name, permissions, expiresAt)

struct AuditList {
    std::optional<Id> resourceId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(AuditList, resourceId, limit, cursor)

User userOf(Unit& unit, const UserRow& row) {
    return {row.id,
            row.name,
            row.displayName,
            row.active,
            namesOf(unit, "kernel.roles-of-user", {{"userId", row.id}}),
            row.version,
            row.createdAt};
}

UserRow findUser(Unit& unit, Id id) {
    auto row = unit.one<UserRow>("kernel.find-user", {{"id", id}});
    if (!row) throw Error::notFound("kernel.no-such-user", "there is no such user");
    return *row;
}

RoleRow findRole(Unit& unit, Id id) {
    auto row = unit.one<RoleRow>("kernel.find-role", {{"id", id}});
    if (!row) throw Error::notFound("kernel.no-such-role", "there is no such role");
    return *row;
}

Role roleOf(Unit& unit, const RoleRow& row) {
    return {row.id,           row.name,
            row.description,  namesOf(unit, "kernel.permissions-of-role", {{"roleId", row.id}}),
            row.totpRequired, row.version};
}

void setPermissions(Unit& unit, const PermissionCatalog& catalog, Id role,
                    const std::vector<std::string>& names) {
    Faults faults;
    const std::set<std::string> wanted(names.begin(), names.end());
    for (std::size_t i = 0; i < names.size(); ++i)
        if (!catalog.has(names[i]))
            faults.add("/permissions/" + std::to_string(i), "kernel.no-such-permission",
                       "there is no permission " + names[i]);
    faults.raise();
    unit.run("kernel.delete-role-permissions", {{"roleId", role}});
    for (const auto& name : wanted)
        unit.run("kernel.insert-role-permission", {{"roleId", role}, {"permission", name}});
}

/// Names that are their own cursor: everything after the last one.
std::string cursorText(const std::optional<std::string>& cursor) {
    return cursor.value_or("");
}

} // namespace

/// Only who may everything hands out the administrator role, and nobody a role with permissions they lack.
void requireMayGive(Unit& unit, const Call& call, const std::vector<std::string>& roles) {
    for (const auto& name : roles) {
        const auto role = unit.one<RoleRow>("kernel.find-role-by-name", {{"name", name}});
        if (!role) continue; // named as a fault when the roles are set
        if (name == kAdministrator && !call.may(kEverything))
            throw Error(ErrorKind::Forbidden, "kernel.beyond-own",
                        "only an administrator makes administrators");
        for (const auto& permission : namesOf(unit, "kernel.permissions-of-role", {{"roleId", role->id}}))
            if (!call.may(permission))
                throw Error(ErrorKind::Forbidden, "kernel.beyond-own",
                            "nobody gives a permission they do not have: " + permission);
    }
}

static void requireMayGivePermissions(const Call& call, const std::vector<std::string>& names) {
    for (const auto& name : names)
        if (!call.may(name))
            throw Error(ErrorKind::Forbidden, "kernel.beyond-own",
                        "nobody gives a permission they do not have: " + name);
}

void Security::declare(Declarations& d) {
    d.permission("users.read", "See users, roles and permissions");
    d.permission("users.write", "Make and change users and roles");
    d.permission("tokens.write", "Make and revoke API tokens");
    d.permission("audit.read", "Read the audit trail");
    d.permission("sessions.own", "Own profile, password, second step and sessions; who else is on a record",
                 {"marketer", "agent", "fulfilment", "analyst"});
    d.message("KERNEL-AUDIT-SEAL", "Lines of the audit trail could not be sealed: {reason}",
              "They are sealed at the next try; look at the database when it goes on.");
    d.message("KERNEL-SECRET-KEY", "Stored secrets cannot be read: {problem}",
              "Bring the key file back, the same on all nodes; until then recovery codes let people in.");
    d.verify("audit trail", [](Unit& u) { return AuditTrail::verify(u); });
    d.verify("second steps", [this](Unit& u) { return verifyTotp(u); });
    declareUsers(d);
    declareRoles(d);
    declareTokens(d);
    declareAudit(d);
    declareFirstSteps(d);
    declareSessions(d);
    declareOwnSessions(d);
    declareProfile(d);
    declareTotp(d);
    declareNotices(d);
    declarePresence(d);
}

void Security::declareUsers(Declarations& d) {
    d.get<ListInput, Page<User>>(
        "/users", {"users.read", "Users by name"}, [](const ListInput& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            Page<User> page;
            const auto rows =
                u.all<UserRow>("kernel.list-users", {{"after", cursorText(in.cursor)}, {"limit", limit}});
            for (const auto& row : rows) page.items.push_back(userOf(u, row));
            if (rows.size() == static_cast<std::size_t>(limit)) page.nextCursor = rows.back().name;
            return page;
        });
    d.get<ById, User>("/users/{id}", {"users.read", "A user"},
                      [](const ById& in, Call&, Unit& u) { return userOf(u, findUser(u, in.id)); });
    d.post<NewUser, CreatedUser>(
        "/users", {"users.write", "Make a user; the answer holds the secret for the first password", 201},
        [this](const NewUser& in, Call& call, Unit& u) {
            requireMayGive(u, call, in.roles);
            const auto id = addUser(u, in.name, in.displayName, "", in.roles);
            auto secret = passwordSecret(u, in.name);
            return CreatedUser{id, userOf(u, findUser(u, id)), std::move(secret)};
        });
    d.patch<ChangeUser, User>("/users/{id}",
                              {"users.write", "Change a user's name, roles or activity", 200, true},
                              [this](const ChangeUser& in, Call& call, Unit& u) {
                                  auto row = findUser(u, in.id);
                                  call.requireMatch(row.version);
                                  const auto held = namesOf(u, "kernel.roles-of-user", {{"userId", in.id}});
                                  requireMayGive(u, call, held); // nor is anybody changed who may more
                                  if (in.roles) requireMayGive(u, call, *in.roles);
                                  if (in.displayName) row.displayName = *in.displayName;
                                  if (in.active) row.active = *in.active;
                                  u.run("kernel.update-user", row);
                                  if (in.roles) setRoles(u, in.id, *in.roles);
                                  requireAdministrator(u);
                                  if (!row.active)
                                      u.run("kernel.delete-sessions-of-user", {{"userId", in.id}});
                                  u.audit("users.change", in.id, json::write(in));
                                  forget();
                                  return userOf(u, findUser(u, in.id));
                              });
}

void Security::declareRoles(Declarations& d) {
    d.get<None, RoleList>("/roles", {"users.read", "Roles with their permissions"},
                          [](const None&, Call&, Unit& u) {
                              RoleList list;
                              for (const auto& row : u.all<RoleRow>("kernel.list-roles"))
                                  list.items.push_back(roleOf(u, row));
                              return list;
                          });
    d.get<ById, Role>("/roles/{id}", {"users.read", "A role with its permissions"},
                      [](const ById& in, Call&, Unit& u) { return roleOf(u, findRole(u, in.id)); });
    d.get<None, PermissionList>("/permissions", {"users.read", "All permissions there are"},
                                [this](const None&, Call&) { return PermissionList{permissions_.all()}; });
    d.post<NewRole, Role>(
        "/roles", {"users.write", "Make a role", 201}, [this](const NewRole& in, Call& call, Unit& u) {
            requireMayGivePermissions(call, in.permissions);
            if (u.one<RoleRow>("kernel.find-role-by-name", {{"name", in.name}}))
                throw Error::conflict("kernel.role-exists", "there is a role " + in.name + " already");
            const RoleRow row{u.newId(), in.name, in.description, 1, in.totpRequired};
            u.run("kernel.insert-role", row);
            setPermissions(u, permissions_, row.id, in.permissions);
            u.audit("roles.create", row.id, in.name);
            return roleOf(u, row);
        });
    d.patch<ChangeRole, Role>("/roles/{id}",
                              {"users.write", "Change a role's description or permissions", 200, true},
                              [this](const ChangeRole& in, Call& call, Unit& u) {
                                  auto row = findRole(u, in.id);
                                  call.requireMatch(row.version);
                                  if (in.permissions) requireMayGivePermissions(call, *in.permissions);
                                  if (in.description) row.description = *in.description;
                                  if (in.totpRequired) row.totpRequired = *in.totpRequired;
                                  u.run("kernel.update-role", row);
                                  if (in.permissions)
                                      setPermissions(u, permissions_, row.id, *in.permissions);
                                  u.audit("roles.change", in.id, json::write(in));
                                  forget();
                                  return roleOf(u, findRole(u, in.id));
                              });
}

void Security::declareTokens(Declarations& d) {
    d.get<ListInput, Page<Token>>("/tokens", {"tokens.write", "API tokens, without their secrets"},
                                  [](const ListInput& in, Call&, Unit& u) {
                                      const auto limit = paging::limitOf(in.limit);
                                      Page<Token> page;
                                      page.items = u.all<Token>(
                                          "kernel.list-tokens",
                                          {{"after", paging::cursorId(in.cursor, {})}, {"limit", limit}});
                                      if (page.items.size() == static_cast<std::size_t>(limit))
                                          page.nextCursor = page.items.back().id.toString();
                                      return page;
                                  });
    d.get<ById, Token>("/tokens/{id}", {"tokens.write", "An API token, without its secret"},
                       [](const ById& in, Call&, Unit& u) {
                           auto token = u.one<Token>("kernel.get-token", {{"id", in.id}});
                           if (!token)
                               throw Error::notFound("kernel.no-such-token", "there is no such token");
                           return *token;
                       });
    d.post<NewToken, IssuedToken>(
        "/tokens", {"tokens.write", "Make an API token; its secret is shown only now", 201},
        [this](const NewToken& in, Call& call, Unit& u) {
            const auto user = u.one<UserRow>("kernel.find-user-by-name", {{"name", in.userName}});
            if (user && user->id != call.actor().userId)
                requireMayGive(u, call, namesOf(u, "kernel.roles-of-user", {{"userId", user->id}}));
            if (in.permissions) requireMayGivePermissions(call, *in.permissions);
            return addToken(u, in.userName, in.name, in.permissions, in.expiresAt);
        });
    d.remove<ById>("/tokens/{id}", {"tokens.write", "Revoke an API token"},
                   [this](const ById& in, Call&, Unit& u) {
                       if (u.run("kernel.delete-token", {{"id", in.id}}) == 0)
                           throw Error::notFound("kernel.no-such-token", "there is no such token");
                       u.audit("tokens.revoke", in.id);
                       forget();
                   });
}

void Security::declareAudit(Declarations& d) {
    d.get<AuditList, Page<AuditLine>>(
        "/audit", {"audit.read", "The audit trail, newest first"}, [](const AuditList& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            const auto before = paging::cursorId(in.cursor, {INT64_MAX});
            Page<AuditLine> page;
            page.items =
                in.resourceId
                    ? u.all<AuditLine>("kernel.list-audit-of-resource",
                                       {{"resourceId", *in.resourceId}, {"before", before}, {"limit", limit}})
                    : u.all<AuditLine>("kernel.list-audit", {{"before", before}, {"limit", limit}});
            if (page.items.size() == static_cast<std::size_t>(limit))
                page.nextCursor = page.items.back().id.toString();
            return page;
        });
}

} // namespace rejoinder::security
