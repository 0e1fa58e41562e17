#include "tests/support/server.h"

namespace rejoinder::test {

std::vector<std::string> registeredBy(app::Kernel& kernel, const std::string& plugin) {
    std::vector<std::string> out;
    const auto note = [&](const std::string& owner, const std::string& what) {
        if (owner == plugin) out.push_back(what);
    };
    for (const auto& r : kernel.router().routes()) note(r->plugin, "route " + r->route.path);
    for (const auto& t : kernel.router().topics()) note(t.plugin, "topic " + t.topic);
    for (const auto& p : kernel.security().permissions().all()) note(p.plugin, "permission " + p.name);
    for (const auto& e : kernel.settings().effective()) note(e.setting.owner, "setting " + e.setting.key);
    for (const auto& m : kernel.messages().all()) note(m.plugin, "message " + m.id);
    auto& all = kernel.host().registrations();
    for (const auto& c : all.checks()) note(c.plugin, "check " + c.name);
    for (const auto& c : all.commands()) note(c.plugin, "command " + c.name);
    for (const auto& p : all.pages()) note(p.plugin, "page " + p.path);
    for (const auto& s : kernel.host().status())
        for (const auto& service : s.services) note(s.name, "service " + service);
    return out;
}

} // namespace rejoinder::test
