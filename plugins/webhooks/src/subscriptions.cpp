#include "subscriptions.h"

#include <arpa/inet.h>
#include <httpcall/httpcall.h>

#include <algorithm>
#include <map>
#include <set>

namespace rejoinder::webhooks {

namespace {

std::vector<std::string> partsOf(const std::string& list) {
    std::vector<std::string> parts(1);
    for (const char c : list) {
        if (c == ',')
            parts.emplace_back();
        else if (c != ' ')
            parts.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    std::erase(parts, std::string());
    return parts;
}

bool isIp(const std::string& host) {
    in6_addr address{};
    return ::inet_pton(AF_INET, host.c_str(), &address) == 1 ||
           ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

} // namespace

std::string hostsProblem(const std::string& hosts) {
    for (const auto& host : partsOf(hosts))
        if (host.find_first_of("/@?#*") != host.npos) return host + " is no host";
    return "";
}

bool Subscriptions::isAllowed(const std::string& url) const {
    const auto place = httpcall::placeOf(url);
    const auto withPort = place.host + ":" + std::to_string(place.port);
    return std::ranges::any_of(partsOf(allowedHosts_),
                               [&](const auto& host) { return host == place.host || host == withPort; });
}

void Subscriptions::check(const std::string& url, const std::vector<std::string>& types) const {
    Faults faults;
    if (auto problem = httpcall::problemOf(url); !problem.empty()) {
        faults.add("/url", "webhooks.url", std::move(problem));
    } else if (url.find('#') != url.npos) {
        faults.add("/url", "webhooks.url", "must be without a fragment");
    } else if (!isAllowed(url)) {
        const auto place = httpcall::placeOf(url);
        if (place.scheme != "https")
            faults.add("/url", "webhooks.not-https", "must begin with https://, or its host must be allowed");
        if ((isIp(place.host) && !httpcall::isPublicAddress(place.host)) || place.host == "localhost")
            faults.add("/url", "webhooks.inner-address",
                       "leads into our own network; the settings may allow its host");
    }
    std::set<std::string> seen;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const auto at = "/types/" + std::to_string(i);
        if (!isEventType(types[i]))
            faults.add(at, "webhooks.no-such-type", "there is no such type of events");
        else if (!seen.insert(types[i]).second)
            faults.add(at, "webhooks.type-twice", "this type is named twice");
    }
    faults.raise("webhooks.invalid");
}

Webhook Subscriptions::shown(const Subscription& row) const {
    Webhook out;
    out.id = row.id;
    out.name = row.name;
    out.url = row.url;
    out.types = row.types;
    out.state = row.state;
    if (row.oldSecret) out.oldSecretUntil = row.oldUntil;
    out.failingSince = row.failingSince;
    out.quietUntil = row.quietUntil;
    out.stoppedAt = row.stoppedAt;
    out.figures.id = row.id;
    out.inner = isAllowed(row.url);
    out.version = row.version;
    out.createdAt = row.createdAt;
    return out;
}

WebhookList Subscriptions::list(Unit& unit) const {
    std::map<Id, WebhookFigures> figures;
    for (auto& f : unit.all<WebhookFigures>("webhooks.subscription-figures", {{"id", Id{}}}))
        figures[f.id] = f;
    WebhookList out;
    for (const auto& row : unit.all<Subscription>("webhooks.list-subscriptions")) {
        out.items.push_back(shown(row));
        if (const auto it = figures.find(row.id); it != figures.end()) out.items.back().figures = it->second;
    }
    return out;
}

Webhook Subscriptions::show(Unit& unit, Id id) const {
    auto out = shown(find(unit, id));
    if (auto figures = unit.one<WebhookFigures>("webhooks.subscription-figures", {{"id", id}}))
        out.figures = std::move(*figures);
    return out;
}

Subscription Subscriptions::find(Unit& unit, Id id) {
    auto row = unit.one<Subscription>("webhooks.find-subscription", {{"id", id}});
    if (!row) throw Error::notFound("webhooks.no-such-webhook", "there is no such webhook");
    return std::move(*row);
}

Subscription Subscriptions::open(Unit& unit, Id id) {
    // The write comes first: on databases with several writers it makes others wait before this one reads.
    if (unit.run("webhooks.lock-subscription", {{"id", id}}) == 0)
        throw Error::notFound("webhooks.no-such-webhook", "there is no such webhook");
    return find(unit, id);
}

MadeWebhook Subscriptions::create(Unit& unit, const NewWebhook& wish) const {
    check(wish.url, wish.types);
    const auto key = newKey();
    Subscription row;
    row.id = unit.newId();
    row.name = wish.name;
    row.url = wish.url;
    row.types = wish.types;
    row.secret = sealing_.seal(unit, key, aboutKey(row.id));
    row.createdAt = unit.now();
    unit.run("webhooks.insert-subscription", row);
    unit.audit("webhooks.create", row.id, row.name);
    return {row.id, shown(row), secretOf(key)};
}

bool Subscriptions::change(Unit& unit, const Subscription& before, const ChangeWebhook& wish) const {
    using enum SubscriptionState;
    check(wish.url, wish.types);
    if (wish.state != Active && wish.state != Paused && wish.state != before.state)
        throw Error::invalid("/state", "webhooks.state", "must be active or paused");
    Subscription row = before;
    row.name = wish.name;
    row.url = wish.url;
    row.types = wish.types;
    row.state = wish.state;
    const bool starts = row.state == Active && before.state != Active;
    if (starts) {
        row.failingSince.reset();
        row.quietUntil.reset();
        row.stoppedAt.reset();
    } else if (row.state != before.state) {
        row.stoppedAt = unit.now();
    }
    unit.run("webhooks.update-subscription", row);
    unit.audit("webhooks.change", row.id, row.name + ": " + nameOf(row.state));
    return starts;
}

MadeWebhook Subscriptions::rotate(Unit& unit, Id id, std::chrono::hours overlap) const {
    Subscription row = open(unit, id);
    const auto key = newKey();
    row.oldSecret.reset();
    row.oldUntil.reset();
    if (overlap.count() > 0 && sealing_.opens(row.secret)) { // a secret whose key is lost signs nothing
        row.oldSecret = row.secret;
        row.oldUntil = unit.now().plus(overlap);
    }
    row.secret = sealing_.seal(unit, key, aboutKey(id));
    unit.run("webhooks.update-subscription", row);
    unit.audit("webhooks.rotate-secret", id, row.name);
    return {id, shown(row), secretOf(key)};
}

std::vector<std::string> Subscriptions::unopened(Unit& unit) const {
    std::vector<std::string> names;
    for (const auto& row : unit.all<Subscription>("webhooks.list-subscriptions"))
        if (!sealing_.opens(row.secret)) names.push_back(row.name);
    return names;
}

void Subscriptions::remove(Unit& unit, Id id) {
    Subscription row = open(unit, id);
    row.state = SubscriptionState::Removed;
    row.secret.clear();
    row.oldSecret.reset();
    row.oldUntil.reset();
    unit.run("webhooks.update-subscription", row);
    unit.audit("webhooks.remove", id, row.name);
}

} // namespace rejoinder::webhooks
