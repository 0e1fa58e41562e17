#include "fulfilment_cost.h"

#include <money/money.h>

#include <algorithm>
#include <numeric>

namespace rejoinder::insight {

namespace {

constexpr std::int64_t kMicros = 1'000'000;

std::optional<double> perHead(std::int64_t minor, std::int64_t heads, std::string_view currency) {
    if (heads <= 0) return std::nullopt;
    return money::mainUnits(minor, currency) / static_cast<double>(heads);
}

} // namespace

std::vector<std::int64_t> sharedOut(std::int64_t minor, std::span<const std::int64_t> micros,
                                    std::string_view currency) {
    const auto unit = kMicros / money::minorPerMain(currency);
    std::vector<std::int64_t> shares;
    auto left = minor;
    for (const auto part : micros) {
        shares.push_back(part / unit);
        left -= shares.back();
    }
    std::vector<std::size_t> order(micros.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t i) { return micros[i] % unit; });
    for (std::size_t i = 0; left > 0 && i < order.size(); ++i, --left) ++shares[order[i]];
    return shares;
}

FulfilmentCost fulfilmentCostOf(const fulfilment::CampaignCost& cost, std::int64_t responders,
                                std::string_view currency) {
    std::vector<std::int64_t> items, goods, handling;
    FulfilmentCost out;
    for (const auto& i : cost.items) items.push_back(i.cost.micros);
    for (const auto& r : cost.routes) {
        goods.push_back(r.goods.micros);
        handling.push_back(r.handling.micros);
    }
    const auto sum = [](const auto& of) { return std::accumulate(of.begin(), of.end(), std::int64_t{0}); };
    const std::int64_t parts[] = {sum(items), sum(handling)};
    out.costMinor = money::minorOf(parts[0] + parts[1], currency);
    const auto two = sharedOut(out.costMinor, parts, currency);
    out.goodsMinor = two[0];
    out.handlingMinor = two[1];
    const auto byItem = sharedOut(out.goodsMinor, items, currency);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& from = cost.items[i];
        out.items.push_back({from.sku, from.name, from.orders, from.pieces, byItem[i],
                             perHead(byItem[i], from.orders, currency)});
    }
    const auto byRoute = sharedOut(out.goodsMinor, goods, currency);
    const auto handled = sharedOut(out.handlingMinor, handling, currency);
    for (std::size_t i = 0; i < goods.size(); ++i) {
        const auto& from = cost.routes[i];
        const auto all = byRoute[i] + handled[i];
        out.routes.push_back({from.route, from.orders, from.parcels, byRoute[i], handled[i], all,
                              perHead(all, from.orders, currency)});
    }
    for (const auto& c : cost.cells) out.orders += c.orders;
    out.perResponse = perHead(out.costMinor, responders, currency);
    out.perOrder = perHead(out.costMinor, out.orders, currency);
    return out;
}

} // namespace rejoinder::insight
