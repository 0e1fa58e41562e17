#include "invoice_routes.h"

#include "invoice_debits.h"
#include "invoice_document.h"
#include "invoice_table.h"
#include "invoice_ubl.h"

#include <rejoinder/paging.h>

namespace rejoinder::fulfilment {

namespace {

struct InvoiceQuery {
    std::optional<InvoiceState> state;
    std::optional<Id> orderId, contactId;
    std::optional<bool> open, overdue;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) {
        r.at("open").says("Only what is still to be paid, oldest first");
        r.at("overdue").says("Of those only what should have been paid by now");
    }
};
REJOINDER_DESCRIBE(InvoiceQuery, state, orderId, contactId, open, overdue, limit, cursor)

/// Invoices an order by hand.
struct NewInvoice {
    Id id;
    bool prepaid = false;
    static void rules(Rules& r) {
        r.at("id").says("The order");
        r.at("prepaid").defaulted().says("All that is ordered; else what was shipped and is not invoiced");
    }
};
REJOINDER_DESCRIBE(NewInvoice, id, prepaid)

struct NewCreditNote {
    Id id;
    std::vector<CreditedLine> lines;
    std::string reason;
    bool withdrawn = false;
    static void rules(Rules& r) {
        r.at("id").says("The invoice");
        r.at("lines").max(200).defaulted().says("None: all that is left of the invoice");
        r.at("reason").notEmpty().max(500);
        r.at("withdrawn")
            .defaulted()
            .says("The buyer withdrew in time: who keeps nothing of the order gets its shipping back, too");
    }
};
REJOINDER_DESCRIBE(NewCreditNote, id, lines, reason, withdrawn)

/// A payment that no bank tells of: cash, card, a refund (negative).
struct NewInvoicePayment {
    Id id;
    std::int64_t amountMinor = 0;
    std::optional<Date> paidOn;
    std::string note;
    static void rules(Rules& r) {
        r.at("id").says("The invoice");
        r.at("amountMinor").range(-1e12, 1e12).says("Negative: what is paid back");
        r.at("paidOn").says("Absent: today");
        r.at("note").max(500).defaulted();
    }
};
REJOINDER_DESCRIBE(NewInvoicePayment, id, amountMinor, paidOn, note)

struct DocumentWish {
    Id id;
    std::int32_t reminder = 0;
    static void rules(Rules& r) {
        r.at("reminder").range(0, 9).defaulted().says("This reminder instead of the invoice");
    }
};
REJOINDER_DESCRIBE(DocumentWish, id, reminder)

struct TableWish {
    Date from, to;
};
REJOINDER_DESCRIBE(TableWish, from, to)

constexpr std::int32_t kRemindersAtOnce = 100; ///< reminders in one unit
constexpr std::string_view kReminderJob = "fulfilment.remind";
constexpr std::chrono::minutes kReminderPace{30};

Page<Invoice> list(Unit& u, const InvoiceQuery& in) {
    if (in.orderId) return {u.all<Invoice>("fulfilment.invoices-of-order", {{"orderId", *in.orderId}}), {}};
    const auto limit = paging::limitOf(in.limit);
    if (in.open.value_or(false) || in.overdue.value_or(false)) {
        const auto before = in.overdue.value_or(false) ? Date::of(u.now()).toString() : std::string("9999");
        return paging::pageOf(
            u.all<Invoice>("fulfilment.open-invoices",
                           {{"after", paging::cursorId(in.cursor)}, {"dueBefore", before}, {"limit", limit}}),
            limit);
    }
    const auto before = paging::cursorId(in.cursor, Id{INT64_MAX});
    const std::string state = in.state ? nameOf(*in.state) : std::string();
    if (in.contactId)
        return paging::pageOf(
            u.all<Invoice>(
                "fulfilment.newest-invoices-of-contact",
                {{"contactId", *in.contactId}, {"state", state}, {"before", before}, {"limit", limit}}),
            limit);
    if (in.state)
        return paging::pageOf(u.all<Invoice>("fulfilment.newest-invoices-in-state",
                                             {{"state", state}, {"before", before}, {"limit", limit}}),
                              limit);
    return paging::pageOf(
        u.all<Invoice>("fulfilment.newest-invoices", {{"before", before}, {"limit", limit}}), limit);
}

InvoiceView pay(Unit& u, const NewInvoicePayment& in) {
    if (in.amountMinor == 0)
        throw Error::invalid("/amountMinor", "fulfilment.amount", "an amount is not zero");
    auto invoice = InvoiceBook::open(u, in.id);
    if (in.amountMinor < 0 && invoice.paidMinor + in.amountMinor < 0)
        throw Error::invalid("/amountMinor", "fulfilment.more-than-paid",
                             "more than was paid is not paid back");
    InvoicePayment payment;
    payment.amountMinor = in.amountMinor;
    payment.paidOn = in.paidOn.value_or(Date::of(u.now()));
    payment.note = in.note;
    payment.source = "by hand " + u.newId().toString();
    InvoiceBook::pay(u, invoice, std::move(payment));
    return InvoiceBook::view(u, in.id);
}

Download document(Unit& u, const DocumentWish& in) {
    const auto view = InvoiceBook::view(u, in.id);
    Download file;
    file.contentType = "application/pdf";
    file.fileName = invoiceFileName(view.invoice, in.reminder);
    file.content = invoicePdf(view, in.reminder);
    return file;
}

Download electronic(Unit& u, const ById& in) {
    const auto view = InvoiceBook::view(u, in.id);
    Download file;
    file.contentType = "application/xml";
    file.fileName = ublFileName(view.invoice);
    file.content = invoiceUbl(view);
    return file;
}

Download table(Unit& u, const TableWish& in) {
    if (in.to < in.from)
        throw Error::invalid("/to", "fulfilment.days", "the last day is not before the first");
    Download file;
    file.contentType = "text/csv; charset=utf-8";
    file.fileName = "invoices-" + in.from.toString() + "-" + in.to.toString() + ".csv";
    file.content = invoiceTable(u, in.from, in.to);
    return file;
}

/// Reminds of everything that is due, level by level: an invoice gets at most one reminder in a run, because
/// each gives a new deadline.
void remindAll(const InvoiceBook& book, Attempt& attempt) {
    const auto& reminders = book.rules().reminders;
    std::int64_t done = 0;
    attempt.write([](Unit& u) { stopDeadDebits(u); });
    for (auto level = static_cast<std::int32_t>(reminders.size()); level >= 1; --level) {
        const auto days = reminders[static_cast<std::size_t>(level - 1)].days;
        Id after{};
        for (bool more = true; more && !attempt.stopping();) {
            std::vector<std::int64_t> ids;
            attempt.write([&](Unit& u) {
                const Date until{Date::of(u.now()).days - static_cast<std::int32_t>(days)};
                ids = u.numbers("fulfilment.invoices-to-remind", {{"reminders", level - 1},
                                                                  {"deadline", until},
                                                                  {"after", after},
                                                                  {"limit", kRemindersAtOnce}});
                for (const auto id : ids) book.remind(u, Id{id}, level);
            });
            done += static_cast<std::int64_t>(ids.size());
            attempt.progress(done, 0);
            more = ids.size() == static_cast<std::size_t>(kRemindersAtOnce);
            if (!ids.empty()) after = Id{ids.back()};
        }
    }
}

void declareMaking(Declarations& d, const Invoicing& book) {
    d.post<NewInvoice, InvoiceView>(
        "/orders/{id}/invoices",
        {.permission = "fulfilment.invoices",
         .summary = "Invoice what was shipped and is not invoiced, or all that is ordered and prepaid",
         .success = 201,
         .at = "/invoices/{made}"},
        [book](const NewInvoice& in, Call&, Unit& u) {
            return InvoiceBook::view(u, book().ofOrder(u, in.id, in.prepaid).id);
        });
    d.post<NewCreditNote, InvoiceView>(
        "/invoices/{id}/credit-notes",
        {.permission = "fulfilment.invoices",
         .summary = "Credit lines of an invoice, or all that is left of it",
         .success = 201,
         .at = "/invoices/{made}"},
        [book](const NewCreditNote& in, Call&, Unit& u) {
            return InvoiceBook::view(u, book().credit(u, in.id, in.lines, in.reason, in.withdrawn).id);
        });
    d.post<NewInvoicePayment, InvoiceView>(
        "/invoices/{id}/payments",
        {.permission = "fulfilment.invoices",
         .summary = "Record a payment that no bank tells of, or one that is paid back",
         .success = 201,
         .keyRequired = true,
         .at = "/invoices/{id}"},
        [](const NewInvoicePayment& in, Call&, Unit& u) { return pay(u, in); });
}

void declareDebits(Declarations& d) {
    d.patch<DebitDecision, InvoiceView>(
        "/invoices/{id}/direct-debit",
        {"fulfilment.invoices", "Say that an invoice is not collected, or is to be collected after all", 200,
         true},
        [](const DebitDecision& in, Call& call, Unit& u) {
            const auto invoice = InvoiceBook::open(u, in.id);
            call.requireMatch(invoice.version - 1);
            decideDebit(u, invoice, in);
            return InvoiceBook::view(u, in.id);
        });
}

} // namespace

void declareInvoices(Declarations& d, const Invoicing& book) {
    declareInvoiceSettings(d);
    d.page("/invoices", "Invoices", "fulfilment.read");
    d.permission("fulfilment.invoices", "Issue invoices and credit notes, record payments", {"fulfilment"});
    d.get<InvoiceQuery, Page<Invoice>>(
        "/invoices",
        {"fulfilment.read",
         "Invoices and credit notes, newest first; by order, contact and state, or the open ones"},
        [](const InvoiceQuery& in, Call&, Unit& u) { return list(u, in); });
    d.get<ById, InvoiceView>(
        "/invoices/{id}",
        {"fulfilment.read", "An invoice with its lines, payments, reminders and credit notes"},
        [](const ById& in, Call&, Unit& u) { return InvoiceBook::view(u, in.id); });
    d.download<DocumentWish>(
        "/invoices/{id}/document",
        {"fulfilment.read", "The invoice, credit note or a reminder as PDF, with its payment slip"},
        [](const DocumentWish& in, Call&, Unit& u) { return document(u, in); });
    d.download<ById>(
        "/invoices/{id}/ubl",
        {"fulfilment.read", "The invoice or credit note as an electronic one: UBL 2.1 after EN 16931"},
        [](const ById& in, Call&, Unit& u) { return electronic(u, in); });
    d.download<TableWish>("/invoices/csv",
                          {"fulfilment.read",
                           "Invoices and credit notes of some days as CSV for accounting, one "
                           "row per rate of VAT"},
                          [](const TableWish& in, Call&, Unit& u) { return table(u, in); });
    declareMaking(d, book);
    declareDebits(d);
    declareCollections(d, book);
    d.on<OrderShipped>([book](const OrderShipped& e, const Delivery&, Unit& u) {
        const auto invoices = book();
        if (invoices.rules().shipments) invoices.ofShipment(u, e.shipmentId);
    });
    d.announce<InvoiceIssued>("fulfilment.read");
    d.job<None>("remind", {}, [book](const None&, Attempt& attempt) { remindAll(book(), attempt); });
    d.every(kReminderPace, kReminderJob);
    d.verify("invoices", checkInvoices);
}

} // namespace rejoinder::fulfilment
