#pragma once
#include <rejoinder/contract/fulfilment.h>

#include <optional>
#include <vector>

/// What fulfilment offers to who receives orders: a shop, a bank that tells of payments.
namespace rejoinder::fulfilment {

/// A line of an order to be entered.
struct EnteredLine {
    std::string sku;
    std::int32_t quantity = 1;
    std::optional<std::int64_t> unitPriceMinor; ///< absent: the item's price
};
REJOINDER_DESCRIBE(EnteredLine, sku, quantity, unitPriceMinor)

/// An order to be entered, of a response that was captured before, or else of a person.
struct EnteredOrder {
    std::optional<Id> responseId, contactId, campaignId;
    std::string reference; ///< the source's own number; the same number twice is one order
    Timestamp orderedAt;
    std::vector<EnteredLine> lines;
    std::string note;
};

/// What others need to know of an order.
struct OrderFacts {
    Id id, contactId;
    std::optional<Id> campaignId;
    std::string currency;
    std::int64_t valueMinor = 0;
    bool cancelled = false; ///< nothing of it is left
    bool begun = false;     ///< picked, packed or shipped in part
};

class Entering {
public:
    static constexpr std::string_view kName = "fulfilment.entering";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Entering() = default;
    /// Enters the order and reserves what is there. @throws Error Invalid naming every fault, Conflict when
    /// the response has an order already; what the unit wrote before stays to be undone by the caller
    virtual OrderFacts enter(Unit& unit, const EnteredOrder& order) = 0;
    /// Cancels what is still open of it; nothing when nothing is.
    virtual void cancel(Unit& unit, Id order) = 0;
    virtual std::optional<OrderFacts> find(Unit& unit, Id order) = 0;
};

} // namespace rejoinder::fulfilment
