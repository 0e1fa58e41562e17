#include "credit_checks.h"

#include "order_book.h"
#include "prices.h"

#include <money/money.h>

namespace rejoinder::fulfilment {

bool CreditRules::concerns(const Order& order, std::int64_t totalMinor, PaymentKind payment) const {
    return asks && order.purchase && payment == PaymentKind::Invoice && totalMinor > 0 &&
           totalMinor > above * money::minorPerMain(order.currency);
}

Hold creditHold(const Order& order, std::int64_t totalMinor) {
    Hold hold;
    hold.reason = HoldReason::CreditCheck;
    hold.note = amountText(totalMinor, order.currency);
    return hold;
}

OrderPayment paymentOf(Unit& unit, Id order) {
    return unit.one<OrderPayment>("fulfilment.payment-of-order", {{"orderId", order}})
        .value_or(OrderPayment{});
}

void storePayment(Unit& unit, Id order, const OrderPayment& payment) {
    unit.run("fulfilment.drop-order-payment", {{"orderId", order}});
    if (payment.kind == PaymentKind::Invoice) return;
    unit.run("fulfilment.insert-order-payment",
             {{"orderId", order}, {"kind", payment.kind}, {"reference", payment.reference}});
}

std::int64_t totalOf(Unit& unit, const Order& order) {
    const auto shipping = shippingOf(unit, order.id);
    return order.valueMinor + (shipping ? shipping->amountMinor : 0);
}

std::optional<CreditCheck> newestCheck(Unit& unit, Id order) {
    return unit.one<CreditCheck>("fulfilment.newest-credit-check-of-order", {{"orderId", order}});
}

void storeCheck(Unit& unit, const CreditCheck& check) {
    unit.run("fulfilment.update-credit-check", check);
}

void askCredit(Unit& unit, const Order& order, const std::optional<CreditCheck>& before) {
    CreditCheck check;
    check.id = unit.newId();
    check.orderId = order.id;
    check.revision = before ? before->revision + 1 : 1;
    check.amountMinor = totalOf(unit, order);
    check.currency = order.currency;
    check.madeAt = unit.now();
    unit.run("fulfilment.insert-credit-check", check);
    unit.enqueue(kCreditJob, CreditJob{check.id, 0},
                 {{}, {}, "Check the credit of order " + order.id.toString()});
}

void OrderBook::recheckCredit(Unit& unit, OpenOrder& open) {
    if (open.order.state == OrderState::Shipped || open.order.state == OrderState::Cancelled) return;
    auto before = newestCheck(unit, open.order.id);
    const auto waiting = openHold(unit, open.order.id, HoldReason::CreditCheck);
    const auto refused = openHold(unit, open.order.id, HoldReason::CreditRefused);
    const auto total = totalOf(unit, open.order);
    const bool concerned = credit_.concerns(open.order, total, paymentOf(unit, open.order.id).kind);
    const bool stands = before && before->state != CreditState::Superseded; // that one was never answered
    if (stands && (before->amountMinor == total || (!waiting && !refused && total < before->amountMinor)))
        return; // what was asked still holds
    if (!concerned && !waiting) return;
    if (before && before->state == CreditState::Waiting) {
        before->state = CreditState::Superseded;
        before->nextAt.reset();
        storeCheck(unit, *before);
    }
    if (!concerned) return release(unit, open, *waiting, "nobody is asked for so little");
    askCredit(unit, open.order, before);
    if (!waiting) hold(unit, open, HoldReason::CreditCheck, creditHold(open.order, total).note);
    if (refused) release(unit, open, *refused, "asked again for another amount");
}

std::vector<std::string> checkCredit(Unit& unit) {
    const auto count = unit.number("fulfilment.count-wrong-credit-checks");
    if (count == 0) return {};
    return {"fulfilment: " + std::to_string(count) + " orders wait for an answer that nobody was asked for"};
}

} // namespace rejoinder::fulfilment
