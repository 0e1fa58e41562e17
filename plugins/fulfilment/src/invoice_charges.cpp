#include "invoice_charges.h"

#include "shipping_charges.h"

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

constexpr std::chrono::hours kOneDay{24};

} // namespace

std::optional<InvoiceCharge> takeCharge(Unit& unit, Id order) {
    // Written before it is read: a change of the order comes before or too late.
    if (unit.run("fulfilment.take-shipping-charge", {{"orderId", order}}) == 0) return std::nullopt;
    const auto charge = shippingOf(unit, order);
    if (charge->amountMinor == 0) return std::nullopt;
    return InvoiceCharge{
        {}, order, charge->name, charge->amountMinor, charge->standardMinor, charge->vatBasisPoints};
}

std::optional<InvoiceCharge> chargeOf(Unit& unit, Id invoice) {
    return unit.one<InvoiceCharge>("fulfilment.charge-of-invoice", {{"invoiceId", invoice}});
}

void storeCharge(Unit& unit, InvoiceCharge charge, Id invoice) {
    charge.invoiceId = invoice;
    unit.run("fulfilment.insert-invoice-charge", charge);
}

InvoiceLine lineOf(const InvoiceCharge& charge, std::int64_t amountMinor) {
    InvoiceLine line;
    line.name = charge.name;
    line.quantity = 1;
    line.unitPriceMinor = amountMinor;
    line.vatBasisPoints = charge.vatBasisPoints;
    return line;
}

std::optional<InvoiceCharge> chargeToGiveBack(Unit& unit, Id order) {
    auto charge = unit.one<InvoiceCharge>("fulfilment.invoice-with-charge", {{"orderId", order}});
    if (!charge) return std::nullopt;
    charge->amountMinor = charge->standardMinor -
                          unit.number("fulfilment.charge-credited", {{"correctsId", charge->invoiceId}});
    if (charge->amountMinor <= 0) return std::nullopt;
    return charge;
}

void requireInTime(Unit& unit, Id order, std::int64_t days) {
    const Timestamp shipped{unit.number("fulfilment.last-shipped-at", {{"orderId", order}})};
    if (shipped.micros != 0 && shipped.plus(kOneDay * days) < unit.now())
        throw Error::conflict("fulfilment.withdrawal-over",
                              "the time to withdraw is over: " + std::to_string(days) +
                                  " days after the last parcel");
}

std::int64_t goodsKept(Unit& unit, Id order) {
    return unit.number("fulfilment.goods-kept", {{"orderId", order}});
}

} // namespace rejoinder::fulfilment
