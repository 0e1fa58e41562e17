#include "index_events.h"

#include <functional>
#include <numeric>
#include <tuple>

namespace rejoinder::targetgroups::index {

namespace {

/// Of an entry: from here on bits take less than places.
constexpr std::size_t kDense = kBlockBits / 16;
/// Of all entries of a campaign, in places or words to be read: from here on bits of their own are worth it.
constexpr std::size_t kWorthBits = 8 * kWords;

} // namespace

BucketSet::BucketSet(std::vector<std::uint8_t> given) : members(std::move(given)) {
    for (std::uint32_t i = 0; i < members.size(); ++i) {
        if (members[i] == 0) continue;
        if (i > 0 && members[i - 1] != 0)
            runs.back().last = i;
        else
            runs.push_back({i, i});
    }
}

bool BlockEvents::append(const Event& event) {
    constexpr std::size_t kLeast = 16'384, kShare = 4;
    aside_.push_back(event);
    return aside_.size() >= std::max(kLeast, (places_.size() + 2 * kDense * bits_.size()) / kShare);
}

bool BlockEvents::replace(std::span<const std::uint32_t> places, std::span<const Event> events) {
    constexpr std::size_t kMany = 1'024; // each question looks at all of them
    std::vector<std::uint16_t> those(places.begin(), places.end());
    std::ranges::sort(those);
    std::erase_if(aside_, [&](const Event& e) { return std::ranges::binary_search(those, e.place); });
    aside_.insert(aside_.end(), events.begin(), events.end());
    std::vector<std::uint16_t> all;
    std::ranges::set_union(changed_, those, std::back_inserter(all));
    changed_ = std::move(all);
    return changed_.size() + aside_.size() >= kMany;
}

std::vector<BlockEvents::Bits>::const_iterator BlockEvents::bitsFrom(std::size_t entry) const {
    return std::ranges::lower_bound(bits_, entry, {}, &Bits::first);
}

std::pair<std::size_t, std::size_t> BlockEvents::entriesOf(const Run& run, std::size_t from) const {
    const auto first =
        std::lower_bound(numbers_.begin() + static_cast<std::ptrdiff_t>(from), numbers_.end(), run.first);
    const auto last = std::upper_bound(first, numbers_.end(), run.last);
    return {static_cast<std::size_t>(first - numbers_.begin()),
            static_cast<std::size_t>(last - numbers_.begin())};
}

/// `last` is not included.
void BlockEvents::addEntries(std::size_t first, std::size_t last, Word* out) const {
    auto bits = bitsFrom(first);
    for (auto i = first; i < last;) {
        // Those that lie wholly within what is asked for and begin here or later.
        while (bits != bits_.end() && (bits->first < i || bits->last >= last)) ++bits;
        const bool any = bits != bits_.end();
        if (any && bits->first == i) {
            orWith(out, bits->who->data());
            i = bits->last + std::size_t{1};
            continue;
        }
        const auto stop = any ? std::size_t{bits->first} : last;
        for (auto k = beginOf(i); k < ends_[stop - 1]; ++k) setBit(out, places_[k]);
        i = stop;
    }
}

bool BlockEvents::addTo(const BucketSet& buckets, Word* out) const {
    std::size_t from = 0;
    bool any = false;
    for (const auto& run : buckets.runs) {
        const auto [first, last] = entriesOf(run, from);
        from = last;
        if (first == last) continue;
        addEntries(first, last, out);
        any = true;
    }
    if (any)
        for (const auto place : changed_) clearBit(out, place);
    for (const auto& event : aside_)
        if (buckets.members[event.bucket] != 0) {
            setBit(out, event.place);
            any = true;
        }
    return any;
}

/// Entries one after the other, into new lists.
class BlockEvents::Folding {
public:
    struct Row {
        std::uint16_t place;
        std::int64_t amount;
    };
    Folding(BlockEvents& of, bool amounts) : of_(of), amounts_(amounts) {}

    /// An entry as it is.
    void take(std::size_t entry, std::uint32_t number, const Block* who) {
        const auto from = static_cast<std::ptrdiff_t>(of_.beginOf(entry)),
                   to = static_cast<std::ptrdiff_t>(of_.ends_[entry]);
        new_.places_.insert(new_.places_.end(), of_.places_.begin() + from, of_.places_.begin() + to);
        if (amounts_)
            new_.amounts_.insert(new_.amounts_.end(), of_.amounts_.begin() + from, of_.amounts_.begin() + to);
        end(number, who);
    }
    /// An entry of its rows, by place.
    void put(std::uint32_t number, std::span<const Row> rows) {
        if (rows.empty()) return;
        if (!amounts_ && rows.size() > kDense) {
            Block who{};
            std::vector<std::uint16_t> more;
            for (const auto& row : rows) {
                if (hasBit(who.data(), row.place)) more.push_back(row.place);
                setBit(who.data(), row.place);
            }
            if (rows.size() - more.size() > kDense) {
                new_.places_.insert(new_.places_.end(), more.begin(), more.end());
                return end(number, &who);
            }
        }
        for (const auto& row : rows) {
            new_.places_.push_back(row.place);
            if (amounts_) new_.amounts_.push_back(row.amount);
        }
        end(number, nullptr);
    }
    void finish() {
        new_.numbers_.shrink_to_fit();
        new_.ends_.shrink_to_fit();
        new_.places_.shrink_to_fit();
        new_.amounts_.shrink_to_fit();
        of_ = std::move(new_);
    }

private:
    void end(std::uint32_t number, const Block* who) {
        const auto entry = static_cast<std::uint32_t>(new_.numbers_.size());
        new_.numbers_.push_back(number);
        new_.ends_.push_back(static_cast<std::uint32_t>(new_.places_.size()));
        if (who) new_.bits_.push_back({entry, entry, std::make_unique<Block>(*who)});
    }

    BlockEvents& of_;
    BlockEvents new_;
    bool amounts_;
};

void BlockEvents::fold(bool amounts) {
    if (aside_.empty() && changed_.empty()) return;
    std::ranges::stable_sort(aside_, {}, [](const Event& e) { return std::tuple(e.bucket, e.place); });
    Block gone{};
    for (const auto place : changed_) setBit(gone.data(), place);
    Folding folding(*this, amounts);
    std::vector<Folding::Row> rows;
    const auto fresh = [&](auto& at, std::uint32_t number) {
        for (; at != aside_.end() && at->bucket == number; ++at)
            rows.push_back({static_cast<std::uint16_t>(at->place), at->amount});
    };
    auto at = aside_.cbegin();
    auto bits = bits_.cbegin();
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
        for (rows.clear(); at != aside_.end() && at->bucket < numbers_[i]; rows.clear()) {
            const auto number = at->bucket;
            fresh(at, number);
            folding.put(number, rows);
        }
        while (bits != bits_.end() && (bits->first < i || (bits->first == i && bits->last != i))) ++bits;
        const Block* who = bits != bits_.end() && bits->first == i ? bits->who.get() : nullptr;
        if (changed_.empty() && (at == aside_.end() || at->bucket != numbers_[i])) {
            folding.take(i, numbers_[i], who);
            continue;
        }
        if (who)
            forBits(who->data(), [&](std::size_t place) {
                if (!hasBit(gone.data(), place)) rows.push_back({static_cast<std::uint16_t>(place), 0});
            });
        for (auto k = beginOf(i); k < ends_[i]; ++k)
            if (!hasBit(gone.data(), places_[k])) rows.push_back({places_[k], amounts ? amounts_[k] : 0});
        fresh(at, numbers_[i]);
        std::ranges::stable_sort(rows, {}, &Folding::Row::place);
        folding.put(numbers_[i], rows);
    }
    while (at != aside_.end()) {
        rows.clear();
        const auto number = at->bucket;
        fresh(at, number);
        folding.put(number, rows);
    }
    folding.finish();
}

void BlockEvents::renumber(std::span<const std::uint32_t> numbers, bool amounts) {
    std::vector<std::uint32_t> order(numbers_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t entry) { return numbers[numbers_[entry]]; });
    std::vector<const Block*> who(numbers_.size());
    for (const auto& bits : bits_)
        if (bits.first == bits.last) who[bits.first] = bits.who.get();
    Folding folding(*this, amounts);
    for (const auto entry : order) folding.take(entry, numbers[numbers_[entry]], who[entry]);
    folding.finish();
}

void BlockEvents::sumUp(std::span<const Bucket> buckets) {
    std::erase_if(bits_, [](const Bits& bits) { return bits.first != bits.last; });
    std::vector<Bits> sums;
    auto bits = bits_.cbegin();
    for (std::size_t first = 0, last = 0; first < numbers_.size(); first = last) {
        std::size_t work = 0;
        for (;
             last < numbers_.size() && buckets[numbers_[last]].campaign == buckets[numbers_[first]].campaign;
             ++last) {
            work += ends_[last] - beginOf(last);
            for (; bits != bits_.cend() && bits->first == last; ++bits) work += kWords;
        }
        if (last - first < 2 || work < kWorthBits) continue;
        auto who = std::make_unique<Block>(); // all clear
        addEntries(first, last, who->data());
        sums.push_back(
            {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last - 1), std::move(who)});
    }
    bits_.insert(bits_.end(), std::make_move_iterator(sums.begin()), std::make_move_iterator(sums.end()));
    std::ranges::sort(bits_, [](const Bits& a, const Bits& b) {
        return std::tuple(a.first, b.last) < std::tuple(b.first, a.last);
    });
    bits_.shrink_to_fit();
}

std::size_t BlockEvents::memory() const {
    return (numbers_.capacity() + ends_.capacity()) * sizeof(std::uint32_t) +
           (places_.capacity() + changed_.capacity()) * sizeof(std::uint16_t) +
           amounts_.capacity() * sizeof(std::int64_t) + aside_.capacity() * sizeof(Event) +
           bits_.capacity() * sizeof(Bits) + bits_.size() * sizeof(Block);
}

void BlockEvents::save(Writer& to) const {
    to.list(numbers_);
    to.list(ends_);
    to.list(places_);
    to.list(amounts_);
    const auto alone = [](const Bits& bits) { return bits.first == bits.last; };
    to.count(static_cast<std::size_t>(std::ranges::count_if(bits_, alone)));
    for (const auto& bits : bits_) {
        if (!alone(bits)) continue;
        to.put(bits.first);
        to.put(*bits.who);
    }
    to.list(changed_);
    to.list(aside_);
}

void BlockEvents::load(Reader& from, std::size_t places, std::span<const Bucket> buckets, bool amounts) {
    numbers_ = from.numbers<std::uint32_t>();
    ends_ = from.numbers<std::uint32_t>();
    places_ = from.numbers<std::uint16_t>();
    amounts_ = from.numbers<std::int64_t>();
    const auto ascend = [](const auto& list) {
        return std::ranges::adjacent_find(list, std::greater_equal()) == list.end();
    };
    const auto inside = [places](std::size_t place) { return place < places; };
    Reader::require(ascend(numbers_) && (numbers_.empty() || numbers_.back() < buckets.size()) &&
                    ends_.size() == numbers_.size() && std::ranges::is_sorted(ends_) &&
                    places_.size() == (ends_.empty() ? 0 : ends_.back()) &&
                    std::ranges::all_of(places_, inside) &&
                    amounts_.size() == (amounts ? places_.size() : 0));
    bits_.resize(from.count(sizeof(Block)));
    for (auto& [first, last, who] : bits_) {
        first = last = from.get<std::uint32_t>();
        who = std::make_unique<Block>();
        from.bytes(who->data(), sizeof(Block));
        Reader::require(first < numbers_.size() && !amounts);
        if (places < kBlockBits) {
            Word beyond = who->at(places / 64) >> (places % 64);
            for (auto w = places / 64 + 1; w < kWords; ++w) beyond |= who->at(w);
            Reader::require(beyond == 0);
        }
    }
    Reader::require(std::ranges::adjacent_find(bits_, std::greater_equal(), &Bits::first) == bits_.end());
    changed_ = from.numbers<std::uint16_t>();
    aside_ = from.numbers<Event>();
    Reader::require(ascend(changed_) && std::ranges::all_of(changed_, inside) &&
                    std::ranges::all_of(aside_, [&](const Event& e) {
                        return inside(e.place) && e.bucket < buckets.size();
                    }));
    sumUp(buckets);
}

} // namespace rejoinder::targetgroups::index
