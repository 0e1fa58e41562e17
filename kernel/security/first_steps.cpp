#include "kernel/security/records.h"
#include "kernel/security/secret.h"
#include "kernel/security/security.h"

namespace rejoinder::security {

namespace {

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

/// The link if the secret belongs to one of that kind that still works. One text for every way it can fail.
LinkRow requireLink(Unit& unit, const std::string& secret, std::string_view kind) {
    const auto link = unit.one<LinkRow>("kernel.find-one-time-link", {{"tokenHash", sha256(secret)}});
    if (!link || link->kind != kind || link->expiresAt < unit.now())
        throw Error(ErrorKind::Forbidden, "kernel.link-spent",
                    "this link was used, has expired or never was");
    return *link;
}

} // namespace

void requireGoodPassword(const std::string& password, const std::string& name, std::string_view pointer) {
    const auto fault = passwordFault(password, name);
    if (!fault.empty()) throw Error::invalid(std::string(pointer), "kernel.weak-password", fault);
}

/// The routes that work without having signed in: the first administrator, a password by link.
void Security::declareFirstSteps(Declarations& d) {
    d.post<Setup, Made>(
        "/setup",
        {.permission = "public",
         .summary = "Make the first administrator with the link that the first start prints",
         .success = 201,
         .at = "/users/{made}"},
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
}

} // namespace rejoinder::security
