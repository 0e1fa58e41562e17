#pragma once
#include <rejoinder/plugin.h>

#include <vector>

/// What fulfilment asks of whoever brings parcels: numbers, labels, the list for the hand-over.
namespace rejoinder::fulfilment {

/// A parcel as its carrier sees it.
struct Parcel {
    Id shipmentId, orderId;
    std::string carrier, number;
    std::string sender;  ///< name and address with commas
    std::string address; ///< of who gets it, one line each
    std::string language;
    Timestamp shippedAt;
};
REJOINDER_DESCRIBE(Parcel, shipmentId, orderId, carrier, number, sender, address, language, shippedAt)

/// A carrier. All of it is reckoned here, without a network, so that it can be done in a unit of work and
/// done again with the same result.
class Carrier {
public:
    static constexpr std::string_view kName = "fulfilment.carrier";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Carrier() = default;
    /// The name under which shipments name it; the first of a name wins.
    [[nodiscard]] virtual std::string name() const = 0;
    /// The number of a parcel, with its check digit; another serial gives another number.
    [[nodiscard]] virtual std::string numberOf(Id serial) const = 0;
    /// Whether a number is one of this carrier's without a typing error.
    [[nodiscard]] virtual bool fits(std::string_view number) const = 0;
    /// The label as PDF, 100 × 150 mm; the same parcel gives the same bytes.
    [[nodiscard]] virtual std::string pdf(const Parcel& parcel) const = 0;
    /// The label for a thermal printer of 203 dots per inch.
    [[nodiscard]] virtual std::string zpl(const Parcel& parcel) const = 0;
};

} // namespace rejoinder::fulfilment
