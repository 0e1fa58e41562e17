#include "camt.h"

#include <expat.h>
#include <sys/auxv.h>

#include <cstring>
#include <exception>
#include <memory>
#include <vector>

namespace rejoinder::partners {

namespace {

constexpr std::size_t kDeepest = 40, kLongestText = 2'000, kMostPayments = 1'000'000;
constexpr std::string_view kNamespace = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.";

/// One reading. Elements are known by their path below the notification: "Ntry/NtryDtls/TxDtls/Amt".
class Reading {
public:
    explicit Reading(const TakeLine& take) : take_(take) {}

    void begin(std::string_view name, const char** attributes) {
        const auto space = name.rfind(' ');
        const auto local = space == std::string_view::npos ? name : name.substr(space + 1);
        if (depth_ == 0 && (!name.starts_with(kNamespace) || local != "Document"))
            throw Unreadable("partners.not-camt054");
        if (++depth_ > kDeepest) throw Unreadable("partners.too-deep");
        lengths_.push_back(path_.size());
        if (!path_.empty()) path_ += '/';
        path_ += local;
        text_.clear();
        if (depth_ == 3) {
            isNotification_ = local == "Ntfctn";
            if (isNotification_) totals_ = {}, account_ = {}, accountCurrency_ = {};
        }
        if (!isNotification_) return;
        unit_.clear();
        for (; *attributes != nullptr; attributes += 2)
            if (std::string_view(attributes[0]) == "Ccy") unit_ = attributes[1];
        const auto at = below();
        if (at == "Ntry") entry_ = {}, details_.clear();
        if (at == "Ntry/NtryDtls/TxDtls") details_.emplace_back();
    }

    void text(std::string_view part) {
        if (text_.size() + part.size() <= kLongestText) text_ += part;
    }

    void end() {
        if (isNotification_) leaf(below());
        if (isNotification_ && depth_ == 3) {
            totals_.account = account_;
            totals_.currency = accountCurrency_;
            take_({{}, totals_});
            isNotification_ = false;
        }
        path_.resize(lengths_.back());
        lengths_.pop_back();
        text_.clear();
        --depth_;
    }

private:
    /// What an entry and each of its transactions may both say.
    struct Part {
        std::string amount, currency, otherAmount, otherCurrency, direction, reversal, status, booked, valued,
            own, endToEnd, reference, message, name, lastName, iban, street, houseNumber, postcode, city,
            country;
    };

    [[nodiscard]] std::string_view below() const {
        // "Document/BkToCstmrDbtCdtNtfctn/Ntfctn/…"; the middle one is called otherwise in 001.02.
        std::string_view rest(path_);
        for (int i = 0; i < 3; ++i) {
            const auto slash = rest.find('/');
            if (slash == std::string_view::npos) return {};
            rest.remove_prefix(slash + 1);
        }
        return rest;
    }

    void leaf(std::string_view at) {
        if (at == "Acct/Id/IBAN" || at == "Acct/Id/Othr/Id" || at == "Acct/Id/PrtryAcct/Id") account_ = text_;
        if (at == "Acct/Ccy") accountCurrency_ = text_;
        if (at == "TxsSummry/TtlNtries/NbOfNtries") totals_.entries = text_;
        if (at == "TxsSummry/TtlCdtNtries/NbOfNtries") totals_.creditEntries = text_;
        if (at == "TxsSummry/TtlCdtNtries/Sum") totals_.creditSum = text_;
        constexpr std::string_view kEntry = "Ntry/", kDetails = "Ntry/NtryDtls/TxDtls/";
        if (at.starts_with(kDetails) && !details_.empty())
            detail(details_.back(), at.substr(kDetails.size()));
        else if (at.starts_with(kEntry))
            entry(at.substr(kEntry.size()));
        if (at == "Ntry") tell();
    }

    void entry(std::string_view at) {
        if (at == "Amt") entry_.amount = text_, entry_.currency = unit_;
        if (at == "CdtDbtInd") entry_.direction = text_;
        if (at == "RvslInd") entry_.reversal = text_;
        if ((at == "Sts" && entry_.status.empty()) || at == "Sts/Cd") entry_.status = text_;
        if (at == "BookgDt/Dt" || at == "BookgDt/DtTm") entry_.booked = text_.substr(0, 10);
        if (at == "ValDt/Dt" || at == "ValDt/DtTm") entry_.valued = text_.substr(0, 10);
        if (at == "AcctSvcrRef") entry_.own = text_;
        if (at == "AddtlNtryInf") entry_.message = text_;
    }

    void detail(Part& part, std::string_view at) {
        if (at == "Amt") part.amount = text_, part.currency = unit_;
        if (at == "AmtDtls/TxAmt/Amt") part.otherAmount = text_, part.otherCurrency = unit_;
        if (at == "CdtDbtInd") part.direction = text_;
        if (at == "RvslInd") part.reversal = text_;
        if (at == "RtrInf") part.reversal = "true"; // a direct debit that was given back
        if (at == "Refs/AcctSvcrRef") part.own = text_;
        if (at == "Refs/EndToEndId" && text_ != "NOTPROVIDED") part.endToEnd = text_;
        if (at.starts_with("RmtInf/")) return remittance(part, at.substr(7));
        if (!at.starts_with("RltdPties/")) return;
        at.remove_prefix(10);
        if (at == "DbtrAcct/Id/IBAN") part.iban = text_;
        if (at == "UltmtDbtr/Nm" || at == "UltmtDbtr/Pty/Nm") part.lastName = text_;
        for (const std::string_view who :
             {"Dbtr/", "Dbtr/Pty/"}) // the party has a level of its own from .08 on
            if (at.starts_with(who)) debtor(part, at.substr(who.size()));
    }

    void remittance(Part& part, std::string_view at) {
        if (at == "Strd/CdtrRefInf/Ref" && part.reference.empty()) part.reference = text_;
        if ((at == "Ustrd" || at == "Strd/AddtlRmtInf") && part.message.size() < kLongestText)
            part.message += (part.message.empty() ? "" : " ") + text_;
    }

    void debtor(Part& part, std::string_view at) {
        if (at == "Nm") part.name = text_;
        if (at == "PstlAdr/StrtNm") part.street = text_;
        if (at == "PstlAdr/BldgNb") part.houseNumber = text_;
        if (at == "PstlAdr/PstCd") part.postcode = text_;
        if (at == "PstlAdr/TwnNm") part.city = text_;
        if (at == "PstlAdr/Ctry") part.country = text_;
    }

    void tell() {
        if (details_.empty()) details_.emplace_back();
        for (std::size_t i = 0; i < details_.size(); ++i) {
            if (++payments_ > kMostPayments) throw Unreadable("partners.too-many-payments");
            Part& part = details_[i];
            BankPayment p;
            p.account = account_;
            p.amount = !part.amount.empty() ? part.amount : part.otherAmount;
            p.currency = !part.amount.empty() ? part.currency : part.otherCurrency;
            if (p.amount.empty() && details_.size() == 1)
                p.amount = entry_.amount, p.currency = entry_.currency;
            p.credit = (part.direction.empty() ? entry_.direction : part.direction) != "DBIT";
            const auto& reversal = part.reversal.empty() ? entry_.reversal : part.reversal;
            p.reversal = reversal == "true" || reversal == "1";
            p.status = entry_.status;
            p.day = entry_.booked.empty() ? entry_.valued : entry_.booked;
            p.entryReference = part.own.empty() ? entry_.own : part.own;
            p.entryOwnReference = entry_.own;
            p.endToEnd = part.endToEnd;
            p.reference = part.reference;
            p.message = part.message.empty() && details_.size() == 1 ? entry_.message : part.message;
            p.payerName = part.lastName.empty() ? part.name : part.lastName;
            p.payerIban = part.iban;
            if (part.lastName.empty()) {
                p.street = part.street, p.houseNumber = part.houseNumber, p.postcode = part.postcode;
                p.city = part.city, p.country = part.country;
            }
            p.first = i == 0;
            if (p.first) p.entryAmount = entry_.amount, p.entryCurrency = entry_.currency;
            take_({std::move(p), {}});
        }
        details_.clear();
    }

    const TakeLine& take_;
    std::string path_, text_, unit_;
    std::vector<std::size_t> lengths_;
    std::size_t depth_ = 0, payments_ = 0;
    bool isNotification_ = false;
    std::string account_, accountCurrency_;
    BankTotals totals_;
    Part entry_;
    std::vector<Part> details_;
};

/// Exceptions do not pass through C: what a handler throws is kept and thrown again behind the parser.
struct Guard {
    XML_Parser parser = nullptr;
    Reading* reading = nullptr;
    std::exception_ptr thrown;
    template <class F>
    void run(F&& step) {
        if (thrown) return;
        try {
            step();
        } catch (...) {
            thrown = std::current_exception();
            XML_StopParser(parser, XML_FALSE);
        }
    }
};

/// For the parser's tables, without a system call: a confined program may not ask for random bytes.
unsigned long salt() {
    unsigned long value = 0;
    if (const auto* random = reinterpret_cast<const char*>(getauxval(AT_RANDOM)))
        std::memcpy(&value, random, sizeof value);
    return value | 1U;
}

Guard& guardOf(void* data) {
    return *static_cast<Guard*>(data);
}

} // namespace

void readCamt(std::string_view xml, const TakeLine& take) {
    const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
        XML_ParserCreateNS(nullptr, ' '), &XML_ParserFree);
    if (!parser) throw std::bad_alloc();
    Reading reading(take);
    Guard guard{parser.get(), &reading, {}};
    XML_SetHashSalt(parser.get(), salt());
    XML_SetUserData(parser.get(), &guard);
    XML_SetElementHandler(
        parser.get(),
        [](void* data, const XML_Char* name, const XML_Char** attributes) {
            auto& g = guardOf(data);
            g.run([&] { g.reading->begin(name, attributes); });
        },
        [](void* data, const XML_Char*) {
            auto& g = guardOf(data);
            g.run([&] { g.reading->end(); });
        });
    XML_SetCharacterDataHandler(parser.get(), [](void* data, const XML_Char* text, int length) {
        auto& g = guardOf(data);
        g.run([&] { g.reading->text({text, static_cast<std::size_t>(length)}); });
    });
    XML_SetStartDoctypeDeclHandler(parser.get(),
                                   [](void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
                                       guardOf(data).run([] { throw Unreadable("partners.document-type"); });
                                   });
    constexpr std::size_t kPiece = 1'000'000;
    for (bool last = false; !last;) {
        const auto piece = xml.substr(0, kPiece);
        xml.remove_prefix(piece.size());
        last = xml.empty();
        const auto status = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()),
                                      last ? XML_TRUE : XML_FALSE);
        if (guard.thrown) std::rethrow_exception(guard.thrown);
        if (status != XML_STATUS_OK) throw Unreadable("partners.broken-xml");
    }
}

} // namespace rejoinder::partners
