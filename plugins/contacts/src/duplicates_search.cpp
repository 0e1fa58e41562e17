#include "duplicates_search.h"

#include "duplicates_similarity.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <thread>
#include <unordered_map>

namespace rejoinder::contacts {

namespace {

/// FNV-1a, then mixed: 32 bits are enough, a rare meeting of strangers costs one comparison.
std::uint32_t hashOf(std::initializer_list<std::string_view> parts) noexcept {
    std::uint64_t hash = 1469598103934665603ULL;
    for (const std::string_view part : parts) {
        if (part.empty()) return 0;
        for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        hash = (hash ^ 0xFFU) * 1099511628211ULL;
    }
    hash ^= hash >> 29;
    hash *= 0xbf58476d1ce4e5b9ULL;
    hash ^= hash >> 32;
    const auto value = static_cast<std::uint32_t>(hash);
    return value == 0 ? 1 : value;
}

std::string firstWord(std::string_view text) {
    const std::size_t end = text.find(' ');
    if (end != std::string_view::npos && end < 3 && end + 1 < text.size())
        return firstWord(text.substr(end + 1)); // "am graben" is found under "graben"
    return std::string(text.substr(0, end));
}

constexpr std::size_t partOf(std::uint32_t key) noexcept {
    return key % MatchSearch::kParts;
}

} // namespace

std::array<std::uint32_t, kMatchKeys> matchKeys(const MatchView& r) {
    const std::string family = cologne(r[MatchField::Family]), given = cologne(r[MatchField::Given]),
                      street = cologne(firstWord(r[MatchField::Street])), city = cologne(r[MatchField::City]),
                      company = cologne(r[MatchField::Company]);
    const std::string_view birth = r[MatchField::Birth], postcode = r[MatchField::Postcode],
                           number = r[MatchField::Number];
    const std::string& low = std::min(family, given);
    const std::string& high = std::max(family, given);
    return {hashOf({r[MatchField::Email]}),
            hashOf({r[MatchField::Phone]}),
            hashOf({birth, low, high}),
            hashOf({birth, family}),
            hashOf({birth, given}),
            hashOf({birth, postcode}),
            hashOf({low, high, postcode}),
            hashOf({low, high, street}),
            hashOf({family, street, number}),
            hashOf({street, number, postcode}),
            hashOf({family, postcode}),
            hashOf({low, high, city}),
            hashOf({birth, street}),
            hashOf({birth, number}),
            hashOf({street, number, city}),
            company.empty() ? hashOf({given, street, number}) : hashOf({company, city})};
}

MatchSearch::MatchSearch(const MatchBase& base, MatchThresholds thresholds)
    : base_(base), thresholds_(thresholds) {
    for (auto& kind : keys_) kind.resize(base.size());
    const auto fill = [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const auto keys = matchKeys(base_.view(i));
            for (std::size_t k = 0; k < kMatchKeys; ++k) keys_[k][i] = keys[k];
        }
    };
    std::jthread other(fill, 0, base.size() / 2);
    fill(base.size() / 2, base.size());
    other.join();
    for (std::size_t kind = 0; kind < kMatchKeys; ++kind) prepare(kind);
}

void MatchSearch::prepare(std::size_t kind) {
    for (std::size_t part = 0; part < kParts; ++part) {
        const auto entries = entriesOf(kind, part);
        for (std::size_t i = 0; i < entries.size();) {
            std::size_t end = i;
            while (end < entries.size() && entries[end].key == entries[i].key) ++end;
            if (end - i > kLargestGroup) large_[kind].insert(entries[i].key);
            i = end;
        }
    }
}

std::vector<MatchSearch::Entry> MatchSearch::entriesOf(std::size_t kind, std::size_t part) const {
    std::vector<Entry> entries;
    const auto& keys = keys_[kind];
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i] != 0 && partOf(keys[i]) == part)
            entries.push_back({keys[i], static_cast<std::uint32_t>(i)});
    std::ranges::sort(entries, [](const Entry& a, const Entry& b) {
        return a.key != b.key ? a.key < b.key : a.place < b.place;
    });
    return entries;
}

bool MatchSearch::metBefore(std::size_t kind, std::uint32_t a, std::uint32_t b) const noexcept {
    for (std::size_t k = 0; k < kind; ++k) {
        const std::uint32_t key = keys_[k][a];
        if (key != 0 && key == keys_[k][b] && (large_[k].empty() || !large_[k].contains(key))) return true;
    }
    return false;
}

void MatchSearch::compare(std::size_t kind, std::uint32_t a, std::uint32_t b, std::vector<MatchPair>& found,
                          std::uint64_t& compared) const {
    if ((!base_.fresh(a) && !base_.fresh(b)) || metBefore(kind, a, b)) return;
    ++compared;
    const Evidence evidence(base_.view(a), base_.view(b));
    const Verdict verdict = evidence.verdict(thresholds_);
    if (verdict != Verdict::No) found.push_back({std::min(a, b), std::max(a, b), evidence.score(), verdict});
}

void MatchSearch::compareGroup(std::size_t kind, std::span<Entry> group, std::vector<MatchPair>& found,
                               std::uint64_t& compared) const {
    std::size_t reach = group.size();
    if (group.size() > kLargestGroup) {
        reach = kNeighbours;
        const auto order = [&](const Entry& e) {
            const MatchView v = base_.view(e.place);
            return std::tuple(v[MatchField::Birth], v[MatchField::Postcode], v[MatchField::Family],
                              v[MatchField::Given], v[MatchField::Street], v[MatchField::Number], e.place);
        };
        std::ranges::sort(group, [&](const Entry& x, const Entry& y) { return order(x) < order(y); });
    }
    for (std::size_t i = 0; i < group.size(); ++i)
        for (std::size_t j = i + 1; j < std::min(group.size(), i + 1 + reach); ++j)
            compare(kind, group[i].place, group[j].place, found, compared);
}

std::vector<MatchPair> MatchSearch::step(std::size_t step, std::size_t threads) {
    const std::size_t kind = step / kParts;
    auto entries = entriesOf(kind, step % kParts);
    threads = std::max<std::size_t>(threads, 1);
    std::vector<std::vector<MatchPair>> found(threads);
    std::vector<std::uint64_t> compared(threads, 0);
    // Each thread takes the groups that begin in its share. The borders are found before any group is sorted.
    std::vector<std::size_t> borders(threads + 1, entries.size());
    for (std::size_t t = 0; t < threads; ++t) {
        std::size_t& border = borders[t] = entries.size() * t / threads;
        while (border > 0 && border < entries.size() && entries[border].key == entries[border - 1].key)
            ++border;
    }
    const auto work = [&](std::size_t t) {
        for (std::size_t i = borders[t]; i < borders[t + 1];) {
            std::size_t end = i;
            while (end < entries.size() && entries[end].key == entries[i].key) ++end;
            if (end - i > 1)
                compareGroup(kind, std::span(entries).subspan(i, end - i), found[t], compared[t]);
            i = end;
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t t = 1; t < threads; ++t) others.emplace_back(work, t);
        work(0);
    }
    for (std::size_t t = 1; t < threads; ++t)
        found[0].insert(found[0].end(), found[t].begin(), found[t].end());
    compared_ += std::accumulate(compared.begin(), compared.end(), std::uint64_t{0});
    return std::move(found[0]);
}

std::vector<std::vector<std::uint32_t>> groupsOf(std::span<const MatchPair> pairs, Verdict verdict) {
    std::unordered_map<std::uint32_t, std::uint32_t> parent;
    const auto rootOf = [&](std::uint32_t x) {
        auto it = parent.try_emplace(x, x).first;
        while (it->second != x) {
            it->second = parent[it->second];
            x = it->second;
            it = parent.find(x);
        }
        return x;
    };
    for (const MatchPair& pair : pairs) {
        if (pair.verdict < verdict) continue;
        const std::uint32_t a = rootOf(pair.a), b = rootOf(pair.b);
        if (a != b) parent[std::max(a, b)] = std::min(a, b);
    }
    std::map<std::uint32_t, std::vector<std::uint32_t>> groups;
    for (const auto& [place, _] : parent) groups[rootOf(place)].push_back(place);
    std::vector<std::vector<std::uint32_t>> out;
    for (auto& [root, places] : groups) {
        if (places.size() < 2) continue;
        std::ranges::sort(places);
        out.push_back(std::move(places));
    }
    return out;
}

} // namespace rejoinder::contacts
