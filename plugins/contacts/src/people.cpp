#include "people.h"

#include "duplicates_settings.h"
#include "duplicates_store.h"
#include "erasure.h"
#include "store.h"

namespace rejoinder::contacts {

namespace {

constexpr std::size_t kMostLikely = 20;

class PeopleService final : public People {
public:
    explicit PeopleService(const Context& context) : context_(context) {}

    std::vector<Likely> likely(Unit& unit, const Contact& like) override {
        Contact contact = like;
        FieldFaults half; // half a record is enough to look for
        normalise(contact, contact.country, half);
        const auto settings = duplicateSettings(context_);
        auto found = findCandidates(unit, contact, "", settings.birthNames, settings.thresholds);
        if (found.size() > kMostLikely) found.resize(kMostLikely);
        std::vector<Likely> out;
        for (auto& one : found) {
            Likely likely{std::move(one.contact), one.score, one.verdict == Verdict::Sure, {}};
            for (const auto& reason : one.reasons)
                if (reason.points > 0) likely.reasons.push_back(nameOf(reason.field));
            out.push_back(std::move(likely));
        }
        return out;
    }

    Contact add(Unit& unit, Contact contact) override {
        checkContact(contact);
        requireFreeKey(unit, contact);
        contact = insertContact(unit, std::move(contact));
        unit.audit("contacts.create", contact.id, contact.source);
        return contact;
    }

    bool correctAddress(Unit& unit, Id id, const CorrectedAddress& address,
                        std::string_view source) override {
        Contact contact = requireContact(unit, id);
        if (isErased(unit, contact.id)) return false;
        const Contact before = contact;
        contact.street = address.street;
        contact.houseNumber = address.houseNumber;
        contact.addressLine2 = address.addressLine2;
        contact.postcode = address.postcode;
        contact.city = address.city;
        if (!address.country.empty()) contact.country = address.country;
        contact.poBox.clear();
        contact.addressLines.clear();
        const auto door = [](const Contact& c) {
            return std::tie(c.street, c.houseNumber, c.postcode, c.city);
        };
        if (door(contact) != door(before)) // who moved lives no more with whom, nor in which building, it was
            for (auto* part : {&contact.careOf, &contact.building, &contact.district, &contact.region})
                part->clear();
        contact.addressUndeliverable = false;
        checkContact(contact);
        const auto place = [](const Contact& c) {
            return std::tie(c.street, c.houseNumber, c.addressLine2, c.postcode, c.city, c.country, c.poBox,
                            c.addressLines, c.addressUndeliverable);
        };
        if (place(contact) == place(before)) return false;
        contact = updateContact(unit, std::move(contact));
        unit.audit("contacts.correct-address", contact.id, source);
        return true;
    }

    bool takeCorrectionBack(Unit& unit, Id id, const Residence& before, const Residence& corrected,
                            std::string_view source) override {
        Contact contact = requireContact(unit, id);
        if (isErased(unit, contact.id) || residenceOf(contact) != corrected) return false;
        contact.street = before.street;
        contact.houseNumber = before.houseNumber;
        contact.addressLine2 = before.addressLine2;
        contact.postcode = before.postcode;
        contact.city = before.city;
        contact.region = before.region;
        contact.country = before.country;
        contact.careOf = before.careOf;
        contact.building = before.building;
        contact.poBox = before.poBox;
        contact.district = before.district;
        contact.addressLines = before.addressLines;
        contact.addressUndeliverable = before.addressUndeliverable;
        contact = updateContact(unit, std::move(contact));
        unit.audit("contacts.take-correction-back", contact.id, source);
        return true;
    }

private:
    const Context& context_;
};

} // namespace

std::shared_ptr<People> makePeople(const Context& context) {
    return std::make_shared<PeopleService>(context);
}

} // namespace rejoinder::contacts
