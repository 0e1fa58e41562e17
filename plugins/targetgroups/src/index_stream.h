#pragma once
#include "index_bitmap.h"
#include "index_numbers.h"

#include <rejoinder/contract/contacts.h>

#include <map>
#include <string>
#include <unordered_map>

namespace rejoinder::targetgroups::index {

/// One event as the index takes it.
struct IndexedEvent {
    std::uint32_t ordinal = 0;
    std::int32_t day = 0;
    Id campaign, cell; ///< 0: none
    std::optional<Channel> channel;
    std::uint32_t type = 0; ///< code of the stream's dictionary
    std::int64_t amount = 0;
};

/// The events of one stream. All that are alike (campaign, cell, channel, type and day) are one bitmap of who
/// had them; besides, every contact has its number of events, sum, first and last day, so that questions
/// without narrowing read no events at all.
class Stream {
public:
    explicit Stream(contacts::HistoryStream about) : about_(std::move(about)) {}
    [[nodiscard]] const contacts::HistoryStream& about() const noexcept { return about_; }
    std::uint32_t typeCode(std::string_view type);

    /// While everything is read for the first time: events in any order, then finish().
    void append(const IndexedEvent& event);
    void finish();
    /// Replaces all events of these ordinals.
    void replace(const Bitmap& ordinals, std::span<const std::uint32_t> list,
                 std::span<const IndexedEvent> events);

    /// An answer to a plan about this stream, without its negation.
    class Answer {
    public:
        /// Those of `mask` for whom it holds; false when there are none.
        bool fill(std::size_t block, const Word* mask, Word* out) const;
        [[nodiscard]] int cost() const noexcept;

    private:
        friend class Stream;
        struct Test {
            const BitSliced* numbers;
            std::int64_t low, high;
        };
        bool tested(std::size_t block, const Word* mask, Word* out) const;
        bool counted(std::size_t block, const Word* mask, Word* out) const;
        bool summed(std::size_t block, const Word* mask, Word* out) const;
        [[nodiscard]] bool holds(std::int64_t figure) const;

        std::vector<std::vector<Test>> all; ///< of each inner list one must hold
        const Stream* stream = nullptr;
        std::vector<std::uint32_t> buckets;         ///< or in one of these
        std::vector<std::uint8_t> match;            ///< the same by bucket
        std::vector<contacts::NumberRange> numbers; ///< or the figure of their events lies in one of these
        contacts::Measure measure = contacts::Measure::Exists;
        enum class Kind { Nobody, Tests, Buckets, Figure } kind = Kind::Nobody;
    };
    [[nodiscard]] Answer answer(const contacts::FactPlan& plan) const;
    /// A figure over all events, for each contact that has any.
    [[nodiscard]] const BitSliced& totals(contacts::Measure measure) const;
    [[nodiscard]] std::size_t memory() const;
    void save(Writer& to) const;
    /// Into a new one of the same stream.
    void load(Reader& from, std::size_t limit);

private:
    struct Key {
        std::int64_t campaign = 0, cell = 0;
        std::int32_t day = 0, channel = -1;
        std::uint32_t type = 0;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept;
    };
    struct Bucket {
        Key key;
        Bitmap who;
        std::map<std::uint32_t, std::uint32_t> more; ///< events beyond the first
        void add(std::uint32_t ordinal);
    };
    /// An event with an amount; of contacts that changed they stand in `changed_`.
    struct Amount {
        std::uint32_t ordinal, bucket;
        std::int64_t amount;
    };
    struct Total {
        std::int64_t count = 0, amount = 0;
        std::int32_t first = INT32_MAX, last = INT32_MIN;
        void add(const IndexedEvent& event);
    };

    std::uint32_t bucketOf(const IndexedEvent& event);
    void setTotals(std::uint32_t ordinal, const Total& total);
    [[nodiscard]] bool sums() const noexcept { return !about_.amount.empty(); }
    [[nodiscard]] std::vector<std::uint8_t> matching(const contacts::FactPlan& plan) const;
    Answer overall(const contacts::FactPlan& plan) const;
    void loadBuckets(Reader& from, std::size_t limit);
    void loadAmounts(Reader& from, std::size_t limit);
    void sortAmounts();

    contacts::HistoryStream about_;
    std::unordered_map<std::string, std::uint32_t> types_;
    std::vector<std::string> typeNames_;
    std::unordered_map<Key, std::uint32_t, KeyHash> bucketIndex_;
    std::vector<Bucket> buckets_;
    BitSliced count_, amount_, first_, last_;
    std::vector<Amount> amounts_; ///< by ordinal
    std::map<std::uint32_t, std::vector<Amount>> changed_;
    std::vector<Total> reading_; ///< by ordinal, while everything is read
};

} // namespace rejoinder::targetgroups::index
