#include "ledger.h"

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

struct Places {
    Location from, to;
};

Places placesOf(MoveReason reason) {
    switch (reason) {
    case MoveReason::Received: return {Location::Supplier, Location::Stock};
    case MoveReason::Picked: return {Location::Stock, Location::Staging};
    case MoveReason::Unpicked: return {Location::Staging, Location::Stock};
    case MoveReason::Shipped: return {Location::Staging, Location::Customer};
    case MoveReason::Lost: return {Location::Stock, Location::Lost};
    case MoveReason::Found: return {Location::Lost, Location::Stock};
    case MoveReason::Scrapped: return {Location::Stock, Location::Scrap};
    case MoveReason::ReturnedToSupplier: return {Location::Stock, Location::Supplier};
    case MoveReason::ReturnedByCustomer: return {Location::Customer, Location::Stock};
    case MoveReason::Quarantined: return {Location::Customer, Location::Quarantine};
    case MoveReason::Expired: return {Location::Stock, Location::Quarantine};
    case MoveReason::SentToHouse: return {Location::Stock, Location::House};
    case MoveReason::BackFromHouse: return {Location::House, Location::Stock};
    case MoveReason::ScrappedReturn: return {Location::Customer, Location::Scrap};
    }
    throw Error(ErrorKind::Bug, "fulfilment.bad-reason", "a move without places");
}

/// How often a reservation looks again when others took or brought stock in between; only on databases with
/// several writers.
constexpr int kLooks = 8;

struct Difference {
    std::string sku;
    std::optional<Location> location;
    std::int64_t found = 0, expected = 0;
};
REJOINDER_DESCRIBE(Difference, sku, location, found, expected)

void addDifferences(std::vector<std::string>& problems, const std::vector<Difference>& found,
                    std::string_view what) {
    for (const auto& d : found)
        problems.push_back("fulfilment: item " + d.sku + ": " + std::string(what) +
                           (d.location ? " " + nameOf(*d.location) : std::string()) + " is " +
                           std::to_string(d.found) + ", should be " + std::to_string(d.expected));
}

} // namespace

void changeStock(Unit& unit, const StockChange& change) {
    if (unit.run("fulfilment.change-stock", change) == 0)
        throw Error::conflict("fulfilment.not-available",
                              "less would be left than what is promised to orders");
}

Move move(Unit& unit, const NewMove& wanted) {
    auto places = placesOf(wanted.reason);
    if (wanted.atHouse)
        for (auto* place : {&places.from, &places.to})
            if (*place == Location::Stock) *place = Location::House;
    const Move row{unit.newId(),  wanted.itemId,      places.from, places.to,  wanted.quantity,
                   wanted.reason, wanted.orderLineId, wanted.note, unit.now(), unit.actor().name};
    if (unit.run("fulfilment.take-balance",
                 {{"itemId", row.itemId}, {"location", row.from}, {"quantity", row.quantity}}) == 0)
        throw Error::conflict("fulfilment.not-there", nameOf(row.from) + " does not hold " +
                                                          std::to_string(row.quantity) + " of this item");
    unit.run("fulfilment.put-balance",
             {{"itemId", row.itemId}, {"location", row.to}, {"quantity", row.quantity}});
    unit.run("fulfilment.insert-move", row);
    if (wanted.lots) moveLots(unit, row, wanted.lotId);
    return row;
}

bool isAtHouse(Unit& unit, Id item) {
    return unit.number("fulfilment.house-of-item", {{"id", item}}) != 0;
}

std::int64_t reserveNew(Unit& unit, Id item, std::int64_t quantity) {
    for (int look = 0; look < kLooks; ++look) {
        const auto stock = stockOf(unit, item);
        const auto reserved = std::clamp<std::int64_t>(stock.available - stock.backOrdered, 0, quantity);
        if (unit.run("fulfilment.reserve-new",
                     {{"id", item}, {"reserved", reserved}, {"backOrdered", quantity - reserved}}) != 0)
            return reserved;
    }
    throw Error(ErrorKind::Unavailable, "fulfilment.busy",
                "too many orders for this item at once; try again");
}

StockRow stockOf(Unit& unit, Id item) {
    auto row = unit.one<StockRow>("fulfilment.stock-of-item", {{"id", item}});
    if (!row) throw Error(ErrorKind::Bug, "fulfilment.item-gone", "an item is gone");
    return std::move(*row);
}

std::vector<std::string> checkStock(Unit& unit) {
    std::vector<std::string> problems;
    addDifferences(problems, unit.all<Difference>("fulfilment.check-sums"), "the sum of all places");
    addDifferences(problems, unit.all<Difference>("fulfilment.check-balances"), "the balance of");
    addDifferences(problems, unit.all<Difference>("fulfilment.check-on-hand"), "on hand");
    addDifferences(problems, unit.all<Difference>("fulfilment.check-reserved"), "reserved");
    addDifferences(problems, unit.all<Difference>("fulfilment.check-back-ordered"), "back-ordered");
    addDifferences(problems, unit.all<Difference>("fulfilment.check-staging"), "staged for orders");
    return problems;
}

std::vector<std::string> checkLots(Unit& unit) {
    std::vector<std::string> problems;
    addDifferences(problems, unit.all<Difference>("fulfilment.check-lots"),
                   "what its lots do not account for in");
    if (const auto count = unit.number("fulfilment.count-wrong-lots"); count != 0)
        problems.push_back("fulfilment: " + std::to_string(count) + " lots differ from their moves");
    return problems;
}

std::vector<std::string> checkOrders(Unit& unit) {
    std::vector<std::string> problems;
    const auto check = [&](std::int64_t count, std::string_view what) {
        if (count != 0) problems.push_back("fulfilment: " + std::to_string(count) + " " + std::string(what));
    };
    check(unit.number("fulfilment.count-wrong-lines"), "order lines do not add up");
    check(unit.number("fulfilment.count-wrong-shipments"), "order lines differ from their shipments");
    check(unit.number("fulfilment.count-wrong-totals"),
          "orders have a value or cost that is not that of their lines");
    check(unit.number("fulfilment.count-wrong-kits"), "kits were shipped otherwise than their parts");
    check(unit.number("fulfilment.count-wrong-states"), "orders are in a state that their lines contradict");
    return problems;
}

} // namespace rejoinder::fulfilment
