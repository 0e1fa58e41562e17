#pragma once
#include "dto.h"

namespace rejoinder::dispatch {

/// Waves: planned, started, cancelled, shown. The jobs change their state through it.
class WaveBook final : public Waves {
public:
    explicit WaveBook(const Neighbours& neighbours) : neighbours_(neighbours) {}

    Id create(Unit& unit, const NewWave& wave) override;
    void start(Unit& unit, Id wave) override;

    /// @throws Error NotFound `dispatch.no-wave`.
    static WaveRow row(Unit& unit, Id wave);
    static void save(Unit& unit, const WaveRow& wave) { unit.run("dispatch.update-wave", wave); }

    static Page<WaveSummary> list(Unit& unit, const WaveQuery& query);
    static WaveDetail detail(Unit& unit, Id wave);
    /// Queues building again, for example after its operation was cancelled. @throws Error Conflict when it
    /// is built.
    static Operation build(Unit& unit, const StartWave& wish);
    /// Queues the hand-over, or lets it follow the building. Asked again it gives the same operation.
    Operation handOver(Unit& unit, const StartWave& wish);
    /// Cancels what was not handed over yet.
    static void cancel(Unit& unit, WaveRow wave);
    /// Queues the hand-over job of a built wave and puts its id into the row, which the caller saves.
    static Id queueHandOver(Unit& unit, WaveRow& wave);

private:
    void check(Unit& unit, const NewWave& wave, Id campaign) const;

    const Neighbours& neighbours_;
};

} // namespace rejoinder::dispatch
