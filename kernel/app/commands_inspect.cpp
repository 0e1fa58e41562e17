#include "kernel/app/acknowledged.h"
#include "kernel/app/commands.h"

#include <fmt/format.h>

#include <iostream>

namespace rejoinder::app {

namespace {

std::string versionWithNeeds(const plugin::PluginStatus& p) {
    std::string out;
    for (const auto& n : p.needs)
        out += fmt::format("{}{} {}{}", out.empty() ? "" : ", ", n.plugin, n.atLeast,
                           n.optional ? " (optional)" : "");
    return out.empty() ? "-" : out;
}

int plugins(Arguments& a) {
    quiet(a.launch, "error");
    a.launch.settings.emplace(a.launch.settings.begin(), "log.target", "/dev/null");
    Kernel kernel(a.launch);
    std::string refusal;
    try {
        kernel.load();
    } catch (const Error& e) {
        refusal = e.text();
    }
    bool refused = false;
    std::cout << fmt::format("{:<16} {:<8} {:<9} {:<13} needs\n", "name", "version", "state", "stability");
    for (const auto& p : kernel.host().status()) {
        std::cout << fmt::format("{:<16} {:<8} {:<9} {:<13} {}\n", p.name, p.version, nameOf(p.state),
                                 nameOf(p.stability), versionWithNeeds(p));
        if (!p.reason.empty()) std::cout << "                 " << p.reason << '\n';
        refused = refused || (p.state == plugin::State::Refused && !p.disabled);
    }
    if (!refusal.empty()) std::cerr << "rejoinder: " << refusal << '\n';
    return refused ? 1 : 0;
}

int check(Arguments& a) {
    quiet(a.launch, "error");
    Kernel kernel(a.launch);
    kernel.load();
    const bool problems = reportProblems(kernel);
    std::size_t good = 0, refused = 0;
    for (const auto& p : kernel.host().status()) {
        if (p.state != plugin::State::Refused) {
            ++good;
            continue;
        }
        if (p.disabled) continue;
        ++refused;
        std::cerr << fmt::format("plugin {}: {}\n", p.name, p.reason);
    }
    std::cout << fmt::format(
        "{} plugins declared, {} refused; {} routes, {} settings, {} permissions, {} messages\n", good,
        refused, kernel.router().routes().size(), kernel.settings().effective().size(),
        kernel.security().permissions().all().size(), kernel.messages().all().size());
    return problems || refused > 0 ? 1 : 0;
}

int openapi(Arguments& a) {
    quiet(a.launch, "error");
    Kernel kernel(a.launch);
    kernel.load();
    std::cout << kernel.router().openapi("Rejoinder", REJOINDER_VERSION) << '\n';
    return 0;
}

int config(Arguments& a) {
    quiet(a.launch, "error");
    Kernel kernel(a.launch);
    kernel.load();
    if (a.has("reference")) {
        std::cout << kernel.settings().reference();
        return 0;
    }
    const bool problems = reportProblems(kernel);
    if (a.has("check")) {
        if (!problems) std::cout << "The configuration is in order.\n";
        return problems ? 1 : 0;
    }
    for (const auto& e : kernel.settings().effective())
        std::cout << fmt::format("{} = {}   # {}\n", e.setting.key, config::redacted(e.value), e.origin);
    return problems ? 1 : 0;
}

int migrate(Arguments& a) {
    quiet(a.launch, "warning");
    Kernel kernel(a.launch);
    kernel.load();
    if (reportProblems(kernel)) return 1;
    kernel.open(Kernel::Access::Migrate);
    const auto print = [](const storage::Migration& m) {
        std::cout << fmt::format("{}/{:04}_{}\n", m.plugin, m.number, m.name) << std::flush;
    };
    std::size_t count = 0;
    if (a.has("plan")) {
        const auto plan = kernel.migrationPlan();
        for (const auto& m : plan) print(m);
        count = plan.size();
    } else {
        count = kernel.migrate(print);
    }
    std::cout << fmt::format("{} migration{} {}\n", count, count == 1 ? "" : "s",
                             a.has("plan") ? "to apply" : "applied");
    return 0;
}

/// What a check finds; a check that fails is itself a finding.
std::vector<std::string> findings(Kernel& kernel,
                                  const std::function<std::vector<std::string>(Unit&)>& check) {
    try {
        return kernel.storage().read([&](Unit& u) { return check(u); });
    } catch (...) {
        return {"the check failed: " + plugin::currentException()};
    }
}

int verify(Arguments& a) {
    quiet(a.launch, "error");
    Kernel kernel(a.launch);
    kernel.load();
    if (reportProblems(kernel)) return 1;
    try {
        kernel.open(Kernel::Access::Work);
    } catch (const Error& e) {
        if (e.kind() != ErrorKind::Unavailable) throw;
        std::cout << "A server works on this database; it is only read.\n";
        kernel.open(Kernel::Access::ReadOnly);
    }
    return printFindings(kernel) > 0 ? 1 : 0;
}

} // namespace

std::size_t printFindings(Kernel& kernel) {
    kernel.startPlugins();
    std::size_t found = 0;
    const auto report = [&](const std::string& name, const std::vector<std::string>& problems) {
        std::cout << fmt::format("{}: {}\n", name,
                                 problems.empty() ? "in order" : fmt::format("{} found", problems.size()));
        for (const auto& p : problems) std::cout << "  " << p << '\n';
        found += problems.size();
    };
    report("database", kernel.engine().database().check());
    for (const auto& c : kernel.host().registrations().checks())
        report(c.plugin + ": " + c.name, findings(kernel, c.run));
    report("kernel: acknowledgements",
           findings(kernel, [&](Unit& u) { return checkAcknowledged(u, kernel.engine().queries()); }));
    for (const auto& p : kernel.host().status())
        if (p.state == plugin::State::Refused)
            report(p.name, {"not checked, the plugin is refused: " + p.reason});
    return found;
}

BuiltIn checkCommand() {
    return {"check", "Check settings and plugins without touching the database", "", {}, check};
}

BuiltIn pluginsCommand() {
    return {"plugins", "List plugins with state and, if refused, the reason", "", {}, plugins};
}

BuiltIn openapiCommand() {
    return {"openapi", "Print the OpenAPI 3.1 document of all routes", "", {}, openapi};
}

BuiltIn configCommand() {
    return {"config",
            "Print all settings in force and where each comes from",
            "",
            {{"check", "", "only say what is wrong"}, {"reference", "", "print the commented default file"}},
            config};
}

BuiltIn migrateCommand() {
    return {"migrate",
            "Bring the database schema up to date",
            "",
            {{"plan", "", "only list what would be applied"}},
            migrate};
}

BuiltIn verifyCommand() {
    return {"verify", "Check the database, the audit trail and every plugin's own accounts", "", {}, verify};
}

} // namespace rejoinder::app
