#pragma once
#include "index_bitmap.h"
#include "index_numbers.h"

#include <rejoinder/contract/contacts.h>

#include <array>
#include <string>

namespace rejoinder::targetgroups::index {

/// Numbers of contacts as exact whole numbers: counted in the coarsest unit that holds all of them (1, 1/100,
/// 1/10000), or by the order of their bits when none does.
class Numbers {
public:
    void set(std::uint32_t ordinal, double value);
    void clear(std::uint32_t ordinal) { sliced_.clear(ordinal); }
    /// Those of `mask` in one of the ranges are added to `out`.
    bool addTo(std::size_t block, const Word* mask, std::span<const contacts::NumberRange> ranges,
               Word* out) const;
    [[nodiscard]] std::optional<double> get(std::uint32_t ordinal) const;
    [[nodiscard]] bool empty() const noexcept { return sliced_.empty(); }
    [[nodiscard]] std::size_t memory() const { return sliced_.memory(); }
    void save(Writer& to) const;
    void load(Reader& from, std::size_t limit);

private:
    [[nodiscard]] bool fits(double value, double unit) const noexcept;
    [[nodiscard]] std::int64_t encoded(double value) const noexcept;
    [[nodiscard]] double decoded(std::int64_t code) const noexcept;
    /// The least code at or above the value; the greatest at or below it.
    [[nodiscard]] std::int64_t ceiling(double value) const noexcept;
    [[nodiscard]] std::int64_t floor(double value) const noexcept;

    BitSliced sliced_;
    double unit_ = 1; ///< steps per 1; 0: the order of the bits
};

/// Texts of contacts. Few different ones are a bitmap each; more of them are numbers into a dictionary, of
/// one, two or four bytes.
class Texts {
public:
    /// More different texts than this are not kept: the database answers.
    static constexpr std::size_t kMost = 2'000'000;

    void set(std::uint32_t ordinal, std::string_view text);
    /// Forgets what these ordinals had.
    void clear(const Bitmap& ordinals, std::span<const std::uint32_t> list);
    [[nodiscard]] bool tooMany() const noexcept { return tooMany_; }
    [[nodiscard]] const std::string& text(std::size_t code) const { return texts_[code]; }
    /// Which of the texts meet a test: by code + 1, the first is of who has none.
    [[nodiscard]] NumberSet matching(const std::function<bool(std::string_view)>& test) const;
    /// Those of `mask` whose text matches are added to `out`.
    bool addTo(std::size_t block, const Word* mask, const NumberSet& matching, Word* out) const;
    /// How many of `mask` have each text.
    void count(std::size_t block, const Word* mask, std::vector<std::int64_t>& counts) const;
    /// The text of an ordinal, "" when there is none.
    [[nodiscard]] std::string_view get(std::uint32_t ordinal) const;
    /// Everything was read: gives unused memory back and numbers the texts in their order, so that a range of
    /// them is a range of numbers.
    void pack();
    /// Some things changed: the same for the numbers, when many texts are new and all are few.
    void settle();
    [[nodiscard]] bool fewTexts() const noexcept { return !coded_; }
    [[nodiscard]] std::size_t memory() const;
    void save(Writer& to) const;
    void load(Reader& from, std::size_t limit);

private:
    static constexpr std::size_t kFew = 8;
    std::uint32_t codeOf(std::string_view text);
    void setCode(std::uint32_t ordinal, std::uint32_t code);
    void toCodes();
    bool addBitmaps(std::size_t block, const Word* mask, const NumberSet& matching, Word* out) const;
    void sortCodes();
    [[nodiscard]] std::uint32_t codeAt(std::uint32_t ordinal) const noexcept;

    void rehash(std::size_t size);
    [[nodiscard]] static std::uint64_t hashOf(std::string_view text) noexcept;

    std::vector<std::uint32_t> slots_; ///< code + 1 by hash, open addressing; 0: free
    std::vector<std::string> texts_;
    std::vector<Bitmap> bitmaps_; ///< by code, while there are few
    Bitmap there_;                ///< and who has any
    /// By ordinal code + 1, 0: none. One of them is in use, the narrowest that all codes fit.
    std::vector<std::uint8_t> byte_;
    std::vector<std::uint16_t> narrow_;
    std::vector<std::uint32_t> wide_;
    std::size_t sorted_ = 0; ///< so many of the texts are in their order
    bool coded_ = false, tooMany_ = false;
};

/// Calendar days of contacts; a text that is no day is not among them.
class Days {
public:
    /// False when the text is no day as YYYY-MM-DD.
    bool set(std::uint32_t ordinal, std::string_view text);
    void clear(std::uint32_t ordinal) { sliced_.clear(ordinal); }
    /// The days, as runs, whose text meets a test.
    [[nodiscard]] std::vector<std::pair<std::int32_t, std::int32_t>> matching(
        const std::function<bool(std::string_view)>& test) const;
    /// Those of `mask` whose day lies in one of the runs are added to `out`.
    bool addTo(std::size_t block, const Word* mask,
               std::span<const std::pair<std::int32_t, std::int32_t>> runs, Word* out) const;
    [[nodiscard]] std::optional<std::int64_t> get(std::uint32_t ordinal) const {
        return sliced_.get(ordinal);
    }
    [[nodiscard]] std::size_t memory() const { return sliced_.memory(); }
    void save(Writer& to) const;
    void load(Reader& from, std::size_t limit);

private:
    /// The place of a text in `known_`, nothing when it is no day of these centuries.
    static std::optional<std::size_t> placeIn(std::string_view text);
    static constexpr std::size_t kYears = 300, kMonths = 12, kDays = 31, kPlaces = kYears * kMonths * kDays;
    BitSliced sliced_;
    using Text = std::array<char, 10>; ///< YYYY-MM-DD
    std::vector<std::int32_t> known_;  ///< by year, month and day of the text; 0: not seen yet
    std::vector<std::pair<std::int32_t, Text>> texts_; ///< the days there are, ascending
};

/// All values of one fact: a text, a day or a number per contact.
struct Column {
    Texts texts;
    Days days;
    Numbers numbers;

    void setText(std::uint32_t ordinal, std::string_view text) {
        if (!days.set(ordinal, text)) texts.set(ordinal, text);
    }
    void clear(const Bitmap& ordinals, std::span<const std::uint32_t> list) {
        texts.clear(ordinals, list);
        for (const auto ordinal : list) {
            days.clear(ordinal);
            numbers.clear(ordinal);
        }
    }
    void save(Writer& to) const {
        texts.save(to);
        days.save(to);
        numbers.save(to);
    }
    void load(Reader& from, std::size_t limit) {
        texts.load(from, limit);
        days.load(from, limit);
        numbers.load(from, limit);
    }
    [[nodiscard]] std::size_t memory() const { return texts.memory() + days.memory() + numbers.memory(); }
};

} // namespace rejoinder::targetgroups::index
