#include "fact_index.h"

#include <algorithm>
#include <bit>

/// How the parts of an index are saved. What follows from the rest is made anew.
namespace rejoinder::targetgroups::index {

namespace {

void saveTexts(Writer& to, const std::vector<std::string>& texts) {
    to.count(texts.size());
    for (const auto& text : texts) to.put(text);
}

std::vector<std::string> loadTexts(Reader& from) {
    std::vector<std::string> texts(from.count(sizeof(std::uint64_t)));
    for (auto& text : texts) text = from.text();
    return texts;
}

} // namespace

void Numbers::save(Writer& to) const {
    sliced_.save(to);
    to.put(unit_);
}

void Numbers::load(Reader& from, std::size_t limit) {
    sliced_.load(from, limit);
    unit_ = from.number();
    Reader::require(unit_ == 0 || unit_ == 1 || unit_ == 100 || unit_ == 10'000);
}

void Days::save(Writer& to) const {
    sliced_.save(to);
    to.count(texts_.size());
    for (const auto& [day, text] : texts_) {
        to.put(day);
        to.put(text);
    }
}

void Days::load(Reader& from, std::size_t limit) {
    sliced_.load(from, limit);
    texts_.resize(from.count(sizeof(std::int32_t) + sizeof(Text)));
    for (auto& [day, text] : texts_) {
        day = from.get<std::int32_t>();
        text = from.get<Text>();
        const auto place = placeIn({text.data(), text.size()});
        Reader::require(place.has_value());
        if (known_.empty()) known_.resize(kPlaces);
        known_[*place] = day;
    }
    Reader::require(std::ranges::is_sorted(texts_));
}

void Texts::save(Writer& to) const {
    to.put<std::uint8_t>(coded_ ? 1 : 0);
    to.put<std::uint8_t>(tooMany_ ? 1 : 0);
    to.count(sorted_);
    saveTexts(to, texts_);
    to.count(bitmaps_.size());
    for (const auto& bitmap : bitmaps_) bitmap.save(to);
    there_.save(to);
    to.list(byte_);
    to.list(narrow_);
    to.list(wide_);
}

void Texts::load(Reader& from, std::size_t limit) {
    coded_ = from.flag();
    tooMany_ = from.flag();
    sorted_ = from.get<std::uint64_t>();
    texts_ = loadTexts(from);
    bitmaps_.resize(from.count(sizeof(std::uint64_t)));
    Reader::require(texts_.size() <= kMost && sorted_ <= texts_.size() &&
                    bitmaps_.size() == (coded_ ? 0 : texts_.size()));
    for (auto& bitmap : bitmaps_) bitmap.load(from, limit);
    there_.load(from, limit);
    const auto codes = [&](auto& list) {
        list = from.list<std::remove_reference_t<decltype(list)>>();
        Reader::require(list.empty() ||
                        (coded_ && list.size() <= limit && std::ranges::max(list) <= texts_.size()));
        return list.empty() ? 0 : 1;
    };
    Reader::require(codes(byte_) + codes(narrow_) + codes(wide_) <= 1);
    if (!texts_.empty()) rehash(std::bit_ceil(std::max<std::size_t>(2 * (texts_.size() + 1), 64)));
}

void Stream::save(Writer& to) const {
    saveTexts(to, typeNames_);
    to.count(buckets_.size());
    for (const auto& bucket : buckets_) {
        to.put(bucket.key.campaign);
        to.put(bucket.key.cell);
        to.put(bucket.key.day);
        to.put(bucket.key.channel);
        to.put(bucket.key.type);
        bucket.who.save(to);
        to.count(bucket.more.size());
        for (const auto& [ordinal, events] : bucket.more) {
            to.put(ordinal);
            to.put(events);
        }
    }
    for (const auto* figure : {&count_, &amount_, &first_, &last_}) figure->save(to);
    to.list(amounts_);
    to.count(changed_.size());
    for (const auto& [ordinal, rows] : changed_) {
        to.put(ordinal);
        to.list(rows);
    }
}

void Stream::loadBuckets(Reader& from, std::size_t limit) {
    constexpr std::size_t kLeastBytes = 44; // of a bucket
    buckets_.resize(from.count(kLeastBytes));
    bucketIndex_.reserve(buckets_.size());
    for (std::uint32_t i = 0; i < buckets_.size(); ++i) {
        auto& [key, who, more] = buckets_[i];
        key.campaign = from.get<std::int64_t>();
        key.cell = from.get<std::int64_t>();
        key.day = from.get<std::int32_t>();
        key.channel = from.get<std::int32_t>();
        key.type = from.get<std::uint32_t>();
        Reader::require(key.type < typeNames_.size() && bucketIndex_.emplace(key, i).second);
        who.load(from, limit);
        who.pack(); // changes left it as it came
        for (auto n = from.count(sizeof(std::uint64_t)); n > 0; --n) {
            const auto ordinal = from.get<std::uint32_t>();
            Reader::require(ordinal < limit);
            more.emplace_hint(more.end(), ordinal, from.get<std::uint32_t>());
        }
    }
}

/// What changed is put among the others.
void Stream::loadAmounts(Reader& from, std::size_t limit) {
    amounts_ = from.numbers<Amount>();
    const auto changed = from.count(sizeof(std::uint32_t) + sizeof(std::uint64_t));
    std::vector<std::uint32_t> whose;
    std::vector<Amount> fresh;
    for (std::size_t i = 0; i < changed; ++i) {
        whose.push_back(from.get<std::uint32_t>());
        const auto rows = from.numbers<Amount>();
        fresh.insert(fresh.end(), rows.begin(), rows.end());
    }
    Reader::require(std::ranges::is_sorted(whose));
    if (!whose.empty()) {
        std::erase_if(amounts_,
                      [&](const Amount& a) { return std::ranges::binary_search(whose, a.ordinal); });
        amounts_.insert(amounts_.end(), fresh.begin(), fresh.end());
        sortAmounts();
    }
    Reader::require(std::ranges::is_sorted(amounts_, {}, &Amount::ordinal) &&
                    std::ranges::all_of(amounts_, [&](const Amount& a) {
                        return a.ordinal < limit && a.bucket < buckets_.size();
                    }));
}

void Stream::load(Reader& from, std::size_t limit) {
    typeNames_ = loadTexts(from);
    for (std::uint32_t i = 0; i < typeNames_.size(); ++i) types_.emplace(typeNames_[i], i);
    loadBuckets(from, limit);
    for (auto* figure : {&count_, &amount_, &first_, &last_}) figure->load(from, limit);
    loadAmounts(from, limit);
}

void FactIndex::save(Writer& to) const {
    to.list(ids_);
    to.count(ordered_);
    to.list(universe_);
    to.count(columns_.size());
    for (const auto& [name, place] : columnIndex_) {
        to.put(name);
        to.count(place);
    }
    for (const auto& column : columns_) column.save(to);
    for (const auto& s : streams_) s.save(to);
    to.count(roots_.size());
    for (const auto& [contact, root] : roots_) {
        to.put(contact);
        to.put(root);
    }
    to.count(events_);
}

void FactIndex::load(Reader& from) {
    ids_ = from.numbers<std::int64_t>();
    ordered_ = from.get<std::uint64_t>();
    Reader::require(ids_.size() <= UINT32_MAX && ordered_ <= ids_.size() && (ordered_ > 0 || ids_.empty()));
    const auto late = ids_.begin() + static_cast<std::ptrdiff_t>(ordered_);
    Reader::require(std::adjacent_find(ids_.begin(), late, std::greater_equal()) == late);
    for (auto at = late; at != ids_.end(); ++at)
        late_.emplace(*at, static_cast<std::uint32_t>(at - ids_.begin()));
    universe_ = from.numbers<Word>();
    Reader::require(universe_.size() == blocksFor(ids_.size()) * kWords);
    columns_.resize(from.count(1));
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        auto name = from.text();
        const auto place = from.get<std::uint64_t>();
        Reader::require(place < columns_.size() && columnIndex_.emplace(std::move(name), place).second);
    }
    for (auto& column : columns_) column.load(from, ids_.size());
    for (auto& s : streams_) s.load(from, ids_.size());
    for (auto n = from.count(2 * sizeof(std::int64_t)); n > 0; --n) {
        const Id contact{from.get<std::int64_t>()}, root{from.get<std::int64_t>()};
        setRoot(contact, root);
    }
    events_ = from.get<std::uint64_t>();
}

} // namespace rejoinder::targetgroups::index
