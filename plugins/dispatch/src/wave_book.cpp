#include "wave_book.h"

#include "merge_fields.h"
#include "paging.h"
#include "tally.h"

#include <algorithm>

namespace rejoinder::dispatch {

namespace {

Operation queued(Unit& unit, std::string_view job, Id id, const WaveRow& wave) {
    Operation operation;
    operation.id = id;
    operation.name = job;
    operation.title = wave.name;
    operation.createdAt = unit.now();
    return operation;
}

Id queueBuild(Unit& unit, WaveRow& wave) {
    ++wave.builds;
    const std::string key = wave.id.toString() + "." + std::to_string(wave.builds);
    wave.buildJobId = unit.enqueue(kBuildJob, WaveJob{wave.id}, {key, {}, "Build wave " + wave.name});
    return wave.buildJobId;
}

WaveSummary summaryOf(const WaveRow& w) {
    return {w.id,        w.name,     w.campaignId,   w.targetGroupId, w.cellIds,
            w.channel,   w.followUp, w.state,        w.pieces,        w.version,
            w.createdAt, w.builtAt,  w.handedOverAt, w.buildJobId,    w.handOverJobId};
}

} // namespace

WaveRow WaveBook::row(Unit& unit, Id wave) {
    auto found = unit.one<WaveRow>("dispatch.find-wave", {{"id", wave}});
    if (!found) {
        throw Error::notFound("dispatch.no-wave", "There is no wave " + wave.toString() + ".");
    }
    return std::move(*found);
}

void WaveBook::check(Unit& unit, const NewWave& wave, Id campaign) const {
    Faults faults;
    if (wave.name.empty()) {
        faults.add("/name", "dispatch.name-missing", "a wave needs a name");
    }
    if (wave.name.size() > 200) {
        faults.add("/name", "dispatch.name-long", "a wave's name has at most 200 bytes");
    }
    const auto cells = neighbours_.campaigns->cells(unit, campaign);
    for (std::size_t i = 0; i < wave.cellIds.size(); ++i) {
        const std::string pointer = "/cellIds/" + std::to_string(i);
        const auto cell =
            std::find_if(cells.begin(), cells.end(), [&](const auto& c) { return c.id == wave.cellIds[i]; });
        if (cell == cells.end()) {
            faults.add(pointer, "dispatch.no-cell", "the campaign has no such cell");
        } else if (cell->holdOut) {
            faults.add(pointer, "dispatch.hold-out",
                       "cell " + cell->code + " is a hold-out and never contacted");
        }
    }
    if (std::all_of(cells.begin(), cells.end(), [](const auto& c) { return c.holdOut; })) {
        faults.add("/targetGroupId", "dispatch.no-cell", "the campaign has no cell that is contacted");
    }
    checkContent(wave.content, wave.channel, "/content", faults);
    faults.raise("dispatch.invalid-wave");
}

Id WaveBook::create(Unit& unit, const NewWave& wave) {
    const Id campaign = neighbours_.lists->campaignOf(unit, wave.targetGroupId);
    check(unit, wave, campaign);
    (void)neighbours_.gateway(wave.channel);
    neighbours_.campaigns->requireApproved(unit, campaign);

    WaveRow row;
    row.id = unit.newId();
    row.name = wave.name;
    row.campaignId = campaign;
    row.targetGroupId = wave.targetGroupId;
    row.cellIds = wave.cellIds;
    row.channel = wave.channel;
    row.content = wave.content;
    row.followUp = wave.followUp;
    row.createdAt = unit.now();
    queueBuild(unit, row);
    unit.run("dispatch.insert-wave", row);
    unit.audit("dispatch.plan-wave", row.id, row.name);
    return row.id;
}

void WaveBook::start(Unit& unit, Id wave) {
    (void)handOver(unit, {wave, false});
}

Page<WaveSummary> WaveBook::list(Unit& unit, const WaveQuery& query) {
    const std::int32_t limit = query.limit.value_or(kPageDefault);
    return pageOf(unit.all<WaveSummary>("dispatch.list-waves",
                                        {{"before", cursorOf(query.cursor, kAfterAll)},
                                         {"campaignId", query.campaignId.value_or(Id{})},
                                         {"state", query.state ? nameOf(*query.state) : std::string()},
                                         {"limit", limit + 1}}),
                  limit);
}

WaveDetail WaveBook::detail(Unit& unit, Id wave) {
    const WaveRow w = row(unit, wave);
    WaveDetail detail{w.id, summaryOf(w), w.content, {}, w.version};
    for (auto& t : unit.all<TallyRow>("dispatch.tally-of-wave", {{"waveId", wave}})) {
        detail.counts.push_back({t.cellId, std::move(t.segment), t.seed, t.state, t.refusal, t.pieces});
    }
    return detail;
}

Operation WaveBook::build(Unit& unit, const StartWave& wish) {
    WaveRow wave = row(unit, wish.id);
    if (wave.state != WaveState::Planned && wave.state != WaveState::Building) {
        throw Error::conflict("dispatch.wave-state",
                              "The wave is " + nameOf(wave.state) + "; there is nothing to build.");
    }
    if (wish.restart) {
        queueBuild(unit, wave);
        save(unit, wave);
        unit.audit("dispatch.build-wave", wave.id);
    }
    return queued(unit, kBuildJob, wave.buildJobId, wave);
}

Id WaveBook::queueHandOver(Unit& unit, WaveRow& wave) {
    ++wave.handOvers;
    const std::string key = wave.id.toString() + "." + std::to_string(wave.handOvers);
    wave.handOverWanted = false;
    wave.state = WaveState::HandingOver;
    wave.handOverJobId =
        unit.enqueue(kHandOverJob, WaveJob{wave.id}, {key, {}, "Hand over wave " + wave.name});
    return wave.handOverJobId;
}

Operation WaveBook::handOver(Unit& unit, const StartWave& wish) {
    WaveRow wave = row(unit, wish.id);
    if (wave.state == WaveState::Cancelled) {
        throw Error::conflict("dispatch.wave-state", "The wave was cancelled.");
    }
    (void)neighbours_.gateway(wave.channel);
    neighbours_.campaigns->requireApproved(unit, wave.campaignId);
    const bool building = wave.state == WaveState::Planned || wave.state == WaveState::Building;
    if (building) {
        if (!wave.handOverWanted) {
            wave.handOverWanted = true;
            neighbours_.campaigns->markRunning(unit, wave.campaignId);
            save(unit, wave);
            unit.audit("dispatch.start-wave", wave.id, wave.name);
        }
        return queued(unit, kBuildJob, wave.buildJobId, wave);
    }
    if (wave.state != WaveState::HandingOver || wish.restart) {
        neighbours_.campaigns->markRunning(unit, wave.campaignId);
        queueHandOver(unit, wave);
        save(unit, wave);
        unit.audit("dispatch.start-wave", wave.id, wave.name);
    }
    return queued(unit, kHandOverJob, wave.handOverJobId, wave);
}

void WaveBook::cancel(Unit& unit, WaveRow wave) {
    if (wave.state == WaveState::Cancelled) {
        return;
    }
    if (wave.state == WaveState::HandedOver) {
        throw Error::conflict("dispatch.wave-state", "The wave was handed over; it cannot be cancelled.");
    }
    wave.state = WaveState::Cancelled;
    wave.handOverWanted = false;
    save(unit, wave);
    unit.enqueue(kCancelJob, WaveJob{wave.id}, {wave.id.toString(), {}, "Cancel wave " + wave.name});
    unit.audit("dispatch.cancel-wave", wave.id, wave.name);
}

} // namespace rejoinder::dispatch
