#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::dispatch {

/// A keyed permutation of the numbers below half²: different numbers give different results, and without the
/// key nobody can tell which result comes next. So codes need no look-up to be unique and yet stand in no
/// order.
///
/// It is a balanced Feistel network over pairs of numbers below half: each of ten rounds maps (l, r) to
/// (r, l + F(round, r) mod half), which can be undone whatever F is. F is AES-128 under the key, cut to 64
/// bits and reduced (bias below 2^-45).
class Permutation {
public:
    static constexpr std::size_t kKeyBytes = 16;
    using Key = std::array<unsigned char, kKeyBytes>;

    static constexpr std::uint64_t kPieces = 279'841; ///< 23^4: half of the codes of pieces
    static constexpr std::uint64_t kMedia = 12'167;   ///< 23^3: half of the codes of media

    explicit Permutation(const Key& key, std::uint64_t half = kPieces) : key_(key), half_(half) {}

    /// A new random key. @throws std::runtime_error when the system has no randomness.
    static Key randomKey();
    /// The key as 32 hexadecimal digits and back. @throws std::invalid_argument.
    static std::string toHex(const Key& key);
    static Key fromHex(std::string_view hex);

    /// Replaces every number (each below half²) by its image.
    void apply(std::span<std::uint64_t> numbers) const;
    /// Replaces every image by its number.
    void undo(std::span<std::uint64_t> numbers) const;

private:
    Key key_;
    std::uint64_t half_;
};

} // namespace rejoinder::dispatch
