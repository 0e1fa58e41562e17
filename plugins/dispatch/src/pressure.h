#pragma once
#include "records.h"

#include <rejoinder/contract/targetgroups/pressure.h>

#include <map>
#include <mutex>
#include <span>
#include <vector>

/// Rules about how much a person or a household is sent, and who has had enough.
namespace rejoinder::dispatch {

enum class PressureLevel { Person, Household };
REJOINDER_DESCRIBE_ENUM(PressureLevel, Person, Household)

/// What a piece weighs: of a campaign, on a channel, or both. The first that fits counts; else a piece
/// weighs 1.
struct PressureWeight {
    std::optional<Id> campaignId;
    std::optional<Channel> channel;
    std::int32_t weight = 1;
    static void rules(Rules& r) {
        r.at("weight").range(0, 1000).says("0: does not count, and always passes");
    }
};
REJOINDER_DESCRIBE(PressureWeight, campaignId, channel, weight)

/// Within any `days` days, pieces of at most the weight `most`.
struct PressureRule {
    Id id;
    std::string name;
    std::optional<Channel> channel; ///< none: all channels together
    PressureLevel level = PressureLevel::Person;
    std::int32_t days = 30, most = 1;
    std::vector<PressureWeight> weights;
    bool active = true;
    std::int64_t version = 1;
    Timestamp createdAt;

    [[nodiscard]] std::int32_t weightOf(Id campaign, Channel on) const noexcept;
    [[nodiscard]] bool isAbout(Channel on) const noexcept { return !channel || *channel == on; }
};
REJOINDER_DESCRIBE(PressureRule, id, name, channel, level, days, most, weights, active, version, createdAt)

/// Answers who has had enough, from the pieces that were sent.
class Pressure final : public targetgroups::ContactPressure {
public:
    explicit Pressure(const Neighbours& neighbours) : neighbours_(neighbours) {}
    std::vector<targetgroups::OverPressed> over(Unit& unit, Id campaign, Channel channel, Id own) override;
    std::string ruleName(Unit& unit, Id rule) override;
    /// At hand-over, in the unit that takes the pieces: refuses those that would break a rule; of a household
    /// the first pieces pass. Pieces that are refused already, and seeds, neither count nor are asked. Writes
    /// to the rules before it reads, so that of two units that take at once the second sees what the first
    /// took, on every engine.
    void refuse(Unit& unit, const WaveRow& wave, std::span<const PieceRow> pieces,
                std::span<Verdict> verdicts) const;

private:
    using Weights = std::map<std::int64_t, std::int64_t>; ///< by person or household
    /// Ids that were merged away, with those that stand for them: what one id was sent, the person was sent.
    struct Merged {
        std::map<Id, Id> root;
        std::map<Id, std::vector<Id>> others; ///< by root
        [[nodiscard]] Id rootOf(Id id) const;
    };
    /// What over() found, as long as nothing moved.
    struct Answer {
        std::string asked; ///< what for, the rules, and how many pieces there are in which state
        Timestamp at;
        std::vector<targetgroups::OverPressed> over;
    };
    [[nodiscard]] Merged merged(Unit& unit) const;
    [[nodiscard]] std::vector<std::int64_t> overBy(Unit& unit, const PressureRule& rule, std::int64_t room,
                                                   const Merged& merged, Id own) const;
    [[nodiscard]] Weights sentTo(Unit& unit, const PressureRule& rule, const Merged& merged,
                                 std::span<const Id> people) const;
    void refuseBy(Unit& unit, const PressureRule& rule, const WaveRow& wave, const Merged& merged,
                  std::span<const PieceRow> pieces, std::span<Verdict> verdicts) const;
    const Neighbours& neighbours_;
    std::mutex mutex_;
    std::vector<Answer> answers_; ///< the newest last
};

/// The resource pressure-rules.
void declarePressure(Declarations& d, const Neighbours& neighbours);

} // namespace rejoinder::dispatch
