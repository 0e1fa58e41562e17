#include "routes.h"

#include <rejoinder/paging.h>

namespace rejoinder::fulfilment {

namespace {

/// Dearest unit cost that an item may have, main units; keeps sums within 63 bits.
constexpr std::int64_t kLargestUnitCost = 1'000'000;
constexpr double kLargestPrice = 1e9, kLargestLevel = 1e9, kLargestVat = 10'000;

struct ItemList {
    std::optional<std::string> sku;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ItemList, sku, limit, cursor)

struct NewItem {
    std::string sku, name;
    ItemKind kind = ItemKind::Goods;
    UnitCost unitCost;
    std::int64_t priceMinor = 0;
    std::string currency;
    bool stocked = true;
    std::string bin;
    std::int64_t reorderLevel = 0;
    std::int32_t vatBasisPoints = 0;
    static void rules(Rules& r) {
        r.at("sku").notEmpty().max(64).says("Unique number of the item; never changes");
        r.at("name").notEmpty().max(200);
        r.at("kind").says("goods, or information (material that costs but is no order by itself)");
        r.at("unitCost").defaulted().says("What one costs the company, main units of the currency");
        r.at("priceMinor").range(0, kLargestPrice).defaulted().says("Price in minor units of the currency");
        r.at("currency").format(Format::Currency);
        r.at("stocked").defaulted().says("False: nothing is counted; it is always there");
        r.at("bin").max(64).defaulted().says("Where it lies");
        r.at("reorderLevel").range(0, kLargestLevel).defaulted();
        r.at("vatBasisPoints")
            .range(0, kLargestVat)
            .defaulted()
            .says("VAT in hundredths of a percent: 810 is 8.1 %");
    }
};
REJOINDER_DESCRIBE(NewItem, sku, name, kind, unitCost, priceMinor, currency, stocked, bin, reorderLevel,
                   vatBasisPoints)

/// Number, kind, currency and whether it is stocked never change: orders stand on them.
struct ChangeItem {
    Id id;
    std::optional<std::string> name, bin;
    std::optional<UnitCost> unitCost;
    std::optional<std::int64_t> priceMinor, reorderLevel;
    std::optional<std::int32_t> vatBasisPoints;
    std::optional<bool> active;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("bin").max(64);
        r.at("priceMinor").range(0, kLargestPrice);
        r.at("reorderLevel").range(0, kLargestLevel);
        r.at("vatBasisPoints").range(0, kLargestVat);
    }
};
REJOINDER_DESCRIBE(ChangeItem, id, name, bin, unitCost, priceMinor, reorderLevel, vatBasisPoints, active)

struct BalanceRow {
    Id itemId;
    Location location = Location::Stock;
};
REJOINDER_DESCRIBE(BalanceRow, itemId, location)

Item findItem(Unit& u, Id id) {
    auto item = u.one<Item>("fulfilment.find-item", {{"id", id}});
    if (!item) throw Error::notFound("fulfilment.no-such-item", "there is no such item");
    return std::move(*item);
}

void checkCost(UnitCost cost) {
    if (cost.micros < 0 || cost.micros > kLargestUnitCost * 1'000'000)
        throw Error::invalid("/unitCost", "fulfilment.unit-cost", "a unit cost is between 0 and 1000000");
}

Item create(Unit& u, const NewItem& in) {
    checkCost(in.unitCost);
    if (u.one<Item>("fulfilment.find-item-by-sku", {{"sku", in.sku}}))
        throw Error::conflict("fulfilment.item-exists", "there is an item " + in.sku + " already");
    const Item item{u.newId(),         in.sku,      in.name,    in.kind, in.unitCost,
                    in.priceMinor,     in.currency, in.stocked, in.bin,  in.reorderLevel,
                    in.vatBasisPoints, true,        1};
    u.run("fulfilment.insert-item", item);
    if (in.stocked) {
        std::vector<BalanceRow> balances;
        for (const auto location : kLocations) balances.push_back({item.id, location});
        u.insertMany("fulfilment.insert-balance", balances);
    }
    u.audit("items.create", item.id, in.sku);
    return item;
}

Item change(Unit& u, const ChangeItem& in, const Call& call) {
    auto item = findItem(u, in.id);
    call.requireMatch(item.version);
    if (in.unitCost) checkCost(*in.unitCost);
    item.name = in.name.value_or(item.name);
    item.bin = in.bin.value_or(item.bin);
    item.unitCost = in.unitCost.value_or(item.unitCost);
    item.priceMinor = in.priceMinor.value_or(item.priceMinor);
    item.reorderLevel = in.reorderLevel.value_or(item.reorderLevel);
    item.vatBasisPoints = in.vatBasisPoints.value_or(item.vatBasisPoints);
    item.active = in.active.value_or(item.active);
    u.run("fulfilment.update-item", item);
    u.audit("items.change", in.id, json::write(in));
    return findItem(u, in.id);
}

Page<Item> list(Unit& u, const ItemList& in) {
    const auto limit = paging::limitOf(in.limit);
    if (in.sku) return {u.all<Item>("fulfilment.find-item-by-sku", {{"sku", *in.sku}}), {}};
    return paging::pageOf(
        u.all<Item>("fulfilment.list-items", {{"after", paging::cursorId(in.cursor)}, {"limit", limit}}),
        limit);
}

} // namespace

void declareItems(Declarations& d) {
    d.get<ItemList, Page<Item>>("/items",
                                {"fulfilment.read", "Items, oldest first; one of them by its number"},
                                [](const ItemList& in, Call&, Unit& u) { return list(u, in); });
    d.get<ById, Item>("/items/{id}", {"fulfilment.read", "An item"},
                      [](const ById& in, Call&, Unit& u) { return findItem(u, in.id); });
    d.post<NewItem, Item>("/items", {"fulfilment.items", "Make an item: goods or information material", 201},
                          [](const NewItem& in, Call&, Unit& u) { return create(u, in); });
    d.patch<ChangeItem, Item>("/items/{id}", {"fulfilment.items", "Change an item", 200, true},
                              [](const ChangeItem& in, Call& call, Unit& u) { return change(u, in, call); });
}

} // namespace rejoinder::fulfilment
