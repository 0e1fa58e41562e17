#include "invoice_charges.h"
#include "invoice_totals.h"
#include "invoice_ubl.h"
#include "ubl_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace rejoinder::fulfilment {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

InvoiceLine piece(std::int32_t position, std::int64_t quantity, std::int64_t price, std::int32_t rate) {
    return {{}, position, {}, "SKU-" + std::to_string(position), "Item", quantity, price, rate};
}

/// Fills in what the lines and the charge come to.
InvoiceView& reckoned(InvoiceView& view) {
    auto all = view.lines;
    if (view.charge) all.push_back(lineOf(*view.charge, view.charge->amountMinor));
    setTotals(view.invoice, vatOf(all, view.invoice.pricesIncludeVat));
    return view;
}

InvoiceView invoiceOf(std::vector<InvoiceLine> lines, std::int64_t charge = 0, std::int32_t chargeRate = 0,
                      const std::string& currency = "EUR", bool gross = true) {
    InvoiceView view;
    auto& v = view.invoice;
    v.number = 17;
    v.orderId = Id{4711};
    v.currency = currency;
    v.language = "de";
    v.pricesIncludeVat = gross;
    v.seller = {"Muster & Söhne AG",    "Bahnhofstrasse",         "1",           "8001", "Zürich", "CH",
                "CHE-123.456.788 MWST", "DE89370400440532013000", "COBADEFFXXX", ""};
    v.buyer = {{}, "Zoë Grünfeld-Østergård", "Rue de l’Évêché", "5", "1204", "Genève", "CH"};
    v.issuedOn = *Date::parse("2026-03-01");
    v.dueOn = v.deadline = *Date::parse("2026-03-31");
    v.reference = "RF18539007547034";
    view.lines = std::move(lines);
    if (charge != 0) view.charge = InvoiceCharge{{}, v.orderId, "Paket", charge, charge, chargeRate};
    return reckoned(view);
}

/// The note that takes those pieces, and so much of the charge, from an invoice after others had been taken.
InvoiceView noteOf(const InvoiceView& invoice, std::vector<InvoiceLine> lines, std::int64_t charge = 0,
                   const std::vector<InvoiceLine>& before = {}) {
    auto note = invoice;
    note.invoice.kind = InvoiceKind::CreditNote;
    note.invoice.number = 18;
    note.invoice.correctsId = Id{1};
    note.invoice.dueOn = note.invoice.issuedOn;
    note.invoice.reference.reset();
    note.invoice.note = "Zerbrochen";
    note.correctedNumber = invoice.invoice.number;
    note.payments.clear();
    note.lines = std::move(lines);
    auto now = note.lines;
    if (charge == 0) note.charge.reset();
    if (note.charge) note.charge->amountMinor = charge;
    if (note.charge) now.push_back(lineOf(*note.charge, charge));
    setTotals(note.invoice, vatOfCredit(before, now, note.invoice.pricesIncludeVat));
    return note;
}

InvoicePayment payment(const std::string& source, std::int64_t amount, const char* day) {
    InvoicePayment made;
    made.source = source;
    made.amountMinor = amount;
    made.paidOn = *Date::parse(day);
    return made;
}

/// What is written keeps the rules, and is the invoice's.
void expectRight(const InvoiceView& view) {
    const Ubl ubl(invoiceUbl(view));
    const auto& v = view.invoice;
    EXPECT_THAT(ubl.brokenRules(), IsEmpty());
    EXPECT_EQ(ubl.amount("cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount"), ubl.scaled(v.netMinor));
    EXPECT_EQ(ubl.amount("cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount"), ubl.scaled(v.totalMinor));
    EXPECT_EQ(ubl.amount("cac:TaxTotal/cbc:TaxAmount"), ubl.scaled(v.vatMinor));
    std::vector<std::int64_t> written, kept;
    for (const auto& one : v.vat)
        kept.insert(kept.end(), {ubl.scaled(one.netMinor), ubl.scaled(one.vatMinor)});
    for (const auto* one : ubl.all("cac:TaxTotal/cac:TaxSubtotal"))
        written.insert(written.end(),
                       {ubl.amount("cbc:TaxableAmount", one), ubl.amount("cbc:TaxAmount", one)});
    EXPECT_EQ(written, kept);
    // VAT was taken out of gross prices: what comes of it put on the net again is the same but for one minor
    // unit, of a credit note, which is a difference of two, two.
    EXPECT_LE(ubl.farthestVat(), ubl.scaled(v.kind == InvoiceKind::CreditNote ? 2 : 1));
}

TEST(InvoiceUbl, TwoRatesAndTheShippingCharge) {
    for (const bool gross : {true, false}) {
        const auto view = invoiceOf({piece(1, 3, 3333, 810), piece(2, 1, 1000, 260), piece(3, 2, 0, 810)},
                                    700, 810, "CHF", gross);
        expectRight(view);
        const Ubl ubl(invoiceUbl(view));
        EXPECT_EQ(ubl.root(), "Invoice");
        EXPECT_EQ(ubl.text("cbc:InvoiceTypeCode"), "380");
        EXPECT_EQ(ubl.text("cbc:ID"), "17");
        EXPECT_EQ(ubl.text("cbc:DueDate"), "2026-03-31");
        EXPECT_THAT(ubl.all("cac:InvoiceLine"), SizeIs(3));
        EXPECT_EQ(ubl.text("cac:AllowanceCharge/cbc:ChargeIndicator"), "true");
        EXPECT_EQ(ubl.text("cac:AllowanceCharge/cbc:AllowanceChargeReason"), "Paket");
        EXPECT_EQ(ubl.text("cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID"),
                  "CHE123456788MWST");
        EXPECT_EQ(ubl.text("cac:PaymentMeans/cbc:PaymentMeansCode"), "30");
        EXPECT_EQ(ubl.text("cac:PaymentMeans/cbc:PaymentID"), "RF18539007547034");
    }
    // 3 × 33.33 with 8.1 % in it and 7.00: 106.99, of which 98.97 is net; of that the charge has what is
    // left.
    const Ubl ubl(invoiceUbl(invoiceOf({piece(1, 3, 3333, 810)}, 700, 810)));
    EXPECT_EQ(ubl.amount("cac:InvoiceLine/cbc:LineExtensionAmount"), 9249);
    EXPECT_EQ(ubl.amount("cac:AllowanceCharge/cbc:Amount"), 648);
    EXPECT_EQ(ubl.text("cac:PaymentMeans/cbc:PaymentMeansCode"), "58");
}

TEST(InvoiceUbl, EveryInvoiceAndItsCreditNotesKeepTheRules) {
    std::mt19937 random(42);
    const auto upTo = [&random](std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(0, most)(random);
    };
    const std::vector<std::int32_t> rates{0, 260, 550, 700, 810, 1900, 2550};
    const auto rate = [&] { return rates[static_cast<std::size_t>(upTo(6))]; };
    for (int i = 0; i < 150; ++i) {
        std::vector<InvoiceLine> lines;
        for (auto n = 1 + upTo(5); n > 0; --n)
            lines.push_back(piece(static_cast<std::int32_t>(lines.size() + 1), 1 + upTo(6),
                                  upTo(1) == 0 ? upTo(50) : upTo(500'000), rate()));
        const bool gross = upTo(3) != 0;
        const auto view =
            invoiceOf(lines, upTo(1) * (1 + upTo(2000)), rate(), i % 7 == 0 ? "JPY" : "EUR", gross);
        expectRight(view);
        if (view.invoice.currency != "EUR") continue;
        std::vector<InvoiceLine> before, first, rest;
        for (auto line : lines) {
            const auto whole = line.quantity;
            line.quantity = upTo(whole);
            if (line.quantity > 0) first.push_back(line);
            line.quantity = whole - line.quantity;
            if (line.quantity > 0) rest.push_back(line);
        }
        std::int64_t sum = 0;
        const auto credited = [&sum](const InvoiceView& note) {
            sum += note.invoice.totalMinor;
            if (note.invoice.totalMinor != 0) expectRight(note); // there is none that comes to nothing
        };
        credited(noteOf(view, first));
        credited(noteOf(view, rest, view.charge ? view.charge->amountMinor : 0, first));
        EXPECT_EQ(sum, view.invoice.totalMinor);
        if (testing::Test::HasFailure()) FAIL() << invoiceUbl(view);
    }
}

TEST(InvoiceUbl, ACreditNoteIsOneAndNamesItsInvoice) {
    const auto view = invoiceOf({piece(1, 3, 1250, 1900)}, 700, 1900);
    const auto note = noteOf(view, {piece(1, 1, 1250, 1900)});
    expectRight(note);
    const Ubl ubl(invoiceUbl(note));
    EXPECT_EQ(ubl.root(), "CreditNote");
    EXPECT_EQ(ubl.text("cbc:CreditNoteTypeCode"), "381");
    EXPECT_EQ(ubl.text("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"), "17");
    EXPECT_EQ(ubl.text("cbc:Note"), "Zerbrochen");
    EXPECT_EQ(ubl.amount("cac:LegalMonetaryTotal/cbc:PayableAmount"), 1250);
    EXPECT_THAT(ubl.all("cac:PaymentMeans"), IsEmpty());
    EXPECT_EQ(ublFileName(note.invoice), "credit-note-18.xml");
    const auto charge = noteOf(view, {}, 700); // a document has a line
    expectRight(charge);
    const Ubl only(invoiceUbl(charge));
    EXPECT_EQ(only.text("cac:CreditNoteLine/cac:Item/cbc:Name"), "Paket");
    EXPECT_THAT(only.all("cac:AllowanceCharge"), IsEmpty());
}

TEST(InvoiceUbl, OnlyWhatWasPaidByItsDayIsTakenOff) {
    auto view = invoiceOf({piece(1, 2, 1000, 1900)});
    const auto payable = [&view] {
        expectRight(view);
        return Ubl(invoiceUbl(view)).amount("cac:LegalMonetaryTotal/cbc:PayableAmount");
    };
    EXPECT_EQ(payable(), 2000);
    const auto asIssued = invoiceUbl(view);
    view.payments.push_back(payment("later", 1500, "2026-03-02"));
    EXPECT_EQ(invoiceUbl(view), asIssued);
    view.payments.push_back(payment("card", 500, "2026-02-27"));
    EXPECT_EQ(payable(), 1500);
    EXPECT_EQ(Ubl(invoiceUbl(view)).amount("cac:LegalMonetaryTotal/cbc:PrepaidAmount"), 500);
    view.payments.push_back(payment("cash", 1500, "2026-03-01"));
    EXPECT_EQ(payable(), 0);
    EXPECT_THAT(Ubl(invoiceUbl(view)).all("cac:PaymentMeans"), IsEmpty());
    view.payments.push_back(payment("twice", 300, "2026-03-01"));
    EXPECT_EQ(payable(), -300);
    view.payments.push_back(payment("cash back", -1500, "2026-03-05"));
    EXPECT_EQ(payable(), 1200);
}

TEST(InvoiceUbl, WhatIsCollectedNamesTheMandateAndNotTheAccount) {
    auto view = invoiceOf({piece(1, 2, 1000, 1900)});
    view.debit.emplace();
    view.debit->mandateReference = "M-7";
    view.debit->creditorId = "DE98ZZZ09999999999";
    expectRight(view);
    const Ubl ubl(invoiceUbl(view));
    EXPECT_EQ(ubl.text("cac:PaymentMeans/cbc:PaymentMeansCode"), "59");
    EXPECT_EQ(ubl.text("cac:PaymentMeans/cac:PaymentMandate/cbc:ID"), "M-7");
    const auto creditor = ubl.all("cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification/cbc:ID");
    ASSERT_THAT(creditor, SizeIs(1));
    EXPECT_EQ(creditor[0]->innerText() + " " + creditor[0]->getAttribute("schemeID"),
              "DE98ZZZ09999999999 SEPA");
    EXPECT_THAT(ubl.all("cac:PaymentMeans/cac:PayeeFinancialAccount"), IsEmpty());
    const Ubl note(invoiceUbl(noteOf(view, view.lines)));
    EXPECT_THAT(note.brokenRules(), IsEmpty());
    EXPECT_THAT(note.all("cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification"), IsEmpty());
}

TEST(InvoiceUbl, NamesAreReadBackAndWhatXmlCannotSayIsLeftOut) {
    auto view = invoiceOf({piece(1, 1, 100, 1900), piece(2, 1, 100, 1900), piece(3, 1, 100, 1900)});
    view.invoice.buyer.name = "<Müller> & \"Søn\" ]]> 李 😀";
    view.lines[0].name = "Tee\x01\x1f & Gebäck\xef\xbf\xbf";
    view.lines[1].name = "\x02";
    view.lines[2].name = view.lines[2].sku = "";
    expectRight(view);
    const Ubl ubl(invoiceUbl(view));
    EXPECT_EQ(ubl.text("cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"),
              view.invoice.buyer.name);
    std::vector<std::string> names;
    for (const auto* one : ubl.all("cac:InvoiceLine/cac:Item/cbc:Name")) names.push_back(one->innerText());
    EXPECT_THAT(names, ElementsAre("Tee & Gebäck", "SKU-2", "-"));
}

TEST(InvoiceUbl, WhatIsNotKnownIsLeftOut) {
    auto view = invoiceOf({piece(1, 1, 100, 1900)});
    auto& v = view.invoice;
    v.seller = {"Muster AG", "", "", "", "", "DE", "DE123456789", "", "", ""};
    v.buyer = {{}, "X", "", " ", "", "", "DE"};
    v.reference.reset();
    expectRight(view);
    const auto xml = invoiceUbl(view);
    for (const char* none : {"StreetName", "CityName", "PostalZone", "PaymentMeans", "cbc:Note",
                             "AllowanceCharge", "PrepaidAmount", "ChargeTotalAmount"})
        EXPECT_THAT(xml, Not(HasSubstr(none)));
}

TEST(InvoiceUbl, NoVatIsZeroRatedOrExemptForAReason) {
    auto view = invoiceOf({piece(1, 1, 100, 0), piece(2, 1, 100, 1900)}, 500, 0);
    expectRight(view);
    EXPECT_EQ(Ubl(invoiceUbl(view)).text("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID"), "Z");
    view.invoice.seller.vatExemption = "§ 4 Nr. 21 UStG";
    expectRight(view);
    const Ubl ubl(invoiceUbl(view));
    EXPECT_EQ(ubl.text("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID"), "E");
    EXPECT_EQ(ubl.text("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:TaxExemptionReason"),
              "§ 4 Nr. 21 UStG");
    EXPECT_EQ(ubl.text("cac:AllowanceCharge/cac:TaxCategory/cbc:ID"), "E");
}

std::vector<std::string> refusedFor(const InvoiceView& view) {
    try {
        (void)invoiceUbl(view);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Conflict);
        EXPECT_EQ(error.code(), "fulfilment.no-ubl");
        std::vector<std::string> codes;
        for (const auto& fault : error.faults()) codes.push_back(fault.pointer + " " + fault.code);
        return codes;
    }
    return {};
}

TEST(InvoiceUbl, WhatTheStandardWantsIsNamedAllAtOnce) {
    auto view = invoiceOf({piece(1, 1, 100, 1900)});
    for (const char* number : {"", "123456", "CH", "1.2.3", "QQ123456", "MWST"}) {
        view.invoice.seller.vatNumber = number;
        EXPECT_THAT(refusedFor(view), ElementsAre("/invoice/seller/vatNumber fulfilment.ubl-vat-number"))
            << number;
    }
    for (const char* number : {"EL123456789", "XI 123", "che-1", "FR 83 404 833 048"}) {
        view.invoice.seller.vatNumber = number;
        EXPECT_THAT(refusedFor(view), IsEmpty()) << number;
    }
    view.invoice.seller = {};
    view.invoice.buyer = {};
    view.invoice.buyer.name = " \x01";
    view.invoice.buyer.country = "QQ";
    view.invoice.currency = "KWD";
    EXPECT_THAT(refusedFor(view), ElementsAre("/invoice/seller/name fulfilment.ubl-seller",
                                              "/invoice/seller/country fulfilment.ubl-seller-country",
                                              "/invoice/seller/vatNumber fulfilment.ubl-vat-number",
                                              "/invoice/buyer/name fulfilment.ubl-buyer",
                                              "/invoice/buyer/country fulfilment.ubl-buyer-country",
                                              "/invoice/currency fulfilment.ubl-currency"));
}

TEST(InvoiceUbl, TheRulesOfThisTestFindWhatIsWrong) {
    const auto right = invoiceUbl(invoiceOf({piece(1, 2, 1190, 1900), piece(2, 1, 100, 0)}, 595, 1900));
    ASSERT_THAT(Ubl(right).brokenRules(), IsEmpty());
    const auto changed = [&right](const std::string& what, const std::string& to) {
        auto xml = right;
        const auto at = xml.find(what);
        EXPECT_NE(at, std::string::npos) << what;
        return Ubl(xml.replace(at, what.size(), to)).brokenRules();
    };
    EXPECT_THAT(changed(">20.00</cbc:LineExt", ">20.01</cbc:LineExt"), Contains("BR-CO-10"));
    EXPECT_THAT(changed(">5.00</cbc:ChargeTotal", ">5.01</cbc:ChargeTotal"), Contains("BR-CO-12"));
    EXPECT_THAT(changed("</cbc:TaxExclusive", "1</cbc:TaxExclusive"), Contains("BR-DEC"));
    EXPECT_THAT(changed(">30.75</cbc:TaxInclusive", ">30.76</cbc:TaxInclusive"), Contains("BR-CO-15"));
    EXPECT_THAT(changed(">30.75</cbc:Payable", ">30.74</cbc:Payable"), Contains("BR-CO-16"));
    EXPECT_THAT(changed(">4.75</cbc:TaxAmount", ">4.76</cbc:TaxAmount"), Contains("BR-CO-14"));
    EXPECT_THAT(changed(">25.00</cbc:Taxable", ">24.99</cbc:Taxable"), Contains("BR-S-08"));
    EXPECT_THAT(changed(">25.00</cbc:Taxable", ">35.00</cbc:Taxable"), Contains("BR-CO-17"));
    EXPECT_THAT(changed(">10.00</cbc:PriceAmount", ">10.50</cbc:PriceAmount"), Contains("line's price"));
    EXPECT_THAT(changed("<cbc:DueDate>2026-03-31</cbc:DueDate>", ""), Contains("BR-CO-25"));
    EXPECT_THAT(changed(">CHE123456788MWST<", "><"), Contains("empty element"));
    EXPECT_THAT(changed("<cbc:IssueDate>2026-03-01</cbc:IssueDate>", ""), Contains("BR-03"));
    EXPECT_THAT(changed("<cbc:ID>17</cbc:ID>", "<cbc:Note>x</cbc:Note><cbc:ID>17</cbc:ID>"),
                Contains("order of elements"));
    EXPECT_THAT(changed("currencyID=\"EUR\"", "currencyID=\"CHF\""), Contains("currency"));
    EXPECT_THAT(changed("<cbc:ID>DE89370400440532013000</cbc:ID>", ""), Contains("BR-61"));
}

} // namespace
} // namespace rejoinder::fulfilment
