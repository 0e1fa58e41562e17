#include "houses.h"

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

std::int64_t piecesAt(Unit& unit, Id item, Location place) {
    return unit.number("fulfilment.place-holds", {{"itemId", item}, {"location", place}});
}

/// Orders for the item go the way of its goods; what was handed over is nobody else's.
void carry(Unit& unit, const Item& item, const std::optional<Id>& house, MoveReason reason, Location from,
           const std::string& note) {
    unit.run("fulfilment.set-house-of-item", {{"id", item.id}, {"houseId", house}});
    unit.run("fulfilment.set-house-of-lines", {{"itemId", item.id}, {"houseId", house}});
    if (!item.stocked) return;
    if (const auto quantity = piecesAt(unit, item.id, from); quantity > 0)
        move(unit, {item.id, reason, quantity, {}, note});
}

} // namespace

House findHouse(Unit& unit, Id id) {
    auto found = unit.one<House>("fulfilment.find-house", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-house", "there is no such house");
    return std::move(*found);
}

void giveItemToHouse(Unit& unit, const House& house, const std::string& sku) {
    const auto item = unit.one<Item>("fulfilment.find-item-by-sku", {{"sku", sku}});
    if (!item) throw Error::invalid("/sku", "fulfilment.unknown-item", "there is no item " + sku);
    if (const auto before = unit.number("fulfilment.house-of-item", {{"id", item->id}}); before != 0) {
        if (Id{before} == house.id) return;
        throw Error::conflict("fulfilment.at-other-house", "another house sends this item");
    }
    if (item->kit || unit.number("fulfilment.kits-with-item", {{"itemId", item->id}}) != 0)
        throw Error::invalid("/sku", "fulfilment.in-a-kit", "kits and their parts are sent from here");
    if (item->lots)
        throw Error::invalid("/sku", "fulfilment.lots-here", "the lots of this item are known here");
    carry(unit, *item, house.id, MoveReason::SentToHouse, Location::Stock, house.name);
    // Asked when the lines are locked, or somebody would pick in between.
    if (unit.number("fulfilment.picked-of-item", {{"itemId", item->id}}) != 0)
        throw Error::conflict("fulfilment.picked-here", "some of it is picked for orders; ship them first");
    unit.audit("houses.give-item", house.id, sku);
}

void takeItemFromHouse(Unit& unit, const House& house, Id id) {
    const auto item = unit.one<Item>("fulfilment.find-item", {{"id", id}});
    if (!item || Id{unit.number("fulfilment.house-of-item", {{"id", id}})} != house.id)
        throw Error::notFound("fulfilment.no-such-item", "this house sends no such item");
    carry(unit, *item, std::nullopt, MoveReason::BackFromHouse, Location::House, house.name);
    if (unit.number("fulfilment.picked-of-item", {{"itemId", id}}) != 0)
        throw Error::conflict("fulfilment.at-house", "the house has orders for it that it did not answer");
    unit.audit("houses.take-item", house.id, item->sku);
}

std::vector<std::string> checkHouses(Unit& unit) {
    std::vector<std::string> problems;
    const auto check = [&](std::string_view query, std::string_view what) {
        if (const auto count = unit.number(query); count != 0)
            problems.push_back("fulfilment: " + std::to_string(count) + " " + std::string(what));
    };
    check("fulfilment.count-wrong-house-lines", "order lines differ from what houses were told to send");
    check("fulfilment.count-wrong-house-waiting", "lines at a house wait although they are answered, or not");
    check("fulfilment.count-wrong-house-stock", "items lie elsewhere than where they are sent from");
    return problems;
}

} // namespace rejoinder::fulfilment
