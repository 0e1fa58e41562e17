#pragma once
#include "records.h"

#include <span>
#include <vector>

namespace rejoinder::dispatch {

/// Why a piece was handed over or withheld.
struct DecisionRow {
    Id pieceId, batchId;
    Withholding refusal = Withholding::None;
    std::string reason;
    Id reliesOn; ///< consent event, objection, suppression, list or pressure rule
    Timestamp decidedAt;
};
REJOINDER_DESCRIBE(DecisionRow, pieceId, batchId, refusal, reason, reliesOn, decidedAt)

/// The verdict on pieces that are about to be handed over: the gate's answer; a piece whose person gets one
/// of this wave under another of its ids is refused as merged; then the pressure rules. What was decided is
/// to be stored with storeDecisions().
std::vector<Verdict> decideFor(Unit& unit, const Neighbours& neighbours, const WaveRow& wave,
                               std::span<const PieceRow> pieces);

/// Keeps the answers with the pieces.
void storeDecisions(Unit& unit, std::span<const PieceRow> pieces, std::span<const Verdict> decisions,
                    Id batch);

/// Pieces in a person's timeline.
std::shared_ptr<contacts::PersonRecords> makePieceRecords();

void declareDecisions(Declarations& d);

} // namespace rejoinder::dispatch
