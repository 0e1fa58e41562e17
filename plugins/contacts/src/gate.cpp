#include "consent.h"
#include "id_list.h"
#include "merge_identity.h"
#include "reach.h"
#include "rental.h"
#include "services.h"
#include "store.h"

#include <algorithm>
#include <chrono>

namespace rejoinder::contacts {

namespace {

struct ObjectionRow {
    Id id, contactId;
    std::string channel;
};
REJOINDER_DESCRIBE(ObjectionRow, id, contactId, channel)

struct ConsentRow {
    Id contactId;
    bool given = false;
    Timestamp at, usedAt;
    Id consentId;
};
REJOINDER_DESCRIBE(ConsentRow, contactId, given, at, usedAt, consentId)

/// Which bit of reach a channel needs; 0 when it needs no address.
std::int32_t neededFor(Channel channel) noexcept {
    switch (channel) {
    case Channel::Letter:
    case Channel::Post: return kReachPost;
    case Channel::Email: return kReachEmail;
    case Channel::Phone:
    case Channel::Sms: return kReachPhone;
    case Channel::Web:
    case Channel::Shop:
    case Channel::Payment:
    case Channel::Other: return 0;
    }
    return 0;
}

/// What is known of one id.
struct Known {
    bool there = false;
    std::int32_t reach = 0;
    Id objection;
    std::optional<SuppressionHit> hit;
    std::optional<ConsentRow> consent;
};

/// Decides for many contacts at once. The order of the questions is the order of weight: what forbids comes
/// before what is merely impossible, so that the reason given is the one that counts. What one id of a person
/// says, all of them say.
class DecisionMaker {
public:
    DecisionMaker(Unit& unit, Suppressions& suppressions, const GateRules& rules, Channel channel,
                  std::string_view purpose, std::vector<Id> sorted)
        : unit_(unit),
          suppressions_(suppressions),
          rules_(rules),
          channel_(channel),
          purpose_(purpose),
          asked_(std::move(sorted)) {}

    void read() {
        families_ = familiesOf(unit_, asked_);
        ids_ = asked_;
        for (const auto& [id, family] : families_) ids_.insert(ids_.end(), family.begin(), family.end());
        ids_ = sortedIds(ids_);
        known_.resize(ids_.size());
        const bool advertising = purpose_ != kService;
        readPersons(advertising);
        if (!advertising) return;
        readObjections();
        readConsents();
        rentals_.read(unit_, rules_.records, ids_);
    }

    [[nodiscard]] Decision of(Id id) const {
        const auto family = families_.find(id);
        if (family == families_.end()) return decide({&id, 1});
        const Id root = family->second.front();
        // Both ids of one person on one list: it is reached under the one that stands for it.
        if (id != root && std::ranges::binary_search(asked_, root))
            return {Refusal::Merged, "contacts.merged", {}};
        return decide(family->second);
    }

private:
    [[nodiscard]] std::size_t indexOf(Id id) const {
        return static_cast<std::size_t>(std::ranges::lower_bound(ids_, id) - ids_.begin());
    }
    [[nodiscard]] const Known& known(Id id) const { return known_[indexOf(id)]; }

    void readPersons(bool advertising) {
        const auto lookup = advertising ? suppressions_.lookup(unit_) : nullptr;
        const bool hashed = lookup && !lookup->empty();
        std::vector<PersonRow> persons;
        if (hashed) persons.reserve(ids_.size());
        std::size_t next = 0;
        const auto take = [&](Id id, std::int32_t reach) {
            // Rows of a walk come in order; the index is mostly the next one.
            const std::size_t i = next < ids_.size() && ids_[next] == id ? next : indexOf(id);
            next = i + 1;
            known_[i].there = true;
            known_[i].reach = reach;
        };
        if (!hashed) {
            const KeyQueries queries{"contacts.reach-between", "contacts.reach-among"};
            forKeys<ReachRow, Id>(
                unit_, queries, ids_, [](const ReachRow& r) { return r.id; },
                [&](const ReachRow& r) { take(r.id, r.reach); });
            return;
        }
        const KeyQueries queries{"contacts.identity-between", "contacts.identity-among"};
        forKeys<PersonRow, Id>(
            unit_, queries, ids_, [](const PersonRow& r) { return r.id; },
            [&](PersonRow& r) {
                take(r.id, r.reach);
                persons.push_back(std::move(r));
            });
        std::ranges::sort(persons, {}, &PersonRow::id);
        auto hits = lookup->check(unit_, channel_, persons);
        for (std::size_t i = 0; i < persons.size(); ++i)
            if (hits[i]) known_[indexOf(persons[i].id)].hit = std::move(hits[i]);
    }

    void readObjections() {
        const std::string on = nameOf(channel_);
        const KeyQueries queries{"contacts.objections-between", "contacts.objections-among"};
        forKeys<ObjectionRow, Id>(
            unit_, queries, ids_, [](const ObjectionRow& r) { return r.contactId; },
            [&](const ObjectionRow& r) {
                if (r.channel == on || r.channel == "all" || alsoMeans(r.channel))
                    known_[indexOf(r.contactId)].objection = r.id;
            });
    }

    /// A no to letters is a no to post of any kind.
    [[nodiscard]] bool alsoMeans(std::string_view channel) const {
        return channel_ == Channel::Post && channel == "letter";
    }

    void readConsents() {
        const std::string name = nameOf(channel_) + ":" + purpose_;
        const KeyQueries queries{"contacts.consent-between", "contacts.consent-among", name};
        forKeys<ConsentRow, Id>(
            unit_, queries, ids_, [](const ConsentRow& r) { return r.contactId; },
            [&](ConsentRow& r) { known_[indexOf(r.contactId)].consent = r; });
    }

    /// What a rented list forbids, and when its yes ends; a person that is ours under any id is ours.
    [[nodiscard]] Decision rentedOf(std::span<const Id> family) const {
        Decision yes;
        if (!std::ranges::all_of(family, [&](Id id) { return rentals_.rented(id); })) return yes;
        for (const Id id : family) {
            if (Decision no = rentals_.of(id); no.refusal != Refusal::None) return no;
            yes.until = earlier(yes.until, rentals_.endOf(id));
        }
        return yes;
    }
    static std::optional<Timestamp> earlier(std::optional<Timestamp> a, std::optional<Timestamp> b) {
        return a && b ? std::min(*a, *b) : a ? a : b;
    }

    /// The newest word of the person, whichever of its ids it was given under; of two at one moment the no.
    [[nodiscard]] std::optional<ConsentRow> consentOf(std::span<const Id> family) const {
        std::optional<ConsentRow> newest;
        for (const Id id : family) {
            const auto& consent = known(id).consent;
            if (!consent) continue;
            if (!newest || consent->at > newest->at || (consent->at == newest->at && !consent->given))
                newest = consent;
        }
        return newest;
    }

    /// A consent to calls that was not relied on for years can no longer be proven: its proof may be gone.
    [[nodiscard]] bool lapsed(const ConsentRow& consent) const {
        const auto end = endOf(consent);
        return end && *end < unit_.now();
    }
    [[nodiscard]] std::optional<Timestamp> endOf(const ConsentRow& consent) const {
        if (channel_ != Channel::Phone || rules_.phoneConsentYears == 0) return std::nullopt;
        const Timestamp last = std::max(consent.at, consent.usedAt);
        return last.plus(std::chrono::hours(24) * 365 * rules_.phoneConsentYears);
    }

    [[nodiscard]] Decision decide(std::span<const Id> family) const {
        const Known& root = known(family.front());
        if (!root.there) return {Refusal::Unknown, "contacts.unknown", {}};
        if ((root.reach & kReachDeceased) != 0) return {Refusal::Deceased, "contacts.deceased", {}};
        for (const Id id : family)
            if ((known(id).reach & kReachRestricted) != 0)
                return {Refusal::Suppressed, "contacts.restricted", {}};
        const auto consent = consentOf(family);
        const bool given = consent && consent->given && !lapsed(*consent);
        for (const Id id : family)
            if (const Id objection = known(id).objection)
                return {Refusal::Objection, "contacts.objection", objection};
        for (const Id id : family)
            if (const auto& hit = known(id).hit; hit && !(hit->prospectsOnly && given))
                return {Refusal::Suppressed, hit->reason, hit->id};
        Decision yes{Refusal::None, purpose_ == kService ? "contacts.service" : "contacts.no-objection", {}};
        if (purpose_ != kService && needsConsent(channel_)) {
            if (!consent) return {Refusal::NoConsent, "contacts.no-consent", {}};
            if (!consent->given)
                return {Refusal::NoConsent, "contacts.consent-withdrawn", consent->consentId};
            if (!given) return {Refusal::NoConsent, "contacts.consent-lapsed", consent->consentId};
            yes = {Refusal::None, "contacts.consent", consent->consentId, endOf(*consent)};
        }
        const std::int32_t needed = neededFor(channel_);
        if ((root.reach & needed) != needed) return {Refusal::NoAddress, "contacts.no-address", {}};
        if (needed == kReachPost && (root.reach & kReachUndeliverable) != 0)
            return {Refusal::Undeliverable, "contacts.undeliverable", {}};
        // Last: whoever may use a name a second time, as a call that belongs to its first use, has had all
        // else.
        const Decision rented = rentedOf(family);
        if (rented.refusal != Refusal::None) return rented;
        yes.until = earlier(yes.until, rented.until);
        return yes;
    }

    Unit& unit_;
    Suppressions& suppressions_;
    const GateRules& rules_;
    Channel channel_;
    std::string purpose_;
    std::vector<Id> asked_, ids_; ///< ids_: with all other ids of the same persons
    std::map<Id, std::vector<Id>> families_;
    std::vector<Known> known_;
    RentalTerms rentals_;
};

class GateService final : public ContactGate {
public:
    GateService(std::shared_ptr<Suppressions> suppressions, GateRules rules)
        : suppressions_(std::move(suppressions)), rules_(rules) {}

    std::vector<Refusal> mayContact(Unit& unit, Channel channel, std::span<const Id> contacts) override {
        std::vector<Refusal> out;
        out.reserve(contacts.size());
        for (const Decision& decision : decide(unit, channel, kAdvertising, contacts))
            out.push_back(decision.refusal);
        return out;
    }

    std::vector<Decision> decide(Unit& unit, Channel channel, std::string_view purpose,
                                 std::span<const Id> contacts) override {
        DecisionMaker maker(unit, *suppressions_, rules_, channel, purpose, sortedIds(contacts));
        maker.read();
        std::vector<Decision> out;
        out.reserve(contacts.size());
        for (const Id id : contacts) out.push_back(maker.of(id));
        return out;
    }

    void relied(Unit& unit, std::span<const Id> consents, std::string_view by) override {
        std::vector<Id> people;
        for (const Id consent : consents) {
            const Id contact{unit.number("contacts.contact-of-consent", {{"id", consent}})};
            if (!contact) continue;
            unit.run("contacts.insert-consent-use",
                     {{"id", unit.newId()}, {"consentId", consent}, {"at", unit.now()}, {"usedFor", by}});
            unit.run("contacts.note-consent-use",
                     {{"contactId", contact}, {"consentId", consent}, {"at", unit.now()}});
            people.push_back(contact);
        }
        publishFactsChanged(unit, FactsChanged::kValues, people);
    }

    void object(Unit& unit, Id contact, std::optional<Channel> channel, std::string_view source) override {
        const Contact who = requireContact(unit, contact);
        const bool fresh = suppressions_->addObjection(unit, who, channel, source).second;
        for (const Id id : allIdsOf(unit, who.id)) {
            withdrawConsent(unit, id, channel, source);
            // Said before, perhaps by one of them only: from now on by all who are one person.
            if (const auto other = fresh ? std::nullopt : findContact(unit, id))
                suppressions_->addObjection(unit, *other, channel, source);
        }
        if (!fresh) return;
        unit.publish(ContactObjected{who.id, channel});
        unit.audit("contacts.object", who.id, channelText(channel));
    }

private:
    std::shared_ptr<Suppressions> suppressions_;
    GateRules rules_;
};

} // namespace

std::shared_ptr<ContactGate> makeGate(std::shared_ptr<Suppressions> suppressions, GateRules rules) {
    return std::make_shared<GateService>(std::move(suppressions), rules);
}

} // namespace rejoinder::contacts
