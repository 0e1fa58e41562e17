#pragma once
#include "records.h"

#include <compare>
#include <map>

namespace rejoinder::dispatch {

/// One line of the table of counts.
struct TallyRow {
    Id waveId, cellId;
    std::string segment;
    bool seed = false;
    PieceState state = PieceState::Created;
    Withholding refusal = Withholding::None;
    std::int64_t pieces = 0;
};
REJOINDER_DESCRIBE(TallyRow, waveId, cellId, segment, seed, state, refusal, pieces)

/// Collects how counts change within a unit of work and writes each changed line once.
class Tally {
public:
    /// Pieces that came into being.
    void add(const NewPiece& piece);
    /// A piece that changes its state; call it with the piece as it was before.
    void move(const PieceRow& before, PieceState to, Withholding refusal = Withholding::None);
    void apply(Unit& unit) const;

private:
    struct Key {
        Id waveId, cellId;
        std::string segment;
        bool seed;
        PieceState state;
        Withholding refusal;
        auto operator<=>(const Key&) const = default;
    };
    std::map<Key, std::int64_t> changes_;
};

} // namespace rejoinder::dispatch
