#pragma once
#include "index_file.h"

#include <rejoinder/contract/contacts.h>

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

namespace rejoinder::targetgroups::index {

/// What events have in common that are counted as alike.
struct Bucket {
    std::int64_t campaign = 0, cell = 0; ///< 0: none
    std::int32_t day = 0, channel = -1;
    std::uint32_t type = 0;
    bool operator==(const Bucket&) const = default;
};

/// Some buckets by number: as runs of neighbours, ascending, and as a byte for each.
struct BucketSet {
    std::vector<Run> runs;
    std::vector<std::uint8_t> members;
    explicit BucketSet(std::vector<std::uint8_t> members = {});
};

/// The events of one block of contacts, as the places of those who had them, bucket by bucket: buckets that
/// are neighbours are read in one go. What is new stands aside until it is worth putting in its place.
class BlockEvents {
public:
    struct Event {
        std::uint32_t bucket, place;
        std::int64_t amount;
    };

    /// One of somebody whose events are all still there. @returns whether fold() is due.
    bool append(const Event& event);
    /// Forgets what these places had; `events` take its place. @returns whether fold() is due.
    bool replace(std::span<const std::uint32_t> places, std::span<const Event> events);
    /// Puts what stands aside in its place. `amounts`: the events have some.
    void fold(bool amounts);
    /// Gives every bucket another number; nothing may stand aside.
    void renumber(std::span<const std::uint32_t> numbers, bool amounts);
    /// Makes the bits over all of a campaign where they are worth it, which are gone after fold() and
    /// renumber().
    void sumUp(std::span<const Bucket> buckets);

    /// Adds those who had an event of one of these; false when nobody had.
    bool addTo(const BucketSet& buckets, Word* out) const;
    /// Calls `f(place, bucket, amount)` for each such event of those in `mask`, in no order.
    template <class F>
    void each(const BucketSet& buckets, const Word* mask, F&& f) const;

    [[nodiscard]] std::size_t memory() const;
    void save(Writer& to) const;
    /// @throws Refused when a place is not below `places`.
    void load(Reader& from, std::size_t places, std::span<const Bucket> buckets, bool amounts);

private:
    /// Those who had an event of one of the entries from `first` to `last`, as bits.
    struct Bits {
        std::uint32_t first, last;
        std::unique_ptr<Block> who;
    };
    class Folding;

    [[nodiscard]] std::size_t beginOf(std::size_t entry) const noexcept {
        return entry == 0 ? 0 : ends_[entry - 1];
    }
    [[nodiscard]] std::vector<Bits>::const_iterator bitsFrom(std::size_t entry) const;
    /// The entries of a run of buckets that are at `from` or later: from, to (not included).
    [[nodiscard]] std::pair<std::size_t, std::size_t> entriesOf(const Run& run, std::size_t from) const;
    void addEntries(std::size_t first, std::size_t last, Word* out) const;

    // One entry per bucket that has events here, by the numbers of the buckets.
    std::vector<std::uint32_t> numbers_, ends_; ///< bucket; where its places end
    std::vector<std::uint16_t> places_; ///< of each entry ascending; who had several is there as often
    std::vector<std::int64_t> amounts_; ///< of each place, where events have amounts
    /// Entries of very many people without amounts are bits (`first` is `last`), and only what somebody had
    /// beyond the first is among the places; many people over all entries of a campaign are bits as well. By
    /// `first`, the longest first.
    std::vector<Bits> bits_;
    std::vector<std::uint16_t> changed_; ///< ascending: whose events are none of those above any more
    std::vector<Event> aside_;
};

template <class F>
void BlockEvents::each(const BucketSet& buckets, const Word* mask, F&& f) const {
    Block asked;
    std::copy_n(mask, kWords, asked.begin());
    for (const auto place : changed_) clearBit(asked.data(), place);
    std::size_t from = 0;
    for (const auto& run : buckets.runs) {
        const auto [first, last] = entriesOf(run, from);
        from = last;
        auto bits = bitsFrom(first);
        for (auto i = first; i < last; ++i) {
            for (; bits != bits_.end() && bits->first <= i; ++bits) {
                if (bits->first != i || bits->last != i) continue;
                Block those;
                if (andOf(those.data(), bits->who->data(), asked.data()))
                    forBits(those.data(), [&](std::size_t place) { f(place, numbers_[i], std::int64_t{0}); });
            }
            for (auto k = beginOf(i); k < ends_[i]; ++k)
                if (hasBit(asked.data(), places_[k]))
                    f(std::size_t{places_[k]}, numbers_[i], amounts_.empty() ? std::int64_t{0} : amounts_[k]);
        }
    }
    for (const auto& event : aside_)
        if (buckets.members[event.bucket] != 0 && hasBit(mask, event.place))
            f(std::size_t{event.place}, event.bucket, event.amount);
}

} // namespace rejoinder::targetgroups::index
