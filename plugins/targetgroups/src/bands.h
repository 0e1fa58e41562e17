#pragma once
#include "definition.h"

#include <span>

/// Deciles, score bands and RFM: who is how good, what came of it, and from where on a mailing loses money.
namespace rejoinder::targetgroups {

/// The place of each value on a scale, 1 = best; 0 for a value that is none. Equal values share a band, so
/// that a band can be asked for by its edges: that of the first of them in the order.
std::vector<std::int32_t> bandsOf(const std::vector<std::string>& values, std::int32_t bands, Best best);
/// The same by given edges, from the best down: band 1 reaches the first edge, band 2 the second …
std::vector<std::int32_t> bandsOf(const std::vector<std::string>& values, std::span<const double> edges,
                                  Best best);

/// What a mailing costs and an order brings, in the campaign's currency.
struct Economy {
    double costPerPiece = 0, contributionPerOrder = 0, fixedCost = 0;
    std::string currency;
    /// Orders per piece that just pay for the piece; 0 when it is not known.
    [[nodiscard]] double breakEvenRate() const noexcept {
        return contributionPerOrder > 0 ? costPerPiece / contributionPerOrder : 0;
    }
};
REJOINDER_DESCRIBE(Economy, costPerPiece, contributionPerOrder, fixedCost, currency)

/// One band, best first, with everything above it summed up.
struct Band {
    std::string name;     ///< "1" … "10", or the RFM code "545": 5 is best there
    std::string from, to; ///< lowest and highest value in it; empty for RFM
    std::int64_t persons = 0;
    std::int64_t contacted = 0, responders = 0; ///< of the campaign that is learnt from
    std::optional<double> rate;                 ///< responders per contacted; nothing without evidence
    double lift = 0;                            ///< rate by the average rate
    std::int64_t cumulativePersons = 0, cumulativeResponders = 0;
    double gains = 0;  ///< share of all responders that the bands down to this one hold, 0 to 1
    bool pays = false; ///< rate reaches the break-even
    double profit = 0; ///< expected from this band if all its persons are written to, without fixed cost
    double cumulativeProfit = 0; ///< of all bands down to this one, fixed cost taken off
};
REJOINDER_DESCRIBE(Band, name, from, to, persons, contacted, responders, rate, lift, cumulativePersons,
                   cumulativeResponders, gains, pays, profit, cumulativeProfit)

/// Completes bands in their order from persons, contacted and responders.
void complete(std::vector<Band>& bands, const Economy& economy);
/// How many bands from the top give the largest profit; 0 when none pays.
std::int32_t bestDepth(const std::vector<Band>& bands) noexcept;

} // namespace rejoinder::targetgroups
