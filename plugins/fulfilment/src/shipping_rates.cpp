#include "assortment.h"
#include "routes.h"

#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

struct NewShippingRate {
    std::string name, way;
    std::vector<std::string> countries;
    std::string currency;
    RateMeasure measure = RateMeasure::Value;
    std::int64_t fromAmount = 0, priceMinor = 0;
    std::optional<std::int64_t> freeFromMinor;
    std::int32_t vatBasisPoints = 0;
    std::optional<Date> fromDay, untilDay;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200).says("As invoices say it");
        r.at("way").max(100).defaulted().says("\"express\", a carrier; empty: the usual way");
        r.at("countries").max(250).defaulted().says("None: all that no other row of this way names");
        r.at("currency").format(Format::Currency);
        r.at("measure").defaulted().says("What fromAmount is of: value (minor units) or weight (grams)");
        r.at("fromAmount").range(0, 1e9).defaulted();
        r.at("priceMinor").range(0, 1e9);
        r.at("freeFromMinor").range(0, 1e9).says("Goods for so much are sent for nothing");
        r.at("vatBasisPoints").range(0, 10'000).defaulted().says("VAT in hundredths of a percent");
    }
};
REJOINDER_DESCRIBE(NewShippingRate, name, way, countries, currency, measure, fromAmount, priceMinor,
                   freeFromMinor, vatBasisPoints, fromDay, untilDay)

struct EndShippingRate {
    Id id;
    Date untilDay;
    static void rules(Rules& r) { r.at("untilDay").says("The last day on which it counts"); }
};
REJOINDER_DESCRIBE(EndShippingRate, id, untilDay)

struct ShippingRateList {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ShippingRateList, limit, cursor)

/// A line as it would be.
struct QuotedLine {
    std::string sku, name;
    std::int64_t quantity = 1, unitPriceMinor = 0;
};
REJOINDER_DESCRIBE(QuotedLine, sku, name, quantity, unitPriceMinor)

/// What an order would come to.
struct OrderQuote {
    std::string currency;
    std::vector<QuotedLine> lines;
    std::int64_t valueMinor = 0, shippingMinor = 0, totalMinor = 0;
    std::optional<ShippingCharge> shipping;
    std::vector<ShippingCharge> ways; ///< all that could be chosen
};
REJOINDER_DESCRIBE(OrderQuote, currency, lines, valueMinor, shippingMinor, totalMinor, shipping, ways)

ShippingRate findRate(Unit& unit, Id id) {
    auto found = unit.one<ShippingRate>("fulfilment.find-shipping-rate", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-rate", "there is no such shipping rate");
    return std::move(*found);
}

bool isCountry(const std::string& code) {
    return code.size() == 2 && std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
}

ShippingRate makeRate(Unit& unit, const NewShippingRate& in) {
    Faults faults;
    for (std::size_t i = 0; i < in.countries.size(); ++i)
        if (!isCountry(in.countries[i]))
            faults.add("/countries/" + std::to_string(i), "fulfilment.country",
                       "a country has two capital letters, as ISO 3166-1 says");
    if (in.fromDay && in.untilDay && *in.untilDay < *in.fromDay)
        faults.add("/untilDay", "fulfilment.days", "the last day is before the first");
    faults.raise("fulfilment.invalid-rate");
    ShippingRate made;
    made.id = unit.newId();
    made.name = in.name;
    made.way = in.way;
    made.countries = in.countries;
    made.currency = in.currency;
    made.measure = in.measure;
    made.fromAmount = in.fromAmount;
    made.priceMinor = in.priceMinor;
    made.freeFromMinor = in.freeFromMinor;
    made.vatBasisPoints = in.vatBasisPoints;
    made.fromDay = in.fromDay;
    made.untilDay = in.untilDay;
    made.madeAt = unit.now();
    made.madeBy = unit.actor().name;
    unit.run("fulfilment.insert-shipping-rate", made);
    unit.audit("shipping-rates.create", made.id, json::write(in));
    return findRate(unit, made.id);
}

ShippingRate endRate(Unit& unit, const EndShippingRate& in, const Call& call, Date today) {
    const auto rate = findRate(unit, in.id);
    call.requireMatch(rate.version);
    if (rate.fromDay && in.untilDay < *rate.fromDay)
        throw Error::invalid("/untilDay", "fulfilment.days", "the last day is before the first");
    if (in.untilDay < today)
        throw Error::invalid("/untilDay", "fulfilment.day-over", "orders of that day were charged by it");
    unit.run("fulfilment.end-shipping-rate", {{"id", in.id}, {"untilDay", in.untilDay}});
    unit.audit("shipping-rates.end", in.id, in.untilDay.toString());
    return findRate(unit, in.id);
}

OrderQuote quote(Unit& unit, const NewOrder& in, const Desk& desk) {
    auto draft = Intake(desk.sources).draft(unit, in);
    OrderQuote out;
    out.currency = draft.order.currency;
    for (const auto& line : draft.lines)
        out.lines.push_back({line.item.sku, line.item.name, line.quantity, line.unitPriceMinor});
    const auto load = loadOf(withParts(unit, std::move(draft.lines)));
    out.valueMinor = load.valueMinor;
    const auto rules = desk.shipping();
    const auto country = shipCountry(unit, draft.order.contactId, draft.addresses, rules);
    out.shipping = chargeFor(unit, draft.order, load, draft.shipping, country, rules);
    if (load.isCharged())
        out.ways = waysBy(ratesOf(unit, out.currency, rules.day(draft.order.orderedAt)), country, load);
    out.shippingMinor = out.shipping ? out.shipping->amountMinor : 0;
    out.totalMinor = out.valueMinor + out.shippingMinor;
    return out;
}

} // namespace

std::string shipCountry(Unit& unit, Id contact, const std::vector<OrderAddress>& addresses,
                        const ShippingRules& rules) {
    for (const auto& address : addresses)
        if (address.kind == AddressKind::Ship) return address.country;
    return rules.country ? rules.country(unit, contact) : std::string();
}

void declareShippingRates(Declarations& d, const Desk& desk) {
    d.page("/shipping-rates", "Shipping rates", "fulfilment.read");
    d.get<ShippingRateList, Page<ShippingRate>>(
        "/shipping-rates", {"fulfilment.read", "What buyers pay for having goods sent, newest first"},
        [](const ShippingRateList& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            return paging::pageOf(u.all<ShippingRate>("fulfilment.newest-shipping-rates",
                                                      {{"before", paging::cursorId(in.cursor, Id{INT64_MAX})},
                                                       {"limit", limit}}),
                                  limit);
        });
    d.get<ById, ShippingRate>("/shipping-rates/{id}", {"fulfilment.read", "A shipping rate"},
                              [](const ById& in, Call&, Unit& u) { return findRate(u, in.id); });
    d.post<NewShippingRate, ShippingRate>(
        "/shipping-rates", {"fulfilment.items", "One step of what buyers pay for having goods sent", 201},
        [](const NewShippingRate& in, Call&, Unit& u) { return makeRate(u, in); });
    d.patch<EndShippingRate, ShippingRate>("/shipping-rates/{id}",
                                           {"fulfilment.items", "End a shipping rate", 200, true},
                                           [desk](const EndShippingRate& in, Call& call, Unit& u) {
                                               return endRate(u, in, call, desk.sources.day(u.now()));
                                           });
    d.ask<NewOrder, OrderQuote>(
        "/orders/quotes",
        {"fulfilment.order", "What an order would come to, with its shipping; nothing is stored"},
        [desk](const NewOrder& in, Call&, Unit& u) { return quote(u, in, desk); });
}

} // namespace rejoinder::fulfilment
