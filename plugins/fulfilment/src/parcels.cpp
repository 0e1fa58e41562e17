#include "parcels.h"

#include "packing_slip.h"
#include "ways.h"
#include "working_time.h"

#include <rejoinder/contract/fulfilment/happened.h>

#include <csv/writer.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

constexpr std::int64_t kMostParcels = 5000;
constexpr std::string_view kLetter = "letter"; ///< the carrier of what goes as a letter

struct ParcelRow {
    Id shipmentId;
    std::string carrier, number, sender, address, language;
};
REJOINDER_DESCRIBE(ParcelRow, shipmentId, carrier, number, sender, address, language)

struct SlipRow {
    std::string sku, name, insteadOf;
    LineRole role = LineRole::Ordered;
    std::int64_t quantity = 0, later = 0;
};
REJOINDER_DESCRIBE(SlipRow, sku, name, insteadOf, role, quantity, later)

/// The one that is named, else the one that the buyer pays for, else the usual one.
const Carrier* carrierFor(Unit& unit, Id order, const std::string& named, const ParcelDesk& desk) {
    if (!named.empty()) return desk.find(named);
    const auto paid = shippingOf(unit, order);
    const auto* way = paid && !paid->way.empty() ? desk.find(paid->way) : nullptr;
    return way != nullptr ? way : desk.find(desk.usual);
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
    return text;
}

} // namespace

std::vector<std::string> linesOf(std::string_view text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        if (end > at) lines.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

const Carrier* ParcelDesk::find(std::string_view carrier) const {
    for (const auto& c : carriers)
        if (c->name() == carrier) return c.get();
    return nullptr;
}

ShipmentView shipOrder(Unit& unit, OpenOrder& open, const std::string& carrier, const std::string& number,
                       const ParcelDesk& desk) {
    const bool letter = carrier.empty() && number.empty() && wayOf(unit, open.order.id) == RouteKind::Letter;
    const auto* with = number.empty() && !letter ? carrierFor(unit, open.order.id, carrier, desk) : nullptr;
    if (with == nullptr) {
        auto out = OrderBook::ship(unit, open, letter ? std::string(kLetter) : carrier, number);
        charge(unit, out, open.lines, desk.rates);
        return out;
    }
    ParcelRow row;
    row.carrier = with->name();
    row.number = with->numberOf(unit.newId());
    row.sender = desk.sender;
    if (const auto person = desk.directory->find(unit, open.order.contactId)) {
        const auto to = addressOf(unit, open.order.id, AddressKind::Ship);
        row.address = joined(desk.directory->addressBlock(addressed(*person, to), desk.country));
        row.language = person->language;
    }
    auto out = OrderBook::ship(unit, open, row.carrier, row.number);
    row.shipmentId = out.id;
    unit.run("fulfilment.insert-parcel", row);
    tellLabels(unit, out, desk);
    charge(unit, out, open.lines, desk.rates);
    return out;
}

void tellLabels(Unit& unit, ShipmentView& view, const ParcelDesk& desk) {
    const auto parcel = unit.one<Parcel>("fulfilment.find-parcel", {{"shipmentId", view.id}});
    if (!parcel || desk.find(parcel->carrier) == nullptr) return;
    view.label = !parcel->address.empty();
    view.returnLabel = !parcel->sender.empty();
}

Parcel findParcel(Unit& unit, Id shipment) {
    auto found = unit.one<Parcel>("fulfilment.find-parcel", {{"shipmentId", shipment}});
    if (!found) throw Error::notFound("fulfilment.no-label", "no carrier of ours brings this shipment");
    return std::move(*found);
}

std::string slipOf(Unit& unit, Id id, const ParcelDesk& desk) {
    const auto shipment = unit.one<Shipment>("fulfilment.find-shipment", {{"id", id}});
    if (!shipment) throw Error::notFound("fulfilment.no-such-shipment", "there is no such shipment");
    const auto order = OrderBook::view(unit, shipment->orderId).order;
    const auto parcel = unit.one<Parcel>("fulfilment.find-parcel", {{"shipmentId", id}});
    const auto person = desk.directory->find(unit, shipment->contactId);
    const WorkingTime time(desk.timeZone, "00:00", "");
    PackingSlip slip;
    slip.orderId = order.id;
    slip.number = shipment->trackingNumber;
    slip.sender = parcel ? parcel->sender : desk.sender;
    slip.language = parcel ? parcel->language : person ? person->language : std::string();
    if (parcel)
        slip.address = linesOf(parcel->address);
    else if (person)
        slip.address = desk.directory->addressBlock(
            addressed(*person, addressOf(unit, order.id, AddressKind::Ship)), desk.country);
    slip.orderedOn = time.day(order.orderedAt);
    slip.shippedOn = time.day(shipment->shippedAt);
    slip.shippedAt = shipment->shippedAt;
    for (auto& line : unit.all<SlipRow>("fulfilment.slip-lines", {{"shipmentId", id}}))
        slip.lines.push_back({std::move(line.sku), std::move(line.name), line.quantity, line.later,
                              std::move(line.insteadOf), line.role == LineRole::Part});
    return pdfOf(slip);
}

ParcelManifest closeOut(Unit& unit, const std::string& carrier) {
    ParcelManifest made{unit.newId(), carrier, 0, unit.now(), unit.actor().name};
    unit.run("fulfilment.insert-manifest", made);
    for (const auto shipment :
         unit.numbers("fulfilment.parcels-to-hand-over", {{"carrier", carrier}, {"limit", kMostParcels}}))
        // Another node may have handed it over since the list was read.
        made.parcels += static_cast<std::int32_t>(
            unit.run("fulfilment.hand-over-parcel", {{"shipmentId", Id{shipment}}, {"manifestId", made.id}}));
    if (made.parcels == 0)
        throw Error::conflict("fulfilment.nothing-to-hand-over", "no parcel of " + carrier + " waits");
    unit.run("fulfilment.set-manifest-parcels", {{"id", made.id}, {"parcels", made.parcels}});
    unit.publish(ParcelsHandedOver{made.id, carrier, made.parcels});
    unit.audit("manifests.close", made.id, carrier + ": " + std::to_string(made.parcels));
    return made;
}

std::string manifestCsv(Unit& unit, Id id) {
    if (!unit.one<ParcelManifest>("fulfilment.find-manifest", {{"id", id}}))
        throw Error::notFound("fulfilment.no-such-manifest", "there is no such hand-over");
    std::string text;
    csv::Writer writer(text);
    for (const auto* name : {"carrier", "number", "shipment", "order", "shippedAt", "address"})
        writer.text(name);
    writer.end();
    unit.forEach<Parcel>("fulfilment.parcels-of-manifest", {{"manifestId", id}}, [&](const Parcel& p) {
        auto address = p.address;
        std::ranges::replace(address, '\n', ',');
        writer.text(p.carrier).text(p.number).text(p.shipmentId.toString()).text(p.orderId.toString());
        writer.text(p.shippedAt.toString()).text(address).end();
    });
    return text;
}

} // namespace rejoinder::fulfilment
