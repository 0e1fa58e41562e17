#pragma once
#include "duplicates_compare.h"

#include <cstdint>
#include <functional>
#include <span>
#include <unordered_set>
#include <vector>

/// Finds the pairs of records that are worth comparing, and compares them.
namespace rejoinder::contacts {

/// Keys of a record: records that share one are compared. 0 where the record lacks what the key is made of.
inline constexpr std::size_t kMatchKeys = 16;
std::array<std::uint32_t, kMatchKeys> matchKeys(const MatchView& record);

/// Two records that are surely or perhaps one person; `a` < `b` are places in the base.
struct MatchPair {
    std::uint32_t a = 0, b = 0;
    std::int32_t score = 0;
    Verdict verdict = Verdict::No;
};

/// The search over a whole base, in steps that can be done in any run of the program: a step is one kind of
/// key and one part of its values. Records of a key that very many share are compared with their neighbours
/// in the order of name and address only, so that the work grows with the number of records, not with its
/// square.
class MatchSearch {
public:
    static constexpr std::size_t kParts = 32, kSteps = kMatchKeys * kParts;
    /// Larger groups of one key are walked by neighbours, each with so many behind it.
    static constexpr std::size_t kLargestGroup = 60, kNeighbours = 15;

    MatchSearch(const MatchBase& base, MatchThresholds thresholds);
    /// The pairs of a step that no earlier kind of key has met. Uses that many threads.
    std::vector<MatchPair> step(std::size_t step, std::size_t threads);
    [[nodiscard]] std::uint64_t compared() const noexcept { return compared_; }

private:
    /// A record's place with the value of the key that is worked on.
    struct Entry {
        std::uint32_t key, place;
    };
    void prepare(std::size_t kind);
    std::vector<Entry> entriesOf(std::size_t kind, std::size_t part) const;
    void compareGroup(std::size_t kind, std::span<Entry> group, std::vector<MatchPair>& found,
                      std::uint64_t& compared) const;
    void compare(std::size_t kind, std::uint32_t a, std::uint32_t b, std::vector<MatchPair>& found,
                 std::uint64_t& compared) const;
    [[nodiscard]] bool metBefore(std::size_t kind, std::uint32_t a, std::uint32_t b) const noexcept;

    const MatchBase& base_;
    MatchThresholds thresholds_;
    std::array<std::vector<std::uint32_t>, kMatchKeys> keys_;         ///< by kind, by place
    std::array<std::unordered_set<std::uint32_t>, kMatchKeys> large_; ///< keys whose groups are too large
    std::uint64_t compared_ = 0;
};

/// Groups of places that pairs of at least `verdict` connect, each of two or more, ascending.
std::vector<std::vector<std::uint32_t>> groupsOf(std::span<const MatchPair> pairs, Verdict verdict);

} // namespace rejoinder::contacts
