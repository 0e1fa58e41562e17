#pragma once
#include "permutation.h"

#include <rejoinder/storage.h>

#include <optional>

namespace rejoinder::dispatch {

/// Gives out codes that were never given before. The key and the next number stand in the database, so that
/// all nodes share one space; a block of numbers is reserved in the same unit of work that stores the pieces,
/// so no number is lost and none is given twice, however often the unit runs.
class CodeSpace {
public:
    /// Reads the key, or makes it when the installation has none.
    explicit CodeSpace(Storage& storage);

    /// That many new codes. @throws Error Unavailable when the space is used up.
    std::vector<std::string> reserve(Unit& unit, std::size_t count) const;

    /// How many codes were given out so far.
    static std::int64_t given(Unit& unit);
    /// True when this code (in its one form) came from the first `given` numbers.
    [[nodiscard]] bool cameFromHere(std::span<const std::string> codes, std::int64_t given,
                                    std::size_t& wrong) const;

private:
    std::optional<Permutation> permutation_;
};

} // namespace rejoinder::dispatch
