#include "invoice_ubl.h"

#include "invoice_charges.h"
#include "invoice_rules.h"
#include "invoice_texts.h"

#include <money/money.h>
#include <Poco/SAX/AttributesImpl.h>
#include <Poco/XML/XMLWriter.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cctype>
#include <sstream>

namespace rejoinder::fulfilment {

namespace {

constexpr const char* kUbl = "urn:oasis:names:specification:ubl:schema:xsd:";
constexpr std::int64_t kMostMinorPerMain = 100; ///< the standard knows two decimals

__extension__ typedef __int128 Wide; ///< the product of two amounts

/// A line, or the charge, with its part of the rate's net amount.
struct NetLine {
    InvoiceLine line;
    std::int64_t netMinor = 0;
};

/// Parts of each rate's net amount: rounded as the running sum, so that together they come to it.
void setNets(std::vector<NetLine*> lines, const VatTotal& rate) {
    std::int64_t gross = 0, given = 0, sum = 0;
    for (const auto* one : lines) gross += one->line.quantity * one->line.unitPriceMinor;
    for (auto* one : lines) {
        sum += one->line.quantity * one->line.unitPriceMinor;
        const auto until =
            gross == 0
                ? 0
                : static_cast<std::int64_t>((static_cast<Wide>(rate.netMinor) * sum + gross / 2) / gross);
        one->netMinor = until - given;
        given = until;
    }
}

/// Without what XML 1.0 has no way to write, and without blanks around it.
std::string xmlText(std::string_view text) {
    const auto all = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    icu::UnicodeString kept;
    for (std::int32_t i = 0; i < all.length(); i = all.moveIndex32(i, 1)) {
        const auto c = all.char32At(i);
        if (c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xfffe && c != 0xffff)) kept.append(c);
    }
    kept.trim();
    std::string out;
    kept.toUTF8String(out);
    return out;
}

/// Whether ISO 3166-1 has these two letters.
bool isIsoCountry(std::string_view code) {
    for (const auto* known = uloc_getISOCountries(); *known != nullptr; ++known)
        if (code == *known) return true;
    return false;
}

/// "CHE-123.456.788 MWST" as the standard writes it: CHE123456788MWST.
std::string vatIdentifier(std::string_view printed) {
    std::string out;
    for (const char c : printed)
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

/// Begins with who issued it; Greece writes EL, Northern Ireland XI.
bool isVatIdentifier(std::string_view id) {
    const auto prefix = id.substr(0, 2);
    const bool digits = std::ranges::any_of(id, [](unsigned char c) { return std::isdigit(c) != 0; });
    return digits && (isIsoCountry(prefix) || prefix == "EL" || prefix == "XI");
}

void requireForUbl(const InvoiceView& view) {
    const auto& v = view.invoice;
    Faults faults;
    const auto need = [&faults](bool there, const char* where, const char* code, const char* what) {
        if (!there) faults.add(where, code, what);
    };
    need(!xmlText(v.seller.name).empty(), "/invoice/seller/name", "fulfilment.ubl-seller",
         "the seller has no name");
    need(isIsoCountry(v.seller.country), "/invoice/seller/country", "fulfilment.ubl-seller-country",
         "the seller has no country of ISO 3166-1");
    need(isVatIdentifier(vatIdentifier(v.seller.vatNumber)), "/invoice/seller/vatNumber",
         "fulfilment.ubl-vat-number", "the seller has no VAT number that begins with a country");
    need(!xmlText(v.buyer.name).empty(), "/invoice/buyer/name", "fulfilment.ubl-buyer",
         "the buyer has no name");
    need(isIsoCountry(v.buyer.country), "/invoice/buyer/country", "fulfilment.ubl-buyer-country",
         "the buyer has no country of ISO 3166-1");
    need(money::minorPerMain(v.currency) <= kMostMinorPerMain, "/invoice/currency", "fulfilment.ubl-currency",
         "amounts of this currency have more than two decimals");
    if (!faults.empty())
        throw Error(ErrorKind::Conflict, "fulfilment.no-ubl",
                    "the invoice lacks what EN 16931 wants of an electronic one", faults.list());
}

/// What was paid by the day of the invoice and not taken back. Later payments change nothing that it says.
std::int64_t prepaidOf(const InvoiceView& view) {
    std::int64_t sum = 0;
    for (const auto& one : view.payments) {
        const bool back = std::ranges::any_of(
            view.payments, [&one](const auto& other) { return other.source == backOf(one.source); });
        if (one.paidOn <= view.invoice.issuedOn && !back) sum += one.amountMinor;
    }
    return sum;
}

class UblDocument {
public:
    UblDocument(const InvoiceView& view, std::ostream& out)
        : view_(view),
          v_(view.invoice),
          xml_(out, Poco::XML::XMLWriter::WRITE_XML_DECLARATION | Poco::XML::XMLWriter::PRETTY_PRINT),
          root_(v_.kind == InvoiceKind::CreditNote ? "CreditNote" : "Invoice"),
          note_(v_.kind == InvoiceKind::CreditNote),
          prepaid_(prepaidOf(view)) {
        for (const auto& line : view.lines) lines_.push_back({line, 0});
        // A document has a line; a note that gives back nothing but the charge has it as that.
        if (view.charge) {
            auto& to = lines_.empty() ? lines_ : charges_;
            to.push_back({lineOf(*view.charge, view.charge->amountMinor), 0});
            to.back().line.position = 1;
        }
        for (const auto& rate : v_.vat) {
            std::vector<NetLine*> of;
            for (auto* all : {&lines_, &charges_})
                for (auto& one : *all)
                    if (one.line.vatBasisPoints == rate.vatBasisPoints) of.push_back(&one);
            setNets(std::move(of), rate);
        }
    }

    void write() {
        xml_.startDocument();
        xml_.startPrefixMapping("", kUbl + root_ + "-2");
        xml_.startPrefixMapping("cac", std::string(kUbl) + "CommonAggregateComponents-2");
        xml_.startPrefixMapping("cbc", std::string(kUbl) + "CommonBasicComponents-2");
        xml_.startElement(kUbl + root_ + "-2", root_, root_);
        head();
        party("AccountingSupplierParty", v_.seller, vatIdentifier(v_.seller.vatNumber),
              debited() ? view_.debit->creditorId : std::string());
        party("AccountingCustomerParty", v_.buyer, {}, {});
        payment();
        for (const auto& charge : charges_) asCharge(charge);
        taxes();
        totals();
        for (const auto& line : lines_) asLine(line);
        xml_.endElement(kUbl + root_ + "-2", root_, root_);
        xml_.endDocument();
    }

private:
    template <class Inside>
    void in(const std::string& name, Inside inside) {
        xml_.startElement("", "", "cac:" + name);
        inside();
        xml_.endElement("", "", "cac:" + name);
    }
    void put(const std::string& name, const std::string& value,
             const Poco::XML::AttributesImpl& with = Poco::XML::AttributesImpl()) {
        const auto text = xmlText(value);
        if (text.empty()) return; // the standard knows no empty elements
        xml_.startElement("", "", "cbc:" + name, with);
        xml_.characters(text);
        xml_.endElement("", "", "cbc:" + name);
    }
    void with(const std::string& name, const std::string& value, const char* key, const std::string& word) {
        Poco::XML::AttributesImpl attributes;
        attributes.addAttribute("", key, key, "CDATA", word);
        put(name, value, attributes);
    }
    void amount(const std::string& name, std::int64_t minor) {
        with(name, money::text(minor, v_.currency), "currencyID", v_.currency);
    }
    void pieces(const std::string& name, std::int64_t quantity) {
        with(name, std::to_string(quantity), "unitCode", "C62"); // one
    }

    [[nodiscard]] bool debited() const { return view_.debit && !note_; }

    void head() {
        put("CustomizationID", "urn:cen.eu:en16931:2017");
        put("ID", std::to_string(v_.number));
        put("IssueDate", v_.issuedOn.toString());
        if (!note_) put("DueDate", v_.dueOn.toString());
        put(root_ + "TypeCode", note_ ? "381" : "380");
        put("Note", v_.note);
        put("DocumentCurrencyCode", v_.currency);
        in("OrderReference", [&] {
            put("ID", v_.orderId.toString());
            put("SalesOrderID", v_.orderId.toString());
        });
        if (view_.correctedNumber)
            in("BillingReference", [&] {
                in("InvoiceDocumentReference", [&] { put("ID", std::to_string(*view_.correctedNumber)); });
            });
    }

    template <class Who>
    void party(const std::string& name, const Who& who, const std::string& vat, const std::string& creditor) {
        in(name, [&] {
            in("Party", [&] {
                if (!creditor.empty())
                    in("PartyIdentification", [&] { with("ID", creditor, "schemeID", "SEPA"); });
                in("PostalAddress", [&] {
                    put("StreetName", who.street + " " + who.houseNumber);
                    put("CityName", who.city);
                    put("PostalZone", who.postcode);
                    in("Country", [&] { put("IdentificationCode", who.country); });
                });
                if (!vat.empty())
                    in("PartyTaxScheme", [&] {
                        put("CompanyID", vat);
                        in("TaxScheme", [&] { put("ID", "VAT"); });
                    });
                in("PartyLegalEntity", [&] { put("RegistrationName", who.name); });
            });
        });
    }

    void payment() {
        if (note_) { // an amount wants a day or terms
            in("PaymentTerms", [&] {
                put("Note", std::string(invoiceTexts(v_.language).corrects) + " " +
                                std::to_string(view_.correctedNumber.value_or(0)));
            });
            return;
        }
        if ((v_.seller.iban.empty() && !debited()) || v_.totalMinor <= prepaid_) return;
        in("PaymentMeans", [&] {
            // A direct debit or a transfer of SEPA, or another transfer.
            put("PaymentMeansCode", debited() ? "59" : v_.currency == "EUR" ? "58" : "30");
            put("PaymentID", v_.reference.value_or(""));
            if (debited()) return in("PaymentMandate", [&] { put("ID", view_.debit->mandateReference); });
            in("PayeeFinancialAccount", [&] {
                put("ID", v_.seller.iban);
                put("Name", v_.seller.name);
                if (!v_.seller.bic.empty())
                    in("FinancialInstitutionBranch", [&] { put("ID", v_.seller.bic); });
            });
        });
    }

    /// @param reason whether it says why there is no VAT, which it does once in a document
    void category(const std::string& name, std::int32_t rate, bool reason = false) {
        const bool exempt = rate == 0 && !xmlText(v_.seller.vatExemption).empty();
        in(name, [&] {
            put("ID", exempt ? "E" : rate == 0 ? "Z" : "S");
            put("Percent", percentText(rate));
            if (exempt && reason) put("TaxExemptionReason", v_.seller.vatExemption);
            in("TaxScheme", [&] { put("ID", "VAT"); });
        });
    }

    void asCharge(const NetLine& charge) {
        in("AllowanceCharge", [&] {
            put("ChargeIndicator", "true");
            put("AllowanceChargeReasonCode", "FC"); // freight
            put("AllowanceChargeReason", charge.line.name);
            amount("Amount", charge.netMinor);
            category("TaxCategory", charge.line.vatBasisPoints);
        });
    }

    void taxes() {
        in("TaxTotal", [&] {
            amount("TaxAmount", v_.vatMinor);
            for (const auto& rate : v_.vat)
                in("TaxSubtotal", [&] {
                    amount("TaxableAmount", rate.netMinor);
                    amount("TaxAmount", rate.vatMinor);
                    category("TaxCategory", rate.vatBasisPoints, true);
                });
        });
    }

    void totals() {
        std::int64_t lines = 0, charges = 0;
        for (const auto& one : lines_) lines += one.netMinor;
        for (const auto& one : charges_) charges += one.netMinor;
        in("LegalMonetaryTotal", [&] {
            amount("LineExtensionAmount", lines);
            amount("TaxExclusiveAmount", v_.netMinor);
            amount("TaxInclusiveAmount", v_.totalMinor);
            if (!charges_.empty()) amount("ChargeTotalAmount", charges);
            if (prepaid_ != 0) amount("PrepaidAmount", prepaid_);
            amount("PayableAmount", v_.totalMinor - prepaid_);
        });
    }

    void asLine(const NetLine& one) {
        const auto& line = one.line;
        const auto name = xmlText(line.name);
        in(root_ + "Line", [&] {
            put("ID", std::to_string(line.position));
            pieces(note_ ? "CreditedQuantity" : "InvoicedQuantity", line.quantity);
            amount("LineExtensionAmount", one.netMinor);
            in("Item", [&] {
                put("Name", !name.empty() ? name : line.sku.empty() ? "-" : line.sku);
                if (!line.sku.empty()) in("SellersItemIdentification", [&] { put("ID", line.sku); });
                category("ClassifiedTaxCategory", line.vatBasisPoints);
            });
            // A net price with no exact decimals is given for all pieces, so that nothing is rounded.
            const bool whole = one.netMinor % line.quantity == 0;
            in("Price", [&] {
                amount("PriceAmount", whole ? one.netMinor / line.quantity : one.netMinor);
                pieces("BaseQuantity", whole ? 1 : line.quantity);
            });
        });
    }

    const InvoiceView& view_;
    const Invoice& v_;
    Poco::XML::XMLWriter xml_;
    std::string root_;
    bool note_;
    std::int64_t prepaid_;
    std::vector<NetLine> lines_, charges_;
};

} // namespace

std::string invoiceUbl(const InvoiceView& view) {
    requireForUbl(view);
    std::ostringstream out;
    UblDocument(view, out).write();
    return out.str();
}

std::string ublFileName(const Invoice& invoice) {
    return (invoice.kind == InvoiceKind::CreditNote ? "credit-note-" : "invoice-") +
           std::to_string(invoice.number) + ".xml";
}

} // namespace rejoinder::fulfilment
