#include "invoice_table.h"

#include "invoice_texts.h"

#include <csv/writer.h>
#include <money/money.h>

namespace rejoinder::fulfilment {

std::string invoiceTable(Unit& unit, Date from, Date to) {
    std::string out;
    csv::Writer writer(out);
    for (const auto* name :
         {"number", "kind", "issuedOn", "dueOn", "state", "corrects", "orderId", "contactId", "buyer",
          "country", "currency", "vatPercent", "net", "vat", "gross", "reference"})
        writer.text(name);
    writer.end();
    unit.forEach<Invoice>(
        "fulfilment.invoices-between", {{"fromDay", from}, {"toDay", to}}, [&](const Invoice& invoice) {
            const bool note = invoice.kind == InvoiceKind::CreditNote;
            const auto amount = [&](std::int64_t minor) {
                return money::text(note ? -minor : minor, invoice.currency);
            };
            for (const auto& rate : invoice.vat) {
                writer.number(invoice.number).text(nameOf(invoice.kind));
                writer.text(invoice.issuedOn.toString())
                    .text(invoice.dueOn.toString())
                    .text(nameOf(invoice.state));
                writer.text(invoice.correctsId ? invoice.correctsId->toString() : "");
                writer.text(invoice.orderId.toString()).text(invoice.contactId.toString());
                writer.text(invoice.buyer.name).text(invoice.buyer.country).text(invoice.currency);
                writer.text(percentText(rate.vatBasisPoints));
                writer.decimal(amount(rate.netMinor)).decimal(amount(rate.vatMinor));
                writer.decimal(amount(rate.netMinor + rate.vatMinor)).text(invoice.reference.value_or(""));
                writer.end();
            }
        });
    return out;
}

} // namespace rejoinder::fulfilment
