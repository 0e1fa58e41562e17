#include "duplicates_job.h"
#include "duplicates_settings.h"
#include "duplicates_store.h"
#include "merge_identity.h"
#include "merge_store.h"
#include "record.h"
#include "store.h"

#include <rejoinder/paging.h>

#include <algorithm>
#include <charconv>

namespace rejoinder::contacts {

namespace {

/// Who is about to be entered.
struct DuplicateCheck {
    std::string givenName, familyName, companyName, street, houseNumber, addressLine2, postcode, city,
        country, email, phone, birthDate;
    std::optional<Id> except;
    static void rules(Rules& r) {
        for (const auto* name :
             {"givenName", "familyName", "companyName", "street", "houseNumber", "addressLine2", "postcode",
              "city", "country", "email", "phone", "birthDate"})
            r.at(name).max(254).defaulted();
        r.at("except").says("the contact that is being changed");
    }
};
REJOINDER_DESCRIBE(DuplicateCheck, givenName, familyName, companyName, street, houseNumber, addressLine2,
                   postcode, city, country, email, phone, birthDate, except)

struct DuplicateCandidates {
    std::vector<DuplicateCandidate> candidates;
};
REJOINDER_DESCRIBE(DuplicateCandidates, candidates)

struct DuplicateSearchWish {
    std::optional<Id> importId;
    static void rules(Rules& r) { r.at("importId").says("only pairs with contacts that this import made"); }
};
REJOINDER_DESCRIBE(DuplicateSearchWish, importId)

struct DuplicateList {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    std::optional<DuplicateState> state;
    static void rules(Rules& r) { r.at("state").says("open when absent"); }
};
REJOINDER_DESCRIBE(DuplicateList, limit, cursor, state)

/// A pair with the two contacts as they are today.
struct DuplicatePair {
    Id id;
    std::int32_t score = 0;
    Verdict verdict = Verdict::Perhaps;
    std::vector<MatchReason> reasons;
    DuplicateState state = DuplicateState::Open;
    FoundBy foundBy = FoundBy::Search;
    Timestamp foundAt;
    std::string decidedBy;
    std::optional<Timestamp> decidedAt;
    Contact first, second;
    std::map<std::string, std::string> firstAttributes, secondAttributes;
    std::string suggested; ///< which one should stay: "first" or "second"
};
REJOINDER_DESCRIBE(DuplicatePair, id, score, verdict, reasons, state, foundBy, foundAt, decidedBy, decidedAt,
                   first, second, firstAttributes, secondAttributes, suggested)

struct DuplicateCount {
    DuplicateState state = DuplicateState::Open;
    Verdict verdict = Verdict::Perhaps;
    std::int64_t pairs = 0;
};
REJOINDER_DESCRIBE(DuplicateCount, state, verdict, pairs)

struct DuplicateCounts {
    std::vector<DuplicateCount> counts;
};
REJOINDER_DESCRIBE(DuplicateCounts, counts)

enum class DuplicateDecisionKind { Same, Different, Later, Open };
REJOINDER_DESCRIBE_ENUM(DuplicateDecisionKind, Same, Different, Later, Open)

struct DuplicateDecision {
    Id id;
    DuplicateDecisionKind decision = DuplicateDecisionKind::Later;
    std::optional<Id> staysId;
    std::map<std::string, std::string> from, typed;
    static void rules(Rules& r) {
        r.at("staysId").says("with \"same\": which of the two stays; the suggested one when absent");
        r.at("from").defaulted().says("with \"same\": field → \"stays\", \"merged\" or \"typed\"");
        r.at("typed").defaulted().says("values of the fields that are \"typed\"");
    }
};
REJOINDER_DESCRIBE(DuplicateDecision, id, decision, staysId, from, typed)

struct DuplicateOutcome {
    Id id;
    DuplicateState state = DuplicateState::Open;
    std::optional<Id> mergeId, contactId;
};
REJOINDER_DESCRIBE(DuplicateOutcome, id, state, mergeId, contactId)

DuplicateCandidates check(const DuplicateCheck& in, State& state, Unit& unit) {
    Contact contact;
    contact.id = in.except.value_or(Id{});
    contact.givenName = in.givenName, contact.familyName = in.familyName,
    contact.companyName = in.companyName;
    contact.street = in.street, contact.houseNumber = in.houseNumber, contact.addressLine2 = in.addressLine2;
    contact.postcode = in.postcode, contact.city = in.city, contact.country = in.country;
    contact.email = in.email, contact.phone = in.phone;
    FieldFaults halfTyped; // whoever is still typing has made no mistake yet
    normalise(contact, contact.country, halfTyped);
    const DuplicateSettings settings = duplicateSettings(*state.context);
    auto found = findCandidates(unit, contact, in.birthDate, settings.birthNames, settings.thresholds);
    if (found.size() > 20) found.resize(20);
    return {std::move(found)};
}

/// The one with more filled in stays, of two alike the older.
std::string suggestion(const Contact& a, const Contact& b) {
    const auto filled = [](const Contact& c) {
        return std::ranges::count_if(textFields(),
                                     [&](const TextField& f) { return !(c.*f.member).empty(); });
    };
    const auto mine = filled(a), theirs = filled(b);
    return theirs > mine || (theirs == mine && b.id < a.id) ? "second" : "first";
}

std::optional<DuplicatePair> pairOf(Unit& unit, const DuplicateRow& row) {
    const Id first = currentId(unit, row.lowId), second = currentId(unit, row.highId);
    const bool decided = row.state == DuplicateState::Same || row.state == DuplicateState::Different;
    if (first == second && !decided) return std::nullopt; // merged by way of a third
    auto a = findContact(unit, decided ? row.lowId : first),
         b = findContact(unit, decided ? row.highId : second);
    if (!a || !b) return std::nullopt;
    DuplicatePair pair{
        row.id,        row.score,     row.verdict,   row.reasons,   row.state, row.foundBy, row.foundAt,
        row.decidedBy, row.decidedAt, std::move(*a), std::move(*b), {},        {},          {}};
    pair.firstAttributes = attributesOf(unit, pair.first.id);
    pair.secondAttributes = attributesOf(unit, pair.second.id);
    pair.suggested = suggestion(pair.first, pair.second);
    return pair;
}

/// The cursor is "<score>.<id>" of the last pair.
std::pair<std::int32_t, Id> placeOf(const std::optional<std::string>& cursor) {
    if (!cursor) return {1000, Id{INT64_MAX}};
    const std::size_t dot = cursor->find('.');
    std::int32_t score = 0;
    const auto [end, error] =
        std::from_chars(cursor->data(), cursor->data() + std::min(dot, cursor->size()), score);
    const auto id =
        dot == std::string::npos ? std::nullopt : Id::parse(std::string_view(*cursor).substr(dot + 1));
    if (!id || error != std::errc() || end != cursor->data() + dot)
        throw Error::invalid("/cursor", "contacts.cursor", "This cursor was not made here.");
    return {score, *id};
}

Page<DuplicatePair> list(const DuplicateList& in, Unit& unit) {
    const std::int32_t limit = paging::limitOf(in.limit);
    const auto [score, before] = placeOf(in.cursor);
    const auto rows = unit.all<DuplicateRow>("contacts.page-duplicates",
                                             {{"state", in.state.value_or(DuplicateState::Open)},
                                              {"score", score},
                                              {"before", before},
                                              {"limit", limit}});
    Page<DuplicatePair> page;
    for (const DuplicateRow& row : rows)
        if (auto pair = pairOf(unit, row)) page.items.push_back(std::move(*pair));
    if (rows.size() == static_cast<std::size_t>(limit))
        page.nextCursor = std::to_string(rows.back().score) + "." + rows.back().id.toString();
    return page;
}

DuplicateRow requireRow(Unit& unit, Id id) {
    if (auto row = unit.one<DuplicateRow>("contacts.find-duplicate", {{"id", id}})) return std::move(*row);
    throw Error::notFound("contacts.no-duplicate", "There is no pair " + id.toString() + ".");
}

DuplicateOutcome decide(const DuplicateDecision& in, Unit& unit) {
    const DuplicateRow row = requireRow(unit, in.id);
    DuplicateOutcome out{row.id, DuplicateState::Open, {}, {}};
    if (row.state == DuplicateState::Same)
        throw Error::conflict("contacts.duplicate-merged", "These two were merged; undo the merge first.");
    if (in.decision == DuplicateDecisionKind::Same) {
        const auto pair = pairOf(unit, row);
        if (!pair) throw Error::conflict("contacts.same-contact", "These are one contact already.");
        const Id first = currentId(unit, row.lowId), second = currentId(unit, row.highId);
        const Id stays = in.staysId.value_or(pair->suggested == "first" ? first : second);
        if (stays != first && stays != second)
            throw Error::invalid("/staysId", "contacts.not-of-pair", "One of the two must stay.");
        const MergeRow merge =
            mergeContacts(unit, stays, stays == first ? second : first, {in.from, in.typed});
        out.mergeId = merge.id;
        out.contactId = merge.contactId;
    }
    out.state = *enumOf<DuplicateState>(nameOf(in.decision));
    unit.run(
        "contacts.decide-duplicate",
        {{"id", row.id}, {"state", out.state}, {"decidedBy", unit.actor().name}, {"decidedAt", unit.now()}});
    unit.audit("contacts.decide-duplicate", row.id, nameOf(in.decision));
    return out;
}

Operation search(const DuplicateSearchWish& in, Unit& unit) {
    Operation operation;
    operation.id = queueDuplicateSearch(unit, in.importId);
    operation.name = "contacts.find-duplicates";
    operation.title = in.importId ? "Duplicates of an import" : "Duplicates";
    operation.createdAt = unit.now();
    unit.audit("contacts.find-duplicates", in.importId.value_or(Id{}));
    return operation;
}

} // namespace

void declareDuplicateSettings(Declarations& d) {
    const auto score = [](const std::int64_t& value) {
        return value < 1 || value > 100 ? std::string("must lie between 1 and 100") : std::string();
    };
    d.setting<std::int64_t>(
        "duplicates-sure", MatchThresholds{}.sure,
        "From this score (1 to 100) on two contacts are surely the same, if what belongs to the "
        "person agrees.",
        score);
    d.setting<std::int64_t>(
        "duplicates-perhaps", MatchThresholds{}.perhaps,
        "From this score (1 to 100) on people are asked whether two contacts are the same.", score);
    d.setting<std::string>(
        "duplicates-birth", "birthDate,dateOfBirth,date_of_birth,birthday,Geburtsdatum",
        "Attributes that hold the day of birth, separated by commas; the first one counts.");
}

DuplicateSettings duplicateSettings(const Context& context) {
    return {{static_cast<std::int32_t>(context.setting<std::int64_t>("duplicates-sure")),
             static_cast<std::int32_t>(context.setting<std::int64_t>("duplicates-perhaps"))},
            namesIn(context.setting<std::string>("duplicates-birth"))};
}

void declareDuplicates(Declarations& d, State& state) {
    d.permission("contacts.merge", "Decide which contacts are the same person, merge and un-merge",
                 {"marketer"});
    declareDuplicateSettings(d);
    d.ask<DuplicateCheck, DuplicateCandidates>(
        "/contacts/duplicates/check",
        {"contacts.read", "Who may be the person that is about to be entered, with reasons"},
        [&state](const DuplicateCheck& in, Call&, Unit& unit) { return check(in, state, unit); });
    d.post<DuplicateSearchWish, Operation>(
        "/contacts/duplicates/search", {"contacts.merge", "Looks for duplicates among everybody", 202},
        [](const DuplicateSearchWish& in, Call&, Unit& unit) { return search(in, unit); });
    d.get<DuplicateList, Page<DuplicatePair>>(
        "/contacts/duplicates", {"contacts.merge", "Pairs that may be one person, likeliest first"},
        [](const DuplicateList& in, Call&, Unit& unit) { return list(in, unit); });
    d.get<None, DuplicateCounts>(
        "/contacts/duplicates/counts", {"contacts.merge", "Pairs by state and verdict"},
        [](const None&, Call&, Unit& unit) {
            return DuplicateCounts{unit.all<DuplicateCount>("contacts.duplicate-counts")};
        });
    d.post<DuplicateDecision, DuplicateOutcome>(
        "/contacts/duplicates/{id}/decision",
        {"contacts.merge",
         "The same person (merges the two), different persons (never asked again), or later"},
        [](const DuplicateDecision& in, Call&, Unit& unit) { return decide(in, unit); });
    JobOptions options;
    options.parallel = 1; // each holds everybody in memory
    options.lease = std::chrono::minutes(5);
    d.job<DuplicateJob>(
        "contacts.find-duplicates", options,
        [&state](const DuplicateJob& job, Attempt& attempt) { runDuplicateSearch(state, job, attempt); });
}

} // namespace rejoinder::contacts
