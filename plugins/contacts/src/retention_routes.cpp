#include "hold.h"
#include "merge_store.h"
#include "retention.h"
#include "store.h"
#include "text.h"

#include <rejoinder/paging.h>

#include <tuple>

namespace rejoinder::contacts {

namespace {

struct NewRetentionRule {
    std::string name;
    RetentionCategory category = RetentionCategory::Everybody;
    std::string source;
    RetentionEvent event = RetentionEvent::LastActivity;
    std::int64_t termDays = 0;
    RetentionAction action = RetentionAction::Erase;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(100);
        r.at("source").max(200).defaulted().says(
            "beginning of the contact's source, with category \"source\"");
        r.at("termDays").range(1, 36'500).says("days after the event");
    }
};
REJOINDER_DESCRIBE(NewRetentionRule, name, category, source, event, termDays, action)

struct RetentionChange {
    Id id;
    std::optional<std::string> name, source;
    std::optional<RetentionCategory> category;
    std::optional<RetentionEvent> event;
    std::optional<std::int64_t> termDays;
    std::optional<RetentionAction> action;
    std::optional<bool> active;
    static void rules(Rules& r) {
        r.at("name").max(100);
        r.at("source").max(200);
        r.at("termDays").range(1, 36'500);
        r.at("active").says("true only after a dry run of the rule as it is");
    }
};
REJOINDER_DESCRIBE(RetentionChange, id, name, source, category, event, termDays, action, active)

struct RetentionRules {
    std::vector<RetentionRule> rules;
};
REJOINDER_DESCRIBE(RetentionRules, rules)

struct RunList {
    Id id;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(RunList, id, limit, cursor)

struct Holds {
    bool restricted = false;
    std::vector<Hold> holds;
};
REJOINDER_DESCRIBE(Holds, restricted, holds)

struct NewHold {
    Id id;
    std::string reason;
    static void rules(Rules& r) { r.at("reason").notEmpty().max(200); }
};
REJOINDER_DESCRIBE(NewHold, id, reason)

struct Restriction {
    Id id;
    bool restricted = false;
    std::string reason;
    static void rules(Rules& r) { r.at("reason").notEmpty().max(200).says("who asked, or why it ends"); }
};
REJOINDER_DESCRIBE(Restriction, id, restricted, reason)

RetentionRule requireRule(Unit& unit, Id id) {
    if (auto rule = unit.one<RetentionRule>("contacts.find-retention-rule", {{"id", id}}))
        return std::move(*rule);
    throw Error::notFound("contacts.no-retention-rule", "There is no retention rule " + id.toString() + ".");
}

/// Whether the two would do the same to the same persons.
bool actAlike(const RetentionRule& a, const RetentionRule& b) {
    return std::tie(a.category, a.source, a.event, a.termDays, a.action) ==
           std::tie(b.category, b.source, b.event, b.termDays, b.action);
}

void check(Unit& unit, RetentionRule& rule) {
    if (rule.category != RetentionCategory::Source) rule.source.clear();
    Faults faults;
    if (rule.name.empty()) faults.add("/name", "contacts.name", "A rule needs a name.");
    if (rule.category == RetentionCategory::Source && rule.source.empty())
        faults.add("/source", "contacts.retention-source", "Say which source.");
    const Id holder{unit.number("contacts.retention-rule-of-name", {{"name", rule.name}})};
    if (holder && holder != rule.id)
        faults.add("/name", "contacts.retention-name", "Another rule has this name.");
    faults.raise("contacts.invalid");
}

RetentionRule create(const NewRetentionRule& in, Unit& unit) {
    RetentionRule rule{unit.newId(),
                       cleaned(in.name),
                       in.category,
                       cleaned(in.source),
                       in.event,
                       in.termDays,
                       in.action,
                       false,
                       1,
                       unit.now(),
                       unit.now()};
    check(unit, rule);
    unit.run("contacts.insert-retention-rule", rule);
    unit.audit("contacts.create-retention-rule", rule.id, rule.name);
    return rule;
}

RetentionRule change(const RetentionChange& in, Call& call, Unit& unit) {
    const RetentionRule before = requireRule(unit, in.id);
    call.requireMatch(before.version);
    RetentionRule rule = before;
    if (in.name) rule.name = cleaned(*in.name);
    if (in.source) rule.source = cleaned(*in.source);
    rule.category = in.category.value_or(rule.category);
    rule.event = in.event.value_or(rule.event);
    rule.termDays = in.termDays.value_or(rule.termDays);
    rule.action = in.action.value_or(rule.action);
    check(unit, rule);
    // What a dry run showed was another rule.
    const bool alike = actAlike(before, rule);
    if (!alike) rule.active = false;
    if (in.active.value_or(false) && !rule.active) {
        const bool tried = alike && unit.number("contacts.retention-dry-runs",
                                                {{"ruleId", rule.id}, {"ruleVersion", rule.version}}) > 0;
        if (!tried)
            throw Error::conflict("contacts.retention-dry-run",
                                  "Look at a dry run of this rule as it is before it acts.");
    }
    rule.active = in.active.value_or(rule.active);
    ++rule.version;
    rule.updatedAt = unit.now();
    if (unit.run("contacts.update-retention-rule", rule) == 0)
        throw Error(ErrorKind::Stale, "contacts.stale", "Somebody else changed this rule meanwhile.");
    const char* what = rule.active == before.active ? "contacts.update-retention-rule"
                       : rule.active                ? "contacts.activate-retention-rule"
                                                    : "contacts.stop-retention-rule";
    unit.audit(what, rule.id, json::write(in));
    return rule;
}

Operation dryRun(const ById& in, Unit& unit) {
    const RetentionRule rule = requireRule(unit, in.id);
    JobRequest request;
    request.title = "Retention, dry run: " + rule.name;
    Operation operation;
    operation.id = unit.enqueue("contacts.retention", RetentionJob{rule.id, true}, request);
    operation.name = "contacts.retention";
    operation.title = request.title;
    operation.createdAt = unit.now();
    return operation;
}

Page<RetentionRun> runs(const RunList& in, Unit& unit) {
    const std::int32_t limit = paging::limitOf(in.limit);
    const Id before = paging::cursorId(in.cursor, Id{INT64_MAX});
    return paging::pageOf(unit.all<RetentionRun>("contacts.retention-runs",
                                                 {{"ruleId", in.id}, {"before", before}, {"limit", limit}}),
                          limit);
}

Holds holdsAndRestriction(Unit& unit, Id contact) {
    const Contact c = requireContact(unit, contact);
    return {c.restricted, holdsOf(unit, c.id)};
}

Hold hold(const NewHold& in, Unit& unit) {
    const Contact c = requireContact(unit, in.id);
    touchContact(unit, c.id); // an erasure of this moment fails and sees the hold, or came before it
    requireNotErased(unit, c.id);
    const Hold made{unit.newId(), c.id, cleaned(in.reason), unit.actor().name, unit.now(), {}, {}};
    unit.run("contacts.insert-hold", made);
    unit.audit("contacts.hold", c.id, made.reason);
    return made;
}

Hold release(const ById& in, Unit& unit) {
    auto found = unit.one<Hold>("contacts.find-hold", {{"id", in.id}});
    if (!found) throw Error::notFound("contacts.no-hold", "There is no hold " + in.id.toString() + ".");
    found->releasedBy = unit.actor().name, found->releasedAt = unit.now();
    if (unit.run("contacts.release-hold",
                 {{"id", in.id}, {"releasedBy", found->releasedBy}, {"releasedAt", found->releasedAt}}) == 0)
        throw Error::conflict("contacts.hold-released", "This hold was released already.");
    unit.audit("contacts.release-hold", found->contactId, found->reason);
    return *found;
}

Holds restrict(const Restriction& in, Unit& unit) {
    const Id id = requireContact(unit, in.id).id;
    requireNotErased(unit, id);
    if (setRestricted(unit, id, in.restricted))
        unit.audit(in.restricted ? "contacts.restrict" : "contacts.unrestrict", id, in.reason);
    return holdsAndRestriction(unit, id);
}

} // namespace

void declareRetention(Declarations& d, State& state) {
    d.page("/retention", "Retention", "contacts.retain");
    d.permission("contacts.retain",
                 "Say how long persons are kept, put holds on them and restrict their use");
    d.get<None, RetentionRules>("/contacts/retention-rules", {"contacts.retain", "How long persons are kept"},
                                [](const None&, Call&, Unit& unit) {
                                    return RetentionRules{
                                        unit.all<RetentionRule>("contacts.retention-rules")};
                                });
    d.post<NewRetentionRule, RetentionRule>(
        "/contacts/retention-rules",
        {"contacts.retain", "Adds a rule; it acts after a dry run and when activated", 201},
        [](const NewRetentionRule& in, Call&, Unit& unit) { return create(in, unit); });
    d.get<ById, RetentionRule>("/contacts/retention-rules/{id}", {"contacts.retain", "One rule"},
                               [](const ById& in, Call&, Unit& unit) { return requireRule(unit, in.id); });
    Route changing{"contacts.retain",
                   "Changes, activates or stops a rule; another rule needs another dry run"};
    changing.ifMatch = true;
    d.patch<RetentionChange, RetentionRule>(
        "/contacts/retention-rules/{id}", changing,
        [](const RetentionChange& in, Call& call, Unit& unit) { return change(in, call, unit); });
    d.remove<ById>("/contacts/retention-rules/{id}",
                   {"contacts.retain", "Takes a rule away; what its runs did stays told"},
                   [](const ById& in, Call&, Unit& unit) {
                       const RetentionRule rule = requireRule(unit, in.id);
                       unit.run("contacts.delete-retention-rule", {{"id", rule.id}});
                       unit.audit("contacts.delete-retention-rule", rule.id, rule.name);
                   });
    d.post<ById, Operation>(
        "/contacts/retention-rules/{id}/dry-runs",
        {"contacts.retain", "Looks whom a rule would concern today; changes nothing", 202},
        [](const ById& in, Call&, Unit& unit) { return dryRun(in, unit); });
    d.get<RunList, Page<RetentionRun>>("/contacts/retention-rules/{id}/runs",
                                       {"contacts.retain", "Dry and real runs of a rule, newest first"},
                                       [](const RunList& in, Call&, Unit& unit) { return runs(in, unit); });
    d.get<ById, Holds>("/contacts/{id}/holds",
                       {"contacts.read", "Holds on a person, and whether its use is restricted"},
                       [](const ById& in, Call&, Unit& unit) { return holdsAndRestriction(unit, in.id); });
    d.post<NewHold, Hold>("/contacts/{id}/holds",
                          {.permission = "contacts.retain",
                           .summary = "Nothing of the person is erased while the hold stands",
                           .success = 201,
                           .at = "/contacts/{id}/holds"},
                          [](const NewHold& in, Call&, Unit& unit) { return hold(in, unit); });
    d.post<ById, Hold>("/contacts/holds/{id}/release", {"contacts.retain", "Ends a hold"},
                       [](const ById& in, Call&, Unit& unit) { return release(in, unit); });
    d.put<Restriction, Holds>(
        "/contacts/{id}/restriction",
        {"contacts.retain", "Restricts the use of a person's data, or ends that (GDPR art. 18)"},
        [](const Restriction& in, Call&, Unit& unit) { return restrict(in, unit); });
    JobOptions options;
    options.lease = std::chrono::minutes(5);
    d.job<RetentionJob>("contacts.retention", options, [&state](const RetentionJob& job, Attempt& attempt) {
        runRetention(state, job, attempt);
    });
    d.every(std::chrono::hours(24), "contacts.retention");
}

} // namespace rejoinder::contacts
