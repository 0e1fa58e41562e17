#pragma once
#include "costs.h"

#include <rejoinder/contract/contacts.h>
#include <rejoinder/contract/fulfilment/carrier.h>

#include <memory>

/// Shipments that a carrier brings: numbered, labelled, handed over.
namespace rejoinder::fulfilment {

/// What shipping asks while the plugin runs.
struct ParcelDesk {
    std::shared_ptr<contacts::Directory> directory;
    std::vector<std::shared_ptr<Carrier>> carriers;
    std::string usual;           ///< the carrier of shipments that name none
    std::string sender, country; ///< printed on labels and slips
    std::string timeZone;
    DispatchRates rates;

    /// Null when no carrier has that name.
    [[nodiscard]] const Carrier* find(std::string_view carrier) const;
};

/// Parcels that were handed to their carrier together.
struct ParcelManifest {
    Id id;
    std::string carrier;
    std::int32_t parcels = 0;
    Timestamp closedAt;
    std::string closedBy;
};
REJOINDER_DESCRIBE(ParcelManifest, id, carrier, parcels, closedAt, closedBy)

/// The lines of an address as parcels keep it, none empty.
std::vector<std::string> linesOf(std::string_view text);
/// Ships what is reserved. A shipment without a number of its own gets one of its carrier, and a label.
ShipmentView shipOrder(Unit& unit, OpenOrder& open, const std::string& carrier, const std::string& number,
                       const ParcelDesk& desk);
/// Says which labels of the shipment can be drawn.
void tellLabels(Unit& unit, ShipmentView& view, const ParcelDesk& desk);
/// @throws Error NotFound when the shipment has no label
Parcel findParcel(Unit& unit, Id shipment);
/// The packing slip of a shipment as PDF. @throws Error NotFound
std::string slipOf(Unit& unit, Id shipment, const ParcelDesk& desk);
/// Hands over all parcels of a carrier that nobody handed over yet, up to 5,000 at once.
/// @throws Error Conflict when there is none
ParcelManifest closeOut(Unit& unit, const std::string& carrier);
/// The list of a hand-over as CSV. @throws Error NotFound
std::string manifestCsv(Unit& unit, Id manifest);

} // namespace rejoinder::fulfilment
