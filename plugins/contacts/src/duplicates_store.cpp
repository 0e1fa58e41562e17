#include "duplicates_store.h"

#include "duplicates_job.h"
#include "id_list.h"
#include "merge_identity.h"
#include "reach.h"
#include "store.h"
#include "text.h"

#include <algorithm>
#include <set>

namespace rejoinder::contacts {

namespace {

struct MatchRow {
    Id id;
    std::string givenName, familyName, companyName, street, houseNumber, addressLine2, postcode, city,
        country, email, phone;
    std::optional<Id> importId;
};
REJOINDER_DESCRIBE(MatchRow, id, givenName, familyName, companyName, street, houseNumber, addressLine2,
                   postcode, city, country, email, phone, importId)

struct BirthRow {
    Id contactId;
    std::string valueText;
};
REJOINDER_DESCRIBE(BirthRow, contactId, valueText)

struct PairRow {
    Id lowId, highId;
};
REJOINDER_DESCRIBE(PairRow, lowId, highId)

constexpr std::int64_t kMostOfAKind = 300; ///< candidates by one index

Contact contactOf(MatchRow& row) {
    Contact c;
    c.id = row.id;
    c.givenName = std::move(row.givenName), c.familyName = std::move(row.familyName);
    c.companyName = std::move(row.companyName), c.street = std::move(row.street);
    c.houseNumber = std::move(row.houseNumber), c.addressLine2 = std::move(row.addressLine2);
    c.postcode = std::move(row.postcode), c.city = std::move(row.city), c.country = std::move(row.country);
    c.email = std::move(row.email), c.phone = std::move(row.phone);
    return c;
}

/// The beginning of a text by which neighbours are found although its end is misspelt.
std::string beginning(std::string_view text, std::size_t points) {
    return std::string(shortened(text, points));
}

std::vector<Id> nearbyIds(Unit& unit, const Contact& c) {
    std::set<Id> ids;
    const auto take = [&](std::vector<std::int64_t> found) {
        for (const std::int64_t id : found) ids.insert(Id{id});
    };
    const Value limit(kMostOfAKind);
    if (!c.email.empty())
        if (const auto email = emailIn(c.email))
            take(unit.numbers("contacts.same-email", {{"text", email->norm}, {"limit", limit}}));
    if (!c.phone.empty()) take(unit.numbers("contacts.same-phone", {{"text", c.phone}, {"limit", limit}}));
    const std::string family = folded(c.familyName.empty() ? c.companyName : c.familyName),
                      given = folded(c.givenName);
    const auto named = [&](const std::string& low) {
        if (low.size() > 3)
            take(unit.numbers("contacts.same-name",
                              {{"low", low}, {"high", low + std::string(kAfterAll)}, {"limit", limit}}));
    };
    if (!given.empty()) {
        named(family + " " + given);
        named(given + " " + family);
    }
    if (!c.postcode.empty()) {
        const std::string low = beginning(family, 2), street = beginning(c.street, 4);
        const std::string_view end = kAfterAll;
        const std::string none = std::string(end) + std::string(end);
        take(unit.numbers("contacts.near-postcode", {{"postcode", c.postcode},
                                                     {"low", low.empty() ? none : low},
                                                     {"high", low + std::string(end)},
                                                     {"streetLow", street.empty() ? none : street},
                                                     {"streetHigh", street + std::string(end)},
                                                     {"limit", 2 * kMostOfAKind}}));
    }
    return {ids.begin(), ids.end()};
}

std::string birthOf(const std::map<std::string, std::string>& attributes,
                    const std::vector<std::string>& names) {
    for (const std::string& name : names)
        if (const auto it = attributes.find(name); it != attributes.end()) return it->second;
    return {};
}

} // namespace

std::vector<std::string> namesIn(std::string_view list) {
    std::vector<std::string> names;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (std::string name = cleaned(list.substr(0, comma)); !name.empty())
            names.push_back(std::move(name));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return names;
}

std::vector<DuplicateCandidate> findCandidates(Unit& unit, const Contact& contact, std::string_view birth,
                                               const std::vector<std::string>& birthNames,
                                               const MatchThresholds& thresholds) {
    const MatchRecord mine = matchRecord(contact, birth);
    std::vector<DuplicateCandidate> found;
    for (Contact& other : findContacts(unit, standingOf(unit, nearbyIds(unit, contact)))) {
        if (other.id == contact.id) continue;
        const MatchRecord theirs = matchRecord(
            other, birth.empty() ? std::string() : birthOf(attributesOf(unit, other.id), birthNames));
        const Evidence evidence(mine.view(), theirs.view());
        const Verdict verdict = evidence.verdict(thresholds);
        if (verdict != Verdict::No)
            found.push_back({std::move(other), evidence.score(), verdict, evidence.reasons()});
    }
    std::ranges::stable_sort(found, [](const DuplicateCandidate& a, const DuplicateCandidate& b) {
        return a.verdict != b.verdict ? a.verdict > b.verdict : a.score > b.score;
    });
    return found;
}

MatchBase readBase(Unit& unit, const std::vector<std::string>& birthNames, std::optional<Id> import) {
    std::unordered_map<Id, std::string> births;
    for (const std::string& name : birthNames)
        unit.forEach<BirthRow>("contacts.match-births", {{"name", name}}, [&](BirthRow& row) {
            births.emplace(row.contactId, std::move(row.valueText));
        });
    const auto away = unit.numbers("contacts.alias-ids");
    MatchBase base;
    unit.forEach<MatchRow>("contacts.match-rows", {}, [&](MatchRow& row) {
        if (std::ranges::binary_search(away, row.id.value)) return;
        const auto birth = births.find(row.id);
        const bool fresh = !import || row.importId == import;
        const Contact contact = contactOf(row);
        base.add(contact.id, matchRecord(contact, birth == births.end() ? std::string_view() : birth->second),
                 fresh);
    });
    return base;
}

std::int64_t storePairs(Unit& unit, const MatchBase& base, const std::vector<MatchPair>& pairs, FoundBy by) {
    std::vector<Id> lows;
    for (const MatchPair& pair : pairs) lows.push_back(base.id(pair.a));
    std::set<std::pair<Id, Id>> known;
    const KeyQueries queries{"contacts.pairs-between", "contacts.pairs-among"};
    forKeys<PairRow, Id>(
        unit, queries, sortedIds(lows), [](const PairRow& r) { return r.lowId; },
        [&](const PairRow& r) { known.emplace(r.lowId, r.highId); });
    std::vector<DuplicateRow> rows;
    for (const MatchPair& pair : pairs) {
        const Id low = base.id(pair.a), high = base.id(pair.b); // places ascend as ids do
        if (!known.emplace(low, high).second) continue;
        DuplicateRow& row = rows.emplace_back();
        row.id = unit.newId();
        row.lowId = low, row.highId = high;
        row.score = pair.score;
        row.verdict = pair.verdict;
        row.reasons = Evidence(base.view(pair.a), base.view(pair.b)).reasons();
        row.foundBy = by;
        row.foundAt = unit.now();
    }
    unit.insertMany("contacts.insert-duplicate", rows);
    return static_cast<std::int64_t>(rows.size());
}

Id queueDuplicateSearch(Unit& unit, std::optional<Id> import) {
    JobRequest request;
    request.title = import ? "Duplicates of an import" : "Duplicates";
    DuplicateJob job;
    job.importId = import;
    return unit.enqueue("contacts.find-duplicates", job, request);
}

} // namespace rejoinder::contacts
