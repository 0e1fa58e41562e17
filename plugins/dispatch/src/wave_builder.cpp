#include "wave_builder.h"

#include "tally.h"
#include "wave_book.h"

#include <algorithm>
#include <future>

namespace rejoinder::dispatch {

namespace {

bool mayBuild(const WaveRow& wave, Id jobId) {
    return wave.buildJobId == jobId &&
           (wave.state == WaveState::Planned || wave.state == WaveState::Building);
}

} // namespace

void WaveBuilder::insert(Unit& unit, const WaveRow& wave, std::vector<NewPiece> pieces, Id builtAfter) const {
    const auto codes = codes_.reserve(unit, pieces.size());
    Tally tally;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        pieces[i].id = unit.newId();
        pieces[i].waveId = wave.id;
        pieces[i].code = codes[i].code;
        pieces[i].codeNumber = codes[i].number;
        tally.add(pieces[i]);
    }
    unit.insertMany("dispatch.insert-piece", pieces);
    tally.apply(unit);
    unit.run("dispatch.wave-built-until",
             {{"id", wave.id}, {"builtAfter", builtAfter}, {"pieces", pieces.size()}});
}

void WaveBuilder::buildSeeds(Unit& unit, WaveRow& wave) const {
    const auto contacts = unit.numbers("dispatch.seeds-for-campaign", {{"campaignId", wave.campaignId}});
    if (contacts.empty()) {
        return;
    }
    Id cell;
    for (const auto& c : neighbours_.campaigns->cells(unit, wave.campaignId)) {
        const bool wanted = wave.cellIds.empty() ? !c.holdOut : c.id == wave.cellIds.front();
        if (wanted && !cell) {
            cell = c.id;
        }
    }
    std::vector<NewPiece> pieces;
    for (const auto contact : contacts) {
        NewPiece piece;
        piece.cellId = cell;
        piece.contactId = Id{contact};
        piece.seed = true;
        pieces.push_back(std::move(piece));
    }
    insert(unit, wave, std::move(pieces), wave.builtAfter);
}

std::optional<WaveRow> WaveBuilder::begin(Unit& unit, const WaveJob& job, Id jobId) const {
    WaveRow wave = WaveBook::row(unit, job.waveId);
    if (!mayBuild(wave, jobId)) {
        return std::nullopt;
    }
    neighbours_.campaigns->requireApproved(unit, wave.campaignId);
    if (wave.state == WaveState::Planned) {
        wave.state = WaveState::Building;
        WaveBook::save(unit, wave);
        buildSeeds(unit, wave);
        unit.audit("dispatch.build-wave", wave.id, wave.name);
    }
    return WaveBook::row(unit, job.waveId);
}

bool WaveBuilder::step(Unit& unit, const WaveJob& job, Id jobId,
                       std::span<const targetgroups::Member> members, const Contacts& seeds,
                       std::int64_t& built) const {
    const WaveRow wave = WaveBook::row(unit, job.waveId);
    if (!mayBuild(wave, jobId)) {
        return false;
    }
    std::vector<NewPiece> pieces;
    pieces.reserve(members.size());
    for (const auto& member : members) {
        // A seed that is also a member has its piece already and stays out of all counts.
        if (!member.holdOut && !seeds.contains(member.contactId)) {
            pieces.push_back({{}, {}, member.cellId, member.contactId, {}, 0, member.segment, false});
        }
    }
    built = wave.pieces + static_cast<std::int64_t>(pieces.size());
    insert(unit, wave, std::move(pieces), members.back().contactId);
    return true;
}

void WaveBuilder::finish(Unit& unit, const WaveJob& job, Id jobId) const {
    WaveRow wave = WaveBook::row(unit, job.waveId);
    if (!mayBuild(wave, jobId)) {
        return;
    }
    wave.state = WaveState::Built;
    wave.builtAt = unit.now();
    if (wave.handOverWanted) {
        WaveBook::queueHandOver(unit, wave);
    }
    WaveBook::save(unit, wave);
    unit.audit("dispatch.wave-built", wave.id, std::to_string(wave.pieces));
}

void WaveBuilder::build(const WaveJob& job, Attempt& attempt) const {
    const Id jobId = attempt.jobId();
    const auto wave = attempt.write([&](Unit& u) { return begin(u, job, jobId); });
    if (!wave) {
        return;
    }
    Contacts seeds;
    attempt.read([&](Unit& u) {
        seeds.clear();
        for (const auto contact : u.numbers("dispatch.seed-contacts-of-wave", {{"waveId", wave->id}})) {
            seeds.insert(Id{contact});
        }
    });
    // Read on a snapshot: the list is frozen, and the writer stays free for people meanwhile. The next
    // members are read while the pieces of these are written.
    const auto readAfter = [&](Id after) {
        return std::async(std::launch::async, [&, after] {
            std::vector<targetgroups::Member> members;
            attempt.read([&](Unit& u) {
                members =
                    neighbours_.lists->membersAfter(u, wave->targetGroupId, wave->cellIds, after, kStep);
            });
            return members;
        });
    };
    std::int64_t built = wave->pieces;
    auto coming = readAfter(wave->builtAfter);
    while (!attempt.stopping()) {
        const auto members = coming.get();
        if (members.empty()) {
            attempt.write([&](Unit& u) { finish(u, job, jobId); });
            log_.info("DISPATCH-WAVE-BUILT", {{"wave", job.waveId.toString()}, {"pieces", built}});
            return;
        }
        coming = readAfter(members.back().contactId);
        if (!attempt.write([&](Unit& u) { return step(u, job, jobId, members, seeds, built); })) {
            return;
        }
        attempt.progress(built, 0);
    }
}

void WaveBuilder::cancel(const WaveJob& job, Attempt& attempt) const {
    while (!attempt.stopping()) {
        const bool more = attempt.write([&](Unit& u) {
            const auto pieces = u.all<PieceRow>(
                "dispatch.pieces-of-wave-in-state",
                {{"waveId", job.waveId}, {"state", PieceState::Created}, {"after", Id{}}, {"limit", kStep}});
            if (pieces.empty()) {
                return false;
            }
            Tally tally;
            for (const auto& piece : pieces) {
                tally.move(piece, PieceState::Cancelled);
            }
            u.run("dispatch.cancel-pieces", {{"waveId", job.waveId},
                                             {"firstPieceId", pieces.front().id},
                                             {"lastPieceId", pieces.back().id}});
            tally.apply(u);
            return true;
        });
        if (!more) {
            return;
        }
    }
}

} // namespace rejoinder::dispatch
