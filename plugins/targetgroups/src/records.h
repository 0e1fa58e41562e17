#pragma once
#include <rejoinder/contract/targetgroups.h>

/// What the plugin stores, takes and shows.
namespace rejoinder::targetgroups {

/// A condition over a person: exactly one of the four is given.
struct Condition {
    std::optional<contacts::FactCondition> where;
    std::vector<Condition> all, any, none;
};
REJOINDER_DESCRIBE(Condition, where, all, any, none)

/// Who is taken out, and why: a condition, or everybody who must not be contacted on a channel.
struct Exclusion {
    std::string name;
    std::optional<Condition> condition;
    std::optional<Channel> notContactable;
    static void rules(Rules& r) { r.at("name").notEmpty().max(200); }
};
REJOINDER_DESCRIBE(Exclusion, name, condition, notContactable)

enum class SplitMode { Random, Attribute };
REJOINDER_DESCRIBE_ENUM(SplitMode, Random, Attribute)

/// A cell's share: per cent or count of the net group for a random split, a value for a split by attribute.
struct Share {
    Id cellId;
    std::optional<double> percent;
    std::optional<std::int64_t> count;
    std::optional<std::string> value;
    static void rules(Rules& r) {
        r.at("percent").range(0, 100);
        r.at("count").atLeast(0);
        r.at("value").max(200);
    }
};
REJOINDER_DESCRIBE(Share, cellId, percent, count, value)

/// How the net group is put into cells. Who gets no share is left out.
struct Split {
    SplitMode mode = SplitMode::Random;
    std::string attribute;
    std::vector<Share> shares;
    static void rules(Rules& r) {
        r.at("mode").defaulted();
        r.at("attribute").max(200).defaulted().says("Whose value names the cell, for a split by attribute");
        r.at("shares").max(200);
    }
};
REJOINDER_DESCRIBE(Split, mode, attribute, shares)

/// What decides who is in: kept as one JSON text with the group.
struct Definition {
    Condition condition;
    std::vector<Exclusion> exclusions;
    Split split;
    std::string segmentBy; ///< attribute that segments the figures, "" = none
    std::int64_t seed = 1; ///< of the draw
    static void rules(Rules& r) {
        r.at("exclusions").max(100);
        r.at("condition").defaulted().says("Absent: everybody");
        r.at("split").defaulted();
        r.at("segmentBy").max(200).defaulted();
        r.at("seed").range(0, 9e15).defaulted();
    }
};
REJOINDER_DESCRIBE(Definition, condition, exclusions, split, segmentBy, seed)

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

/// What one exclusion took away from what was left before it.
struct Removed {
    std::string name;
    std::int64_t removed = 0;
};
REJOINDER_DESCRIBE(Removed, name, removed)

struct CellCount {
    Id cellId;
    std::int64_t members = 0;
};
REJOINDER_DESCRIBE(CellCount, cellId, members)

/// The funnel in figures.
struct Waterfall {
    std::int64_t universe = 0, matching = 0;
    std::vector<Removed> exclusions;
    std::int64_t net = 0;
    std::vector<CellCount> cells;
    std::int64_t withoutCell = 0;
};
REJOINDER_DESCRIBE(Waterfall, universe, matching, exclusions, net, cells, withoutCell)

/// A row of targetgroups_member.
struct MemberRow {
    Id targetGroupId, contactId, cellId;
    std::string segment;
    bool holdOut = false;
};
REJOINDER_DESCRIBE(MemberRow, targetGroupId, contactId, cellId, segment, holdOut)

/// The group, or Error NotFound.
TargetGroup findGroup(Unit& unit, Id id);

} // namespace rejoinder::targetgroups
