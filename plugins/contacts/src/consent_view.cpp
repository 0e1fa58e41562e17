#include "consent.h"
#include "merge_identity.h"
#include "state.h"
#include "store.h"

#include <algorithm>

/// Whether a person may be contacted, channel by channel, with the reasons and everything it relies on.
namespace rejoinder::contacts {

namespace {

struct PermissionWish {
    Id id;
    std::optional<std::string> purpose;
    static void rules(Rules& r) {
        r.at("purpose").max(50).says("advertising when absent; \"service\" for what a contract owes");
    }
};
REJOINDER_DESCRIBE(PermissionWish, id, purpose)

struct ConsentUse {
    Id id, consentId;
    Timestamp at;
    std::string usedFor;
};
REJOINDER_DESCRIBE(ConsentUse, id, consentId, at, usedFor)

/// A consent event with when it was relied on, and until when its proof must be kept.
struct ConsentProof {
    ConsentEvent event;
    std::int64_t uses = 0;
    std::optional<Timestamp> lastUsedAt;
    std::optional<Timestamp> keepUntil; ///< calls: five years from the grant and from each use
};
REJOINDER_DESCRIBE(ConsentProof, event, uses, lastUsedAt, keepUntil)

struct ChannelPermission {
    Channel channel = Channel::Letter;
    bool allowed = false;
    Decision decision;
};
REJOINDER_DESCRIBE(ChannelPermission, channel, allowed, decision)

struct Permissions {
    Id contactId;
    std::string purpose;
    std::vector<ChannelPermission> channels;
    std::vector<ConsentProof> consents; ///< of all ids of the person, newest first
};
REJOINDER_DESCRIBE(Permissions, contactId, purpose, channels, consents)

constexpr auto kFiveYears = std::chrono::hours(24) * (5 * 365 + 1);

ConsentProof proofOf(Unit& unit, ConsentEvent event) {
    ConsentProof proof;
    for (const ConsentUse& use : unit.all<ConsentUse>("contacts.consent-uses", {{"consentId", event.id}})) {
        ++proof.uses;
        proof.lastUsedAt = use.at;
    }
    if (event.channel == Channel::Phone && event.event == ConsentEventKind::Given)
        proof.keepUntil = std::max(event.at, proof.lastUsedAt.value_or(event.at)).plus(kFiveYears);
    proof.event = std::move(event);
    return proof;
}

Permissions permissions(const PermissionWish& in, State& state, Unit& unit) {
    const Contact contact = requireContact(unit, in.id);
    Permissions out{contact.id, in.purpose.value_or(std::string(kAdvertising)), {}, {}};
    for (const Channel channel : {Channel::Letter, Channel::Email, Channel::Phone, Channel::Sms}) {
        auto decision = state.gate->decide(unit, channel, out.purpose, {&contact.id, 1}).front();
        out.channels.push_back({channel, decision.refusal == Refusal::None, std::move(decision)});
    }
    for (ConsentEvent& event : consentsOf(unit, allIdsOf(unit, contact.id)))
        out.consents.push_back(proofOf(unit, std::move(event)));
    std::ranges::sort(out.consents, [](const ConsentProof& a, const ConsentProof& b) {
        return std::pair(a.event.at, a.event.id) > std::pair(b.event.at, b.event.id);
    });
    return out;
}

} // namespace

void declareConsentView(Declarations& d, State& state) {
    d.get<PermissionWish, Permissions>(
        "/contacts/{id}/permissions",
        {"contacts.read",
         "May this person be contacted, channel by channel, and why; with all consents and their uses"},
        [&state](const PermissionWish& in, Call&, Unit& unit) { return permissions(in, state, unit); });
}

} // namespace rejoinder::contacts
