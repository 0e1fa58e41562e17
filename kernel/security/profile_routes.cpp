#include "kernel/security/records.h"
#include "kernel/security/secret.h"
#include "kernel/security/security.h"

namespace rejoinder::security {

namespace {

struct Profile {
    Id id;
    std::string name, displayName, language, theme;
    std::vector<std::string> roles;
    std::int64_t version = 1;
    static void rules(Rules& r) {
        r.at("language").says("de, en, fr or zh; empty: as the browser wants it");
        r.at("theme").says("light or dark; empty: as the system has it");
    }
};
REJOINDER_DESCRIBE(Profile, id, name, displayName, language, theme, roles, version)

struct ChangeProfile {
    std::optional<std::string> displayName, language, theme;
    static void rules(Rules& r) { r.at("displayName").notEmpty().max(200); }
};
REJOINDER_DESCRIBE(ChangeProfile, displayName, language, theme)

struct ChangePassword {
    std::string oldPassword, newPassword;
    static void rules(Rules& r) {
        r.at("oldPassword").max(256);
        r.at("newPassword").max(256);
    }
};
REJOINDER_DESCRIBE(ChangePassword, oldPassword, newPassword)

Profile profileOf(Unit& u, const UserRow& row) {
    return {row.id,       row.name,  row.displayName,
            row.language, row.theme, namesOf(u, "kernel.roles-of-user", {{"userId", row.id}}),
            row.version};
}

void checkChoice(Faults& faults, const std::optional<std::string>& value, const char* pointer,
                 std::initializer_list<std::string_view> words) {
    if (!value || value->empty() || std::find(words.begin(), words.end(), *value) != words.end()) return;
    std::string all;
    for (const auto word : words) all.append(all.empty() ? "" : ", ").append(word);
    faults.add(pointer, "kernel.no-choice", "must be empty or one of " + all);
}

} // namespace

UserRow userOfCall(Unit& unit, const Call& call) {
    auto row = unit.one<UserRow>("kernel.find-user", {{"id", call.actor().userId}});
    if (!row) throw Error::notFound("kernel.no-such-user", "the caller is no user with a profile");
    return *row;
}

/// @throws Error Invalid at /password or the given field, TooMany when it is guessed.
void Security::requirePassword(const Call& call, const UserRow& user, const std::string& password,
                               std::string_view pointer) {
    limiter_.check(user.name, call.clientAddress());
    if (!verifyPassword(user.passwordHash, password)) {
        limiter_.failed(user.name, call.clientAddress());
        throw Error::invalid(std::string(pointer), "kernel.wrong-password", "this is not your password");
    }
}

void Security::declareProfile(Declarations& d) {
    d.get<None, Profile>("/profile", {"sessions.own", "My name, language and theme"},
                         [](const None&, Call& call, Unit& u) { return profileOf(u, userOfCall(u, call)); });
    d.patch<ChangeProfile, Profile>(
        "/profile", {"sessions.own", "Change my name, language or theme", 200, true},
        [](const ChangeProfile& in, Call& call, Unit& u) {
            auto row = userOfCall(u, call);
            call.requireMatch(row.version);
            Faults faults;
            checkChoice(faults, in.language, "/language", {"de", "en", "fr", "zh"});
            checkChoice(faults, in.theme, "/theme", {"light", "dark"});
            faults.raise();
            if (in.displayName) row.displayName = *in.displayName;
            if (in.language) row.language = *in.language;
            if (in.theme) row.theme = *in.theme;
            u.run("kernel.update-user", row);
            u.audit("profile.change", row.id, json::write(in));
            ++row.version;
            return profileOf(u, row);
        });
    d.put<ChangePassword, None>(
        "/profile/password", {"sessions.own", "Change my password; ends my other sessions", 204},
        [this](const ChangePassword& in, Call& call) {
            const auto user = storage_.read([&](Unit& u) { return userOfCall(u, call); });
            requirePassword(call, user, in.oldPassword, "/oldPassword");
            requireGoodPassword(in.newPassword, user.name, "/newPassword");
            if (in.newPassword == in.oldPassword)
                throw Error::invalid("/newPassword", "kernel.same-password", "this is the old password");
            const auto hash = hashPassword(in.newPassword);
            storage_.write(
                [&](Unit& u) {
                    auto row = userOfCall(u, call);
                    if (row.passwordHash != user.passwordHash)
                        throw Error::conflict("kernel.password-moved", "the password was changed meanwhile");
                    row.passwordHash = hash;
                    u.run("kernel.update-user", row);
                    u.run("kernel.delete-other-sessions",
                          {{"userId", row.id}, {"tokenHash", sessionHashOf(call)}});
                    u.audit("profile.password", row.id);
                },
                {Priority::Interactive, call.actor()});
            forget();
            return None{};
        });
}

} // namespace rejoinder::security
