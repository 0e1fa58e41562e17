#pragma once
#include <rejoinder/contract/dispatch.h>

#include <functional>
#include <memory>
#include <span>

/// Rows of dispatch's tables, jobs, and what dispatch uses of other plugins.
namespace rejoinder::dispatch {

/// Planned → building → built → handing over → handed over; cancelled from any but the last.
enum class WaveState { Planned, Building, Built, HandingOver, HandedOver, Cancelled };
REJOINDER_DESCRIBE_ENUM(WaveState, Planned, Building, Built, HandingOver, HandedOver, Cancelled)

struct WaveRow {
    Id id;
    std::string name;
    Id campaignId, targetGroupId;
    std::vector<Id> cellIds;
    Channel channel = Channel::Letter;
    Content content;
    bool followUp = false;
    WaveState state = WaveState::Planned;
    bool handOverWanted = false; ///< starts by itself once it is built
    std::int64_t pieces = 0;     ///< built so far, seeds included
    Id builtAfter;               ///< the last member that was built
    Id buildJobId;               ///< only this job may build; an older one stops by itself
    std::int32_t builds = 0;     ///< how often building was queued
    Id handOverJobId;            ///< only this job may hand over
    std::int32_t handOvers = 0;
    std::int64_t version = 1;
    Timestamp createdAt;
    std::optional<Timestamp> builtAt, handedOverAt;
};
REJOINDER_DESCRIBE(WaveRow, id, name, campaignId, targetGroupId, cellIds, channel, content, followUp, state,
                   handOverWanted, pieces, builtAfter, buildJobId, builds, handOverJobId, handOvers, version,
                   createdAt, builtAt, handedOverAt)

/// Why a piece is withheld: what the gate says of its person, or that the person has had enough.
enum class Withholding {
    None,
    Unknown,
    Objection,
    Suppressed,
    NoConsent,
    NoAddress,
    Undeliverable,
    Deceased,
    Erased,
    Merged,
    Pressure
};
REJOINDER_DESCRIBE_ENUM(Withholding, None, Unknown, Objection, Suppressed, NoConsent, NoAddress,
                        Undeliverable, Deceased, Erased, Merged, Pressure)

/// Whether a piece may go, why, and the record that says so: consent, objection, list or pressure rule.
struct Verdict {
    Withholding refusal = Withholding::None;
    std::string reason;
    std::optional<Id> reliesOn;
};

/// A piece as it is stored, with campaign and channel of its wave.
struct PieceRow {
    Id id, waveId, campaignId, cellId, contactId;
    std::string code, segment;
    Channel channel = Channel::Letter;
    PieceState state = PieceState::Created;
    bool seed = false;
    Withholding refusal = Withholding::None;
    Id batchId;
    std::optional<Timestamp> handedOverAt, returnedAt;
    std::string note;
    bool followUp = false;
};
REJOINDER_DESCRIBE(PieceRow, id, waveId, campaignId, cellId, contactId, code, segment, channel, state, seed,
                   refusal, batchId, handedOverAt, returnedAt, note, followUp)

/// The part of a piece that other plugins see.
inline Piece pieceOf(const PieceRow& r) {
    return {r.id,      r.waveId,  r.campaignId, r.cellId, r.contactId,    r.code,
            r.segment, r.channel, r.state,      r.seed,   r.handedOverAt, r.followUp};
}

/// What is written for a new piece; all else has its initial value.
struct NewPiece {
    Id id, waveId, cellId, contactId;
    std::string code;
    std::int64_t codeNumber = 0; ///< the number that the code stands for
    std::string segment;
    bool seed = false;
};
REJOINDER_DESCRIBE(NewPiece, id, waveId, cellId, contactId, code, codeNumber, segment, seed)

/// Recorded: every piece has its outcome. Held: nobody knows. Released: nothing of it was sent.
enum class BatchState { HandingOver, Recorded, Held, Released };
REJOINDER_DESCRIBE_ENUM(BatchState, HandingOver, Recorded, Held, Released)

struct BatchRow {
    Id id, waveId;
    std::int32_t number = 0;
    BatchState state = BatchState::HandingOver;
    Id firstPieceId, lastPieceId;
    std::int32_t pieces = 0;
    Timestamp createdAt;
    std::optional<Timestamp> finishedAt;
};
REJOINDER_DESCRIBE(BatchRow, id, waveId, number, state, firstPieceId, lastPieceId, pieces, createdAt,
                   finishedAt)

/// The payload of all three jobs of a wave.
struct WaveJob {
    Id waveId;
};
REJOINDER_DESCRIBE(WaveJob, waveId)

inline constexpr std::string_view kBuildJob = "dispatch.build-wave";
inline constexpr std::string_view kHandOverJob = "dispatch.hand-over";
inline constexpr std::string_view kCancelJob = "dispatch.cancel-wave";

/// Rows per unit of work: the limit that keeps a commit short on one node and a write set small on a cluster.
inline constexpr std::int32_t kStep = 10'000;

/// What dispatch uses of other plugins.
struct Neighbours {
    std::shared_ptr<contacts::ContactGate> gate;
    std::shared_ptr<contacts::Identities> identities; ///< null only in tests
    std::shared_ptr<contacts::Directory> directory;
    std::shared_ptr<contacts::Households> households; ///< null only in tests
    std::shared_ptr<contacts::Universe> universe;     ///< null only in tests
    std::shared_ptr<campaigns::Campaigns> campaigns;
    std::shared_ptr<targetgroups::FrozenLists> lists;
    std::function<std::vector<std::shared_ptr<ChannelGateway>>()>
        gateways; ///< those there are at this moment
    /// The personal web address of a code; "" without web forms.
    std::function<std::string(const std::string&)> webAddress = [](const std::string&) {
        return std::string();
    };

    /// The gateway of a channel. @throws Error Conflict `dispatch.no-channel` when no plugin serves it.
    [[nodiscard]] std::shared_ptr<ChannelGateway> gateway(Channel channel) const;
};

} // namespace rejoinder::dispatch
