#include <gtest/gtest.h>
#include <statistics/distributions.h>
#include <statistics/intervals.h>

#include <array>
#include <cmath>
#include <stdexcept>

namespace rejoinder::statistics {
namespace {

constexpr std::array kAllMethods{IntervalMethod::Wald,
                                 IntervalMethod::Wilson,
                                 IntervalMethod::WilsonContinuity,
                                 IntervalMethod::ClopperPearson,
                                 IntervalMethod::AgrestiCoull,
                                 IntervalMethod::Jeffreys,
                                 IntervalMethod::JeffreysShortest,
                                 IntervalMethod::Logit,
                                 IntervalMethod::Probit,
                                 IntervalMethod::ComplementaryLogLog,
                                 IntervalMethod::LikelihoodRatio};
constexpr std::array kDifferences{DifferenceMethod::Wald, DifferenceMethod::Newcombe,
                                  DifferenceMethod::AgrestiCaffo, DifferenceMethod::Mee,
                                  DifferenceMethod::MiettinenNurminen};

void expectInterval(const Interval& got, double low, double high, double tolerance) {
    EXPECT_NEAR(got.low, low, tolerance);
    EXPECT_NEAR(got.high, high, tolerance);
}

TEST(ProportionInterval, KnownValues) {
    expectInterval(proportionInterval({19, 38}), 0.348499283643951, 0.651500716356049, 1e-14);
    expectInterval(proportionInterval({51, 235}, 0.95, IntervalMethod::ClopperPearson), 0.1660633298083073,
                   0.2752683640289254, 1e-12);
    // One-sided 95 % bounds are the two-sided ones at 90 %: R's binom.test(51, 235, alternative = ...).
    expectInterval(proportionInterval({51, 235}, 0.90, IntervalMethod::ClopperPearson), 0.1735252778065201,
                   0.2659460862574313, 1e-12);
    expectInterval(proportionInterval({100, 200}, 0.95, IntervalMethod::Jeffreys), 0.4311217, 0.5688783,
                   1e-7);
}

TEST(ProportionInterval, EveryMethodMirrorsAndHoldsTheRate) {
    for (const IntervalMethod method : kAllMethods) {
        for (const Sample& sample :
             {Sample{1, 30}, Sample{7, 30}, Sample{15, 30}, Sample{29, 30}, Sample{2262, 21306}}) {
            const Interval one = proportionInterval(sample, 0.9, method);
            const Interval other = proportionInterval({sample.failures(), sample.trials}, 0.9, method);
            const bool mirrors =
                method != IntervalMethod::ComplementaryLogLog; // not symmetric by construction
            if (mirrors) {
                EXPECT_NEAR(one.low, 1.0 - other.high, 1e-9) << name(method);
                EXPECT_NEAR(one.high, 1.0 - other.low, 1e-9) << name(method);
            }
            EXPECT_TRUE(one.contains(sample.rate())) << name(method);
            EXPECT_GT(proportionInterval(sample, 0.99, method).width(), one.width()) << name(method);
        }
    }
}

TEST(ProportionInterval, NoResponderAndAllResponders) {
    for (const IntervalMethod method : kAllMethods) {
        const Interval none = proportionInterval({0, 30}, 0.95, method);
        const Interval all = proportionInterval({30, 30}, 0.95, method);
        if (method == IntervalMethod::AgrestiCoull) {
            continue; // may leave 0 … 1, as published
        }
        EXPECT_EQ(none.low, 0.0) << name(method);
        EXPECT_EQ(all.high, 1.0) << name(method);
        EXPECT_LT(none.high, 0.15) << name(method);
        EXPECT_NEAR(none.high, 1.0 - all.low, 1e-9) << name(method);
    }
}

TEST(ProportionInterval, ShortestHasEqualDensitiesAndRightContent) {
    const Interval shortest = proportionInterval({18, 200}, 0.95, IntervalMethod::JeffreysShortest);
    const Interval central = proportionInterval({18, 200}, 0.95, IntervalMethod::Jeffreys);
    EXPECT_LT(shortest.width(), central.width());
    EXPECT_NEAR(betaLowerTail(shortest.high, 18.5, 182.5) - betaLowerTail(shortest.low, 18.5, 182.5), 0.95,
                1e-9);
    EXPECT_NEAR(betaDensity(shortest.low, 18.5, 182.5) / betaDensity(shortest.high, 18.5, 182.5), 1.0, 1e-7);
}

TEST(ProportionInterval, ClopperPearsonNeverCoversTooLittle) {
    // Exact coverage at every rate of a grid: the sum of P(x) over the x whose interval holds the rate.
    for (const double rate : {0.005, 0.02, 0.1, 0.37, 0.5}) {
        double coverage = 0.0;
        for (std::int64_t x = 0; x <= 60; ++x) {
            if (proportionInterval({x, 60}, 0.95, IntervalMethod::ClopperPearson).contains(rate)) {
                coverage += binomialProbability(x, 60, rate);
            }
        }
        EXPECT_GE(coverage, 0.95) << rate;
    }
}

TEST(ProportionInterval, Refusals) {
    EXPECT_THROW((void)proportionInterval({0, 0}), std::domain_error);
    EXPECT_THROW((void)proportionInterval({3, 2}), std::invalid_argument);
    EXPECT_THROW((void)proportionInterval({1, 2}, 1.0), std::domain_error);
    EXPECT_THROW((void)proportionInterval({1, 2}, std::nan("")), std::domain_error);
}

TEST(DifferenceInterval, KnownValues) {
    const Sample a{7, 34};
    const Sample b{1, 34};
    expectInterval(differenceInterval(a, b, 0.95, DifferenceMethod::Wald), 0.02916942, 0.32377176, 1e-8);
    expectInterval(differenceInterval(a, b, 0.95, DifferenceMethod::AgrestiCaffo), 0.01161167, 0.32172166,
                   1e-8);
    expectInterval(differenceInterval(a, b), 0.018921443885773048, 0.3403686870327074, 1e-14);
    expectInterval(differenceInterval(a, b, 0.95, DifferenceMethod::MiettinenNurminen), 0.0270416, 0.3452912,
                   5e-8);
    // Newcombe 1998b, table II: 56/70 against 48/80, methods 5 (Mee) and 10.
    expectInterval(differenceInterval({56, 70}, {48, 80}, 0.95, DifferenceMethod::Mee), 0.0528, 0.3382, 1e-3);
    expectInterval(differenceInterval({56, 70}, {48, 80}), 0.0524, 0.3339, 5e-5);
}

TEST(DifferenceInterval, PublishedCampaign) {
    const Interval mens = differenceInterval({3894, 21307}, {2262, 21306}, 0.95, DifferenceMethod::Wald);
    expectInterval(mens, 0.0699535, 0.08322563, 5e-9);
}

TEST(DifferenceInterval, AntisymmetricAndWithinRange) {
    for (const DifferenceMethod method : kDifferences) {
        for (const auto& [a, b] :
             {std::pair{Sample{7, 34}, Sample{1, 34}}, std::pair{Sample{0, 12}, Sample{5, 9}},
              std::pair{Sample{0, 12}, Sample{0, 9}}, std::pair{Sample{12, 12}, Sample{0, 9}},
              std::pair{Sample{30, 1000}, Sample{45, 2000}}}) {
            const Interval one = differenceInterval(a, b, 0.95, method);
            const Interval other = differenceInterval(b, a, 0.95, method);
            EXPECT_NEAR(one.low, -other.high, 1e-9) << name(method) << a.successes << "/" << a.trials;
            EXPECT_NEAR(one.high, -other.low, 1e-9) << name(method) << a.successes << "/" << a.trials;
            const double shrunken = method == DifferenceMethod::AgrestiCaffo ? 0.2 : 0.0;
            EXPECT_LE(one.low, a.rate() - b.rate() + 1e-12) << name(method);
            EXPECT_GE(one.high + shrunken, a.rate() - b.rate() - 1e-12) << name(method);
            if (method != DifferenceMethod::Wald && method != DifferenceMethod::AgrestiCaffo) {
                EXPECT_GE(one.low, -1.0) << name(method);
                EXPECT_LE(one.high, 1.0) << name(method);
            }
        }
    }
}

TEST(RatioInterval, KnownValuesAndInversion) {
    expectInterval(ratioInterval({7, 34}, {1, 34}), 1.220853, 42.575718, 5e-7);
    const Interval katz = ratioInterval({7, 34}, {1, 34}, 0.95, RatioMethod::Katz);
    expectInterval(katz, 0.9096055118420772, 53.86950646414641, 1e-10);
    for (const RatioMethod method :
         {RatioMethod::Katz, RatioMethod::Koopman, RatioMethod::MiettinenNurminen}) {
        const Interval one = ratioInterval({30, 1000}, {45, 2000}, 0.95, method);
        const Interval other = ratioInterval({45, 2000}, {30, 1000}, 0.95, method);
        EXPECT_NEAR(one.low * other.high, 1.0, 1e-9) << name(method);
        EXPECT_NEAR(one.high * other.low, 1.0, 1e-9) << name(method);
    }
}

TEST(RatioInterval, WithoutResponders) {
    EXPECT_THROW((void)ratioInterval({0, 10}, {1, 10}, 0.95, RatioMethod::Katz), std::domain_error);
    EXPECT_THROW((void)ratioInterval({0, 10}, {0, 10}), std::domain_error);
    const Interval none = ratioInterval({0, 50}, {5, 50});
    EXPECT_EQ(none.low, 0.0);
    EXPECT_GT(none.high, 0.0);
    EXPECT_LT(none.high, 1.0);
    const Interval endless = ratioInterval({5, 50}, {0, 50});
    EXPECT_TRUE(std::isinf(endless.high));
    EXPECT_NEAR(endless.low, 1.0 / none.high, 1e-8);
}

TEST(OddsRatioInterval, HoldsTheEstimateAndInverts) {
    const Interval one = oddsRatioInterval({7, 34}, {1, 34});
    const Interval other = oddsRatioInterval({1, 34}, {7, 34});
    EXPECT_TRUE(one.contains(7.0 / 27.0 * 33.0));
    EXPECT_NEAR(one.low * other.high, 1.0, 1e-9);
    const Interval cornfield = oddsRatioInterval({7, 34}, {1, 34}, 0.95, false);
    EXPECT_GT(cornfield.low, one.low); // the factor N/(N − 1) only widens
    EXPECT_LT(cornfield.high, one.high);
    EXPECT_TRUE(std::isinf(oddsRatioInterval({5, 50}, {0, 50}).high));
    EXPECT_THROW((void)oddsRatioInterval({0, 50}, {0, 50}), std::domain_error);
}

} // namespace
} // namespace rejoinder::statistics
