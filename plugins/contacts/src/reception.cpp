#include "reception.h"

#include "consent.h"
#include "erasure.h"
#include "merge_identity.h"
#include "reach.h"
#include "store.h"
#include "text.h"

#include <algorithm>

namespace rejoinder::contacts {

namespace {

constexpr std::int32_t kMostHolders = 20;

/// What a person says of itself; keys, language and where it comes from are not filled in from outside.
bool isSaid(const TextField& field) {
    return field.member != &Contact::externalKey && field.member != &Contact::language &&
           field.member != &Contact::source;
}

bool isPostal(const TextField& field) {
    static constexpr std::string_view kPostal[] = {"street",   "houseNumber", "addressLine2", "postcode",
                                                   "city",     "region",      "country",      "careOf",
                                                   "building", "poBox",       "district",     "addressLines"};
    return std::ranges::find(kPostal, field.name) != std::end(kPostal);
}

class ReceptionService final : public Reception {
public:
    void clean(Contact& said, std::string_view country, Faults& faults) override {
        FieldFaults found;
        normalise(said, country, found);
        for (FieldFault& f : found) faults.add("/" + f.field, std::move(f.code), std::move(f.message));
    }

    std::vector<Id> withEmail(Unit& unit, std::string_view email) override {
        std::vector<Id> ids;
        if (const auto read = emailIn(email))
            for (const auto id :
                 unit.numbers("contacts.same-email", {{"text", read->norm}, {"limit", kMostHolders}}))
                ids.push_back(Id{id});
        return rootsOf(unit, ids);
    }

    bool complete(Unit& unit, Id id, const Contact& said) override {
        auto contact = findContact(unit, currentId(unit, id));
        if (!contact || isErased(unit, contact->id)) return false;
        // An address is one thing: half of an old one and half of a new one is nobody's.
        const bool homeless = std::ranges::all_of(textFields(), [&](const TextField& f) {
            return !isPostal(f) || f.name == "country" || ((*contact).*f.member).empty();
        });
        const bool housed = std::ranges::any_of(textFields(), [&](const TextField& f) {
            return isPostal(f) && f.name != "country" && !(said.*f.member).empty();
        });
        bool changed = false;
        for (const TextField& field : textFields()) {
            auto& own = (*contact).*field.member;
            const auto& new_ = said.*field.member;
            const bool takes =
                own.empty() ? !isPostal(field) || homeless : isPostal(field) && homeless && housed;
            if (!isSaid(field) || !takes || new_.empty() || own == new_) continue;
            own = new_;
            changed = true;
        }
        if (contact->salutation == Salutation::None && said.salutation != Salutation::None) {
            contact->salutation = said.salutation;
            changed = true;
        }
        if (!changed) return false;
        updateContact(unit, std::move(*contact));
        unit.audit("contacts.update", id, said.source);
        return true;
    }

    void confirmEmail(Unit& unit, Id id, std::string_view email) override {
        auto contact = findContact(unit, currentId(unit, id));
        if (!contact || isErased(unit, contact->id)) return;
        const auto confirmed = emailIn(email), own = emailIn(contact->email);
        if (!confirmed || (own && own->norm == confirmed->norm)) return;
        contact->email = confirmed->shown;
        updateContact(unit, std::move(*contact));
        unit.audit("contacts.confirm-email", id);
    }
};

class ConsentService final : public Consents {
public:
    Id record(Unit& unit, const SaidConsent& said) override {
        const Id contact = currentId(unit, said.contactId);
        if (isErased(unit, contact)) return {};
        ConsentEvent event;
        event.contactId = contact;
        event.channel = said.channel;
        event.purpose = said.purpose;
        event.event = said.given ? ConsentEventKind::Given : ConsentEventKind::Withdrawn;
        event.at = said.at;
        event.source = cleaned(said.source);
        event.textVersion = said.textVersion;
        event = recordConsent(unit, std::move(event), said.text);
        unit.audit(said.given ? "contacts.consent-given" : "contacts.consent-withdrawn", contact,
                   nameOf(said.channel) + " " + said.purpose);
        return event.id;
    }
    [[nodiscard]] std::string hashOf(std::string_view text) const override { return wordingHash(text); }
};

} // namespace

std::shared_ptr<Reception> makeReception() {
    return std::make_shared<ReceptionService>();
}

std::shared_ptr<Consents> makeConsents() {
    return std::make_shared<ConsentService>();
}

} // namespace rejoinder::contacts
