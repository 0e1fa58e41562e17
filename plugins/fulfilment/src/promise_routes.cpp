#include "routes.h"

#include <rejoinder/paging.h>

#include <algorithm>
#include <charconv>

namespace rejoinder::fulfilment {

namespace {

constexpr std::chrono::hours kDay{24};
constexpr std::int64_t kKeptDays = 30;

/// How an order stands to its promise, the worst first.
enum class PromiseAge { LateWeek, LateDays, LateHours, Soon, InTime };
REJOINDER_DESCRIBE_ENUM(PromiseAge, LateWeek, LateDays, LateHours, Soon, InTime)
constexpr PromiseAge kAges[] = {PromiseAge::LateWeek, PromiseAge::LateDays, PromiseAge::LateHours,
                                PromiseAge::Soon, PromiseAge::InTime};

/// So many orders of that age are not out because they are in that state.
struct AgeingCell {
    PromiseAge age = PromiseAge::InTime;
    OrderState state = OrderState::Entered;
    std::int64_t orders = 0;
};
REJOINDER_DESCRIBE(AgeingCell, age, state, orders)

/// So many open orders are held for that reason; an order may be held for several.
struct HeldFor {
    HoldReason reason = HoldReason::Person;
    std::int64_t orders = 0;
};
REJOINDER_DESCRIBE(HeldFor, reason, orders)

struct AgeingBoard {
    Timestamp at, soonUntil; ///< what is due between the two is soon late
    std::int64_t open = 0, late = 0, soon = 0;
    std::int64_t shipped = 0, kept = 0; ///< of the last 30 days, and of them in time
    std::vector<AgeingCell> cells;
    std::vector<HeldFor> held;
};
REJOINDER_DESCRIBE(AgeingBoard, at, soonUntil, open, late, soon, shipped, kept, cells, held)

struct AgeRow {
    OrderState state = OrderState::Entered;
    std::int32_t age = 0;
    std::int64_t orders = 0;
};
REJOINDER_DESCRIBE(AgeRow, state, age, orders)

struct KeptRow {
    std::int64_t shipped = 0, kept = 0;
};
REJOINDER_DESCRIBE(KeptRow, shipped, kept)

/// An open order and its promise; `id` is the order's.
struct OpenPromise {
    Id id, contactId;
    OrderState state = OrderState::Entered;
    bool held = false, purchase = false;
    Timestamp orderedAt, dueAt;
    std::optional<Date> shipBy;
    std::int32_t notices = 0;
    std::optional<Date> answerBy;
};
REJOINDER_DESCRIBE(OpenPromise, id, contactId, state, held, purchase, orderedAt, dueAt, shipBy, notices,
                   answerBy)

struct PromiseList {
    std::optional<OrderState> state;
    std::optional<bool> late;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("late").says("Only those that should be out already"); }
};
REJOINDER_DESCRIBE(PromiseList, state, late, limit, cursor)

/// What the clock of the law asks for next.
enum class DelayStep { Tell, TellAgain, AwaitAnswer, Refund };
REJOINDER_DESCRIBE_ENUM(DelayStep, Tell, TellAgain, AwaitAnswer, Refund)

/// What must be said to a buyer by when.
struct DelayDuty {
    Id id; ///< of the order
    Id contactId;
    OrderState state = OrderState::Entered;
    Timestamp orderedAt;
    DelayStep step = DelayStep::Tell;
    Date by; ///< the last day for it
    std::int32_t notices = 0;
};
REJOINDER_DESCRIBE(DelayDuty, id, contactId, state, orderedAt, step, by, notices)

struct DutyList {
    std::optional<std::int32_t> limit;
    static void rules(Rules& r) { r.at("limit").says("The most pressing first; there are no further pages"); }
};
REJOINDER_DESCRIBE(DutyList, limit)

struct NoticeList {
    std::optional<Id> orderId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(NoticeList, orderId, limit, cursor)

struct AnswerDelay {
    Id id;
    DelayAnswer answer = DelayAnswer::Consented;
    static void rules(Rules& r) { r.at("answer").says("consented or cancelled"); }
};
REJOINDER_DESCRIBE(AnswerDelay, id, answer)

AgeingBoard board(Unit& u, const PromiseRules& rules) {
    AgeingBoard out;
    out.at = u.now();
    out.soonUntil = u.now().plus(std::chrono::hours(rules.alarmHours));
    for (const auto& row : u.all<AgeRow>("fulfilment.promise-ages", {{"weekAgo", u.now().plus(-7 * kDay)},
                                                                     {"dayAgo", u.now().plus(-kDay)},
                                                                     {"now", u.now()},
                                                                     {"soon", out.soonUntil}})) {
        const auto age = kAges[row.age];
        out.cells.push_back({age, row.state, row.orders});
        out.open += row.orders;
        if (age < PromiseAge::Soon) out.late += row.orders;
        if (age == PromiseAge::Soon) out.soon += row.orders;
    }
    std::ranges::stable_sort(out.cells, {}, &AgeingCell::age);
    out.held = u.all<HeldFor>("fulfilment.count-open-holds");
    if (const auto kept =
            u.one<KeptRow>("fulfilment.kept-promises", {{"since", u.now().plus(-kKeptDays * kDay)}})) {
        out.shipped = kept->shipped;
        out.kept = kept->kept;
    }
    return out;
}

/// A page goes on behind a moment and an order: "1764600000000000-123".
struct DueCursor {
    Timestamp due{INT64_MIN};
    Id after;
};

DueCursor cursorOf(const std::optional<std::string>& text) {
    DueCursor cursor;
    if (!text) return cursor;
    const auto dash = text->rfind('-');
    const auto end = text->data() + (dash == std::string::npos ? 0 : dash);
    const auto [at, error] = std::from_chars(text->data(), end, cursor.due.micros);
    const auto id =
        dash == std::string::npos ? std::nullopt : Id::parse(std::string_view(*text).substr(dash + 1));
    if (error != std::errc() || at != end || !id)
        throw Error::invalid("/cursor", "kernel.bad-cursor", "this cursor was not made here");
    cursor.after = *id;
    return cursor;
}

Page<OpenPromise> listPromises(Unit& u, const PromiseList& in) {
    const auto limit = paging::limitOf(in.limit);
    const auto cursor = cursorOf(in.cursor);
    Page<OpenPromise> page{
        u.all<OpenPromise>("fulfilment.list-promises",
                           {{"due", cursor.due},
                            {"after", cursor.after},
                            {"before", in.late.value_or(false) ? u.now() : Timestamp{INT64_MAX}},
                            {"state", in.state ? nameOf(*in.state) : std::string()},
                            {"limit", limit}}),
        {}};
    if (page.items.size() == static_cast<std::size_t>(limit))
        page.nextCursor =
            std::to_string(page.items.back().dueAt.micros) + "-" + page.items.back().id.toString();
    return page;
}

Page<DelayDuty> duties(Unit& u, const DutyList& in, const PromiseRules& rules) {
    const auto today = WorkingTime(rules.timeZone, rules.cutOff, rules.closedDays).day(u.now());
    const Date until{today.days + static_cast<std::int32_t>(rules.noticeDays)};
    Page<DelayDuty> page;
    for (const auto& p : u.all<OpenPromise>("fulfilment.list-delay-duties",
                                            {{"until", until}, {"limit", paging::limitOf(in.limit)}})) {
        DelayDuty duty{p.id, p.contactId, p.state, p.orderedAt, DelayStep::Tell, *p.shipBy, p.notices};
        if (p.answerBy) {
            duty.step = DelayStep::AwaitAnswer;
            duty.by = *p.answerBy;
        } else if (*p.shipBy < today) {
            duty.step = DelayStep::Refund;
        } else if (p.notices > 0) {
            duty.step = DelayStep::TellAgain;
        }
        page.items.push_back(std::move(duty));
    }
    std::ranges::stable_sort(page.items, {}, &DelayDuty::by);
    return page;
}

DelayNotice findNotice(Unit& u, Id id) {
    auto found = u.one<DelayNotice>("fulfilment.find-delay-notice", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-notice", "there is no such notice");
    return std::move(*found);
}

void declareDelays(Declarations& d, const Desk& desk) {
    d.get<DutyList, Page<DelayDuty>>(
        "/delay-notices/due",
        {"fulfilment.read", "What must be said to buyers whose orders will not be out in time, by when"},
        [desk](const DutyList& in, Call&, Unit& u) { return duties(u, in, desk.promise()); });
    d.get<NoticeList, Page<DelayNotice>>(
        "/delay-notices", {"fulfilment.read", "Delays that buyers were told of, newest first; of an order"},
        [](const NoticeList& in, Call&, Unit& u) {
            if (in.orderId)
                return Page<DelayNotice>{
                    u.all<DelayNotice>("fulfilment.delay-notices-of-order", {{"orderId", *in.orderId}}), {}};
            const auto limit = paging::limitOf(in.limit);
            return paging::pageOf(u.all<DelayNotice>("fulfilment.newest-delay-notices",
                                                     {{"before", paging::cursorId(in.cursor, Id{INT64_MAX})},
                                                      {"limit", limit}}),
                                  limit);
        });
    d.get<ById, DelayNotice>("/delay-notices/{id}", {"fulfilment.read", "A delay that a buyer was told of"},
                             [](const ById& in, Call&, Unit& u) { return findNotice(u, in.id); });
    d.post<NewDelayNotice, DelayNotice>(
        "/orders/{id}/delay-notices",
        {.permission = "fulfilment.work",
         .summary = "Tell a buyer that the order will be late, or write down that it was told",
         .success = 201,
         .at = "/delay-notices/{made}"},
        [desk](const NewDelayNotice& in, Call&, Unit& u) {
            return tellDelay(u, OrderBook::open(u, in.id), in, desk.promise(), desk.telling());
        });
    d.patch<AnswerDelay, DelayNotice>(
        "/delay-notices/{id}",
        {"fulfilment.work", "What the buyer answered: goes on waiting, or cancels", 200, true},
        [desk](const AnswerDelay& in, Call& call, Unit& u) {
            auto notice = findNotice(u, in.id);
            call.requireMatch(notice.version);
            auto orders = desk.orders();
            return answerDelay(u, std::move(notice), in.answer, orders);
        });
}

} // namespace

void declarePromises(Declarations& d, const Desk& desk) {
    d.get<None, AgeingBoard>(
        "/orders/ageing",
        {"fulfilment.read", "Open orders by how late they are and why, and how many were kept"},
        [desk](const None&, Call&, Unit& u) { return board(u, desk.promise()); });
    d.get<PromiseList, Page<OpenPromise>>(
        "/promises", {"fulfilment.read", "Open orders, what must be out first before the others"},
        [](const PromiseList& in, Call&, Unit& u) { return listPromises(u, in); });
    declareDelays(d, desk);
    d.job<None>("watch-promises", {}, [desk](const None&, Attempt& attempt) {
        const auto rules = desk.promise();
        const auto all = [&](auto&& step) {
            while (!attempt.stopping() && attempt.write(step) > 0) {}
        };
        all([&](Unit& u) { return alarmSoonLate(u, rules); });
        all([&](Unit& u) {
            auto orders = desk.orders();
            const auto today = WorkingTime(rules.timeZone, rules.cutOff, rules.closedDays).day(u.now());
            return endWithoutConsent(u, today, orders);
        });
    });
    d.every(std::chrono::minutes(10), "fulfilment.watch-promises");
    d.verify("promises", checkPromises);
}

} // namespace rejoinder::fulfilment
