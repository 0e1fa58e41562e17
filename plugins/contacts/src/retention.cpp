#include "retention.h"

#include "consent.h"
#include "id_list.h"
#include "merge_identity.h"
#include "store.h"
#include "text.h"

#include <algorithm>

namespace rejoinder::contacts {

namespace {

constexpr std::int64_t kCandidatesPerStep = 100;
constexpr std::size_t kSamples = 100;
constexpr std::int64_t kSmallestCell = 10;

/// Where a run has got to.
struct RetentionProgress {
    std::size_t rule = 0; ///< of the active ones, by id
    std::optional<Id> runId;
    Id after;
    RetentionReport report;
    std::int64_t all = 0; ///< done by all rules together
};
REJOINDER_DESCRIBE(RetentionProgress, rule, runId, after, report, all)

bool concerns(Unit& unit, const RetentionRule& rule, const Contact& c) {
    switch (rule.category) {
    case RetentionCategory::Everybody: return true;
    case RetentionCategory::Persons: return c.kind == ContactKind::Person;
    case RetentionCategory::Companies: return c.kind == ContactKind::Company;
    case RetentionCategory::Undeliverable: return c.addressUndeliverable;
    case RetentionCategory::Deceased: return c.deceased;
    case RetentionCategory::Source: return folded(c.source).starts_with(folded(rule.source));
    case RetentionCategory::NoConsent: break;
    }
    for (const Id id : allIdsOf(unit, c.id))
        if (unit.number("contacts.consents-standing", {{"contactId", id}}) > 0) return false;
    return true;
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

void block(Unit& unit, Contact contact) {
    contact.restricted = true;
    const Id id = contact.id;
    updateContact(unit, std::move(contact));
    unit.audit("contacts.restrict", id, "retention");
}

class Run {
public:
    Run(State& state, const RetentionRule& rule, bool dry) : state_(state), rule_(rule), dry_(dry) {}
    /// Only those are erased who stand in the journal; who became due since waits for tomorrow.
    void journalled(std::vector<Id> ids) { journalled_ = sortedIds(ids); }

    /// The next candidates; @returns whether there are more.
    bool step(Unit& unit, RetentionProgress& progress) const {
        const Timestamp cutoff = unit.now().plus(-std::chrono::hours(24) * rule_.termDays);
        const auto ids =
            unit.numbers("contacts.retention-candidates",
                         {{"after", progress.after}, {"before", cutoff}, {"limit", kCandidatesPerStep}});
        for (const std::int64_t value : ids) {
            progress.after = Id{value};
            ++progress.report.looked;
            const auto contact = findContact(unit, Id{value});
            if (!contact) continue;
            const auto since = eventOf(unit, state_, rule_, *contact, cutoff);
            if (!since || *since > cutoff) continue;
            note(progress.report, {contact->id, *since, isHeld(unit, contact->id)});
            const bool ready = rule_.action == RetentionAction::Block ||
                               std::ranges::binary_search(journalled_, contact->id);
            if (!dry_ && ready && !isHeld(unit, contact->id)) act(unit, *contact, progress);
        }
        return ids.size() == static_cast<std::size_t>(kCandidatesPerStep);
    }

    /// Who will be erased by this step: their ids go to the journal before anything is done.
    std::vector<Id> ahead(Unit& unit, RetentionProgress progress) const {
        std::vector<Id> ids;
        if (dry_ || rule_.action == RetentionAction::Block) return ids;
        progress.report.samples.clear();
        Run(state_, rule_, true).step(unit, progress);
        for (const RetentionSample& sample : progress.report.samples)
            if (!sample.held)
                for (const Id id : allIdsOf(unit, sample.contactId)) ids.push_back(id);
        return ids;
    }

private:
    static void note(RetentionReport& report, RetentionSample sample) {
        ++report.due;
        report.held += sample.held ? 1 : 0;
        if (!report.oldest || sample.since < *report.oldest) report.oldest = sample.since;
        if (!report.newest || sample.since > *report.newest) report.newest = sample.since;
        if (report.samples.size() < kSamples) report.samples.push_back(sample);
    }

    void act(Unit& unit, const Contact& contact, RetentionProgress& progress) const {
        if (rule_.action == RetentionAction::Block) {
            if (contact.restricted) return;
            block(unit, contact);
        } else {
            auto steps = erasePerson(unit, state_, contact.id);
            if (rule_.action == RetentionAction::Anonymise)
                keepForFigures(unit, contact, steps, progress.report);
            certifyRetention(unit, contact.id, rule_, std::move(steps));
        }
        ++progress.report.done;
        ++progress.all;
    }

    /// Country and language stay anyway; the beginning of the postcode where enough people share it.
    static void keepForFigures(Unit& unit, const Contact& before, std::vector<CertificateStep>& steps,
                               RetentionReport& report) {
        auto contact = findContact(unit, before.id);
        if (!contact) return;
        contact->country = before.country;
        const std::string area(shortened(before.postcode, 2));
        const std::int64_t share = area.empty() ? 0
                                                : unit.number("contacts.count-postcode-area",
                                                              {{"country", before.country},
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

    static void certifyRetention(Unit& unit, Id contact, const RetentionRule& rule,
                                 std::vector<CertificateStep> steps) {
        unit.run("contacts.insert-certificate", {{"id", unit.newId()},
                                                 {"contactId", contact},
                                                 {"kind", "retention"},
                                                 {"askedBy", shortened("rule " + rule.name, 200)},
                                                 {"madeBy", unit.actor().name},
                                                 {"madeAt", unit.now()},
                                                 {"documentHash", ""},
                                                 {"steps", json::write(steps)}});
    }

    State& state_;
    const RetentionRule& rule_;
    bool dry_;
    std::vector<Id> journalled_;
};

void begin(Unit& unit, const RetentionRule& rule, bool dry, RetentionProgress& progress) {
    progress.runId = unit.newId();
    unit.run(
        "contacts.insert-retention-run",
        RetentionRun{
            *progress.runId, rule.id, rule.version, dry, "running", unit.actor().name, unit.now(), {}, {}});
}

void end(Unit& unit, const RetentionRule& rule, bool dry, RetentionProgress& progress) {
    RetentionReport report = progress.report;
    if (!dry) report.samples.clear(); // who it was is nobody's business any more
    unit.run("contacts.update-retention-run", {{"id", *progress.runId},
                                               {"state", "done"},
                                               {"finishedAt", unit.now()},
                                               {"report", json::write(report)}});
    unit.audit(dry ? "contacts.retention-dry-run" : "contacts.retention", rule.id,
               std::to_string(dry ? report.due : report.done) + " contacts");
}

std::vector<RetentionRule> rulesOf(const RetentionJob& job, Attempt& attempt) {
    std::vector<RetentionRule> rules;
    attempt.read([&](Unit& unit) { rules = unit.all<RetentionRule>("contacts.retention-rules"); });
    std::erase_if(
        rules, [&](const RetentionRule& rule) { return job.ruleId ? rule.id != *job.ruleId : !rule.active; });
    std::ranges::sort(rules, {}, &RetentionRule::id);
    return rules;
}

} // namespace

std::optional<Timestamp> eventOf(Unit& unit, State& state, const RetentionRule& rule, const Contact& c,
                                 Timestamp cutoff) {
    if (!concerns(unit, rule, c)) return std::nullopt;
    switch (rule.event) {
    case RetentionEvent::Created: return c.createdAt;
    case RetentionEvent::LastChange: return c.updatedAt;
    case RetentionEvent::LastActivity: return lastActivity(unit, state, c, cutoff);
    case RetentionEvent::ConsentWithdrawn: {
        for (const Id id : allIdsOf(unit, c.id))
            if (unit.number("contacts.consents-standing", {{"contactId", id}}) > 0) return std::nullopt;
        return newestOf(unit, "contacts.newest-withdrawal", c.id);
    }
    case RetentionEvent::Objection: return newestOf(unit, "contacts.newest-objection", c.id);
    }
    return std::nullopt;
}

bool isHeld(Unit& unit, Id contact) {
    for (const Id id : allIdsOf(unit, contact))
        if (unit.number("contacts.standing-holds", {{"contactId", id}}) > 0) return true;
    return false;
}

void runRetention(State& state, const RetentionJob& job, Attempt& attempt) {
    auto progress = attempt.checkpoint<RetentionProgress>();
    const auto rules = rulesOf(job, attempt);
    while (progress.rule < rules.size()) {
        if (attempt.stopping()) return;
        const RetentionRule& rule = rules[progress.rule];
        Run run(state, rule, job.dry);
        // The journal first: who is in it and still in the database is erased at the next start.
        std::vector<Id> ahead;
        attempt.read([&](Unit& unit) { ahead = run.ahead(unit, progress); });
        if (!ahead.empty()) state.journal->add(ahead);
        run.journalled(ahead);
        RetentionReport finished;
        RetentionProgress next = progress;
        attempt.write(
            [&](Unit& unit) {
                next = progress;
                if (!next.runId) begin(unit, rule, job.dry, next);
                if (run.step(unit, next)) return;
                end(unit, rule, job.dry, next);
                finished = next.report;
                next = RetentionProgress{progress.rule + 1, {}, {}, {}, next.all};
            },
            next);
        if (next.rule != progress.rule && job.ruleId) attempt.result(finished);
        progress = next;
        attempt.progress(static_cast<std::int64_t>(progress.rule), static_cast<std::int64_t>(rules.size()));
    }
}

} // namespace rejoinder::contacts
