#pragma once

#include <cstdint>
#include <string_view>

namespace rejoinder::statistics {

/// Responders among the pieces of one cell: `successes` of `trials`, both counts of persons or pieces.
struct Sample {
    std::int64_t successes{}; ///< responders, 0 … trials
    std::int64_t trials{};    ///< pieces

    /// Pieces without a response.
    [[nodiscard]] std::int64_t failures() const noexcept { return trials - successes; }
    /// Observed rate, 0 … 1. @throws std::domain_error without pieces
    [[nodiscard]] double rate() const;
};

/// A closed interval; the unit is that of the quantity it belongs to (rates are fractions, never per cent).
struct Interval {
    double low{};
    double high{};

    /// True when `value` lies inside or on a bound.
    [[nodiscard]] bool contains(double value) const noexcept { return low <= value && value <= high; }
    /// Distance between the bounds.
    [[nodiscard]] double width() const noexcept { return high - low; }
};

/// Which variance a two-sample z stands on; an output has to name it because the two differ.
enum class Variance { Pooled, Unpooled };

/// Direction of the alternative hypothesis.
enum class Alternative { TwoSided, Less, Greater };

/// "pooled" or "unpooled".
[[nodiscard]] std::string_view name(Variance variance) noexcept;
/// "two-sided", "less" or "greater".
[[nodiscard]] std::string_view name(Alternative alternative) noexcept;

/// Refuses impossible counts. @throws std::invalid_argument unless 0 <= successes <= trials
void requireCounts(const Sample& sample);
/// Refuses impossible counts and empty cells. @throws std::invalid_argument, std::domain_error without pieces
void requirePieces(const Sample& sample);
/// Refuses anything but a fraction strictly between 0 and 1; `what` names it in the text.
/// @throws std::domain_error
void requireFraction(double value, std::string_view what);

/// Variance of one trial that succeeds with probability p.
constexpr double bernoulli(double p) {
    return p * (1.0 - p);
}

} // namespace rejoinder::statistics
