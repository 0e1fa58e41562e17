#pragma once
#include "records.h"

namespace rejoinder::campaigns {

/// The service other plugins use.
class CampaignService final : public Campaigns {
public:
    std::optional<CampaignSummary> find(Unit& unit, Id campaign) override;
    std::vector<CampaignSummary> all(Unit& unit) override;
    std::vector<Cell> cells(Unit& unit, Id campaign) override;
    std::string offerName(Unit& unit, Id offer) override;
    void requireApproved(Unit& unit, Id campaign) override;
    void markRunning(Unit& unit, Id campaign) override;
};

} // namespace rejoinder::campaigns
