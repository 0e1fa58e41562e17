#include "record.h"
#include "state.h"

/// What `rejoinder verify` asks of contacts.
namespace rejoinder::contacts {

namespace {

/// A sentence when a query that counts wrong records counts any.
void expectNone(Unit& unit, std::string_view query, std::string_view what, std::vector<std::string>& problems,
                Args args = {}) {
    if (const std::int64_t n = unit.number(query, args); n != 0)
        problems.push_back(std::to_string(n) + " " + std::string(what));
}

/// What is derived from a contact must be what would be derived now.
std::vector<std::string> checkDerived(Unit& unit) {
    std::int64_t wrong = 0;
    Id first;
    unit.forEach<ContactRow>("contacts.rows-with-derived", {}, [&](const ContactRow& row) {
        if (sameDerived(derived(row.contact), row)) return;
        first = wrong++ == 0 ? row.contact.id : first;
    });
    if (wrong == 0) return {};
    return {std::to_string(wrong) + " contacts have search keys or reach that do not fit them, first " +
            first.toString()};
}

} // namespace

void declareChecks(Declarations& d, State& state) {
    d.verify("derived-columns", checkDerived);
    d.verify("attributes", [](Unit& unit) {
        std::vector<std::string> problems;
        expectNone(unit, "contacts.attributes-without-contact", "attributes belong to no contact", problems);
        expectNone(unit, "contacts.attributes-without-name", "attributes are missing in the list of names",
                   problems);
        return problems;
    });
    d.verify("consents", [](Unit& unit) {
        std::vector<std::string> problems;
        expectNone(unit, "contacts.consent-state-wrong", "consent states differ from the newest event",
                   problems);
        expectNone(unit, "contacts.consent-state-missing", "consent events have no state", problems);
        return problems;
    });
    d.verify("suppressions", [&state](Unit& unit) {
        std::vector<std::string> problems;
        if (unit.number("contacts.suppression-hash-count") !=
            unit.number("contacts.suppression-hashes-noted"))
            problems.emplace_back("the noted number of suppression hashes is wrong");
        // Without a running plugin there is no key to compare with.
        if (state.suppressions)
            expectNone(unit, "contacts.suppression-foreign-keys",
                       "suppressions were hashed with another key and protect nobody", problems,
                       {{"keyId", state.suppressions->key().id()}});
        return problems;
    });
    d.verify("merges", [](Unit& unit) {
        std::vector<std::string> problems;
        expectNone(unit, "contacts.alias-loops", "ids lead to a contact that was merged away itself",
                   problems);
        expectNone(unit, "contacts.aliases-without-merge", "ids lead elsewhere without a merge", problems);
        return problems;
    });
    d.verify("erasures", [](Unit& unit) {
        std::vector<std::string> problems;
        expectNone(unit, "contacts.erased-with-data", "erased persons still have data", problems);
        return problems;
    });
    d.verify("imports", [](Unit& unit) {
        std::vector<std::string> problems;
        expectNone(unit, "contacts.imports-that-do-not-add-up", "imports do not add up", problems);
        return problems;
    });
}

} // namespace rejoinder::contacts
