#include "credit.h"

#include <algorithm>

namespace rejoinder::responses {

namespace {

constexpr std::chrono::hours kDay{24};

/// The last moment of the day: cards are dated by it, and what was handed over on that day may be before
/// them.
Timestamp lastOf(Timestamp at) {
    return Timestamp{Date{Date::of(at).days + 1}.begin().micros - 1};
}

CreditLine lineOf(const dispatch::Piece& piece, Attribution attribution, std::string_view reason) {
    CreditLine line;
    line.campaignId = piece.campaignId;
    line.cellId = piece.cellId;
    line.waveId = piece.waveId;
    line.pieceId = piece.id;
    line.segment = piece.segment;
    line.followUp = piece.followUp;
    line.attribution = attribution;
    line.reason = reason;
    return line;
}

} // namespace

std::vector<CreditLine> Crediting::of(Unit& unit, const Reply& reply) {
    std::vector<CreditLine> lines;
    if (reply.piece) {
        lines.push_back(byPiece(reply));
    } else if (reply.medium) {
        lines.push_back(byMedium(unit, reply));
    } else {
        byHistory(unit, reply, lines);
        if (lines.empty() && reply.campaignId) byNamedCampaign(unit, reply, lines);
        if (reply.wanted && !reply.campaignId) byHoldOuts(unit, reply, lines);
    }
    if (lines.empty()) lines.emplace_back();
    lines.front().best = true;
    for (auto& line : lines) {
        if (!line.campaignId) continue;
        const auto last = lastDayOf(unit, *line.campaignId);
        line.late = last && Date::of(reply.at) > *last;
    }
    return lines;
}

CreditLine Crediting::byPiece(const Reply& reply) {
    const auto& piece = *reply.piece;
    if (piece.seed) { // an answer of a planted address never counts
        auto line = lineOf(piece, Attribution::Unattributed, "seed");
        line.cellId.reset();
        return line;
    }
    if (reply.contact != piece.contactId) return lineOf(piece, Attribution::PassAlong, "other-person");
    if (reply.campaignId && *reply.campaignId != piece.campaignId)
        return lineOf(piece, Attribution::DirectInexact, "other-campaign");
    return lineOf(piece, Attribution::Direct, "own-code");
}

CreditLine Crediting::byMedium(Unit& unit, const Reply& reply) {
    const auto& medium = *reply.medium;
    // Who also got a piece of that cell answers to it, whatever they read the code on.
    const auto sent = sources_.pieces->sentTo(unit, reply.contact, medium.campaignId, Timestamp{0},
                                              lastOf(reply.at), kMostPieces);
    for (const auto& piece : sent)
        if (!medium.cellId || piece.cellId == *medium.cellId)
            return lineOf(piece, Attribution::DirectInexact, "medium-and-piece");
    CreditLine line;
    line.campaignId = medium.campaignId;
    line.cellId = medium.cellId;
    line.attribution = Attribution::DirectInexact;
    line.reason = "medium";
    return line;
}

Timestamp Crediting::since(const Reply& reply) const {
    return reply.at.plus(-kDay * windowDays_);
}

void Crediting::byHistory(Unit& unit, const Reply& reply, std::vector<CreditLine>& lines) {
    const auto attribution = reply.bought ? Attribution::Matchback : Attribution::Inferred;
    const auto sent = sources_.pieces->sentTo(unit, reply.contact, reply.campaignId,
                                              reply.campaignId ? Timestamp{0} : since(reply),
                                              lastOf(reply.at), kMostPieces);
    for (const auto& piece : sent)
        lines.push_back(lineOf(piece, attribution, reply.campaignId ? "named-campaign" : "within-window"));
    for (auto& line : lines) line.share = 1.0 / static_cast<double>(lines.size());
}

void Crediting::byNamedCampaign(Unit& unit, const Reply& reply, std::vector<CreditLine>& lines) {
    const auto campaign = *reply.campaignId;
    if (!sources_.campaigns->find(unit, campaign))
        throw Error::invalid("/campaignId", "responses.unknown-campaign", "there is no such campaign");
    CreditLine line;
    line.campaignId = campaign;
    line.reason = "campaign-only";
    const auto member = sources_.lists->memberOf(unit, campaign, reply.contact);
    if (reply.wanted && member &&
        member->holdOut) { // credited by behaviour: measures what comes without contact
        line.cellId = member->cellId;
        line.segment = member->segment;
        line.attribution = Attribution::HoldOut;
        line.reason = "hold-out";
    }
    lines.push_back(std::move(line));
}

void Crediting::byHoldOuts(Unit& unit, const Reply& reply, std::vector<CreditLine>& lines) {
    for (const auto& holdOut : sources_.lists->holdOutsOf(unit, reply.contact)) {
        if (reply.at < holdOut.since || holdOut.since < since(reply)) continue;
        if (std::ranges::any_of(lines, [&](const auto& l) { return l.campaignId == holdOut.campaignId; }))
            continue;
        CreditLine line;
        line.campaignId = holdOut.campaignId;
        line.cellId = holdOut.cellId;
        line.segment = holdOut.segment;
        line.attribution = Attribution::HoldOut;
        line.reason = "hold-out";
        line.best = true;
        lines.push_back(std::move(line));
    }
}

std::optional<Date> Crediting::lastDayOf(Unit& unit, Id campaign) {
    const auto known = lastDays_.find(campaign);
    if (known != lastDays_.end()) return known->second;
    const auto found = sources_.campaigns->find(unit, campaign);
    const auto last = !found ? std::nullopt : found->offerEndsOn ? found->offerEndsOn : found->endsOn;
    return lastDays_[campaign] = last;
}

} // namespace rejoinder::responses
