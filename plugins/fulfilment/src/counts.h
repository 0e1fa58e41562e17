#pragma once
#include "order_book.h"

/// Cycle counts: what lies in the bins is counted blind, what differs too much by somebody else again, and
/// what is left is posted as a move.
namespace rejoinder::fulfilment {

enum class CountSource { Planned, ShortPick };
REJOINDER_DESCRIBE_ENUM(CountSource, Planned, ShortPick)

/// What a count is made of: bins, one item, or the items of an ABC class.
enum class CountScope { Bin, Item, Class };
REJOINDER_DESCRIBE_ENUM(CountScope, Bin, Item, Class)

enum class CountState { Open, Done, Cancelled };
REJOINDER_DESCRIBE_ENUM(CountState, Open, Done, Cancelled)

/// Dropped: the count was cancelled before.
enum class CountLineState { ToCount, ToCountAgain, Done, Dropped };
REJOINDER_DESCRIBE_ENUM(CountLineState, ToCount, ToCountAgain, Done, Dropped)

struct StockCount {
    Id id;
    CountSource source = CountSource::Planned;
    CountScope scope = CountScope::Bin;
    std::string chosen; ///< "B-1", "B-*", an item's number, "A"
    CountState state = CountState::Open;
    std::int64_t tolerancePieces = 0;
    std::int32_t tolerancePercent = 0; ///< of what the book says
    std::optional<Date> dueOn;
    Timestamp createdAt;
    std::string createdBy;
    std::optional<Timestamp> closedAt;
    std::int64_t version = 1;
    std::int64_t total = 0, done = 0, again = 0; ///< lines
    std::int64_t exact = 0;                      ///< of those that are done: without a difference
};
REJOINDER_DESCRIBE(StockCount, id, source, scope, chosen, state, tolerancePieces, tolerancePercent, dueOn,
                   createdAt, createdBy, closedAt, version, total, done, again, exact)

/// What somebody counted, and what the book said then.
struct CountTally {
    Id lineId;
    std::int32_t number = 1;
    std::int64_t expected = 0, counted = 0;
    Timestamp countedAt;
    std::string countedBy;
};
REJOINDER_DESCRIBE(CountTally, lineId, number, expected, counted, countedAt, countedBy)

/// An item, or one lot of it. As long as it is to be counted nothing tells how many there should be.
struct CountLine {
    Id id, itemId;
    std::optional<Id> lotId;
    std::string sku, name, bin, lot;
    CountLineState state = CountLineState::ToCount;
    std::int64_t difference = 0; ///< what was posted
    std::optional<Id> moveId;
    std::optional<Id> firstById; ///< who must not count it again
    std::string firstBy;
    bool lots = false;
};
REJOINDER_DESCRIBE(CountLine, id, itemId, lotId, sku, name, bin, lot, state, difference, moveId, firstById,
                   firstBy, lots)

struct StockCountView {
    Id id;
    StockCount count;
    std::vector<CountLine> lines;    ///< in the order of the bins
    std::vector<CountTally> tallies; ///< of lines that are done
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(StockCountView, id, count, lines, tallies, version)

struct NewStockCount {
    CountScope scope = CountScope::Bin;
    std::string chosen;
    std::int32_t most = 50;
    std::int64_t tolerancePieces = 0;
    std::int32_t tolerancePercent = 2;
    std::optional<Date> dueOn;
    static void rules(Rules& r) {
        r.at("chosen").notEmpty().max(64).says(
            "A bin, the beginning of bins with * behind it, an item's number, or A, B or C");
        r.at("most").range(1, 500).defaulted().says("How many items, those counted longest ago first");
        r.at("tolerancePieces")
            .range(0, 1e6)
            .defaulted()
            .says("A difference of so many is not counted again");
        r.at("tolerancePercent").range(0, 100).defaulted().says("The same, of what the book says");
        r.at("dueOn").says("By when it should be counted");
    }
};
REJOINDER_DESCRIBE(NewStockCount, scope, chosen, most, tolerancePieces, tolerancePercent, dueOn)

struct NewTally {
    Id id, lineId;
    std::string code;
    std::int64_t counted = 0;
    static void rules(Rules& r) {
        r.at("id").says("The count");
        r.at("code").notEmpty().max(64).says("What was scanned: the item's number");
        r.at("counted").range(0, 1e9).says("How many lie there");
    }
};
REJOINDER_DESCRIBE(NewTally, id, lineId, code, counted)

/// An item by what went out of it in a year, at its cost: A are the dearest that make 80 % of it, B those up
/// to 95 %, C the rest.
struct ClassedItem {
    Id id;
    std::string sku, name, bin, itemClass;
    std::int64_t pieces = 0;
    UnitCost value;
};
REJOINDER_DESCRIBE(ClassedItem, id, sku, name, bin, itemClass, pieces, value)

/// The dearest first.
std::vector<ClassedItem> classesOf(Unit& unit);
/// @throws Error Conflict when nothing of that is there to count, Invalid for another class
StockCountView planCount(Unit& unit, const NewStockCount& wish);
/// A picker found too few: what lies in that bin is to be counted. Nothing when it is already.
void planAfterShortPick(Unit& unit, Id item, const std::string& sku, const std::string& bin);
StockCountView viewCount(Unit& unit, Id count);
/// Writes down what was counted; what differs too much waits for somebody else, all other is posted.
/// @throws Error Conflict when it was counted before, or by the same person; Invalid for another item
StockCountView takeTally(Unit& unit, const NewTally& tally, const OrderBook& orders);
/// What was not counted is not counted any more. @throws Error Conflict when it is over
StockCountView cancelCount(Unit& unit, Id count);
/// What `rejoinder verify` finds wrong with counts.
std::vector<std::string> checkCounts(Unit& unit);

} // namespace rejoinder::fulfilment
