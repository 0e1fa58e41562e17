#include "kernel/plugin/resolve.h"

#include <algorithm>
#include <optional>

namespace rejoinder::plugin {

namespace {

using ByName = std::map<std::string, const Manifest*>;

std::string shown(int major, int minor) {
    return std::to_string(major) + "." + std::to_string(minor);
}

std::optional<std::string> wrongApi(const Manifest& m) {
    const std::string theirs = shown(m.apiMajor, m.apiMinor), ours = shown(kApiMajor, kApiMinor);
    if (m.apiMajor != kApiMajor)
        return "it is built for plugin API " + theirs + "; this kernel has " + ours +
               ", another major version";
    if (m.apiMinor > kApiMinor)
        return "it is built for plugin API " + theirs + ", which is newer than this kernel's " + ours;
    return std::nullopt;
}

/// Why a need cannot be met; nothing when it can, or when it may be left.
std::optional<std::string> unmet(const Need& need, const ByName& known, const Resolution& so_far,
                                 const std::set<std::string>& absent) {
    const auto wanted = parseVersion(need.atLeast);
    if (const auto found = known.find(need.plugin); found != known.end()) {
        const auto refused = so_far.refused.find(need.plugin);
        if (refused != so_far.refused.end()) {
            if (need.optional) return std::nullopt;
            return "it needs " + need.plugin + ", which is refused";
        }
        const Version have = parseVersion(found->second->version);
        if (wanted == Version{} || (have.major == wanted.major && have >= wanted)) return std::nullopt;
        return "it needs " + need.plugin + " " + need.atLeast +
               " or newer of that major version, but there is " + found->second->version;
    }
    if (need.optional) return std::nullopt;
    if (absent.contains(need.plugin)) return "it needs " + need.plugin + ", which is refused";
    return "it needs " + need.plugin + ", which is not there";
}

/// Depth-first walk along needs; finds cycles and gives the order.
class Walk {
public:
    Walk(const ByName& known, Resolution& out) : known_(known), out_(out) {}

    void visit(const std::string& name) {
        if (done_.contains(name)) return;
        const auto found = known_.find(name);
        if (found == known_.end()) return;
        if (const auto at = std::find(path_.begin(), path_.end(), name); at != path_.end()) {
            std::string ring;
            for (auto p = at; p != path_.end(); ++p) ring += *p + " → ";
            for (auto p = at; p != path_.end(); ++p)
                out_.refused.try_emplace(*p, "its needs go round in a circle: " + ring + name);
            return;
        }
        path_.push_back(name);
        for (const auto& need : found->second->needs) visit(need.plugin);
        path_.pop_back();
        done_.insert(name);
        order_.push_back(name);
    }
    [[nodiscard]] const std::vector<std::string>& order() const { return order_; }

private:
    const ByName& known_;
    Resolution& out_;
    std::vector<std::string> path_, order_;
    std::set<std::string> done_;
};

} // namespace

Resolution resolve(const std::vector<Manifest>& plugins, const std::set<std::string>& absent) {
    Resolution out;
    ByName known;
    for (const auto& m : plugins) known.emplace(m.name, &m);
    for (const auto& [name, m] : known)
        if (auto why = wrongApi(*m)) out.refused.emplace(name, std::move(*why));
    Walk walk(known, out);
    for (const auto& [name, m] : known) walk.visit(name);
    // In the order of needs, so that the refusal of one reaches all who need it.
    for (const auto& name : walk.order()) {
        if (out.refused.contains(name)) continue;
        for (const auto& need : known.at(name)->needs)
            if (auto why = unmet(need, known, out, absent)) {
                out.refused.emplace(name, std::move(*why));
                break;
            }
        if (!out.refused.contains(name)) out.order.push_back(name);
    }
    return out;
}

} // namespace rejoinder::plugin
