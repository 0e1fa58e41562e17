#include "random_definition.h"

#include <gtest/gtest.h>

namespace rejoinder::targetgroups {
namespace {

using targetgroups::test::RandomDefinition;
using targetgroups::test::TestNames;

const TestNames kNames;
constexpr Id kCampaign{1};

Definition read(std::string_view text) {
    TextProblem problem;
    const auto d = parse(text, kCampaign, kNames, problem);
    EXPECT_TRUE(d.has_value()) << text << "\nline " << problem.line << ", column " << problem.column
                               << ": expected " << problem.expected << ", found " << problem.found;
    return d.value_or(Definition{});
}

TEST(Text, RoundTripsForEveryDefinition) {
    RandomDefinition random(20261130);
    for (int round = 0; round < 20'000; ++round) {
        const Definition d = random.next();
        const std::string text = print(d, kCampaign, kNames);
        ASSERT_EQ(json::write(read(text)), json::write(plain(d))) << text;
        ASSERT_EQ(print(read(text), kCampaign, kNames), text);
    }
}

TEST(Text, OfAConditionRoundTrips) {
    RandomDefinition random(7);
    for (int round = 0; round < 5'000; ++round) {
        const Condition c = random.condition(6);
        Definition d;
        d.condition = c;
        const std::string text = print(d, kCampaign, kNames);
        TextProblem problem;
        const auto back = parse(text, kCampaign, kNames, problem);
        ASSERT_TRUE(back.has_value()) << text << "\n" << problem.expected;
        ASSERT_EQ(json::write(back->condition), json::write(plain(c))) << text;
    }
}

TEST(Text, ReadsAsASentence) {
    const std::string text =
        R"(where attribute.recency <= 12 and contact.country in (CH, LI) and not orders.ordered exists within 30 days
without "Answered" where responses.responded exists within 30 days of campaign SPRING26 cells (A, "rest")
without "No letters" not contactable by letter
segment "Fresh" where attribute.recency <= 3
segment "Large" where attribute.history between 500 and 5000 or attribute.vip = true
others "Rest"
at most 1 per household by highest attribute.history
split by draw stratified by segment
  cell A 40 %
  cell "rest" 500 persons
  cell "Brief 2" rest
hold out #12 10 %
seed 7
)";
    const Definition d = read(text);
    ASSERT_EQ(d.condition.all.size(), 3U);
    EXPECT_EQ(d.condition.all[1].where->values, (std::vector<std::string>{"CH", "LI"}));
    EXPECT_EQ(d.condition.all[2].none.at(0).where->withinDays, 30);
    EXPECT_EQ(d.exclusions.at(0).condition->where->cellIds, (std::vector<Id>{Id{10}, Id{11}}));
    EXPECT_EQ(d.exclusions.at(1).notContactable, Channel::Letter);
    EXPECT_EQ(d.segments.at(1).condition.any.size(), 2U);
    EXPECT_EQ(d.otherSegment, "Rest");
    EXPECT_EQ(d.limits.at(0).by, "attribute.history");
    EXPECT_EQ(d.split.shares.at(1).count, 500);
    EXPECT_TRUE(d.split.shares.at(2).rest);
    EXPECT_EQ(d.holdOut->percent, 10);
    EXPECT_EQ(d.seed, 7);
}

TEST(Text, AndBindsMoreTightlyThanOr) {
    const auto d = read("where attribute.a = 1 and attribute.b = 2 or not attribute.c = 3");
    ASSERT_EQ(d.condition.any.size(), 2U);
    EXPECT_EQ(d.condition.any[0].all.size(), 2U);
    EXPECT_EQ(d.condition.any[1].none.size(), 1U);
}

TEST(Text, PlacesAndBeginnings) {
    const std::string text = "where contact.place within 20 km of \"CH 8001\" and contact.postcode begins "
                             "(80, 81) and attribute.code begins A\n";
    const auto d = read(text);
    ASSERT_EQ(d.condition.all.size(), 3U);
    EXPECT_EQ(d.condition.all[0].where->comparison, contacts::Comparison::Within);
    EXPECT_EQ(d.condition.all[0].where->values, (std::vector<std::string>{"20", "CH 8001"}));
    EXPECT_EQ(d.condition.all[1].where->values, (std::vector<std::string>{"80", "81"}));
    EXPECT_EQ(read("where contact.place within 2.5 km of \"47.4,8.5\"").condition.where->values,
              (std::vector<std::string>{"2.5", "47.4,8.5"}));
    EXPECT_EQ(json::write(read(print(d, kCampaign, kNames))), json::write(d));
}

struct Wrong {
    std::string text, expected, found;
    std::int32_t line, column;
};

TEST(Text, SaysWhereItCannotBeReadAndWhatWasExpected) {
    const std::vector<Wrong> all = {
        {"where", "condition", "", 1, 6},
        {"where contact.place within 20 km CH", "of", "CH", 1, 34},
        {"where contact.place within 20 km of", "place", "", 1, 36},
        {"where attribute.a ~ 3", "comparison", "~", 1, 19},
        {"where attribute.größe =\n  and x = 2", "value", "and", 2, 3},
        {"where größe <= 3 or (attribute.b = 1", "closing", "", 1, 37},
        {"where a in (1, 2", "closing", "", 1, 17},
        {"where a = \"open", "value", "\"open", 1, 11},
        {"where a exists of campaign NOPE", "campaign", "NOPE", 1, 28},
        {"where a exists within x days", "number", "x", 1, 23},
        {"everybody\nsplit by draw\n  cell Z 10 %", "cell", "Z", 3, 8},
        {"everybody split by draw cell A 10.5 persons", "percent", "persons", 1, 37},
        {"everybody without No where a = 1 not contactable by letter", "clause", "not", 1, 34},
        {"everybody without X not contactable by pigeon", "channel", "pigeon", 1, 40},
        {"everybody at most 1 per household by", "highestOrLowest", "", 1, 37},
        {"seed 12345678901234567890", "number", "12345678901234567890", 1, 6},
        {"where a = 1 b = 2", "clause", "b", 1, 13},
        {"where a = 'x'", "value", "'", 1, 11},
    };
    for (const auto& wrong : all) {
        TextProblem p;
        EXPECT_FALSE(parse(wrong.text, kCampaign, kNames, p).has_value()) << wrong.text;
        EXPECT_EQ(p.expected, wrong.expected) << wrong.text;
        EXPECT_EQ(p.found, wrong.found) << wrong.text;
        EXPECT_EQ(std::pair(p.line, p.column), std::pair(wrong.line, wrong.column)) << wrong.text;
    }
}

TEST(Text, IsNotReadDeeperThanJsonGoes) {
    TextProblem problem;
    const std::string deep = "where " + std::string(5000, '(') + "a = 1" + std::string(5000, ')');
    EXPECT_FALSE(parse(deep, kCampaign, kNames, problem).has_value());
    EXPECT_EQ(problem.expected, "lessDepth");
    std::string nots = "where ";
    for (int i = 0; i < 5000; ++i) nots += "not ";
    EXPECT_FALSE(parse(nots + "a = 1", kCampaign, kNames, problem).has_value());
}

} // namespace
} // namespace rejoinder::targetgroups
