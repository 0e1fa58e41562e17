#include "bounce_facts.h"

#include <algorithm>

namespace rejoinder::email {

std::vector<contacts::HistoryStream> BounceHistory::streams() const {
    using contacts::Narrowing;
    contacts::HistoryStream bounces;
    bounces.name = kBounces;
    bounces.exists = "emails.bounced";
    bounces.count = "emails.bouncedCount";
    bounces.lastDay = "emails.bouncedOn";
    bounces.type = "emails.bounceReason";
    bounces.happened = "a mail to this contact came back";
    bounces.narrowedBy = {Narrowing::Campaign, Narrowing::Days};
    return {std::move(bounces)};
}

void BounceHistory::each(Unit& unit, std::string_view /*stream*/, const contacts::HistoryFilter& filter,
                         const Visit& visit) {
    unit.forEach<contacts::HistoryEvent>("channel-email.history-of-bounces",
                                         {{"campaignId", filter.campaignId}, {"since", filter.since}}, visit);
}

void BounceHistory::of(Unit& unit, std::string_view /*stream*/, std::span<const Id> contacts,
                       const Visit& visit) {
    contacts::forContacts<contacts::HistoryEvent>(unit, "channel-email.bounces-of-some", contacts, visit);
}

} // namespace rejoinder::email
