#include "index_numbers.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace rejoinder::targetgroups::index {

namespace {

Block& made(std::unique_ptr<Block>& block) {
    if (!block) block = std::make_unique<Block>(); // all clear
    return *block;
}

} // namespace

/// Adding a power of two above all bits in use to every number is one slice that equals "there".
void BitSliced::lowerBase(Word wanted) {
    std::size_t bits = 0;
    for (const auto& b : blocks_) bits = std::max(bits, b.slice.size());
    while (base_ > wanted) {
        const Word step = bits < 64 ? Word{1} << bits : 0;
        if (step == 0 || step > base_) { // only where numbers span nearly all there are
            BitSliced fresh;
            fresh.based_ = true;
            forAll([&](std::uint32_t ordinal, std::int64_t value) { fresh.set(ordinal, value); });
            *this = std::move(fresh);
            return;
        }
        for (auto& b : blocks_) {
            if (!b.there) continue;
            if (b.slice.size() <= bits) b.slice.resize(bits + 1);
            b.slice[bits] = std::make_unique<Block>(*b.there);
        }
        base_ -= step;
        ++bits;
    }
}

void BitSliced::set(std::uint32_t ordinal, std::int64_t value) {
    const Word plain = static_cast<Word>(value) ^ kSign;
    if (!based_) {
        base_ = plain;
        based_ = true;
    }
    if (plain < base_) lowerBase(plain);
    const auto at = blockOf(ordinal), place = placeOf(ordinal);
    if (at >= blocks_.size()) blocks_.resize(at + 1);
    auto& block = blocks_[at];
    if (block.there && hasBit(block.there->data(), place)) clear(ordinal);
    setBit(made(block.there).data(), place);
    const Word code = plain - base_;
    const auto bits = static_cast<std::size_t>(std::bit_width(code));
    if (bits > block.slice.size()) block.slice.resize(bits);
    for (Word rest = code; rest != 0; rest &= rest - 1)
        setBit(made(block.slice[static_cast<std::size_t>(std::countr_zero(rest))]).data(), place);
}

void BitSliced::clear(std::uint32_t ordinal) {
    const auto at = blockOf(ordinal), place = placeOf(ordinal);
    if (at >= blocks_.size()) return;
    auto& block = blocks_[at];
    if (!block.there || !hasBit(block.there->data(), place)) return;
    clearBit(block.there->data(), place);
    for (auto& slice : block.slice)
        if (slice) clearBit(slice->data(), place);
}

std::optional<std::int64_t> BitSliced::get(std::uint32_t ordinal) const {
    const auto at = blockOf(ordinal), place = placeOf(ordinal);
    if (at >= blocks_.size() || !blocks_[at].there || !hasBit(blocks_[at].there->data(), place))
        return std::nullopt;
    Word code = 0;
    const auto& slices = blocks_[at].slice;
    for (std::size_t i = 0; i < slices.size(); ++i)
        if (slices[i] && hasBit(slices[i]->data(), place)) code |= Word{1} << i;
    return static_cast<std::int64_t>((code + base_) ^ kSign);
}

bool BitSliced::fill(std::size_t block, const Word* mask, std::int64_t low, std::int64_t high,
                     Word* out) const {
    if (low > high || block >= blocks_.size() || !blocks_[block].there) return false;
    const auto& s = blocks_[block];
    const Word first = static_cast<Word>(low) ^ kSign, last = static_cast<Word>(high) ^ kSign;
    if (last < base_) return false;
    std::array<const Word*, 64> slices{};
    for (std::size_t i = 0; i < s.slice.size(); ++i) slices[i] = s.slice[i] ? s.slice[i]->data() : nullptr;
    return between(out, mask, s.there->data(), {slices.data(), s.slice.size()},
                   first > base_ ? first - base_ : 0, last - base_);
}

void BitSliced::save(Writer& to) const {
    const auto put = [&to](const std::unique_ptr<Block>& block) {
        to.put<std::uint8_t>(block ? 1 : 0);
        if (block) to.put(*block);
    };
    to.put(base_);
    to.put<std::uint8_t>(based_ ? 1 : 0);
    to.count(blocks_.size());
    for (const auto& block : blocks_) {
        put(block.there);
        to.count(block.slice.size());
        for (const auto& slice : block.slice) put(slice);
    }
}

void BitSliced::load(Reader& from, std::size_t limit) {
    const auto get = [&from](std::unique_ptr<Block>& block) {
        if (from.flag()) from.bytes(made(block).data(), sizeof(Block));
    };
    base_ = from.get<Word>();
    based_ = from.flag();
    blocks_.resize(from.count(1));
    Reader::require(blocks_.size() <= blocksFor(limit));
    for (auto& block : blocks_) {
        get(block.there);
        block.slice.resize(from.count(1));
        Reader::require(block.slice.size() <= 64);
        for (auto& slice : block.slice) get(slice);
    }
}

std::size_t BitSliced::memory() const {
    std::size_t bytes = 0;
    for (const auto& b : blocks_) {
        bytes += sizeof(Slices) + b.slice.capacity() * sizeof(void*) + (b.there ? sizeof(Block) : 0);
        for (const auto& slice : b.slice) bytes += slice ? sizeof(Block) : 0;
    }
    return bytes;
}

} // namespace rejoinder::targetgroups::index
