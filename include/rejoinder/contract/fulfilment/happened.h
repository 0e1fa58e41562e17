#pragma once
#include <rejoinder/contract/fulfilment.h>

#include <optional>
#include <string>
#include <vector>

/// What happens to an order, for those who tell others of it: ids and key facts, no names and no addresses.
namespace rejoinder::fulfilment {

/// An order was entered (`before` is empty) or went from one state to the next.
struct OrderMoved {
    static constexpr std::string_view kTopic = "fulfilment.order-moved";
    Id orderId, contactId;
    std::optional<Id> campaignId, responseId;
    std::optional<std::string> reference; ///< the number of the shop or the partner that handed it in
    std::string before, state;            ///< "reserved", "backOrdered" …
    std::string currency;
    std::int64_t valueMinor = 0;
};
REJOINDER_DESCRIBE(OrderMoved, orderId, contactId, campaignId, responseId, reference, before, state, currency,
                   valueMinor)

/// What can be sent of an order may have changed although its state did not: it was released, lines were
/// added, changed or cancelled. For who sends it; it says nothing to others.
struct OrderOpened {
    static constexpr std::string_view kTopic = "fulfilment.order-opened";
    Id orderId, contactId;
};
REJOINDER_DESCRIBE(OrderOpened, orderId, contactId)

/// Something of an order went out.
struct ShipmentMade {
    static constexpr std::string_view kTopic = "fulfilment.shipment-made";
    Id shipmentId, orderId, contactId;
    std::string carrier, trackingNumber;
    std::string orderState;
};
REJOINDER_DESCRIBE(ShipmentMade, shipmentId, orderId, contactId, carrier, trackingNumber, orderState)

/// Parcels were handed to their carrier together.
struct ParcelsHandedOver {
    static constexpr std::string_view kTopic = "fulfilment.parcels-handed-over";
    Id manifestId;
    std::string carrier;
    std::int32_t parcels = 0;
};
REJOINDER_DESCRIBE(ParcelsHandedOver, manifestId, carrier, parcels)

/// What somebody owes changed: an invoice was paid in part or whole, credited or reminded of.
struct InvoiceSettled {
    static constexpr std::string_view kTopic = "fulfilment.invoice-settled";
    Id invoiceId, orderId, contactId;
    std::string state; ///< "open", "partlyPaid", "paid" …
    std::string currency;
    std::int64_t totalMinor = 0, dueMinor = 0;
};
REJOINDER_DESCRIBE(InvoiceSettled, invoiceId, orderId, contactId, state, currency, totalMinor, dueMinor)

/// A piece of what came back.
struct ReturnedPiece {
    std::string sku;
    std::int64_t quantity = 0;
    std::string disposition;
};
REJOINDER_DESCRIBE(ReturnedPiece, sku, quantity, disposition)

/// Goods came back.
struct GoodsCameBack {
    static constexpr std::string_view kTopic = "fulfilment.goods-came-back";
    Id returnId, orderId, contactId;
    std::string reason;
    std::vector<ReturnedPiece> lines;
};
REJOINDER_DESCRIBE(GoodsCameBack, returnId, orderId, contactId, reason, lines)

} // namespace rejoinder::fulfilment
