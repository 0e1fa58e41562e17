#include "routes.h"

#include <rejoinder/paging.h>

#include <map>

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

/// So many of an item in each kit.
struct NewKitPart {
    std::string sku;
    std::int64_t quantity = 1;
    static void rules(Rules& r) {
        r.at("sku").notEmpty().max(64);
        r.at("quantity").range(1, 1000).defaulted();
    }
};
REJOINDER_DESCRIBE(NewKitPart, sku, quantity)

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
    bool needsApproval = false;
    std::vector<NewKitPart> parts;
    std::string substitute, base, variant;
    bool lots = false;
    std::int64_t minPerOrder = 0, maxPerOrder = 0, weightGrams = 0;
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
        r.at("needsApproval").defaulted().says("Orders with it are held until a person agrees");
        r.at("parts").max(50).defaulted().says("Makes it a kit: it has one price, its parts are sent");
        r.at("substitute").max(64).defaulted().says("What is sent when it is out; empty: nothing");
        r.at("base").max(64).defaulted().says(
            "The item it is a variant of; that one is ordered no more itself");
        r.at("lots").defaulted().says("Receipts say lot and last day; what expires first is picked first");
        r.at("variant").max(100).defaulted().says("What sets it apart: size, colour");
        r.at("minPerOrder").range(0, kLargestLevel).defaulted().says("0: any");
        r.at("maxPerOrder").range(0, kLargestLevel).defaulted().says("0: any");
        r.at("weightGrams").range(0, kLargestLevel).defaulted().says("With its packing; 0: nobody said");
    }
};
REJOINDER_DESCRIBE(NewItem, sku, name, kind, unitCost, priceMinor, currency, stocked, bin, reorderLevel,
                   vatBasisPoints, needsApproval, parts, substitute, minPerOrder, maxPerOrder, base, variant,
                   lots, weightGrams)

/// Number, kind, currency and whether it is stocked never change: orders stand on them.
struct ChangeItem {
    Id id;
    std::optional<std::string> name, bin, substitute, variant, replacedBy;
    std::optional<Date> replacedFrom;
    std::optional<UnitCost> unitCost;
    std::optional<std::int64_t> priceMinor, reorderLevel, minPerOrder, maxPerOrder, weightGrams;
    std::optional<std::vector<NewKitPart>> parts;
    std::optional<std::int32_t> vatBasisPoints;
    std::optional<bool> needsApproval, active;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("bin").max(64);
        r.at("substitute").max(64).says("Empty: nothing is sent instead");
        r.at("variant").max(100);
        r.at("replacedBy").max(64).says("Who orders it gets this one, from that day on; empty: none");
        r.at("minPerOrder").range(0, kLargestLevel);
        r.at("maxPerOrder").range(0, kLargestLevel);
        r.at("parts").max(50).says("Of a kit; orders keep the parts they were made with");
        r.at("priceMinor").range(0, kLargestPrice);
        r.at("reorderLevel").range(0, kLargestLevel);
        r.at("vatBasisPoints").range(0, kLargestVat);
        r.at("weightGrams").range(0, kLargestLevel);
    }
};
REJOINDER_DESCRIBE(ChangeItem, id, name, bin, unitCost, priceMinor, reorderLevel, vatBasisPoints,
                   needsApproval, active, substitute, minPerOrder, maxPerOrder, parts, variant, replacedBy,
                   replacedFrom, weightGrams)

struct KitPartRow {
    Id kitId, itemId;
    std::int64_t quantity = 1;
};
REJOINDER_DESCRIBE(KitPartRow, kitId, itemId, quantity)

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

void checkLimits(const Item& item) {
    if (item.maxPerOrder > 0 && item.minPerOrder > item.maxPerOrder)
        throw Error::invalid("/maxPerOrder", "fulfilment.limits", "the most is less than the least");
}

/// What may be sent instead. @throws Error Invalid
std::optional<Id> substituteOf(Unit& u, const Item& item, const std::string& sku) {
    if (sku.empty()) return std::nullopt;
    const auto other = u.one<Item>("fulfilment.find-item-by-sku", {{"sku", sku}});
    if (!other) throw Error::invalid("/substitute", "fulfilment.unknown-item", "there is no item " + sku);
    if (other->id == item.id || other->kit || item.kit || other->currency != item.currency)
        throw Error::invalid("/substitute", "fulfilment.no-substitute",
                             "another single item of the same currency is sent instead of a single item");
    return other->id;
}

/// The item that it is a variant of. @throws Error Invalid
std::optional<Id> baseOf(Unit& u, const Item& item, const std::string& sku) {
    if (sku.empty()) return std::nullopt;
    const auto base = u.one<Item>("fulfilment.find-item-by-sku", {{"sku", sku}});
    if (!base) throw Error::invalid("/base", "fulfilment.unknown-item", "there is no item " + sku);
    if (base->kit || item.kit || base->baseId || base->currency != item.currency || base->kind != item.kind)
        throw Error::invalid(
            "/base", "fulfilment.no-base",
            "a variant belongs to a single item of its kind and currency that is none itself");
    if (stockOf(u, base->id).onHand != 0)
        throw Error::invalid("/base", "fulfilment.base-in-stock", "of that item some are still in stock");
    u.run("fulfilment.mark-base", {{"id", base->id}});
    return base->id;
}

/// What takes an item's place. @throws Error Invalid
void replace(Unit& u, Item& item, const std::string& sku, const std::optional<Date>& from) {
    item.replacedById.reset();
    item.replacedFrom = from;
    if (sku.empty()) return;
    const auto next = u.one<Item>("fulfilment.find-item-by-sku", {{"sku", sku}});
    if (!next) throw Error::invalid("/replacedBy", "fulfilment.unknown-item", "there is no item " + sku);
    if (next->id == item.id || next->replacedById == item.id || next->currency != item.currency)
        throw Error::invalid("/replacedBy", "fulfilment.no-successor",
                             "another item of the same currency takes its place");
    item.replacedById = next->id;
}

/// Stores what a kit is made of. @throws Error Invalid naming every fault
void storeParts(Unit& u, const Item& kit, const std::vector<NewKitPart>& parts) {
    Faults faults;
    std::map<Id, std::int64_t> rows;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto at = "/parts/" + std::to_string(i) + "/sku";
        const auto part = u.one<Item>("fulfilment.find-item-by-sku", {{"sku", parts[i].sku}});
        if (!part)
            faults.add(at, "fulfilment.unknown-item", "there is no item " + parts[i].sku);
        else if (part->kit || part->currency != kit.currency || isAtHouse(u, part->id))
            faults.add(at, "fulfilment.no-part",
                       "a part is a single item of the same currency that is sent from here");
        else if (!rows.emplace(part->id, parts[i].quantity).second)
            faults.add(at, "fulfilment.line-twice", "this part is named twice");
    }
    faults.raise("fulfilment.invalid-kit");
    u.run("fulfilment.drop-kit-parts", {{"kitId", kit.id}});
    std::vector<KitPartRow> stored;
    for (const auto& [item, quantity] : rows) stored.push_back({kit.id, item, quantity});
    u.insertMany("fulfilment.insert-kit-part", stored);
}

Item create(Unit& u, const NewItem& in) {
    checkCost(in.unitCost);
    if (u.one<Item>("fulfilment.find-item-by-sku", {{"sku", in.sku}}))
        throw Error::conflict("fulfilment.item-exists", "there is an item " + in.sku + " already");
    Item item;
    item.id = u.newId();
    item.sku = in.sku;
    item.name = in.name;
    item.kind = in.kind;
    item.unitCost = in.unitCost;
    item.priceMinor = in.priceMinor;
    item.currency = in.currency;
    item.kit = !in.parts.empty();
    item.stocked = in.stocked && !item.kit;
    item.bin = in.bin;
    item.reorderLevel = in.reorderLevel;
    item.vatBasisPoints = in.vatBasisPoints;
    item.needsApproval = in.needsApproval;
    item.minPerOrder = in.minPerOrder;
    item.maxPerOrder = in.maxPerOrder;
    item.substituteId = substituteOf(u, item, in.substitute);
    item.weightGrams = in.weightGrams;
    item.lots = in.lots && item.stocked;
    item.variant = in.variant;
    item.baseId = baseOf(u, item, in.base);
    checkLimits(item);
    u.run("fulfilment.insert-item", item);
    if (item.kit) storeParts(u, item, in.parts);
    if (item.stocked) {
        std::vector<BalanceRow> balances;
        for (const auto location : kLocations) balances.push_back({item.id, location});
        u.insertMany("fulfilment.insert-balance", balances);
    }
    u.audit("items.create", item.id, in.sku);
    return findItem(u, item.id);
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
    item.needsApproval = in.needsApproval.value_or(item.needsApproval);
    item.active = in.active.value_or(item.active);
    item.minPerOrder = in.minPerOrder.value_or(item.minPerOrder);
    item.maxPerOrder = in.maxPerOrder.value_or(item.maxPerOrder);
    item.weightGrams = in.weightGrams.value_or(item.weightGrams);
    item.variant = in.variant.value_or(item.variant);
    if (in.replacedBy || in.replacedFrom)
        replace(u, item, in.replacedBy.value_or(item.replacedBy),
                in.replacedFrom ? in.replacedFrom : item.replacedFrom);
    if (in.substitute) item.substituteId = substituteOf(u, item, *in.substitute);
    checkLimits(item);
    if (in.parts) {
        if (!item.kit || in.parts->empty())
            throw Error::invalid("/parts", "fulfilment.invalid-kit",
                                 "a kit stays one, other items have no parts");
        storeParts(u, item, *in.parts);
    }
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
