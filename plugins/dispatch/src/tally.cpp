#include "tally.h"

namespace rejoinder::dispatch {

void Tally::add(const NewPiece& piece) {
    ++changes_[{piece.waveId, piece.cellId, piece.segment, piece.seed, PieceState::Created,
                Withholding::None}];
}

void Tally::move(const PieceRow& before, PieceState to, Withholding refusal) {
    --changes_[{before.waveId, before.cellId, before.segment, before.seed, before.state, before.refusal}];
    ++changes_[{before.waveId, before.cellId, before.segment, before.seed, to, refusal}];
}

void Tally::apply(Unit& unit) const {
    for (const auto& [key, pieces] : changes_) {
        if (pieces == 0) {
            continue;
        }
        const TallyRow row{key.waveId, key.cellId, key.segment, key.seed, key.state, key.refusal, pieces};
        if (unit.run("dispatch.add-to-tally", row) == 0) {
            unit.run("dispatch.insert-tally", row);
        }
    }
}

} // namespace rejoinder::dispatch
