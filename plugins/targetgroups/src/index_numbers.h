#pragma once
#include "index_file.h"

#include <memory>
#include <optional>
#include <vector>

namespace rejoinder::targetgroups::index {

/// One whole number per contact, bit by bit: a comparison reads as many bits per contact as the numbers are
/// long.
class BitSliced {
public:
    /// Sets or replaces the number of an ordinal.
    void set(std::uint32_t ordinal, std::int64_t value);
    void clear(std::uint32_t ordinal);
    [[nodiscard]] std::optional<std::int64_t> get(std::uint32_t ordinal) const;
    [[nodiscard]] bool empty() const noexcept { return blocks_.empty(); }
    /// Those of `mask` whose number lies between both, both included; false when there are none.
    bool fill(std::size_t block, const Word* mask, std::int64_t low, std::int64_t high, Word* out) const;
    [[nodiscard]] std::size_t memory() const;
    void save(Writer& to) const;
    void load(Reader& from, std::size_t limit);
    /// Calls `f(ordinal, value)` for everybody.
    template <class F>
    void forAll(F&& f) const {
        for (std::size_t b = 0; b < blocks_.size(); ++b)
            if (blocks_[b].there)
                forBits(blocks_[b].there->data(), [&](std::size_t place) {
                    const auto ordinal = static_cast<std::uint32_t>(b * kBlockBits + place);
                    f(ordinal, *get(ordinal));
                });
    }

private:
    struct Slices {
        std::unique_ptr<Block> there;              ///< who has a number
        std::vector<std::unique_ptr<Block>> slice; ///< from the lowest bit on; none: all clear
    };
    static constexpr Word kSign = Word{1} << 63;
    void lowerBase(Word wanted);

    std::vector<Slices> blocks_;
    Word base_ = 0; ///< taken from every number, so that they are short
    bool based_ = false;
};

} // namespace rejoinder::targetgroups::index
