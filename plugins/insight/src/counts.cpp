#include "figures.h"

namespace rejoinder::insight {

void Counts::add(const Counts& other) {
    pieces += other.pieces;
    followUpPieces += other.followUpPieces;
    withheld += other.withheld;
    returned += other.returned;
    responders += other.responders;
    responses += other.responses;
    orders += other.orders;
    buyers += other.buyers;
    revenueMinor += other.revenueMinor;
    revenueMinorSquares += other.revenueMinorSquares;
}

namespace {

void addPieces(SegmentCounts& counts, const dispatch::PieceCount& c) {
    auto& line = counts[{c.cellId, c.segment}];
    const bool out = c.state == dispatch::PieceState::HandedOver || c.state == dispatch::PieceState::Returned;
    if (out) (c.followUp ? line.followUpPieces : line.pieces) += c.pieces;
    if (c.followUp) return;
    if (c.state == dispatch::PieceState::Returned) line.returned += c.pieces;
    if (c.state == dispatch::PieceState::Withheld) line.withheld += c.pieces;
}

} // namespace

SegmentCounts countsOf(Unit& unit, const Sources& sources, Id campaign) {
    SegmentCounts counts;
    for (const auto& c : sources.lists->counts(unit, campaign))
        if (c.holdOut) counts[{c.cellId, c.segment}].pieces += c.members;
    for (const auto& c : sources.pieces->counts(unit, campaign)) addPieces(counts, c);
    for (const auto& c : sources.responses->responders(unit, campaign))
        counts[{c.cellId, c.segment}].responders += c.responders;
    for (const auto& c : sources.responses->counts(unit, campaign))
        if (c.reaction == responses::Reaction::Positive)
            counts[{c.cellId, c.segment}].responses += c.responses;
    for (const auto& c : sources.orders->counts(unit, campaign)) {
        auto& line = counts[{c.cellId, c.segment}];
        line.orders += c.orders;
        line.buyers += c.buyers;
        line.revenueMinor += c.revenueMinor;
        line.revenueMinorSquares += c.revenueMinorSquares;
    }
    return counts;
}

} // namespace rejoinder::insight
