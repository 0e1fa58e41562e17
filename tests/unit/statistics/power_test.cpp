#include <gtest/gtest.h>
#include <statistics/power.h>

#include <cmath>
#include <stdexcept>

namespace rejoinder::statistics {
namespace {

TEST(SampleSizePerCell, KnownSizesAndTheirFormulas) {
    EXPECT_NEAR(sampleSizePerCell(0.5, 0.75, {0.05, 0.9}).exact, 76.70692845177743, 1e-8);
    const SampleSize pooled = sampleSizePerCell(0.20, 0.25);
    EXPECT_NEAR(pooled.exact, 1093.74, 5e-3);
    EXPECT_EQ(pooled.perCell, 1094);
    EXPECT_EQ(name(pooled.formula), "pooled variance");
    const SampleSize baseline = sampleSizePerCell(0.20, 0.25, {}, SampleSizeFormula::Baseline);
    EXPECT_EQ(std::llround(baseline.exact), 1030);
    EXPECT_EQ(name(baseline.formula), "baseline variance");
    const double base = 2262.0 / 21306.0;
    const SampleSize arcsine = sampleSizePerCell(base, base + 0.01, {}, SampleSizeFormula::Arcsine);
    EXPECT_NEAR(arcsine.exact, 15503.49998471003, 1e-4);
    EXPECT_EQ(name(arcsine.formula), "arcsine (Cohen h)");
}

TEST(SampleSizePerCell, TradeTable) {
    // Names per cell at 95 % and power 80 %, as printed in handbooks of the trade.
    EXPECT_NEAR(sampleSizePerCell(0.020, 0.025).exact, 13809.0, 1.0);
    EXPECT_NEAR(sampleSizePerCell(0.020, 0.024).exact, 21108.0, 1.0);
    EXPECT_NEAR(sampleSizePerCell(0.010, 0.013).exact, 19826.0, 1.0);
    EXPECT_NEAR(sampleSizePerCell(0.010, 0.012).exact, 42693.0, 1.0);
}

TEST(SampleSizePerCell, PowerOfTheSizeIsTheWish) {
    for (const SampleSizeFormula formula :
         {SampleSizeFormula::Pooled, SampleSizeFormula::Baseline, SampleSizeFormula::Arcsine}) {
        for (const Alternative alternative : {Alternative::TwoSided, Alternative::Less}) {
            const PowerWish wish{0.01, 0.85, alternative};
            const double n = sampleSizePerCell(0.02, 0.03, wish, formula).exact;
            EXPECT_NEAR(powerOfTest(0.02, 0.03, n, 0.01, alternative, PowerTails::Wished, formula), 0.85,
                        1e-10)
                << name(formula);
        }
    }
}

TEST(SampleSizePerCell, Refusals) {
    EXPECT_THROW((void)sampleSizePerCell(0.02, 0.02), std::domain_error);
    EXPECT_THROW((void)sampleSizePerCell(0.0, 0.02), std::domain_error);
    EXPECT_THROW((void)sampleSizePerCell(0.02, 1.0), std::domain_error);
    EXPECT_THROW((void)sampleSizePerCell(0.02, 0.03, {0.05, 0.04}), std::domain_error);
    EXPECT_THROW((void)sampleSizePerCell(0.02, 0.03, {0.0, 0.8}), std::domain_error);
}

TEST(PowerOfTest, KnownValuesAndTails) {
    EXPECT_NEAR(powerOfTest(0.5, 0.75, 50, 0.05, Alternative::TwoSided, PowerTails::Wished), 0.7401659, 5e-8);
    EXPECT_NEAR(powerOfTest(0.001, 0.015, 550), 0.7415599569719722, 1e-10);
    EXPECT_NEAR(powerOfTest(0.001, 0.015, 550, 0.05, Alternative::TwoSided, PowerTails::Wished), 0.7415576,
                5e-8);
    EXPECT_NEAR(powerOfTest(0.1, 0.1, 1000), 0.05, 1e-12); // no difference: both tails make alpha
    EXPECT_GT(powerOfTest(0.03, 0.02, 1000, 0.05, Alternative::Greater),
              powerOfTest(0.03, 0.02, 1000, 0.05, Alternative::Less));
    EXPECT_THROW((void)powerOfTest(0.1, 0.2, 0.0), std::domain_error);
}

TEST(PowerOfEffect, KnownValues) {
    EXPECT_NEAR(effectSize(0.5, 0.4), 0.2013579207903309, 1e-15);
    EXPECT_NEAR(powerOfEffect(0.3, 80), 0.475100870572638, 1e-13);
    EXPECT_NEAR(powerOfEffect(0.01, 80), 0.05045832927039234, 1e-13);
    EXPECT_NEAR(powerOfEffect(0.01, 80, 0.05, Alternative::Greater), 0.056869534873146124, 1e-13);
    EXPECT_NEAR(powerOfEffect(0.01, 80, 0.05, Alternative::Less), 0.0438089705093578, 1e-13);
}

TEST(DetectableRate, InvertsTheSize) {
    EXPECT_NEAR(detectableRate(0.5, 50, {0.05, 0.9}), 0.8026305817038947, 1e-10);
    const double rate = detectableRate(0.02, 13808.8);
    EXPECT_NEAR(sampleSizePerCell(0.02, rate).exact, 13808.8, 1e-4);
    EXPECT_THROW((void)detectableRate(0.9, 3), std::domain_error);
}

TEST(SampleSizeForPrecision, TradeFigures) {
    // The trade reckons with z = 1.96, a little more than the exact quantile.
    EXPECT_NEAR(sampleSizeForPrecision(0.015, 0.0015), 25227.0, 2.0);
    EXPECT_NEAR(sampleSizeForPrecision(0.02, 0.002), 18824.0, 2.0);
    const double finite = sampleSizeForPrecision(0.015, 0.0015, 0.95, 50000);
    EXPECT_NEAR(1.0 / finite, 1.0 / sampleSizeForPrecision(0.015, 0.0015) + 1.0 / 50000.0, 1e-12);
    EXPECT_LT(finite, 50000);
    EXPECT_THROW((void)sampleSizeForPrecision(0.015, 0.0), std::domain_error);
    EXPECT_THROW((void)sampleSizeForPrecision(0.015, 0.001, 0.95, 0), std::domain_error);
}

} // namespace
} // namespace rejoinder::statistics
