#include "retention.h"

#include "hold.h"
#include "merge_identity.h"
#include "merge_store.h"
#include "store.h"
#include "text.h"

#include <algorithm>

namespace rejoinder::contacts {

namespace {

constexpr std::int64_t kCandidatesPerStep = 100;
constexpr std::size_t kSamples = 100;
constexpr std::int64_t kSmallestCell = 10;
/// A run that began so long ago and has not ended was given up.
constexpr std::chrono::hours kLongestRun{24};

/// Where a job has got to.
struct RetentionProgress {
    Id rule;                  ///< that is carried out, or was last; they follow each other by id
    std::int64_t version = 0; ///< of the rule when its run began
    std::optional<Id> runId;  ///< none between two rules
    Id after;                 ///< contacts up to here were looked at
    RetentionReport report;
    std::vector<Id> erased;  ///< by the last step: they belong into the journal
    std::int64_t looked = 0; ///< contacts, for all rules together
};
REJOINDER_DESCRIBE(RetentionProgress, rule, version, runId, after, report, erased, looked)

bool anyConsent(Unit& unit, Id contact) {
    return std::ranges::any_of(allIdsOf(unit, contact), [&](Id id) {
        return unit.number("contacts.consents-standing", {{"contactId", id}}) > 0;
    });
}

bool concerns(Unit& unit, const RetentionRule& rule, const Contact& c) {
    switch (rule.category) {
    case RetentionCategory::Everybody: return true;
    case RetentionCategory::Persons: return c.kind == ContactKind::Person;
    case RetentionCategory::Companies: return c.kind == ContactKind::Company;
    case RetentionCategory::Undeliverable: return c.addressUndeliverable;
    case RetentionCategory::Deceased: return c.deceased;
    case RetentionCategory::Source: return folded(c.source).starts_with(folded(rule.source));
    case RetentionCategory::NoConsent: return !anyConsent(unit, c.id);
    }
    return false;
}

/// The newest moment that any plugin knows of the person, or later than `cutoff` as soon as one is.
Timestamp lastActivity(Unit& unit, State& state, const Contact& c, Timestamp cutoff) {
    Timestamp newest = c.updatedAt;
    const auto ids = allIdsOf(unit, c.id);
    for (const auto& records : state.context->useAll<PersonRecords>()) {
        if (newest > cutoff) break;
        for (const TimelineEntry& entry : records->timeline(unit, ids, {INT64_MAX}, 1))
            newest = std::max(newest, entry.at);
    }
    return newest;
}

std::optional<Timestamp> newestOf(Unit& unit, std::string_view query, Id contact) {
    std::int64_t newest = 0;
    for (const Id id : allIdsOf(unit, contact))
        newest = std::max(newest, unit.number(query, {{"contactId", id}}));
    return newest == 0 ? std::nullopt : std::optional(Timestamp{newest});
}

/// When the rule's event was for this person; nothing when the rule is not about it, or it never happened.
std::optional<Timestamp> eventOf(Unit& unit, State& state, const RetentionRule& rule, const Contact& c,
                                 Timestamp cutoff) {
    if (!concerns(unit, rule, c)) return std::nullopt;
    switch (rule.event) {
    case RetentionEvent::Created: return c.createdAt;
    case RetentionEvent::LastChange: return c.updatedAt;
    case RetentionEvent::LastActivity: return lastActivity(unit, state, c, cutoff);
    case RetentionEvent::ConsentWithdrawn:
        if (anyConsent(unit, c.id)) return std::nullopt;
        return newestOf(unit, "contacts.newest-withdrawal", c.id);
    case RetentionEvent::Objection: return newestOf(unit, "contacts.newest-objection", c.id);
    }
    return std::nullopt;
}

Timestamp cutoffOf(Unit& unit, const RetentionRule& rule) {
    return unit.now().plus(-std::chrono::hours(24) * rule.termDays);
}

/// When the term of this person began to run, if it is over.
std::optional<Timestamp> dueSince(Unit& unit, State& state, const RetentionRule& rule, const Contact& c) {
    const Timestamp cutoff = cutoffOf(unit, rule);
    const auto since = eventOf(unit, state, rule, c, cutoff);
    return since && *since <= cutoff ? since : std::nullopt;
}

/// The next candidates, as they looked a moment ago.
struct Look {
    Id last;
    std::int64_t looked = 0;
    bool more = false;
    std::vector<Id> due;
};

Look lookAhead(Unit& unit, State& state, const RetentionRule& rule, Id after) {
    Look look{after, 0, false, {}};
    for (const std::int64_t value :
         unit.numbers("contacts.retention-candidates",
                      {{"after", after}, {"before", cutoffOf(unit, rule)}, {"limit", kCandidatesPerStep}})) {
        look.last = Id{value};
        ++look.looked;
        const auto contact = findContact(unit, look.last);
        if (contact && dueSince(unit, state, rule, *contact)) look.due.push_back(contact->id);
    }
    look.more = look.looked == kCandidatesPerStep;
    return look;
}

void note(RetentionReport& report, RetentionSample sample) {
    ++report.due;
    report.held += sample.held ? 1 : 0;
    if (!report.oldest || sample.since < *report.oldest) report.oldest = sample.since;
    if (!report.newest || sample.since > *report.newest) report.newest = sample.since;
    if (report.samples.size() < kSamples) report.samples.push_back(sample);
}

/// Country and language stay anyway; the beginning of the postcode where enough people share it.
void keepForFigures(Unit& unit, const Contact& before, std::vector<CertificateStep>& steps,
                    RetentionReport& report) {
    auto contact = findContact(unit, before.id);
    if (!contact) return;
    contact->country = before.country;
    const std::string area(shortened(before.postcode, 2));
    const std::int64_t share =
        area.empty() ? 0
                     : unit.number("contacts.count-postcode-area", {{"country", before.country},
                                                                    {"low", area},
                                                                    {"high", area + std::string(kAfterAll)},
                                                                    {"limit", kSmallestCell}});
    if (share >= kSmallestCell)
        contact->postcode = area;
    else
        ++report.smallCells;
    updateContact(unit, std::move(*contact));
    steps.push_back({share >= kSmallestCell ? "country and beginning of the postcode kept for figures"
                                            : "country kept for figures",
                     1});
}

void act(Unit& unit, State& state, const RetentionRule& rule, const Contact& contact,
         RetentionProgress& progress) {
    if (rule.action == RetentionAction::Block) {
        if (!setRestricted(unit, contact.id, true)) return;
        unit.audit("contacts.restrict", contact.id, "retention");
    } else {
        auto steps = erasePerson(unit, state, contact.id);
        if (rule.action == RetentionAction::Anonymise) keepForFigures(unit, contact, steps, progress.report);
        certify(unit, contact.id, "retention", shortened("rule " + rule.name, 200), std::move(steps), {});
        std::ranges::copy(allIdsOf(unit, contact.id), std::back_inserter(progress.erased));
    }
    ++progress.report.done;
}

/// Looks again at those who were due a moment ago: whoever gave consent since stays.
void carryOut(Unit& unit, State& state, const RetentionRule& rule, bool dry, const Look& look,
              RetentionProgress& progress) {
    progress.after = look.last;
    progress.report.looked += look.looked;
    progress.looked += look.looked;
    for (const Id id : look.due) {
        const auto contact = findContact(unit, id);
        if (!contact || currentId(unit, id) != id || isErased(unit, id)) continue;
        const auto since = dueSince(unit, state, rule, *contact);
        if (!since) continue;
        const bool held = isHeld(unit, id);
        note(progress.report, {id, *since, held});
        if (!dry && !held) act(unit, state, rule, *contact, progress);
    }
    publishForgotten(unit, progress.erased);
}

void begin(Unit& unit, const RetentionRule& rule, bool dry, RetentionProgress& progress) {
    progress = {rule.id, rule.version, unit.newId(), {}, {}, {}, progress.looked};
    unit.run("contacts.give-up-retention-runs", {{"ruleId", rule.id},
                                                 {"dry", dry},
                                                 {"before", unit.now().plus(-kLongestRun)},
                                                 {"finishedAt", unit.now()}});
    unit.run(
        "contacts.insert-retention-run",
        RetentionRun{
            *progress.runId, rule.id, rule.version, dry, "running", unit.actor().name, unit.now(), {}, {}});
}

void end(Unit& unit, bool dry, std::string_view state, RetentionProgress& progress) {
    RetentionReport& report = progress.report;
    if (!dry) report.samples.clear(); // who it was is nobody's business any more
    unit.run("contacts.update-retention-run", {{"id", *progress.runId},
                                               {"state", state},
                                               {"finishedAt", unit.now()},
                                               {"report", json::write(report)}});
    unit.audit(dry ? "contacts.retention-dry-run" : "contacts.retention", progress.rule,
               std::to_string(dry ? report.due : report.done) + " contacts");
    progress.runId.reset();
}

std::optional<RetentionRule> findRule(Unit& unit, Id id) {
    return unit.one<RetentionRule>("contacts.find-retention-rule", {{"id", id}});
}

/// The next rule that the job is about.
std::optional<RetentionRule> nextRule(Unit& unit, const RetentionJob& job, Id after) {
    std::optional<RetentionRule> next;
    for (RetentionRule& rule : unit.all<RetentionRule>("contacts.retention-rules")) {
        const bool meant = (!job.ruleId || rule.id == *job.ruleId) && (job.dry || rule.active);
        if (meant && after < rule.id && (!next || rule.id < next->id)) next = std::move(rule);
    }
    return next;
}

} // namespace

void runRetention(State& state, const RetentionJob& job, Attempt& attempt) {
    auto progress = attempt.checkpoint<RetentionProgress>();
    for (;;) {
        // Behind the commit, so that nobody stands there who was not erased; after a crash the checkpoint
        // names them.
        if (!progress.erased.empty()) state.journal->add(progress.erased);
        if (attempt.stopping()) return;
        std::optional<RetentionRule> rule;
        Look look;
        attempt.read([&](Unit& unit) {
            rule = progress.runId ? findRule(unit, progress.rule) : nextRule(unit, job, progress.rule);
            if (rule) look = lookAhead(unit, state, *rule, progress.runId ? progress.after : Id{});
        });
        if (!rule && !progress.runId) break;
        RetentionProgress next;
        attempt.write(
            [&](Unit& unit) {
                next = progress;
                next.erased.clear();
                if (!next.runId) begin(unit, *rule, job.dry, next);
                // Whoever stops or changes a rule means the run that is under way, too.
                const auto now = findRule(unit, next.rule);
                if (!now || now->version != next.version || !(job.dry || now->active))
                    return end(unit, job.dry, "stopped", next);
                carryOut(unit, state, *now, job.dry, look, next);
                if (!look.more) end(unit, job.dry, "done", next);
            },
            next);
        progress = next;
        attempt.progress(progress.looked, 0);
    }
    if (job.ruleId) attempt.result(progress.report);
}

} // namespace rejoinder::contacts
