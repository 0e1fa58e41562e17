#pragma once
#include <rejoinder/contract/fulfilment.h>

#include <optional>
#include <string>
#include <vector>

/// What fulfilment offers to who sends items in another way than in a parcel.
namespace rejoinder::fulfilment {

/// What somebody must know of an item to send it.
struct SendableItem {
    std::string sku, name;
    bool stocked = true; ///< pieces of it are counted
};

/// A line of which something can be sent now.
struct SendableLine {
    std::string sku, name;
    std::int64_t quantity = 0; ///< reserved and not shipped
};

class Sending {
public:
    static constexpr std::string_view kName = "fulfilment.sending";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Sending() = default;
    virtual std::optional<SendableItem> item(Unit& unit, std::string_view sku) = 0;
    /// Whether a person must release the order first.
    virtual bool held(Unit& unit, Id order) = 0;
    /// Nothing of an order that is held, cancelled or shipped. Of a kit its parts.
    virtual std::vector<SendableLine> lines(Unit& unit, Id order) = 0;
    /// Ships what is reserved, when all that is open of the order was sent by this way already; what was to
    /// be laid into a parcel beside it is given up.
    /// @returns whether it did.
    virtual bool shipIfAll(Unit& unit, Id order, const std::vector<std::string>& skus,
                           const std::string& carrier) = 0;
};

} // namespace rejoinder::fulfilment
