#include "kernel/job/queue.h"

#include "kernel/event/backoff.h"

namespace rejoinder::job {

namespace {

constexpr std::size_t kNameLength = 120, kTitleLength = 300, kKeyLength = 200;

} // namespace

Id Queue::enqueue(Unit& unit, std::string_view name, const std::string& payload, const JobRequest& request,
                  bool scheduled) const {
    if (name.empty() || name.size() > kNameLength || request.uniqueKey.size() > kKeyLength)
        throw Error(ErrorKind::Bug, "kernel.bad-job",
                    "the name or the unique key of a job is too long or missing");
    const bool keyed = !request.uniqueKey.empty();
    const Id id = unit.newId();
    const std::string key = keyed ? "=" + request.uniqueKey : "#" + id.toString();
    const auto known = [&] {
        return Id{unit.number("kernel.job-by-key", {{"name", name}, {"uniqueKey", key}})};
    };
    if (keyed)
        if (const Id there = known()) return there;
    try {
        unit.run("kernel.job-insert",
                 {{"id", id},
                  {"name", name},
                  {"title",
                   event::shortened(request.title.empty() ? std::string(name) : request.title, kTitleLength)},
                  {"uniqueKey", key},
                  {"keyed", keyed},
                  {"scheduled", scheduled},
                  {"payload", payload},
                  {"notBefore", request.notBefore.value_or(unit.now())},
                  {"createdAt", unit.now()},
                  {"userId", unit.actor().userId}});
    } catch (const Error& e) {
        // A unit on another connection queued it between the look and the insert.
        const Id there = keyed && e.code() == "kernel.duplicate" ? known() : Id{};
        if (!there) throw;
        return there;
    }
    return id;
}

std::vector<Candidate> Queue::candidates(Unit& unit, std::string_view name, std::int64_t most) const {
    const Timestamp now = clock_.now();
    auto found = unit.all<Candidate>("kernel.job-stranded", {{"name", name}, {"now", now}, {"most", most}});
    for (auto& due : unit.all<Candidate>("kernel.job-due", {{"name", name}, {"now", now}, {"most", most}}))
        found.push_back(std::move(due));
    return found;
}

std::optional<ClaimedJob> Queue::claim(Unit& unit, const Candidate& candidate, std::int64_t token,
                                       std::string_view node, std::chrono::seconds lease) const {
    const Timestamp now = clock_.now();
    if (unit.run("kernel.job-claim", {{"id", candidate.id},
                                      {"state", candidate.state},
                                      {"oldToken", candidate.leaseToken},
                                      {"token", token},
                                      {"until", now.plus(lease)},
                                      {"node", node},
                                      {"now", now}}) != 1)
        return std::nullopt;
    return unit.one<ClaimedJob>("kernel.job-read", {{"id", candidate.id}});
}

bool Queue::renew(Unit& unit, const Lease& lease, std::chrono::seconds time, Progress progress,
                  const std::string* checkpoint) const {
    const Timestamp now = clock_.now();
    const Value until = now.plus(time);
    if (!checkpoint)
        return unit.run("kernel.job-step", {{"id", lease.jobId},
                                            {"token", lease.token},
                                            {"until", until},
                                            {"now", now},
                                            {"done", progress.done},
                                            {"total", progress.total}}) == 1;
    return unit.run("kernel.job-step-checkpoint", {{"id", lease.jobId},
                                                   {"token", lease.token},
                                                   {"until", until},
                                                   {"now", now},
                                                   {"done", progress.done},
                                                   {"total", progress.total},
                                                   {"checkpoint", *checkpoint}}) == 1;
}

bool Queue::finish(Unit& unit, const Lease& lease, OperationState state, Progress progress,
                   const std::optional<std::string>& result, const std::optional<std::string>& error) const {
    return unit.run("kernel.job-finish", {{"id", lease.jobId},
                                          {"token", lease.token},
                                          {"state", state},
                                          {"now", clock_.now()},
                                          {"done", progress.done},
                                          {"total", progress.total},
                                          {"result", result},
                                          {"error", error},
                                          {"payload", "{}"}}) == 1;
}

bool Queue::fail(Unit& unit, const Lease& lease, Progress progress, std::optional<Timestamp> again,
                 std::string_view error) const {
    const Timestamp now = clock_.now();
    return unit.run("kernel.job-fail",
                    {{"id", lease.jobId},
                     {"token", lease.token},
                     {"state", again ? OperationState::Queued : OperationState::Failed},
                     {"now", now},
                     {"notBefore", again.value_or(now)},
                     {"finishedAt", again ? std::optional<Timestamp>() : std::optional<Timestamp>(now)},
                     {"done", progress.done},
                     {"total", progress.total},
                     {"error", error}}) == 1;
}

bool Queue::putOff(Unit& unit, const Lease& lease, Progress progress, Timestamp again,
                   std::string_view error) const {
    return unit.run("kernel.job-put-off", {{"id", lease.jobId},
                                           {"token", lease.token},
                                           {"now", clock_.now()},
                                           {"notBefore", again},
                                           {"done", progress.done},
                                           {"total", progress.total},
                                           {"error", error}}) == 1;
}

bool Queue::giveBack(Unit& unit, const Lease& lease, Progress progress) const {
    return unit.run("kernel.job-give-back", {{"id", lease.jobId},
                                             {"token", lease.token},
                                             {"now", clock_.now()},
                                             {"done", progress.done},
                                             {"total", progress.total}}) == 1;
}

} // namespace rejoinder::job
