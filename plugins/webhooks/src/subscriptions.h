#pragma once
#include "event_types.h"
#include "signing.h"

/// Who is told of what.
namespace rejoinder::webhooks {

struct WebhookFigures {
    Id id;
    std::int64_t delivered = 0, waiting = 0, failed = 0, held = 0;
};
REJOINDER_DESCRIBE(WebhookFigures, id, delivered, waiting, failed, held)

/// A subscription as it is shown: never with its secret.
struct Webhook {
    Id id;
    std::string name, url;
    std::vector<std::string> types;
    SubscriptionState state = SubscriptionState::Active;
    std::optional<Timestamp> oldSecretUntil, failingSince, quietUntil, stoppedAt;
    WebhookFigures figures;
    bool inner = false;
    std::int64_t version = 1;
    Timestamp createdAt;
    static void rules(Rules& r) {
        r.at("oldSecretUntil").says("The secret before the last rotation signs along until then");
        r.at("failingSince").says("Nothing was taken since");
        r.at("quietUntil").says("The receiver asked for a pause");
        r.at("inner").says("Its host is one that the settings allow to be inside of our network");
    }
};
REJOINDER_DESCRIBE(Webhook, id, name, url, types, state, oldSecretUntil, failingSince, quietUntil, stoppedAt,
                   figures, inner, version, createdAt)

struct WebhookList {
    std::vector<Webhook> items;
};
REJOINDER_DESCRIBE(WebhookList, items)

struct NewWebhook {
    std::string name, url;
    std::vector<std::string> types;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(100);
        r.at("url").notEmpty().max(1000);
        r.at("types").notEmpty().max(50);
    }
};
REJOINDER_DESCRIBE(NewWebhook, name, url, types)

struct ChangeWebhook {
    Id id;
    std::string name, url;
    std::vector<std::string> types;
    SubscriptionState state = SubscriptionState::Active;
    static void rules(Rules& r) {
        NewWebhook::rules(r);
        r.at("state").says("active or paused");
    }
};
REJOINDER_DESCRIBE(ChangeWebhook, id, name, url, types, state)

/// With the secret, which is told only here.
struct MadeWebhook {
    Id id;
    Webhook webhook;
    std::string secret;
};
REJOINDER_DESCRIBE(MadeWebhook, id, webhook, secret)

class Subscriptions {
public:
    /// `allowedHosts`: those that may be inside of our network and spoken to without TLS: "host" or
    /// "host:port", with commas.
    Subscriptions(Sealing& sealing, std::string allowedHosts)
        : sealing_(sealing), allowedHosts_(std::move(allowedHosts)) {}

    [[nodiscard]] WebhookList list(Unit& unit) const;
    /// @throws Error NotFound
    [[nodiscard]] Webhook show(Unit& unit, Id id) const;
    /// @throws Error NotFound
    static Subscription find(Unit& unit, Id id);
    /// Reads one that is to be changed; its version grows. @throws Error NotFound
    static Subscription open(Unit& unit, Id id);
    /// @throws Error Invalid naming every fault
    [[nodiscard]] MadeWebhook create(Unit& unit, const NewWebhook& wish) const;
    /// @returns whether it became active again, so that what was held is due
    /// @pre `before` was opened in this unit
    bool change(Unit& unit, const Subscription& before, const ChangeWebhook& wish) const;
    /// A new secret; the old one signs along for so long.
    [[nodiscard]] MadeWebhook rotate(Unit& unit, Id id, std::chrono::hours overlap) const;
    /// Names of those whose secret is sealed with another key than the one that is there.
    [[nodiscard]] std::vector<std::string> unopened(Unit& unit) const;
    /// Nothing is sent any more; its messages go soon after.
    static void remove(Unit& unit, Id id);
    /// Whether the host of an address is one of those that the settings allow.
    [[nodiscard]] bool isAllowed(const std::string& url) const;

private:
    void check(const std::string& url, const std::vector<std::string>& types) const;
    [[nodiscard]] Webhook shown(const Subscription& row) const;
    Sealing& sealing_;
    std::string allowedHosts_;
};

/// What is wrong with a list of allowed hosts, or "".
std::string hostsProblem(const std::string& hosts);

} // namespace rejoinder::webhooks
