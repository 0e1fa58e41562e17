#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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
/// How many blocks so many ordinals take.
inline std::size_t blocksFor(std::size_t ordinals) noexcept {
    return (ordinals + kBlockBits - 1) / kBlockBits;
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
/// Numbers that lie bit by bit in blocks, the lowest bit first (a block that is null is all clear), for those
/// in `there`: of `mask` those whose number is at least `low` and at most `high`. What lies where nobody is
/// in question any more is not read.
bool between(Word* out, const Word* mask, const Word* there, std::span<const Word* const> slices, Word low,
             Word high) noexcept;

/// First and last of neighbouring numbers.
struct Run {
    std::uint32_t first = 0, last = 0;
};
/// One number per contact, side by side, `size` of them: of `mask` those whose number is in the set are added
/// to `out`; false when there are none. The set is a byte per number, and the same as runs while these are
/// few.
struct NumberSet {
    static constexpr std::size_t kRuns = 8; ///< more are none at all
    std::vector<std::uint8_t> members;      ///< none: nobody is meant
    std::vector<Run> runs;                  ///< ascending
    explicit NumberSet(std::vector<std::uint8_t> members = {});
    [[nodiscard]] bool empty() const noexcept { return members.empty(); }
};
bool among(Word* out, const Word* mask, std::span<const std::uint8_t> numbers, const NumberSet& set) noexcept;
bool among(Word* out, const Word* mask, std::span<const std::uint16_t> numbers,
           const NumberSet& set) noexcept;
bool among(Word* out, const Word* mask, std::span<const std::uint32_t> numbers,
           const NumberSet& set) noexcept;
std::uint32_t countOf(const Word* words) noexcept;

/// Calls `f(place)` for every bit, ascending.
template <class F>
void forBits(const Word* words, F&& f) {
    for (std::size_t w = 0; w < kWords; ++w)
        for (Word bits = words[w]; bits != 0; bits &= bits - 1)
            f(w * 64 + static_cast<std::size_t>(__builtin_ctzll(bits)));
}

} // namespace rejoinder::targetgroups::index
