#include "handling.h"

#include <rejoinder/json.h>

#include <digest/digest.h>

namespace rejoinder::partners {

std::string digestOf(const PartnerEntry& entry) {
    return digest::sha256Hex(json::write(entry.told) + "|" + entry.happenedAt.toString() + "|" +
                             entry.currency + "|" + std::to_string(entry.amountMinor.value_or(0)));
}

std::string keyOf(std::string_view number) {
    constexpr std::size_t kLongest = 190;
    return number.size() <= kLongest ? std::string(number) : "#" + digest::sha256Hex(number);
}

Timestamp pastOf(Unit& unit, Timestamp moment) {
    return std::min(moment, unit.now());
}

contacts::Contact personOf(const Told& told) {
    contacts::Contact person;
    person.givenName = told.givenName;
    person.familyName = told.familyName;
    person.companyName = told.companyName;
    if (told.familyName.empty() && !told.companyName.empty()) person.kind = contacts::ContactKind::Company;
    person.externalKey = told.externalKey;
    person.email = told.email;
    person.phone = told.phone;
    person.street = told.street;
    person.houseNumber = told.houseNumber;
    person.addressLine2 = told.addressLine2;
    person.postcode = told.postcode;
    person.city = told.city;
    person.country = told.country;
    person.language.clear();
    return person;
}

bool namesSomebody(const Told& told) {
    return !told.familyName.empty() || !told.companyName.empty() || !told.email.empty();
}

PartnerCandidate candidateOf(const contacts::Contact& contact) {
    PartnerCandidate one;
    one.contactId = contact.id;
    one.name = contact.givenName + (contact.givenName.empty() ? "" : " ") + contact.familyName;
    if (one.name.empty()) one.name = contact.companyName;
    one.place = contact.postcode + (contact.postcode.empty() ? "" : " ") + contact.city;
    return one;
}

std::vector<PartnerCandidate> likelyOnes(Unit& unit, const Neighbours& neighbours, const Told& told) {
    std::vector<PartnerCandidate> found;
    for (const auto& likely : neighbours.people->likely(unit, personOf(told))) {
        auto one = candidateOf(likely.contact);
        one.score = likely.score;
        one.reasons = likely.reasons;
        found.push_back(std::move(one));
    }
    return found;
}

void note(PartnerEntry& entry, const responses::Captured& captured) {
    entry.state =
        captured.outcome == responses::Outcome::Duplicate ? EntryState::Duplicate : EntryState::Captured;
    entry.reason.clear();
    entry.responseId = captured.id;
    if (!captured.response) return;
    entry.contactId = captured.response->contactId;
    entry.pieceId = captured.response->pieceId;
    entry.campaignId = captured.response->campaignId;
}

PartnerEntry findEntry(Unit& unit, Id id) {
    auto entry = unit.one<PartnerEntry>("partners.find-entry", {{"id", id}});
    if (!entry) throw Error::notFound("partners.no-such-entry", "there is no such entry");
    return std::move(*entry);
}

void updateEntry(Unit& unit, const PartnerEntry& entry) {
    if (unit.run("partners.update-entry", entry) == 0)
        throw Error(ErrorKind::Stale, "partners.stale", "somebody else changed this entry meanwhile");
}

} // namespace rejoinder::partners
