#include "index_bitmap.h"

#include <roaring/roaring.h>

#include <algorithm>
#include <functional>
#include <new>

namespace rejoinder::targetgroups::index {

void Bitmap::Free::operator()(roaring_bitmap_s* bitmap) const noexcept {
    roaring_bitmap_free(bitmap);
}

Bitmap::Bitmap() : bitmap_(roaring_bitmap_create()) {
    if (!bitmap_) throw std::bad_alloc();
}

Bitmap::Bitmap(std::span<const std::uint32_t> ordinals) : Bitmap() {
    addMany(ordinals);
}

bool Bitmap::add(std::uint32_t ordinal) {
    return roaring_bitmap_add_checked(bitmap_.get(), ordinal);
}

void Bitmap::addMany(std::span<const std::uint32_t> ordinals) {
    roaring_bitmap_add_many(bitmap_.get(), ordinals.size(), ordinals.data());
}

void Bitmap::remove(const Bitmap& others) {
    if (meets(others)) roaring_bitmap_andnot_inplace(bitmap_.get(), others.bitmap_.get());
}

bool Bitmap::contains(std::uint32_t ordinal) const {
    return roaring_bitmap_contains(bitmap_.get(), ordinal);
}

bool Bitmap::meets(const Bitmap& other) const {
    return roaring_bitmap_intersect(bitmap_.get(), other.bitmap_.get());
}

std::uint64_t Bitmap::size() const {
    return roaring_bitmap_get_cardinality(bitmap_.get());
}

std::vector<std::uint32_t> Bitmap::ordinals() const {
    std::vector<std::uint32_t> out(size());
    roaring_bitmap_to_uint32_array(bitmap_.get(), out.data());
    return out;
}

bool Bitmap::addTo(std::size_t block, Word* words) const {
    const auto& all = bitmap_->high_low_container;
    const auto at = ra_get_index(&all, static_cast<std::uint16_t>(block));
    if (at < 0) return false;
    std::uint8_t type = all.typecodes[at];
    const void* container = container_unwrap_shared(all.containers[at], &type);
    if (type == BITSET_CONTAINER_TYPE_CODE) {
        orWith(words, static_cast<const bitset_container_t*>(container)->array);
    } else if (type == ARRAY_CONTAINER_TYPE_CODE) {
        const auto* array = static_cast<const array_container_t*>(container);
        for (std::int32_t i = 0; i < array->cardinality; ++i) setBit(words, array->array[i]);
    } else {
        const auto* run = static_cast<const run_container_t*>(container);
        for (std::int32_t i = 0; i < run->n_runs; ++i) {
            const std::size_t first = run->runs[i].value, last = first + run->runs[i].length;
            for (auto place = first; place <= last;) {
                if (place % 64 == 0 && place + 63 <= last) {
                    words[place / 64] = ~Word{0};
                    place += 64;
                } else {
                    setBit(words, place++);
                }
            }
        }
    }
    return true;
}

void Bitmap::pack() {
    roaring_bitmap_run_optimize(bitmap_.get());
    roaring_bitmap_shrink_to_fit(bitmap_.get());
}

namespace {

bool sound(const void* container, std::uint8_t type) {
    if (type == BITSET_CONTAINER_TYPE_CODE) {
        const auto* bitset = static_cast<const bitset_container_t*>(container);
        return static_cast<std::uint32_t>(bitset->cardinality) == countOf(bitset->array);
    }
    if (type == ARRAY_CONTAINER_TYPE_CODE) {
        const auto* array = static_cast<const array_container_t*>(container);
        const std::span values(array->array, static_cast<std::size_t>(array->cardinality));
        return std::ranges::adjacent_find(values, std::greater_equal()) == values.end();
    }
    const auto* run = static_cast<const run_container_t*>(container);
    std::uint32_t free = 0; // the first place after the run before
    for (const auto& [first, more] : std::span(run->runs, static_cast<std::size_t>(run->n_runs))) {
        if (first < free || first + more >= kBlockBits) return false;
        free = std::uint32_t{first} + more + 1;
    }
    return true;
}

} // namespace

void Bitmap::save(Writer& to) const {
    std::vector<char> image(roaring_bitmap_portable_size_in_bytes(bitmap_.get()));
    roaring_bitmap_portable_serialize(bitmap_.get(), image.data());
    to.list(image);
}

void Bitmap::load(Reader& from, std::size_t limit) {
    const auto image = from.numbers<char>();
    Reader::require(roaring_bitmap_portable_deserialize_size(image.data(), image.size()) == image.size());
    bitmap_.reset(roaring_bitmap_portable_deserialize_safe(image.data(), image.size()));
    Reader::require(bitmap_ != nullptr);
    // The library of Debian 12 takes over what it reads as it is.
    const auto& all = bitmap_->high_low_container;
    for (std::int32_t i = 0; i < all.size; ++i) {
        Reader::require(i == 0 || all.keys[i - 1] < all.keys[i]);
        Reader::require(sound(all.containers[i], all.typecodes[i]));
    }
    Reader::require(all.size == 0 || roaring_bitmap_maximum(bitmap_.get()) < limit);
}

std::size_t Bitmap::memory() const {
    constexpr std::size_t kPerContainer = 48; // its head, pointer, key, type and two allocations
    return sizeof(roaring_bitmap_t) + roaring_bitmap_size_in_bytes(bitmap_.get()) +
           kPerContainer * static_cast<std::size_t>(bitmap_->high_low_container.size);
}

} // namespace rejoinder::targetgroups::index
