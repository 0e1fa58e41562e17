#include "kernel/security/records.h"
#include "kernel/security/secret.h"
#include "kernel/security/security.h"

namespace rejoinder::security {

namespace {

struct SignIn {
    std::string name, password;
    static void rules(Rules& r) { r.at("password").max(256); }
};
REJOINDER_DESCRIBE(SignIn, name, password)

/// Who is signed in. `csrfToken` goes into the header X-CSRF-Token of every change made with the cookie.
struct Session {
    Id userId;
    std::string name, csrfToken;
    bool everything = false; ///< administrator: all permissions
    std::vector<std::string> permissions;
};
REJOINDER_DESCRIBE(Session, userId, name, csrfToken, everything, permissions)

struct Setup {
    std::string secret, name, displayName, password;
    static void rules(Rules& r) {
        r.at("secret").says("From the link that the first start prints");
        r.at("name").notEmpty().max(100);
        r.at("displayName").max(200).defaulted();
        r.at("password").max(256);
    }
};
REJOINDER_DESCRIBE(Setup, secret, name, displayName, password)

struct SetPassword {
    std::string secret, password;
    static void rules(Rules& r) { r.at("password").max(256); }
};
REJOINDER_DESCRIBE(SetPassword, secret, password)

struct Made {
    Id id;
    std::string name;
};
REJOINDER_DESCRIBE(Made, id, name)

constexpr std::string_view kCookie = "__Host-rejoinder";

/// The link if the secret belongs to one of that kind that still works. One text for every way it can fail.
LinkRow requireLink(Unit& unit, const std::string& secret, std::string_view kind) {
    const auto link = unit.one<LinkRow>("kernel.find-one-time-link", {{"tokenHash", sha256(secret)}});
    if (!link || link->kind != kind || link->expiresAt < unit.now())
        throw Error(ErrorKind::Forbidden, "kernel.link-spent",
                    "this link was used, has expired or never was");
    return *link;
}

void requireGoodPassword(const std::string& password, const std::string& name) {
    const auto fault = passwordFault(password, name);
    if (!fault.empty()) throw Error::invalid("/password", "kernel.weak-password", fault);
}

} // namespace

// One route after the other; taking them apart would hide that they share the cookie.
// NOLINTNEXTLINE(readability-function-size)
void Security::declareSessions(Declarations& d) {
    d.post<Setup, Made>(
        "/setup", {"public", "Make the first administrator with the link that the first start prints", 201},
        [this](const Setup& in, Call& call) {
            limiter_.check("setup", call.clientAddress());
            requireGoodPassword(in.password, in.name);
            const auto hash = hashPassword(in.password);
            limiter_.failed("setup", call.clientAddress());
            const auto id = storage_.write(
                [&](Unit& u) {
                    requireLink(u, in.secret, "setup");
                    if (u.number("kernel.count-users") != 0)
                        throw Error::conflict("kernel.set-up", "there is an administrator already");
                    u.run("kernel.delete-one-time-link", {{"tokenHash", sha256(in.secret)}});
                    return addUser(u, in.name, in.displayName, hash, {std::string(kAdministrator)});
                },
                {Priority::Interactive, call.actor()});
            limiter_.succeeded("setup", call.clientAddress());
            return Made{id, in.name};
        });
    d.put<SetPassword, None>(
        "/password", {"public", "Set a password with a one-time link", 204},
        [this](const SetPassword& in, Call& call) {
            limiter_.check("password", call.clientAddress());
            const auto user = storage_.read([&](Unit& u) -> std::optional<UserRow> {
                const auto link =
                    u.one<LinkRow>("kernel.find-one-time-link", {{"tokenHash", sha256(in.secret)}});
                return link && link->userId ? u.one<UserRow>("kernel.find-user", {{"id", *link->userId}})
                                            : std::nullopt;
            });
            requireGoodPassword(in.password, user ? user->name : "");
            const auto hash = hashPassword(in.password);
            limiter_.failed("password", call.clientAddress());
            storage_.write(
                [&](Unit& u) {
                    const auto link = requireLink(u, in.secret, "password");
                    auto row = u.one<UserRow>("kernel.find-user", {{"id", link.userId.value_or(Id{})}});
                    if (!row) throw Error::notFound("kernel.no-such-user", "there is no such user");
                    row->passwordHash = hash;
                    u.run("kernel.update-user", *row);
                    u.run("kernel.delete-one-time-link", {{"tokenHash", sha256(in.secret)}});
                    u.run("kernel.delete-sessions-of-user", {{"userId", row->id}});
                    u.audit("users.password", row->id);
                },
                {Priority::Interactive, call.actor()});
            limiter_.succeeded("password", call.clientAddress());
            forget();
            return None{};
        });
    d.post<SignIn, Session>(
        "/sessions", {"public", "Sign in; sets the session cookie", 200},
        [this](const SignIn& in, Call& call) {
            limiter_.check(in.name, call.clientAddress());
            const auto user = storage_.read([&](Unit& u) {
                return u.one<UserRow>("kernel.find-user-by-name", {{"name", in.name}});
            });
            if (!verifyPassword(user ? user->passwordHash : "", in.password) || !user->active) {
                limiter_.failed(in.name, call.clientAddress());
                log_.warning("KERNEL-SIGN-IN-FAILED", {{"address", call.clientAddress()}});
                throw Error(ErrorKind::Unauthenticated, "kernel.sign-in", "name or password is wrong");
            }
            limiter_.succeeded(in.name, call.clientAddress());
            const auto secret = newSecret("rjs_"), csrf = newSecret("");
            storage_.write(
                [&](Unit& u) {
                    u.run("kernel.delete-old-sessions",
                          {{"createdBefore", u.now().plus(-std::chrono::hours(12))},
                           {"seenBefore", u.now().plus(-std::chrono::minutes(30))}});
                    u.run("kernel.insert-session", {{"id", u.newId()},
                                                    {"tokenHash", sha256(secret)},
                                                    {"userId", user->id},
                                                    {"csrfToken", csrf},
                                                    {"createdAt", u.now()},
                                                    {"lastSeenAt", u.now()},
                                                    {"address", call.clientAddress()}});
                    u.audit("sessions.create", user->id);
                },
                {Priority::Interactive, {"user", user->name, user->id, std::string(call.requestId())}});
            call.setHeader("Set-Cookie", std::string(kCookie) + "=" + secret +
                                             "; Path=/; Secure; HttpOnly; SameSite=Strict");
            Session session{user->id, user->name, csrf, false, {}};
            storage_.read([&](Unit& u) {
                const auto roles = namesOf(u, "kernel.roles-of-user", {{"userId", user->id}});
                session.everything = std::find(roles.begin(), roles.end(), kAdministrator) != roles.end();
                session.permissions = namesOf(u, "kernel.permissions-of-user", {{"userId", user->id}});
            });
            return session;
        });
    d.get<None, Session>(
        "/sessions/current", {"sessions.own", "Who am I, and what may I"}, [this](const None&, Call& call) {
            Session session{call.actor().userId, call.actor().name, {}, call.may(kEverything), {}};
            if (const auto cookie = call.header("Cookie"))
                if (const auto p = authenticate({"", *cookie})) session.csrfToken = p->csrfToken;
            for (const auto& permission : permissions_.all())
                if (call.may(permission.name)) session.permissions.push_back(permission.name);
            return session;
        });
    d.remove<None>(
        "/sessions/current", {"sessions.own", "Sign out"}, [this](const None&, Call& call, Unit& u) {
            if (const auto cookie = call.header("Cookie")) {
                const auto secret = sessionOf(*cookie);
                if (!secret.empty()) u.run("kernel.delete-session", {{"tokenHash", sha256(secret)}});
            }
            u.audit("sessions.end", call.actor().userId);
            call.setHeader("Set-Cookie",
                           std::string(kCookie) + "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
            forget();
        });
    d.message("KERNEL-SIGN-IN-FAILED", "A sign-in from {address} failed",
              "Many of these from one address are somebody guessing; they are slowed down by themselves.");
}

} // namespace rejoinder::security
