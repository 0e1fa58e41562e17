#pragma once
#include "freezer.h"

namespace rejoinder::targetgroups {

/// Frozen lists for other plugins.
class Lists final : public FrozenLists {
public:
    Id campaignOf(Unit& unit, Id targetGroup) override;
    std::vector<Member> membersAfter(Unit& unit, Id targetGroup, std::span<const Id> cells, Id after,
                                     std::int32_t limit) override;
    std::optional<Member> memberOf(Unit& unit, Id campaign, Id contact) override;
    std::vector<HeldOut> holdOutsOf(Unit& unit, Id contact) override;
    std::vector<std::optional<Member>> membersOf(Unit& unit, Id campaign,
                                                 std::span<const Id> contacts) override;
    std::vector<MemberCount> counts(Unit& unit, Id campaign) override;
    Id freeze(Unit& unit, Id campaign, std::string_view name, std::span<const Member> members) override;
    void extend(Unit& unit, Id targetGroup, std::span<const Member> members) override;
};

/// Conditions for other plugins.
class SelectionService final : public Selections {
public:
    explicit SelectionService(const Sources& sources) : sources_(sources) {}
    std::vector<std::int64_t> select(Unit& unit, std::span<const contacts::FactCondition> all,
                                     std::span<const contacts::FactCondition> none) override;

private:
    const Sources& sources_;
};

} // namespace rejoinder::targetgroups
