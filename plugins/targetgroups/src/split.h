#pragma once
#include "definition.h"

#include <map>
#include <span>

/// The last steps of the funnel on plain lists: who stays of those who share something, and who gets which
/// cell.
namespace rejoinder::targetgroups {

/// One person of a cell.
struct Placed {
    std::int64_t contact = 0;
    Id cell;
    std::int32_t segment = -1; ///< index of its segment; -1: none
    bool operator==(const Placed&) const = default;
};

/// What a share asks for, and what it gets of so many people.
struct ShareSize {
    std::int64_t wanted = 0, gets = 0;
};
/// For a split by draw. Shares in per cent are exact to one person, whatever their number; counts come before
/// nothing: shares take in their order until nobody is left.
std::vector<ShareSize> shareSizes(std::int64_t size, const Split& split);

/// What is known of the people beside their ids; each list is empty or in the order of the ids.
struct Known {
    std::vector<std::string> values; ///< of the attribute that names the cell, or of the order of every n-th
    std::vector<std::string> strata;
};
/// Puts ascending ids into cells; the same for the same seed. @returns ascending by contact.
std::vector<Placed> placed(std::span<const std::int64_t> ids, const Known& known, const Split& split,
                           std::int64_t seed);

/// Takes so many per cent out of every cell into the hold-out, drawn, exact to one person in each cell.
/// `alreadyOut` are cells that are not contacted anyway: nothing is taken from them.
void holdOut(std::vector<Placed>& people, const HoldOut& rule, std::span<const Id> alreadyOut,
             std::int64_t seed);
/// How many it takes from a cell of that size.
std::int64_t heldOutOf(std::int64_t size, const HoldOut& rule) noexcept;

/// Of ascending ids those who stay: at most `limit.most` of each key; who has no key ("") stays. `ranks` are
/// the values that decide, or empty for the draw; who has no value comes last. `taken`: how many places of a
/// key others have already.
std::vector<std::int64_t> limited(std::span<const std::int64_t> ids, const std::vector<std::string>& keys,
                                  const std::vector<std::string>& ranks, const PerLimit& limit,
                                  std::int64_t seed, const std::map<std::string, std::int32_t>& taken = {});

/// The number that a text is, if it is one and nothing else.
std::optional<double> numberIn(std::string_view text) noexcept;
/// Less than zero, zero or more: numbers as numbers, before all texts.
int compared(std::string_view a, std::string_view b) noexcept;

} // namespace rejoinder::targetgroups
