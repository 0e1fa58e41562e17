// The published e-mail campaign (MineThatData 2008), read from its file: 64,000 customers, two mailings, a
// hold-out.
#include "reference_data.h"

#include <gtest/gtest.h>
#include <statistics/forecast.h>
#include <statistics/intervals.h>
#include <statistics/means.h>
#include <statistics/proportions.h>
#include <statistics/verdict.h>

#include <array>
#include <fstream>
#include <iostream>
#include <numeric>
#include <random>

namespace rejoinder::statistics::test {
namespace {

enum Mailing : std::size_t { kControl, kMens, kWomens, kMailings };
constexpr std::size_t kHistories = 7;

struct Customer {
    std::size_t mailing{};
    std::size_t history{}; ///< 0 … 6
    bool visit{};
    bool conversion{};
    double spend{};
};

/// One line. The second field may hold a comma in quotes, so the end is read from behind.
Customer parseCustomer(const std::string& line) {
    std::array<std::string, 4> last;
    std::size_t end = line.size();
    for (std::size_t i = last.size(); i-- > 0;) {
        const std::size_t comma = line.rfind(',', end - 1);
        last[i] = line.substr(comma + 1, end - comma - 1);
        end = comma;
    }
    const std::size_t digit = line.find_first_of("1234567", line.find(',') + 1);
    Customer customer;
    customer.mailing = last[0] == "No E-Mail" ? kControl : last[0] == "Mens E-Mail" ? kMens : kWomens;
    customer.history = static_cast<std::size_t>(line.at(digit) - '1');
    customer.visit = last[1] == "1";
    customer.conversion = last[2] == "1";
    customer.spend = std::stod(last[3]);
    return customer;
}

class RealDataHillstrom : public ::testing::Test {
protected:
    void SetUp() override {
        const auto path = dataFile("hillstrom/hillstrom.csv");
        if (!path) {
            GTEST_SKIP() << "REJOINDER_DATA does not name a folder with hillstrom/hillstrom.csv";
        }
        std::ifstream file(*path);
        std::string line;
        std::getline(file, line);
        while (std::getline(file, line)) {
            if (!line.empty()) {
                customers_.push_back(parseCustomer(line));
            }
        }
        ASSERT_EQ(customers_.size(), 64000U);
    }

    template <class Hit>
    [[nodiscard]] std::array<Sample, kMailings> count(Hit hit) const {
        std::array<Sample, kMailings> cells;
        for (const Customer& customer : customers_) {
            cells[customer.mailing].trials += 1;
            cells[customer.mailing].successes += hit(customer) ? 1 : 0;
        }
        return cells;
    }

    std::vector<Customer> customers_;
};

bool visited(const Customer& customer) {
    return customer.visit;
}

bool converted(const Customer& customer) {
    return customer.conversion;
}

TEST_F(RealDataHillstrom, PublishedEffectsOnVisits) {
    const auto visits = count(visited);
    EXPECT_EQ(visits[kMens].successes, 3894);
    EXPECT_EQ(visits[kMens].trials, 21307);
    const ZTest mens = twoProportionZ(visits[kMens], visits[kControl]);
    const ZTest womens = twoProportionZ(visits[kWomens], visits[kControl]);
    EXPECT_NEAR(mens.z, 22.486041, 5e-7);
    EXPECT_LT(relativeDistance(mens.pValue, 5.685165482802319e-112), 1e-6);
    EXPECT_LT(relativeDistance(womens.pValue, 3.1824031593349214e-44), 1e-6);
    const Interval wald = differenceInterval(visits[kMens], visits[kControl], 0.95, DifferenceMethod::Wald);
    EXPECT_NEAR(wald.low, 0.06995350121810838, 1e-12);
    EXPECT_NEAR(wald.high, 0.08322562608495411, 1e-12);
    EXPECT_EQ(compareCells(visits).winner, std::optional<std::size_t>(kMens));
}

TEST_F(RealDataHillstrom, PublishedEffectsOnConversions) {
    const auto conversions = count(converted);
    const std::array raw{twoProportionZ(conversions[kMens], conversions[kControl]).pValue,
                         twoProportionZ(conversions[kWomens], conversions[kControl]).pValue};
    EXPECT_LT(relativeDistance(raw[0], 1.5232235005955425e-13), 1e-6);
    EXPECT_LT(relativeDistance(raw[1], 0.00015710512910668448), 1e-6);
    EXPECT_LT(relativeDistance(holmAdjusted(raw)[0], 3.046447001191085e-13), 1e-6);
}

TEST_F(RealDataHillstrom, PublishedEffectsOnSpend) {
    std::array<Moments, kMailings> spend;
    std::array<std::array<long double, 3>, kMailings> sums{};
    for (const Customer& customer : customers_) {
        spend[customer.mailing].add(customer.spend);
        // Cents are whole numbers: their sums are exact, as a database would keep them.
        const long double cents = std::round(static_cast<long double>(customer.spend) * 100.0L);
        sums[customer.mailing][0] += 1.0L;
        sums[customer.mailing][1] += cents;
        sums[customer.mailing][2] += cents * cents;
    }
    const WelchTest mens = welch(spend[kMens], spend[kControl]);
    EXPECT_NEAR(mens.t, 5.30014, 5e-6);
    EXPECT_NEAR(mens.degrees, 36671.16, 5e-3);
    EXPECT_LT(relativeDistance(mens.pValue, 1.1638149682254823e-07), 1e-6);
    EXPECT_LT(relativeDistance(welch(spend[kWomens], spend[kControl]).pValue, 0.0011293971023632501), 1e-6);
    const auto cents = [&](std::size_t mailing) {
        return Moments::fromSums(static_cast<std::int64_t>(sums[mailing][0]), sums[mailing][1],
                                 sums[mailing][2]);
    };
    EXPECT_EQ(std::llround(sums[kMens][1]), 3031169);
    const WelchTest inCents = welch(cents(kMens), cents(kControl));
    EXPECT_NEAR(inCents.t, mens.t, 1e-9);
    EXPECT_NEAR(inCents.difference, 76.982716, 5e-7);
}

using Groups = std::array<Sample, kMailings * kHistories>;

/// Share of the groups' second halves that the 90 % range of the first half holds, over 200 halvings.
template <class Hit>
double coverage(const std::vector<Customer>& customers, Hit hit, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<std::uint32_t> order(customers.size());
    std::iota(order.begin(), order.end(), 0U);
    int inside = 0;
    int cases = 0;
    for (int halving = 0; halving < 200; ++halving) {
        std::shuffle(order.begin(), order.end(), random);
        std::array<Groups, 2> halves{};
        for (std::size_t i = 0; i < order.size(); ++i) {
            const Customer& customer = customers[order[i]];
            Sample& group =
                halves[i < order.size() / 2 ? 0 : 1][customer.mailing * kHistories + customer.history];
            group.trials += 1;
            group.successes += hit(customer) ? 1 : 0;
        }
        const PooledPrior prior = estimatePooledPrior(halves[0]);
        for (std::size_t group = 0; group < halves[0].size(); ++group) {
            const RateForecast forecast = forecastRate(halves[0][group], prior, halves[1][group].trials);
            inside += forecast.range.contains(halves[1][group].rate()) ? 1 : 0;
            ++cases;
        }
    }
    return static_cast<double>(inside) / cases;
}

TEST_F(RealDataHillstrom, ForecastRangesHoldAsOftenAsTheySay) {
    const double visits = coverage(customers_, visited, 20261122);
    std::cout << "forecast of visits: 90 % range held " << visits * 100.0
              << " % of 4200 (200 halvings × 21 groups)\n";
    EXPECT_GE(visits, 0.87);
    EXPECT_LE(visits, 0.93);
    // Conversions are rare, five to fifty per group: whole numbers make the range hold more than it promises.
    const double conversions = coverage(customers_, converted, 20261123);
    std::cout << "forecast of conversions: 90 % range held " << conversions * 100.0 << " % of 4200\n";
    EXPECT_GE(conversions, 0.87);
    EXPECT_LE(conversions, 0.98);
}

} // namespace
} // namespace rejoinder::statistics::test
