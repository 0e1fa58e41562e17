#include "kernel/http/router.h"

#include "kernel/http/route_state.h"
#include "kernel/http/uri.h"

#include <rejoinder/error.h>

#include <algorithm>
#include <array>
#include <mutex>

namespace rejoinder::http {

namespace {

constexpr std::array<std::string_view, 5> kVerbs{"GET", "POST", "PUT", "PATCH", "DELETE"};

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw Error(ErrorKind::Bug, "kernel.bad-route", "route " + path + ": " + why);
}

/// Segments of a path without its first slash; an empty last one stands for a trailing slash.
std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> out;
    path.remove_prefix(1);
    while (true) {
        const auto slash = path.find('/');
        out.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return out;
        path.remove_prefix(slash + 1);
    }
}

bool isVariable(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

int indexOf(std::string_view verb) {
    if (verb == "HEAD") return 0;
    const auto* found = std::find(kVerbs.begin(), kVerbs.end(), verb);
    return found == kVerbs.end() ? -1 : static_cast<int>(found - kVerbs.begin());
}

bool isApi(std::string_view path) {
    return path.starts_with(kApiRoot) && (path.size() == kApiRoot.size() || path[kApiRoot.size()] == '/');
}

void requirePlain(const std::string& pathPrefix) {
    if (pathPrefix.empty() || pathPrefix.front() != '/' || isApi(pathPrefix))
        refuse(pathPrefix, "a plain handler lies outside " + std::string(kApiRoot));
}

/// Looks for a handler outside the API; `others` are the verbs that the path takes.
bool findPlain(const std::vector<std::shared_ptr<const PlainEntry>>& list, int verb, std::string_view path,
               std::array<bool, 5>& others, Match& match) {
    for (const auto& entry : list) {
        const bool fits =
            entry->prefix.back() == '/' ? path.starts_with(entry->prefix) : path == entry->prefix;
        if (!fits) continue;
        const auto own = indexOf(entry->verb);
        others[static_cast<std::size_t>(own)] = true;
        if (own != verb) continue;
        match.outcome = Match::Outcome::Found;
        match.plain = entry;
        match.lease = Lease(entry->calls);
        return true;
    }
    return false;
}

void allow(const std::array<bool, 5>& verbs, Match& match) {
    for (std::size_t v = 0; v < verbs.size(); ++v) {
        if (!verbs[v]) continue;
        match.outcome = Match::Outcome::WrongVerb;
        match.allow += (match.allow.empty() ? "" : ", ") + std::string(kVerbs[v]) + (v == 0 ? ", HEAD" : "");
    }
}

} // namespace

std::string_view verbName(Verb verb) noexcept {
    return kVerbs[static_cast<std::size_t>(verb)];
}

Lease::Lease(std::shared_ptr<PluginCalls> calls) : calls_(std::move(calls)) {
    if (calls_) calls_->begin();
}
Lease::Lease(Lease&& other) noexcept : calls_(std::move(other.calls_)) {}
Lease& Lease::operator=(Lease&& other) noexcept {
    if (this != &other) {
        if (calls_) calls_->end();
        calls_ = std::move(other.calls_);
    }
    return *this;
}
Lease::~Lease() {
    if (calls_) calls_->end();
}

/// One segment of the tree of routes.
struct RouteNode {
    std::map<std::string, std::unique_ptr<RouteNode>, std::less<>> literals;
    std::unique_ptr<RouteNode> variable;
    std::array<std::shared_ptr<const RouteEntry>, 5> routes;

    /// A literal segment goes before a variable; where the literal's branch has no such verb, the
    /// variable's may.
    const RouteEntry* find(const std::vector<std::string_view>& path, std::size_t at, int verb,
                           std::vector<std::string_view>& values, std::array<bool, 5>& others,
                           const std::shared_ptr<const RouteEntry>** slot) const {
        if (at == path.size()) {
            for (std::size_t v = 0; v < routes.size(); ++v) others[v] = others[v] || routes[v];
            if (verb < 0 || !routes[static_cast<std::size_t>(verb)]) return nullptr;
            *slot = &routes[static_cast<std::size_t>(verb)];
            return (*slot)->get();
        }
        if (const auto literal = literals.find(path[at]); literal != literals.end()) {
            if (const auto* entry = literal->second->find(path, at + 1, verb, values, others, slot))
                return entry;
        }
        if (!variable || path[at].empty()) return nullptr;
        values.push_back(path[at]);
        const auto* entry = variable->find(path, at + 1, verb, values, others, slot);
        if (!entry) values.pop_back();
        return entry;
    }
    void collect(std::vector<std::shared_ptr<const RouteEntry>>& out) const {
        for (const auto& route : routes) {
            if (route) out.push_back(route);
        }
        for (const auto& [segment, node] : literals) node->collect(out);
        if (variable) variable->collect(out);
    }
    void removeAll(std::string_view plugin) {
        for (auto& route : routes) {
            if (route && route->plugin == plugin) route.reset();
        }
        for (auto& [segment, node] : literals) node->removeAll(plugin);
        if (variable) variable->removeAll(plugin);
    }
};

Router::Router() : root_(std::make_unique<RouteNode>()) {}
Router::~Router() = default;

std::shared_ptr<PluginCalls> Router::callsOf(const std::string& plugin) {
    auto& calls = calls_[plugin];
    if (!calls) calls = std::make_shared<PluginCalls>();
    return calls;
}

void Router::add(std::string plugin, ErasedRoute route) {
    const std::string path = route.path;
    if (path.size() < 2 || path.front() != '/' || path.back() == '/')
        refuse(path, "a path begins with a slash and does not end in one");
    if (route.permission.empty() || route.summary.empty())
        refuse(path, "permission and summary must be given");
    const std::unique_lock lock(mutex_);
    auto entry = std::make_shared<RouteEntry>();
    RouteNode* node = root_.get();
    for (const auto segment : split(path)) {
        if (segment.empty()) refuse(path, "an empty segment");
        if (!isVariable(segment)) {
            if (segment.find_first_of("{}?#% ") != std::string_view::npos)
                refuse(path, "a character that is not allowed in a segment");
            auto& next = node->literals[std::string(segment)];
            if (!next) next = std::make_unique<RouteNode>();
            node = next.get();
            continue;
        }
        entry->variables.emplace_back(segment.substr(1, segment.size() - 2));
        if (route.in && !route.in->find(entry->variables.back()))
            refuse(path, "the input has no member for the variable " + std::string(segment));
        if (!node->variable) node->variable = std::make_unique<RouteNode>();
        node = node->variable.get();
    }
    auto& slot = node->routes[static_cast<std::size_t>(route.verb)];
    if (slot) refuse(path, "taken for " + std::string(verbName(route.verb)) + " by plugin " + slot->plugin);
    entry->label = std::string(kApiRoot) + path;
    entry->calls = callsOf(plugin);
    entry->state = std::make_shared<RouteState>();
    entry->plugin = std::move(plugin);
    entry->route = std::move(route);
    slot = std::move(entry);
    ++generation_;
}

void Router::insertPlain(PlainEntries& into, std::string plugin, std::string verb, std::string pathPrefix,
                         PlainHandler handler) {
    for (const auto* list : {&plain_, &public_}) {
        for (const auto& other : *list) {
            if (other->verb == verb && other->prefix == pathPrefix)
                refuse(pathPrefix, "taken by plugin " + other->plugin);
        }
    }
    auto calls = callsOf(plugin);
    into.push_back(std::make_shared<PlainEntry>(
        PlainEntry{std::move(plugin), std::move(verb), std::move(pathPrefix), std::move(handler),
                   std::move(calls), std::make_shared<RouteState>()}));
    std::stable_sort(into.begin(), into.end(),
                     [](const auto& a, const auto& b) { return a->prefix.size() > b->prefix.size(); });
}

void Router::addPlain(std::string plugin, std::string verb, std::string pathPrefix, PlainHandler handler) {
    requirePlain(pathPrefix);
    if (indexOf(verb) < 0 || verb == "HEAD") refuse(pathPrefix, "unknown verb " + verb);
    const std::unique_lock lock(mutex_);
    insertPlain(plain_, std::move(plugin), std::move(verb), std::move(pathPrefix), std::move(handler));
}

void Router::addPublic(std::string plugin, std::string pathPrefix, PlainHandler handler) {
    requirePlain(pathPrefix);
    const std::unique_lock lock(mutex_);
    for (const auto* verb : {"GET", "POST"}) insertPlain(public_, plugin, verb, pathPrefix, handler);
}

void Router::announce(std::string plugin, std::string topic, std::string permission, const StructInfo& info) {
    const std::unique_lock lock(mutex_);
    const auto [at, isNew] =
        topics_.try_emplace(topic, AnnouncedTopic{std::move(plugin), topic, permission, &info});
    if (!isNew) refuse(topic, "the topic is announced twice, first by plugin " + at->second.plugin);
}

void Router::removeAll(std::string_view plugin) {
    std::shared_ptr<PluginCalls> calls;
    {
        const std::unique_lock lock(mutex_);
        ++generation_;
        root_->removeAll(plugin);
        for (auto* list : {&plain_, &public_})
            std::erase_if(*list, [&](const auto& entry) { return entry->plugin == plugin; });
        std::erase_if(topics_, [&](const auto& entry) { return entry.second.plugin == plugin; });
        const auto found = calls_.find(plugin);
        if (found == calls_.end()) return;
        calls = found->second;
        calls_.erase(found);
    }
    calls->waitIdle();
}

Match Router::match(std::string_view verb, std::string_view path) const {
    Match match;
    const int index = indexOf(verb);
    std::array<bool, 5> others{};
    const std::shared_lock lock(mutex_);
    if (isApi(path)) {
        const std::shared_ptr<const RouteEntry>* slot = nullptr;
        std::vector<std::string_view> values;
        const auto segments =
            split(path.size() > kApiRoot.size() ? path.substr(kApiRoot.size()) : std::string_view("/"));
        if (root_->find(segments, 0, index, values, others, &slot)) {
            match.outcome = Match::Outcome::Found;
            match.route = *slot;
            match.lease = Lease((*slot)->calls);
            for (const auto value : values) match.values.push_back(percentDecode(value));
            return match;
        }
    } else if ((publicHere_ && findPlain(public_, index, path, others, match)) || // before the console's "/"
               findPlain(plain_, index, path, others, match)) {
        return match;
    }
    allow(others, match);
    return match;
}

Match Router::matchPublic(std::string_view verb, std::string_view path) const {
    Match match;
    std::array<bool, 5> others{};
    const std::shared_lock lock(mutex_);
    if (!findPlain(public_, indexOf(verb), path, others, match)) allow(others, match);
    return match;
}

std::vector<std::shared_ptr<const RouteEntry>> Router::routes() const {
    std::vector<std::shared_ptr<const RouteEntry>> out;
    {
        const std::shared_lock lock(mutex_);
        root_->collect(out);
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
        return std::tie(a->route.path, a->route.verb) < std::tie(b->route.path, b->route.verb);
    });
    return out;
}

std::vector<AnnouncedTopic> Router::topics() const {
    const std::shared_lock lock(mutex_);
    std::vector<AnnouncedTopic> out;
    for (const auto& [name, topic] : topics_) out.push_back(topic);
    return out;
}

std::optional<AnnouncedTopic> Router::topic(std::string_view name) const {
    const std::shared_lock lock(mutex_);
    const auto found = topics_.find(name);
    return found == topics_.end() ? std::nullopt : std::optional(found->second);
}

} // namespace rejoinder::http
