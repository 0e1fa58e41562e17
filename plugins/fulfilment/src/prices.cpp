#include "prices.h"

#include "routes.h"

#include <rejoinder/paging.h>

#include <money/money.h>

namespace rejoinder::fulfilment {

namespace {

constexpr std::int64_t kWhole = 10'000; ///< hundredths of a percent
/// How many versions follow each other at most; a circle ends there, too.
constexpr int kMostVersions = 20;

struct PriceRow {
    std::optional<std::int64_t> priceMinor;
    std::int32_t discountBasisPoints = 0;
};
REJOINDER_DESCRIBE(PriceRow, priceMinor, discountBasisPoints)

struct NewPrice {
    std::string sku;
    std::optional<Id> offerId;
    std::optional<std::int64_t> priceMinor;
    std::int32_t discountBasisPoints = 0;
    std::optional<Date> fromDay, untilDay;
    static void rules(Rules& r) {
        r.at("sku").max(64).defaulted().says("Empty: the offer's discount on all items");
        r.at("offerId").says("For who answers that offer; absent: for everybody");
        r.at("priceMinor").range(0, 1e9).says("Minor units of the item's currency; or else a discount");
        r.at("discountBasisPoints").range(0, kWhole).defaulted().says("1000 is 10 %");
    }
};
REJOINDER_DESCRIBE(NewPrice, sku, offerId, priceMinor, discountBasisPoints, fromDay, untilDay)

struct EndPrice {
    Id id;
    Date untilDay;
    static void rules(Rules& r) { r.at("untilDay").says("The last day on which it counts"); }
};
REJOINDER_DESCRIBE(EndPrice, id, untilDay)

struct PriceList {
    std::optional<std::string> sku;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("sku").max(64).says("Of one item"); }
};
REJOINDER_DESCRIBE(PriceList, sku, limit, cursor)

std::int64_t applied(const std::optional<PriceRow>& row, std::int64_t price) {
    if (!row) return price;
    if (row->priceMinor) return *row->priceMinor;
    return (price * (kWhole - row->discountBasisPoints) + kWhole / 2) / kWhole;
}

Price findPrice(Unit& unit, Id id) {
    auto found = unit.one<Price>("fulfilment.find-price", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-price", "there is no such price");
    return std::move(*found);
}

void checkPriceDays(const Price& price) {
    if (price.fromDay && price.untilDay && *price.untilDay < *price.fromDay)
        throw Error::invalid("/untilDay", "fulfilment.days", "the last day is before the first");
}

Price makePrice(Unit& unit, const NewPrice& in, const Sources& sources) {
    Faults faults;
    std::optional<Item> item;
    if (!in.sku.empty()) {
        item = unit.one<Item>("fulfilment.find-item-by-sku", {{"sku", in.sku}});
        if (!item) faults.add("/sku", "fulfilment.unknown-item", "there is no item " + in.sku);
    } else if (!in.offerId || in.priceMinor) {
        faults.add("/sku", "fulfilment.price-of-what", "name an item, or an offer and its discount");
    }
    if (in.priceMinor.has_value() == (in.discountBasisPoints > 0))
        faults.add("/priceMinor", "fulfilment.price-or-discount", "say either a price or a discount");
    if (in.offerId && sources.campaigns->offerName(unit, *in.offerId).empty())
        faults.add("/offerId", "fulfilment.no-such-offer", "there is no such offer");
    faults.raise("fulfilment.invalid-price");
    Price made;
    made.id = unit.newId();
    if (item) made.itemId = item->id;
    made.offerId = in.offerId;
    made.priceMinor = in.priceMinor;
    made.discountBasisPoints = in.discountBasisPoints;
    made.fromDay = in.fromDay;
    made.untilDay = in.untilDay;
    made.madeAt = unit.now();
    made.madeBy = unit.actor().name;
    checkPriceDays(made);
    unit.run("fulfilment.insert-price", made);
    if (item) unit.run("fulfilment.mark-priced", {{"id", item->id}});
    unit.audit("prices.create", made.id, json::write(in));
    return findPrice(unit, made.id);
}

} // namespace

std::int64_t priceOf(Unit& unit, const Item& item, const Pricing& pricing) {
    auto price = item.priceMinor;
    const auto base = item.baseId.value_or(item.id);
    if (item.priced || item.baseId)
        price = applied(unit.one<PriceRow>("fulfilment.price-of-item",
                                           {{"itemId", item.id}, {"baseId", base}, {"day", pricing.day}}),
                        price);
    if (pricing.offerId)
        price = applied(
            unit.one<PriceRow>(
                "fulfilment.price-of-offer",
                {{"offerId", *pricing.offerId}, {"itemId", item.id}, {"baseId", base}, {"day", pricing.day}}),
            price);
    return price;
}

std::string amountText(std::int64_t minor, const std::string& currency) {
    return currency + " " + money::text(minor, currency);
}

Item inForce(Unit& unit, Item item, Date day) {
    for (int step = 0; step < kMostVersions && item.replacedById; ++step) {
        if (item.replacedFrom && day < *item.replacedFrom) break;
        auto next = unit.one<Item>("fulfilment.find-item", {{"id", *item.replacedById}});
        if (!next) break;
        item = std::move(*next);
    }
    return item;
}

void declarePrices(Declarations& d, const Desk& desk) {
    d.page("/prices", "Price list", "fulfilment.read");
    d.get<PriceList, Page<Price>>(
        "/prices", {"fulfilment.read", "The price list, newest first; of one item when it is named"},
        [](const PriceList& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            return paging::pageOf(u.all<Price>("fulfilment.newest-prices",
                                               {{"sku", in.sku.value_or("")},
                                                {"before", paging::cursorId(in.cursor, Id{INT64_MAX})},
                                                {"limit", limit}}),
                                  limit);
        });
    d.get<ById, Price>("/prices/{id}", {"fulfilment.read", "A row of the price list"},
                       [](const ById& in, Call&, Unit& u) { return findPrice(u, in.id); });
    d.post<NewPrice, Price>(
        "/prices",
        {"fulfilment.items", "A price or discount between two days, for everybody or an offer", 201},
        [desk](const NewPrice& in, Call&, Unit& u) { return makePrice(u, in, desk.sources); });
    d.patch<EndPrice, Price>("/prices/{id}", {"fulfilment.items", "End a price", 200, true},
                             [](const EndPrice& in, Call& call, Unit& u) {
                                 auto price = findPrice(u, in.id);
                                 call.requireMatch(price.version);
                                 price.untilDay = in.untilDay;
                                 checkPriceDays(price);
                                 u.run("fulfilment.end-price", {{"id", in.id}, {"untilDay", in.untilDay}});
                                 u.audit("prices.end", in.id, in.untilDay.toString());
                                 return findPrice(u, in.id);
                             });
}

} // namespace rejoinder::fulfilment
