#include "counts.h"
#include "routes.h"

#include <rejoinder/paging.h>

namespace rejoinder::fulfilment {

namespace {

struct CountList {
    std::optional<CountState> state;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(CountList, state, limit, cursor)

struct ChangeCount {
    Id id;
    CountState state = CountState::Cancelled;
    static void rules(Rules& r) {
        r.at("state").says("cancelled: what was not counted yet is not counted; done it is by itself");
    }
};
REJOINDER_DESCRIBE(ChangeCount, id, state)

struct AccuracyQuery {
    std::optional<std::int32_t> days;
    static void rules(Rules& r) { r.at("days").range(1, 3660).says("Of the last so many days; absent: 90"); }
};
REJOINDER_DESCRIBE(AccuracyQuery, days)

struct AccuracyRow {
    std::int64_t counted = 0, exact = 0, expected = 0, found = 0, missing = 0;
};
REJOINDER_DESCRIBE(AccuracyRow, counted, exact, expected, found, missing)

/// How well the book agrees with what lies in the bins. Shares are in hundredths of a percent; none as long
/// as nothing was counted.
struct StockAccuracy {
    std::int32_t days = 90;
    std::int64_t counted = 0, exact = 0;               ///< lines; exact: without a difference
    std::int64_t expected = 0, found = 0, missing = 0; ///< pieces
    std::optional<std::int32_t> lineShare;             ///< exact of counted
    std::optional<std::int32_t> pieceShare;            ///< 1 − (found + missing) ÷ expected, not below 0
};
REJOINDER_DESCRIBE(StockAccuracy, days, counted, exact, expected, found, missing, lineShare, pieceShare)

StockAccuracy accuracy(Unit& u, std::int32_t days) {
    const auto row = u.one<AccuracyRow>("fulfilment.count-accuracy",
                                        {{"since", u.now().plus(-std::chrono::hours(24) * days)}})
                         .value_or(AccuracyRow{});
    StockAccuracy out{days, row.counted, row.exact, row.expected, row.found, row.missing, {}, {}};
    if (row.counted > 0) out.lineShare = static_cast<std::int32_t>(row.exact * 10000 / row.counted);
    if (row.expected > 0)
        out.pieceShare = static_cast<std::int32_t>(
            std::max<std::int64_t>(0, row.expected - row.found - row.missing) * 10000 / row.expected);
    return out;
}

} // namespace

void declareCounts(Declarations& d, const Desk& desk) {
    d.page("/stock-counts", "Cycle counts", "fulfilment.work");
    d.get<CountList, Page<StockCount>>(
        "/stock-counts", {"fulfilment.read", "Counts of what lies in the bins, newest first"},
        [](const CountList& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            return paging::pageOf(u.all<StockCount>("fulfilment.newest-counts",
                                                    {{"before", paging::cursorId(in.cursor, Id{INT64_MAX})},
                                                     {"state", in.state ? nameOf(*in.state) : std::string()},
                                                     {"limit", limit}}),
                                  limit);
        });
    d.post<NewStockCount, StockCountView>(
        "/stock-counts",
        {.permission = "fulfilment.stock",
         .summary = "Plan a count of bins, an item or a class; what is being counted is left out",
         .success = 201,
         .at = "/stock-counts/{made}"},
        [](const NewStockCount& in, Call&, Unit& u) { return planCount(u, in); });
    d.get<AccuracyQuery, StockAccuracy>(
        "/stock-counts/accuracy", {"fulfilment.read", "How well the book agrees with what was counted"},
        [](const AccuracyQuery& in, Call&, Unit& u) { return accuracy(u, in.days.value_or(90)); });
    d.get<None, Page<ClassedItem>>(
        "/stock-counts/classes",
        {"fulfilment.read", "Items by the value that went out of them in a year: classes A, B and C"},
        [](const None&, Call&, Unit& u) {
            return Page<ClassedItem>{classesOf(u), {}};
        });
    d.get<ById, StockCountView>(
        "/stock-counts/{id}",
        {"fulfilment.read", "A count along the bins; what should be there is told when it is counted"},
        [](const ById& in, Call&, Unit& u) { return viewCount(u, in.id); });
    d.post<NewTally, StockCountView>(
        "/stock-counts/{id}/tallies",
        {"fulfilment.work", "So many were counted; what differs too much is counted again by somebody else"},
        [desk](const NewTally& in, Call&, Unit& u) { return takeTally(u, in, desk.orders()); });
    d.patch<ChangeCount, StockCountView>(
        "/stock-counts/{id}", {"fulfilment.stock", "End a count before all of it was counted", 200, true},
        [](const ChangeCount& in, Call& call, Unit& u) {
            call.requireMatch(viewCount(u, in.id).version);
            if (in.state != CountState::Cancelled)
                throw Error::invalid("/state", "fulfilment.count-over", "it can only be cancelled");
            return cancelCount(u, in.id);
        });
    d.verify("counts", checkCounts);
}

} // namespace rejoinder::fulfilment
