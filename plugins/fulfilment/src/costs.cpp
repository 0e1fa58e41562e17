#include "costs.h"

#include "invoice_rules.h"

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

constexpr std::string_view kAnyOther = "*";
constexpr std::int64_t kLargestRate = 1'000'000'000'000; // a million in main units

std::optional<UnitCost> rateIn(std::string_view text) {
    const auto cost = UnitCost::parse(text);
    return cost && cost->micros >= 0 && cost->micros <= kLargestRate ? cost : std::nullopt;
}

UnitCost rateOf(const std::vector<ShipmentRate>& rates, std::string_view carrier) {
    auto found = std::ranges::find(rates, carrier, &ShipmentRate::carrier);
    if (found == rates.end()) found = std::ranges::find(rates, kAnyOther, &ShipmentRate::carrier);
    return found == rates.end() ? UnitCost{} : found->cost;
}

} // namespace

std::optional<std::vector<ShipmentRate>> shipmentRatesIn(std::string_view text) {
    std::vector<ShipmentRate> rates;
    for (auto rest = trimmed(text); !rest.empty();) {
        const auto comma = rest.find(',');
        const auto one = trimmed(rest.substr(0, comma));
        const auto colon = one.rfind(':');
        if (colon == std::string_view::npos) return std::nullopt;
        const auto carrier = trimmed(one.substr(0, colon));
        const auto cost = rateIn(trimmed(one.substr(colon + 1)));
        if (carrier.empty() || !cost ||
            std::ranges::find(rates, carrier, &ShipmentRate::carrier) != rates.end())
            return std::nullopt;
        rates.push_back({std::string(carrier), *cost});
        if (comma == std::string_view::npos) break;
        rest = trimmed(rest.substr(comma + 1));
        if (rest.empty()) return std::nullopt;
    }
    return rates;
}

void declareCosts(Declarations& d) {
    d.setting<std::string>(
        "shipment-costs", "",
        "What packing and carriage of a shipment cost, by carrier, in main units of the order's currency, "
        "such as \"generic: 8.90, *: 1.20\"; * is any other",
        [](const std::string& text) {
            return shipmentRatesIn(text) ? "" : "must be like generic: 8.90, *: 1.20; each carrier once";
        });
    d.setting<std::string>(
        "piece-cost", "0", "What it costs to pick and pack one piece, in main units of the order's currency",
        [](const std::string& text) { return rateIn(text) ? "" : "must be an amount such as 0.35"; });
}

DispatchRates dispatchRatesOf(const Context& context) {
    return {
        shipmentRatesIn(context.setting<std::string>("shipment-costs")).value_or(std::vector<ShipmentRate>()),
        rateIn(context.setting<std::string>("piece-cost")).value_or(UnitCost{})};
}

void charge(Unit& unit, const ShipmentView& shipment, const std::vector<Line>& lines,
            const DispatchRates& rates) {
    auto cost = rateOf(rates.shipments, shipment.shipment.carrier);
    for (const auto& sent : shipment.lines)
        if (const auto line = std::ranges::find(lines, sent.lineId, &Line::id);
            line != lines.end() && line->role != LineRole::Kit) // its parts are what is packed
            cost.micros += sent.quantity * rates.piece.micros;
    unit.run("fulfilment.insert-shipment-cost", {{"shipmentId", shipment.id}, {"cost", cost.micros}});
}

CampaignCost CostService::costs(Unit& unit, Id campaign) {
    return {unit.all<CellCost>("fulfilment.costs-by-cell", {{"campaignId", campaign}}),
            unit.all<ItemCost>("fulfilment.costs-by-item", {{"campaignId", campaign}}),
            unit.all<RouteCost>("fulfilment.costs-by-route", {{"campaignId", campaign}})};
}

} // namespace rejoinder::fulfilment
