#include "shipping_charges.h"

#include "order_changes.h"
#include "prices.h"

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

/// The step of one measure that a load reaches; of equals the newest.
const ShippingRate* stepOf(const std::vector<const ShippingRate*>& rates, RateMeasure measure,
                           std::int64_t amount) {
    const ShippingRate* best = nullptr;
    for (const auto* rate : rates)
        if (rate->measure == measure && rate->fromAmount <= amount &&
            (best == nullptr || rate->fromAmount >= best->fromAmount))
            best = rate;
    return best;
}

std::int64_t priceFor(const ShippingRate& rate, const ShippingLoad& load) {
    return rate.freeFromMinor && load.valueMinor >= *rate.freeFromMinor ? 0 : rate.priceMinor;
}

const ShippingRate* dearer(const ShippingRate* a, const ShippingRate* b, const ShippingLoad& load) {
    if (a == nullptr || b == nullptr) return a == nullptr ? b : a;
    return priceFor(*b, load) > priceFor(*a, load) ? b : a;
}

const ShippingRate* rateFor(const std::vector<ShippingRate>& rates, const std::string& way,
                            const std::string& country, const ShippingLoad& load) {
    std::vector<const ShippingRate*> naming, others;
    for (const auto& rate : rates) {
        if (rate.way != way) continue;
        if (rate.countries.empty())
            others.push_back(&rate);
        else if (std::ranges::find(rate.countries, country) != rate.countries.end())
            naming.push_back(&rate);
    }
    const auto& those = naming.empty() ? others : naming;
    return dearer(stepOf(those, RateMeasure::Value, load.valueMinor),
                  stepOf(those, RateMeasure::Weight, load.grams), load);
}

ShippingLoad loadOf(Unit& unit, Id order) {
    return unit.one<ShippingLoad>("fulfilment.load-of-order", {{"orderId", order}}).value_or(ShippingLoad{});
}

} // namespace

std::optional<ShippingCharge> chargeBy(const std::vector<ShippingRate>& rates, const std::string& way,
                                       const std::string& country, const ShippingLoad& load) {
    const auto* rate = rateFor(rates, way, country, load);
    if (rate == nullptr) return std::nullopt;
    ShippingCharge charge;
    charge.name = rate->name;
    charge.way = way;
    charge.amountMinor = charge.standardMinor = priceFor(*rate, load);
    charge.vatBasisPoints = rate->vatBasisPoints;
    if (const auto* usual = way.empty() ? nullptr : rateFor(rates, {}, country, load))
        charge.standardMinor = std::min(charge.amountMinor, priceFor(*usual, load));
    return charge;
}

std::vector<ShippingCharge> waysBy(const std::vector<ShippingRate>& rates, const std::string& country,
                                   const ShippingLoad& load) {
    std::vector<std::string> ways;
    for (const auto& rate : rates) ways.push_back(rate.way);
    std::ranges::sort(ways);
    ways.erase(std::unique(ways.begin(), ways.end()), ways.end());
    std::vector<ShippingCharge> all;
    for (const auto& way : ways)
        if (auto charge = chargeBy(rates, way, country, load)) all.push_back(std::move(*charge));
    return all;
}

std::vector<ShippingRate> ratesOf(Unit& unit, const std::string& currency, Date day) {
    return unit.all<ShippingRate>("fulfilment.shipping-rates-of-day", {{"currency", currency}, {"day", day}});
}

ShippingLoad loadOf(const std::vector<DraftLine>& lines) {
    ShippingLoad load;
    for (const auto& line : lines) {
        load.valueMinor += line.quantity * line.unitPriceMinor;
        if (line.role == LineRole::Kit || line.item.kit) continue; // its parts are sent
        load.grams += line.quantity * line.item.weightGrams;
        if (line.item.stocked || line.item.weightGrams > 0) load.pieces += line.quantity;
    }
    return load;
}

std::optional<ShippingCharge> chargeFor(Unit& unit, const Order& order, const ShippingLoad& load,
                                        const ShippingWish& wish, const std::string& country,
                                        const ShippingRules& rules) {
    if (!load.isCharged()) return std::nullopt;
    const auto rates = ratesOf(unit, order.currency, rules.day(order.orderedAt));
    auto charge = chargeBy(rates, wish.way, country, load);
    if (wish.amountMinor) {
        if (!charge) charge.emplace();
        charge->way = wish.way;
        charge->amountMinor = *wish.amountMinor;
        charge->standardMinor =
            std::min(charge->amountMinor, wish.way.empty() ? charge->amountMinor : charge->standardMinor);
        charge->agreed = true;
    }
    if (charge) charge->orderId = order.id;
    return charge;
}

void followOrder(Unit& unit, const Order& order, const std::string& country, const ShippingRules& rules,
                 const std::string& note, bool mayRise) {
    const auto before = shippingOf(unit, order.id);
    if (!before && !mayRise) return;
    const auto load = loadOf(unit, order.id);
    if (!before) {
        const auto first = chargeFor(unit, order, load, {}, country, rules);
        if (first) unit.run("fulfilment.insert-shipping-charge", *first);
        return;
    }
    if (before->agreed || before->invoiced) return;
    const auto rates = ratesOf(unit, order.currency, rules.day(order.orderedAt));
    auto now = load.isCharged() ? chargeBy(rates, before->way, country, load) : std::nullopt;
    if (!now) {
        now = *before; // nothing is sent that way any more, or nobody brings it there
        now->amountMinor = now->standardMinor = 0;
    }
    if (!mayRise && now->amountMinor >= before->amountMinor) return;
    if (now->amountMinor == before->amountMinor && now->standardMinor == before->standardMinor) return;
    now->orderId = order.id;
    if (unit.run("fulfilment.change-shipping-charge", *now) == 0) return; // it was just invoiced
    writeChange(unit, {{},
                       order.id,
                       ChangeKind::Shipping,
                       {},
                       {},
                       amountText(before->amountMinor, order.currency),
                       amountText(now->amountMinor, order.currency),
                       note,
                       {},
                       {}});
}

std::optional<ShippingCharge> shippingOf(Unit& unit, Id order) {
    return unit.one<ShippingCharge>("fulfilment.shipping-charge-of-order", {{"orderId", order}});
}

} // namespace rejoinder::fulfilment
