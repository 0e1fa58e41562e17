#pragma once
#include <rejoinder/contract/campaigns.h>
#include <rejoinder/contract/contacts.h>

/// What targetgroups promises: frozen lists of people with the cell and segment they were put in.
namespace rejoinder::targetgroups {

/// One person of a frozen list.
struct Member {
    Id contactId, cellId;
    std::string segment; ///< value of the attribute the group is segmented by, "" when it is not
    bool holdOut = false;
};
REJOINDER_DESCRIBE(Member, contactId, cellId, segment, holdOut)

/// Members per cell and segment.
struct MemberCount {
    Id cellId;
    std::string segment;
    bool holdOut = false;
    std::int64_t members = 0;
};
REJOINDER_DESCRIBE(MemberCount, cellId, segment, holdOut, members)

/// A membership in the hold-out of a campaign.
struct HeldOut {
    Id campaignId, cellId;
    std::string segment;
    Timestamp since; ///< when the list was frozen, or the person joined it
};
REJOINDER_DESCRIBE(HeldOut, campaignId, cellId, segment, since)

class FrozenLists {
public:
    static constexpr std::string_view kName = "targetgroups.frozen-lists";
    static constexpr Version kVersion{1, 1, 0};
    virtual ~FrozenLists() = default;
    /// The campaign a frozen target group belongs to. @throws Error NotFound, or Conflict
    /// `targetgroups.not-frozen`.
    virtual Id campaignOf(Unit& unit, Id targetGroup) = 0;
    /// Members that are to be contacted (no hold-outs) with contact ids above `after`, ascending, at most
    /// `limit`; of the given cells, or of all when empty.
    virtual std::vector<Member> membersAfter(Unit& unit, Id targetGroup, std::span<const Id> cells, Id after,
                                             std::int32_t limit) = 0;
    /// The contact's newest membership in any list of the campaign.
    virtual std::optional<Member> memberOf(Unit& unit, Id campaign, Id contact) = 0;
    /// The same for many contacts, in the order asked for.
    virtual std::vector<std::optional<Member>> membersOf(Unit& unit, Id campaign,
                                                         std::span<const Id> contacts) = 0;
    /// The hold-outs that a contact is in, the newest list first, one for each campaign.
    virtual std::vector<HeldOut> holdOutsOf(Unit& unit, Id contact) {
        (void)unit, (void)contact;
        return {};
    }
    /// All lists of a campaign together; a person counts once per cell and segment.
    virtual std::vector<MemberCount> counts(Unit& unit, Id campaign) = 0;
    /// Makes a frozen list of given members in one go (follow-ups). @returns the target group's id.
    virtual Id freeze(Unit& unit, Id campaign, std::string_view name, std::span<const Member> members) = 0;
    /// Adds members to a list that freeze() made and no wave was built from yet, so that a large one needs no
    /// large unit.
    virtual void extend(Unit& unit, Id targetGroup, std::span<const Member> members) = 0;
};

/// Evaluates conditions for other plugins.
class Selections {
public:
    static constexpr std::string_view kName = "targetgroups.selections";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Selections() = default;
    /// Contacts for which all of `all` and none of `none` hold, ascending. @throws Error Invalid naming every
    /// fault.
    virtual std::vector<std::int64_t> select(Unit& unit, std::span<const contacts::FactCondition> all,
                                             std::span<const contacts::FactCondition> none) = 0;
};

} // namespace rejoinder::targetgroups
