#include "person_records.h"
#include "plugin_manifest.h"
#include "routes.h"

namespace rejoinder::webhooks {

namespace {

std::vector<std::string> check(Unit& unit, const Subscriptions& subscriptions) {
    std::vector<std::string> wrong;
    for (const auto& name : subscriptions.unopened(unit))
        wrong.push_back(
            "the secret of the webhook " + name +
            " is sealed with another key than that of this installation: bring the key back, or give it a "
            "new secret");
    if (const auto n = unit.number("webhooks.count-wrong-messages"); n != 0)
        wrong.push_back(std::to_string(n) + " messages of webhooks do not agree with their attempts.");
    return wrong;
}

} // namespace

/// Tells others over HTTP what happens to responses, orders, shipments, invoices and returns.
class WebhooksPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.permission("webhooks.read", "See webhooks and what they were sent");
        d.permission("webhooks.write", "Administer webhooks, send messages again");
        d.page("/webhooks", "Webhooks", "webhooks.read");
        d.setting<std::string>(
            "allowed-hosts", "",
            "Hosts inside of our network that webhooks may go to, also without TLS: host or host:port, with "
            "commas; empty = none",
            &hostsProblem);
        d.setting<std::string>(
            "source", "",
            "How we call ourselves in every message (CloudEvents source); empty = the public "
            "address, else /rejoinder");
        d.setting<std::int64_t>(
            "keep-days", 30,
            "How long messages are kept that need not be sent any more, also those that a "
            "stopped webhook holds; days",
            [](const std::int64_t& days) {
                return days >= 4 && days <= 3650 ? "" : "must be from 4 to 3650";
            });
        const Desk desk{[this] { return subscriptions(); }, [this] { return deliveries(); }};
        declareSubscriptions(d, desk);
        declareMessages(d, desk);
        hear(d, [this](const Happening& what, const Delivery& delivery, Unit& u) {
            deliveries().take(u, what, delivery.eventId, delivery.publishedAt);
        });
        // What fails of itself here (the key of secrets is away) waits, as long as a message itself would.
        d.job<DeliverJob>("deliver",
                          {.retries = 80,
                           .backoff = std::chrono::seconds(5),
                           .lease = std::chrono::seconds(40),
                           .parallel = 8},
                          [this](const DeliverJob& job, Attempt& attempt) {
                              deliveries().deliver(job, attempt, context_->clock());
                          });
        d.job<ReplayJob>("replay", {},
                         [](const ReplayJob& job, Attempt& attempt) { Deliveries::replayAll(job, attempt); });
        d.job<None>("forget", {}, [this](const None&, Attempt& attempt) {
            const auto days = std::chrono::hours(24) * context_->setting<std::int64_t>("keep-days");
            while (!attempt.stopping() &&
                   attempt.write([&](Unit& u) { return Deliveries::forget(u, u.now().plus(-days)); })) {}
            while (!attempt.stopping() && attempt.write([](Unit& u) { return Deliveries::wake(u); })) {}
        });
        d.every(std::chrono::hours(1), "webhooks.forget");
        d.verify("webhooks", [this](Unit& u) { return check(u, subscriptions()); });
    }

    void start(Context& context) override {
        context_ = &context;
        sealing_ = context.use<Sealing>();
        context.provide<contacts::PersonRecords>(makePersonRecords());
    }

    void stop() noexcept override { sealing_.reset(); }

private:
    Subscriptions subscriptions() const {
        return {*sealing_, context_->setting<std::string>("allowed-hosts")};
    }
    Deliveries deliveries() const {
        auto source = context_->setting<std::string>("source");
        if (source.empty()) source = context_->publicUrl();
        return {subscriptions(), *sealing_, source.empty() ? "/rejoinder" : source};
    }

    Context* context_ = nullptr;
    std::shared_ptr<Sealing> sealing_;
};

} // namespace rejoinder::webhooks

REJOINDER_PLUGIN(rejoinder::webhooks::WebhooksPlugin)
