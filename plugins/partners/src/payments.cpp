#include "handling.h"
#include "payment_references.h"
#include "table.h"

#include <money/money.h>
#include <slip/references.h>

#include <algorithm>

namespace rejoinder::partners {

namespace {

/// Entries of one file that the bank gave no number are told apart by what they say and how often they said
/// it before.
class Numbering {
public:
    std::string keyOf(const PartnerEntry& entry, const std::string& own) {
        const auto& t = entry.told;
        const std::string base = own.empty() ? "-" + digestOf(entry) : own;
        const auto key = t.account + ":" + base + (t.reversal ? ":R" : "");
        const auto times = ++seen_[key];
        return partners::keyOf(times == 1 ? key : key + "#" + std::to_string(times));
    }

private:
    std::map<std::string, int, std::less<>> seen_;
};

std::string ibanOf(std::string_view text) {
    return slip::plainReference(text).substr(0, 34);
}

/// The reference in our own name of a direct debit, which has a number behind it when it is collected again.
std::string referenceOfName(std::string_view endToEnd) {
    auto text = slip::plainReference(endToEnd.substr(0, endToEnd.find('-')));
    return slip::isQrReference(text) || slip::isRfReference(text) ? text : std::string();
}

/// What a payment says it is for: in its place, or in its message.
std::string referenceOf(const Told& told) {
    const auto text = slip::plainReference(told.reference);
    return text.empty() ? slip::referenceIn(told.message).value_or("") : text;
}

std::string titleOf(const Told& told) {
    std::string title = told.payerName.empty() ? told.reference : told.payerName;
    if (title.empty()) title = told.message;
    if (title.empty()) title = told.payerIban;
    return title;
}

/// A company says so; of a person the last word is the family name, as banks write it, unless a comma says
/// otherwise.
void splitPayer(Told& told) {
    const std::string& name = told.payerName;
    if (const auto comma = name.find(','); comma != std::string::npos) {
        told.familyName = name.substr(0, comma);
        const auto given = name.find_first_not_of(' ', comma + 1);
        if (given != std::string::npos) told.givenName = name.substr(given);
    } else if (const auto blank = name.rfind(' '); blank != std::string::npos) {
        told.givenName = name.substr(0, blank);
        told.familyName = name.substr(blank + 1);
    } else {
        told.familyName = name;
    }
}

Line lineOf(const BankPayment& p, std::int32_t number, Numbering& numbering) {
    Line line;
    line.number = number;
    PartnerEntry& entry = line.entry;
    entry.source = Source::Payments;
    entry.currency = p.currency.substr(0, 3);
    Told& told = entry.told;
    told.account = ibanOf(p.account);
    told.entryReference = p.entryReference;
    told.reference = slip::plainReference(p.reference);
    told.payerName = p.payerName;
    told.payerIban = entry.payerIban = ibanOf(p.payerIban);
    told.message = p.message;
    if (told.reference.empty() && !slip::referenceIn(p.message)) told.reference = referenceOfName(p.endToEnd);
    told.street = p.street, told.houseNumber = p.houseNumber, told.postcode = p.postcode;
    told.city = p.city, told.country = p.country.substr(0, 2);
    told.reversal = p.reversal && !p.credit;
    entry.title = titleOf(told);
    entry.amountMinor = minorIn(p.amount, ".", p.currency);
    const auto day = Date::parse(p.day);
    if (day) entry.happenedAt = day->begin();
    if (p.status != "BOOK" && !p.status.empty())
        line.fault = "partners.not-booked";
    else if (!p.credit && !told.reversal)
        line.fault = "partners.debit";
    else if (!entry.amountMinor || *entry.amountMinor <= 0 || entry.currency.size() != 3)
        line.fault = "partners.amount";
    else if (!day)
        line.fault = "partners.day";
    // The bank's numbers of transactions are its own only together with the entry's.
    std::string own = p.entryReference;
    if (!own.empty() && p.entryOwnReference != own) own = p.entryOwnReference + "/" + own;
    entry.entryKey = numbering.keyOf(entry, own);
    return line;
}

std::optional<std::int32_t> countIn(const std::string& text) {
    const auto number = minorIn(text, ".", "JPY");
    return number && *number <= INT32_MAX ? std::optional(static_cast<std::int32_t>(*number)) : std::nullopt;
}

class Payments final : public Handling {
public:
    explicit Payments(const Neighbours& neighbours) : neighbours_(neighbours) {}

    [[nodiscard]] Reading parse(std::string_view bytes, const PartnerFileRow& file) const override {
        Reading read = file.form == Form::Camt ? parseBank(bytes) : parseTable(bytes, file.mapping);
        for (auto& line : read.lines) line.entry.digest = digestOf(line.entry);
        return read;
    }

    void take(Unit& unit, PartnerEntry& entry) const override {
        if (entry.told.reversal) return reverse(unit, entry);
        const auto text = referenceOf(entry.told);
        const auto aside = [&](const char* why) {
            entry.state = EntryState::Clearing;
            entry.reason = why;
        };
        if (text.empty()) return aside("partners.no-reference");
        if (!slip::isQrReference(text) && !slip::isRfReference(text))
            return aside("partners.wrong-reference");
        const auto reference =
            unit.one<PaymentReference>("partners.find-reference-by-text", {{"reference", text}});
        if (!reference) {
            const auto invoice = neighbours_.receivables->find(unit, text);
            if (!invoice) return aside("partners.unknown-reference");
            if (invoice->currency != entry.currency) return aside("partners.other-currency");
            return credit(unit, entry, *invoice);
        }
        if (reference->currency != entry.currency) return aside("partners.other-currency");
        credit(unit, entry, *reference);
    }

    void assign(Unit& unit, PartnerEntry& entry, const EntryDecision& in) const override {
        if (entry.told.reversal) { // its payment may have come meanwhile
            reverse(unit, entry);
            if (entry.state == EntryState::Clearing)
                throw Error::conflict(
                    "partners.reversal-unmatched",
                    "no payment is there that this takes back; look again later or reject it");
            return;
        }
        if (in.reference) {
            const auto text = slip::plainReference(*in.reference);
            const auto found =
                unit.one<PaymentReference>("partners.find-reference-by-text", {{"reference", text}});
            const auto invoice = found ? std::nullopt : neighbours_.receivables->find(unit, text);
            if (!found && !invoice)
                throw Error::invalid("/reference", "partners.unknown-reference", "nobody was given it");
            if ((found ? found->currency : invoice->currency) != entry.currency)
                throw Error::invalid("/reference", "partners.other-currency", "it is in another currency");
            return found ? credit(unit, entry, *found) : credit(unit, entry, *invoice);
        }
        if (in.code) {
            const auto piece = neighbours_.pieces->findByCode(unit, *in.code);
            if (!piece) throw Error::invalid("/code", "responses.unknown-code", "no piece has this code");
            const auto given =
                unit.one<PaymentReference>("partners.find-reference-of-piece", {{"pieceId", piece->id}});
            if (given && given->currency == entry.currency) return credit(unit, entry, *given);
        }
        if (!in.code && !in.contactId)
            throw Error::invalid("/contactId", "partners.whose", "name a reference, a code or a contact");
        auto reply = replyOf(unit, entry);
        reply.code = in.code;
        reply.contactId = in.contactId;
        reply.campaignId = in.campaignId;
        reply.again = true;
        capture(unit, entry, reply);
    }

    void undo(Unit& unit, PartnerEntry& entry) const override {
        neighbours_.capturing->withdraw(unit, Channel::Payment, entry.captureReference);
        (void)neighbours_.receivables->takeBack(unit, entry.captureReference);
        if (entry.referenceId)
            unit.run("partners.pay-reference",
                     {{"id", *entry.referenceId}, {"minor", -entry.amountMinor.value_or(0)}, {"times", -1}});
        entry.referenceId.reset();
        entry.responseId.reset();
        entry.pieceId.reset();
        entry.campaignId.reset();
        entry.orderId.reset();
        entry.contactId.reset();
    }

    std::vector<PartnerCandidate> candidates(Unit& unit, const PartnerEntry& entry) const override {
        std::vector<PartnerCandidate> all;
        const auto add = [&](PartnerCandidate one, std::int32_t score, const char* why) {
            const auto before = std::ranges::find(all, one.contactId, &PartnerCandidate::contactId);
            if (before == all.end()) {
                one.score = score;
                if (why != nullptr) one.reasons.insert(one.reasons.begin(), why);
                all.push_back(std::move(one));
                return;
            }
            before->score = std::min(100, before->score + score);
            if (why != nullptr) before->reasons.emplace_back(why);
            for (auto& reason : one.reasons) before->reasons.push_back(std::move(reason));
            if (before->reference.empty()) before->reference = std::move(one.reference);
        };
        const auto person = [&](Id id) -> std::optional<PartnerCandidate> {
            const auto contact = neighbours_.directory->find(unit, id);
            return contact ? std::optional(candidateOf(*contact)) : std::nullopt;
        };
        if (!entry.payerIban.empty())
            for (const auto& row :
                 unit.numbers("partners.contacts-of-iban", {{"payerIban", entry.payerIban}}))
                if (auto one = person(Id{row})) add(std::move(*one), 60, "iban");
        Told told = entry.told;
        if (!told.payerName.empty()) {
            splitPayer(told);
            for (auto& one : likelyOnes(unit, neighbours_, told)) {
                const auto score = one.score / 2;
                add(std::move(one), score, nullptr);
            }
        }
        for (const auto& slip :
             unit.all<PaymentReference>("partners.open-references",
                                        {{"currency", entry.currency}, {"amountMinor", entry.amountMinor}}))
            if (auto one = person(slip.contactId)) {
                one->reference = slip.reference;
                add(std::move(*one), 25, "amount");
            }
        for (auto& one : all) { // whoever it is otherwise: the slip that was sent last
            if (!one.reference.empty()) continue;
            const auto slip =
                unit.one<PaymentReference>("partners.reference-of-contact", {{"contactId", one.contactId}});
            if (slip && slip->currency == entry.currency) one.reference = slip->reference;
        }
        std::ranges::stable_sort(all, std::greater(), &PartnerCandidate::score);
        if (all.size() > 9) all.resize(9); // one key each
        return all;
    }

private:
    [[nodiscard]] Reading parseBank(std::string_view bytes) const {
        Reading read;
        Numbering numbering;
        struct Sum {
            std::int64_t entries = 0, credits = 0, stated = 0, found = 0;
        };
        std::map<std::string, Sum> sums; // by currency, of one account
        for (const auto& said : program_.read(bytes)) {
            if (said.payment) {
                const auto& p = *said.payment;
                read.lines.push_back(lineOf(p, static_cast<std::int32_t>(read.lines.size() + 1), numbering));
                Sum& sum = sums[p.currency.empty() ? p.entryCurrency : p.currency];
                sum.entries += p.first ? 1 : 0;
                if (!p.credit) continue;
                sum.found += minorIn(p.amount, ".", p.currency).value_or(0);
                if (p.first) sum.stated += minorIn(p.entryAmount, ".", p.entryCurrency).value_or(0);
                continue;
            }
            if (!said.totals) continue;
            for (const auto& [currency, sum] : sums) {
                FileControl control{
                    ibanOf(said.totals->account), currency, {}, sum.entries, sum.stated, sum.found, true};
                if (sums.size() == 1) {
                    if (const auto entries = countIn(said.totals->entries)) control.statedEntries = *entries;
                    if (const auto stated = minorIn(said.totals->creditSum, ".", currency))
                        control.statedMinor = *stated;
                }
                control.balanced = control.statedMinor == control.readMinor && sum.stated == sum.found &&
                                   (!control.statedEntries || *control.statedEntries == control.readEntries);
                read.controls.push_back(std::move(control));
            }
            sums.clear();
        }
        return read;
    }

    static Reading parseTable(std::string_view bytes, const TableMapping& mapping) {
        Reading read;
        Numbering numbering;
        for (const auto& row : rowsOf(bytes, Source::Payments, mapping)) {
            Line line;
            line.number = row.line;
            line.fault = row.fault;
            PartnerEntry& entry = line.entry;
            entry.currency = row.at("currency").empty() ? mapping.currency : row.at("currency");
            Told& told = entry.told;
            told.account = ibanOf(row.at("account").empty() ? mapping.account : row.at("account"));
            told.entryReference = row.at("entryReference");
            told.reference = slip::plainReference(row.at("reference"));
            told.payerName = row.at("payerName");
            told.payerIban = entry.payerIban = ibanOf(row.at("payerIban"));
            told.message = row.at("message");
            told.street = row.at("street"), told.houseNumber = row.at("houseNumber");
            told.postcode = row.at("postcode"), told.city = row.at("city"), told.country = row.at("country");
            entry.title = titleOf(told);
            entry.amountMinor = minorIn(row.at("amount"), mapping.decimal, entry.currency);
            const auto moment = momentIn(row.at("bookedOn"), mapping.dayOrder);
            if (moment) entry.happenedAt = *moment;
            if (line.fault.empty()) {
                if (!entry.amountMinor || entry.currency.size() != 3)
                    line.fault = "partners.amount";
                else if (*entry.amountMinor <= 0)
                    line.fault = "partners.debit";
                else if (!moment)
                    line.fault = "partners.day";
            }
            entry.entryKey = numbering.keyOf(entry, told.entryReference);
            read.lines.push_back(std::move(line));
        }
        return read;
    }

    responses::NewResponse replyOf(Unit& unit, PartnerEntry& entry) const {
        responses::NewResponse reply;
        reply.type = neighbours_.setting("payment-type");
        reply.channel = Channel::Payment;
        reply.receivedAt = pastOf(unit, entry.happenedAt);
        entry.captureReference = "entry " + entry.id.toString() + "." + std::to_string(entry.version);
        reply.reference = entry.captureReference;
        reply.note = entry.told.message;
        return reply;
    }

    void capture(Unit& unit, PartnerEntry& entry, responses::NewResponse& reply) const {
        std::optional<Id> campaign = reply.campaignId;
        if (reply.code)
            if (const auto piece = neighbours_.pieces->findByCode(unit, *reply.code))
                campaign = piece->campaignId;
        if (!campaign && reply.contactId)
            campaign = neighbours_.responses
                           ->creditOf(unit, *reply.contactId, {}, reply.receivedAt.value_or(unit.now()))
                           .campaignId;
        if (campaign) {
            const auto found = neighbours_.campaigns->find(unit, *campaign);
            if (found && found->currency == entry.currency) reply.valueMinor = entry.amountMinor;
        }
        note(entry, neighbours_.capturing->capture(unit, reply));
    }

    /// Credits a payment to the piece or order whose slip it was made with. A slip without an amount asks for
    /// a gift: each is an answer of its own. One with an amount is answered once, in however many parts.
    void credit(Unit& unit, PartnerEntry& entry, const PaymentReference& slip) const {
        auto reply = replyOf(unit, entry);
        reply.again = !slip.amountMinor;
        if (slip.pieceId) {
            const auto piece = neighbours_.pieces->find(unit, *slip.pieceId);
            if (!piece) throw Error::invalid("/code", "responses.unknown-code", "the piece is gone");
            reply.code = piece->code;
        } else {
            reply.contactId = slip.contactId;
            reply.campaignId = slip.campaignId;
        }
        capture(unit, entry, reply);
        entry.referenceId = slip.id;
        entry.orderId = slip.orderId;
        unit.run("partners.pay-reference",
                 {{"id", slip.id}, {"minor", entry.amountMinor.value_or(0)}, {"times", 1}});
    }

    /// Credits a payment to the invoice whose slip it was made with: an answer of who ordered, once in
    /// however many parts, as with a slip of an order.
    void credit(Unit& unit, PartnerEntry& entry, const fulfilment::Receivable& invoice) const {
        auto reply = replyOf(unit, entry);
        reply.contactId = invoice.contactId;
        reply.campaignId = invoice.campaignId;
        capture(unit, entry, reply);
        entry.orderId = invoice.orderId;
        neighbours_.receivables->pay(unit, invoice.id, entry.amountMinor.value_or(0),
                                     Date::of(entry.happenedAt), entry.captureReference);
    }

    /// What was paid with that reference and amount, the newest.
    std::optional<PartnerEntry> paidWith(Unit& unit, const PartnerEntry& entry) const {
        if (entry.told.reference.empty()) return std::nullopt;
        if (const auto slip = unit.one<PaymentReference>("partners.find-reference-by-text",
                                                         {{"reference", entry.told.reference}}))
            return unit.one<PartnerEntry>("partners.find-paid", {{"referenceId", slip->id},
                                                                 {"amountMinor", entry.amountMinor},
                                                                 {"currency", entry.currency}});
        const auto invoice = neighbours_.receivables->find(unit, entry.told.reference);
        if (!invoice) return std::nullopt;
        auto paid = unit.all<PartnerEntry>("partners.paid-of-order", {{"contactId", invoice->contactId},
                                                                      {"orderId", invoice->orderId},
                                                                      {"amountMinor", entry.amountMinor},
                                                                      {"currency", entry.currency}});
        // An order may have several invoices of one amount; where a person gave it to one nothing says which.
        const auto same = std::ranges::find(paid, entry.told.reference,
                                            [](const PartnerEntry& one) { return referenceOf(one.told); });
        if (same != paid.end()) return std::move(*same);
        std::erase_if(paid, [](const PartnerEntry& one) { return !referenceOf(one.told).empty(); });
        return paid.size() == 1 ? std::optional(std::move(paid.front())) : std::nullopt;
    }

    /// The payment that is taken back: by the bank's number, else the newest with that reference and amount.
    void reverse(Unit& unit, PartnerEntry& entry) const {
        std::optional<PartnerEntry> paid;
        if (const auto mark = entry.entryKey.rfind(":R"); mark != std::string::npos)
            paid = unit.one<PartnerEntry>(
                "partners.find-entry-by-key",
                {{"source", Source::Payments}, {"entryKey", entry.entryKey.substr(0, mark)}});
        if (!paid) paid = paidWith(unit, entry);
        if (!paid || paid->reversedBy || paid->amountMinor != entry.amountMinor ||
            paid->currency != entry.currency) {
            entry.state = EntryState::Clearing;
            entry.reason = "partners.reversal-unmatched";
            return;
        }
        const auto whose = paid->contactId;
        if (paid->state == EntryState::Captured || paid->state == EntryState::Duplicate) {
            (void)neighbours_.receivables->giveBack(unit, paid->captureReference);
            undo(unit, *paid);
        }
        paid->contactId = entry.contactId = whose;
        paid->state = EntryState::Withdrawn;
        paid->reason = "partners.reversed";
        paid->reversedBy = entry.id;
        updateEntry(unit, *paid);
        entry.state = EntryState::Withdrawn;
        entry.reason = "partners.reversal";
    }

    const Neighbours& neighbours_;
    BankProgram program_;
};

} // namespace

std::shared_ptr<Handling> makePayments(const Neighbours& neighbours) {
    return std::make_shared<Payments>(neighbours);
}

} // namespace rejoinder::partners
