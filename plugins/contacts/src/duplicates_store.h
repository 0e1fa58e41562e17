#pragma once
#include "duplicates_search.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

/// Pairs that were found, what people decided about them, and the look-up of one record.
namespace rejoinder::contacts {

enum class DuplicateState { Open, Later, Same, Different };
REJOINDER_DESCRIBE_ENUM(DuplicateState, Open, Later, Same, Different)
enum class FoundBy { Search, Import, Entry };
REJOINDER_DESCRIBE_ENUM(FoundBy, Search, Import, Entry)

/// A pair as it is stored; lowId < highId.
struct DuplicateRow {
    Id id, lowId, highId;
    std::int32_t score = 0;
    Verdict verdict = Verdict::Perhaps;
    std::vector<MatchReason> reasons;
    DuplicateState state = DuplicateState::Open;
    FoundBy foundBy = FoundBy::Search;
    Timestamp foundAt;
    std::string decidedBy;
    std::optional<Timestamp> decidedAt;
};
REJOINDER_DESCRIBE(DuplicateRow, id, lowId, highId, score, verdict, reasons, state, foundBy, foundAt,
                   decidedBy, decidedAt)

/// A contact that may be the person somebody is about to enter.
struct DuplicateCandidate {
    Contact contact;
    std::int32_t score = 0;
    Verdict verdict = Verdict::Perhaps;
    std::vector<MatchReason> reasons;
};
REJOINDER_DESCRIBE(DuplicateCandidate, contact, score, verdict, reasons)

/// The names of the attributes that hold a day of birth, separated by commas, as list.
std::vector<std::string> namesIn(std::string_view commaSeparated);

/// Who may be this person already, best first: those with its e-mail, phone or name, and those in its
/// postcode whose name or street begins alike. Needs a fraction of a second with ten million contacts.
std::vector<DuplicateCandidate> findCandidates(Unit& unit, const Contact& contact, std::string_view birth,
                                               const std::vector<std::string>& birthNames,
                                               const MatchThresholds& thresholds);

/// Everybody as MatchBase. `fresh`: only pairs with contacts of that import are looked for; none = all.
MatchBase readBase(Unit& unit, const std::vector<std::string>& birthNames, std::optional<Id> import);

/// Stores those of the pairs that nobody knew yet. @returns how many those are.
std::int64_t storePairs(Unit& unit, const MatchBase& base, const std::vector<MatchPair>& pairs, FoundBy by);

/// Queues the search for duplicates of what an import made; the import calls this when it is through.
Id queueDuplicateSearch(Unit& unit, std::optional<Id> import);

} // namespace rejoinder::contacts
