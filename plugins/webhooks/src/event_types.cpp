#include "event_types.h"

#include <rejoinder/contract/fulfilment/happened.h>
#include <rejoinder/contract/fulfilment/receivables.h>
#include <rejoinder/contract/responses/withdrawn.h>

#include <algorithm>

namespace rejoinder::webhooks {

namespace {

template <Described E>
std::vector<std::string> membersOf() {
    std::vector<std::string> names;
    for (const auto& member : structInfo<E>().members) names.emplace_back(member.name);
    return names;
}

template <Described E>
WebhookEventType typeOf(std::string type, bool personal = true) {
    auto about = type.substr(0, type.find('.'));
    return {std::move(type), std::move(about), membersOf<E>(), personal};
}

/// "backOrdered" → "order.back-ordered".
std::string typeOfState(std::string_view state) {
    std::string type = "order.";
    for (const char c : state) {
        if (c >= 'A' && c <= 'Z') type += '-';
        type += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return type;
}

/// An order that is entered with everything there is reserved at once; both are told by one event.
std::string typeOfMove(const fulfilment::OrderMoved& e) {
    return e.before.empty() ? "order.entered" : typeOfState(e.state);
}

template <class E, class F>
void on(Declarations& d, const Take& take, F describe) {
    d.on<E>([take, describe](const E& e, const Delivery& delivery, Unit& u) {
        Happening what = describe(e);
        what.data = json::write(e);
        take(what, delivery, u);
    });
}

} // namespace

const std::vector<WebhookEventType>& eventTypes() {
    using namespace fulfilment;
    static const std::vector<WebhookEventType> all{
        typeOf<responses::ResponseCaptured>("response.captured"),
        typeOf<responses::ResponseWithdrawn>("response.withdrawn"),
        typeOf<OrderMoved>("order.entered"),
        typeOf<OrderMoved>("order.reserved"),
        typeOf<OrderMoved>("order.back-ordered"),
        typeOf<OrderMoved>("order.picked"),
        typeOf<OrderMoved>("order.packed"),
        typeOf<OrderMoved>("order.shipped"),
        typeOf<OrderMoved>("order.cancelled"),
        typeOf<ShipmentMade>("shipment.sent"),
        typeOf<ParcelsHandedOver>("parcels.handed-over", false),
        typeOf<InvoiceIssued>("invoice.issued"),
        typeOf<InvoiceSettled>("invoice.settled"),
        typeOf<GoodsCameBack>("goods.returned"),
    };
    return all;
}

bool isEventType(std::string_view type) {
    return std::ranges::any_of(eventTypes(), [&](const auto& t) { return t.type == type; });
}

void hear(Declarations& d, const Take& take) {
    using namespace fulfilment;
    on<responses::ResponseCaptured>(d, take, [](const auto& e) {
        return Happening{
            "response.captured", "responses/" + e.response.id.toString(), e.response.contactId, {}};
    });
    on<responses::ResponseWithdrawn>(d, take, [](const auto& e) {
        return Happening{
            "response.withdrawn", "responses/" + e.response.id.toString(), e.response.contactId, {}};
    });
    on<OrderMoved>(d, take, [](const auto& e) {
        return Happening{typeOfMove(e), "orders/" + e.orderId.toString(), e.contactId, {}};
    });
    on<ShipmentMade>(d, take, [](const auto& e) {
        return Happening{"shipment.sent", "shipments/" + e.shipmentId.toString(), e.contactId, {}};
    });
    on<ParcelsHandedOver>(d, take, [](const auto& e) {
        return Happening{"parcels.handed-over", "manifests/" + e.manifestId.toString(), {}, {}};
    });
    on<InvoiceIssued>(d, take, [](const auto& e) {
        return Happening{"invoice.issued", "invoices/" + e.invoiceId.toString(), e.contactId, {}};
    });
    on<InvoiceSettled>(d, take, [](const auto& e) {
        return Happening{"invoice.settled", "invoices/" + e.invoiceId.toString(), e.contactId, {}};
    });
    on<GoodsCameBack>(d, take, [](const auto& e) {
        return Happening{"goods.returned", "goods-returns/" + e.returnId.toString(), e.contactId, {}};
    });
}

} // namespace rejoinder::webhooks
