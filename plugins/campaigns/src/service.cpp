#include "service.h"

namespace rejoinder::campaigns {

Campaign findCampaign(Unit& unit, Id id) {
    auto row = unit.one<Campaign>("campaigns.find-campaign", {{"id", id}});
    if (!row) throw Error::notFound("campaigns.no-such-campaign", "there is no such campaign");
    return std::move(*row);
}

std::optional<CampaignSummary> CampaignService::find(Unit& unit, Id campaign) {
    return unit.one<CampaignSummary>("campaigns.summary-of-campaign", {{"id", campaign}});
}

std::vector<CampaignSummary> CampaignService::all(Unit& unit) {
    return unit.all<CampaignSummary>("campaigns.summaries");
}

std::vector<Cell> CampaignService::cells(Unit& unit, Id campaign) {
    return unit.all<Cell>("campaigns.cells-of-campaign", {{"campaignId", campaign}});
}

std::string CampaignService::offerName(Unit& unit, Id offer) {
    const auto found = unit.one<Offer>("campaigns.find-offer", {{"id", offer}});
    return found ? found->name : std::string();
}

void CampaignService::requireApproved(Unit& unit, Id campaign) {
    const auto found = find(unit, campaign);
    if (!found) throw Error::notFound("campaigns.no-such-campaign", "there is no such campaign");
    if (found->state != CampaignState::Approved && found->state != CampaignState::Running)
        throw Error::conflict("campaigns.not-approved",
                              "campaign " + found->code + " is " + nameOf(found->state) +
                                  "; its plan must pass the approval gate before sending");
}

void CampaignService::markRunning(Unit& unit, Id campaign) {
    requireApproved(unit, campaign);
    if (find(unit, campaign)->state == CampaignState::Running) return;
    unit.run("campaigns.set-state",
             {{"state", CampaignState::Running}, {"updatedAt", unit.now()}, {"id", campaign}});
    unit.audit("campaigns.run", campaign);
}

} // namespace rejoinder::campaigns
