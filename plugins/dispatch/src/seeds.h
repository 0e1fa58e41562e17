#pragma once
#include "dto.h"

namespace rejoinder::dispatch {

/// Planted addresses: people of the house who get a piece of each wave, to see what arrives and when.
class Seeds {
public:
    explicit Seeds(const Neighbours& neighbours) : neighbours_(neighbours) {}

    /// @throws Error Invalid when contact or campaign do not exist, Conflict `dispatch.seed-twice`.
    Seed create(Unit& unit, const NewSeed& wish) const;
    /// @throws Error NotFound `dispatch.no-seed`.
    static Seed find(Unit& unit, Id seed);
    static Page<Seed> list(Unit& unit, const SeedQuery& query);
    /// @throws Error NotFound `dispatch.no-seed`.
    static void remove(Unit& unit, Id seed);

private:
    const Neighbours& neighbours_;
};

} // namespace rejoinder::dispatch
