#pragma once
#include "index_events.h"
#include "index_numbers.h"

#include <rejoinder/contract/contacts.h>

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

/// The events of one stream. All that are alike (campaign, cell, channel, type and day) are one bucket of who
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
    void replace(std::span<const std::uint32_t> ordinals, std::span<const IndexedEvent> events);

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
        bool figured(std::size_t block, const Word* mask, Word* out) const;
        [[nodiscard]] bool holds(std::int64_t figure) const;

        std::vector<std::vector<Test>> all; ///< of each inner list one must hold
        const Stream* stream = nullptr;
        BucketSet buckets;                          ///< or in one of these
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
    struct BucketHash {
        std::size_t operator()(const Bucket& bucket) const noexcept;
    };
    struct Total {
        std::int64_t count = 0, amount = 0;
        std::int32_t first = INT32_MAX, last = INT32_MIN;
        void add(std::int32_t day, std::int64_t more);
    };

    void setTotals(std::uint32_t ordinal, const Total& total);
    [[nodiscard]] bool sums() const noexcept { return !about_.amount.empty(); }
    /// The number of its bucket.
    std::uint32_t bucketOf(const IndexedEvent& event);
    BlockEvents& blockAt(std::uint32_t ordinal);
    void sortBuckets();
    [[nodiscard]] BucketSet matching(const contacts::FactPlan& plan) const;
    Answer overall(const contacts::FactPlan& plan) const;
    void loadBuckets(Reader& from);

    contacts::HistoryStream about_;
    std::unordered_map<std::string, std::uint32_t> types_;
    std::vector<std::string> typeNames_;
    std::vector<Bucket> buckets_;
    std::unordered_map<Bucket, std::uint32_t, BucketHash> bucketIndex_;
    std::vector<BlockEvents> blocks_;
    BitSliced count_, amount_, first_, last_;
};

} // namespace rejoinder::targetgroups::index
