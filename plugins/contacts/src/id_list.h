#pragma once
#include <rejoinder/storage.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// How many records are asked for at once in SQL that every engine understands: `IN (:k0, …, :k63)`, filled
/// up with the last key; and, where the keys lie close together, one walk over the range of them.
namespace rejoinder::contacts {

inline constexpr std::size_t kListSize = 64;

/// The parameters k0 … k63 of a query, and :name where it has one.
template <class Key>
struct KeyList {
    std::array<Key, kListSize> keys;
    std::string name;
};

namespace detail {
template <class Key, std::size_t I>
Member keyMember(const char* name) {
    return {name,
            &typeInfo<Key>,
            [](void* list) -> void* { return &static_cast<KeyList<Key>*>(list)->keys[I]; },
            {}};
}
/// "k0" … "k63", for ever.
inline const char* keyName(std::size_t i) {
    static const std::array<std::string, kListSize> names = [] {
        std::array<std::string, kListSize> all;
        for (std::size_t k = 0; k < all.size(); ++k) all[k] = "k" + std::to_string(k);
        return all;
    }();
    return names[i].c_str();
}
template <class Key, std::size_t... I>
StructInfo keyListInfo(std::index_sequence<I...>) {
    StructInfo info;
    info.name = "KeyList";
    (info.members.push_back(keyMember<Key, I>(keyName(I))), ...);
    info.members.push_back(rejoinder::detail::member<KeyList<Key>, &KeyList<Key>::name>("name"));
    return info;
}
} // namespace detail

template <class Key>
StructInfo describeMembers(const KeyList<Key>*) {
    return detail::keyListInfo<Key>(std::make_index_sequence<kListSize>());
}

/// The two queries that find rows of keys: `among` has the parameters k0 … k63, `between` has :low and :high
/// and is ordered by the key. Both have :name as well when there is one.
struct KeyQueries {
    std::string_view between, among;
    std::string_view name = {};
};

/// Visits the rows of ascending, distinct keys; `keyOf(row)` gives a row's key, several rows may share one.
/// Walks the range as long as most of its rows are wanted, and asks by lists where they are not: at most some
/// nine rows are read per key.
template <Described Row, class Key, class KeyOf, class Visit>
void forKeys(Unit& unit, const KeyQueries& queries, std::span<const Key> keys, KeyOf&& keyOf, Visit&& visit) {
    constexpr std::size_t kPatience = 64, kStrangersPerKey = 8, kListsBeforeNextWalk = 16;
    const auto askList = [&](std::span<const Key> some) {
        KeyList<Key> list;
        list.name = queries.name;
        for (std::size_t i = 0; i < kListSize; ++i) list.keys[i] = some[std::min(i, some.size() - 1)];
        for (Row& row : unit.all<Row>(queries.among, list)) visit(row);
    };
    while (keys.size() > kListSize) {
        std::size_t at = 0, strangers = 0;
        bool whole = true;
        const auto look = [&](Row& row) {
            const auto& key = keyOf(row);
            while (at < keys.size() && keys[at] < key) ++at;
            if (at < keys.size() && !(key < keys[at])) {
                visit(row);
                return true;
            }
            whole = ++strangers <= kPatience + kStrangersPerKey * at;
            return whole;
        };
        const Key low = keys.front(), high = keys.back();
        if (queries.name.empty())
            unit.forEach<Row>(queries.between, {{"low", low}, {"high", high}}, look);
        else
            unit.forEach<Row>(queries.between, {{"low", low}, {"high", high}, {"name", queries.name}}, look);
        if (whole) return;
        keys = keys.subspan(at); // all keys before `at` lie below the last row that was seen
        for (std::size_t lists = 0; lists < kListsBeforeNextWalk && !keys.empty(); ++lists) {
            const auto some = keys.first(std::min(kListSize, keys.size()));
            askList(some);
            keys = keys.subspan(some.size());
        }
    }
    if (!keys.empty()) askList(keys);
}

/// The ids ascending, each once.
inline std::vector<Id> sortedIds(std::span<const Id> ids) {
    std::vector<Id> sorted(ids.begin(), ids.end());
    if (!std::ranges::is_sorted(sorted)) std::ranges::sort(sorted);
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    return sorted;
}

} // namespace rejoinder::contacts
