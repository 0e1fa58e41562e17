#pragma once
#include "definition.h"
#include "waterfall.h"

/// What the plugin stores, takes and shows.
namespace rejoinder::targetgroups {

enum class GroupState { Draft, Freezing, Frozen };
REJOINDER_DESCRIBE_ENUM(GroupState, Draft, Freezing, Frozen)

struct TargetGroup {
    Id id, campaignId;
    std::string name;
    Definition definition;
    GroupState state = GroupState::Draft;
    std::int64_t members = 0;
    std::optional<Id> operationId; ///< of the freezing
    std::int64_t version = 1;
    Timestamp createdAt;
    std::optional<Timestamp> frozenAt;
};
REJOINDER_DESCRIBE(TargetGroup, id, campaignId, name, definition, state, members, operationId, version,
                   createdAt, frozenAt)

/// A row of targetgroups_member.
struct MemberRow {
    Id targetGroupId, contactId, cellId;
    std::string segment;
    bool holdOut = false;
    std::vector<std::string> chosenBy;                ///< values of the facts named in targetgroups_frozen
    std::optional<Timestamp> joinedAt = std::nullopt; ///< none: was in from the start
};
REJOINDER_DESCRIBE(MemberRow, targetGroupId, contactId, cellId, segment, holdOut, chosenBy, joinedAt)

/// A row of targetgroups_frozen: how a list came about that was frozen from a definition.
struct FrozenRow {
    Id targetGroupId;
    std::vector<std::string> facts;
    Waterfall waterfall;
};
REJOINDER_DESCRIBE(FrozenRow, targetGroupId, facts, waterfall)

/// A row of targetgroups_pressed: who was left out because of which pressure rule.
struct PressedRow {
    Id targetGroupId, contactId, ruleId;
    std::string ruleName;
};
REJOINDER_DESCRIBE(PressedRow, targetGroupId, contactId, ruleId, ruleName)

/// The group, or Error NotFound.
TargetGroup findGroup(Unit& unit, Id id);

} // namespace rejoinder::targetgroups
