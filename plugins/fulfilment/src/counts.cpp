#include "counts.h"

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

constexpr std::string_view kCounts = "counts";        ///< the counter
constexpr std::string_view kLastBin = "\xEF\xBF\xBD"; ///< behind every bin
constexpr std::chrono::hours kYear{24 * 365};
constexpr double kMostOfA = 0.8, kMostOfB = 0.95; // of the value; the usual borders of ABC analysis
constexpr std::int32_t kMostAfterShortPick = 100;

struct ToCount {
    Id id;
    std::string bin;
    bool lots = false;
};
REJOINDER_DESCRIBE(ToCount, id, bin, lots)

struct NewCountLine {
    Id id, countId, itemId;
    std::optional<Id> lotId;
    std::string bin;
};
REJOINDER_DESCRIBE(NewCountLine, id, countId, itemId, lotId, bin)

struct TallyRow {
    Id lineId;
    std::int32_t number = 1;
    std::int64_t expected = 0, counted = 0;
    Timestamp countedAt;
    std::string countedBy;
    Id countedById;
};
REJOINDER_DESCRIBE(TallyRow, lineId, number, expected, counted, countedAt, countedBy, countedById)

struct UsedItem {
    Id id;
    std::string sku, name, bin;
    UnitCost unitCost;
    std::int64_t pieces = 0;
};
REJOINDER_DESCRIBE(UsedItem, id, sku, name, bin, unitCost, pieces)

std::vector<ToCount> itemsIn(Unit& unit, std::string_view sku, std::string_view from, std::string_view to,
                             std::int32_t most) {
    return unit.all<ToCount>("fulfilment.items-to-count", {{"sku", std::string(sku)},
                                                           {"fromBin", std::string(from)},
                                                           {"toBin", std::string(to)},
                                                           {"limit", most}});
}

std::vector<ToCount> itemsOfClass(Unit& unit, const std::string& wanted, std::int32_t most,
                                  std::vector<ClassedItem> classes) {
    if (wanted != "A" && wanted != "B" && wanted != "C")
        throw Error::invalid("/chosen", "fulfilment.no-such-class", "a class is A, B or C");
    std::erase_if(classes, [&](const ClassedItem& item) { return item.itemClass != wanted; });
    std::vector<Id> those;
    for (const auto& item : classes) those.push_back(item.id);
    std::ranges::sort(those);
    auto items = itemsIn(unit, "", "", kLastBin, static_cast<std::int32_t>(INT32_MAX));
    std::erase_if(items, [&](const ToCount& item) { return !std::ranges::binary_search(those, item.id); });
    if (items.size() > static_cast<std::size_t>(most)) items.resize(static_cast<std::size_t>(most));
    return items;
}

std::vector<ToCount> itemsOf(Unit& unit, const NewStockCount& wish, const std::vector<ClassedItem>& classes) {
    switch (wish.scope) {
    case CountScope::Item: return itemsIn(unit, wish.chosen, "", kLastBin, wish.most);
    case CountScope::Class: return itemsOfClass(unit, wish.chosen, wish.most, classes);
    case CountScope::Bin: break;
    }
    if (!wish.chosen.ends_with('*')) return itemsIn(unit, "", wish.chosen, wish.chosen, wish.most);
    const auto beginning = wish.chosen.substr(0, wish.chosen.size() - 1);
    return itemsIn(unit, "", beginning, beginning + std::string(kLastBin), wish.most);
}

/// Stores a count of these items. @returns whether there is a line at all
bool store(Unit& unit, const StockCount& count, const std::vector<ToCount>& items) {
    std::vector<NewCountLine> lines;
    for (const auto& item : items) {
        if (!item.lots) {
            lines.push_back({unit.newId(), count.id, item.id, {}, item.bin});
            continue;
        }
        for (const auto lot : unit.numbers("fulfilment.lots-to-count", {{"itemId", item.id}}))
            lines.push_back({unit.newId(), count.id, item.id, Id{lot}, item.bin});
    }
    if (lines.empty()) return false;
    unit.run("fulfilment.insert-count", count);
    unit.insertMany("fulfilment.insert-count-line", lines);
    return true;
}

StockCount newCount(Unit& unit, CountSource source, CountScope scope, const std::string& chosen) {
    StockCount count;
    count.id = unit.newId();
    count.source = source;
    count.scope = scope;
    count.chosen = chosen;
    count.createdAt = unit.now();
    count.createdBy = unit.actor().name;
    return count;
}

bool isBeyond(std::int64_t difference, std::int64_t expected, const StockCount& count) {
    return std::abs(difference) > std::max(count.tolerancePieces, expected * count.tolerancePercent / 100);
}

bool sameCode(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

CountLine& lineOf(StockCountView& view, Id line) {
    const auto found = std::ranges::find(view.lines, line, &CountLine::id);
    if (found == view.lines.end())
        throw Error::invalid("/lineId", "fulfilment.no-such-line", "the count has no such line");
    return *found;
}

void requireOpen(Unit& unit, Id count) {
    if (unit.run("fulfilment.lock-count", {{"id", count}}) != 0) return;
    (void)viewCount(unit, count); // there is none, or it is over
    throw Error::conflict("fulfilment.count-over", "this count is over");
}

} // namespace

std::vector<ClassedItem> classesOf(Unit& unit) {
    std::vector<ClassedItem> out;
    double total = 0;
    for (auto& item : unit.all<UsedItem>("fulfilment.items-by-use", {{"since", unit.now().plus(-kYear)}})) {
        // In whole millionths; more than the largest number is the largest.
        const double value = static_cast<double>(item.unitCost.micros) * static_cast<double>(item.pieces);
        total += value;
        out.push_back({item.id, std::move(item.sku), std::move(item.name), std::move(item.bin), "C",
                       item.pieces, UnitCost{static_cast<std::int64_t>(std::min(value, 9e18))}});
    }
    std::ranges::stable_sort(out, std::ranges::greater{}, [](const ClassedItem& i) { return i.value; });
    double before = 0;
    for (auto& item : out) {
        if (item.value.micros == 0) break;
        if (before < kMostOfA * total)
            item.itemClass = "A";
        else if (before < kMostOfB * total)
            item.itemClass = "B";
        before += static_cast<double>(item.value.micros);
    }
    return out;
}

StockCountView planCount(Unit& unit, const NewStockCount& wish) {
    const auto classes = wish.scope == CountScope::Class ? classesOf(unit) : std::vector<ClassedItem>();
    unit.run("fulfilment.lock-counter", {{"name", std::string(kCounts)}});
    auto count = newCount(unit, CountSource::Planned, wish.scope, wish.chosen);
    count.tolerancePieces = wish.tolerancePieces;
    count.tolerancePercent = wish.tolerancePercent;
    count.dueOn = wish.dueOn;
    if (!store(unit, count, itemsOf(unit, wish, classes)))
        throw Error::conflict("fulfilment.nothing-to-count",
                              "nothing of that is kept in stock, or all of it is being counted");
    unit.audit("stock-counts.plan", count.id, nameOf(wish.scope) + " " + wish.chosen);
    return viewCount(unit, count.id);
}

void planAfterShortPick(Unit& unit, Id item, const std::string& sku, const std::string& bin) {
    unit.run("fulfilment.lock-counter", {{"name", std::string(kCounts)}});
    auto items =
        bin.empty() ? itemsIn(unit, sku, "", kLastBin, 1) : itemsIn(unit, "", bin, bin, kMostAfterShortPick);
    // The others of the bin are not counted alone again because the item itself is being counted.
    if (std::ranges::find(items, item, &ToCount::id) == items.end()) return;
    const auto count = newCount(unit, CountSource::ShortPick,
                                bin.empty() ? CountScope::Item : CountScope::Bin, bin.empty() ? sku : bin);
    if (store(unit, count, items)) unit.audit("stock-counts.plan", count.id, "short pick of " + sku);
}

StockCountView viewCount(Unit& unit, Id id) {
    auto count = unit.one<StockCount>("fulfilment.find-count", {{"id", id}});
    if (!count) throw Error::notFound("fulfilment.no-such-count", "there is no such count");
    StockCountView view{id, std::move(*count), {}, {}, 1};
    view.lines = unit.all<CountLine>("fulfilment.lines-of-count", {{"countId", id}});
    view.tallies = unit.all<CountTally>("fulfilment.tallies-of-count", {{"countId", id}});
    view.version = view.count.version;
    return view;
}

StockCountView takeTally(Unit& unit, const NewTally& tally, const OrderBook& orders) {
    requireOpen(unit, tally.id);
    auto view = viewCount(unit, tally.id);
    auto& line = lineOf(view, tally.lineId);
    if (!sameCode(tally.code, line.sku))
        throw Error::invalid("/code", "fulfilment.wrong-item", "this is not " + line.sku);
    if (line.state == CountLineState::Done || line.state == CountLineState::Dropped)
        throw Error::conflict("fulfilment.counted", "this was counted already");
    const bool again = line.state == CountLineState::ToCountAgain;
    const auto& me = unit.actor();
    const bool same = me.userId ? line.firstById == me.userId : line.firstBy == me.name;
    if (again && same)
        throw Error::conflict("fulfilment.same-counter", "somebody else must count this again");
    const auto expected = line.lotId ? unit.number("fulfilment.lot-in-stock", {{"id", *line.lotId}})
                                     : unit.number("fulfilment.in-stock", {{"itemId", line.itemId}});
    unit.run("fulfilment.insert-count-tally",
             TallyRow{line.id, again ? 2 : 1, expected, tally.counted, unit.now(), me.name, me.userId});
    const auto difference = tally.counted - expected;
    std::optional<Timestamp> doneAt;
    if (!again && isBeyond(difference, expected, view.count)) {
        line.state = CountLineState::ToCountAgain;
    } else {
        line.state = CountLineState::Done;
        line.difference = difference;
        doneAt = unit.now();
        if (difference != 0)
            line.moveId = orders
                              .correct(unit, {line.itemId,
                                              difference < 0 ? MoveReason::Lost : MoveReason::Found,
                                              std::abs(difference),
                                              {},
                                              "count " + tally.id.toString(),
                                              line.lots,
                                              line.lotId})
                              .id;
    }
    unit.run("fulfilment.set-count-line", {{"id", line.id},
                                           {"state", nameOf(line.state)},
                                           {"difference", line.difference},
                                           {"moveId", line.moveId},
                                           {"doneAt", doneAt}});
    unit.audit("stock-counts.count", tally.id, line.sku + ": " + std::to_string(tally.counted));
    if (unit.number("fulfilment.open-count-lines", {{"countId", tally.id}}) == 0)
        unit.run("fulfilment.close-count",
                 {{"id", tally.id}, {"state", nameOf(CountState::Done)}, {"closedAt", unit.now()}});
    return viewCount(unit, tally.id);
}

StockCountView cancelCount(Unit& unit, Id count) {
    requireOpen(unit, count);
    unit.run("fulfilment.drop-count-lines", {{"countId", count}});
    unit.run("fulfilment.close-count",
             {{"id", count}, {"state", nameOf(CountState::Cancelled)}, {"closedAt", unit.now()}});
    unit.audit("stock-counts.cancel", count);
    return viewCount(unit, count);
}

std::vector<std::string> checkCounts(Unit& unit) {
    const auto wrong = unit.number("fulfilment.count-wrong-counts");
    if (wrong == 0) return {};
    return {"fulfilment: " + std::to_string(wrong) + " counted items differ from what was counted and moved"};
}

} // namespace rejoinder::fulfilment
