#include "selector.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace rejoinder::followups {

namespace {

constexpr std::size_t kSample = 20;
constexpr std::string_view kContacted = "pieces.contacted";

contacts::FactCondition contacted(const Rule& rule) {
    contacts::FactCondition condition;
    condition.fact = kContacted;
    condition.comparison = contacts::Comparison::Exists;
    condition.campaignId = rule.campaignId;
    condition.cellIds = rule.cellIds;
    return condition;
}

/// Contacted in any cell since the rule began to wait: to the moment, where `withinDays` would count whole
/// days.
contacts::FactCondition contactedMeanwhile(const Unit& unit, const Rule& rule) {
    auto condition = contacted(rule);
    condition.cellIds.clear();
    condition.since = unit.now().plus(-std::chrono::hours(24) * rule.waitDays);
    return condition;
}

Ids intersected(const Ids& a, const Ids& b) {
    Ids out;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
}

Ids without(const Ids& a, const Ids& b) {
    Ids out;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
}

std::vector<Id> asIds(std::span<const std::int64_t> ids) {
    std::vector<Id> out;
    out.reserve(ids.size());
    for (const auto id : ids) out.push_back({id});
    return out;
}

void count(Preview& preview, LeftOut reason, std::size_t contacts) {
    if (contacts != 0) preview.leftOut.push_back({reason, static_cast<std::int64_t>(contacts)});
}

/// Why persons for whom the conditions hold got no piece in the rule's cells; strangers to the campaign do
/// not count.
void countOutside(Unit& unit, const Sources& sources, const Rule& rule, const Ids& ids, Preview& preview) {
    std::size_t holdOuts = 0, otherCells = 0, notContacted = 0;
    const auto inRule = [&](Id cell) {
        return rule.cellIds.empty() ||
               std::find(rule.cellIds.begin(), rule.cellIds.end(), cell) != rule.cellIds.end();
    };
    for (const auto& member : sources.lists->membersOf(unit, rule.campaignId, asIds(ids))) {
        if (!member) continue;
        ++(member->holdOut ? holdOuts : inRule(member->cellId) ? notContacted : otherCells);
    }
    count(preview, LeftOut::HoldOut, holdOuts);
    count(preview, LeftOut::NotContacted, notContacted);
    count(preview, LeftOut::OtherCell, otherCells);
}

} // namespace

void narrowToCampaign(std::vector<contacts::FactCondition>& conditions, Id campaign) {
    constexpr std::array<std::string_view, 3> kHistory{"responses.", "orders.", "pieces."};
    for (auto& c : conditions)
        if (!c.campaignId && std::any_of(kHistory.begin(), kHistory.end(),
                                         [&](std::string_view prefix) { return c.fact.starts_with(prefix); }))
            c.campaignId = campaign;
}

void checkConditions(Unit& unit, const Sources& sources,
                     const std::vector<contacts::FactCondition>& conditions, const std::string& base,
                     Faults& faults) {
    for (std::size_t i = 0; i < conditions.size(); ++i) {
        const auto pointer = base + "/" + std::to_string(i);
        try {
            (void)sources.selections->select(unit, {&conditions[i], 1}, {});
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::Invalid) throw;
            constexpr std::string_view kFirst =
                "/did/0/where"; // the name of a single condition in Selections
            for (const auto& f : e.faults())
                faults.add(pointer +
                               (f.pointer.starts_with(kFirst) ? f.pointer.substr(kFirst.size()) : f.pointer),
                           f.code, f.message);
        }
    }
}

Ids candidates(Unit& unit, const Sources& sources, const Rule& rule) {
    std::vector<contacts::FactCondition> all{contacted(rule)}, none = rule.didNot;
    all.insert(all.end(), rule.did.begin(), rule.did.end());
    if (rule.waitDays > 0) none.push_back(contactedMeanwhile(unit, rule));
    const auto ids = sources.selections->select(unit, all, none);
    return without(ids, unit.numbers("followups.selected-of-rule", {{"ruleId", rule.id}}));
}

std::vector<targetgroups::Member> membersOf(Unit& unit, const Sources& sources, const Rule& rule,
                                            std::span<const std::int64_t> ids) {
    std::vector<targetgroups::Member> members;
    members.reserve(ids.size());
    for (auto& member : sources.lists->membersOf(unit, rule.campaignId, asIds(ids)))
        if (member && !member->holdOut) members.push_back(std::move(*member));
    return members;
}

Preview previewOf(Unit& unit, const Sources& sources, const Rule& rule) {
    Preview preview;
    const auto select = [&](const contacts::FactCondition& c) {
        return sources.selections->select(unit, {&c, 1}, {});
    };
    const auto meant = sources.selections->select(unit, rule.did, rule.didNot);
    const auto reached = select(contacted(rule));
    auto left = intersected(meant, reached);
    if (rule.waitDays > 0) {
        const auto waited = without(left, select(contactedMeanwhile(unit, rule)));
        count(preview, LeftOut::TooRecent, left.size() - waited.size());
        left = waited;
    }
    const auto fresh = without(left, unit.numbers("followups.selected-of-rule", {{"ruleId", rule.id}}));
    count(preview, LeftOut::AlreadySelected, left.size() - fresh.size());
    const auto members = membersOf(unit, sources, rule, fresh);
    preview.selected = static_cast<std::int64_t>(members.size());
    for (std::size_t i = 0; i < members.size() && i < kSample; ++i)
        preview.sample.push_back(members[i].contactId);
    countOutside(unit, sources, rule, without(meant, reached), preview);
    return preview;
}

} // namespace rejoinder::followups
