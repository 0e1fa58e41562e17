#pragma once
#include <rejoinder/describe.h>
#include <rejoinder/error.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Keyset paging by id: a list's input has `std::optional<std::int32_t> limit` and
/// `std::optional<std::string> cursor`.
namespace rejoinder::paging {

inline constexpr std::int32_t kDefaultLimit = 100;
inline constexpr std::int32_t kLargestLimit = 1000;

/// How many rows a page has. @throws Error Invalid outside 1 to 1000.
inline std::int32_t limitOf(const std::optional<std::int32_t>& limit) {
    if (limit && (*limit < 1 || *limit > kLargestLimit))
        throw Error::invalid("/limit", "kernel.bad-limit", "a page has 1 to 1000 rows");
    return limit.value_or(kDefaultLimit);
}

/// The id a page starts after (or before, when the newest come first); `fallback` without a cursor.
/// @throws Error Invalid for a cursor that was not made here.
inline Id cursorId(const std::optional<std::string>& cursor, Id fallback = {}) {
    if (!cursor) return fallback;
    const auto id = Id::parse(*cursor);
    if (!id) throw Error::invalid("/cursor", "kernel.bad-cursor", "this cursor was not made here");
    return *id;
}

/// A page of rows with a member `id`, read with `limitOf` rows; a full one has a cursor to the next.
template <class Row>
Page<Row> pageOf(std::vector<Row> rows, std::int32_t limit) {
    Page<Row> page{std::move(rows), {}};
    if (page.items.size() == static_cast<std::size_t>(limit))
        page.nextCursor = page.items.back().id.toString();
    return page;
}

} // namespace rejoinder::paging
