#include "hand_over.h"

#include "piece_facts.h"
#include "piece_records.h"
#include "tally.h"
#include "wave_book.h"

#include <algorithm>
#include <unordered_map>

namespace rejoinder::dispatch {

namespace {

constexpr std::int32_t kNoteLength = 400;

bool mayHandOver(const WaveRow& wave, Id jobId) {
    return wave.handOverJobId == jobId && wave.state == WaveState::HandingOver;
}

/// One answer per piece, in the order of the pieces; a piece the channel said nothing about is held.
std::vector<Handed> completed(const Batch& batch, const std::vector<Handed>& answers) {
    std::unordered_map<Id, const Handed*> known;
    for (const auto& answer : answers) {
        known[answer.pieceId] = &answer;
    }
    std::vector<Handed> all;
    all.reserve(batch.pieces.size());
    for (const auto& piece : batch.pieces) {
        const auto found = known.find(piece.id);
        Handed handed{piece.id, PieceState::Held, "the channel gave no answer for this piece"};
        if (found != known.end()) {
            handed = *found->second;
        }
        const bool allowed = handed.state == PieceState::HandedOver || handed.state == PieceState::Failed ||
                             handed.state == PieceState::Held || handed.state == PieceState::Created;
        if (!allowed) {
            handed.state = PieceState::Held;
        }
        handed.note = handed.note.substr(0, kNoteLength);
        all.push_back(std::move(handed));
    }
    return all;
}

std::vector<Handed> allOf(const Batch& batch, PieceState state, const std::string& note) {
    std::vector<Handed> all;
    all.reserve(batch.pieces.size());
    for (const auto& piece : batch.pieces) {
        all.push_back({piece.id, state, note});
    }
    return all;
}

std::int64_t howMany(std::span<const Handed> handed, PieceState state) {
    return std::count_if(handed.begin(), handed.end(), [&](const Handed& h) { return h.state == state; });
}

BatchState stateOf(std::span<const Handed> handed) {
    const auto size = static_cast<std::int64_t>(handed.size());
    if (howMany(handed, PieceState::Created) == size) {
        return BatchState::Released;
    }
    return howMany(handed, PieceState::Held) == size ? BatchState::Held : BatchState::Recorded;
}

/// Stores the pieces' outcomes: those handed over with one statement, the others one by one.
void settlePieces(Unit& unit, const Batch& batch, const BatchRow& row, std::span<const Handed> handed) {
    const Timestamp now = unit.now();
    Tally tally;
    for (std::size_t i = 0; i < handed.size(); ++i) {
        PieceRow before;
        const Piece& piece = batch.pieces[i];
        before.waveId = piece.waveId;
        before.cellId = piece.cellId;
        before.segment = piece.segment;
        before.seed = piece.seed;
        before.state = PieceState::HandingOver;
        tally.move(before, handed[i].state);
        const bool plain = handed[i].state == PieceState::HandedOver && handed[i].note.empty();
        if (plain) {
            continue;
        }
        const bool sent = handed[i].state == PieceState::HandedOver;
        unit.run("dispatch.settle-piece",
                 {{"id", piece.id},
                  {"state", handed[i].state},
                  {"batchId", handed[i].state == PieceState::Created ? Id{} : batch.id},
                  {"handedOverAt", sent ? std::optional(now) : std::nullopt},
                  {"note", handed[i].note}});
    }
    unit.run("dispatch.settle-batch-pieces", {{"state", PieceState::HandedOver},
                                              {"handedOverAt", now},
                                              {"waveId", batch.waveId},
                                              {"batchId", batch.id},
                                              {"firstPieceId", row.firstPieceId},
                                              {"lastPieceId", row.lastPieceId}});
    tally.apply(unit);
}

/// True when the campaign may still be sent. Asked before anything is written, so the unit stays whole.
bool approved(Unit& unit, campaigns::Campaigns& campaigns, Id campaign) {
    try {
        campaigns.requireApproved(unit, campaign);
        return true;
    } catch (const Error& e) {
        if (e.kind() != ErrorKind::Conflict) {
            throw;
        }
        return false;
    }
}

/// Lets the job fail, to be tried again with growing pauses, when the channel put something off.
void requireTaken(bool taken) {
    if (!taken) {
        throw Error(ErrorKind::Unavailable, "dispatch.channel-busy",
                    "The channel takes nothing now; the hand-over goes on by itself later.");
    }
}

} // namespace

HandOver::Step HandOver::take(Unit& unit, const WaveJob& job, Id jobId, const ChannelGateway& gateway) const {
    WaveRow wave = WaveBook::row(unit, job.waveId);
    if (!mayHandOver(wave, jobId)) {
        return {Next::Stop, {}};
    }
    if (!approved(unit, *neighbours_.campaigns, wave.campaignId)) {
        wave.state = WaveState::Built;
        WaveBook::save(unit, wave);
        unit.audit("dispatch.stop-wave", wave.id, "the campaign is not approved any more");
        return {Next::Stop, {}};
    }
    auto pieces = unit.all<PieceRow>("dispatch.pieces-of-wave-in-state",
                                     {{"waveId", wave.id},
                                      {"state", PieceState::Created},
                                      {"after", Id{}},
                                      {"limit", std::clamp(gateway.batchSize(), 1, kStep)}});
    if (pieces.empty()) {
        finish(unit, std::move(wave));
        return {Next::Done, {}};
    }
    BatchRow row;
    row.id = unit.newId();
    row.waveId = wave.id;
    row.firstPieceId = pieces.front().id;
    row.lastPieceId = pieces.back().id;
    row.createdAt = unit.now();

    const auto decisions = decideFor(unit, neighbours_, wave, pieces);
    storeDecisions(unit, pieces, decisions, row.id);
    Tally tally;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (const auto refusal = decisions.at(i).refusal; refusal != Withholding::None) {
            unit.run("dispatch.withhold-piece", {{"id", pieces[i].id}, {"refusal", refusal}});
            tally.move(pieces[i], PieceState::Withheld, refusal);
        } else {
            tally.move(pieces[i], PieceState::HandingOver);
            ++row.pieces;
        }
    }
    tally.apply(unit);
    if (row.pieces == 0) {
        return {Next::Again, {}};
    }
    row.number =
        static_cast<std::int32_t>(unit.number("dispatch.last-batch-number", {{"waveId", wave.id}})) + 1;
    unit.run("dispatch.take-pieces", {{"batchId", row.id},
                                      {"waveId", wave.id},
                                      {"firstPieceId", row.firstPieceId},
                                      {"lastPieceId", row.lastPieceId}});
    unit.run("dispatch.insert-batch", row);
    return {Next::Batch, row.id};
}

void HandOver::record(Unit& unit, const Batch& batch, std::span<const Handed> handed,
                      ChannelGateway& gateway) const {
    const auto row = unit.one<BatchRow>("dispatch.find-batch", {{"id", batch.id}});
    // Settled meanwhile: another job found it open and gave it again or held it. Its word stands.
    if (!row || unit.run("dispatch.settle-batch",
                         {{"id", batch.id}, {"state", stateOf(handed)}, {"finishedAt", unit.now()}}) == 0) {
        return;
    }
    settlePieces(unit, batch, *row, handed);
    std::vector<Id> contacts;
    contacts.reserve(batch.pieces.size());
    for (const auto& piece : batch.pieces) contacts.push_back(piece.contactId);
    contacts::publishFactsChanged(unit, PieceHistory::kPieces, contacts);
    gateway.record(unit, batch, handed);
    unit.audit("dispatch.hand-over-batch", batch.id,
               std::to_string(howMany(handed, PieceState::HandedOver)) + " of " +
                   std::to_string(handed.size()));
}

bool HandOver::give(const Batch& batch, Attempt& attempt, ChannelGateway& gateway) const {
    std::vector<Handed> handed;
    try {
        handed = completed(batch, gateway.handOver(batch));
    } catch (const Error& e) {
        if (e.kind() != ErrorKind::Unavailable) {
            throw; // a channel that can repeat gets the batch again with the next attempt; else it will be
                   // held
        }
        handed = allOf(batch, PieceState::Created, e.text());
    }
    attempt.write([&](Unit& u) { record(u, batch, handed, gateway); });
    const auto held = howMany(handed, PieceState::Held);
    const auto failed = howMany(handed, PieceState::Failed);
    if (held > 0 || failed > 0) {
        log_.warning(
            "DISPATCH-PIECES-NOT-SENT",
            {{"wave", batch.waveId.toString()}, {"batch", batch.number}, {"held", held}, {"failed", failed}});
    }
    return howMany(handed, PieceState::Created) == 0;
}

Batch HandOver::load(Attempt& attempt, Id batch) const {
    std::optional<Batch> loaded;
    attempt.read([&](Unit& u) { loaded = pieces_.findBatch(u, batch); });
    return std::move(loaded.value());
}

void HandOver::recover(const WaveJob& job, Attempt& attempt, ChannelGateway& gateway) const {
    for (;;) {
        std::optional<BatchRow> open;
        bool again = false;
        attempt.read([&](Unit& u) {
            open = u.one<BatchRow>("dispatch.open-batch-of-wave", {{"waveId", job.waveId}});
            again = gateway.repeatable() && mayHandOver(WaveBook::row(u, job.waveId), attempt.jobId());
        });
        if (!open) {
            return;
        }
        const Batch batch = load(attempt, open->id);
        if (again) {
            requireTaken(give(batch, attempt, gateway));
            continue;
        }
        const auto held =
            allOf(batch, PieceState::Held, "the hand-over was interrupted; it is not known what was sent");
        attempt.write([&](Unit& u) { record(u, batch, held, gateway); });
        log_.warning("DISPATCH-BATCH-HELD",
                     {{"wave", job.waveId.toString()}, {"batch", batch.number}, {"pieces", held.size()}});
    }
}

void HandOver::finish(Unit& unit, WaveRow wave) const {
    wave.state = WaveState::HandedOver;
    wave.handedOverAt = unit.now();
    WaveBook::save(unit, wave);
    const auto pieces = unit.number("dispatch.handed-over-in-wave", {{"waveId", wave.id}});
    unit.publish(WaveHandedOver{wave.id, wave.campaignId, pieces});
    unit.audit("dispatch.wave-handed-over", wave.id, std::to_string(pieces));
}

void HandOver::run(const WaveJob& job, Attempt& attempt) const {
    const Id jobId = attempt.jobId();
    std::optional<WaveRow> wave;
    attempt.read([&](Unit& u) { wave = WaveBook::row(u, job.waveId); });
    if (wave->handOverJobId != jobId) {
        return;
    }
    const auto gateway = neighbours_.gateway(wave->channel);
    recover(job, attempt, *gateway);
    std::int64_t done = 0;
    while (!attempt.stopping()) {
        const Step step = attempt.write([&](Unit& u) { return take(u, job, jobId, *gateway); });
        if (step.next == Next::Done) {
            log_.info("DISPATCH-WAVE-HANDED-OVER", {{"wave", job.waveId.toString()}});
        }
        if (step.next == Next::Done || step.next == Next::Stop) {
            return;
        }
        if (step.next == Next::Batch) {
            const Batch batch = load(attempt, step.batch);
            requireTaken(give(batch, attempt, *gateway));
            done += static_cast<std::int64_t>(batch.pieces.size());
            attempt.progress(done, wave->pieces);
        }
    }
}

} // namespace rejoinder::dispatch
