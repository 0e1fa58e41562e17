#include "names.h"

#include <algorithm>

namespace rejoinder::targetgroups {

const std::vector<campaigns::CampaignSummary>& CampaignNames::all() const {
    if (!all_) all_ = campaigns_.all(unit_);
    return *all_;
}

const std::vector<campaigns::Cell>& CampaignNames::cellsOf(Id campaign) const {
    const auto at = cells_.find(campaign);
    if (at != cells_.end()) return at->second;
    return cells_[campaign] = campaign ? campaigns_.cells(unit_, campaign) : std::vector<campaigns::Cell>();
}

std::string CampaignNames::campaignCode(Id campaign) const {
    for (const auto& c : all())
        if (c.id == campaign) return c.code;
    return {};
}

Id CampaignNames::campaignOf(std::string_view code) const {
    for (const auto& c : all())
        if (c.code == code) return c.id;
    return {};
}

std::string CampaignNames::cellCode(Id campaign, Id cell) const {
    for (const auto& c : cellsOf(campaign))
        if (c.id == cell) return c.code;
    return {};
}

Id CampaignNames::cellOf(Id campaign, std::string_view code) const {
    for (const auto& c : cellsOf(campaign))
        if (c.code == code) return c.id;
    return {};
}

} // namespace rejoinder::targetgroups
