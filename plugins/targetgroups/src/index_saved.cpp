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
        to.put(bucket.campaign);
        to.put(bucket.cell);
        to.put(bucket.day);
        to.put(bucket.channel);
        to.put(bucket.type);
    }
    to.count(blocks_.size());
    for (const auto& block : blocks_) block.save(to);
    for (const auto* figure : {&count_, &amount_, &first_, &last_}) figure->save(to);
}

void Stream::loadBuckets(Reader& from) {
    constexpr std::size_t kLeastBytes = 28; // of a bucket
    buckets_.resize(from.count(kLeastBytes));
    bucketIndex_.reserve(buckets_.size());
    for (std::uint32_t i = 0; i < buckets_.size(); ++i) {
        auto& bucket = buckets_[i];
        bucket.campaign = from.get<std::int64_t>();
        bucket.cell = from.get<std::int64_t>();
        bucket.day = from.get<std::int32_t>();
        bucket.channel = from.get<std::int32_t>();
        bucket.type = from.get<std::uint32_t>();
        Reader::require(bucket.type < typeNames_.size() && bucketIndex_.emplace(bucket, i).second);
    }
}

void Stream::load(Reader& from, std::size_t limit) {
    typeNames_ = loadTexts(from);
    for (std::uint32_t i = 0; i < typeNames_.size(); ++i) types_.emplace(typeNames_[i], i);
    loadBuckets(from);
    blocks_.resize(from.count(1));
    Reader::require(blocks_.size() <= blocksFor(limit));
    for (std::size_t b = 0; b < blocks_.size(); ++b)
        blocks_[b].load(from, std::min(kBlockBits, limit - b * kBlockBits), buckets_, sums());
    for (auto* figure : {&count_, &amount_, &first_, &last_}) figure->load(from, limit);
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
