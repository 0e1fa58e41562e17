#pragma once
#include <Poco/AutoPtr.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Element.h>
#include <Poco/SAX/XMLReader.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rejoinder::fulfilment {

/// An electronic invoice as its receiver reads it, with the rules of EN 16931-1 reckoned anew. Amounts are in
/// hundredths, whatever the currency.
class Ubl {
public:
    using Element = Poco::XML::Element;

    explicit Ubl(const std::string& xml) {
        Poco::XML::DOMParser parser;
        parser.setFeature(Poco::XML::XMLReader::FEATURE_NAMESPACES, true);
        document_ = parser.parseString(xml);
    }

    [[nodiscard]] std::string root() const { return document_->documentElement()->localName(); }

    /// The elements on that path, of all its branches.
    [[nodiscard]] std::vector<const Element*> all(std::string_view path,
                                                  const Element* from = nullptr) const {
        std::vector<const Element*> found{from ? from : document_->documentElement()};
        while (!path.empty()) {
            const auto slash = std::min(path.find('/'), path.size());
            std::vector<const Element*> next;
            for (const auto* one : found)
                for (const auto* child : children(*one))
                    if (child->nodeName() == path.substr(0, slash)) next.push_back(child);
            found = std::move(next);
            path.remove_prefix(std::min(slash + 1, path.size()));
        }
        return found;
    }
    [[nodiscard]] bool has(std::string_view path, const Element* from = nullptr) const {
        return !all(path, from).empty();
    }
    /// Of the first one; "" when there is none.
    [[nodiscard]] std::string text(std::string_view path, const Element* from = nullptr) const {
        const auto found = all(path, from);
        return found.empty() ? "" : found.front()->innerText();
    }
    [[nodiscard]] std::int64_t amount(std::string_view path, const Element* from = nullptr) const {
        return hundredths(text(path, from));
    }
    [[nodiscard]] std::int64_t scaled(std::int64_t minor) const {
        return text("cbc:DocumentCurrencyCode") == "JPY" ? minor * 100 : minor;
    }

    /// How far a rate's VAT is from the rate of its net amount.
    [[nodiscard]] std::int64_t farthestVat() const {
        std::int64_t most = 0;
        for (const auto* one : all("cac:TaxTotal/cac:TaxSubtotal"))
            most = std::max(most, std::abs(amount("cbc:TaxAmount", one) - vatOfNet(one)));
        return most;
    }

    /// The names of the rules that it breaks.
    [[nodiscard]] std::vector<std::string> brokenRules() const {
        std::vector<std::string> broken;
        const Wanting want = [&broken](bool holds, const char* rule) {
            if (!holds) broken.emplace_back(rule);
        };
        form(*document_->documentElement(), want);
        heads(want);
        lines(want);
        sums(want);
        rates(want);
        return broken;
    }

private:
    using Wanting = std::function<void(bool, const char*)>;

    static std::vector<const Element*> children(const Element& of) {
        std::vector<const Element*> out;
        for (auto* node = of.firstChild(); node != nullptr; node = node->nextSibling())
            if (node->nodeType() == Poco::XML::Node::ELEMENT_NODE)
                out.push_back(static_cast<const Element*>(node));
        return out;
    }

    static std::int64_t hundredths(const std::string& text) {
        const auto dot = std::min(text.find('.'), text.size());
        auto decimals = dot < text.size() ? text.substr(dot + 1) : std::string();
        decimals.resize(2, '0');
        const auto size =
            std::stoll("0" + text.substr(text.starts_with('-') ? 1 : 0, dot)) * 100 + std::stoll(decimals);
        return text.starts_with('-') ? -size : size;
    }

    [[nodiscard]] std::int64_t vatOfNet(const Element* subtotal) const {
        return (amount("cbc:TaxableAmount", subtotal) * amount("cac:TaxCategory/cbc:Percent", subtotal) +
                5000) /
               10'000;
    }

    [[nodiscard]] std::string line() const { return "cac:" + root() + "Line"; }

    /// The children that are used, in the order that the schemas of UBL 2.1 give them.
    static const std::vector<std::string>& orderIn(const std::string& name) {
        static const std::map<std::string, std::vector<std::string>> orders{
            {"Invoice",
             {"CustomizationID", "ProfileID", "ID", "IssueDate", "DueDate", "InvoiceTypeCode", "Note",
              "DocumentCurrencyCode", "OrderReference", "BillingReference", "AccountingSupplierParty",
              "AccountingCustomerParty", "PaymentMeans", "PaymentTerms", "AllowanceCharge", "TaxTotal",
              "LegalMonetaryTotal", "InvoiceLine"}},
            {"CreditNote",
             {"CustomizationID", "ProfileID", "ID", "IssueDate", "CreditNoteTypeCode", "Note",
              "DocumentCurrencyCode", "OrderReference", "BillingReference", "AccountingSupplierParty",
              "AccountingCustomerParty", "PaymentMeans", "PaymentTerms", "AllowanceCharge", "TaxTotal",
              "LegalMonetaryTotal", "CreditNoteLine"}},
            {"OrderReference", {"ID", "SalesOrderID"}},
            {"BillingReference", {"InvoiceDocumentReference"}},
            {"InvoiceDocumentReference", {"ID", "IssueDate"}},
            {"AccountingSupplierParty", {"Party"}},
            {"AccountingCustomerParty", {"Party"}},
            {"Party",
             {"EndpointID", "PartyIdentification", "PartyName", "PostalAddress", "PartyTaxScheme",
              "PartyLegalEntity", "Contact"}},
            {"PostalAddress",
             {"StreetName", "AdditionalStreetName", "CityName", "PostalZone", "CountrySubentity", "Country"}},
            {"Country", {"IdentificationCode"}},
            {"PartyTaxScheme", {"CompanyID", "TaxScheme"}},
            {"PartyLegalEntity", {"RegistrationName", "CompanyID"}},
            {"PaymentMeans",
             {"PaymentMeansCode", "PaymentDueDate", "PaymentID", "PayeeFinancialAccount", "PaymentMandate"}},
            {"PartyIdentification", {"ID"}},
            {"PaymentMandate", {"ID", "PayerFinancialAccount"}},
            {"PayeeFinancialAccount", {"ID", "Name", "FinancialInstitutionBranch"}},
            {"FinancialInstitutionBranch", {"ID"}},
            {"PaymentTerms", {"Note"}},
            {"AllowanceCharge",
             {"ChargeIndicator", "AllowanceChargeReasonCode", "AllowanceChargeReason", "Amount", "BaseAmount",
              "TaxCategory"}},
            {"TaxTotal", {"TaxAmount", "TaxSubtotal"}},
            {"TaxSubtotal", {"TaxableAmount", "TaxAmount", "TaxCategory"}},
            {"TaxCategory", {"ID", "Percent", "TaxExemptionReasonCode", "TaxExemptionReason", "TaxScheme"}},
            {"ClassifiedTaxCategory", {"ID", "Percent", "TaxScheme"}},
            {"TaxScheme", {"ID"}},
            {"LegalMonetaryTotal",
             {"LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount", "AllowanceTotalAmount",
              "ChargeTotalAmount", "PrepaidAmount", "PayableRoundingAmount", "PayableAmount"}},
            {"InvoiceLine", {"ID", "InvoicedQuantity", "LineExtensionAmount", "Item", "Price"}},
            {"CreditNoteLine", {"ID", "CreditedQuantity", "LineExtensionAmount", "Item", "Price"}},
            {"Item", {"Description", "Name", "SellersItemIdentification", "ClassifiedTaxCategory"}},
            {"SellersItemIdentification", {"ID"}},
            {"Price", {"PriceAmount", "BaseQuantity"}},
        };
        const auto it = orders.find(name);
        if (it == orders.end()) throw std::runtime_error("no order of what is in " + name);
        return it->second;
    }

    /// Names, spaces, order, nothing empty; amounts with the document's currency and two decimals at most.
    void form(const Element& element, const Wanting& want) const {
        constexpr std::string_view kUbl = "urn:oasis:names:specification:ubl:schema:xsd:";
        const std::string name = element.localName();
        const auto prefix = element.prefix();
        const auto space = prefix == "cac"   ? "CommonAggregateComponents-2"
                           : prefix == "cbc" ? "CommonBasicComponents-2"
                                             : root() + "-2";
        want(element.namespaceURI() == std::string(kUbl) + space, "namespace");
        const auto inside = children(element);
        if (prefix == "cbc") {
            want(inside.empty() && !element.innerText().empty(), "empty element");
            if (!name.ends_with("Amount")) return;
            const auto value = element.innerText();
            const auto dot = value.find('.');
            want(dot == std::string::npos || value.size() - dot <= 3, "BR-DEC");
            want(element.getAttribute("currencyID") == text("cbc:DocumentCurrencyCode"), "currency");
            return;
        }
        want(!inside.empty(), "empty element");
        const auto& order = orderIn(name);
        auto at = order.begin();
        for (const auto* child : inside) {
            at = std::find(at, order.end(), child->localName());
            want(at != order.end(), "order of elements");
            form(*child, want);
        }
    }

    void heads(const Wanting& want) const {
        const std::string seller = "cac:AccountingSupplierParty/cac:Party/",
                          buyer = "cac:AccountingCustomerParty/cac:Party/",
                          country = "cac:PostalAddress/cac:Country/cbc:IdentificationCode";
        const bool note = root() == "CreditNote";
        want(text("cbc:CustomizationID").starts_with("urn:cen.eu:en16931:2017"), "BR-01");
        want(has("cbc:ID"), "BR-02");
        want(has("cbc:IssueDate"), "BR-03");
        want(text("cbc:" + root() + "TypeCode") == (note ? "381" : "380"), "BR-04");
        want(text("cbc:DocumentCurrencyCode").size() == 3, "BR-05");
        want(has(seller + "cac:PartyLegalEntity/cbc:RegistrationName"), "BR-06");
        want(has(buyer + "cac:PartyLegalEntity/cbc:RegistrationName"), "BR-07");
        want(text(seller + country).size() == 2, "BR-09");
        want(text(buyer + country).size() == 2, "BR-11");
        want(has(line()), "BR-16");
        want(has(seller + "cac:PartyTaxScheme/cbc:CompanyID"), "BR-CO-26");
        want(!note || has("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"), "BR-55");
        for (const auto* means : all("cac:PaymentMeans")) {
            const auto code = text("cbc:PaymentMeansCode", means);
            want(!code.empty(), "BR-49");
            want(code != "59" || (has("cac:PaymentMandate/cbc:ID", means) &&
                                  has(seller + "cac:PartyIdentification/cbc:ID")),
                 "mandate and creditor");
            want((code != "30" && code != "58") || has("cac:PayeeFinancialAccount/cbc:ID", means), "BR-61");
        }
        const bool due = amount("cac:LegalMonetaryTotal/cbc:PayableAmount") > 0;
        want(!due || has("cbc:DueDate") || has("cac:PaymentTerms/cbc:Note"), "BR-CO-25");
    }

    void lines(const Wanting& want) const {
        const std::string quantity = root() == "CreditNote" ? "cbc:CreditedQuantity" : "cbc:InvoicedQuantity";
        std::vector<std::string> ids;
        for (const auto* one : all(line())) {
            ids.push_back(text("cbc:ID", one));
            want(has(quantity, one) && all(quantity, one).front()->hasAttribute("unitCode"), "BR-23");
            want(has("cac:Item/cbc:Name", one), "BR-25");
            want(has("cac:Price/cbc:PriceAmount", one), "BR-26");
            const auto price = amount("cac:Price/cbc:PriceAmount", one);
            want(price >= 0, "BR-27");
            want(has("cac:Item/cac:ClassifiedTaxCategory/cbc:ID", one), "BR-CO-04");
            want(amount("cbc:LineExtensionAmount", one) * amount("cac:Price/cbc:BaseQuantity", one) ==
                     price * amount(quantity, one),
                 "line's price");
        }
        std::ranges::sort(ids);
        want(std::ranges::adjacent_find(ids) == ids.end() && !std::ranges::binary_search(ids, ""), "BR-21");
        for (const auto* one : all("cac:AllowanceCharge")) {
            want(text("cbc:ChargeIndicator", one) == "true" && amount("cbc:Amount", one) >= 0, "BR-36");
            want(has("cac:TaxCategory/cbc:ID", one), "BR-37");
            want(has("cbc:AllowanceChargeReasonCode", one) || has("cbc:AllowanceChargeReason", one), "BR-38");
        }
    }

    [[nodiscard]] std::int64_t sumOf(const std::string& path) const {
        std::int64_t sum = 0;
        for (const auto* one : all(path)) sum += hundredths(one->innerText());
        return sum;
    }

    void sums(const Wanting& want) const {
        const auto total = [this](const char* name) {
            return amount(std::string("cac:LegalMonetaryTotal/cbc:") + name + "Amount");
        };
        for (const char* name : {"LineExtension", "TaxExclusive", "TaxInclusive", "Payable"})
            want(has(std::string("cac:LegalMonetaryTotal/cbc:") + name + "Amount"), "BR-12 to 15");
        want(total("LineExtension") == sumOf(line() + "/cbc:LineExtensionAmount"), "BR-CO-10");
        want(total("ChargeTotal") == sumOf("cac:AllowanceCharge/cbc:Amount"), "BR-CO-12");
        want(total("TaxExclusive") == total("LineExtension") + total("ChargeTotal"), "BR-CO-13");
        want(amount("cac:TaxTotal/cbc:TaxAmount") == sumOf("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount"),
             "BR-CO-14");
        want(all("cac:TaxTotal").size() == 1 &&
                 total("TaxInclusive") == total("TaxExclusive") + amount("cac:TaxTotal/cbc:TaxAmount"),
             "BR-CO-15");
        want(total("Payable") == total("TaxInclusive") - total("Prepaid"), "BR-CO-16");
    }

    void rates(const Wanting& want) const {
        using Rate = std::pair<std::string, std::int64_t>; // category and hundredths of a percent
        std::map<Rate, std::int64_t> nets;
        const auto add = [&](const Element* one, const std::string& category, const char* net) {
            nets[{text(category + "/cbc:ID", one), amount(category + "/cbc:Percent", one)}] +=
                amount(net, one);
        };
        for (const auto* one : all(line()))
            add(one, "cac:Item/cac:ClassifiedTaxCategory", "cbc:LineExtensionAmount");
        for (const auto* one : all("cac:AllowanceCharge")) add(one, "cac:TaxCategory", "cbc:Amount");
        want(nets.size() == all("cac:TaxTotal/cac:TaxSubtotal").size() && !nets.empty(), "BR-CO-18");
        for (const auto* one : all("cac:TaxTotal/cac:TaxSubtotal")) {
            const auto category = text("cac:TaxCategory/cbc:ID", one);
            const auto percent = amount("cac:TaxCategory/cbc:Percent", one);
            const auto net = nets.find({category, percent});
            want(net != nets.end() && net->second == amount("cbc:TaxableAmount", one),
                 category == "S"   ? "BR-S-08"
                 : category == "E" ? "BR-E-08"
                                   : "BR-Z-08");
            want(category == "S" ? percent > 0 : percent == 0, "BR-S-05, E-05, Z-05");
            want(category == "S" || amount("cbc:TaxAmount", one) == 0, "BR-E-09, Z-09");
            want(has("cac:TaxCategory/cbc:TaxExemptionReason", one) == (category == "E"),
                 "BR-S-10, E-10, Z-10");
            // The published rules allow less than one main unit.
            want(std::abs(amount("cbc:TaxAmount", one) - vatOfNet(one)) < 100, "BR-CO-17");
        }
    }

    Poco::AutoPtr<Poco::XML::Document> document_;
};

} // namespace rejoinder::fulfilment
