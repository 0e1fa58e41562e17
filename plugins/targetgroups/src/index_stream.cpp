#include "index_stream.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>

namespace rejoinder::targetgroups::index {

using contacts::FactPlan;
using contacts::Measure;

namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min(),
                       kGreatest = std::numeric_limits<std::int64_t>::max();

/// Whole numbers within a range of numbers.
std::pair<std::int64_t, std::int64_t> wholeIn(const contacts::NumberRange& range) {
    constexpr double kLimit = 9e18;
    const double low = std::ceil(range.low), high = std::floor(range.high);
    return {low <= -kLimit  ? kLeast
            : low >= kLimit ? kGreatest
                            : static_cast<std::int64_t>(low),
            high <= -kLimit  ? kLeast
            : high >= kLimit ? kGreatest
                             : static_cast<std::int64_t>(high)};
}

bool narrowed(const FactPlan& plan) {
    return plan.campaignId || !plan.cellIds.empty() || plan.channel || !plan.types.empty();
}

} // namespace

std::size_t Stream::BucketHash::operator()(const Bucket& bucket) const noexcept {
    std::uint64_t h = 0x9e3779b97f4a7c15ULL;
    const auto mix = [&h](std::uint64_t value) {
        h = (h ^ value) * 0xbf58476d1ce4e5b9ULL;
        h ^= h >> 31;
    };
    mix(static_cast<std::uint64_t>(bucket.campaign));
    mix(static_cast<std::uint64_t>(bucket.cell));
    mix(static_cast<std::uint64_t>(static_cast<std::uint32_t>(bucket.day)) << 32U | bucket.type);
    mix(static_cast<std::uint64_t>(bucket.channel + 1));
    return static_cast<std::size_t>(h);
}

void Stream::Total::add(std::int32_t day, std::int64_t more) {
    ++count;
    amount += more;
    first = std::min(first, day);
    last = std::max(last, day);
}

std::uint32_t Stream::typeCode(std::string_view type) {
    const auto [at, fresh] = types_.emplace(std::string(type), static_cast<std::uint32_t>(typeNames_.size()));
    if (fresh) typeNames_.emplace_back(type);
    return at->second;
}

std::uint32_t Stream::bucketOf(const IndexedEvent& event) {
    const Bucket bucket{event.campaign.value, event.cell.value, event.day,
                        event.channel ? static_cast<std::int32_t>(*event.channel) : -1, event.type};
    const auto [at, fresh] = bucketIndex_.emplace(bucket, static_cast<std::uint32_t>(buckets_.size()));
    if (fresh) buckets_.push_back(bucket);
    return at->second;
}

BlockEvents& Stream::blockAt(std::uint32_t ordinal) {
    if (blockOf(ordinal) >= blocks_.size()) blocks_.resize(blockOf(ordinal) + 1);
    return blocks_[blockOf(ordinal)];
}

void Stream::append(const IndexedEvent& event) {
    auto& block = blockAt(event.ordinal);
    if (block.append({bucketOf(event), static_cast<std::uint32_t>(placeOf(event.ordinal)), event.amount}))
        block.fold(sums());
}

/// What is asked for together becomes neighbours.
void Stream::sortBuckets() {
    std::vector<std::uint32_t> order(buckets_.size()), numbers(buckets_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t i) {
        const auto& b = buckets_[i];
        return std::tuple(b.campaign, b.type, b.channel, b.cell, b.day);
    });
    std::vector<Bucket> sorted;
    sorted.reserve(buckets_.size());
    for (const auto i : order) {
        numbers[i] = static_cast<std::uint32_t>(sorted.size());
        sorted.push_back(buckets_[i]);
    }
    buckets_ = std::move(sorted);
    for (auto& [bucket, number] : bucketIndex_) number = numbers[number];
    for (auto& block : blocks_) block.renumber(numbers, sums());
}

void Stream::finish() {
    for (auto& block : blocks_) block.fold(sums());
    sortBuckets();
    const BucketSet all(std::vector<std::uint8_t>(buckets_.size(), 1));
    Block everybody;
    everybody.fill(~Word{0});
    std::vector<Total> totals(kBlockBits);
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
        blocks_[b].sumUp(buckets_);
        std::ranges::fill(totals, Total{});
        blocks_[b].each(all, everybody.data(),
                        [&](std::size_t place, std::uint32_t bucket, std::int64_t amount) {
                            totals[place].add(buckets_[bucket].day, amount);
                        });
        for (std::size_t place = 0; place < kBlockBits; ++place)
            if (totals[place].count > 0)
                setTotals(static_cast<std::uint32_t>(b * kBlockBits + place), totals[place]);
    }
}

void Stream::setTotals(std::uint32_t ordinal, const Total& total) {
    count_.set(ordinal, total.count);
    first_.set(ordinal, total.first);
    last_.set(ordinal, total.last);
    if (sums()) amount_.set(ordinal, total.amount);
}

void Stream::replace(std::span<const std::uint32_t> ordinals, std::span<const IndexedEvent> events) {
    constexpr std::size_t kPerFold = 100; // ordinals: folding a block takes as long as they do
    for (const auto ordinal : ordinals)
        for (auto* figure : {&count_, &first_, &last_, &amount_}) figure->clear(ordinal);
    std::map<std::size_t, std::pair<std::vector<std::uint32_t>, std::vector<BlockEvents::Event>>> changes;
    for (const auto ordinal : ordinals)
        changes[blockOf(ordinal)].first.push_back(static_cast<std::uint32_t>(placeOf(ordinal)));
    std::unordered_map<std::uint32_t, Total> totals;
    for (const auto& event : events) {
        changes[blockOf(event.ordinal)].second.push_back(
            {bucketOf(event), static_cast<std::uint32_t>(placeOf(event.ordinal)), event.amount});
        totals[event.ordinal].add(event.day, event.amount);
    }
    std::size_t folds = 1 + ordinals.size() / kPerFold;
    for (const auto& [number, change] : changes) {
        auto& block = blockAt(static_cast<std::uint32_t>(number * kBlockBits));
        if (!block.replace(change.first, change.second) || folds == 0) continue;
        --folds;
        block.fold(sums());
        block.sumUp(buckets_);
    }
    for (const auto& [ordinal, total] : totals) setTotals(ordinal, total);
}

const BitSliced& Stream::totals(Measure measure) const {
    switch (measure) {
    case Measure::Exists:
    case Measure::Count: return count_;
    case Measure::Amount: return amount_;
    case Measure::FirstDay: return first_;
    case Measure::LastDay: return last_;
    }
    return count_;
}

BucketSet Stream::matching(const FactPlan& plan) const {
    std::vector<std::uint8_t> types(typeNames_.size(), plan.types.empty() ? 1 : 0);
    for (const auto& type : plan.types)
        if (const auto at = types_.find(type); at != types_.end()) types[at->second] = 1;
    const std::int32_t channel = plan.channel ? static_cast<std::int32_t>(*plan.channel) : -1;
    std::vector<std::uint8_t> members(buckets_.size());
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        const auto& bucket = buckets_[i];
        members[i] =
            (!plan.campaignId || bucket.campaign == plan.campaignId.value) && bucket.day >= plan.sinceDay &&
            (!plan.channel || bucket.channel == channel) && types[bucket.type] != 0 &&
            (plan.cellIds.empty() || std::ranges::find(plan.cellIds, Id{bucket.cell}) != plan.cellIds.end());
    }
    return BucketSet(std::move(members));
}

Stream::Answer Stream::overall(const FactPlan& plan) const {
    Answer answer;
    answer.kind = Answer::Kind::Tests;
    if (plan.sinceDay != INT32_MIN) answer.all.push_back({{&last_, plan.sinceDay, kGreatest}});
    if (plan.measure == Measure::Exists) {
        if (answer.all.empty()) answer.all.push_back({{&count_, kLeast, kGreatest}});
        return answer;
    }
    auto& figures = answer.all.emplace_back();
    for (const auto& range : plan.numbers) {
        const auto [low, high] = wholeIn(range);
        figures.push_back({&totals(plan.measure), low, high});
    }
    return answer;
}

Stream::Answer Stream::answer(const FactPlan& plan) const {
    const bool byLast = plan.measure == Measure::Exists || plan.measure == Measure::LastDay;
    if (!narrowed(plan) && (plan.sinceDay == INT32_MIN || byLast)) return overall(plan);
    Answer answer;
    answer.kind = plan.measure == Measure::Exists ? Answer::Kind::Buckets : Answer::Kind::Figure;
    answer.stream = this;
    answer.measure = plan.measure;
    answer.numbers = plan.numbers;
    answer.buckets = matching(plan);
    if (answer.buckets.runs.empty()) answer.kind = Answer::Kind::Nobody;
    return answer;
}

bool Stream::Answer::holds(std::int64_t figure) const {
    const auto value = static_cast<double>(figure);
    return std::ranges::any_of(numbers, [value](const auto& range) { return range.holds(value); });
}

/// Number, sum, first or last day of the events that are meant.
bool Stream::Answer::figured(std::size_t block, const Word* mask, Word* out) const {
    thread_local std::vector<std::int64_t> figures(kBlockBits); // of those who are there
    Block there{};
    const auto gather = [&](auto&& figureOf, auto&& combine) {
        stream->blocks_[block].each(
            buckets, mask, [&](std::size_t place, std::uint32_t bucket, std::int64_t amount) {
                const std::int64_t figure = figureOf(bucket, amount);
                figures[place] = hasBit(there.data(), place) ? combine(figures[place], figure) : figure;
                setBit(there.data(), place);
            });
    };
    const auto day = [&](std::uint32_t bucket, std::int64_t) { return stream->buckets_[bucket].day; };
    const auto least = [](std::int64_t a, std::int64_t b) { return std::min(a, b); };
    const auto greatest = [](std::int64_t a, std::int64_t b) { return std::max(a, b); };
    switch (measure) {
    case Measure::Exists:
    case Measure::Count: gather([](auto, auto) { return 1; }, std::plus<std::int64_t>()); break;
    case Measure::Amount: gather([](auto, auto amount) { return amount; }, std::plus<std::int64_t>()); break;
    case Measure::FirstDay: gather(day, least); break;
    case Measure::LastDay: gather(day, greatest); break;
    }
    std::memset(out, 0, sizeof(Block));
    bool any = false;
    forBits(there.data(), [&](std::size_t place) {
        if (!holds(figures[place])) return;
        setBit(out, place);
        any = true;
    });
    return any;
}

bool Stream::Answer::tested(std::size_t block, const Word* mask, Word* out) const {
    Block left;
    std::memcpy(left.data(), mask, sizeof(Block));
    for (const auto& tests : all) {
        std::memset(out, 0, sizeof(Block));
        bool any = false;
        Block some;
        for (const auto& test : tests)
            if (test.numbers->fill(block, left.data(), test.low, test.high, some.data())) {
                orWith(out, some.data());
                any = true;
            }
        if (!any) return false;
        std::memcpy(left.data(), out, sizeof(Block));
    }
    return true;
}

bool Stream::Answer::fill(std::size_t block, const Word* mask, Word* out) const {
    switch (kind) {
    case Kind::Nobody: return false;
    case Kind::Tests: return tested(block, mask, out);
    case Kind::Figure: return block < stream->blocks_.size() && figured(block, mask, out);
    case Kind::Buckets: break;
    }
    std::memset(out, 0, sizeof(Block));
    return block < stream->blocks_.size() && stream->blocks_[block].addTo(buckets, out) && andWith(out, mask);
}

int Stream::Answer::cost() const noexcept {
    constexpr int kPerTest = 8, kBits = 2, kFigure = 32;
    if (kind == Kind::Nobody) return 0;
    if (kind != Kind::Tests) return kind == Kind::Figure ? kFigure : kBits;
    int tests = 0;
    for (const auto& some : all) tests += static_cast<int>(some.size());
    return kPerTest * tests;
}

std::size_t Stream::memory() const {
    constexpr std::size_t kPerNode = 64;
    std::size_t bytes = count_.memory() + amount_.memory() + first_.memory() + last_.memory() +
                        buckets_.size() * (2 * sizeof(Bucket) + kPerNode);
    for (const auto& block : blocks_) bytes += sizeof(block) + block.memory();
    return bytes;
}

} // namespace rejoinder::targetgroups::index
