#pragma once

#include <statistics/sample.h>

#include <cstdint>
#include <vector>

namespace rejoinder::statistics {

/// Fisher's exact p of two cells (Fisher 1934); Greater = the first cell's odds are higher.
///
/// Two-sided: the sum over all tables not likelier than the observed one, ties within 1e-7 as R's
/// fisher.test. Time grows with the smaller margin; p below 1e-300 is 0. Cells may be empty (p = 1).
/// @throws std::invalid_argument for impossible counts
[[nodiscard]] double fisherExact(const Sample& first, const Sample& second,
                                 Alternative alternative = Alternative::TwoSided);

/// Exact p of an r × c table of counts under fixed margins (Freeman and Halton 1951), two-sided as
/// fisherExact.
/// @throws std::invalid_argument for a table that is not rectangular, has fewer than two rows or columns or
/// negative counts; std::domain_error when it is too large to enumerate (use chi-square there)
[[nodiscard]] double fisherExactTable(const std::vector<std::vector<std::int64_t>>& table);

/// Exact binomial p of one rate against an `assumed` one (Clopper and Pearson 1934).
///
/// Two-sided: the sum over all outcomes not likelier than the observed one, ties within 1e-7 as R's
/// binom.test.
/// @throws std::invalid_argument for impossible counts; std::domain_error for an assumed rate outside 0 … 1
[[nodiscard]] double binomialExact(const Sample& sample, double assumed,
                                   Alternative alternative = Alternative::TwoSided);

} // namespace rejoinder::statistics
