#include "handling.h"
#include "table.h"

#include <algorithm>
#include <optional>

namespace rejoinder::partners {

namespace {

using responses::ReturnReason;

/// The posts' words for why a letter came back, folded. Codes of a provider are given by the profile's words.
struct Word {
    std::string_view text;
    ReturnReason reason;
};
constexpr Word kWords[] = {
    {"moved", ReturnReason::Moved},
    {"umgezogen", ReturnReason::Moved},
    {"verzogen", ReturnReason::Moved},
    {"weggezogen", ReturnReason::Moved},
    {"empfangerverzogen", ReturnReason::Moved},
    {"nachsendefristabgelaufen", ReturnReason::Moved},
    {"demenage", ReturnReason::Moved},
    {"delaidereexpeditionexpire", ReturnReason::Moved},
    {"partisansadresse", ReturnReason::Moved},
    {"unknown", ReturnReason::Unknown},
    {"unbekannt", ReturnReason::Unknown},
    {"empfangerunbekannt", ReturnReason::Unknown},
    {"empfangernichtzuermitteln", ReturnReason::Unknown},
    {"empfangerunterderangegebenenadressenichtzuermitteln", ReturnReason::Unknown},
    {"adresseunbekannt", ReturnReason::Unknown},
    {"briefkastenpostfachaufgehoben", ReturnReason::Unknown},
    {"inconnu", ReturnReason::Unknown},
    {"inconnualadresse", ReturnReason::Unknown},
    {"destinataireinconnu", ReturnReason::Unknown},
    {"insufficientaddress", ReturnReason::Unknown},
    {"refused", ReturnReason::Refused},
    {"annahmeverweigert", ReturnReason::Refused},
    {"verweigert", ReturnReason::Refused},
    {"refuse", ReturnReason::Refused},
    {"deceased", ReturnReason::Deceased},
    {"verstorben", ReturnReason::Deceased},
    {"gestorben", ReturnReason::Deceased},
    {"empfangerverstorben", ReturnReason::Deceased},
    {"decede", ReturnReason::Deceased},
    {"other", ReturnReason::Other},
    {"nichtabgeholt", ReturnReason::Other},
    {"firmaerloschen", ReturnReason::Other},
    {"nonreclame", ReturnReason::Other},
};

std::optional<ReturnReason> reasonOf(const std::string& text, const TableMapping& mapping) {
    auto word = foldedWord(text);
    if (const auto own = mapping.words.find(text); own != mapping.words.end()) word = foldedWord(own->second);
    for (const auto& known : kWords)
        if (known.text == word) return known.reason;
    return std::nullopt;
}

ReturnReason namedReason(const std::string& name) {
    for (const auto reason :
         {ReturnReason::Moved, ReturnReason::Refused, ReturnReason::Deceased, ReturnReason::Other})
        if (nameOf(reason) == name) return reason;
    return ReturnReason::Unknown;
}

bool hasAddress(const Told& told) {
    return !told.city.empty() && !told.postcode.empty();
}

class PostalReturns final : public Handling {
public:
    explicit PostalReturns(const Neighbours& neighbours) : neighbours_(neighbours) {}

    [[nodiscard]] Reading parse(std::string_view bytes, const PartnerFileRow& file) const override {
        Reading read;
        const auto& mapping = file.mapping;
        for (const auto& row : rowsOf(bytes, Source::PostalReturns, mapping)) {
            Line line;
            line.number = row.line;
            line.fault = row.fault;
            PartnerEntry& entry = line.entry;
            entry.source = Source::PostalReturns;
            Told& told = entry.told;
            told.code = row.at("code"), told.externalKey = row.at("externalKey");
            told.remark = row.at("reason");
            told.street = row.at("street"), told.houseNumber = row.at("houseNumber");
            told.addressLine2 = row.at("addressLine2"), told.postcode = row.at("postcode");
            told.city = row.at("city");
            told.country = row.at("country").empty() ? mapping.country : row.at("country");
            if (!hasAddress(told)) told.country.clear();
            if (const auto reason = reasonOf(told.remark, mapping)) told.reason = nameOf(*reason);
            entry.title = (told.code.empty() ? told.externalKey : told.code) + " · " + told.remark;
            const auto moment = momentIn(row.at("returnedOn"), mapping.dayOrder);
            entry.happenedAt = moment.value_or(file.receivedAt);
            if (line.fault.empty()) {
                if (told.code.empty() && told.externalKey.empty())
                    line.fault = "partners.no-code";
                else if (told.reason.empty() && !told.remark.empty())
                    line.fault = "partners.unknown-reason";
                else if (told.remark.empty() && !hasAddress(told))
                    line.fault = "partners.says-nothing";
                else if (!moment && !row.at("returnedOn").empty())
                    line.fault = "partners.day";
            }
            // What the file does not date must not differ by when the file came.
            PartnerEntry keyed = entry;
            if (!moment) keyed.happenedAt = {};
            entry.digest = digestOf(keyed);
            entry.entryKey =
                keyOf((told.code.empty() ? "k " + told.externalKey : "c " + told.code) + " " + entry.digest);
            read.lines.push_back(std::move(line));
        }
        return read;
    }

    void take(Unit& unit, PartnerEntry& entry) const override {
        const auto& told = entry.told;
        std::optional<dispatch::Piece> piece;
        if (!told.code.empty()) piece = neighbours_.pieces->findByCode(unit, told.code);
        if (!piece && !told.externalKey.empty())
            if (const auto contact = neighbours_.directory->findByExternalKey(unit, told.externalKey))
                piece = neighbours_.pieces->newestOf(unit, contact->id, {});
        if (!piece) {
            entry.state = EntryState::Clearing;
            entry.reason = told.code.empty() ? "partners.no-piece" : "responses.unknown-code";
            return;
        }
        act(unit, entry, *piece);
    }

    void assign(Unit& unit, PartnerEntry& entry, const EntryDecision& in) const override {
        std::optional<dispatch::Piece> piece;
        if (in.code) {
            piece = neighbours_.pieces->findByCode(unit, *in.code);
            if (!piece) throw Error::invalid("/code", "responses.unknown-code", "no piece has this code");
        } else if (in.contactId) {
            piece = neighbours_.pieces->newestOf(unit, *in.contactId, in.campaignId);
            if (!piece)
                throw Error::invalid("/contactId", "partners.no-piece", "nothing was sent to this contact");
        } else {
            throw Error::invalid("/code", "partners.whose", "name a code or a contact");
        }
        act(unit, entry, *piece);
    }

    void undo(Unit& /*unit*/, PartnerEntry& /*entry*/) const override {
        throw Error::conflict("partners.not-undone", "a return stands; put the contact right by hand");
    }

    std::vector<PartnerCandidate> candidates(Unit& unit, const PartnerEntry& entry) const override {
        std::vector<PartnerCandidate> all;
        if (const auto contact = neighbours_.directory->findByExternalKey(unit, entry.told.externalKey))
            all.push_back(candidateOf(*contact));
        return all;
    }

private:
    void act(Unit& unit, PartnerEntry& entry, const dispatch::Piece& piece) const {
        const auto& told = entry.told;
        entry.pieceId = piece.id;
        entry.contactId = piece.contactId;
        entry.campaignId = piece.campaignId;
        entry.state = EntryState::Captured;
        entry.reason.clear();
        const bool corrected = hasAddress(told);
        if (!told.reason.empty()) {
            const auto row = neighbours_.returns->takeBack(
                unit, {piece.id, namedReason(told.reason), told.remark, corrected});
            if (row.returnedAt < unit.now()) entry.state = EntryState::Duplicate; // scanned, or told before
        }
        if (corrected && told.reason != nameOf(ReturnReason::Deceased))
            neighbours_.people->correctAddress(
                unit, piece.contactId,
                {told.street, told.houseNumber, told.addressLine2, told.postcode, told.city, told.country},
                "post, entry " + entry.id.toString());
    }

    const Neighbours& neighbours_;
};

} // namespace

std::shared_ptr<Handling> makePostalReturns(const Neighbours& neighbours) {
    return std::make_shared<PostalReturns>(neighbours);
}

} // namespace rejoinder::partners
