#include "index_column.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

namespace rejoinder::targetgroups::index {

namespace {

constexpr double kWhole = 9e15; ///< whole numbers up to here are exact as a double
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min(),
                       kGreatest = std::numeric_limits<std::int64_t>::max();

/// A whole number with the order of the doubles.
std::int64_t orderOf(double value) noexcept {
    const auto bits = std::bit_cast<std::int64_t>(value);
    return bits >= 0 ? bits : kLeast - bits; // mirrored below zero; -0.0 meets 0.0
}

double ofOrder(std::int64_t order) noexcept {
    return std::bit_cast<double>(order >= 0 ? order : kLeast - order);
}

} // namespace

bool Numbers::fits(double value, double unit) const noexcept {
    if (unit == 0) return true;
    const double steps = std::round(value * unit);
    return std::abs(steps) < kWhole && steps / unit == value;
}

std::int64_t Numbers::encoded(double value) const noexcept {
    return unit_ == 0 ? orderOf(value) : static_cast<std::int64_t>(std::round(value * unit_));
}

double Numbers::decoded(std::int64_t code) const noexcept {
    return unit_ == 0 ? ofOrder(code) : static_cast<double>(code) / unit_;
}

std::int64_t Numbers::ceiling(double value) const noexcept {
    if (unit_ == 0) return orderOf(value);
    if (value * unit_ >= kWhole) return kGreatest;
    if (value * unit_ <= -kWhole) return kLeast;
    auto code = static_cast<std::int64_t>(std::round(value * unit_)) - 1;
    while (decoded(code) < value) ++code; // the product is rounded, the quotients are what is held
    return code;
}

std::int64_t Numbers::floor(double value) const noexcept {
    if (unit_ == 0) return orderOf(value);
    if (value * unit_ >= kWhole) return kGreatest;
    if (value * unit_ <= -kWhole) return kLeast;
    auto code = static_cast<std::int64_t>(std::round(value * unit_)) + 1;
    while (decoded(code) > value) --code;
    return code;
}

void Numbers::set(std::uint32_t ordinal, double value) {
    if (!fits(value, unit_)) {
        std::vector<std::pair<std::uint32_t, double>> known;
        sliced_.forAll([&](std::uint32_t o, std::int64_t code) { known.emplace_back(o, decoded(code)); });
        const auto allFit = [&](double unit) {
            return fits(value, unit) &&
                   std::ranges::all_of(known, [&](const auto& k) { return fits(k.second, unit); });
        };
        unit_ = allFit(100) ? 100 : allFit(10'000) ? 10'000 : 0;
        sliced_ = {};
        for (const auto& [o, v] : known) sliced_.set(o, encoded(v));
    }
    sliced_.set(ordinal, encoded(value));
}

std::optional<double> Numbers::get(std::uint32_t ordinal) const {
    const auto code = sliced_.get(ordinal);
    return code ? std::optional(decoded(*code)) : std::nullopt;
}

bool Numbers::addTo(std::size_t block, const Word* mask, std::span<const contacts::NumberRange> ranges,
                    Word* out) const {
    bool any = false;
    Block some;
    for (const auto& range : ranges) {
        if (range.high < range.low ||
            !sliced_.fill(block, mask, ceiling(range.low), floor(range.high), some.data()))
            continue;
        orWith(out, some.data());
        any = true;
    }
    return any;
}

std::optional<std::size_t> Days::placeIn(std::string_view text) {
    constexpr std::size_t kFirstYear = 1850;
    if (text.size() != Text{}.size() || text[4] != '-' || text[7] != '-') return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) return std::nullopt;
    const auto digits = [text](std::size_t begin, std::size_t end) {
        std::size_t number = 0;
        for (auto i = begin; i < end; ++i) number = number * 10 + static_cast<std::size_t>(text[i] - '0');
        return number;
    };
    const auto year = digits(0, 4) - kFirstYear, month = digits(5, 7) - 1, day = digits(8, 10) - 1;
    if (year >= kYears || month >= kMonths || day >= kDays) return std::nullopt;
    return (year * kMonths + month) * kDays + day;
}

bool Days::set(std::uint32_t ordinal, std::string_view text) {
    const auto place = placeIn(text);
    if (!place) return false; // a text like any other
    if (known_.empty()) known_.resize(kPlaces);
    auto& known = known_[*place];
    if (known == 0) {
        const auto date = Date::parse(text);
        if (!date || !*date || date->days == 0) return false;
        known = date->days;
        Text copy;
        std::ranges::copy(text, copy.begin());
        texts_.insert(std::ranges::lower_bound(texts_, std::pair(known, Text{})), {known, copy});
    }
    sliced_.set(ordinal, known);
    return true;
}

std::vector<std::pair<std::int32_t, std::int32_t>> Days::matching(
    const std::function<bool(std::string_view)>& test) const {
    std::vector<std::pair<std::int32_t, std::int32_t>> runs;
    bool open = false; // days that nobody has do not end a run
    for (const auto& [day, text] : texts_) {
        const bool holds = test && test(std::string_view(text.data(), text.size()));
        if (holds && open)
            runs.back().second = day;
        else if (holds)
            runs.emplace_back(day, day);
        open = holds;
    }
    return runs;
}

bool Days::addTo(std::size_t block, const Word* mask,
                 std::span<const std::pair<std::int32_t, std::int32_t>> runs, Word* out) const {
    bool any = false;
    Block some;
    for (const auto& [first, last] : runs)
        if (sliced_.fill(block, mask, first, last, some.data())) {
            orWith(out, some.data());
            any = true;
        }
    return any;
}

std::uint64_t Texts::hashOf(std::string_view text) noexcept {
    std::uint64_t hash = text.size() * 0x9e3779b97f4a7c15ULL;
    for (std::size_t at = 0; at < text.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t part = 0;
        std::memcpy(&part, text.data() + at, std::min(sizeof(part), text.size() - at));
        hash = (hash ^ part) * 0xbf58476d1ce4e5b9ULL;
        hash ^= hash >> 29;
    }
    return hash;
}

void Texts::rehash(std::size_t size) {
    slots_.assign(size, 0);
    for (std::uint32_t code = 0; code < texts_.size(); ++code) {
        auto at = hashOf(texts_[code]) & (slots_.size() - 1);
        while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = code + 1;
    }
}

std::uint32_t Texts::codeOf(std::string_view text) {
    if (2 * (texts_.size() + 1) > slots_.size()) rehash(std::max<std::size_t>(slots_.size() * 2, 64));
    auto at = hashOf(text) & (slots_.size() - 1);
    for (; slots_[at] != 0; at = (at + 1) & (slots_.size() - 1))
        if (texts_[slots_[at] - 1] == text) return slots_[at] - 1;
    const auto code = static_cast<std::uint32_t>(texts_.size());
    slots_[at] = code + 1;
    texts_.emplace_back(text);
    if (coded_) return code;
    bitmaps_.emplace_back();
    if (bitmaps_.size() > kFew) toCodes();
    return code;
}

void Texts::toCodes() {
    coded_ = true;
    for (std::uint32_t code = 0; code < bitmaps_.size(); ++code)
        for (const auto ordinal : bitmaps_[code].ordinals()) setCode(ordinal, code);
    bitmaps_.clear();
    bitmaps_.shrink_to_fit();
    there_ = {};
}

void Texts::setCode(std::uint32_t ordinal, std::uint32_t code) {
    const auto put = [ordinal, code](auto& codes) {
        if (ordinal >= codes.size()) {
            if (ordinal >= codes.capacity()) codes.reserve((ordinal / kBlockBits + 8) * kBlockBits);
            codes.resize(ordinal + 1);
        }
        codes[ordinal] = static_cast<std::remove_reference_t<decltype(codes[0])>>(code + 1);
    };
    const auto widen = [](auto& from, auto& to) {
        to.assign(from.begin(), from.end());
        from = {};
    };
    if (!wide_.empty()) return put(wide_);
    if (code < UINT8_MAX && narrow_.empty()) return put(byte_);
    if (!byte_.empty()) widen(byte_, narrow_);
    if (code < UINT16_MAX) return put(narrow_);
    if (!narrow_.empty()) widen(narrow_, wide_);
    put(wide_);
}

std::uint32_t Texts::codeAt(std::uint32_t ordinal) const noexcept {
    if (ordinal < byte_.size()) return byte_[ordinal];
    if (ordinal < narrow_.size()) return narrow_[ordinal];
    return ordinal < wide_.size() ? wide_[ordinal] : 0;
}

void Texts::set(std::uint32_t ordinal, std::string_view text) {
    if (tooMany_) return;
    const auto code = codeOf(text);
    if (texts_.size() > kMost) {
        *this = {};
        tooMany_ = true;
    } else if (coded_) {
        setCode(ordinal, code);
    } else {
        bitmaps_[code].add(ordinal);
        there_.add(ordinal);
    }
}

void Texts::clear(const Bitmap& ordinals, std::span<const std::uint32_t> list) {
    for (auto& bitmap : bitmaps_) bitmap.remove(ordinals);
    there_.remove(ordinals);
    for (const auto ordinal : list) {
        if (ordinal < byte_.size()) byte_[ordinal] = 0;
        if (ordinal < narrow_.size()) narrow_[ordinal] = 0;
        if (ordinal < wide_.size()) wide_[ordinal] = 0;
    }
}

NumberSet Texts::matching(const std::function<bool(std::string_view)>& test) const {
    std::vector<std::uint8_t> out(texts_.size() + 1);
    for (std::size_t i = 0; test && i < texts_.size(); ++i) out[i + 1] = test(texts_[i]) ? 1 : 0;
    return NumberSet(std::move(out));
}

/// The bitmaps of what matches; where most do, everybody's but those of the others.
bool Texts::addBitmaps(std::size_t block, const Word* mask, const NumberSet& matching, Word* out) const {
    const auto& wanted = matching.members;
    const bool others =
        2 * static_cast<std::size_t>(std::accumulate(wanted.begin(), wanted.end(), 0)) > bitmaps_.size();
    Block some{}, all{};
    for (std::size_t code = 0; code + 1 < wanted.size(); ++code)
        if ((wanted[code + 1] == 0) == others) bitmaps_[code].addTo(block, some.data());
    if (others) {
        if (!there_.addTo(block, all.data()) || !andNot(all.data(), some.data())) return false;
        some = all;
    }
    if (!andWith(some.data(), mask)) return false;
    orWith(out, some.data());
    return true;
}

bool Texts::addTo(std::size_t block, const Word* mask, const NumberSet& matching, Word* out) const {
    if (!coded_) return addBitmaps(block, mask, matching, out);
    const auto add = [&](const auto& codes) {
        const std::size_t first = block * kBlockBits;
        return first < codes.size() &&
               among(out, mask, std::span(codes).subspan(first, std::min(kBlockBits, codes.size() - first)),
                     matching);
    };
    return !wide_.empty() ? add(wide_) : !narrow_.empty() ? add(narrow_) : add(byte_);
}

void Texts::count(std::size_t block, const Word* mask, std::vector<std::int64_t>& counts) const {
    counts.resize(texts_.size());
    if (!coded_) {
        for (std::size_t code = 0; code < bitmaps_.size(); ++code) {
            Block some{};
            if (bitmaps_[code].addTo(block, some.data()) && andWith(some.data(), mask))
                counts[code] += countOf(some.data());
        }
        return;
    }
    forBits(mask, [&](std::size_t place) {
        const auto code = codeAt(static_cast<std::uint32_t>(block * kBlockBits + place));
        if (code != 0) ++counts[code - 1];
    });
}

std::string_view Texts::get(std::uint32_t ordinal) const {
    if (coded_) {
        const auto code = codeAt(ordinal);
        return code == 0 ? std::string_view{} : std::string_view(texts_[code - 1]);
    }
    for (std::size_t code = 0; code < bitmaps_.size(); ++code)
        if (bitmaps_[code].contains(ordinal)) return texts_[code];
    return {};
}

void Texts::sortCodes() {
    std::vector<std::uint32_t> order(texts_.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [this](std::uint32_t code) -> const std::string& { return texts_[code]; });
    std::vector<std::uint32_t> place(texts_.size() + 1); // by old code + 1 the new one
    std::vector<std::string> sorted;
    sorted.reserve(texts_.size());
    for (const auto code : order) {
        sorted.push_back(std::move(texts_[code]));
        place[code + 1] = static_cast<std::uint32_t>(sorted.size());
    }
    texts_ = std::move(sorted);
    const auto renumber = [&place](auto& codes) {
        for (auto& code : codes) code = static_cast<std::remove_reference_t<decltype(code)>>(place[code]);
    };
    renumber(byte_);
    renumber(narrow_);
    renumber(wide_);
    rehash(slots_.size());
    sorted_ = texts_.size();
}

void Texts::settle() {
    constexpr std::size_t kPart = 64; // of all: each sorting is paid for by that many new ones
    if (coded_ && wide_.empty() &&
        texts_.size() - sorted_ >= std::max(NumberSet::kRuns, texts_.size() / kPart))
        sortCodes();
}

void Texts::pack() {
    for (auto& bitmap : bitmaps_) bitmap.pack();
    there_.pack();
    if (coded_) sortCodes();
    byte_.shrink_to_fit();
    narrow_.shrink_to_fit();
    wide_.shrink_to_fit();
}

std::size_t Texts::memory() const {
    std::size_t bytes = byte_.capacity() + narrow_.capacity() * 2 + wide_.capacity() * 4 +
                        slots_.capacity() * 4 + there_.memory();
    for (const auto& text : texts_) bytes += sizeof(text) + (text.size() > 15 ? text.size() : 0);
    for (const auto& bitmap : bitmaps_) bytes += bitmap.memory();
    return bytes;
}

} // namespace rejoinder::targetgroups::index
