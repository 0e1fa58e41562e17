#include "index_stream.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
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

std::size_t Stream::KeyHash::operator()(const Key& key) const noexcept {
    std::uint64_t h = 0x9e3779b97f4a7c15ULL;
    const auto mix = [&h](std::uint64_t value) {
        h = (h ^ value) * 0xbf58476d1ce4e5b9ULL;
        h ^= h >> 31;
    };
    mix(static_cast<std::uint64_t>(key.campaign));
    mix(static_cast<std::uint64_t>(key.cell));
    mix(static_cast<std::uint64_t>(static_cast<std::uint32_t>(key.day)) << 32U | key.type);
    mix(static_cast<std::uint64_t>(key.channel + 1));
    return static_cast<std::size_t>(h);
}

void Stream::Bucket::add(std::uint32_t ordinal) {
    if (!who.add(ordinal)) ++more[ordinal];
}

void Stream::Total::add(const IndexedEvent& event) {
    ++count;
    amount += event.amount;
    first = std::min(first, event.day);
    last = std::max(last, event.day);
}

std::uint32_t Stream::typeCode(std::string_view type) {
    const auto [at, fresh] = types_.emplace(std::string(type), static_cast<std::uint32_t>(typeNames_.size()));
    if (fresh) typeNames_.emplace_back(type);
    return at->second;
}

std::uint32_t Stream::bucketOf(const IndexedEvent& event) {
    const Key key{event.campaign.value, event.cell.value, event.day,
                  event.channel ? static_cast<std::int32_t>(*event.channel) : -1, event.type};
    const auto [at, fresh] = bucketIndex_.emplace(key, static_cast<std::uint32_t>(buckets_.size()));
    if (fresh) {
        buckets_.emplace_back();
        buckets_.back().key = key;
    }
    return at->second;
}

void Stream::append(const IndexedEvent& event) {
    const auto bucket = bucketOf(event);
    auto& b = buckets_[bucket];
    b.add(event.ordinal);
    if (event.ordinal >= reading_.size()) {
        if (event.ordinal >= reading_.capacity())
            reading_.reserve(std::max<std::size_t>(event.ordinal + 1, reading_.capacity() * 2));
        reading_.resize(event.ordinal + 1);
    }
    reading_[event.ordinal].add(event);
    if (sums()) amounts_.push_back({event.ordinal, bucket, event.amount});
}

void Stream::finish() {
    for (auto& bucket : buckets_) bucket.who.pack();
    for (std::size_t i = 0; i < reading_.size(); ++i)
        if (reading_[i].count > 0) setTotals(static_cast<std::uint32_t>(i), reading_[i]);
    reading_ = {};
    sortAmounts();
}

void Stream::sortAmounts() {
    std::ranges::sort(amounts_, {}, [](const Amount& a) { return std::tuple(a.ordinal, a.bucket); });
    amounts_.shrink_to_fit();
}

void Stream::setTotals(std::uint32_t ordinal, const Total& total) {
    count_.set(ordinal, total.count);
    first_.set(ordinal, total.first);
    last_.set(ordinal, total.last);
    if (sums()) amount_.set(ordinal, total.amount);
}

void Stream::replace(const Bitmap& ordinals, std::span<const std::uint32_t> list,
                     std::span<const IndexedEvent> events) {
    for (auto& bucket : buckets_) {
        bucket.who.remove(ordinals);
        if (!bucket.more.empty())
            for (const auto ordinal : list) bucket.more.erase(ordinal);
    }
    for (const auto ordinal : list) {
        count_.clear(ordinal);
        first_.clear(ordinal);
        last_.clear(ordinal);
        amount_.clear(ordinal);
        if (sums()) changed_[ordinal].clear();
    }
    std::unordered_map<std::uint32_t, Total> totals;
    for (const auto& event : events) {
        const auto bucket = bucketOf(event);
        buckets_[bucket].add(event.ordinal);
        totals[event.ordinal].add(event);
        if (sums()) changed_[event.ordinal].push_back({event.ordinal, bucket, event.amount});
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

std::vector<std::uint8_t> Stream::matching(const FactPlan& plan) const {
    std::vector<std::uint8_t> types(typeNames_.size(), plan.types.empty() ? 1 : 0);
    for (const auto& type : plan.types)
        if (const auto at = types_.find(type); at != types_.end()) types[at->second] = 1;
    const std::int32_t channel = plan.channel ? static_cast<std::int32_t>(*plan.channel) : -1;
    std::vector<std::uint8_t> match(buckets_.size());
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        const auto& key = buckets_[i].key;
        match[i] =
            (!plan.campaignId || key.campaign == plan.campaignId.value) && key.day >= plan.sinceDay &&
            (!plan.channel || key.channel == channel) && types[key.type] != 0 &&
            (plan.cellIds.empty() || std::ranges::find(plan.cellIds, Id{key.cell}) != plan.cellIds.end());
    }
    return match;
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
    answer.match = matching(plan);
    for (std::uint32_t i = 0; i < answer.match.size(); ++i)
        if (answer.match[i] != 0) answer.buckets.push_back(i);
    if (answer.buckets.empty()) answer.kind = Answer::Kind::Nobody;
    return answer;
}

bool Stream::Answer::holds(std::int64_t figure) const {
    const auto value = static_cast<double>(figure);
    return std::ranges::any_of(numbers, [value](const auto& range) { return range.holds(value); });
}

/// Number, first or last day of the events that are meant.
bool Stream::Answer::counted(std::size_t block, const Word* mask, Word* out) const {
    const bool days = measure != Measure::Count, first = measure == Measure::FirstDay;
    std::vector<std::int32_t> figures(kBlockBits);
    Block there{};
    for (const auto number : buckets) {
        const auto& bucket = stream->buckets_[number];
        Block bits{};
        if (!bucket.who.addTo(block, bits.data()) || !andWith(bits.data(), mask)) continue;
        const auto day = bucket.key.day;
        forBits(bits.data(), [&](std::size_t place) {
            auto& figure = figures[place];
            if (!days)
                ++figure;
            else if (!hasBit(there.data(), place))
                figure = day;
            else
                figure = first ? std::min(figure, day) : std::max(figure, day);
        });
        orWith(there.data(), bits.data());
        if (days) continue;
        const auto end = bucket.more.lower_bound(static_cast<std::uint32_t>((block + 1) * kBlockBits));
        for (auto at = bucket.more.lower_bound(static_cast<std::uint32_t>(block * kBlockBits)); at != end;
             ++at)
            figures[placeOf(at->first)] += static_cast<std::int32_t>(at->second);
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

/// The sum of the events that are meant.
bool Stream::Answer::summed(std::size_t block, const Word* mask, Word* out) const {
    std::memset(out, 0, sizeof(Block));
    bool found = false;
    const auto test = [&](std::span<const Amount> rows) {
        const auto place = placeOf(rows.front().ordinal);
        if (!hasBit(mask, place)) return;
        std::int64_t sum = 0;
        bool any = false;
        for (const auto& row : rows)
            if (match[row.bucket] != 0) sum += row.amount, any = true;
        if (!any || !holds(sum)) return;
        setBit(out, place);
        found = true;
    };
    const auto low = static_cast<std::uint32_t>(block * kBlockBits),
               high = static_cast<std::uint32_t>(low + (kBlockBits - 1));
    const auto& changed = stream->changed_;
    const auto begin = std::ranges::lower_bound(stream->amounts_, low, {}, &Amount::ordinal),
               end = std::ranges::upper_bound(begin, stream->amounts_.end(), high, {}, &Amount::ordinal);
    for (auto at = begin; at != end;) {
        const auto from = at;
        while (at != end && at->ordinal == from->ordinal) ++at;
        if (changed.empty() || !changed.contains(from->ordinal)) test({from, at});
    }
    for (auto at = changed.lower_bound(low); at != changed.end() && at->first <= high; ++at)
        if (!at->second.empty()) test(at->second);
    return found;
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
    case Kind::Figure:
        return measure == Measure::Amount ? summed(block, mask, out) : counted(block, mask, out);
    case Kind::Buckets: break;
    }
    std::memset(out, 0, sizeof(Block));
    bool any = false;
    for (const auto number : buckets) any |= stream->buckets_[number].who.addTo(block, out);
    return any && andWith(out, mask);
}

int Stream::Answer::cost() const noexcept {
    constexpr int kPerTest = 8, kPerFigure = 4;
    if (kind == Kind::Nobody) return 0;
    if (kind != Kind::Tests)
        return 1 + static_cast<int>(buckets.size()) * (kind == Kind::Figure ? kPerFigure : 1);
    int tests = 0;
    for (const auto& some : all) tests += static_cast<int>(some.size());
    return kPerTest * tests;
}

std::size_t Stream::memory() const {
    constexpr std::size_t kPerNode = 64;
    std::size_t bytes = count_.memory() + amount_.memory() + first_.memory() + last_.memory() +
                        amounts_.capacity() * sizeof(Amount) + changed_.size() * 2 * kPerNode;
    for (const auto& bucket : buckets_)
        bytes += sizeof(Bucket) + kPerNode + bucket.who.memory() + bucket.more.size() * kPerNode;
    return bytes;
}

} // namespace rejoinder::targetgroups::index
