// Freeman-Halton for r × c tables. A table is filled column by column; the probability of a filling depends
// on the earlier columns only through the responders that remain in each row, so all ways to fill the right
// half are listed once per remainder and looked up by bisection for each way to fill the left half.
#include <statistics/distributions.h>
#include <statistics/exact.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

namespace rejoinder::statistics {

namespace {

using Row = std::vector<std::int64_t>;

/// More fillings than this are not enumerated: half a second.
constexpr std::size_t kMostFillings = 6'000'000;

struct TableMargins {
    Row rows;
    Row columns;
    std::vector<double> logFactorials; ///< ln n!, n = 0 … largest count of any table
    double observed{};                 ///< sum of ln(1 / count!) of the observed table
};

/// More persons than this make every table too large; it also bounds the table of factorials.
constexpr std::int64_t kMostPersons = 1'000'000;

std::vector<double> logFactorialsUpTo(std::int64_t most) {
    if (most > kMostPersons) {
        throw std::domain_error("statistics: this table is too large for an exact test; use chi-square");
    }
    std::vector<double> values{0.0};
    for (std::int64_t n = 1; n <= most; ++n) {
        values.push_back(logGamma(static_cast<double>(n) + 1.0));
    }
    return values;
}

TableMargins marginsOf(const std::vector<Row>& table) {
    if (table.size() < 2 || table.front().size() < 2) {
        throw std::invalid_argument("statistics: an exact test needs at least two rows and two columns");
    }
    TableMargins margins{Row(table.size()), Row(table.front().size()), {}, 0.0};
    for (std::size_t r = 0; r < table.size(); ++r) {
        if (table[r].size() != margins.columns.size()) {
            throw std::invalid_argument("statistics: the rows of a table must be equally long");
        }
        for (std::size_t c = 0; c < table[r].size(); ++c) {
            if (table[r][c] < 0) {
                throw std::invalid_argument("statistics: a table of counts holds a negative count");
            }
            margins.rows[r] += table[r][c];
            margins.columns[c] += table[r][c];
        }
    }
    margins.logFactorials = logFactorialsUpTo(*std::max_element(margins.rows.begin(), margins.rows.end()));
    for (const Row& row : table) {
        for (const std::int64_t count : row) {
            margins.observed -= margins.logFactorials[static_cast<std::size_t>(count)];
        }
    }
    // Small columns first: few left halves, and the large columns are shared by many of them.
    std::sort(margins.columns.begin(), margins.columns.end());
    return margins;
}

/// Lists every way to fill columns [from, to): what remains per row and the sum of ln(1 / count!).
class Filling {
public:
    explicit Filling(const TableMargins& margins) : margins_(margins) {}

    /// Calls `visit(remaining, logWeight)` for each way, starting with `remaining` per row.
    template <class Visit>
    void forEach(Row remaining, std::size_t from, std::size_t to, Visit& visit) {
        fillColumn(remaining, from, to, 0, from < to ? margins_.columns[from] : 0, 0.0, visit);
    }

private:
    template <class Visit>
    void fillColumn(Row& remaining, std::size_t column, std::size_t to, std::size_t row, std::int64_t left,
                    double logWeight, Visit& visit) {
        if (column == to) {
            if (++fillings_ > kMostFillings) {
                throw std::domain_error(
                    "statistics: this table is too large for an exact test; use chi-square");
            }
            visit(remaining, logWeight);
            return;
        }
        if (row + 1 == remaining.size()) {
            place(remaining, column, to, row, left, left, logWeight, visit);
            return;
        }
        std::int64_t below = 0;
        for (std::size_t r = row + 1; r < remaining.size(); ++r) {
            below += remaining[r];
        }
        const std::int64_t most = std::min(left, remaining[row]);
        for (std::int64_t count = std::max<std::int64_t>(0, left - below); count <= most; ++count) {
            place(remaining, column, to, row, count, left, logWeight, visit);
        }
    }

    template <class Visit>
    void place(Row& remaining, std::size_t column, std::size_t to, std::size_t row, std::int64_t count,
               std::int64_t left, double logWeight, Visit& visit) {
        if (count > remaining[row]) {
            return;
        }
        const double next = logWeight - margins_.logFactorials[static_cast<std::size_t>(count)];
        remaining[row] -= count;
        if (row + 1 == remaining.size()) {
            const std::int64_t total = column + 1 < to ? margins_.columns[column + 1] : 0;
            fillColumn(remaining, column + 1, to, 0, total, next, visit);
        } else {
            fillColumn(remaining, column, to, row + 1, left - count, next, visit);
        }
        remaining[row] += count;
    }

    const TableMargins& margins_;
    std::size_t fillings_{0};
};

/// All right halves of one remainder, sorted by weight, with running sums.
struct RightHalves {
    std::vector<double> logWeights;
    std::vector<double>
        sums; ///< sum of the weights up to and with each place, relative to the largest weight
};

RightHalves rightHalves(Filling& filling, const TableMargins& margins, const Row& remaining,
                        std::size_t middle) {
    RightHalves halves;
    auto collect = [&](const Row&, double logWeight) { halves.logWeights.push_back(logWeight); };
    filling.forEach(remaining, middle, margins.columns.size(), collect);
    std::sort(halves.logWeights.begin(), halves.logWeights.end());
    double sum = 0.0;
    for (const double logWeight : halves.logWeights) {
        sum += std::exp(logWeight - halves.logWeights.back());
        halves.sums.push_back(sum);
    }
    return halves;
}

} // namespace

double fisherExactTable(const std::vector<Row>& table) {
    const TableMargins margins = marginsOf(table);
    const std::size_t middle = margins.columns.size() / 2;
    const double limit = margins.observed + std::log1p(1e-7);
    Filling left(margins);
    Filling right(margins);
    std::map<Row, RightHalves> known;
    long double all = 0.0L;
    long double asExtreme = 0.0L;
    auto combine = [&](const Row& remaining, double logWeight) {
        auto place = known.find(remaining);
        if (place == known.end()) {
            place = known.emplace(remaining, rightHalves(right, margins, remaining, middle)).first;
        }
        const RightHalves& halves = place->second;
        const auto end =
            std::upper_bound(halves.logWeights.begin(), halves.logWeights.end(), limit - logWeight);
        // Relative to the observed table; long double because that one may be extremely unlikely.
        const long double weight =
            std::exp(static_cast<long double>(logWeight) + halves.logWeights.back() - margins.observed);
        all += weight * halves.sums.back();
        if (end != halves.logWeights.begin()) {
            asExtreme += weight * halves.sums[static_cast<std::size_t>(end - halves.logWeights.begin()) - 1];
        }
    };
    left.forEach(margins.rows, 0, middle, combine);
    return static_cast<double>(std::min(1.0L, asExtreme / all));
}

} // namespace rejoinder::statistics
