#include "collections.h"
#include "sepa.h"

#include <money/money.h>
#include <Poco/SAX/AttributesImpl.h>
#include <Poco/XML/XMLWriter.h>
#include <slip/references.h>

#include <map>
#include <sstream>

namespace rejoinder::fulfilment {

namespace {

constexpr const char* kPain = "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08";
constexpr std::size_t kName = 70, kStreet = 70, kShort = 16, kCity = 35;

/// The bank wants what has one sequence and one day together.
using DebitGroup = std::vector<const Collected*>;
using DebitGroups = std::map<std::pair<Date, DebitSequence>, DebitGroup>;

std::string sequenceCode(DebitSequence sequence) {
    switch (sequence) {
    case DebitSequence::Frst: return "FRST";
    case DebitSequence::Rcur: return "RCUR";
    case DebitSequence::Ooff: return "OOFF";
    }
    return {};
}

/// Elements in the order of the schema; every text in the letters of SEPA.
class PainDocument {
public:
    PainDocument(const CollectionView& view, std::ostream& out)
        : c_(view.collection),
          name_("C" + c_.id.toString()),
          xml_(out, Poco::XML::XMLWriter::WRITE_XML_DECLARATION | Poco::XML::XMLWriter::PRETTY_PRINT) {
        for (const auto& item : view.items) groups_[{item.collectOn, item.sequence}].push_back(&item);
    }

    void write() {
        xml_.startDocument();
        xml_.startPrefixMapping("", kPain);
        xml_.startElement(kPain, "Document", "Document");
        in("CstmrDrctDbtInitn", [&] {
            in("GrpHdr", [&] { header(); });
            int number = 0;
            for (const auto& [key, group] : groups_)
                in("PmtInf", [&] { payment(key, group, name_ + "-" + std::to_string(++number)); });
        });
        xml_.endElement(kPain, "Document", "Document");
        xml_.endDocument();
    }

private:
    template <class Inside>
    void in(const std::string& name, Inside inside) {
        xml_.startElement(kPain, name, name);
        inside();
        xml_.endElement(kPain, name, name);
    }
    void put(const std::string& name, const std::string& value,
             const Poco::XML::AttributesImpl& with = Poco::XML::AttributesImpl()) {
        if (value.empty()) return;
        xml_.startElement(kPain, name, name, with);
        xml_.characters(value);
        xml_.endElement(kPain, name, name);
    }
    void sums(std::size_t count, std::int64_t minor) {
        put("NbOfTxs", std::to_string(count));
        put("CtrlSum", money::text(minor, std::string(kDebitCurrency)));
    }

    void header() {
        put("MsgId", name_);
        put("CreDtTm", c_.madeAt.toString().substr(0, 19) + "Z");
        sums(static_cast<std::size_t>(c_.invoices), c_.totalMinor);
        in("InitgPty", [&] { put("Nm", sepaText(c_.creditor, kName)); });
    }

    void payment(const DebitGroups::key_type& key, const DebitGroup& group, const std::string& name) {
        std::int64_t sum = 0;
        for (const auto* item : group) sum += item->amountMinor;
        put("PmtInfId", name);
        put("PmtMtd", "DD");
        put("BtchBookg", "true");
        sums(group.size(), sum);
        in("PmtTpInf", [&] {
            in("SvcLvl", [&] { put("Cd", "SEPA"); });
            in("LclInstrm", [&] { put("Cd", "CORE"); });
            put("SeqTp", sequenceCode(key.second));
        });
        put("ReqdColltnDt", key.first.toString());
        in("Cdtr", [&] { put("Nm", sepaText(c_.creditor, kName)); });
        account("CdtrAcct", c_.iban);
        agent("CdtrAgt", c_.bic);
        put("ChrgBr", "SLEV");
        in("CdtrSchmeId", [&] {
            in("Id", [&] {
                in("PrvtId", [&] {
                    in("Othr", [&] {
                        put("Id", c_.creditorId);
                        in("SchmeNm", [&] { put("Prtry", "SEPA"); });
                    });
                });
            });
        });
        for (const auto* item : group) in("DrctDbtTxInf", [&] { debit(*item); });
    }

    void debit(const Collected& item) {
        in("PmtId", [&] { put("EndToEndId", item.endToEnd); });
        Poco::XML::AttributesImpl currency;
        currency.addAttribute("", "Ccy", "Ccy", "CDATA", std::string(kDebitCurrency));
        put("InstdAmt", money::text(item.amountMinor, std::string(kDebitCurrency)), currency);
        in("DrctDbtTx", [&] {
            in("MndtRltdInf", [&] {
                put("MndtId", item.mandateReference);
                put("DtOfSgntr", item.signedOn.toString());
            });
        });
        agent("DbtrAgt", {});
        in("Dbtr", [&] {
            put("Nm", sepaText(item.holder, kName));
            if (wantsDebtorAddress(item.iban)) address(item.buyer);
        });
        account("DbtrAcct", item.iban);
        in("RmtInf", [&] { remittance(item); });
    }

    /// What the payer and we read on the statement: the reference that the invoice's slip would have had.
    void remittance(const Collected& item) {
        if (!item.reference || !slip::isRfReference(*item.reference))
            return put("Ustrd", "Invoice " + std::to_string(item.number));
        in("Strd", [&] {
            in("CdtrRefInf", [&] {
                in("Tp", [&] {
                    in("CdOrPrtry", [&] { put("Cd", "SCOR"); });
                    put("Issr", "ISO");
                });
                put("Ref", *item.reference);
            });
        });
    }

    void address(const Buyer& buyer) {
        if (buyer.country.size() != 2 || buyer.city.empty()) return;
        in("PstlAdr", [&] {
            put("StrtNm", sepaText(buyer.street, kStreet));
            put("BldgNb", sepaText(buyer.houseNumber, kShort));
            put("PstCd", sepaText(buyer.postcode, kShort));
            put("TwnNm", sepaText(buyer.city, kCity));
            put("Ctry", buyer.country);
        });
    }

    void account(const std::string& name, const std::string& iban) {
        in(name, [&] { in("Id", [&] { put("IBAN", iban); }); });
    }
    void agent(const std::string& name, const std::string& bic) {
        in(name, [&] {
            in("FinInstnId", [&] {
                if (!bic.empty()) return put("BICFI", bic);
                in("Othr", [&] { put("Id", "NOTPROVIDED"); });
            });
        });
    }

    const Collection& c_;
    std::string name_;
    Poco::XML::XMLWriter xml_;
    DebitGroups groups_;
};

} // namespace

std::string collectionFile(const CollectionView& view) {
    std::ostringstream out;
    PainDocument(view, out).write();
    return out.str();
}

} // namespace rejoinder::fulfilment
