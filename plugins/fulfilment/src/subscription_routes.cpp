#include "subscriptions.h"

#include <rejoinder/paging.h>

namespace rejoinder::fulfilment {

namespace {

/// How many subscriptions the job reads at once.
constexpr std::int64_t kDueAtOnce = 200;

/// An order that a subscription made.
struct MadeDelivery {
    std::int32_t number = 1;
    Date dueDay;
    Id orderId;
    OrderState state = OrderState::Entered;
    bool held = false;
    std::string currency;
    std::int64_t valueMinor = 0;
    Timestamp madeAt;
};
REJOINDER_DESCRIBE(MadeDelivery, number, dueDay, orderId, state, held, currency, valueMinor, madeAt)

struct StandingOrderView {
    Id id;
    StandingOrder subscription;
    std::vector<StandingLine> lines;
    std::vector<MadeDelivery> orders;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(StandingOrderView, id, subscription, lines, orders, version)

struct SubscriptionList {
    std::optional<SubscriptionState> state;
    std::optional<Id> contactId, campaignId, orderId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("orderId").says("The one that made this order"); }
};
REJOINDER_DESCRIBE(SubscriptionList, state, contactId, campaignId, orderId, limit, cursor)

/// So many of a campaign are in that state, and made so many orders.
struct SubscriptionCount {
    SubscriptionState state = SubscriptionState::Active;
    std::int64_t subscriptions = 0, deliveries = 0;
};
REJOINDER_DESCRIBE(SubscriptionCount, state, subscriptions, deliveries)

struct SubscriptionFigures {
    std::vector<SubscriptionCount> states;
};
REJOINDER_DESCRIBE(SubscriptionFigures, states)

struct OfCampaign {
    Id campaignId;
};
REJOINDER_DESCRIBE(OfCampaign, campaignId)

StandingOrderView viewSubscription(Unit& u, Id id) {
    auto s = u.one<StandingOrder>("fulfilment.find-subscription", {{"id", id}});
    if (!s) throw Error::notFound("fulfilment.no-such-subscription", "there is no such subscription");
    const auto version = s->version;
    return {id, std::move(*s),
            u.all<StandingLine>("fulfilment.lines-of-subscription", {{"subscriptionId", id}}),
            u.all<MadeDelivery>("fulfilment.deliveries-of-subscription", {{"subscriptionId", id}}), version};
}

Page<StandingOrder> listSubscriptions(Unit& u, const SubscriptionList& in, const Desk& desk) {
    if (in.orderId)
        return {u.all<StandingOrder>("fulfilment.subscription-of-order", {{"orderId", *in.orderId}}), {}};
    if (in.contactId) return {Subscriptions(desk).of(u, *in.contactId), {}};
    const auto limit = paging::limitOf(in.limit);
    const auto before = paging::cursorId(in.cursor, Id{INT64_MAX});
    const std::string state = in.state ? nameOf(*in.state) : std::string();
    if (in.campaignId)
        return paging::pageOf(
            u.all<StandingOrder>(
                "fulfilment.newest-subscriptions-of-campaign",
                {{"campaignId", *in.campaignId}, {"state", state}, {"before", before}, {"limit", limit}}),
            limit);
    if (in.state)
        return paging::pageOf(u.all<StandingOrder>("fulfilment.newest-subscriptions-in-state",
                                                   {{"state", state}, {"before", before}, {"limit", limit}}),
                              limit);
    return paging::pageOf(
        u.all<StandingOrder>("fulfilment.newest-subscriptions", {{"before", before}, {"limit", limit}}),
        limit);
}

/// Looks at each that is due, each in a unit of its own; one that fails stops no other one.
void deliverDue(Attempt& attempt, const Desk& desk) {
    const Subscriptions subscriptions(desk);
    std::exception_ptr failed;
    std::vector<std::int64_t> due;
    std::int64_t done = 0;
    for (Id after; !attempt.stopping(); after = Id{due.back()}) {
        attempt.read([&](Unit& u) {
            due = u.numbers("fulfilment.due-subscriptions",
                            {{"today", desk.sources.day(u.now())}, {"after", after}, {"limit", kDueAtOnce}});
        });
        if (due.empty()) break;
        for (const auto id : due) {
            if (attempt.stopping()) return;
            try {
                attempt.write([&](Unit& u) { subscriptions.look(u, Id{id}); });
            } catch (const Error& e) {
                if (e.code().starts_with("kernel.")) throw; // the lease was lost, or the database is
                failed = std::current_exception();
            }
            attempt.progress(++done, 0);
        }
    }
    if (failed) std::rethrow_exception(failed);
}

} // namespace

void declareSubscriptions(Declarations& d, const Desk& desk) {
    d.page("/subscriptions", "Subscriptions", "fulfilment.read");
    d.get<SubscriptionList, Page<StandingOrder>>(
        "/subscriptions",
        {"fulfilment.read", "Orders that repeat, newest first; by state, campaign, contact or order"},
        [desk](const SubscriptionList& in, Call&, Unit& u) { return listSubscriptions(u, in, desk); });
    d.get<OfCampaign, SubscriptionFigures>(
        "/subscriptions/figures",
        {"fulfilment.read", "How many subscriptions a campaign brought, and how many orders they made"},
        [](const OfCampaign& in, Call&, Unit& u) {
            return SubscriptionFigures{u.all<SubscriptionCount>("fulfilment.subscriptions-by-state",
                                                                {{"campaignId", in.campaignId}})};
        });
    d.get<ById, StandingOrderView>("/subscriptions/{id}",
                                   {"fulfilment.read", "An order that repeats, and the orders it made"},
                                   [](const ById& in, Call&, Unit& u) { return viewSubscription(u, in.id); });
    d.post<NewSubscription, StandingOrderView>(
        "/subscriptions",
        {"fulfilment.order", "An order that repeats; the first one is made when its day has come", 201},
        [desk](const NewSubscription& in, Call&, Unit& u) {
            if (in.reference)
                if (const auto before = u.one<StandingOrder>("fulfilment.find-subscription-by-reference",
                                                             {{"reference", *in.reference}}))
                    return viewSubscription(u, before->id);
            return viewSubscription(u, Subscriptions(desk).make(u, in).id);
        });
    d.patch<ChangeSubscription, StandingOrderView>(
        "/subscriptions/{id}",
        {"fulfilment.order", "Hold, go on with, cancel or change an order that repeats", 200, true},
        [desk](const ChangeSubscription& in, Call& call, Unit& u) {
            auto subscription = Subscriptions::open(u, in.id);
            call.requireMatch(subscription.version);
            Subscriptions(desk).change(u, subscription, in);
            return viewSubscription(u, in.id);
        });
    d.job<None>("deliver-subscriptions", {},
                [desk](const None&, Attempt& attempt) { deliverDue(attempt, desk); });
    d.every(std::chrono::minutes(10), "fulfilment.deliver-subscriptions");
    d.verify("subscriptions", checkSubscriptions);
}

} // namespace rejoinder::fulfilment
