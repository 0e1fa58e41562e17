#pragma once

#include <statistics/sample.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace rejoinder::statistics {

/// Which test gave the p of a pair.
enum class PairTest {
    PooledZ,    ///< two-proportion z, pooled variance
    FisherExact ///< where an expected count is below the limit
};

/// Name as printed beside a p, for example "Fisher exact".
[[nodiscard]] std::string_view name(PairTest test) noexcept;

/// Why a pre-test has, or has not yet, a winner.
enum class VerdictReason {
    Winner,      ///< one cell beats every other
    TooFew,      ///< too few responders to trust any answer: mail more or wait
    NoDifference ///< enough responders, but the best cells cannot be told apart
};

/// Name for outputs and logs: "winner", "too few" or "no difference".
[[nodiscard]] std::string_view name(VerdictReason reason) noexcept;

/// The rules of a verdict.
struct VerdictOptions {
    double alpha{0.05}; ///< bound for the adjusted p
    double level{0.95}; ///< of the intervals shown
    /// Responders that the two cells of a deciding pair need together. Thirteen have been called far too few
    /// and fifty a simplification in the trade; thirty lies where the z-test begins to hold.
    std::int64_t minResponders{30};
    double minExpected{5.0}; ///< Fisher's exact test below this expected count (Cochran 1954)
};

/// Comparison of two cells; rates are fractions.
struct PairComparison {
    std::size_t first{};
    std::size_t second{};
    double difference{};  ///< first − second; 0 when a cell has no pieces
    Interval interval{};  ///< Newcombe, not adjusted for several comparisons; −1 … 1 without pieces
    double pValue{1.0};   ///< two-sided
    double adjusted{1.0}; ///< after Holm over all pairs
    PairTest test{PairTest::PooledZ};
    bool enough{false}; ///< the pair has the minimum of responders
};

/// What a pre-test says.
struct Verdict {
    std::optional<std::size_t> winner; ///< index of the winning cell
    VerdictReason reason{VerdictReason::TooFew};
    std::size_t leader{};               ///< cell with the highest rate, whether it wins or not
    std::vector<std::size_t> undecided; ///< cells that the leader does not beat
    std::vector<PairComparison> pairs;  ///< (0,1), (0,2), …, (1,2), …
};

/// Compares two or more cells of a finished pre-test. A cell wins when it beats each other cell with a
/// Holm-adjusted p below alpha and both together have the minimum of responders.
///
/// The rule is for a test that ends at its planned size; asking again and again while responses come in
/// raises the error above alpha.
/// @throws std::invalid_argument for fewer than two cells or impossible counts; std::domain_error for bad
/// options
[[nodiscard]] Verdict compareCells(std::span<const Sample> cells, const VerdictOptions& options = {});

} // namespace rejoinder::statistics
