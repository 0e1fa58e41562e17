#include "piece_facts.h"

#include <algorithm>

namespace rejoinder::dispatch {

std::vector<contacts::HistoryStream> PieceHistory::streams() const {
    using contacts::Narrowing;
    const std::vector<Narrowing> narrowedBy{Narrowing::Campaign, Narrowing::Cell, Narrowing::Channel,
                                            Narrowing::Days};
    contacts::HistoryStream pieces, returns;
    pieces.name = kPieces;
    pieces.exists = "pieces.contacted";
    pieces.count = "pieces.count";
    pieces.firstDay = "pieces.firstOn";
    pieces.lastDay = "pieces.lastOn";
    pieces.happened = "a piece was handed over to this contact";
    pieces.narrowedBy = narrowedBy;
    returns.name = kReturns;
    returns.exists = "pieces.returned";
    returns.count = "pieces.returnedCount";
    returns.lastDay = "pieces.returnedOn";
    returns.happened = "a piece to this contact came back";
    returns.narrowedBy = narrowedBy;
    return {std::move(pieces), std::move(returns)};
}

void PieceHistory::each(Unit& unit, std::string_view stream, const contacts::HistoryFilter& filter,
                        const Visit& visit) {
    unit.forEach<contacts::HistoryEvent>(stream == kPieces ? "dispatch.history-of-pieces"
                                                           : "dispatch.history-of-returns",
                                         {{"campaignId", filter.campaignId}, {"since", filter.since}}, visit);
}

void PieceHistory::of(Unit& unit, std::string_view stream, std::span<const Id> contacts, const Visit& visit) {
    contacts::forContacts<contacts::HistoryEvent>(
        unit, stream == kPieces ? "dispatch.pieces-of-some" : "dispatch.returns-of-some", contacts, visit);
}

} // namespace rejoinder::dispatch
