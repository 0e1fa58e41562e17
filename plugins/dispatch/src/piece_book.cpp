#include "piece_book.h"

#include "media.h"
#include "merge_fields.h"
#include "paging.h"
#include "piece_code.h"
#include "piece_facts.h"
#include "tally.h"
#include "wave_book.h"

#include <algorithm>
#include <iterator>

namespace rejoinder::dispatch {

namespace {

PieceAnswer answerOf(const PieceRow& r) {
    PieceAnswer a{r.id,         r.waveId,  r.campaignId, r.cellId, r.contactId, r.code, printedCode(r.code),
                  r.segment,    r.channel, r.state,      r.seed,   r.refusal,   {},     r.handedOverAt,
                  r.returnedAt, r.note};
    if (r.batchId) {
        a.batchId = r.batchId;
    }
    return a;
}

std::vector<PieceAnswer> answersOf(const std::vector<PieceRow>& rows) {
    std::vector<PieceAnswer> answers;
    answers.reserve(rows.size());
    for (const auto& row : rows) {
        answers.push_back(answerOf(row));
    }
    return answers;
}

/// A page of one wave: state after state, in each by id, as the index has them. The cursor is "<state>.<id>".
Page<PieceAnswer> listWave(Unit& unit, const PieceQuery& query, std::int32_t limit) {
    std::vector<std::string> states = detail::enumInfo<PieceState>().names;
    if (query.state) {
        states = {nameOf(*query.state)};
    }
    auto state = states.begin();
    Id after = kBeforeAll;
    if (query.cursor) {
        const auto dot = query.cursor->find('.');
        state = std::find(states.begin(), states.end(), query.cursor->substr(0, dot));
        if (dot == std::string::npos || state == states.end()) {
            throw Error::invalid("/cursor", "dispatch.bad-cursor",
                                 "This cursor did not come from a page before.");
        }
        after = cursorOf(query.cursor->substr(dot + 1), kBeforeAll);
    }
    const auto most = static_cast<std::size_t>(limit);
    std::vector<PieceRow> rows;
    for (; state != states.end() && rows.size() <= most; ++state, after = kBeforeAll) {
        auto more =
            unit.all<PieceRow>("dispatch.pieces-of-wave-in-state", {{"waveId", *query.waveId},
                                                                    {"state", *state},
                                                                    {"after", after},
                                                                    {"limit", most + 1 - rows.size()}});
        std::move(more.begin(), more.end(), std::back_inserter(rows));
    }
    Page<PieceAnswer> page;
    if (rows.size() > most) {
        rows.resize(most);
        page.nextCursor = nameOf(rows.back().state) + "." + rows.back().id.toString();
    }
    page.items = answersOf(rows);
    return page;
}

bool wasSent(PieceState state) {
    return state == PieceState::HandedOver || state == PieceState::HandingOver || state == PieceState::Held ||
           state == PieceState::Returned;
}

} // namespace

/// The row of a code in its one form.
std::optional<PieceRow> PieceBook::rowByCode(Unit& unit, const std::string& code) const {
    if (code.size() != kCodeLength) {
        return std::nullopt;
    }
    return unit.one<PieceRow>("dispatch.find-piece-by-code-number", {{"codeNumber", codes_.numberOf(code)}});
}

/// The row of a typed code. @throws Error Invalid or NotFound.
PieceRow PieceBook::requireRow(Unit& unit, std::string_view typed) const {
    const auto read = readCode(typed);
    if (read.fault != CodeFault::None) {
        throw Error::invalid("/code", "dispatch.code-check", read.hint);
    }
    auto row = rowByCode(unit, read.code);
    if (!row) {
        throw Error::notFound("dispatch.no-piece", "No piece has the code " + printedCode(read.code) + ".");
    }
    return std::move(*row);
}

std::optional<Piece> PieceBook::findByCode(Unit& unit, std::string_view code) {
    const auto read = readCode(code);
    if (read.fault != CodeFault::None) {
        return std::nullopt;
    }
    const auto row = rowByCode(unit, read.code);
    return row ? std::optional(pieceOf(*row)) : std::nullopt;
}

std::optional<Piece> PieceBook::find(Unit& unit, Id piece) {
    const auto row = unit.one<PieceRow>("dispatch.find-piece", {{"id", piece}});
    return row ? std::optional(pieceOf(*row)) : std::nullopt;
}

std::optional<MediumCode> PieceBook::findMedium(Unit& unit, std::string_view code) {
    auto found = Media::byCode(unit, code);
    if (!found) {
        return std::nullopt;
    }
    return MediumCode{found->id,     found->code,   found->campaignId, found->cellId,
                      found->medium, found->qrText, found->channel};
}

std::vector<Piece> PieceBook::sentTo(Unit& unit, Id contact, std::optional<Id> campaign, Timestamp since,
                                     Timestamp until, std::int32_t limit) {
    std::vector<Piece> pieces;
    for (const auto& row :
         unit.all<PieceRow>("dispatch.pieces-sent-to-contact", {{"contactId", contact},
                                                                {"since", since},
                                                                {"until", until},
                                                                {"campaignId", campaign.value_or(Id{})},
                                                                {"limit", limit}})) {
        pieces.push_back(pieceOf(row));
    }
    return pieces;
}

std::optional<Piece> PieceBook::newestOf(Unit& unit, Id contact, std::optional<Id> campaign) {
    const auto row = unit.one<PieceRow>("dispatch.newest-piece-of-contact",
                                        {{"contactId", contact}, {"campaignId", campaign.value_or(Id{})}});
    return row ? std::optional(pieceOf(*row)) : std::nullopt;
}

std::int32_t PieceBook::markReturned(Unit& unit, Id piece, std::string_view reason) {
    const auto row = unit.one<PieceRow>("dispatch.find-piece", {{"id", piece}});
    if (!row) {
        throw Error::notFound("dispatch.no-piece", "There is no piece " + piece.toString() + ".");
    }
    if (!wasSent(row->state)) {
        throw Error::conflict("dispatch.piece-state",
                              "The piece is " + nameOf(row->state) + "; it was never sent.");
    }
    if (row->state != PieceState::Returned) {
        unit.run("dispatch.return-piece",
                 {{"id", piece}, {"returnedAt", unit.now()}, {"note", reason.substr(0, 400)}});
        Tally tally;
        tally.move(*row, PieceState::Returned, row->refusal);
        tally.apply(unit);
        contacts::publishFactsChanged(unit, PieceHistory::kReturns, {&row->contactId, 1});
        unit.audit("dispatch.return-piece", piece, reason);
    }
    return static_cast<std::int32_t>(
        unit.number("dispatch.returned-pieces-of-contact", {{"contactId", row->contactId}}));
}

std::vector<PieceCount> PieceBook::counts(Unit& unit, Id campaign) {
    return unit.all<PieceCount>("dispatch.tally-of-campaign", {{"campaignId", campaign}});
}

Batch PieceBook::load(Unit& unit, const BatchRow& row, const Content& content,
                      std::vector<PieceRow> pieces) const {
    Batch batch;
    batch.id = row.id;
    batch.waveId = row.waveId;
    batch.number = row.number;
    batch.content = content;
    batch.createdAt = row.createdAt;
    if (pieces.empty()) {
        return batch;
    }
    batch.campaignId = pieces.front().campaignId;
    const auto facts = waveFacts(unit, neighbours_, batch.campaignId, content, row.createdAt);
    std::vector<Id> ids;
    ids.reserve(pieces.size());
    for (const auto& piece : pieces) {
        ids.push_back(piece.contactId);
    }
    auto people = neighbours_.directory->findMany(unit, ids);
    auto person = people.begin();
    for (const auto& piece : pieces) {
        // findMany leaves missing contacts out but keeps the order.
        contacts::Contact contact;
        contact.id = piece.contactId;
        if (person != people.end() && person->id == piece.contactId) {
            contact = std::move(*person++);
        }
        auto fields = fieldValues(facts, contact, neighbours_.directory->salutationLine(contact), piece);
        fields["webAddress"] = fields["webQr"] = neighbours_.webAddress(piece.code);
        batch.pieces.push_back(pieceOf(piece));
        batch.recipients.push_back({std::move(contact), std::move(fields)});
    }
    return batch;
}

std::optional<Batch> PieceBook::findBatch(Unit& unit, Id batch) {
    const auto row = unit.one<BatchRow>("dispatch.find-batch", {{"id", batch}});
    if (!row) {
        return std::nullopt;
    }
    const auto wave = WaveBook::row(unit, row->waveId);
    auto loaded = load(unit, *row, wave.content,
                       unit.all<PieceRow>("dispatch.pieces-of-batch", {{"firstPieceId", row->firstPieceId},
                                                                       {"lastPieceId", row->lastPieceId},
                                                                       {"batchId", row->id}}));
    loaded.campaignId = wave.campaignId;
    return loaded;
}

std::optional<Batch> PieceBook::findAlone(Unit& unit, Id piece) {
    auto row = unit.one<PieceRow>("dispatch.find-piece", {{"id", piece}});
    if (!row) {
        return std::nullopt;
    }
    auto batch = unit.one<BatchRow>("dispatch.find-batch", {{"id", row->batchId}});
    if (!batch) {
        batch.emplace();
        batch->waveId = row->waveId;
        batch->createdAt = unit.now();
    }
    return load(unit, *batch, WaveBook::row(unit, row->waveId).content, {std::move(*row)});
}

Page<PieceAnswer> PieceBook::list(Unit& unit, const PieceQuery& query) {
    const std::int32_t limit = query.limit.value_or(kPageDefault);
    if (query.waveId && !query.contactId) {
        return listWave(unit, query, limit);
    }
    const Id after = cursorOf(query.cursor, kBeforeAll);
    std::vector<PieceRow> rows;
    if (query.contactId) {
        rows = unit.all<PieceRow>("dispatch.pieces-of-contact",
                                  {{"contactId", *query.contactId},
                                   {"after", after},
                                   {"waveId", query.waveId.value_or(Id{})},
                                   {"state", query.state ? nameOf(*query.state) : std::string()},
                                   {"limit", limit + 1}});
    } else if (query.state == PieceState::Held || query.state == PieceState::Failed ||
               query.state == PieceState::Returned) {
        rows = unit.all<PieceRow>("dispatch.pieces-in-state",
                                  {{"state", *query.state}, {"after", after}, {"limit", limit + 1}});
    } else {
        throw Error::invalid("/waveId", "dispatch.too-wide",
                             "Name a wave or a contact, or one of the states held, failed and returned.");
    }
    return pageOf(answersOf(rows), limit);
}

PieceLookUp PieceBook::lookUp(Unit& unit, std::string_view typed) const {
    PieceLookUp found;
    Id campaign;
    std::optional<Id> cellId;
    if (auto medium = Media::byCode(unit, typed)) {
        campaign = medium->campaignId;
        cellId = medium->cellId;
        found.medium = std::move(medium);
    } else {
        const PieceRow row = requireRow(unit, typed);
        found.piece = answerOf(row);
        found.contact = neighbours_.directory->find(unit, row.contactId);
        found.waveName = WaveBook::row(unit, row.waveId).name;
        campaign = row.campaignId;
        cellId = row.cellId;
    }
    found.campaign = neighbours_.campaigns->find(unit, campaign);
    for (auto& cell : neighbours_.campaigns->cells(unit, campaign)) {
        if (cell.id == cellId) {
            found.cell = std::move(cell);
        }
    }
    return found;
}

std::vector<Piece> PieceBook::near(Unit& unit, std::string_view code) {
    std::vector<Piece> pieces;
    for (const auto& other : nearCodes(code)) {
        if (const auto row = rowByCode(unit, other)) {
            pieces.push_back(pieceOf(*row));
        }
    }
    return pieces;
}

NearPieces PieceBook::nearOnes(Unit& unit, std::string_view typed) const {
    NearPieces found;
    for (const auto& code : nearCodes(typed)) {
        if (const auto medium = Media::byCode(unit, code)) {
            const auto campaign = neighbours_.campaigns->find(unit, medium->campaignId);
            found.items.push_back(
                {code, printedCode(code), {}, medium->medium, campaign ? campaign->name : std::string()});
        }
        const auto row = rowByCode(unit, code);
        if (!row) {
            continue;
        }
        NearPiece piece{code, printedCode(code), row->contactId, "", ""};
        if (const auto contact = neighbours_.directory->find(unit, row->contactId)) {
            piece.name = contact->familyName.empty() ? contact->companyName
                                                     : contact->givenName + " " + contact->familyName;
            piece.city = contact->city;
        }
        found.items.push_back(std::move(piece));
    }
    return found;
}

PieceAnswer PieceBook::decide(Unit& unit, const DecidePiece& wish) const {
    PieceRow row = requireRow(unit, wish.code);
    const bool open = row.state == PieceState::Held || row.state == PieceState::Failed;
    if (!open) {
        throw Error::conflict("dispatch.piece-state", "The piece is " + nameOf(row.state) +
                                                          "; only held and failed pieces are decided.");
    }
    if (wish.state != PieceState::HandedOver && wish.state != PieceState::Created) {
        throw Error::invalid("/state", "dispatch.decision",
                             "A piece is decided to be handedOver or created.");
    }
    Tally tally;
    tally.move(row, wish.state);
    tally.apply(unit);
    row.state = wish.state;
    row.note = wish.note;
    if (wish.state == PieceState::HandedOver) {
        row.handedOverAt = unit.now();
    } else {
        row.batchId = Id{};
        row.handedOverAt.reset();
    }
    unit.run("dispatch.settle-piece", {{"id", row.id},
                                       {"state", row.state},
                                       {"batchId", row.batchId},
                                       {"handedOverAt", row.handedOverAt},
                                       {"note", row.note}});
    contacts::publishFactsChanged(unit, PieceHistory::kPieces, {&row.contactId, 1});
    unit.audit("dispatch.decide-piece", row.id, nameOf(row.state));
    return answerOf(row);
}

} // namespace rejoinder::dispatch
