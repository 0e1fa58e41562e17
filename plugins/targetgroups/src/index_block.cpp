#include "index_block.h"

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

REJOINDER_WIDE bool splitSet(Word* __restrict equal, Word* __restrict beyond,
                             const Word* __restrict bits) noexcept {
    Word any = 0;
    for (std::size_t i = 0; i < kWords; ++i) {
        beyond[i] |= equal[i] & bits[i];
        any |= equal[i] &= ~bits[i];
    }
    return any != 0;
}

REJOINDER_WIDE bool splitClear(Word* __restrict equal, Word* __restrict beyond,
                               const Word* __restrict bits) noexcept {
    Word any = 0;
    for (std::size_t i = 0; i < kWords; ++i) {
        beyond[i] |= equal[i] & ~bits[i];
        any |= equal[i] &= bits[i];
    }
    return any != 0;
}

REJOINDER_WIDE std::uint32_t countOf(const Word* words) noexcept {
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < kWords; ++i)
        count += static_cast<std::uint32_t>(__builtin_popcountll(words[i]));
    return count;
}

} // namespace rejoinder::targetgroups::index
