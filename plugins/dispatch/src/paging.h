#pragma once
#include <rejoinder/plugin.h>

#include <limits>

namespace rejoinder::dispatch {

inline constexpr std::int32_t kPageDefault = 100;

/// Where a page begins: the last id of the page before. @throws Error Invalid when the cursor is none of
/// ours.
inline Id cursorOf(const std::optional<std::string>& cursor, Id first) {
    if (!cursor) {
        return first;
    }
    const auto id = Id::parse(*cursor);
    if (!id) {
        throw Error::invalid("/cursor", "dispatch.bad-cursor",
                             "This cursor did not come from a page before.");
    }
    return *id;
}

inline constexpr Id kBeforeAll{0};
inline constexpr Id kAfterAll{std::numeric_limits<std::int64_t>::max()};

/// Makes a page of rows that were read with one more than the limit.
template <class T>
Page<T> pageOf(std::vector<T> rows, std::int32_t limit) {
    Page<T> page;
    const bool more = rows.size() > static_cast<std::size_t>(limit);
    if (more) {
        rows.resize(static_cast<std::size_t>(limit));
        page.nextCursor = rows.back().id.toString();
    }
    page.items = std::move(rows);
    return page;
}

} // namespace rejoinder::dispatch
