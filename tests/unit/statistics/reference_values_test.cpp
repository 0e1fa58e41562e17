// Every entry of statistics/reference_values.json is computed from the entry's own input and compared with
// the published figure. A new entry in the file without a computation here fails.
#include "reference_data.h"

#include <gtest/gtest.h>
#include <statistics/bayes.h>
#include <statistics/distributions.h>
#include <statistics/exact.h>
#include <statistics/intervals.h>
#include <statistics/power.h>
#include <statistics/proportions.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iostream>
#include <map>

namespace rejoinder::statistics::test {
namespace {

using simdjson::dom::element;
using Values = std::vector<double>;
using Compute = std::function<Values(element)>;

Values listed(const ChiSquareTest& test) {
    return {test.statistic, test.pValue};
}

Values listed(const Interval& interval) {
    return {interval.low, interval.high};
}

Sample first(element in) {
    return sampleOf(in, "x1", "n1");
}

Sample second(element in) {
    return sampleOf(in, "x2", "n2");
}

std::vector<Sample> cells(element in) {
    return samplesOf(in, "success", "nobs");
}

Sample single(element in) {
    return sampleOf(in, "x", "n");
}

/// A Beta given as two keys or as a list.
BetaParameters betaOf(element in, const char* list, const char* alpha, const char* beta) {
    element found;
    if (in[list].get(found) == simdjson::SUCCESS) {
        const Values values = numbers(found);
        return {values.at(0), values.at(1)};
    }
    return {number(in[alpha]), number(in[beta])};
}

BetaParameters betaA(element in) {
    return betaOf(in, "A", "a0", "b0");
}

BetaParameters betaB(element in) {
    return betaOf(in, "B", "a1", "b1");
}

Values fisher(element in, Alternative alternative) {
    const Values counts = numbers(in["table"]);
    const Sample top{std::llround(counts[0]), std::llround(counts[0] + counts[1])};
    const Sample bottom{std::llround(counts[2]), std::llround(counts[2] + counts[3])};
    return {fisherExact(top, bottom, alternative)};
}

Values oneSample(element in, Continuity continuity, bool withInterval) {
    const Sample sample = single(in);
    Values values = listed(givenProportion(std::array{sample}, number(in, "p0", 0.5), continuity));
    if (withInterval) {
        const Interval interval = proportionInterval(sample, 0.95, IntervalMethod::Wilson);
        values.insert(values.end(), {interval.low, interval.high});
    }
    return values;
}

Values holmOfPairs(element in) {
    const Values raw = pairwiseProportions(cells(in));
    return holmAdjusted(raw);
}

Values arcsineSize(element in) {
    const double base = number(in["baseline_pct"]) / 100.0;
    const PowerWish wish{0.05, number(in["power"]), Alternative::TwoSided};
    return {
        sampleSizePerCell(base, base + number(in["abs_effect_pp"]) / 100.0, wish, SampleSizeFormula::Arcsine)
            .exact};
}

Values baselineSize(element in) {
    const double base = number(in["baseline"]);
    const PowerWish wish{number(in["alpha"]), number(in["power"]), Alternative::TwoSided};
    const SampleSize size =
        sampleSizePerCell(base, base + number(in["mde_abs"]), wish, SampleSizeFormula::Baseline);
    return {std::round(size.exact)};
}

Values effectPower(element in, Alternative alternative) {
    return {powerOfEffect(number(in["h"]), number(in["n"]), number(in, "alpha", 0.05), alternative)};
}

Values testPower(element in, PowerTails tails) {
    const double p2 = number(in, "p2", number(in, "prop2", 0.0));
    const double p1 = number(in, "p1", p2 + number(in, "diff", 0.0));
    return {powerOfTest(p1, p2, number(in["n"]), number(in, "alpha", 0.05), Alternative::TwoSided, tails)};
}

/// The first place outside of `bound` on a walk from `start` in steps of 0.1 %: PropCIs, the source of the
/// published odds ratio, finds its bounds so.
double walked(double start, double bound) {
    const double factor = bound > start ? 1.001 : 1.0 / 1.001;
    double place = start;
    while (bound > start ? place < bound : place > bound) {
        place *= factor;
    }
    return place;
}

Values scoreIntervals(element in) {
    const Sample a = first(in);
    const Sample b = second(in);
    Values values = listed(differenceInterval(a, b, 0.95, DifferenceMethod::MiettinenNurminen));
    const Interval odds = oddsRatioInterval(a, b);
    const double estimate = static_cast<double>(a.successes) * static_cast<double>(b.failures()) /
                            (static_cast<double>(b.successes) * static_cast<double>(a.failures()));
    const Interval ratio = ratioInterval(a, b, 0.95, RatioMethod::Koopman);
    values.insert(values.end(), {walked(estimate / 1.1, odds.low), walked(estimate * 1.1, odds.high),
                                 ratio.low, ratio.high});
    return values;
}

Values betaSummary(element in) {
    const BetaParameters rate{number(in["a"]), number(in["b"])};
    const Interval interval = credibleInterval(rate, 0.8);
    return {rate.mean(),
            rate.variance(),
            betaLowerTail(0.1, rate.alpha, rate.beta),
            betaQuantile(0.1, rate.alpha, rate.beta),
            betaQuantile(0.5, rate.alpha, rate.beta),
            interval.low,
            interval.high};
}

Values freemanHalton(element in) {
    std::vector<std::vector<std::int64_t>> table;
    for (const element row : simdjson::dom::array(in["table"])) {
        table.emplace_back();
        for (const element cell : simdjson::dom::array(row)) {
            table.back().push_back(std::int64_t(cell));
        }
    }
    return {fisherExactTable(table)};
}

Compute interval(IntervalMethod method) {
    return [method](element in) { return listed(proportionInterval(single(in), 0.95, method)); };
}

Compute difference(DifferenceMethod method) {
    return [method](element in) { return listed(differenceInterval(first(in), second(in), 0.95, method)); };
}

void addTests(std::map<std::string, Compute>& table) {
    table["ztest_2prop"] = [](element in) {
        const std::vector<Sample> both = samplesOf(in, "count", "nobs");
        const ZTest test = twoProportionZ(both.at(0), both.at(1), Variance::Pooled);
        return Values{test.z, test.pValue};
    };
    table["ztest_1prop"] = [](element in) {
        const OneSampleZTest test = oneProportionZ(sampleOf(in, "count", "nobs"), number(in["value"]));
        return Values{test.z, test.pValue};
    };
    table["chi2_4prop"] = table["smokers"] = [](element in) { return listed(equalProportions(cells(in))); };
    table["pairwise_chi2_p"] = [](element in) { return pairwiseProportions(cells(in)); };
    table["pairwise_holm"] = holmOfPairs;
    table["chi2_given_p"] = [](element in) { return listed(givenProportion(cells(in), number(in["p"]))); };
    table["prop1_wilson"] =
        table["prop1_52_100"] = [](element in) { return oneSample(in, Continuity::None, true); };
    table["prop1_52_100_cc"] = [](element in) { return oneSample(in, Continuity::Yates, false); };
    table["trend"] = table["trend2"] = [](element in) {
        return listed(trendOfProportions(cells(in), numbers(in["scores"])));
    };
    table["fisher_tea"] = [](element in) { return fisher(in, Alternative::Greater); };
    table["fisher_conv_less"] = [](element in) { return fisher(in, Alternative::Less); };
    table["fisher_conv_2"] = [](element in) { return fisher(in, Alternative::TwoSided); };
    table["fisher_job"] = freemanHalton;
    const std::map<std::string, Alternative> directions{{"binom_51_235_less", Alternative::Less},
                                                        {"binom_51_235_greater", Alternative::Greater},
                                                        {"binom_51_235_two-sided", Alternative::TwoSided}};
    for (const auto& [id, alternative] : directions) {
        table[id] = [alternative](element in) {
            return Values{binomialExact(single(in), number(in["p"]), alternative)};
        };
    }
    // The file gives X² and the degrees in words only: 102.17 on 17 and 8.758 on 11.
    table["chi2_3way"] = [](element) {
        return Values{chiSquareUpperTail(102.17, 17.0), chiSquareUpperTail(8.758, 11.0)};
    };
}

void addIntervals(std::map<std::string, Compute>& table) {
    table["clopper_51_235"] = table["ci_100_200_beta"] = interval(IntervalMethod::ClopperPearson);
    table["wilson_19_38"] = table["ci_100_200_wilson"] = interval(IntervalMethod::Wilson);
    table["ci_100_200_normal"] = interval(IntervalMethod::Wald);
    table["ci_100_200_agresti_coull"] = interval(IntervalMethod::AgrestiCoull);
    table["jeffreys_100_200"] = interval(IntervalMethod::Jeffreys);
    table["diff_wald_7_34_1_34"] = difference(DifferenceMethod::Wald);
    table["diff_agresti_caffo"] = difference(DifferenceMethod::AgrestiCaffo);
    table["diff_newcombe"] = difference(DifferenceMethod::Newcombe);
    table["ratio_katz"] = [](element in) {
        return listed(ratioInterval(first(in), second(in), 0.95, RatioMethod::Katz));
    };
    table["score_cis_7_34_1_34"] = scoreIntervals;
}

void addPower(std::map<std::string, Compute>& table) {
    table["power_prop_n50"] = [](element in) { return testPower(in, PowerTails::Wished); };
    table["power_stata"] = table["power_two_83"] = [](element in) { return testPower(in, PowerTails::Both); };
    table["power_prop_n"] = [](element in) {
        const PowerWish wish{0.05, number(in["power"]), Alternative::TwoSided};
        return Values{sampleSizePerCell(number(in["p1"]), number(in["p2"]), wish).exact};
    };
    table["power_prop_p2"] = [](element in) {
        const PowerWish wish{0.05, number(in["power"]), Alternative::TwoSided};
        return Values{detectableRate(number(in["p1"]), number(in["n"]), wish)};
    };
    table["effect_h"] = [](element in) { return Values{effectSize(number(in["p1"]), number(in["p2"]))}; };
    table["pwr2p_03"] =
        table["pwr2p_001"] = [](element in) { return effectPower(in, Alternative::TwoSided); };
    table["pwr2p_greater"] =
        table["pwr2p_1600"] = [](element in) { return effectPower(in, Alternative::Greater); };
    table["pwr2p_less"] = [](element in) { return effectPower(in, Alternative::Less); };
    table["evanmiller_1030"] = baselineSize;
    for (const char* id : {"0.57_0.1_0.8", "0.57_0.1_0.9", "0.57_0.2_0.8", "0.57_1.0_0.9", "10.62_0.5_0.8",
                           "10.62_1.0_0.8", "10.62_2.0_0.9", "10.62_5.0_0.8"}) {
        table[std::string("hillstrom_n_") + id] = arcsineSize;
    }
}

void addBayes(std::map<std::string, Compute>& table) {
    for (const char* id : {"pbeat_10_50_60_250", "pbeat_600_550_52_60", "pbeat_1000_900_1200_1000",
                           "pbeat_1000_900_1200_800", "pbeat_40_60_70_90"}) {
        table[id] = [](element in) { return Values{probabilityGreater(betaB(in), betaA(in))}; };
    }
    table["eloss_A"] = [](element in) { return Values{expectedLoss(betaA(in), betaB(in))}; };
    table["eloss_B"] = [](element in) { return Values{expectedLoss(betaB(in), betaA(in))}; };
    table["beta_4_6"] = betaSummary;
}

/// Where the published figure itself is coarser than the file's `tolerance` says, or the file gives none.
double publishedTolerance(const std::string& id, element entry) {
    static const std::map<std::string, double> kCoarse{
        {"fisher_job", 1e-4},          // R prints four digits
        {"fisher_tea", 2e-4},          // likewise
        {"chi2_3way", 1.5e-3},         // the statistic is given to five digits
        {"ratio_katz", 5e-3},          // two digits
        {"score_cis_7_34_1_34", 2e-6}, // the difference is printed to seven places
    };
    const auto found = kCoarse.find(id);
    return found != kCoarse.end() ? found->second : std::max(1e-6, number(entry, "tolerance", 1e-6));
}

void expectValues(const std::string& id, const Values& got, const Values& wanted, double tolerance,
                  const char* which) {
    ASSERT_EQ(got.size(), wanted.size()) << id << ", " << which;
    for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_LE(relativeDistance(got[i], wanted[i]), tolerance)
            << id << "[" << i << "], " << which << ": got " << ::testing::PrintToString(got[i]) << ", wanted "
            << ::testing::PrintToString(wanted[i]);
    }
}

TEST(RealDataReference, EveryPublishedValue) {
    const auto path = dataFile("statistics/reference_values.json");
    if (!path) {
        GTEST_SKIP() << "REJOINDER_DATA does not name a folder with statistics/reference_values.json";
    }
    std::map<std::string, Compute> table;
    addTests(table);
    addIntervals(table);
    addPower(table);
    addBayes(table);
    simdjson::dom::parser parser;
    const element document = parser.load(path->string());
    std::size_t entries = 0;
    double worst = 0.0;
    for (const element entry : simdjson::dom::array(document)) {
        const std::string id{std::string_view(entry["id"])};
        const auto compute = table.find(id);
        ASSERT_NE(compute, table.end()) << "no computation for the entry " << id;
        const Values got = compute->second(entry["input"]);
        expectValues(id, got, numbers(entry["expected"]), publishedTolerance(id, entry), "published");
        // The published figure is often rounded; the file's own recomputation has all digits.
        const Values again = numbers(entry["recomputed"]);
        if (!again.empty()) {
            expectValues(id, got, again, 1e-6, "recomputed");
            for (std::size_t i = 0; i < again.size() && i < got.size(); ++i) {
                worst = std::max(worst, relativeDistance(got[i], again[i]));
            }
        }
        ++entries;
    }
    EXPECT_EQ(entries, table.size()) << "the file lost entries that this test knows";
    std::cout << "reference values: " << entries << " entries, worst relative distance to a recomputation "
              << worst << '\n';
}

/// X² is published to five digits; p of all statistics that round to it must enclose the published p.
TEST(RealDataReference, RoundedStatisticEnclosesPublishedP) {
    if (!dataFile("statistics/reference_values.json")) {
        GTEST_SKIP() << "REJOINDER_DATA does not name a folder with statistics/reference_values.json";
    }
    EXPECT_GT(chiSquareUpperTail(102.165, 17.0), 3.514e-14);
    EXPECT_LT(chiSquareUpperTail(102.175, 17.0), 3.514e-14);
}

struct Method {
    const char* key;
    IntervalMethod method;
    double tolerance;
};

TEST(RealDataReference, IntervalsOfR) {
    const auto path = dataFile("statistics/binom_confint_R.json");
    if (!path) {
        GTEST_SKIP() << "REJOINDER_DATA does not name a folder with statistics/binom_confint_R.json";
    }
    // "profile" is left out: R draws a spline through a coarse grid there and is off by up to 1e-3 from the
    // likelihood-ratio interval ("lrt") that it approximates.
    const std::array methods{Method{"agresti-coull", IntervalMethod::AgrestiCoull, 1e-6},
                             Method{"asymptotic", IntervalMethod::Wald, 1e-6},
                             Method{"bayes", IntervalMethod::Jeffreys, 1e-6},
                             Method{"cloglog", IntervalMethod::ComplementaryLogLog, 1e-6},
                             Method{"exact", IntervalMethod::ClopperPearson, 1e-6},
                             Method{"logit", IntervalMethod::Logit, 1e-6},
                             Method{"probit", IntervalMethod::Probit, 1e-6},
                             Method{"lrt", IntervalMethod::LikelihoodRatio, 1e-6},
                             Method{"prop.test", IntervalMethod::WilsonContinuity, 1e-6},
                             Method{"wilson", IntervalMethod::Wilson, 1e-6}};
    simdjson::dom::parser parser;
    const element document = parser.load(path->string());
    std::size_t compared = 0;
    for (const element entry : simdjson::dom::array(document["cases"])) {
        const Sample sample = single(entry);
        for (const Method& each : methods) {
            const Values wanted = numbers(entry["methods"][each.key]);
            if (wanted.size() != 2) {
                continue; // R found no bound for 190 of 200 ("bayes")
            }
            // The file holds equal-tailed posterior intervals for 20 and 200 trials and shortest ones for 30.
            const bool shortest = each.method == IntervalMethod::Jeffreys && sample.trials == 30;
            const Interval got =
                proportionInterval(sample, 0.95, shortest ? IntervalMethod::JeffreysShortest : each.method);
            // R cuts some of its intervals to 0 … 1 and leaves others; a bound outside says nothing more.
            EXPECT_NEAR(std::max(0.0, got.low), std::max(0.0, wanted[0]), each.tolerance)
                << sample.successes << "/" << sample.trials << " " << each.key;
            EXPECT_NEAR(std::min(1.0, got.high), std::min(1.0, wanted[1]), each.tolerance)
                << sample.successes << "/" << sample.trials << " " << each.key;
            ++compared;
        }
    }
    EXPECT_EQ(compared, 79U);
    std::cout << "intervals of R: " << compared << " of 88 compared\n";
}

} // namespace
} // namespace rejoinder::statistics::test
