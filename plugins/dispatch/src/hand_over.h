#pragma once
#include "piece_book.h"

#include <rejoinder/log.h>

namespace rejoinder::dispatch {

/// The job that gives a wave's pieces to their channel, batch by batch, so that no piece is ever given twice:
/// 1. take: in one unit the ContactGate is asked again, refused pieces are withheld, the others are marked
/// handingOver
///    under a new batch;
/// 2. hand over: outside of any unit the channel does its work in the world;
/// 3. record: in one unit each piece gets its outcome, together with the channel's own records.
/// A crash between 1 and 3 leaves an open batch. A channel that can repeat is given the same batch again;
/// else its pieces are held for a person, because nobody knows what went out.
class HandOver {
public:
    HandOver(const Neighbours& neighbours, PieceBook& pieces, Log& log)
        : neighbours_(neighbours), pieces_(pieces), log_(log) {}

    void run(const WaveJob& job, Attempt& attempt) const;

private:
    enum class Next { Batch, Again, Done, Stop };
    struct Step {
        Next next = Next::Stop;
        Id batch;
    };
    /// Finishes what a crash left open.
    void recover(const WaveJob& job, Attempt& attempt, ChannelGateway& gateway) const;
    Step take(Unit& unit, const WaveJob& job, Id jobId, const ChannelGateway& gateway) const;
    /// Gives a batch to the channel and records the outcome. @returns false when some of it should be tried
    /// later.
    bool give(const Batch& batch, Attempt& attempt, ChannelGateway& gateway) const;
    void record(Unit& unit, const Batch& batch, std::span<const Handed> handed,
                ChannelGateway& gateway) const;
    [[nodiscard]] Batch load(Attempt& attempt, Id batch) const;
    void finish(Unit& unit, WaveRow wave) const;

    const Neighbours& neighbours_;
    PieceBook& pieces_;
    Log& log_;
};

} // namespace rejoinder::dispatch
