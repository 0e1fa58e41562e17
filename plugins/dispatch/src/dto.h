#pragma once
#include "records.h"

/// What the routes of dispatch take and give.
namespace rejoinder::dispatch {

struct WaveSummary {
    Id id;
    std::string name;
    Id campaignId, targetGroupId;
    std::vector<Id> cellIds;
    Channel channel = Channel::Letter;
    bool followUp = false;
    WaveState state = WaveState::Planned;
    std::int64_t pieces = 0;
    std::int64_t version = 1;
    Timestamp createdAt;
    std::optional<Timestamp> builtAt, handedOverAt;
    Id buildOperationId, handOverOperationId;
};
REJOINDER_DESCRIBE(WaveSummary, id, name, campaignId, targetGroupId, cellIds, channel, followUp, state,
                   pieces, version, createdAt, builtAt, handedOverAt, buildOperationId, handOverOperationId)

/// Pieces of a wave in one state; seeds apart.
struct WaveCount {
    Id cellId;
    std::string segment;
    bool seed = false;
    PieceState state = PieceState::Created;
    Withholding refusal = Withholding::None;
    std::int64_t pieces = 0;
    static void rules(Rules& r) {
        r.at("seed").says("Planted addresses; never counted anywhere else");
        r.at("refusal").says("Why pieces were withheld at hand-over");
    }
};
REJOINDER_DESCRIBE(WaveCount, cellId, segment, seed, state, refusal, pieces)

struct WaveDetail {
    Id id;
    WaveSummary wave;
    Content content;
    std::vector<WaveCount> counts;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(WaveDetail, id, wave, content, counts, version)

struct WaveQuery {
    std::optional<Id> campaignId;
    std::optional<WaveState> state;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("limit").range(1, 1000); }
};
REJOINDER_DESCRIBE(WaveQuery, campaignId, state, limit, cursor)

struct StartWave {
    Id id;
    bool restart = false;
    static void rules(Rules& r) {
        r.at("restart").defaulted().says(
            "Queue it anew although it runs, for example after its operation failed");
    }
};
REJOINDER_DESCRIBE(StartWave, id, restart)

struct ChangeWave {
    Id id;
    WaveState state = WaveState::Cancelled;
    static void rules(Rules& r) {
        r.at("state").says("Only cancelled: what was not handed over stays where it is");
    }
};
REJOINDER_DESCRIBE(ChangeWave, id, state)

struct PieceQuery {
    std::optional<Id> waveId, contactId;
    std::optional<PieceState> state;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) {
        r.at("limit").range(1, 1000);
        r.at("state").says("Without waveId and contactId only held, failed and returned pieces are listed");
    }
};
REJOINDER_DESCRIBE(PieceQuery, waveId, contactId, state, limit, cursor)

struct PieceAnswer {
    Id id, waveId, campaignId, cellId, contactId;
    std::string code, printedCode, segment;
    Channel channel = Channel::Letter;
    PieceState state = PieceState::Created;
    bool seed = false;
    Withholding refusal = Withholding::None;
    std::optional<Id> batchId;
    std::optional<Timestamp> handedOverAt, returnedAt;
    std::string note;
};
REJOINDER_DESCRIBE(PieceAnswer, id, waveId, campaignId, cellId, contactId, code, printedCode, segment,
                   channel, state, seed, refusal, batchId, handedOverAt, returnedAt, note)

struct ByCode {
    std::string code;
    static void rules(Rules& r) {
        r.at("code").max(64).says("As printed; dashes, blanks, small letters and look-alikes are understood");
    }
};
REJOINDER_DESCRIBE(ByCode, code)

/// A code that everybody sees alike who sees a medium.
struct MediumAnswer {
    Id id;
    std::string code, printedCode;
    Id campaignId;
    std::optional<Id> cellId;
    std::string medium;
    Channel channel = Channel::Other;
    std::string address, qrText;
    bool active = true;
    Timestamp createdAt;
    std::string createdBy;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(MediumAnswer, id, code, printedCode, campaignId, cellId, medium, channel, address, qrText,
                   active, createdAt, createdBy, version)

/// What somebody needs to know who has a code in the hand: the piece with its person, or the medium.
struct PieceLookUp {
    std::optional<PieceAnswer> piece;
    std::optional<MediumAnswer> medium;
    std::optional<contacts::Contact> contact;
    std::string waveName;
    std::optional<campaigns::CampaignSummary> campaign;
    std::optional<campaigns::Cell> cell;
};
REJOINDER_DESCRIBE(PieceLookUp, piece, medium, contact, waveName, campaign, cell)

/// A known code that differs from the typed one by one character or one swap.
struct NearPiece {
    std::string code, printedCode;
    std::optional<Id> contactId; ///< none for the code of a medium
    std::string name, city;      ///< of the person, or medium and campaign
};
REJOINDER_DESCRIBE(NearPiece, code, printedCode, contactId, name, city)

struct NearPieces {
    std::vector<NearPiece> items;
};
REJOINDER_DESCRIBE(NearPieces, items)

struct DecidePiece {
    std::string code;
    PieceState state = PieceState::HandedOver;
    std::string note;
    static void rules(Rules& r) {
        r.at("code").max(64);
        r.at("state").says(
            "handedOver: it was sent after all; created: it was not, give it to the next hand-over");
        r.at("note").max(400).defaulted();
    }
};
REJOINDER_DESCRIBE(DecidePiece, code, state, note)

struct NewSeed {
    Id contactId;
    std::optional<Id> campaignId;
    std::string note;
    static void rules(Rules& r) {
        r.at("campaignId").says("None: every wave of every campaign");
        r.at("note").max(200).defaulted();
    }
};
REJOINDER_DESCRIBE(NewSeed, contactId, campaignId, note)

struct SeedRow {
    Id id, contactId, campaignId;
    std::string note;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(SeedRow, id, contactId, campaignId, note, createdAt)

struct Seed {
    Id id, contactId;
    std::optional<Id> campaignId;
    std::string note;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(Seed, id, contactId, campaignId, note, createdAt)

struct SeedQuery {
    std::optional<Id> campaignId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("limit").range(1, 1000); }
};
REJOINDER_DESCRIBE(SeedQuery, campaignId, limit, cursor)

} // namespace rejoinder::dispatch
