#include "index_block.h"

#include <bit>
#ifdef __x86_64__
#include <immintrin.h>
#endif

// The same text compiled for processors with and without wide registers; the loader picks. Sanitizers do not
// bear its resolvers.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define REJOINDER_WIDE __attribute__((target_clones("avx2", "popcnt", "default"), optimize("O3")))
#else
#define REJOINDER_WIDE
#endif

namespace rejoinder::targetgroups::index {

REJOINDER_WIDE bool andWith(Word* __restrict to, const Word* __restrict with) noexcept {
    Word any = 0;
    for (std::size_t i = 0; i < kWords; ++i) any |= to[i] &= with[i];
    return any != 0;
}

REJOINDER_WIDE bool andNot(Word* __restrict to, const Word* __restrict with) noexcept {
    Word any = 0;
    for (std::size_t i = 0; i < kWords; ++i) any |= to[i] &= ~with[i];
    return any != 0;
}

REJOINDER_WIDE void orWith(Word* __restrict to, const Word* __restrict with) noexcept {
    for (std::size_t i = 0; i < kWords; ++i) to[i] |= with[i];
}

REJOINDER_WIDE bool andOf(Word* __restrict to, const Word* __restrict a, const Word* __restrict b) noexcept {
    Word any = 0;
    for (std::size_t i = 0; i < kWords; ++i) any |= to[i] = a[i] & b[i];
    return any != 0;
}

REJOINDER_WIDE bool andNotOf(Word* __restrict to, const Word* __restrict a,
                             const Word* __restrict b) noexcept {
    Word any = 0;
    for (std::size_t i = 0; i < kWords; ++i) any |= to[i] = a[i] & ~b[i];
    return any != 0;
}

REJOINDER_WIDE std::uint32_t countOf(const Word* words) noexcept {
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < kWords; ++i)
        count += static_cast<std::uint32_t>(__builtin_popcountll(words[i]));
    return count;
}

NumberSet::NumberSet(std::vector<std::uint8_t> given) : members(std::move(given)) {
    std::size_t count = 0;
    for (std::uint32_t i = 0; i < members.size(); ++i) {
        if (members[i] == 0) continue;
        if (i > 0 && members[i - 1] != 0) {
            if (count <= kRuns) runs.back().last = i;
        } else if (++count <= kRuns) {
            runs.push_back({i, i});
        }
    }
    if (count == 0) members.clear();
    if (count > kRuns) runs.clear();
}

namespace {

/// 64 neighbours at a time: mostly it is settled after some of the highest bits who is above and who is
/// below, and the others are not read.
bool betweenPlain(Word* out, const Word* mask, const Word* there, std::span<const Word* const> slices,
                  Word low, bool capped, Word high) noexcept {
    Word any = 0;
    for (std::size_t w = 0; w < kWords; ++w) {
        const Word asked = mask[w] == 0 ? 0 : mask[w] & there[w];
        // Those who equal a bound as far as was read, and those who passed it.
        Word atLow = low != 0 ? asked : 0, above = low != 0 ? 0 : asked;
        Word atHigh = capped ? asked : 0, below = capped ? 0 : asked;
        for (std::size_t i = slices.size(); i-- > 0 && (atLow | atHigh) != 0;) {
            const Word bit = slices[i] ? slices[i][w] : 0;
            const Word lowBit = Word{0} - (low >> i & 1U), highBit = Word{0} - (high >> i & 1U);
            above |= atLow & bit & ~lowBit;
            atLow &= ~(bit ^ lowBit);
            below |= atHigh & ~bit & highBit;
            atHigh &= ~(bit ^ highBit);
        }
        any |= out[w] = (above | atLow) & (below | atHigh);
    }
    return any != 0;
}

/// The plain way: looks each number up that is asked for.
template <class T>
Word lookUp(Word asked, const T* numbers, std::size_t size, const std::uint8_t* members) noexcept {
    constexpr int kDense = 12; // of 64: looking at all of them is quicker than finding those
    Word found = 0;
    if (size == 64 && std::popcount(asked) > kDense) {
        for (std::size_t i = 0; i < 64; ++i) found |= Word{members[numbers[i]]} << i;
        return found & asked;
    }
    for (Word rest = asked; rest != 0; rest &= rest - 1) {
        const auto i = static_cast<std::size_t>(std::countr_zero(rest));
        if (i >= size) break;
        found |= Word{members[numbers[i]]} << i;
    }
    return found;
}

/// Calls `f(asked, first of 64 numbers)` where somebody is asked for, and takes what it finds.
template <class T, class F>
bool words(Word* out, const Word* mask, std::span<const T> numbers, const NumberSet& set, F&& f) {
    bool any = false;
    for (std::size_t w = 0; w < kWords && w * 64 < numbers.size(); ++w) {
        if (mask[w] == 0) continue;
        const std::size_t left = numbers.size() - w * 64;
        const Word found = left >= 64 ? f(mask[w], numbers.data() + w * 64)
                                      : lookUp(mask[w], numbers.data() + w * 64, left, set.members.data());
        out[w] |= found;
        any |= found != 0;
    }
    return any;
}

template <class T>
bool plainly(Word* out, const Word* mask, std::span<const T> numbers, const NumberSet& set) {
    return words(out, mask, numbers, set,
                 [&](Word asked, const T* first) { return lookUp(asked, first, 64, set.members.data()); });
}

#ifdef __x86_64__
#define REJOINDER_AVX2 __attribute__((target("avx2,popcnt")))

REJOINDER_AVX2 inline __m256i wordsAt(const Word* words) noexcept {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(words)); // NOLINT
}
REJOINDER_AVX2 inline void putWords(Word* words, __m256i bits) noexcept {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(words), bits); // NOLINT
}

bool wide() noexcept {
    static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
    return has;
}

/// The same for 512 neighbours at a time, which is what memory gives at once.
template <bool kLow, bool kHigh>
REJOINDER_AVX2 bool betweenWide(Word* out, const Word* mask, const Word* there,
                                std::span<const Word* const> slices, Word low, Word high) noexcept {
    constexpr std::size_t kHalf = 4, kLine = 2 * kHalf; // words
    __m256i lowBits[64], highBits[64]; // NOLINT: not in a std::array, which drops their attributes
    for (std::size_t i = 0; i < slices.size(); ++i) {
        lowBits[i] = _mm256_set1_epi64x(-static_cast<long long>(low >> i & 1U));
        highBits[i] = _mm256_set1_epi64x(-static_cast<long long>(high >> i & 1U));
    }
    const __m256i none = _mm256_setzero_si256(), all = _mm256_set1_epi64x(-1);
    __m256i any = none;
    for (std::size_t at = 0; at < kWords; at += kLine) {
        __m256i asked[2], atLow[2], above[2], atHigh[2], below[2]; // NOLINT
        for (std::size_t h = 0; h < 2; ++h) asked[h] = wordsAt(mask + at + h * kHalf);
        if (_mm256_testz_si256(_mm256_or_si256(asked[0], asked[1]), all) != 0) {
            for (std::size_t h = 0; h < 2; ++h) putWords(out + at + h * kHalf, none);
            continue;
        }
        for (std::size_t h = 0; h < 2; ++h) {
            asked[h] = _mm256_and_si256(asked[h], wordsAt(there + at + h * kHalf));
            atLow[h] = kLow ? asked[h] : none, above[h] = kLow ? none : asked[h];
            atHigh[h] = kHigh ? asked[h] : none, below[h] = kHigh ? none : asked[h];
        }
        for (std::size_t i = slices.size(); i-- > 0;) {
            const __m256i open =
                _mm256_or_si256(_mm256_or_si256(atLow[0], atLow[1]), _mm256_or_si256(atHigh[0], atHigh[1]));
            if (_mm256_testz_si256(open, open) != 0) break;
            for (std::size_t h = 0; h < 2; ++h) {
                const __m256i bit = slices[i] ? wordsAt(slices[i] + at + h * kHalf) : none;
                if constexpr (kLow) {
                    above[h] = _mm256_or_si256(
                        above[h], _mm256_andnot_si256(lowBits[i], _mm256_and_si256(atLow[h], bit)));
                    atLow[h] = _mm256_andnot_si256(_mm256_xor_si256(bit, lowBits[i]), atLow[h]);
                }
                if constexpr (kHigh) {
                    below[h] = _mm256_or_si256(
                        below[h], _mm256_and_si256(highBits[i], _mm256_andnot_si256(bit, atHigh[h])));
                    atHigh[h] = _mm256_andnot_si256(_mm256_xor_si256(bit, highBits[i]), atHigh[h]);
                }
            }
        }
        for (std::size_t h = 0; h < 2; ++h) {
            const __m256i in =
                _mm256_and_si256(_mm256_or_si256(above[h], atLow[h]), _mm256_or_si256(below[h], atHigh[h]));
            putWords(out + at + h * kHalf, in);
            any = _mm256_or_si256(any, in);
        }
    }
    return _mm256_testz_si256(any, any) == 0;
}

/// Bytes in a set, 32 at a time: the lower half of a byte picks a row of eight bits, the upper one a bit of
/// it.
REJOINDER_AVX2 bool amongBytes(Word* out, const Word* mask, std::span<const std::uint8_t> numbers,
                               const NumberSet& set) noexcept {
    alignas(32) std::array<std::uint8_t, 16> lower{}, upper{}; // by the lower half: of bytes below 128, above
    for (std::size_t i = 0; i < set.members.size() && i < 256; ++i)
        if (set.members[i] != 0) {
            auto& row = (i < 128 ? lower : upper)[i & 15U];
            row = static_cast<std::uint8_t>(row | 1U << (i >> 4U & 7U));
        }
    const __m256i low = _mm256_broadcastsi128_si256(*reinterpret_cast<const __m128i*>(lower.data())),
                  high = _mm256_broadcastsi128_si256(*reinterpret_cast<const __m128i*>(upper.data())),
                  top = _mm256_set1_epi8(static_cast<char>(0x80)), seven = _mm256_set1_epi8(7),
                  bits = _mm256_set1_epi64x(static_cast<long long>(0x8040201008040201ULL));
    bool any = false;
    for (std::size_t w = 0; w * 64 < numbers.size(); ++w) {
        if (mask[w] == 0) continue;
        const auto* first = numbers.data() + w * 64;
        Word found = 0;
        if (numbers.size() - w * 64 < 64) {
            found = lookUp(mask[w], first, numbers.size() - w * 64, set.members.data());
        } else {
            for (std::size_t half = 0; half < 2; ++half) {
                const __m256i n = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(first + half * 32));
                const __m256i row = _mm256_or_si256(_mm256_shuffle_epi8(low, n),
                                                    _mm256_shuffle_epi8(high, _mm256_xor_si256(n, top)));
                const __m256i bit =
                    _mm256_shuffle_epi8(bits, _mm256_and_si256(_mm256_srli_epi16(n, 4), seven));
                const __m256i in = _mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit);
                found |= Word{static_cast<std::uint32_t>(_mm256_movemask_epi8(in))} << (half * 32);
            }
            found &= mask[w];
        }
        out[w] |= found;
        any |= found != 0;
    }
    return any;
}

/// Numbers of two bytes within runs, 16 at a time.
REJOINDER_AVX2 Word inRuns(const std::uint16_t* numbers, std::span<const Run> runs) noexcept {
    __m256i in[4] = {}; // NOLINT: as above
    for (const auto& run : runs) {
        const __m256i first = _mm256_set1_epi16(static_cast<short>(run.first)),
                      span = _mm256_set1_epi16(static_cast<short>(run.last - run.first));
        for (std::size_t i = 0; i < 4; ++i) {
            const __m256i n = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(numbers + i * 16));
            const __m256i beyond = _mm256_subs_epu16(_mm256_sub_epi16(n, first), span);
            in[i] = _mm256_or_si256(in[i], _mm256_cmpeq_epi16(beyond, _mm256_setzero_si256()));
        }
    }
    Word found = 0;
    for (std::size_t half = 0; half < 2; ++half) {
        const __m256i bytes =
            _mm256_permute4x64_epi64(_mm256_packs_epi16(in[half * 2], in[half * 2 + 1]), 0xD8);
        found |= Word{static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes))} << (half * 32);
    }
    return found;
}

/// Numbers of four bytes within runs, 8 at a time.
REJOINDER_AVX2 Word inRuns(const std::uint32_t* numbers, std::span<const Run> runs) noexcept {
    Word found = 0;
    for (const auto& run : runs) {
        const __m256i first = _mm256_set1_epi32(static_cast<int>(run.first)),
                      span = _mm256_set1_epi32(static_cast<int>(run.last - run.first));
        for (std::size_t i = 0; i < 8; ++i) {
            const __m256i n = _mm256_sub_epi32(
                _mm256_loadu_si256(reinterpret_cast<const __m256i*>(numbers + i * 8)), first);
            const __m256i in = _mm256_cmpeq_epi32(_mm256_min_epu32(n, span), n);
            found |= Word{static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(in)))} << (i * 8);
        }
    }
    return found;
}

template <class T>
bool amongRuns(Word* out, const Word* mask, std::span<const T> numbers, const NumberSet& set) {
    return words(out, mask, numbers, set,
                 [&](Word asked, const T* first) { return asked & inRuns(first, set.runs); });
}
#endif

} // namespace

bool between(Word* out, const Word* mask, const Word* there, std::span<const Word* const> slices, Word low,
             Word high) noexcept {
    if (static_cast<std::size_t>(std::bit_width(low)) > slices.size()) return false;
    const bool capped = static_cast<std::size_t>(std::bit_width(high)) <= slices.size();
#ifdef __x86_64__
    if (wide()) {
        if (low != 0 && capped) return betweenWide<true, true>(out, mask, there, slices, low, high);
        if (low != 0) return betweenWide<true, false>(out, mask, there, slices, low, high);
        if (capped) return betweenWide<false, true>(out, mask, there, slices, low, high);
        return andOf(out, mask, there);
    }
#endif
    return betweenPlain(out, mask, there, slices, low, capped, high);
}

bool among(Word* out, const Word* mask, std::span<const std::uint8_t> numbers,
           const NumberSet& set) noexcept {
#ifdef __x86_64__
    if (wide()) return amongBytes(out, mask, numbers, set);
#endif
    return plainly(out, mask, numbers, set);
}

bool among(Word* out, const Word* mask, std::span<const std::uint16_t> numbers,
           const NumberSet& set) noexcept {
#ifdef __x86_64__
    if (wide() && !set.runs.empty()) return amongRuns(out, mask, numbers, set);
#endif
    return plainly(out, mask, numbers, set);
}

bool among(Word* out, const Word* mask, std::span<const std::uint32_t> numbers,
           const NumberSet& set) noexcept {
#ifdef __x86_64__
    if (wide() && !set.runs.empty()) return amongRuns(out, mask, numbers, set);
#endif
    return plainly(out, mask, numbers, set);
}

} // namespace rejoinder::targetgroups::index
