#include "kernel/app/commands.h"
#include "kernel/security/records.h"
#include "kernel/security/secret.h"

#include <fmt/format.h>

#include <iostream>

namespace rejoinder::app {

namespace {

WriteOptions byCommand() {
    return {Priority::Interactive, {"command", "user", {}, {}}};
}

std::string passwordFromInput(const std::string& user) {
    std::string password;
    std::getline(std::cin, password);
    const std::string fault = security::passwordFault(password, user);
    if (!fault.empty()) throw UsageError("the password cannot be taken: " + fault);
    return password;
}

void printSecret(const std::string& secret) {
    std::cout
        << "The password is set once, within 24 hours, with this secret:\n\n  " << secret
        << "\n\n  curl -X PUT -H "
        << fmt::format(
               R"('Content-Type: application/json' -d '{{"secret":"{}","password":"…"}}' …/api/v1/password)",
               secret)
        << '\n';
}

void add(Kernel& kernel, const Arguments& a, const std::string& name) {
    std::string hash;
    if (a.has("password-stdin")) hash = security::hashPassword(passwordFromInput(name));
    const auto secret = kernel.storage().write(
        [&](Unit& u) {
            kernel.security().addUser(u, name, "", hash, a.all("role"));
            return hash.empty() ? kernel.security().passwordSecret(u, name) : std::string();
        },
        byCommand());
    std::cout << "The user " << name << " is added.\n";
    if (!secret.empty()) printSecret(secret);
}

void token(Kernel& kernel, const Arguments& a, const std::string& user) {
    std::optional<std::vector<std::string>> permissions;
    if (a.has("permission")) permissions = a.all("permission");
    const auto names = a.all("name");
    const auto secret = kernel.storage().write(
        [&](Unit& u) {
            return kernel.security()
                .addToken(u, user, names.empty() ? "command line" : names.back(), permissions, std::nullopt)
                .secret;
        },
        byCommand());
    std::cout << secret << '\n';
}

void totpOff(Kernel& kernel, const std::string& name) {
    const bool done = kernel.storage().write(
        [&](Unit& u) {
            const auto row = u.one<security::UserRow>("kernel.find-user-by-name", {{"name", name}});
            if (!row) throw Error::notFound("kernel.no-such-user", "there is no user " + name);
            return kernel.security().resetTotp(u, row->id);
        },
        byCommand());
    std::cout << (done ? "The second step of " + name + " is taken away.\n"
                       : name + " has no second step.\n");
}

void list(Kernel& kernel) {
    kernel.storage().read([&](Unit& u) {
        std::string after;
        for (;;) {
            const auto rows =
                u.all<security::UserRow>("kernel.list-users", {{"after", after}, {"limit", 500}});
            for (const auto& row : rows) {
                std::string roles;
                for (const auto& r : security::namesOf(u, "kernel.roles-of-user", {{"userId", row.id}}))
                    roles += (roles.empty() ? "" : ", ") + r;
                std::cout << fmt::format("{:<24} {:<9} {}\n", row.name, row.active ? "active" : "inactive",
                                         roles);
            }
            if (rows.size() < 500) return;
            after = rows.back().name;
        }
    });
}

int user(Arguments& a) {
    const std::string verb = a.words.empty() ? "list" : a.words.front();
    const bool named = verb == "add" || verb == "token" || verb == "password" || verb == "totp-off";
    if ((named && a.words.size() != 2) || (!named && (verb != "list" || a.words.size() > 1)))
        throw UsageError("user takes: list | add NAME | password NAME | token NAME | totp-off NAME");
    quiet(a.launch, "warning");
    Kernel kernel(a.launch);
    kernel.load();
    if (reportProblems(kernel)) return 1;
    if (verb == "list") {
        kernel.open(Kernel::Access::ReadOnly);
        list(kernel);
        return 0;
    }
    kernel.open(Kernel::Access::Serve);
    kernel.security().start();
    const std::string& name = a.words.at(1);
    if (verb == "add")
        add(kernel, a, name);
    else if (verb == "token")
        token(kernel, a, name);
    else if (verb == "totp-off")
        totpOff(kernel, name);
    else
        printSecret(kernel.storage().write([&](Unit& u) { return kernel.security().passwordSecret(u, name); },
                                           byCommand()));
    kernel.stop();
    return 0;
}

} // namespace

BuiltIn userCommand() {
    return {
        "user",
        "List users, add one, let one set a new password, make an API token, or take a second step away",
        "list | add NAME | password NAME | token NAME | totp-off NAME",
        {{"role", "ROLE", "add: a role of the user (administrator, marketer, agent, fulfilment, analyst)"},
         {"password-stdin", "", "add: read the password from the first line of standard input"},
         {"permission", "NAME", "token: allow only this; may be given several times"},
         {"name", "TEXT", "token: what it is for"}},
        user};
}

} // namespace rejoinder::app
