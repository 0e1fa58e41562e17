#include "run_book.h"

#include <algorithm>
#include <iterator>

namespace rejoinder::followups {

namespace {

struct SelectionRow {
    Id ruleId, contactId, runId;
};
REJOINDER_DESCRIBE(SelectionRow, ruleId, contactId, runId)

void end(Unit& unit, const Run& run) {
    unit.run("followups.finish-run", {{"id", run.id},
                                      {"state", run.state},
                                      {"selected", run.selected},
                                      {"waveId", run.waveId},
                                      {"problem", run.problem},
                                      {"finishedAt", run.finishedAt}});
}

} // namespace

Rule findRule(Unit& unit, Id id) {
    auto rule = unit.one<Rule>("followups.find-rule", {{"id", id}});
    if (!rule) throw Error::notFound("followups.no-such-rule", "there is no such follow-up rule");
    return std::move(*rule);
}

Run findRun(Unit& unit, Id id) {
    auto run = unit.one<Run>("followups.find-run", {{"id", id}});
    if (!run) throw Error::notFound("followups.no-such-run", "there is no such follow-up");
    return std::move(*run);
}

Run RunBook::start(Unit& unit, const Rule& rule, bool startWave) const {
    if (!rule.active) throw Error::conflict("followups.not-active", "rule " + rule.name + " is not active");
    sources_.campaigns->requireApproved(unit, rule.campaignId);
    const auto enqueue = [&](const Run& run) {
        return unit.enqueue(
            kRunJob, RunJob{run.id},
            {run.id.toString() + "." + std::to_string(run.attempts), {}, "Follow up: " + rule.name});
    };
    if (auto before = unit.one<Run>("followups.unfinished-run-of-rule", {{"ruleId", rule.id}})) {
        ++before->attempts;
        before->operationId = enqueue(*before);
        unit.run("followups.continue-run",
                 {{"id", before->id}, {"operationId", before->operationId}, {"attempts", before->attempts}});
        unit.audit("follow-ups.continue", before->id, rule.name);
        return std::move(*before);
    }
    Run run;
    run.id = unit.newId();
    run.ruleId = rule.id;
    run.campaignId = rule.campaignId;
    run.name = rule.name;
    run.startWave = startWave;
    run.createdAt = unit.now();
    run.createdBy = unit.actor().name;
    run.operationId = enqueue(run);
    unit.run("followups.insert-run", run);
    unit.audit("follow-ups.start", run.id, rule.name);
    return run;
}

void RunBook::work(const RunJob& job, Attempt& attempt) const {
    Run run;
    Rule rule;
    const auto look = [&] {
        attempt.read([&](Unit& u) {
            run = findRun(u, job.runId);
            rule = findRule(u, run.ruleId);
        });
    };
    look();
    if (run.state == RunState::Selecting) {
        select(attempt, rule, run);
        if (attempt.stopping()) return;
        finish(attempt, rule, run.id);
        look();
    }
    if (run.state == RunState::Releasing) {
        release(attempt, run.id);
        look();
    }
    attempt.result(run);
}

void RunBook::select(Attempt& attempt, const Rule& rule, const Run& run) const {
    Ids ids;
    attempt.read([&](Unit& u) { ids = candidates(u, sources_, rule); });
    const auto total = static_cast<std::int64_t>(ids.size());
    for (std::size_t begin = 0; begin < ids.size(); begin += step_) {
        if (attempt.stopping()) return;
        const auto chunk = std::span(ids).subspan(begin, std::min(step_, ids.size() - begin));
        attempt.progress(static_cast<std::int64_t>(begin + chunk.size()), total);
        attempt.write([&](Unit& u) { selectChunk(u, rule, run.id, chunk); });
    }
}

void RunBook::selectChunk(Unit& unit, const Rule& rule, Id id, std::span<const std::int64_t> ids) const {
    if (unit.run("followups.lock-run", {{"id", id}}) == 0) return; // another attempt finished it
    const auto run = findRun(unit, id);
    const auto before = unit.numbers("followups.selected-between",
                                     {{"ruleId", rule.id}, {"low", ids.front()}, {"high", ids.back()}});
    Ids fresh;
    std::set_difference(ids.begin(), ids.end(), before.begin(), before.end(), std::back_inserter(fresh));
    const auto members = membersOf(unit, sources_, rule, fresh);
    if (members.empty()) return;
    std::vector<SelectionRow> rows;
    rows.reserve(members.size());
    for (const auto& m : members) rows.push_back({rule.id, m.contactId, id});
    unit.insertMany("followups.insert-selection", rows);
    auto list = run.targetGroupId;
    if (list)
        sources_.lists->extend(unit, *list, members);
    else
        list = sources_.lists->freeze(unit, rule.campaignId, "Follow-up: " + rule.name, members);
    unit.run("followups.add-to-run",
             {{"id", id}, {"selected", static_cast<std::int64_t>(members.size())}, {"targetGroupId", list}});
}

void RunBook::finish(Attempt& attempt, const Rule& rule, Id id) const {
    std::string problem;
    try {
        attempt.write([&](Unit& u) {
            if (u.run("followups.lock-run", {{"id", id}}) == 0) return;
            auto run = findRun(u, id);
            if (run.targetGroupId) {
                run.waveId = sources_.waves->create(
                    u, {rule.name, *run.targetGroupId, rule.cellIds, rule.channel, rule.content, true});
                if (run.startWave) sources_.waves->start(u, *run.waveId);
            }
            run.state = RunState::Done;
            run.finishedAt = u.now();
            end(u, run);
            u.audit("follow-ups.finish", id, std::to_string(run.selected) + " selected");
        });
        return;
    } catch (const Error& e) {
        // A lost lease is a conflict, too, but then the run belongs to another attempt.
        const bool refused = e.kind() == ErrorKind::Invalid || e.kind() == ErrorKind::Conflict;
        if (!refused || e.code() == "kernel.lease-lost") throw;
        problem = e.text();
    }
    attempt.write([&](Unit& u) {
        if (u.run("followups.lock-run", {{"id", id}}) == 0) return;
        auto run = findRun(u, id);
        run.state = RunState::Releasing;
        run.problem = problem;
        end(u, run);
        u.audit("follow-ups.refused", id, problem);
    });
}

void RunBook::release(Attempt& attempt, Id id) const {
    for (bool more = true; more && !attempt.stopping();)
        attempt.write([&](Unit& u) {
            const auto upto = u.number("followups.last-selection-of-chunk",
                                       {{"runId", id}, {"limit", static_cast<std::int64_t>(step_)}});
            more = upto != 0;
            if (more) {
                u.run("followups.delete-selection", {{"runId", id}, {"upto", upto}});
                return;
            }
            auto run = findRun(u, id);
            run.state = RunState::Failed;
            run.selected = 0;
            run.finishedAt = u.now();
            end(u, run);
        });
}

} // namespace rejoinder::followups
