#pragma once
#include "index_block.h"
#include "index_file.h"

#include <memory>
#include <span>
#include <vector>

struct roaring_bitmap_s;

namespace rejoinder::targetgroups::index {

/// A compressed set of ordinals (CRoaring).
class Bitmap {
public:
    Bitmap();
    explicit Bitmap(std::span<const std::uint32_t> ordinals);

    /// False when it was there already.
    bool add(std::uint32_t ordinal);
    void addMany(std::span<const std::uint32_t> ordinals);
    void remove(const Bitmap& others);
    [[nodiscard]] bool contains(std::uint32_t ordinal) const;
    [[nodiscard]] bool meets(const Bitmap& other) const;
    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] std::vector<std::uint32_t> ordinals() const;
    /// Adds the bits of one block to `words`; false when there are none.
    bool addTo(std::size_t block, Word* words) const;
    /// Takes runs where they are shorter, gives unused memory back.
    void pack();
    /// In bytes.
    [[nodiscard]] std::size_t memory() const;
    void save(Writer& to) const;
    /// @throws Refused when it holds an ordinal that is not below `limit`.
    void load(Reader& from, std::size_t limit);

private:
    struct Free {
        void operator()(roaring_bitmap_s* bitmap) const noexcept;
    };
    std::unique_ptr<roaring_bitmap_s, Free> bitmap_;
};

} // namespace rejoinder::targetgroups::index
