#include "kernel/security/records.h"
#include "kernel/security/secret.h"
#include "kernel/security/security.h"

namespace rejoinder::security {

namespace {

struct SignIn {
    std::string name, password, code;
    static void rules(Rules& r) {
        r.at("password").max(256);
        r.at("code").max(40).defaulted().says("The second step: an authenticator's code, or a recovery code");
    }
};
REJOINDER_DESCRIBE(SignIn, name, password, code)

/// Who is signed in. `csrfToken` goes into the header X-CSRF-Token of every change made with the cookie.
struct Session {
    Id id; ///< 0 when called with an API token
    Id userId;
    std::string name, displayName, language, theme, csrfToken;
    bool everything = false; ///< administrator: all permissions
    bool totpMissing = false;
    std::vector<std::string> permissions;
    Timestamp endsAt;             ///< whatever is done until then
    std::int64_t idleSeconds = 0; ///< without anybody doing anything
    static void rules(Rules& r) {
        r.at("endsAt").says("When the session ends, whatever is done until then");
        r.at("idleSeconds")
            .says("Seconds after which it ends when nobody does anything; requests with X-Unattended do not "
                  "count");
        r.at("totpMissing")
            .says("A role demands the second step: until it is set up, only the own profile is open");
    }
};
REJOINDER_DESCRIBE(Session, id, userId, name, displayName, language, theme, csrfToken, everything,
                   totpMissing, permissions, endsAt, idleSeconds)

/// A session as its owner sees it.
struct OwnSession {
    Id id;
    Timestamp createdAt, lastSeenAt;
    std::string address, device;
    bool current = false;
};
REJOINDER_DESCRIBE(OwnSession, id, createdAt, lastSeenAt, address, device, current)

struct OwnSessionList {
    std::vector<OwnSession> items;
};
REJOINDER_DESCRIBE(OwnSessionList, items)

constexpr std::string_view kCookie = "__Host-rejoinder";
constexpr std::size_t kLongestDevice = 200;

std::vector<OwnSession> ownSessions(Unit& u, const Call& call) {
    return u.all<OwnSession>("kernel.sessions-of-user", {{"userId", call.actor().userId},
                                                         {"tokenHash", sessionHashOf(call)},
                                                         {"createdAfter", u.now().plus(-kAbsolute)},
                                                         {"seenAfter", u.now().plus(-kIdle)}});
}

bool lacksTotp(Unit& u, Id user) {
    if (u.number("kernel.count-totp-roles", {{"userId", user}}) == 0) return false;
    const auto totp = u.one<TotpRow>("kernel.find-totp", {{"userId", user}});
    return !totp || !totp->confirmed;
}

void setEnd(Session& session, Timestamp begun) {
    session.endsAt = begun.plus(kAbsolute);
    session.idleSeconds = std::chrono::duration_cast<std::chrono::seconds>(kIdle).count();
}

/// What the user may do, as the answer to a sign-in tells it.
Session freshSession(Unit& u, const UserRow& user, Id id, const std::string& csrf) {
    Session s;
    s.id = id;
    s.userId = user.id;
    s.name = user.name;
    s.displayName = user.displayName;
    s.language = user.language;
    s.theme = user.theme;
    s.csrfToken = csrf;
    setEnd(s, u.now());
    s.totpMissing = lacksTotp(u, user.id);
    if (s.totpMissing) {
        s.permissions = {std::string(kOwnOnly)};
        return s;
    }
    const auto roles = namesOf(u, "kernel.roles-of-user", {{"userId", user.id}});
    s.everything = std::find(roles.begin(), roles.end(), kAdministrator) != roles.end();
    s.permissions = namesOf(u, "kernel.permissions-of-user", {{"userId", user.id}});
    return s;
}

/// The second step. @throws Error Unauthenticated when it is missing or wrong.
void requireCode(Security& security, Unit& u, Id user, const std::string& code) {
    const auto totp = u.one<TotpRow>("kernel.find-totp", {{"userId", user}});
    if (!totp || !totp->confirmed) return;
    if (code.empty())
        throw Error(ErrorKind::Unauthenticated, "kernel.totp-needed",
                    "the code of the authenticator is needed, too");
    if (!security.takeCode(u, user, code))
        throw Error(ErrorKind::Unauthenticated, "kernel.totp-wrong",
                    "this code is wrong, too old, or was used already");
}

} // namespace

std::string sessionHashOf(const Call& call) {
    const auto cookie = call.header("Cookie");
    const auto secret = cookie ? sessionOf(*cookie) : std::string_view();
    return secret.empty() ? std::string() : sha256(secret);
}

// One route after the other; taking them apart would hide that they share the cookie.
// NOLINTNEXTLINE(readability-function-size)
void Security::declareSessions(Declarations& d) {
    d.post<SignIn, Session>(
        "/sessions", {"public", "Sign in; sets the session cookie", 201},
        [this](const SignIn& in, Call& call) {
            limiter_.check(in.name, call.clientAddress());
            const auto user = storage_.read([&](Unit& u) {
                return u.one<UserRow>("kernel.find-user-by-name", {{"name", in.name}});
            });
            const auto refused = [&] {
                limiter_.failed(in.name, call.clientAddress());
                log_.warning("KERNEL-SIGN-IN-FAILED", {{"address", call.clientAddress()}});
            };
            if (!verifyPassword(user ? user->passwordHash : "", in.password) || !user->active) {
                refused();
                throw Error(ErrorKind::Unauthenticated, "kernel.sign-in", "name or password is wrong");
            }
            const auto secret = newSecret("rjs_"), csrf = newSecret("");
            Session session;
            try {
                session = storage_.write(
                    [&](Unit& u) {
                        requireCode(*this, u, user->id, in.code);
                        u.run("kernel.delete-old-sessions", {{"createdBefore", u.now().plus(-kAbsolute)},
                                                             {"seenBefore", u.now().plus(-kIdle)}});
                        const auto id = u.newId();
                        u.run("kernel.insert-session",
                              {{"id", id},
                               {"tokenHash", sha256(secret)},
                               {"userId", user->id},
                               {"csrfToken", csrf},
                               {"createdAt", u.now()},
                               {"lastSeenAt", u.now()},
                               {"address", call.clientAddress()},
                               {"device", call.header("User-Agent").value_or("").substr(0, kLongestDevice)}});
                        u.audit("sessions.create", user->id);
                        return freshSession(u, *user, id, csrf);
                    },
                    {Priority::Interactive, {"user", user->name, user->id, std::string(call.requestId())}});
            } catch (const Error& e) {
                if (e.code() == "kernel.totp-wrong") refused();
                throw;
            }
            limiter_.succeeded(in.name, call.clientAddress());
            call.setHeader("Set-Cookie", std::string(kCookie) + "=" + secret +
                                             "; Path=/; Secure; HttpOnly; SameSite=Strict");
            return session;
        });
    d.get<None, Session>(
        "/sessions/current", {"sessions.own", "Who am I, and what may I"}, [this](const None&, Call& call) {
            Session session;
            session.userId = call.actor().userId;
            session.name = session.displayName = call.actor().name;
            session.everything = call.may(kEverything);
            storage_.read([&](Unit& u) {
                if (const auto user = u.one<UserRow>("kernel.find-user", {{"id", session.userId}})) {
                    session.displayName = user->displayName;
                    session.language = user->language;
                    session.theme = user->theme;
                }
                for (const auto& own : ownSessions(u, call))
                    if (own.current) {
                        session.id = own.id;
                        setEnd(session, own.createdAt);
                    }
                session.totpMissing = session.id && lacksTotp(u, session.userId);
            });
            if (const auto cookie = call.header("Cookie"))
                if (const auto p = authenticate({"", *cookie, true})) session.csrfToken = p->csrfToken;
            for (const auto& permission : permissions_.all())
                if (call.may(permission.name)) session.permissions.push_back(permission.name);
            return session;
        });
    d.remove<None>(
        "/sessions/current", {"sessions.own", "Sign out"}, [this](const None&, Call& call, Unit& u) {
            const auto hash = sessionHashOf(call);
            if (!hash.empty()) u.run("kernel.delete-session", {{"tokenHash", hash}});
            u.audit("sessions.end", call.actor().userId);
            call.setHeader("Set-Cookie",
                           std::string(kCookie) + "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
            forget();
        });
    d.message("KERNEL-SIGN-IN-FAILED", "A sign-in from {address} failed",
              "Many of these from one address are somebody guessing; they are slowed down by themselves.");
}

void Security::declareOwnSessions(Declarations& d) {
    d.get<None, OwnSessionList>(
        "/sessions", {"sessions.own", "Where I am signed in, the latest first"},
        [](const None&, Call& call, Unit& u) { return OwnSessionList{ownSessions(u, call)}; });
    d.get<ById, OwnSession>("/sessions/{id}", {"sessions.own", "One of my sessions"},
                            [](const ById& in, Call& call, Unit& u) {
                                for (auto& own : ownSessions(u, call))
                                    if (own.id == in.id) return own;
                                throw Error::notFound("kernel.no-such-session", "you have no such session");
                            });
    d.remove<ById>(
        "/sessions/{id}", {"sessions.own", "End one of my sessions"},
        [this](const ById& in, Call& call, Unit& u) {
            if (u.run("kernel.delete-session-of-user", {{"id", in.id}, {"userId", call.actor().userId}}) == 0)
                throw Error::notFound("kernel.no-such-session", "you have no such session");
            u.audit("sessions.revoke", call.actor().userId, in.id.toString());
            forget();
        });
    d.remove<None>("/sessions", {"sessions.own", "End all of my sessions but this one"},
                   [this](const None&, Call& call, Unit& u) {
                       const auto ended =
                           u.run("kernel.delete-other-sessions",
                                 {{"userId", call.actor().userId}, {"tokenHash", sessionHashOf(call)}});
                       u.audit("sessions.revoke-others", call.actor().userId, std::to_string(ended));
                       forget();
                   });
}

} // namespace rejoinder::security
