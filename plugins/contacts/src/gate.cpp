#include "consent.h"
#include "id_list.h"
#include "reach.h"
#include "services.h"
#include "store.h"

#include <algorithm>

namespace rejoinder::contacts {

namespace {

struct ReachRow {
    Id id;
    std::int32_t reach = 0;
};
REJOINDER_DESCRIBE(ReachRow, id, reach)

struct ObjectionRow {
    Id contactId;
    std::string channel;
};
REJOINDER_DESCRIBE(ObjectionRow, contactId, channel)

struct ConsentRow {
    Id contactId;
};
REJOINDER_DESCRIBE(ConsentRow, contactId)

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
    case Channel::Other: return 0;
    }
    return 0;
}

/// Decides for many contacts at once. The order of the questions is the order of weight: what forbids comes
/// before what is merely impossible, so that the reason given is the one that counts.
class Decision {
public:
    Decision(Unit& unit, Suppressions& suppressions, Channel channel, std::vector<Id> sorted)
        : unit_(unit),
          suppressions_(suppressions),
          channel_(channel),
          ids_(std::move(sorted)),
          refusals_(ids_.size(), Refusal::Unknown),
          reach_(ids_.size(), 0) {}

    void decide() {
        readReach();
        refuseObjections();
        suppressions_.check(unit_, channel_, ids_, refusals_);
        if (needsConsent(channel_)) requireConsent();
        requireAddress();
    }

    [[nodiscard]] Refusal of(Id id) const { return refusals_[indexOf(id)]; }

private:
    [[nodiscard]] std::size_t indexOf(Id id) const {
        return static_cast<std::size_t>(std::ranges::lower_bound(ids_, id) - ids_.begin());
    }

    void readReach() {
        const KeyQueries queries{"contacts.reach-between", "contacts.reach-among"};
        std::size_t next = 0;
        forKeys<ReachRow, Id>(
            unit_, queries, ids_, [](const ReachRow& r) { return r.id; },
            [&](const ReachRow& r) {
                // Rows of a walk come in order; the index is mostly the next one.
                const std::size_t i = next < ids_.size() && ids_[next] == r.id ? next : indexOf(r.id);
                next = i + 1;
                reach_[i] = r.reach;
                refusals_[i] = (r.reach & kReachDeceased) != 0 ? Refusal::Deceased : Refusal::None;
            });
    }

    void refuseObjections() {
        const std::string on = nameOf(channel_);
        const KeyQueries queries{"contacts.objections-between", "contacts.objections-among"};
        forKeys<ObjectionRow, Id>(
            unit_, queries, ids_, [](const ObjectionRow& r) { return r.contactId; },
            [&](const ObjectionRow& r) {
                if (r.channel == on || r.channel == "all" || alsoMeans(r.channel))
                    refuse(indexOf(r.contactId), Refusal::Objection);
            });
    }

    /// A no to letters is a no to post of any kind.
    [[nodiscard]] bool alsoMeans(std::string_view channel) const {
        return channel_ == Channel::Post && channel == "letter";
    }

    void requireConsent() {
        std::vector<char> given(ids_.size(), 0);
        const KeyQueries queries{"contacts.consent-between", "contacts.consent-among", nameOf(channel_)};
        forKeys<ConsentRow, Id>(
            unit_, queries, ids_, [](const ConsentRow& r) { return r.contactId; },
            [&](const ConsentRow& r) { given[indexOf(r.contactId)] = 1; });
        for (std::size_t i = 0; i < ids_.size(); ++i)
            if (given[i] == 0) refuse(i, Refusal::NoConsent);
    }

    void requireAddress() {
        const std::int32_t needed = neededFor(channel_);
        for (std::size_t i = 0; i < ids_.size(); ++i) {
            if ((reach_[i] & needed) != needed)
                refuse(i, Refusal::NoAddress);
            else if (needed == kReachPost && (reach_[i] & kReachUndeliverable) != 0)
                refuse(i, Refusal::Undeliverable);
        }
    }

    void refuse(std::size_t i, Refusal why) {
        if (refusals_[i] == Refusal::None) refusals_[i] = why;
    }

    Unit& unit_;
    Suppressions& suppressions_;
    Channel channel_;
    std::vector<Id> ids_;
    std::vector<Refusal> refusals_;
    std::vector<std::int32_t> reach_;
};

class GateService final : public ContactGate {
public:
    explicit GateService(std::shared_ptr<Suppressions> suppressions)
        : suppressions_(std::move(suppressions)) {}

    std::vector<Refusal> mayContact(Unit& unit, Channel channel, std::span<const Id> contacts) override {
        Decision decision(unit, *suppressions_, channel, sortedIds(contacts));
        decision.decide();
        std::vector<Refusal> out;
        out.reserve(contacts.size());
        for (const Id id : contacts) out.push_back(decision.of(id));
        return out;
    }

    void object(Unit& unit, Id contact, std::optional<Channel> channel, std::string_view source) override {
        const Contact who = requireContact(unit, contact);
        if (!suppressions_->addObjection(unit, who, channel, source).second) return;
        withdrawConsent(unit, contact, channel, source);
        unit.publish(ContactObjected{contact, channel});
        unit.audit("contacts.object", contact, channelText(channel));
    }

private:
    std::shared_ptr<Suppressions> suppressions_;
};

} // namespace

std::shared_ptr<ContactGate> makeGate(std::shared_ptr<Suppressions> suppressions) {
    return std::make_shared<GateService>(std::move(suppressions));
}

} // namespace rejoinder::contacts
