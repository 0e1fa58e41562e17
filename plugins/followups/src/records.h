#pragma once
#include <rejoinder/contract/contacts.h>
#include <rejoinder/contract/dispatch.h>

/// What the plugin stores and shows.
namespace rejoinder::followups {

/// Who did X and not Y, among those who got a piece of the campaign, and what they get next.
struct Rule {
    Id id, campaignId;
    std::string name;
    std::vector<contacts::FactCondition> did, didNot;
    std::vector<Id> cellIds;   ///< none: all cells that are contacted
    std::int32_t waitDays = 0; ///< only who got no piece of the campaign in the last so many days
    Channel channel = Channel::Letter;
    dispatch::Content content;
    bool active = true;
    Timestamp createdAt;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(Rule, id, campaignId, name, did, didNot, cellIds, waitDays, channel, content, active,
                   createdAt, version)

/// Releasing: the wave was refused, so the persons are given free again; then the run has failed.
enum class RunState { Selecting, Done, Releasing, Failed };
REJOINDER_DESCRIBE_ENUM(RunState, Selecting, Done, Releasing, Failed)

/// One run of a rule; nobody is selected by two runs of one rule.
struct Run {
    Id id, ruleId, campaignId;
    std::string name;
    RunState state = RunState::Selecting;
    bool startWave = false; ///< hands the wave over once it is built
    std::int64_t selected = 0;
    std::optional<Id> targetGroupId, waveId; ///< none when nobody was selected
    Id operationId;
    std::string problem;
    Timestamp createdAt;
    std::string createdBy;
    std::optional<Timestamp> finishedAt;
    std::int32_t attempts = 1; ///< how often it was asked to go on
};
REJOINDER_DESCRIBE(Run, id, ruleId, campaignId, name, state, startWave, selected, targetGroupId, waveId,
                   operationId, problem, createdAt, createdBy, finishedAt, attempts)

/// Why somebody for whom the conditions hold is not selected.
enum class LeftOut { AlreadySelected, TooRecent, HoldOut, NotContacted, OtherCell };
REJOINDER_DESCRIBE_ENUM(LeftOut, AlreadySelected, TooRecent, HoldOut, NotContacted, OtherCell)

struct LeftOutCount {
    LeftOut reason = LeftOut::AlreadySelected;
    std::int64_t contacts = 0;
};
REJOINDER_DESCRIBE(LeftOutCount, reason, contacts)

struct Preview {
    std::int64_t selected = 0;
    std::vector<Id> sample; ///< the first of them
    std::vector<LeftOutCount> leftOut;
};
REJOINDER_DESCRIBE(Preview, selected, sample, leftOut)

} // namespace rejoinder::followups
