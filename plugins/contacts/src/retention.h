#pragma once
#include "erasure.h"
#include "state.h"

#include <optional>
#include <string>
#include <vector>

/// What is kept how long, and what happens then.
namespace rejoinder::contacts {

/// Whom a rule is about.
enum class RetentionCategory { Everybody, Persons, Companies, Undeliverable, Deceased, NoConsent, Source };
REJOINDER_DESCRIBE_ENUM(RetentionCategory, Everybody, Persons, Companies, Undeliverable, Deceased, NoConsent,
                        Source)

/// From when the term runs. `LastActivity`: the newest thing that any plugin knows of the person, its own
/// consents among them.
enum class RetentionEvent { Created, LastChange, LastActivity, ConsentWithdrawn, Objection };
REJOINDER_DESCRIBE_ENUM(RetentionEvent, Created, LastChange, LastActivity, ConsentWithdrawn, Objection)

/// `Anonymise`: as erasing, but country, language and the beginning of the postcode stay for figures, where
/// at least ten people share it. `Block`: kept, but not to be used.
enum class RetentionAction { Erase, Anonymise, Block };
REJOINDER_DESCRIBE_ENUM(RetentionAction, Erase, Anonymise, Block)

struct RetentionRule {
    Id id;
    std::string name;
    RetentionCategory category = RetentionCategory::Everybody;
    std::string source;
    RetentionEvent event = RetentionEvent::LastActivity;
    std::int64_t termDays = 0;
    RetentionAction action = RetentionAction::Erase;
    bool active = false;
    std::int64_t version = 1;
    Timestamp createdAt, updatedAt;
};
REJOINDER_DESCRIBE(RetentionRule, id, name, category, source, event, termDays, action, active, version,
                   createdAt, updatedAt)

/// One person as a dry run shows it.
struct RetentionSample {
    Id contactId;
    Timestamp since; ///< when the event was
    bool held = false;
};
REJOINDER_DESCRIBE(RetentionSample, contactId, since, held)

struct RetentionReport {
    std::int64_t looked = 0;                 ///< contacts that were looked at
    std::int64_t due = 0;                    ///< those whom the rule concerns and whose term is over
    std::int64_t held = 0;                   ///< of these left alone, because of a hold
    std::int64_t done = 0;                   ///< really erased, made anonymous or blocked
    std::int64_t smallCells = 0;             ///< anonymised without postcode, because too few share it
    std::optional<Timestamp> oldest, newest; ///< event of those who are due
    std::vector<RetentionSample> samples;    ///< the first hundred; none is kept of a real run
};
REJOINDER_DESCRIBE(RetentionReport, looked, due, held, done, smallCells, oldest, newest, samples)

struct RetentionRun {
    Id id, ruleId;
    std::int64_t ruleVersion = 0;
    bool dry = true;
    std::string state; ///< running, done; stopped with its rule or given up
    std::string startedBy;
    Timestamp startedAt;
    std::optional<Timestamp> finishedAt;
    RetentionReport report;
};
REJOINDER_DESCRIBE(RetentionRun, id, ruleId, ruleVersion, dry, state, startedBy, startedAt, finishedAt,
                   report)

/// Payload of the job; without a rule all active ones are carried out.
struct RetentionJob {
    std::optional<Id> ruleId;
    bool dry = false;
    static void rules(Rules& r) { r.at("dry").defaulted(); }
};
REJOINDER_DESCRIBE(RetentionJob, ruleId, dry)

/// Goes on where the attempt's checkpoint is. A rule that is stopped or changed meanwhile ends its run.
void runRetention(State& state, const RetentionJob& job, Attempt& attempt);

} // namespace rejoinder::contacts
