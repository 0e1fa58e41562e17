#pragma once
#include "records.h"

#include <span>
#include <vector>

namespace rejoinder::dispatch {

/// Why a piece was handed over or withheld.
struct DecisionRow {
    Id pieceId, batchId;
    contacts::Refusal refusal = contacts::Refusal::None;
    std::string reason;
    Id reliesOn; ///< consent event, objection, suppression or list
    Timestamp decidedAt;
};
REJOINDER_DESCRIBE(DecisionRow, pieceId, batchId, refusal, reason, reliesOn, decidedAt)

/// The gate's answers for pieces that are about to be handed over. A piece whose person gets one of this wave
/// under another of its ids is refused as merged. What was decided is to be stored with storeDecisions().
std::vector<contacts::Decision> decideFor(Unit& unit, const Neighbours& neighbours, const WaveRow& wave,
                                          std::span<const PieceRow> pieces);

/// Keeps the answers with the pieces.
void storeDecisions(Unit& unit, std::span<const PieceRow> pieces,
                    std::span<const contacts::Decision> decisions, Id batch);

/// Pieces in a person's timeline.
std::shared_ptr<contacts::PersonRecords> makePieceRecords();

void declareDecisions(Declarations& d);

} // namespace rejoinder::dispatch
