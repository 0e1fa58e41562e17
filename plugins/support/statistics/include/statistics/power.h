#pragma once

#include <statistics/sample.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace rejoinder::statistics {

/// Which published formula a sample size follows; they differ by several per cent, so an output names it.
enum class SampleSizeFormula {
    Pooled, ///< variance of the mean rate under "no difference" (Fleiss, Levin and Paik 2003, 4.14); R, Stata
    Baseline, ///< variance of the first rate under "no difference"; popular web calculators
    Arcsine   ///< Cohen's effect size h (Cohen 1988, chapter 6); pwr, statsmodels
};

/// Name as printed beside a size, for example "pooled variance".
[[nodiscard]] std::string_view name(SampleSizeFormula formula) noexcept;

/// What a test is wished to do: error of the first kind `alpha`, chance `power` to see a true difference.
struct PowerWish {
    double alpha{0.05};
    double power{0.8};
    Alternative alternative{
        Alternative::TwoSided}; ///< Less and Greater both mean one-sided where sizes are asked
};

/// Pieces needed, with everything an output must name.
struct SampleSize {
    double exact{};         ///< not rounded, pieces per cell
    std::int64_t perCell{}; ///< rounded up
    SampleSizeFormula formula{SampleSizeFormula::Pooled};
    PowerWish wish{};
};

/// Pieces per cell to tell the rates `first` and `second` (fractions) apart.
/// @throws std::domain_error for equal rates, rates, alpha or power not strictly between 0 and 1, or a power
/// that is not above alpha
[[nodiscard]] SampleSize sampleSizePerCell(double first, double second, const PowerWish& wish = {},
                                           SampleSizeFormula formula = SampleSizeFormula::Pooled);

/// Which rejections count as success of a two-sided test.
enum class PowerTails {
    Wished, ///< those in the true direction only (R's power.prop.test by default)
    Both    ///< all (R with strict = TRUE, Stata, pwr)
};

/// Chance to find the difference of two rates significant with `perCell` pieces in each cell, 0 … 1.
/// @throws std::domain_error for rates or alpha outside their range, or perCell <= 0
[[nodiscard]] double powerOfTest(double first, double second, double perCell, double alpha = 0.05,
                                 Alternative alternative = Alternative::TwoSided,
                                 PowerTails tails = PowerTails::Both,
                                 SampleSizeFormula formula = SampleSizeFormula::Pooled);

/// Smallest second rate above `first` that `perCell` pieces find with the wished power (pooled variance).
/// @throws std::domain_error when no rate below 1 is found, or for arguments outside their range
[[nodiscard]] double detectableRate(double first, double perCell, const PowerWish& wish = {});

/// Cohen's h = 2·asin(sqrt(first)) − 2·asin(sqrt(second)), radians. @throws std::domain_error outside 0 … 1
[[nodiscard]] double effectSize(double first, double second);
/// Chance to find effect size `h` with `perCell` pieces in each cell; two-sided counts both tails (Cohen
/// 1988).
/// @throws std::domain_error for alpha outside its range or perCell <= 0
[[nodiscard]] double powerOfEffect(double h, double perCell, double alpha = 0.05,
                                   Alternative alternative = Alternative::TwoSided);

/// Pieces to know a rate to ± `margin` (both fractions): n = z²·p(1 − p)/margin², and with a finite
/// `population` n' = n/(1 + n/N) (Cochran 1977, section 4.4). Not rounded.
/// @throws std::domain_error for a rate, margin or level not strictly between 0 and 1 or a population < 1
[[nodiscard]] double sampleSizeForPrecision(double rate, double margin, double level = 0.95,
                                            std::optional<std::int64_t> population = std::nullopt);

} // namespace rejoinder::statistics
