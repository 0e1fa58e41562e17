#include "bands.h"

#include "split.h"

#include <algorithm>
#include <numeric>

namespace rejoinder::targetgroups {

std::vector<std::int32_t> bandsOf(const std::vector<std::string>& values, std::int32_t bands, Best best) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!values[i].empty()) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const int c = compared(values[a], values[b]);
        return best == Best::Highest ? c > 0 : c < 0;
    });
    std::vector<std::int32_t> out(values.size(), 0);
    std::size_t first = 0; // of the values that are equal to this one
    for (std::size_t n = 0; n < order.size(); ++n) {
        if (n > 0 && compared(values[order[n]], values[order[first]]) != 0) first = n;
        out[order[n]] = 1 + static_cast<std::int32_t>(first * static_cast<std::size_t>(bands) /
                                                      std::max<std::size_t>(order.size(), 1));
    }
    return out;
}

std::vector<std::int32_t> bandsOf(const std::vector<std::string>& values, std::span<const double> edges,
                                  Best best) {
    std::vector<std::int32_t> out(values.size(), 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto value = numberIn(values[i]);
        if (!value) continue;
        std::size_t band = 0;
        while (band < edges.size() && (best == Best::Highest ? *value < edges[band] : *value > edges[band]))
            ++band;
        out[i] = 1 + static_cast<std::int32_t>(band);
    }
    return out;
}

void complete(std::vector<Band>& bands, const Economy& economy) {
    std::int64_t contacted = 0, responders = 0;
    for (const auto& b : bands) {
        contacted += b.contacted;
        responders += b.responders;
    }
    const double average =
        contacted > 0 ? static_cast<double>(responders) / static_cast<double>(contacted) : 0;
    Band before;
    before.cumulativeProfit = -economy.fixedCost;
    for (auto& b : bands) {
        if (b.contacted > 0) b.rate = static_cast<double>(b.responders) / static_cast<double>(b.contacted);
        b.lift = average > 0 ? b.rate.value_or(0) / average : 0;
        b.cumulativePersons = before.cumulativePersons + b.persons;
        b.cumulativeResponders = before.cumulativeResponders + b.responders;
        b.gains = responders > 0
                      ? static_cast<double>(b.cumulativeResponders) / static_cast<double>(responders)
                      : 0;
        b.pays = b.rate && economy.contributionPerOrder > 0 && *b.rate >= economy.breakEvenRate();
        b.profit = static_cast<double>(b.persons) *
                   (b.rate.value_or(0) * economy.contributionPerOrder - economy.costPerPiece);
        b.cumulativeProfit = before.cumulativeProfit + b.profit;
        before = b;
    }
}

std::int32_t bestDepth(const std::vector<Band>& bands) noexcept {
    std::int32_t depth = 0;
    double sum = 0, best = 0;
    for (std::size_t i = 0; i < bands.size(); ++i) {
        sum += bands[i].profit;
        if (sum > best) {
            best = sum;
            depth = static_cast<std::int32_t>(i) + 1;
        }
    }
    return depth;
}

} // namespace rejoinder::targetgroups
