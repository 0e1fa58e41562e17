#include <gtest/gtest.h>
#include <statistics/bayes.h>
#include <statistics/distributions.h>

#include <cmath>
#include <random>
#include <stdexcept>

namespace rejoinder::statistics {
namespace {

double logBeta(double a, double b) {
    return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/// P(b > a) for a whole number b.alpha as a finite sum (Miller 2014), independent of the integral under test.
double finiteSum(const BetaParameters& b, const BetaParameters& a) {
    double sum = 0.0;
    for (double i = 0.0; i < b.alpha; ++i) {
        sum += std::exp(logBeta(a.alpha + i, a.beta + b.beta) - std::log(b.beta + i) -
                        logBeta(1.0 + i, b.beta) - logBeta(a.alpha, a.beta));
    }
    return sum;
}

/// P(X = k) of the beta-binomial distribution from its definition.
double predictiveMass(const BetaParameters& rate, std::int64_t m, std::int64_t k) {
    const auto n = static_cast<double>(m);
    const auto x = static_cast<double>(k);
    return std::exp(-std::log(n + 1.0) - logBeta(n - x + 1.0, x + 1.0) +
                    logBeta(x + rate.alpha, n - x + rate.beta) - logBeta(rate.alpha, rate.beta));
}

TEST(ProbabilityGreater, AgreesWithTheFiniteSum) {
    const BetaParameters shapes[]{{1, 1}, {2, 300}, {40, 60}, {70, 90}, {600, 550}, {1000, 900}, {1200, 800}};
    for (const BetaParameters& a : shapes) {
        for (const BetaParameters& b : shapes) {
            EXPECT_NEAR(probabilityGreater(b, a), finiteSum(b, a), 1e-10)
                << b.alpha << "," << b.beta << " > " << a.alpha << "," << a.beta;
        }
    }
    EXPECT_NEAR(probabilityGreater({70, 90}, {40, 60}), 0.7262717462, 5e-11);
}

TEST(ProbabilityGreater, ComplementsAndHalves) {
    const BetaParameters pairs[][2]{{{0.5, 0.5}, {3.5, 200.5}},
                                    {{0.5, 1000.5}, {2.5, 1e6}},
                                    {{0.02, 0.98}, {12.3, 4000.0}},
                                    {{3894.5, 17413.5}, {3238.5, 18149.5}},
                                    {{2e5, 8e6}, {2.001e5, 8e6}}};
    for (const auto& [a, b] : pairs) {
        EXPECT_NEAR(probabilityGreater(b, a) + probabilityGreater(a, b), 1.0, 1e-9)
            << a.alpha << " " << b.alpha;
        EXPECT_NEAR(probabilityGreater(a, a), 0.5, 1e-9) << a.alpha;
    }
}

TEST(ExpectedLoss, KnownValuesAndBalance) {
    const BetaParameters a{40, 60};
    const BetaParameters b{70, 90};
    EXPECT_NEAR(expectedLoss(a, b), 0.0481119843, 5e-11);
    EXPECT_NEAR(expectedLoss(b, a), 0.0106119843, 5e-11);
    // E[max(b − a, 0)] − E[max(a − b, 0)] = E[b] − E[a].
    const BetaParameters thin{0.5, 40.5};
    EXPECT_NEAR(expectedLoss(thin, b) - expectedLoss(b, thin), b.mean() - thin.mean(), 1e-11);
    EXPECT_NEAR(expectedLoss(thin, a) - expectedLoss(a, thin), a.mean() - thin.mean(), 1e-11);
    EXPECT_GT(expectedLoss({3894.5, 17413.5}, {3238.5, 18149.5}), 0.0);
    EXPECT_LT(expectedLoss({3894.5, 17413.5}, {3238.5, 18149.5}), 1e-18);
}

TEST(CredibleInterval, KnownValuesAndContent) {
    const Interval interval = credibleInterval({4, 6}, 0.8);
    EXPECT_NEAR(interval.low, 0.2103962381553816, 1e-13);
    EXPECT_NEAR(interval.high, 0.5994204894083324, 1e-13);
    const BetaParameters rate = posterior(kJeffreysPrior, {12, 4000});
    EXPECT_DOUBLE_EQ(rate.alpha, 12.5);
    EXPECT_DOUBLE_EQ(rate.beta, 3988.5);
    const Interval central = credibleInterval(rate, 0.9);
    EXPECT_NEAR(betaLowerTail(central.low, rate.alpha, rate.beta), 0.05, 1e-12);
    EXPECT_NEAR(betaUpperTail(central.high, rate.alpha, rate.beta), 0.05, 1e-12);
}

TEST(PredictiveRange, BoundsAreTheQuantilesOfTheDefinition) {
    for (const BetaParameters& rate :
         {BetaParameters{20.5, 980.5}, BetaParameters{1, 1}, BetaParameters{0.5, 30.5},
          BetaParameters{0.4, 0.3}, BetaParameters{3, 0.7}, BetaParameters{150, 12}}) {
        for (const std::int64_t pieces : {1, 7, 60, 1000}) {
            for (const double level : {0.5, 0.9, 0.99}) {
                double cumulative = 0.0;
                std::int64_t low = -1;
                std::int64_t high = -1;
                const double tail = (1.0 - level) / 2.0;
                for (std::int64_t k = 0; k <= pieces; ++k) {
                    cumulative += predictiveMass(rate, pieces, k);
                    if (low < 0 && cumulative > tail + 1e-10) {
                        low = k;
                    }
                    if (high < 0 && 1.0 - cumulative <= tail + 1e-10) {
                        high = k;
                    }
                }
                const PredictiveRange range = predictiveRange(rate, pieces, level);
                // Rounding decides where a tail is hit exactly, as under Beta(1, 1).
                const std::int64_t slack = rate.alpha == 1.0 ? 1 : 0;
                EXPECT_NEAR(range.low, low, slack) << rate.alpha << "," << rate.beta << " " << pieces;
                EXPECT_NEAR(range.high, high, slack) << rate.alpha << "," << rate.beta << " " << pieces;
                EXPECT_NEAR(range.mean, rate.mean() * static_cast<double>(pieces), 1e-12);
            }
        }
    }
}

TEST(PredictiveRange, ManyPiecesApproachTheCredibleInterval) {
    const BetaParameters rate{250.5, 9750.5};
    const Interval known = credibleInterval(rate, 0.9);
    const PredictiveRange range = predictiveRange(rate, 20'000'000, 0.9);
    EXPECT_NEAR(range.rate.low, known.low, 2e-5);
    EXPECT_NEAR(range.rate.high, known.high, 2e-5);
    EXPECT_LE(range.rate.low, known.low); // the next mailing scatters around the true rate
    EXPECT_GE(range.rate.high, known.high);
}

TEST(Bayes, Refusals) {
    EXPECT_THROW((void)posterior({0.0, 1.0}, {1, 2}), std::domain_error);
    EXPECT_THROW((void)posterior(kJeffreysPrior, {3, 2}), std::invalid_argument);
    EXPECT_THROW((void)probabilityGreater({-1.0, 1.0}, {1.0, 1.0}), std::domain_error);
    EXPECT_THROW((void)expectedLoss({1.0, std::nan("")}, {1.0, 1.0}), std::domain_error);
    EXPECT_THROW((void)predictiveRange({1.0, 1.0}, 0), std::domain_error);
    EXPECT_THROW((void)predictiveRange({1.0, 1.0}, 10, 1.0), std::domain_error);
}

} // namespace
} // namespace rejoinder::statistics
