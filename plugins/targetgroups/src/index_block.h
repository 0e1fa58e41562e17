#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

/// One block of a set: the bits of 65,536 neighbouring contacts, small enough to stay in the processor's
/// cache while a whole condition is worked out over it.
namespace rejoinder::targetgroups::index {

inline constexpr std::size_t kBlockBits = 65'536, kWords = kBlockBits / 64;
using Word = std::uint64_t;
using Block = std::array<Word, kWords>;

/// The block an ordinal lies in and its place there.
inline std::size_t blockOf(std::uint32_t ordinal) noexcept {
    return ordinal / kBlockBits;
}
inline std::size_t placeOf(std::uint32_t ordinal) noexcept {
    return ordinal % kBlockBits;
}
inline bool hasBit(const Word* words, std::size_t place) noexcept {
    return (words[place / 64] >> (place % 64) & 1U) != 0;
}
inline void setBit(Word* words, std::size_t place) noexcept {
    words[place / 64] |= Word{1} << (place % 64);
}
inline void clearBit(Word* words, std::size_t place) noexcept {
    words[place / 64] &= ~(Word{1} << (place % 64));
}

/// Each works on the words of one block; those that return a bool say whether any bit is left.
bool andWith(Word* to, const Word* with) noexcept;
bool andNot(Word* to, const Word* with) noexcept;
void orWith(Word* to, const Word* with) noexcept;
bool andOf(Word* to, const Word* a, const Word* b) noexcept;
bool andNotOf(Word* to, const Word* a, const Word* b) noexcept;
/// `beyond` takes those of `equal` whose bit is set (or clear); `equal` keeps the others.
bool splitSet(Word* equal, Word* beyond, const Word* bits) noexcept;
bool splitClear(Word* equal, Word* beyond, const Word* bits) noexcept;
std::uint32_t countOf(const Word* words) noexcept;

/// Calls `f(place)` for every bit, ascending.
template <class F>
void forBits(const Word* words, F&& f) {
    for (std::size_t w = 0; w < kWords; ++w)
        for (Word bits = words[w]; bits != 0; bits &= bits - 1)
            f(w * 64 + static_cast<std::size_t>(__builtin_ctzll(bits)));
}

} // namespace rejoinder::targetgroups::index
