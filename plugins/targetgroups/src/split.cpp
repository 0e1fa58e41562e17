#include "split.h"

#include "sets.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>

namespace rejoinder::targetgroups {

namespace {

using Order = std::vector<std::size_t>;

Order upTo(std::size_t size) {
    Order order(size);
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
}

std::vector<std::uint64_t> draws(std::span<const std::int64_t> ids, std::int64_t seed) {
    std::vector<std::uint64_t> out(ids.size());
    std::transform(ids.begin(), ids.end(), out.begin(),
                   [&](std::int64_t id) { return drawOf(static_cast<std::uint64_t>(seed), id); });
    return out;
}

/// The cell of each person by index; Id{} is none.
using Cells = std::vector<Id>;

Cells byValue(std::size_t size, const Known& known, const Split& split) {
    Cells cells(size);
    Id rest;
    for (const auto& share : split.shares)
        if (share.rest) rest = share.cellId;
    for (std::size_t i = 0; i < size; ++i) {
        const auto share = std::find_if(split.shares.begin(), split.shares.end(), [&](const Share& s) {
            return s.value && *s.value == known.values[i];
        });
        cells[i] = share == split.shares.end() ? rest : share->cellId;
    }
    return cells;
}

Cells byNth(std::span<const std::int64_t> ids, const Known& known, const Split& split, std::int64_t seed) {
    Order order = upTo(ids.size());
    if (!known.values.empty())
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return compared(known.values[a], known.values[b]) < 0;
        });
    Cells cells(ids.size());
    for (std::size_t s = 0; s < split.shares.size(); ++s) {
        const auto& share = split.shares[s];
        const auto every = static_cast<std::size_t>(share.rest ? 1 : std::max(1, share.every.value_or(1)));
        auto wait = drawOf(static_cast<std::uint64_t>(seed), static_cast<std::int64_t>(s)) % every;
        Order left;
        for (const auto i : order) {
            if (wait-- == 0) {
                cells[i] = share.cellId;
                wait = every - 1;
            } else {
                left.push_back(i);
            }
        }
        order = std::move(left);
    }
    return cells;
}

/// Takes cells in turn, always the one that is furthest behind its share: each cell is exact over everybody,
/// and close to its share within any stretch of the order, so within each stratum.
Cells inTurn(const Order& order, const std::vector<ShareSize>& sizes, const Split& split) {
    std::vector<double> goal;
    double none = static_cast<double>(order.size());
    for (const auto& size : sizes) {
        goal.push_back(static_cast<double>(size.gets));
        none -= static_cast<double>(size.gets);
    }
    goal.push_back(none);
    std::vector<double> taken(goal.size());
    Cells cells(order.size());
    for (std::size_t n = 0; n < order.size(); ++n) {
        const double depth = static_cast<double>(n + 1) / static_cast<double>(order.size());
        std::size_t best = 0;
        double behind = -1e18;
        for (std::size_t c = 0; c < goal.size(); ++c)
            if (const double d = goal[c] * depth - taken[c]; goal[c] > taken[c] && d > behind + 1e-9) {
                best = c;
                behind = d;
            }
        taken[best] += 1;
        if (best < split.shares.size()) cells[order[n]] = split.shares[best].cellId;
    }
    return cells;
}

Cells byDraw(std::span<const std::int64_t> ids, const Known& known, const Split& split, std::int64_t seed) {
    const auto draw = draws(ids, seed);
    Order order = upTo(ids.size());
    const auto byTheDraw = [&](std::size_t a, std::size_t b) {
        return std::pair(draw[a], ids[a]) < std::pair(draw[b], ids[b]);
    };
    const auto sizes = shareSizes(static_cast<std::int64_t>(ids.size()), split);
    if (!known.strata.empty()) {
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            const int c = known.strata[a].compare(known.strata[b]);
            return c != 0 ? c < 0 : byTheDraw(a, b);
        });
        return inTurn(order, sizes, split);
    }
    std::sort(order.begin(), order.end(), byTheDraw);
    Cells cells(ids.size());
    std::size_t next = 0;
    for (std::size_t s = 0; s < sizes.size(); ++s)
        for (auto n = sizes[s].gets; n > 0; --n) cells[order[next++]] = split.shares[s].cellId;
    return cells;
}

} // namespace

std::optional<double> numberIn(std::string_view text) noexcept {
    double number = 0;
    const auto end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && at == end ? std::optional(number) : std::nullopt;
}

int compared(std::string_view a, std::string_view b) noexcept {
    const auto x = numberIn(a), y = numberIn(b);
    if (x && y) return *x < *y ? -1 : *x > *y ? 1 : 0;
    if (x.has_value() != y.has_value()) return x ? -1 : 1;
    return a.compare(b);
}

std::vector<ShareSize> shareSizes(std::int64_t size, const Split& split) {
    std::vector<ShareSize> sizes(split.shares.size());
    double percent = 0; // boundaries come from the sum, so rounding never adds up
    std::int64_t before = 0, left = size;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const auto& share = split.shares[i];
        if (share.rest) continue;
        auto& s = sizes[i];
        if (share.count) s.wanted = *share.count;
        if (share.percent) {
            percent += *share.percent;
            const std::int64_t bound = std::llround(static_cast<double>(size) * percent / 100);
            s.wanted = bound - before;
            before = bound;
        }
        s.gets = std::min(s.wanted, left);
        left -= s.gets;
    }
    for (std::size_t i = 0; i < sizes.size(); ++i)
        if (split.shares[i].rest) {
            sizes[i] = {left, left};
            left = 0;
        }
    return sizes;
}

std::vector<Placed> placed(std::span<const std::int64_t> ids, const Known& known, const Split& split,
                           std::int64_t seed) {
    const Cells cells = split.mode == SplitMode::Attribute ? byValue(ids.size(), known, split)
                        : split.mode == SplitMode::Nth     ? byNth(ids, known, split, seed)
                                                           : byDraw(ids, known, split, seed);
    std::vector<Placed> out;
    out.reserve(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (cells[i]) out.push_back({ids[i], cells[i], -1});
    return out;
}

std::int64_t heldOutOf(std::int64_t size, const HoldOut& rule) noexcept {
    return std::llround(static_cast<double>(size) * rule.percent / 100);
}

void holdOut(std::vector<Placed>& people, const HoldOut& rule, std::span<const Id> alreadyOut,
             std::int64_t seed) {
    std::map<Id, std::vector<std::pair<std::uint64_t, std::size_t>>> cells;
    for (std::size_t i = 0; i < people.size(); ++i)
        if (std::find(alreadyOut.begin(), alreadyOut.end(), people[i].cell) == alreadyOut.end())
            cells[people[i].cell].emplace_back(drawOf(static_cast<std::uint64_t>(seed), people[i].contact),
                                               i);
    for (auto& [cell, order] : cells) {
        std::sort(order.begin(), order.end());
        const auto out = heldOutOf(static_cast<std::int64_t>(order.size()), rule);
        for (std::size_t n = 0; n < static_cast<std::size_t>(out); ++n)
            people[order[n].second].cell = rule.cellId;
    }
}

std::vector<std::int64_t> limited(std::span<const std::int64_t> ids, const std::vector<std::string>& keys,
                                  const std::vector<std::string>& ranks, const PerLimit& limit,
                                  std::int64_t seed, const std::map<std::string, std::int32_t>& taken) {
    const auto draw = draws(ids, seed);
    Order order;
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (keys[i].empty())
            out.push_back(ids[i]);
        else
            order.push_back(i);
    const auto better = [&](std::size_t a, std::size_t b) {
        if (!ranks.empty() && ranks[a] != ranks[b]) {
            if (ranks[a].empty() != ranks[b].empty()) return ranks[b].empty();
            const int c = compared(ranks[a], ranks[b]);
            if (c != 0) return (c < 0) == (limit.best == Best::Lowest);
        }
        return std::pair(draw[a], ids[a]) < std::pair(draw[b], ids[b]);
    };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const int c = keys[a].compare(keys[b]);
        return c != 0 ? c < 0 : better(a, b);
    });
    std::int32_t place = 0;
    for (std::size_t n = 0; n < order.size(); ++n) {
        const auto& key = keys[order[n]];
        if (n == 0 || key != keys[order[n - 1]]) {
            const auto others = taken.find(key);
            place = others == taken.end() ? 0 : others->second;
        }
        if (++place <= limit.most) out.push_back(ids[order[n]]);
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace rejoinder::targetgroups
