#include "kernel/security/records.h"
#include "kernel/security/secret.h"
#include "kernel/security/security.h"
#include "kernel/security/totp.h"

namespace rejoinder::security {

namespace {

constexpr std::size_t kCodeDigits = 6;

struct TotpState {
    bool enabled = false, required = false;
    std::optional<Timestamp> since;
    std::int64_t recoveryCodesLeft = 0;
    static void rules(Rules& r) {
        r.at("required").says("A role of mine demands it: it cannot be switched off");
    }
};
REJOINDER_DESCRIBE(TotpState, enabled, required, since, recoveryCodesLeft)

struct Password {
    std::string password;
    static void rules(Rules& r) { r.at("password").max(256); }
};
REJOINDER_DESCRIBE(Password, password)

/// What an authenticator is given, as text and as the address that its camera reads.
struct TotpOffer {
    std::string secret, uri;
};
REJOINDER_DESCRIBE(TotpOffer, secret, uri)

struct Code {
    std::string code;
    static void rules(Rules& r) { r.at("code").notEmpty().max(40); }
};
REJOINDER_DESCRIBE(Code, code)

struct PasswordAndCode {
    std::string password, code;
    static void rules(Rules& r) {
        r.at("password").max(256);
        r.at("code").notEmpty().max(40);
    }
};
REJOINDER_DESCRIBE(PasswordAndCode, password, code)

struct RecoveryCodes {
    std::vector<std::string> recoverySecret;
    static void rules(Rules& r) {
        r.at("recoverySecret").says("Shown only now; each is good for one sign-in");
    }
};
REJOINDER_DESCRIBE(RecoveryCodes, recoverySecret)

RecoveryCodes giveRecoveryCodes(Unit& u, Id user, std::vector<std::string> codes) {
    u.run("kernel.delete-recovery-codes", {{"userId", user}});
    for (const auto& code : codes)
        u.run("kernel.insert-recovery-code", {{"userId", user}, {"codeHash", sha256(plainCode(code))}});
    return {std::move(codes)};
}

void removeTotp(Unit& u, Id user) {
    u.run("kernel.delete-recovery-codes", {{"userId", user}});
    u.run("kernel.delete-totp", {{"userId", user}});
}

TotpRow confirmedTotp(Unit& u, Id user) {
    auto totp = u.one<TotpRow>("kernel.find-totp", {{"userId", user}});
    if (!totp || !totp->confirmed)
        throw Error::conflict("kernel.no-totp", "the second step is not switched on");
    return *totp;
}

struct SealedRow {
    std::string name, sealed;
};
REJOINDER_DESCRIBE(SealedRow, name, sealed)

/// Whose secret it is, bound to what is sealed.
std::string aboutTotp(Id user) {
    return "totp " + user.toString();
}

Error wrongCode() {
    return Error::invalid("/code", "kernel.totp-wrong", "this code is wrong, too old, or was used already");
}

} // namespace

bool Security::takeCode(Unit& unit, Id user, const std::string& code) {
    const auto plain = plainCode(code);
    const auto totp = unit.one<TotpRow>("kernel.find-totp", {{"userId", user}});
    if (!totp || !totp->confirmed) return false;
    if (plain.size() == kCodeDigits) {
        const auto step =
            totpMatch(sealer_.open(totp->secret, aboutTotp(user)), plain, unit.now(), totp->lastStep);
        return step && unit.run("kernel.take-totp-step", {{"step", *step}, {"userId", user}}) == 1;
    }
    if (unit.run("kernel.take-recovery-code", {{"userId", user}, {"codeHash", sha256(plain)}}) == 0)
        return false;
    unit.audit("totp.recovery-code", user);
    return true;
}

bool Security::resetTotp(Unit& unit, Id user) {
    if (!unit.one<TotpRow>("kernel.find-totp", {{"userId", user}})) return false;
    removeTotp(unit, user);
    unit.run("kernel.delete-sessions-of-user", {{"userId", user}});
    unit.audit("totp.reset", user);
    forget();
    return true;
}

std::string Security::sealedTotp(Unit& unit, Id user, const std::string& secret) {
    requireSameKey(unit, sealer_);
    return sealer_.seal(secret, aboutTotp(user));
}

std::vector<std::string> Security::verifyTotp(Unit& unit) {
    std::string names;
    try {
        for (const auto& row : unit.all<SealedRow>("kernel.sealed-totp"))
            if (!sealer_.opens(row.sealed)) names += (names.empty() ? "" : ", ") + row.name;
    } catch (const Error& e) {
        if (e.code() != "kernel.secret-key") throw;
        return {"security: " + e.text()};
    }
    if (names.empty()) return {};
    return {"security: the second steps of these users are sealed with another key than that of this "
            "installation: " +
            names};
}

// Five short routes about one thing.
// NOLINTNEXTLINE(readability-function-size)
void Security::declareTotp(Declarations& d) {
    d.get<None, TotpState>(
        "/totp", {"sessions.own", "My second step of signing in"}, [](const None&, Call& call, Unit& u) {
            const auto user = call.actor().userId;
            const auto totp = u.one<TotpRow>("kernel.find-totp", {{"userId", user}});
            TotpState state;
            state.required = u.number("kernel.count-totp-roles", {{"userId", user}}) != 0;
            state.enabled = totp && totp->confirmed;
            if (state.enabled) state.since = totp->since;
            state.recoveryCodesLeft = u.number("kernel.count-recovery-codes", {{"userId", user}});
            return state;
        });
    d.post<Password, TotpOffer>(
        "/totp", {"sessions.own", "Begin the second step: a secret for the authenticator"},
        [this](const Password& in, Call& call) {
            const auto user = storage_.read([&](Unit& u) { return userOfCall(u, call); });
            requirePassword(call, user, in.password, "/password");
            const auto secret = newTotpSecret();
            storage_.write(
                [&](Unit& u) {
                    const auto old = u.one<TotpRow>("kernel.find-totp", {{"userId", user.id}});
                    if (old && old->confirmed)
                        throw Error::conflict("kernel.totp-on", "the second step is switched on already");
                    removeTotp(u, user.id);
                    u.run("kernel.insert-totp",
                          TotpRow{user.id, sealedTotp(u, user.id, secret), false, 0, u.now()});
                },
                {Priority::Interactive, call.actor()});
            return TotpOffer{secret, totpUri(secret, user.name)};
        });
    d.put<Code, RecoveryCodes>(
        "/totp", {"sessions.own", "Switch the second step on with a first code; gives recovery codes"},
        [this](const Code& in, Call& call, Unit& u) {
            const auto user = userOfCall(u, call);
            const auto totp = u.one<TotpRow>("kernel.find-totp", {{"userId", user.id}});
            if (!totp || totp->confirmed)
                throw Error::conflict("kernel.totp-not-begun", "begin with POST /totp");
            const auto secret = sealer_.open(totp->secret, aboutTotp(user.id));
            const auto step = totpMatch(secret, plainCode(in.code), u.now(), 0);
            if (!step) throw wrongCode();
            u.run("kernel.confirm-totp", {{"lastStep", *step}, {"since", u.now()}, {"userId", user.id}});
            u.audit("totp.on", user.id);
            forget();
            return giveRecoveryCodes(u, user.id, newRecoveryCodes());
        });
    // Verified before the unit, as a password takes its time.
    const auto checked = [this](const PasswordAndCode& in, Call& call, auto&& work) {
        const auto user = storage_.read([&](Unit& u) { return userOfCall(u, call); });
        requirePassword(call, user, in.password, "/password");
        auto done = storage_.write(
            [&](Unit& u) {
                confirmedTotp(u, user.id);
                if (!takeCode(u, user.id, in.code)) {
                    limiter_.failed(user.name, call.clientAddress());
                    throw wrongCode();
                }
                return work(u, user);
            },
            {Priority::Interactive, call.actor()});
        forget();
        return done;
    };
    d.post<PasswordAndCode, RecoveryCodes>("/totp/recovery-codes",
                                           {"sessions.own", "New recovery codes; the old ones end"},
                                           [checked](const PasswordAndCode& in, Call& call) {
                                               return checked(in, call, [](Unit& u, const UserRow& user) {
                                                   u.audit("totp.recovery-codes", user.id);
                                                   return giveRecoveryCodes(u, user.id, newRecoveryCodes());
                                               });
                                           });
    d.post<PasswordAndCode, TotpState>(
        "/totp/off", {"sessions.own", "Switch the second step off"},
        [checked](const PasswordAndCode& in, Call& call) {
            return checked(in, call, [](Unit& u, const UserRow& user) {
                if (u.number("kernel.count-totp-roles", {{"userId", user.id}}) != 0)
                    throw Error::conflict("kernel.totp-required",
                                          "a role of yours demands it; an administrator can change the role");
                removeTotp(u, user.id);
                u.audit("totp.off", user.id);
                return TotpState{};
            });
        });
    d.remove<ById>("/users/{id}/totp",
                   {"users.write", "Take a user's second step away, as when the telephone is lost"},
                   [this](const ById& in, Call& call, Unit& u) {
                       requireMayGive(u, call, namesOf(u, "kernel.roles-of-user", {{"userId", in.id}}));
                       if (!resetTotp(u, in.id))
                           throw Error::notFound("kernel.no-totp", "this user has no second step");
                   });
}

} // namespace rejoinder::security
