#include "kernel/job/runner.h"

#include <cmath>
#include <limits>

namespace rejoinder::job {

namespace {

constexpr std::int32_t kPageDefault = 100, kPageMost = 1'000;

struct OperationRow {
    Id id;
    std::string name, title;
    OperationState state = OperationState::Queued;
    std::int64_t done = 0, total = 0;
    std::int32_t attempts = 0;
    std::optional<std::string> error;
    Timestamp createdAt;
    std::optional<Timestamp> startedAt, finishedAt;
    std::optional<JsonText> result;
    Timestamp attemptAt;
    std::int64_t attemptBase = 0;
    Timestamp progressAt;
};
REJOINDER_DESCRIBE(OperationRow, id, name, title, state, done, total, attempts, error, createdAt, startedAt,
                   finishedAt, result, attemptAt, attemptBase, progressAt)

struct NameRow {
    std::string name;
};
REJOINDER_DESCRIBE(NameRow, name)

constexpr std::int64_t kMostCounted = 10'000; // of one name and state: a count must not grow with the queue

struct TroubleRow {
    Id id;
    std::optional<std::string> error;
};
REJOINDER_DESCRIBE(TroubleRow, id, error)

struct ListOperations {
    std::optional<OperationState> state;
    std::optional<std::string> name;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) {
        r.at("state").says("Only operations in that state");
        r.at("name").says("Only operations of that job, as contacts.import").max(120);
        r.at("limit").range(1, kPageMost);
    }
};
REJOINDER_DESCRIBE(ListOperations, state, name, limit, cursor)

struct ChangeOperation {
    Id id;
    OperationState state = OperationState::Cancelled;
    static void rules(Rules& r) {
        r.at("state").says("cancelled ends it; queued tries a failed one again, from its checkpoint on");
    }
};
REJOINDER_DESCRIBE(ChangeOperation, id, state)

Operation operationOf(OperationRow& row) {
    Operation o;
    o.id = row.id;
    o.name = std::move(row.name);
    o.title = std::move(row.title);
    o.state = row.state;
    o.done = row.done;
    o.total = row.total;
    o.attempts = row.attempts;
    o.error = std::move(row.error);
    o.createdAt = row.createdAt;
    o.startedAt = row.startedAt;
    o.finishedAt = row.finishedAt;
    o.result = std::move(row.result);
    if (row.state != OperationState::Running) return o;
    // What was done before this attempt is not its work, unless it counts anew.
    const std::int64_t done = row.done - (row.done >= row.attemptBase ? row.attemptBase : 0);
    const double seconds = static_cast<double>(row.progressAt.micros - row.attemptAt.micros) / 1e6;
    if (done <= 0 || seconds <= 0) return o;
    o.perSecond = static_cast<double>(done) / seconds;
    if (row.total > row.done)
        o.secondsLeft = std::llround(static_cast<double>(row.total - row.done) / *o.perSecond);
    return o;
}

Operation findOperation(Unit& unit, Id id) {
    auto row = unit.one<OperationRow>("kernel.job-operation", {{"id", id}});
    if (!row) throw Error::notFound("kernel.no-operation", "there is no such operation");
    return operationOf(*row);
}

Page<Operation> listOperations(const ListOperations& in, Unit& unit) {
    const auto limit = static_cast<std::size_t>(in.limit.value_or(kPageDefault));
    Id below{std::numeric_limits<std::int64_t>::max()};
    if (in.cursor) {
        const auto parsed = Id::parse(*in.cursor);
        if (!parsed)
            throw Error::invalid("/cursor", "kernel.bad-cursor", "is not a cursor of an earlier page");
        below = *parsed;
    }
    auto rows = unit.all<OperationRow>("kernel.job-operations", {{"below", below},
                                                                 {"state", in.state ? nameOf(*in.state) : ""},
                                                                 {"name", in.name.value_or("")},
                                                                 {"most", limit + 1}});
    Page<Operation> page;
    if (rows.size() > limit) {
        rows.resize(limit);
        page.nextCursor = rows.back().id.toString();
    }
    for (auto& row : rows) page.items.push_back(operationOf(row));
    return page;
}

} // namespace

void Runner::cancel(Unit& unit, Id job) const {
    const Timestamp now = clock_.now();
    if (unit.run("kernel.job-cancel-queued", {{"id", job}, {"now", now}}) == 0 &&
        unit.run("kernel.job-cancel-running", {{"id", job}}) == 0) {
        findOperation(unit, job);
        throw Error::conflict("kernel.operation-ended", "the operation has ended");
    }
    unit.audit("operations.cancel", job);
}

void Runner::queueAgain(Unit& unit, Id job) const {
    if (unit.run("kernel.job-queue-again", {{"id", job}, {"now", clock_.now()}}) == 0) {
        findOperation(unit, job);
        throw Error::conflict("kernel.operation-not-failed", "only a failed operation can be queued again");
    }
    unit.audit("operations.queue-again", job);
}

std::optional<std::string> Runner::trouble() {
    std::vector<std::string> names;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [name, job] : jobs_) names.push_back(name);
    }
    return storage_.read([&](Unit& unit) -> std::optional<std::string> {
        for (const auto& name : names)
            for (const auto* query : {"kernel.job-first-failed", "kernel.job-first-retried"})
                if (const auto row = unit.one<TroubleRow>(query, {{"name", name}}))
                    return "job " + name + " (" + row->id.toString() +
                           "): " + row->error.value_or("no error was noted");
        return std::nullopt;
    });
}

/// Purges what ended long ago, in small units that let others in between.
void Runner::purge() {
    const Timestamp old = clock_.now().plus(-options_.retention);
    const Timestamp oldScheduled = clock_.now().plus(-options_.scheduledRetention);
    const auto some = [&](std::string_view look, std::string_view purge, const auto&... args) {
        if (storage_.read([&](Unit& unit) { return unit.number(look, {args...}); }) == 0) return;
        const auto once = [&](Unit& unit) { return unit.run(purge, {args...}); };
        while (storage_.write(once, {Priority::Background, Actor{"system", "jobs", Id{}, {}}}) >= 1'000) {}
    };
    for (const bool scheduled : {false, true})
        some("kernel.job-count-ended", "kernel.job-purge", Arg{"scheduled", scheduled}, Arg{"before", old});
    some("kernel.job-count-scheduled", "kernel.job-purge-scheduled", Arg{"before", oldScheduled});
}

/// Measures the queue: how many jobs each name has, up to a limit, and how late the first of them is.
void Runner::measure() {
    std::map<std::pair<std::string, std::string>, std::int64_t> counts;
    std::map<std::string, double> late;
    for (const auto& key : counted_) counts[key] = 0, late[key.first] = 0;
    storage_.read([&](Unit& unit) {
        NameRow at;
        while (const auto next = unit.one<NameRow>("kernel.job-next-name", {{"name", at.name}})) {
            at = *next;
            for (const char* state : {"queued", "running", "failed"})
                if (const auto jobs =
                        unit.number("kernel.job-count-some",
                                    {{"name", at.name}, {"state", state}, {"most", kMostCounted}}))
                    counts[{at.name, state}] = jobs;
            const Timestamp due{unit.number("kernel.job-next-due", {{"name", at.name}})};
            const auto behind = std::chrono::microseconds(clock_.now().micros - due.micros);
            late[at.name] =
                due.micros == 0 ? 0 : std::max(0.0, std::chrono::duration<double>(behind).count());
        }
    });
    for (const auto& [key, jobs] : counts) {
        counted_.insert(key);
        metrics_
            .gauge("rejoinder_jobs", "Jobs that are queued, running or failed; counted up to 10,000",
                   {{"job", key.first}, {"state", key.second}})
            .set(static_cast<double>(jobs));
    }
    for (const auto& [name, seconds] : late)
        metrics_
            .gauge("rejoinder_job_late_seconds", "How long the first job of a name waits beyond its time",
                   {{"job", name}})
            .set(seconds);
}

void Runner::declare(Declarations& d) {
    d.permission("operations.read", "See long-running work", {"marketer", "agent", "fulfilment", "analyst"});
    d.permission("operations.cancel", "Cancel long-running work, and try failed work again",
                 {"marketer", "fulfilment"});
    d.get<ListOperations, Page<Operation>>(
        "/operations", {.permission = "operations.read", .summary = "Long-running work, the newest first"},
        [](const ListOperations& in, Call&, Unit& unit) { return listOperations(in, unit); });
    d.get<ById, Operation>(
        "/operations/{id}",
        {.permission = "operations.read", .summary = "State and progress of long-running work"},
        [](const ById& in, Call&, Unit& unit) { return findOperation(unit, in.id); });
    d.patch<ChangeOperation, Operation>("/operations/{id}",
                                        {.permission = "operations.cancel",
                                         .summary = "Cancels long-running work, or tries failed work again"},
                                        [this](const ChangeOperation& in, Call&, Unit& unit) {
                                            if (in.state == OperationState::Cancelled)
                                                cancel(unit, in.id);
                                            else if (in.state == OperationState::Queued)
                                                queueAgain(unit, in.id);
                                            else
                                                throw Error::invalid("/state", "kernel.bad-state",
                                                                     "must be cancelled or queued");
                                            return findOperation(unit, in.id);
                                        });
    d.verify("jobs", [](Unit& unit) {
        std::vector<std::string> problems;
        if (const auto n = unit.number("kernel.job-count-inconsistent"))
            problems.push_back(std::to_string(n) +
                               " jobs have a state that does not fit their end or their lease");
        return problems;
    });
    d.message("JOB-ATTEMPT-FAILED", "Attempt {attempt} of job {job} ({id}) failed: {code}",
              "Nothing to do: it is tried again, after ever longer waits.");
    d.message("JOB-FAILED", "Job {job} ({id}) failed at its last attempt: {code}",
              "See GET /api/v1/operations/{id} for the error; mend the cause, then PATCH it with "
              "{\"state\":\"queued\"}.");
    d.message("JOB-LEASE-LOST", "Job {job} ({id}) went to another node, or its end could not be written",
              "Nothing to do if it happens seldom. Else look whether this node hangs or its clock is wrong.");
    d.message("JOB-QUEUE-PAUSED", "The database did not answer while jobs were looked for",
              "Look after the database; jobs go on by themselves.");
}

} // namespace rejoinder::job
