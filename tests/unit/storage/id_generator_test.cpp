#include "tests/unit/storage/fixture.h"

#include <algorithm>
#include <set>
#include <thread>

namespace rejoinder::storage::test {
namespace {

TEST(IdGenerator, holdsTimeNodeAndSequence) {
    const SetClock clock(kStart);
    IdGenerator ids(clock, 5);
    const Id first = ids.next();
    EXPECT_EQ(momentOf(first), kStart);
    EXPECT_EQ((first.value >> 12) & 1023, 5);
    EXPECT_EQ(first.value & 4095, 0);
    EXPECT_EQ(ids.next().value, first.value + 1);
}

TEST(IdGenerator, ascendsWhenTheClockStandsStillOrGoesBack) {
    SetClock clock(kStart);
    IdGenerator ids(clock, 1023);
    Id last = ids.next();
    for (int i = 0; i < 20'000; ++i) {
        if (i == 5000) clock.advance(std::chrono::hours(-3));
        if (i == 10'000) clock.advance(std::chrono::hours(4));
        const Id next = ids.next();
        ASSERT_LT(last, next) << i;
        last = next;
    }
}

TEST(IdGenerator, clockBeforeItsEpochStillGivesPositiveIds) {
    const SetClock clock(Timestamp{0});
    IdGenerator ids(clock, 0);
    EXPECT_GT(ids.next().value, 0);
}

TEST(IdGenerator, ascendsOverAChangeToASmallerNode) {
    const SetClock clock(kStart);
    IdGenerator ids(clock, 9);
    const Id before = ids.next();
    ids.setNode(2);
    const Id after = ids.next();
    EXPECT_LT(before, after);
    EXPECT_EQ((after.value >> 12) & 1023, 2);
}

TEST(IdGenerator, refusesNodesOutOfRange) {
    const SetClock clock(kStart);
    EXPECT_EQ(codeOf([&] { IdGenerator(clock, 1024); }), "storage.bad-node");
    EXPECT_EQ(codeOf([&] { IdGenerator(clock, -1); }), "storage.bad-node");
}

TEST(IdGenerator, threadsNeverGetTheSame) {
    const SetClock clock(kStart);
    IdGenerator ids(clock, 1);
    constexpr std::size_t kThreads = 8, kEach = 20'000;
    std::vector<std::vector<Id>> got(kThreads);
    {
        std::vector<std::jthread> threads;
        for (auto& list : got)
            threads.emplace_back([&ids, &list] {
                for (std::size_t i = 0; i < kEach; ++i) list.push_back(ids.next());
            });
    }
    std::set<Id> all;
    for (const auto& list : got) {
        EXPECT_TRUE(std::is_sorted(list.begin(), list.end()));
        all.insert(list.begin(), list.end());
    }
    EXPECT_EQ(all.size(), kThreads * kEach);
}

} // namespace
} // namespace rejoinder::storage::test
