#pragma once
#include <rejoinder/plugin.h>

/// How orders are paid.
namespace rejoinder::fulfilment {

/// Elsewhere: whoever took the order (a shop) saw to it that it is paid.
enum class PaymentKind { Invoice, Prepaid, Card, DirectDebit, Elsewhere };
REJOINDER_DESCRIBE_ENUM(PaymentKind, Invoice, Prepaid, Card, DirectDebit, Elsewhere)

/// How an order is paid.
struct OrderPayment {
    PaymentKind kind = PaymentKind::Invoice;
    std::string reference; ///< of who took the payment: a card's authorisation, a mandate
    static void rules(Rules& r) {
        r.at("kind").defaulted();
        r.at("reference").max(200).defaulted().says("Of who took it: a card's authorisation, a mandate");
    }
};
REJOINDER_DESCRIBE(OrderPayment, kind, reference)

OrderPayment paymentOf(Unit& unit, Id order);
/// Says how an order is paid, in place of what was said before.
void storePayment(Unit& unit, Id order, const OrderPayment& payment);

} // namespace rejoinder::fulfilment
