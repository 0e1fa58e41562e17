#pragma once
#include "records.h"

#include <rejoinder/contract/campaigns.h>
#include <rejoinder/contract/fulfilment.h>
#include <rejoinder/contract/responses.h>
#include <rejoinder/contract/targetgroups.h>

/// Who a rule means.
namespace rejoinder::followups {

using Ids = std::vector<std::int64_t>; ///< contact ids, ascending

/// Services that rules ask.
struct Sources {
    std::shared_ptr<campaigns::Campaigns> campaigns;
    std::shared_ptr<targetgroups::Selections> selections;
    std::shared_ptr<targetgroups::FrozenLists> lists;
    std::shared_ptr<dispatch::Waves> waves;
};

/// History conditions without a campaign are about the rule's campaign.
void narrowToCampaign(std::vector<contacts::FactCondition>& conditions, Id campaign);

/// Adds a fault for each condition that cannot be evaluated, below `base` ("/did").
void checkConditions(Unit& unit, const Sources& sources,
                     const std::vector<contacts::FactCondition>& conditions, const std::string& base,
                     Faults& faults);

/// Who got a piece of the campaign, did and did not, long enough ago, and was not selected by the rule
/// before.
Ids candidates(Unit& unit, const Sources& sources, const Rule& rule);

/// Of ascending ids those who are members of the campaign's lists and no hold-outs, with cell and segment.
std::vector<targetgroups::Member> membersOf(Unit& unit, const Sources& sources, const Rule& rule,
                                            std::span<const std::int64_t> ids);

/// What a run would select now, and who is left out and why.
Preview previewOf(Unit& unit, const Sources& sources, const Rule& rule);

} // namespace rejoinder::followups
