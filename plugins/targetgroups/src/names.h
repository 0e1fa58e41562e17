#pragma once
#include "definition_text.h"

#include <rejoinder/contract/campaigns.h>

#include <map>

namespace rejoinder::targetgroups {

/// What campaigns and cells are called, as campaigns says within one unit; each is asked for once.
class CampaignNames final : public Names {
public:
    CampaignNames(Unit& unit, campaigns::Campaigns& campaigns) : unit_(unit), campaigns_(campaigns) {}
    [[nodiscard]] std::string campaignCode(Id campaign) const override;
    [[nodiscard]] Id campaignOf(std::string_view code) const override;
    [[nodiscard]] std::string cellCode(Id campaign, Id cell) const override;
    [[nodiscard]] Id cellOf(Id campaign, std::string_view code) const override;

private:
    const std::vector<campaigns::CampaignSummary>& all() const;
    const std::vector<campaigns::Cell>& cellsOf(Id campaign) const;
    Unit& unit_;
    campaigns::Campaigns& campaigns_;
    mutable std::optional<std::vector<campaigns::CampaignSummary>> all_;
    mutable std::map<Id, std::vector<campaigns::Cell>> cells_;
};

} // namespace rejoinder::targetgroups
