#pragma once
#include "index_column.h"
#include "index_stream.h"

#include <atomic>
#include <deque>
#include <map>
#include <memory>

namespace rejoinder::targetgroups::index {

/// The answer to one condition: bits that are worked out block by block for those who are still in question.
class Leaf {
public:
    /// Those of `mask` for whom it holds; false when there are none.
    bool fill(std::size_t block, const Word* mask, Word* out) const;
    /// How much work a block is, to ask the cheap ones first.
    [[nodiscard]] int cost() const noexcept { return cost_; }

private:
    friend class FactIndex;
    bool plain(std::size_t block, const Word* mask, Word* out) const;
    const Column* column_ = nullptr;
    NumberSet matching_;
    std::vector<std::pair<std::int32_t, std::int32_t>> days_;
    std::vector<contacts::NumberRange> numbers_;
    Stream::Answer answer_;
    bool negated_ = false;
    int cost_ = 0;
};

/// Values of contacts as they are told, to be taken over at once.
class Told final : public contacts::FactSink {
public:
    std::size_t column(std::string_view name) override;
    void contact(Id contact) override { people.push_back({contact, false, values.size(), values.size()}); }
    void inUniverse() override { people.back().inUniverse = true; }
    void text(std::size_t column, std::string_view value) override { add({column, std::string(value), {}}); }
    void number(std::size_t column, double value) override { add({column, {}, value}); }

    struct Value {
        std::size_t column;
        std::string text;
        std::optional<double> number;
    };
    struct Person {
        Id contact;
        bool inUniverse;
        std::size_t begin, end; ///< of its values
    };
    std::vector<std::string> columns;
    std::vector<Person> people;
    std::vector<Value> values;

private:
    void add(Value value) {
        values.push_back(std::move(value));
        people.back().end = values.size();
    }
};

/// Everything conditions ask about, in bitmaps over dense numbers of contacts. Not thread-safe.
class FactIndex {
public:
    /// `tick` is called now and then while everything is read; it may throw to end that.
    explicit FactIndex(std::vector<contacts::HistoryStream> streams, std::function<void()> tick = {});
    FactIndex(const FactIndex&) = delete;
    FactIndex& operator=(const FactIndex&) = delete;

    /// Takes everybody, each once, when the index is new.
    [[nodiscard]] contacts::FactSink& reader() noexcept { return *reader_; }
    /// Takes any event when the index is new.
    void append(std::string_view stream, const contacts::HistoryEvent& event);
    /// Everybody and everything was read.
    void finish();

    /// Replaces the values of those who were asked for; who was not told is there no more.
    void replaceValues(std::span<const Id> asked, const Told& told);
    /// Replaces the events of one stream of these people, merged ids included.
    void replaceEvents(std::string_view stream, std::span<const Id> people,
                       std::span<const contacts::HistoryEvent> events);

    /// What the gate says about these contacts, in their order; of those who were never told nothing is kept.
    void setGate(Channel channel, std::span<const Id> people, std::span<const contacts::Decision> decisions);
    /// The column with refusals, and with the moments at which a yes ends.
    static std::string gateColumn(Channel channel) { return "gate." + nameOf(channel); }

    /// Who stands for an id today. All ids of a person are set at once.
    void setRoot(Id contact, Id root);
    [[nodiscard]] Id rootOf(Id contact) const;
    /// These people with all their ids, the ones that stand for them included.
    [[nodiscard]] std::vector<Id> familiesOf(std::span<const Id> contacts) const;

    /// The answer to a plan; nothing when only the database can give it.
    [[nodiscard]] std::optional<Leaf> leaf(const contacts::FactPlan& plan) const;
    [[nodiscard]] const Column* column(std::string_view name) const;
    /// A figure of a stream over all its events, for each contact; null when the stream is not kept.
    [[nodiscard]] const BitSliced* totals(std::string_view stream, contacts::Measure measure) const;
    [[nodiscard]] std::size_t blocks() const noexcept { return universe_.size() / kWords; }
    [[nodiscard]] const Word* universe(std::size_t block) const noexcept {
        return universe_.data() + block * kWords;
    }
    [[nodiscard]] std::optional<std::uint32_t> find(Id contact) const;
    [[nodiscard]] std::int64_t idAt(std::size_t ordinal) const noexcept { return ids_[ordinal]; }
    /// Ordinals ascend with the ids.
    [[nodiscard]] bool ordered() const noexcept { return late_.empty(); }
    [[nodiscard]] std::size_t contacts() const noexcept { return ids_.size(); }
    [[nodiscard]] std::size_t events() const noexcept { return events_; }
    /// In bytes.
    [[nodiscard]] std::size_t memory() const;
    void save(Writer& to) const;
    /// Into a new index with the same streams in the same order. @throws Refused
    void load(Reader& from);

private:
    class Intake;
    std::uint32_t ordinalOf(Id contact);
    std::size_t columnOf(std::string_view name);
    [[nodiscard]] Stream* stream(std::string_view name);
    [[nodiscard]] const Stream* stream(std::string_view name) const;
    IndexedEvent indexed(Stream& stream, const contacts::HistoryEvent& event);
    void include(std::uint32_t ordinal);

    std::vector<std::int64_t> ids_;                        ///< by ordinal
    std::size_t ordered_ = 0;                              ///< so many of them ascend
    mutable std::atomic<std::size_t> hint_{0};             ///< where the last one was found
    std::unordered_map<std::int64_t, std::uint32_t> late_; ///< the others
    std::vector<Word> universe_;
    std::map<std::string, std::size_t, std::less<>> columnIndex_;
    std::deque<Column> columns_; ///< stay where they are
    std::deque<Stream> streams_;
    std::unordered_map<std::int64_t, std::int64_t> roots_;
    std::unordered_map<std::int64_t, std::vector<std::int64_t>> members_;
    std::size_t events_ = 0;
    std::function<void()> tick_;
    std::shared_ptr<contacts::FactSink> reader_;
};

} // namespace rejoinder::targetgroups::index
