#include <statistics/distributions.h>
#include <statistics/means.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace rejoinder::statistics {

Moments Moments::fromSums(std::int64_t n, long double sum, long double sumOfSquares) {
    if (n < 0 || sumOfSquares < 0.0L || (n == 0 && (sum != 0.0L || sumOfSquares != 0.0L))) {
        throw std::invalid_argument("statistics: these sums belong to no set of values");
    }
    Moments moments;
    if (n == 0) {
        return moments;
    }
    moments.n_ = n;
    moments.mean_ = sum / static_cast<long double>(n);
    const long double squares = std::fma(-moments.mean_, sum, sumOfSquares);
    // The sums may come from doubles: what their rounding can explain is zero, more is a mistake.
    const long double rounding =
        sumOfSquares * std::sqrt(static_cast<long double>(n)) * 8 * std::numeric_limits<double>::epsilon();
    if (squares < -rounding) {
        throw std::invalid_argument("statistics: the sum of squares is smaller than the values' mean allows");
    }
    moments.squares_ = squares > 0.0L ? squares : 0.0L;
    return moments;
}

Moments Moments::fromMeanAndDeviation(std::int64_t n, double mean, double deviation) {
    if (n < 1 || !(deviation >= 0.0) || !std::isfinite(mean)) {
        throw std::invalid_argument("statistics: a group needs n >= 1 and a standard deviation >= 0");
    }
    Moments moments;
    moments.n_ = n;
    moments.mean_ = mean;
    moments.squares_ = static_cast<long double>(deviation) * deviation * static_cast<long double>(n - 1);
    return moments;
}

void Moments::add(double value) noexcept {
    ++n_;
    const long double distance = value - mean_;
    mean_ += distance / static_cast<long double>(n_);
    squares_ += distance * (value - mean_);
}

void Moments::merge(const Moments& other) noexcept {
    if (other.n_ == 0) {
        return;
    }
    const auto all = static_cast<long double>(n_ + other.n_);
    const long double distance = other.mean_ - mean_;
    squares_ += other.squares_ +
                distance * distance * static_cast<long double>(n_) * static_cast<long double>(other.n_) / all;
    mean_ += distance * static_cast<long double>(other.n_) / all;
    n_ += other.n_;
}

double Moments::mean() const {
    if (n_ == 0) {
        throw std::domain_error("statistics: a mean needs at least one value");
    }
    return static_cast<double>(mean_);
}

double Moments::variance() const {
    if (n_ < 2) {
        throw std::domain_error("statistics: a variance needs at least two values");
    }
    return static_cast<double>(squares_ / static_cast<long double>(n_ - 1));
}

double Moments::deviation() const {
    return std::sqrt(variance());
}

WelchTest welch(const Moments& first, const Moments& second, double level, Alternative alternative) {
    requireFraction(level, "the confidence level");
    const double n1 = static_cast<double>(first.count());
    const double n2 = static_cast<double>(second.count());
    const double v1 = first.variance() / n1;
    const double v2 = second.variance() / n2;
    WelchTest test;
    test.level = level;
    test.alternative = alternative;
    test.difference = first.mean() - second.mean();
    test.standardError = std::sqrt(v1 + v2);
    if (test.standardError == 0.0) {
        if (test.difference != 0.0) {
            throw std::domain_error(
                "statistics: both groups are constant at different means; no test applies");
        }
        test.degrees = n1 + n2 - 2.0;
        test.pValue = 1.0;
        return test;
    }
    test.t = test.difference / test.standardError;
    test.degrees = (v1 + v2) * (v1 + v2) / (v1 * v1 / (n1 - 1.0) + v2 * v2 / (n2 - 1.0));
    const double twoSided = studentTwoSided(test.t, test.degrees);
    const bool inDirection = (test.t > 0.0) == (alternative == Alternative::Greater);
    test.pValue = alternative == Alternative::TwoSided ? twoSided
                  : inDirection                        ? twoSided / 2.0
                                                       : 1.0 - twoSided / 2.0;
    const double half = studentQuantile(0.5 + level / 2.0, test.degrees) * test.standardError;
    test.interval = {test.difference - half, test.difference + half};
    return test;
}

} // namespace rejoinder::statistics
