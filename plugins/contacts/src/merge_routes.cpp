#include "merge_identity.h"
#include "merge_store.h"
#include "state.h"
#include "store.h"

namespace rejoinder::contacts {

namespace {

struct MergeWish {
    Id id, mergedId;
    std::map<std::string, std::string> from, typed;
    static void rules(Rules& r) {
        r.at("mergedId").says("the contact that goes; its id keeps resolving to the one in the path");
        r.at("from").defaulted().says(
            "field → \"stays\", \"merged\" or \"typed\"; what is not named follows the rule");
        r.at("typed").defaulted().says("values of the fields that are \"typed\"");
    }
};
REJOINDER_DESCRIBE(MergeWish, id, mergedId, from, typed)

/// A merge as clients see it.
struct Merge {
    Id id, contactId, mergedId;
    MergeChoices choices;
    std::string mergedBy;
    Timestamp mergedAt;
    std::string undoneBy;
    std::optional<Timestamp> undoneAt;
};
REJOINDER_DESCRIBE(Merge, id, contactId, mergedId, choices, mergedBy, mergedAt, undoneBy, undoneAt)

/// All ids of a person and how they came together.
struct Identity {
    Id contactId;
    std::vector<Id> allIds;
    std::vector<Merge> merges;
};
REJOINDER_DESCRIBE(Identity, contactId, allIds, merges)

Merge viewOf(const MergeRow& row) {
    return {row.id,       row.contactId, row.mergedId, row.choices,
            row.mergedBy, row.mergedAt,  row.undoneBy, row.undoneAt};
}

Identity identityOf(Unit& unit, Id contact) {
    Identity identity{requireContact(unit, contact).id, allIdsOf(unit, contact), {}};
    for (const Id id : identity.allIds)
        for (const MergeRow& row : unit.all<MergeRow>("contacts.merges-into", {{"contactId", id}}))
            identity.merges.push_back(viewOf(row));
    return identity;
}

} // namespace

void declareMerges(Declarations& d, State& state) {
    d.post<MergeWish, Merge>("/contacts/{id}/merges",
                             {.permission = "contacts.merge",
                              .summary = "Merges another contact into this one",
                              .success = 201,
                              .at = "/contacts/{id}/identity"},
                             [](const MergeWish& in, Call&, Unit& unit) {
                                 return viewOf(mergeContacts(unit, in.id, in.mergedId, {in.from, in.typed}));
                             });
    d.get<ById, Identity>("/contacts/{id}/identity",
                          {"contacts.read", "All ids of a person, and the merges that made them one"},
                          [](const ById& in, Call&, Unit& unit) { return identityOf(unit, in.id); });
    d.post<ById, Unmerged>(
        "/contacts/merges/{id}/undo",
        {"contacts.merge", "Takes a merge back; what came in meanwhile is assigned by rule"},
        [&state](const ById& in, Call&, Unit& unit) {
            return unmergeContacts(unit, *state.suppressions, in.id);
        });
    d.announce<ContactMerged>("contacts.read");
    d.announce<ContactUnmerged>("contacts.read");
}

} // namespace rejoinder::contacts
