#include "index_stream.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <random>

/// The events of a stream, packed and changed, against a plain look at all of them: mailings to nearly
/// everybody, single answers over many days, and people who had the same event twice.
namespace rejoinder::targetgroups::index {
namespace {

using contacts::FactPlan;
using contacts::Measure;
using Events = std::map<std::uint32_t, std::vector<IndexedEvent>>; ///< by ordinal

constexpr std::uint32_t kPeople = 2 * kBlockBits + 4321;
constexpr std::int32_t kFirstDay = 20'000;
const std::vector<std::string> kTypes{"order", "question", "no-interest"};

/// What is asked of two streams, with and without amounts.
class StreamTest : public testing::TestWithParam<bool> {
protected:
    StreamTest() {
        for (const auto& type : kTypes) stream_->typeCode(type);
    }
    static contacts::HistoryStream about() {
        contacts::HistoryStream about;
        about.name = "events";
        if (GetParam()) about.amount = "events.amount";
        return about;
    }
    std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(dice_() % limit); }

    IndexedEvent event(std::uint32_t ordinal) {
        IndexedEvent e;
        e.ordinal = ordinal;
        e.campaign = Id{below(4)};
        e.day = kFirstDay + static_cast<std::int32_t>(e.campaign.value * 10 + below(6));
        e.cell = e.campaign.value == 0 ? Id{} : Id{10 * e.campaign.value + below(3)};
        if (const auto channel = below(3); channel > 0)
            e.channel = channel == 1 ? Channel::Letter : Channel::Email;
        e.type = below(3);
        if (GetParam()) e.amount = static_cast<std::int64_t>(below(5'000)) - 500;
        return e;
    }
    /// A mailing of one day and one cell.
    IndexedEvent mailed(std::uint32_t ordinal) {
        IndexedEvent e;
        e.ordinal = ordinal, e.day = kFirstDay + 100, e.campaign = Id{9},
        e.cell = Id{below(30) == 0 ? 98 : 99};
        e.channel = Channel::Letter;
        if (GetParam()) e.amount = 1;
        return e;
    }
    std::vector<IndexedEvent> some(std::uint32_t ordinal) {
        std::vector<IndexedEvent> events;
        for (auto n = below(4); n > 0; --n) events.push_back(event(ordinal));
        if (!events.empty() && below(8) == 0) events.push_back(events.front()); // the same once more
        if (below(3) > 0) events.push_back(mailed(ordinal));
        return events;
    }
    void readAll() {
        std::vector<IndexedEvent> all;
        for (std::uint32_t i = 0; i < kPeople; ++i) {
            const auto events = some(i);
            all.insert(all.end(), events.begin(), events.end());
            if (!events.empty()) events_[i] = events;
        }
        std::ranges::shuffle(all, dice_);
        for (const auto& e : all) stream_->append(e);
        stream_->finish();
    }
    /// Other events for so many people, some of whom had none before.
    void change(std::uint32_t people) {
        std::vector<std::uint32_t> list;
        while (list.size() < people) list.push_back(below(kPeople + 50));
        std::ranges::sort(list);
        list.erase(std::unique(list.begin(), list.end()), list.end());
        std::vector<IndexedEvent> fresh;
        for (const auto ordinal : list) {
            const auto events = below(4) == 0 ? std::vector<IndexedEvent>{} : some(ordinal);
            fresh.insert(fresh.end(), events.begin(), events.end());
            events_.erase(ordinal);
            if (!events.empty()) events_[ordinal] = events;
        }
        std::ranges::shuffle(fresh, dice_);
        stream_->replace(list, fresh);
    }

    FactPlan plan() {
        FactPlan p;
        p.stream = "events";
        const std::array<std::int64_t, 5> campaigns{1, 2, 3, 7, 9};
        if (below(2) == 0) p.campaignId = Id{campaigns[below(5)]};
        if (below(4) == 0) p.cellIds = {Id{10 + below(22)}, Id{98 + below(2)}};
        if (below(4) == 0) p.channel = below(2) == 0 ? Channel::Letter : Channel::Email;
        if (below(3) == 0) p.types = {kTypes[below(3)], "unknown"};
        if (below(3) == 0) p.sinceDay = kFirstDay + static_cast<std::int32_t>(below(110));
        p.measure = static_cast<Measure>(below(5));
        if (p.measure == Measure::Amount && !GetParam()) p.measure = Measure::Count;
        const bool days = p.measure == Measure::FirstDay || p.measure == Measure::LastDay;
        const double low = p.measure == Measure::Count ? below(4)
                           : days                      ? kFirstDay + below(40)
                                                       : below(4'000);
        p.numbers = {{below(3) == 0 ? -1e300 : low, below(3) == 0 ? 1e300 : low + below(days ? 30 : 3'000)}};
        return p;
    }
    static bool holds(const FactPlan& p, const std::vector<IndexedEvent>& events) {
        std::int64_t count = 0, amount = 0, first = INT32_MAX, last = INT32_MIN;
        for (const auto& e : events) {
            if ((p.campaignId && e.campaign != p.campaignId) || e.day < p.sinceDay ||
                (p.channel && e.channel != p.channel) ||
                (!p.types.empty() && std::ranges::find(p.types, kTypes[e.type]) == p.types.end()) ||
                (!p.cellIds.empty() && std::ranges::find(p.cellIds, e.cell) == p.cellIds.end()))
                continue;
            ++count, amount += e.amount;
            first = std::min<std::int64_t>(first, e.day), last = std::max<std::int64_t>(last, e.day);
        }
        if (count == 0 || p.measure == Measure::Exists) return count > 0;
        const auto figure = static_cast<double>(p.measure == Measure::Count      ? count
                                                : p.measure == Measure::Amount   ? amount
                                                : p.measure == Measure::FirstDay ? first
                                                                                 : last);
        return p.numbers[0].holds(figure);
    }

    /// The same people for random questions, asked of everybody or of some.
    void compare(int questions) {
        for (int i = 0; i < questions; ++i) {
            const auto p = plan();
            const auto answer = stream_->answer(p);
            for (std::size_t b = 0; b <= blocksFor(kPeople); ++b) { // and one that is not there
                Block mask, out, want{};
                for (auto& word : mask) word = i % 2 == 0 ? ~Word{0} : dice_() & dice_();
                const auto begin = static_cast<std::uint32_t>(b * kBlockBits);
                for (auto at = events_.lower_bound(begin);
                     at != events_.end() && at->first < begin + kBlockBits; ++at)
                    if (hasBit(mask.data(), placeOf(at->first)) && holds(p, at->second))
                        setBit(want.data(), placeOf(at->first));
                if (!answer.fill(b, mask.data(), out.data())) out.fill(0);
                ASSERT_EQ(out, want) << "question " << i << ", block " << b;
            }
        }
    }
    void compareTotals() const {
        const auto of = [&](Measure m, std::uint32_t ordinal) { return stream_->totals(m).get(ordinal); };
        for (std::uint32_t i = 0; i < kPeople + 50; ++i) {
            const auto at = events_.find(i);
            if (at == events_.end()) {
                ASSERT_FALSE(of(Measure::Count, i)) << i;
                continue;
            }
            std::int64_t amount = 0;
            for (const auto& e : at->second) amount += e.amount;
            const auto [first, last] = std::ranges::minmax(at->second, {}, &IndexedEvent::day);
            ASSERT_EQ(of(Measure::Count, i), static_cast<std::int64_t>(at->second.size())) << i;
            ASSERT_EQ(of(Measure::FirstDay, i), first.day) << i;
            ASSERT_EQ(of(Measure::LastDay, i), last.day) << i;
            ASSERT_EQ(of(Measure::Amount, i).value_or(0), amount) << i;
        }
    }
    void saveAndLoad() {
        const auto file = std::filesystem::temp_directory_path() /
                          ("rejoinder-stream-" + std::to_string(::getpid()) + ".cache");
        Writer to(file);
        stream_->save(to);
        to.finish();
        stream_ = std::make_unique<Stream>(about());
        Reader from(file);
        stream_->load(from, kPeople + 50);
        from.end();
        std::filesystem::remove(file);
    }

    std::mt19937_64 dice_{20261203};
    std::unique_ptr<Stream> stream_ = std::make_unique<Stream>(about());
    Events events_;
};

TEST_P(StreamTest, answersWhatAPlainLookAtAllEventsAnswers) {
    compare(3); // of nobody
    readAll();
    compare(60);
    compareTotals();
    for (int round = 0; round < 12 && !HasFatalFailure(); ++round) {
        change(round % 3 == 0 ? 900 : 20); // so many that some are put in their place
        compare(12);
    }
    compareTotals();
}

TEST_P(StreamTest, isTheSameAfterItWasSaved) {
    readAll();
    change(30);
    saveAndLoad();
    compare(20);
    compareTotals();
    change(3'000);
    change(5);
    compare(20);
    saveAndLoad();
    compare(20);
    compareTotals();
}

TEST_P(StreamTest, loadsNobodyBeyondTheOthers) {
    readAll();
    const auto file = std::filesystem::temp_directory_path() /
                      ("rejoinder-beyond-" + std::to_string(::getpid()) + ".cache");
    Writer to(file);
    stream_->save(to);
    to.finish();
    for (const auto people : {kPeople - 4, 2 * static_cast<std::uint32_t>(kBlockBits), 10U}) {
        Stream fresh(about());
        Reader from(file);
        EXPECT_THROW(fresh.load(from, people), Refused) << people;
    }
    std::filesystem::remove(file);
}

/// A mailing to everybody takes a bit for each, and a campaign of many days and cells is read in one go:
/// memory says so.
TEST_P(StreamTest, takesLittleForManyWhoAreAlike) {
    for (int wave = 0; wave < 20; ++wave)
        for (std::uint32_t i = 0; i < kBlockBits; ++i) {
            IndexedEvent e;
            e.ordinal = i, e.day = kFirstDay + wave, e.campaign = Id{wave + 1};
            stream_->append(e);
        }
    stream_->finish();
    const auto events = 20 * kBlockBits;
    if (GetParam())
        EXPECT_LT(stream_->memory(), events * 11);
    else
        EXPECT_LT(stream_->memory(), events / 4);
}

INSTANTIATE_TEST_SUITE_P(AllStreams, StreamTest, testing::Bool(), [](const auto& with) {
    return with.param ? std::string("WithAmounts") : std::string("WithoutAmounts");
});

} // namespace
} // namespace rejoinder::targetgroups::index
