#include "fact_index.h"

#include <algorithm>
#include <cstring>

namespace rejoinder::targetgroups::index {

namespace {

constexpr std::size_t kTick = 4096; ///< contacts or events between two ticks

} // namespace

bool Leaf::plain(std::size_t block, const Word* mask, Word* out) const {
    if (!column_) return answer_.fill(block, mask, out);
    std::memset(out, 0, sizeof(Block));
    const bool texts = !matching_.empty() && column_->texts.addTo(block, mask, matching_, out);
    const bool numbers = !numbers_.empty() && column_->numbers.addTo(block, mask, numbers_, out);
    const bool days = !days_.empty() && column_->days.addTo(block, mask, days_, out);
    return texts || numbers || days;
}

bool Leaf::fill(std::size_t block, const Word* mask, Word* out) const {
    if (!negated_) return plain(block, mask, out);
    Block those;
    if (plain(block, mask, those.data())) return andNotOf(out, mask, those.data());
    std::memcpy(out, mask, sizeof(Block));
    return true;
}

std::size_t Told::column(std::string_view name) {
    const auto at = std::ranges::find(columns, name);
    if (at != columns.end()) return static_cast<std::size_t>(at - columns.begin());
    columns.emplace_back(name);
    return columns.size() - 1;
}

/// Writes what is told straight into a new index.
class FactIndex::Intake final : public contacts::FactSink {
public:
    explicit Intake(FactIndex& index) : index_(index) {}
    std::size_t column(std::string_view name) override { return index_.columnOf(name); }
    void contact(Id contact) override {
        ordinal_ = index_.ordinalOf(contact);
        if (index_.tick_ && ordinal_ % kTick == 0) index_.tick_();
    }
    void inUniverse() override { index_.include(ordinal_); }
    void text(std::size_t column, std::string_view value) override {
        index_.columns_[column].setText(ordinal_, value);
    }
    void number(std::size_t column, double value) override {
        index_.columns_[column].numbers.set(ordinal_, value);
    }

private:
    FactIndex& index_;
    std::uint32_t ordinal_ = 0;
};

FactIndex::FactIndex(std::vector<contacts::HistoryStream> streams, std::function<void()> tick)
    : tick_(std::move(tick)), reader_(std::make_shared<Intake>(*this)) {
    for (auto& about : streams) streams_.emplace_back(std::move(about));
}

std::optional<std::uint32_t> FactIndex::find(Id contact) const {
    const auto begin = ids_.begin(), end = begin + static_cast<std::ptrdiff_t>(ordered_);
    // Mostly the next one: streams come in the order of contacts.
    const auto hint = hint_.load(std::memory_order_relaxed);
    for (std::size_t i = hint; i < std::min(hint + 4, ordered_); ++i)
        if (ids_[i] == contact.value) {
            hint_.store(i, std::memory_order_relaxed);
            return static_cast<std::uint32_t>(i);
        }
    const auto at = std::lower_bound(begin, end, contact.value);
    if (at != end && *at == contact.value) {
        const auto found = static_cast<std::size_t>(at - begin);
        hint_.store(found, std::memory_order_relaxed);
        return static_cast<std::uint32_t>(found);
    }
    const auto late = late_.find(contact.value);
    return late == late_.end() ? std::nullopt : std::optional(late->second);
}

std::uint32_t FactIndex::ordinalOf(Id contact) {
    if (ids_.empty() || contact.value <= ids_[ordered_ - 1] || !late_.empty())
        if (const auto known = find(contact)) return *known;
    const auto ordinal = static_cast<std::uint32_t>(ids_.size());
    if (late_.empty() && (ids_.empty() || contact.value > ids_.back()))
        ++ordered_;
    else
        late_.emplace(contact.value, ordinal);
    ids_.push_back(contact.value);
    if (blockOf(ordinal) >= blocks()) universe_.resize((blockOf(ordinal) + 1) * kWords);
    return ordinal;
}

void FactIndex::include(std::uint32_t ordinal) {
    setBit(universe_.data(), ordinal);
}

std::size_t FactIndex::columnOf(std::string_view name) {
    const auto at = columnIndex_.find(name);
    if (at != columnIndex_.end()) return at->second;
    columnIndex_.emplace(name, columns_.size());
    columns_.emplace_back();
    return columns_.size() - 1;
}

const Column* FactIndex::column(std::string_view name) const {
    const auto at = columnIndex_.find(name);
    return at == columnIndex_.end() ? nullptr : &columns_[at->second];
}

const BitSliced* FactIndex::totals(std::string_view name, contacts::Measure measure) const {
    const auto* s = stream(name);
    return s ? &s->totals(measure) : nullptr;
}

const Stream* FactIndex::stream(std::string_view name) const {
    const auto at = std::ranges::find_if(streams_, [&](const Stream& s) { return s.about().name == name; });
    return at == streams_.end() ? nullptr : &*at;
}

Stream* FactIndex::stream(std::string_view name) {
    return const_cast<Stream*>(std::as_const(*this).stream(name)); // NOLINT: the same search
}

IndexedEvent FactIndex::indexed(Stream& stream, const contacts::HistoryEvent& event) {
    IndexedEvent out;
    out.ordinal = ordinalOf(roots_.empty() ? event.contactId : rootOf(event.contactId));
    out.day = Date::of(event.at).days;
    out.campaign = event.campaignId.value_or(Id{});
    out.cell = event.cellId.value_or(Id{});
    out.channel = event.channel;
    out.type = stream.typeCode(event.type);
    out.amount = event.amount;
    return out;
}

void FactIndex::append(std::string_view name, const contacts::HistoryEvent& event) {
    if (auto* s = stream(name)) {
        s->append(indexed(*s, event));
        if (++events_ % kTick == 0 && tick_) tick_();
    }
}

void FactIndex::finish() {
    for (auto& column : columns_) column.texts.pack();
    for (auto& s : streams_) s.finish();
    ids_.shrink_to_fit();
}

void FactIndex::replaceValues(std::span<const Id> asked, const Told& told) {
    std::vector<std::uint32_t> list;
    for (const auto contact : asked)
        if (const auto known = find(contact)) list.push_back(*known);
    std::ranges::sort(list);
    const Bitmap ordinals(list);
    for (auto& column : columns_) column.clear(ordinals, list);
    for (const auto ordinal : list) clearBit(universe_.data(), ordinal);
    std::vector<Column*> columns;
    for (const auto& name : told.columns) columns.push_back(&columns_[columnOf(name)]);
    for (const auto& person : told.people) {
        const auto ordinal = ordinalOf(person.contact);
        if (person.inUniverse) include(ordinal);
        for (auto i = person.begin; i < person.end; ++i) {
            const auto& value = told.values[i];
            if (value.number)
                columns[value.column]->numbers.set(ordinal, *value.number);
            else
                columns[value.column]->setText(ordinal, value.text);
        }
    }
    for (auto* column : columns) column->texts.settle();
}

void FactIndex::replaceEvents(std::string_view name, std::span<const Id> people,
                              std::span<const contacts::HistoryEvent> events) {
    auto* s = stream(name);
    if (!s) return;
    std::vector<IndexedEvent> taken;
    taken.reserve(events.size());
    for (const auto& event : events) taken.push_back(indexed(*s, event));
    std::vector<std::uint32_t> list;
    for (const auto contact : people)
        if (const auto known = find(contact)) list.push_back(*known);
    for (const auto& event : taken) list.push_back(event.ordinal);
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
    s->replace(list, taken);
}

void FactIndex::setGate(Channel channel, std::span<const Id> people,
                        std::span<const contacts::Decision> decisions) {
    auto& column = columns_[columnOf(gateColumn(channel))];
    std::vector<std::uint32_t> list;
    for (const auto contact : people)
        if (const auto known = find(contact)) list.push_back(*known);
    std::ranges::sort(list);
    column.clear(Bitmap(list), list);
    for (std::size_t i = 0; i < people.size(); ++i) {
        const auto known = find(people[i]);
        if (!known) continue;
        if (decisions[i].refusal != contacts::Refusal::None)
            column.texts.set(*known, nameOf(decisions[i].refusal));
        else if (decisions[i].until)
            column.numbers.set(*known, static_cast<double>(decisions[i].until->micros));
    }
}

void FactIndex::setRoot(Id contact, Id root) {
    const auto before = roots_.find(contact.value);
    if (before != roots_.end()) {
        std::erase(members_[before->second], contact.value);
        roots_.erase(before);
    }
    if (contact == root) return;
    roots_.emplace(contact.value, root.value);
    members_[root.value].push_back(contact.value);
}

Id FactIndex::rootOf(Id contact) const {
    const auto at = roots_.find(contact.value);
    return at == roots_.end() ? contact : Id{at->second};
}

std::vector<Id> FactIndex::familiesOf(std::span<const Id> contacts) const {
    std::vector<Id> out;
    for (const auto contact : contacts) {
        const Id root = rootOf(contact);
        out.push_back(contact);
        out.push_back(root);
        if (const auto at = members_.find(root.value); at != members_.end())
            for (const auto id : at->second) out.push_back({id});
    }
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::optional<Leaf> FactIndex::leaf(const contacts::FactPlan& plan) const {
    constexpr int kBits = 1, kTexts = 4, kNumbers = 8;
    Leaf leaf;
    leaf.negated_ = plan.negated;
    if (!plan.column.empty()) {
        leaf.column_ = column(plan.column);
        if (!leaf.column_ || leaf.column_->texts.tooMany()) return std::nullopt;
        if (plan.text) {
            leaf.matching_ = leaf.column_->texts.matching(plan.text);
            leaf.days_ = leaf.column_->days.matching(plan.text);
        }
        if (!leaf.column_->numbers.empty()) leaf.numbers_ = plan.numbers;
        leaf.cost_ = (leaf.matching_.empty()           ? 0
                      : leaf.column_->texts.fewTexts() ? kBits
                                                       : kTexts) +
                     kNumbers * static_cast<int>(leaf.numbers_.size() + leaf.days_.size());
        return leaf;
    }
    const auto* s = stream(plan.stream);
    if (!s) return std::nullopt;
    leaf.answer_ = s->answer(plan);
    leaf.cost_ = leaf.answer_.cost();
    return leaf;
}

std::size_t FactIndex::memory() const {
    constexpr std::size_t kPerNode = 64;
    std::size_t bytes = ids_.capacity() * sizeof(std::int64_t) + universe_.capacity() * sizeof(Word) +
                        (late_.size() + roots_.size() + members_.size()) * kPerNode;
    for (const auto& column : columns_) bytes += column.memory();
    for (const auto& s : streams_) bytes += s.memory();
    return bytes;
}

} // namespace rejoinder::targetgroups::index
