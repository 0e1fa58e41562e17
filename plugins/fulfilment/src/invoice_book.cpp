#include "invoice_book.h"

#include "collections.h"
#include "invoice_charges.h"
#include "invoice_debits.h"
#include "invoice_totals.h"
#include "order_changes.h"

#include <rejoinder/contract/fulfilment/happened.h>

#include <slip/bill.h>
#include <slip/references.h>

#include <algorithm>
#include <functional>
#include <map>

namespace rejoinder::fulfilment {

namespace {

constexpr std::string_view kCounter = "invoice";

/// A line of an order with what was invoiced of it.
struct OrderedLine {
    Id id;
    std::string sku, name;
    std::int64_t unitPriceMinor = 0;
    std::int32_t vatBasisPoints = 0;
    std::int64_t ordered = 0, shipped = 0, cancelled = 0, invoiced = 0;
};
REJOINDER_DESCRIBE(OrderedLine, id, sku, name, unitPriceMinor, vatBasisPoints, ordered, shipped, cancelled,
                   invoiced)

struct CreditedRow {
    std::int32_t position = 0;
    std::int64_t quantity = 0;
};
REJOINDER_DESCRIBE(CreditedRow, position, quantity)

/// Everybody who issues waits here, so that numbers have no gaps and nothing is invoiced twice.
void takeTurn(Unit& unit) {
    if (unit.run("fulfilment.lock-counter", {{"name", kCounter}}) == 0)
        unit.run("fulfilment.insert-counter", {{"name", kCounter}});
}

Date plusDays(Date day, std::int64_t days) {
    return Date{day.days + static_cast<std::int32_t>(days)};
}

Buyer buyerOf(const contacts::Contact& c, std::vector<std::string> lines) {
    const bool company = c.kind == contacts::ContactKind::Company || c.familyName.empty();
    std::string name = company ? c.companyName : c.givenName;
    if (!company) name += (name.empty() ? "" : " ") + c.familyName;
    return {std::move(lines), std::move(name), c.street, c.houseNumber, c.postcode, c.city, c.country};
}

/// What was credited of an invoice before.
std::vector<InvoiceLine> creditedOf(Unit& unit, Id invoice) {
    auto lines = unit.all<InvoiceLine>("fulfilment.lines-of-invoice", {{"invoiceId", invoice}});
    std::vector<InvoiceLine> before;
    for (const auto& row : unit.all<CreditedRow>("fulfilment.credited-lines", {{"correctsId", invoice}})) {
        before.push_back(*std::ranges::find(lines, row.position, &InvoiceLine::position));
        before.back().quantity = row.quantity;
    }
    return before;
}

/// The lines that are credited; none wanted: all that is left. @throws Error Invalid naming every fault
std::vector<InvoiceLine> toCredit(Unit& unit, Id invoice, const std::vector<CreditedLine>& wanted) {
    auto left = unit.all<InvoiceLine>("fulfilment.lines-of-invoice", {{"invoiceId", invoice}});
    const auto at = [&left](std::int32_t position) {
        return std::ranges::find(left, position, &InvoiceLine::position);
    };
    for (const auto& credited : creditedOf(unit, invoice))
        at(credited.position)->quantity -= credited.quantity;
    std::vector<InvoiceLine> lines;
    if (wanted.empty()) {
        std::ranges::copy_if(left, std::back_inserter(lines), [](const auto& l) { return l.quantity > 0; });
        return lines;
    }
    Faults faults;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto pointer = "/lines/" + std::to_string(i);
        const auto line = at(wanted[i].position);
        if (line == left.end()) {
            faults.add(pointer + "/position", "fulfilment.no-such-line", "the invoice has no such line");
        } else if (wanted[i].quantity > line->quantity) {
            faults.add(pointer + "/quantity", "fulfilment.more-than-left",
                       "only " + std::to_string(line->quantity) + " of this line are not credited");
        } else if (std::ranges::find(lines, line->position, &InvoiceLine::position) != lines.end()) {
            faults.add(pointer + "/position", "fulfilment.line-twice", "this line is named twice");
        } else {
            lines.push_back(*line);
            lines.back().quantity = wanted[i].quantity;
        }
    }
    faults.raise("fulfilment.invalid-credit-note");
    return lines;
}

/// Writes the opposite of a payment. @returns false when there is none, or it was taken back before
bool reversePayment(Unit& unit, std::string_view source) {
    const auto made = unit.one<InvoicePayment>("fulfilment.find-invoice-payment", {{"source", source}});
    const auto back = backOf(source);
    if (!made || unit.one<InvoicePayment>("fulfilment.find-invoice-payment", {{"source", back}}))
        return false;
    auto invoice = InvoiceBook::open(unit, made->invoiceId);
    InvoicePayment payment;
    payment.source = back;
    payment.amountMinor = -made->amountMinor;
    payment.paidOn = Date::of(unit.now());
    InvoiceBook::pay(unit, invoice, std::move(payment));
    return true;
}

} // namespace

/// How many of an order's line are invoiced.
struct InvoiceBook::Wish {
    std::function<std::int64_t(const OrderedLine&)> quantity;
};

std::optional<Invoice> InvoiceBook::ofShipment(Unit& unit, Id shipment) const {
    takeTurn(unit);
    if (auto before = unit.one<Invoice>("fulfilment.find-invoice-of-shipment", {{"shipmentId", shipment}}))
        return before;
    const auto sent = unit.one<Shipment>("fulfilment.find-shipment", {{"id", shipment}});
    if (!sent) throw Error::notFound("fulfilment.no-such-shipment", "there is no such shipment");
    std::map<Id, std::int64_t> taken;
    for (const auto& line :
         unit.all<ShipmentLine>("fulfilment.lines-of-shipment", {{"shipmentId", shipment}}))
        taken[line.lineId] = line.quantity;
    return issue(unit, sent->orderId, shipment, {[&taken](const OrderedLine& line) {
                     const auto it = taken.find(line.id);
                     return it == taken.end() ? 0 : std::min(it->second, line.shipped - line.invoiced);
                 }});
}

Invoice InvoiceBook::ofOrder(Unit& unit, Id order, bool prepaid) const {
    takeTurn(unit);
    if (!unit.one<Order>("fulfilment.find-order", {{"id", order}}))
        throw Error::notFound("fulfilment.no-such-order", "there is no such order");
    auto made = issue(unit, order, {}, {[prepaid](const OrderedLine& line) {
                          return (prepaid ? line.ordered - line.cancelled : line.shipped) - line.invoiced;
                      }});
    if (!made)
        throw Error::conflict("fulfilment.nothing-to-invoice",
                              prepaid ? "everything of the order was invoiced, is free or cancelled"
                                      : "nothing of the order was shipped that is not invoiced");
    return std::move(*made);
}

std::optional<Invoice> InvoiceBook::issue(Unit& unit, Id orderId, const std::optional<Id>& shipment,
                                          const Wish& wish) const {
    const auto order = *unit.one<Order>("fulfilment.find-order", {{"id", orderId}});
    std::vector<InvoiceLine> lines;
    std::int64_t sum = 0;
    for (auto& line : unit.all<OrderedLine>("fulfilment.lines-to-invoice", {{"orderId", orderId}})) {
        const auto quantity = wish.quantity(line);
        if (quantity <= 0) continue;
        sum += quantity * line.unitPriceMinor;
        lines.push_back({{},
                         static_cast<std::int32_t>(lines.size() + 1),
                         line.id,
                         std::move(line.sku),
                         std::move(line.name),
                         quantity,
                         line.unitPriceMinor,
                         line.vatBasisPoints});
    }
    if (sum == 0) return std::nullopt;
    if (rules_.seller.name.empty())
        throw Error::conflict("fulfilment.no-seller",
                              "the settings do not say who sells (fulfilment.seller-name)");
    const auto contact = directory_->find(unit, order.contactId);
    if (!contact)
        throw Error::conflict("fulfilment.no-buyer", "the person who ordered is not known any more");
    Invoice invoice;
    invoice.id = unit.newId();
    invoice.orderId = order.id;
    invoice.shipmentId = shipment;
    invoice.contactId = order.contactId;
    invoice.campaignId = order.campaignId;
    invoice.currency = order.currency;
    invoice.pricesIncludeVat = rules_.pricesIncludeVat;
    const auto charge = takeCharge(unit, order.id);
    auto all = lines;
    if (charge) all.push_back(lineOf(*charge, charge->amountMinor));
    setTotals(invoice, vatOf(all, rules_.pricesIncludeVat));
    const bool qr = slip::isQrIban(rules_.seller.iban);
    invoice.reference = qr ? slip::makeQrReference(rules_.qrPrefix, invoice.id.value)
                           : slip::makeRfReference(invoice.id.value);
    invoice.issuedOn = Date::of(unit.now());
    invoice.dueOn = invoice.deadline = plusDays(invoice.issuedOn, rules_.termDays);
    auto debit = announcedDebit(unit, order, rules_, *identities_, invoice.issuedOn);
    if (debit) invoice.dueOn = invoice.deadline = debit->collectOn;
    invoice.language = contact->language;
    invoice.seller = rules_.seller;
    const auto to = addressed(*contact, addressOf(unit, order.id, AddressKind::Bill));
    invoice.buyer = buyerOf(to, directory_->addressBlock(to, rules_.seller.country));
    store(unit, invoice, std::move(lines), charge);
    if (debit) {
        debit->invoiceId = invoice.id;
        unit.run("fulfilment.insert-invoice-debit", *debit);
    }
    unit.publish(InvoiceIssued{invoice.id, invoice.orderId, invoice.contactId});
    return invoice;
}

void InvoiceBook::store(Unit& unit, Invoice& invoice, std::vector<InvoiceLine> lines,
                        const std::optional<InvoiceCharge>& charge) const {
    invoice.number = unit.number("fulfilment.last-number", {{"name", kCounter}}) + 1;
    unit.run("fulfilment.set-number", {{"name", kCounter}, {"number", invoice.number}});
    invoice.state = stateOf(invoice);
    invoice.createdAt = unit.now();
    invoice.createdBy = unit.actor().name;
    for (auto& line : lines) line.invoiceId = invoice.id;
    unit.run("fulfilment.insert-invoice", invoice);
    if (!lines.empty()) unit.insertMany("fulfilment.insert-invoice-line", lines);
    if (charge) storeCharge(unit, *charge, invoice.id);
    unit.audit("invoices.issue", invoice.id, nameOf(invoice.kind) + " " + std::to_string(invoice.number));
}

Invoice InvoiceBook::credit(Unit& unit, Id id, const std::vector<CreditedLine>& wanted,
                            const std::string& reason, bool withdrawn) const {
    takeTurn(unit);
    auto invoice = open(unit, id);
    if (invoice.kind == InvoiceKind::CreditNote)
        throw Error::conflict("fulfilment.credit-note", "a credit note is not credited");
    if (withdrawn) requireInTime(unit, invoice.orderId, rules_.withdrawalDays);
    auto lines = toCredit(unit, id, wanted);
    auto kept = goodsKept(unit, invoice.orderId);
    for (const auto& line : lines)
        if (line.unitPriceMinor > 0) kept -= line.quantity;
    std::optional<InvoiceCharge> charge;
    if (withdrawn) {
        if (kept <= 0) charge = chargeToGiveBack(unit, invoice.orderId);
    } else if (wanted.empty()) { // the whole invoice was wrong
        charge = chargeOf(unit, id);
        if (charge) charge->amountMinor -= unit.number("fulfilment.charge-credited", {{"correctsId", id}});
        if (charge && charge->amountMinor <= 0) charge.reset();
    }
    if (!charge || charge->invoiceId == id) return writeNote(unit, invoice, std::move(lines), charge, reason);
    const auto note = writeNote(unit, invoice, std::move(lines), {}, reason);
    auto other = open(unit, charge->invoiceId);
    writeNote(unit, other, {}, charge, reason);
    return note;
}

Invoice InvoiceBook::writeNote(Unit& unit, Invoice& invoice, std::vector<InvoiceLine> lines,
                               const std::optional<InvoiceCharge>& charge, const std::string& reason) const {
    Invoice note = invoice;
    note.id = unit.newId();
    note.kind = InvoiceKind::CreditNote;
    note.shipmentId.reset();
    note.correctsId = invoice.id;
    note.reference.reset();
    note.paidMinor = note.creditedMinor = note.feesMinor = 0;
    note.reminders = 0;
    note.issuedOn = note.dueOn = note.deadline = Date::of(unit.now());
    note.note = reason;
    note.version = 1;
    auto before = creditedOf(unit, invoice.id);
    auto now = lines;
    if (const auto borne = chargeOf(unit, invoice.id))
        before.push_back(
            lineOf(*borne, unit.number("fulfilment.charge-credited", {{"correctsId", invoice.id}})));
    if (charge) now.push_back(lineOf(*charge, charge->amountMinor));
    setTotals(note, vatOfCredit(before, now, invoice.pricesIncludeVat));
    if (now.empty() || note.totalMinor == 0)
        throw Error::conflict("fulfilment.nothing-to-credit",
                              "nothing of this invoice is left to be credited");
    store(unit, note, std::move(lines), charge);
    invoice.creditedMinor += note.totalMinor;
    if (invoice.creditedMinor == invoice.totalMinor) invoice.feesMinor = 0; // what is not owed is not late
    settle(unit, invoice);
    return note;
}

bool InvoiceBook::remind(Unit& unit, Id id, std::int32_t level) const {
    auto invoice = open(unit, id);
    const auto& rule = rules_.reminders.at(static_cast<std::size_t>(level - 1));
    const auto today = Date::of(unit.now());
    const bool owed = invoice.state == InvoiceState::Open || invoice.state == InvoiceState::PartlyPaid;
    if (!owed || invoice.reminders != level - 1 || plusDays(invoice.deadline, rule.days) > today ||
        isUnderWay(debitOf(unit, id)))
        return false;
    invoice.reminders = level;
    invoice.feesMinor += rule.feeMinor;
    invoice.deadline = plusDays(today, rules_.reminderTermDays);
    unit.run("fulfilment.insert-reminder",
             Reminder{id, level, today, invoice.deadline, rule.feeMinor, invoice.dueMinor()});
    settle(unit, invoice);
    unit.audit("invoices.remind", id, "reminder " + std::to_string(level));
    return true;
}

InvoiceView InvoiceBook::view(Unit& unit, Id id) {
    auto invoice = unit.one<Invoice>("fulfilment.find-invoice", {{"id", id}});
    if (!invoice) throw Error::notFound("fulfilment.no-such-invoice", "there is no such invoice");
    const auto due = invoice->kind == InvoiceKind::CreditNote ? 0 : invoice->dueMinor();
    const auto version = invoice->version;
    std::optional<std::int64_t> corrected;
    if (invoice->correctsId)
        corrected = unit.one<Invoice>("fulfilment.find-invoice", {{"id", *invoice->correctsId}})->number;
    return {id,
            std::move(*invoice),
            unit.all<InvoiceLine>("fulfilment.lines-of-invoice", {{"invoiceId", id}}),
            unit.all<InvoicePayment>("fulfilment.payments-of-invoice", {{"invoiceId", id}}),
            unit.all<Reminder>("fulfilment.reminders-of-invoice", {{"invoiceId", id}}),
            unit.all<Invoice>("fulfilment.credit-notes-of", {{"correctsId", id}}),
            corrected,
            due,
            version,
            chargeOf(unit, id),
            debitOf(unit, id)};
}

Invoice InvoiceBook::open(Unit& unit, Id id) {
    // The write comes first: on databases with several writers it makes others wait before this one reads.
    if (unit.run("fulfilment.lock-invoice", {{"id", id}}) == 0)
        throw Error::notFound("fulfilment.no-such-invoice", "there is no such invoice");
    return *unit.one<Invoice>("fulfilment.find-invoice", {{"id", id}});
}

void InvoiceBook::pay(Unit& unit, Invoice& invoice, InvoicePayment payment) {
    if (invoice.kind == InvoiceKind::CreditNote)
        throw Error::conflict("fulfilment.credit-note", "a credit note is not paid");
    if (unit.one<InvoicePayment>("fulfilment.find-invoice-payment", {{"source", payment.source}})) return;
    payment.id = unit.newId();
    payment.invoiceId = invoice.id;
    payment.recordedAt = unit.now();
    payment.recordedBy = unit.actor().name;
    unit.run("fulfilment.insert-invoice-payment", payment);
    invoice.paidMinor += payment.amountMinor;
    settle(unit, invoice);
    unit.audit("invoices.pay", invoice.id, std::to_string(payment.amountMinor));
}

void InvoiceBook::settle(Unit& unit, Invoice& invoice) {
    invoice.state = stateOf(invoice);
    unit.run("fulfilment.settle-invoice", invoice);
    unit.publish(InvoiceSettled{invoice.id, invoice.orderId, invoice.contactId, nameOf(invoice.state),
                                invoice.currency, invoice.totalMinor, invoice.dueMinor()});
}

std::optional<Receivable> ReceivablesService::find(Unit& unit, std::string_view reference) {
    const auto found = unit.one<Invoice>("fulfilment.find-invoice-by-reference", {{"reference", reference}});
    if (!found) return std::nullopt;
    return Receivable{found->id,         found->orderId,  found->contactId,
                      found->campaignId, found->currency, found->dueMinor()};
}

void ReceivablesService::pay(Unit& unit, Id id, std::int64_t amountMinor, Date paidOn,
                             std::string_view source) {
    auto invoice = InvoiceBook::open(unit, id);
    InvoicePayment payment;
    payment.source = source;
    payment.amountMinor = amountMinor;
    payment.paidOn = paidOn;
    noteCollected(unit, invoice, payment);
    InvoiceBook::pay(unit, invoice, std::move(payment));
}

bool ReceivablesService::takeBack(Unit& unit, std::string_view source) {
    if (!reversePayment(unit, source)) return false;
    forgetCollected(unit, source);
    return true;
}

bool ReceivablesService::giveBack(Unit& unit, std::string_view source) {
    if (!reversePayment(unit, source)) return false;
    noteReturned(unit, source, Date::of(unit.now()));
    return true;
}

std::vector<std::string> checkInvoices(Unit& unit) {
    std::vector<std::string> wrong;
    const auto count = unit.number("fulfilment.count-invoices"),
               largest = unit.number("fulfilment.largest-invoice-number"),
               given = unit.number("fulfilment.last-number", {{"name", kCounter}});
    if (count != largest || largest != given)
        wrong.push_back("The numbers of invoices have gaps: " + std::to_string(count) +
                        " invoices, the largest number is " + std::to_string(largest) + ", " +
                        std::to_string(given) + " were given.");
    const auto add = [&](std::string_view query, const char* what) {
        if (const auto n = unit.number(query); n != 0) wrong.push_back(std::to_string(n) + what);
    };
    add("fulfilment.count-wrong-invoices",
        " invoices do not add up with their payments, credit notes or reminders.");
    add("fulfilment.count-wrong-invoice-lines", " invoices do not add up with their lines.");
    add("fulfilment.count-lines-invoiced-twice", " order lines were invoiced beyond what was ordered.");
    add("fulfilment.count-charges-invoiced-twice", " charges for shipping do not fit their invoices.");
    return wrong;
}

} // namespace rejoinder::fulfilment
