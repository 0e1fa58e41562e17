#include "learnings.h"

#include <gtest/gtest.h>

namespace rejoinder::insight {
namespace {

Evidence evidence(std::int64_t campaign, const char* segment, Channel channel, std::int64_t pieces,
                  std::int64_t responders) {
    return {Id{campaign}, "", segment, channel, pieces, responders};
}

TEST(Forecasts, StandOnTheSegmentsOwnEvidence) {
    const std::vector past{evidence(1, "buyers", Channel::Letter, 10000, 500),
                           evidence(1, "prospects", Channel::Letter, 10000, 100)};
    const std::vector<campaigns::ForecastWish> wishes{{"buyers", Channel::Letter, 5000},
                                                      {"prospects", Channel::Letter, 5000}};
    const auto f = forecastsOf(past, wishes, 1.0);
    ASSERT_EQ(f.size(), 2U);
    EXPECT_NEAR(f[0].rate, 0.05, 0.002);
    EXPECT_LT(f[0].rateLow, 0.05);
    EXPECT_GT(f[0].rateHigh, 0.05);
    EXPECT_NEAR(f[0].responses, f[0].rate * 5000, 1e-6);
    EXPECT_NEAR(f[1].rate, 0.01, 0.001);
    EXPECT_EQ(f[1].evidencePieces, 10000);
    EXPECT_EQ(f[1].evidenceCampaigns, 1);
}

TEST(Forecasts, OfAnUnknownSegmentAreWide) {
    const std::vector past{evidence(1, "a", Channel::Letter, 10000, 500),
                           evidence(2, "a", Channel::Letter, 10000, 300),
                           evidence(2, "b", Channel::Letter, 8000, 500)};
    const std::vector<campaigns::ForecastWish> wishes{{"a", Channel::Letter, 5000},
                                                      {"new", Channel::Letter, 5000}};
    const auto f = forecastsOf(past, wishes, 1.0);
    EXPECT_EQ(f[1].evidencePieces, 0);
    EXPECT_EQ(f[1].evidenceCampaigns, 2);
    EXPECT_GT(f[1].rateHigh - f[1].rateLow, 2 * (f[0].rateHigh - f[0].rateLow));
}

TEST(Forecasts, SayThatNothingWasLearnt) {
    const std::vector<campaigns::ForecastWish> wishes{{"a", Channel::Letter, 5000}};
    const auto f = forecastsOf({}, wishes, 1.0);
    EXPECT_EQ(f[0].evidenceCampaigns, 0);
    EXPECT_EQ(f[0].responses, 0);
}

TEST(Forecasts, OlderEvidenceCanCountLess) {
    const std::vector past{evidence(1, "a", Channel::Letter, 10000, 500)};
    const std::vector<campaigns::ForecastWish> wishes{{"a", Channel::Letter, 5000}};
    const auto full = forecastsOf(past, wishes, 1.0), tenth = forecastsOf(past, wishes, 0.1);
    EXPECT_GT(tenth[0].rateHigh - tenth[0].rateLow, full[0].rateHigh - full[0].rateLow);
}

TEST(Forecasts, RefuseImpossibleEvidence) {
    const std::vector past{evidence(1, "a", Channel::Letter, 10, 11),
                           evidence(1, "b", Channel::Letter, 10, 12)};
    const std::vector<campaigns::ForecastWish> wishes{{"a", Channel::Letter, 5000}};
    try {
        forecastsOf(past, wishes, 1.0);
        FAIL() << "impossible evidence was taken";
    } catch (const Error& e) {
        EXPECT_EQ(e.faults().size(), 2U);
    }
}

} // namespace
} // namespace rejoinder::insight
