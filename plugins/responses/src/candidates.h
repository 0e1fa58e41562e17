#pragma once
#include "credit.h"

/// Who may have sent a reply that has no sure match.
namespace rejoinder::responses {

/// Somebody who may have sent it; `reasons` say why (consoles have the words, `clearing.why.<reason>`).
struct Candidate {
    std::optional<std::string> code; ///< of the piece that it may answer
    std::optional<Id> contactId;
    std::string name, place;
    std::int32_t score = 0; ///< 0 to 100
    std::vector<std::string> reasons;
};
REJOINDER_DESCRIBE(Candidate, code, contactId, name, place, score, reasons)

struct Candidates {
    std::vector<Candidate> items;
};
REJOINDER_DESCRIBE(Candidates, items)

/// What a text says of its writer: e-mail, telephone, postcode with city, a name.
contacts::Contact writerOf(std::string_view text);

/// At most ten, the best first.
Candidates candidatesOf(Unit& unit, const Sources& sources, const ClearingEntry& entry);

} // namespace rejoinder::responses
