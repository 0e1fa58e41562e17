#include "kernel/job/attempt.h"

namespace rejoinder::job {

namespace {

/// Progress that nobody stored is stored after this time, so that people see it.
constexpr std::int64_t kProgressAfter = 2'000'000;

} // namespace

RunningAttempt::RunningAttempt(Storage& storage, const Queue& queue, const Clock& clock, ClaimedJob job,
                               std::int64_t token, std::chrono::seconds lease)
    : storage_(storage),
      queue_(queue),
      clock_(clock),
      job_(std::move(job)),
      token_(token),
      leaseTime_(lease),
      done_(job_.done),
      total_(job_.total),
      storedDone_(job_.done),
      storedTotal_(job_.total),
      renewedAt_(clock.now().micros) {}

bool RunningAttempt::stopping() const {
    const bool stop = cancelled_ || draining_ || lost_;
    if (stop) told_ = true;
    return stop;
}

void RunningAttempt::progress(std::int64_t done, std::int64_t total) {
    done_ = done;
    total_ = total;
}

void RunningAttempt::read(const std::function<void(Unit&)>& work) {
    storage_.read([&](Unit& unit) { work(unit); });
}

WriteOptions RunningAttempt::writeOptions() const {
    return {Priority::Background, Actor{"job", job_.name, job_.userId, "job-" + job_.id.toString()}};
}

void RunningAttempt::refuse() {
    throw Error::conflict("kernel.lease-lost", "another node works on this job now");
}

void RunningAttempt::runStep(const std::function<void(Unit&)>& step,
                             const std::function<std::string()>* checkpoint) {
    if (lost_) refuse();
    std::string text;
    Progress stored;
    Timestamp since;
    const auto work = [&](Unit& unit) {
        step(unit);
        // Last, because the step may change its checkpoint. The row stays locked until the commit, so the
        // lease cannot go to anybody else in between; when it has gone already, the step is undone.
        text = checkpoint ? (*checkpoint)() : std::string();
        stored = progressNow();
        since = clock_.now();
        if (!queue_.renew(unit, lease(), leaseTime_, stored, checkpoint ? &text : nullptr)) {
            lost_ = true;
            refuse();
        }
    };
    storage_.write(work, writeOptions());
    if (checkpoint) job_.checkpoint = std::move(text);
    renewed(stored, since);
}

bool RunningAttempt::wantsRenewal() const {
    const std::int64_t age = clock_.now().micros - renewedAt_;
    const bool moved = done_ != storedDone_ || total_ != storedTotal_;
    return age * 3 >= std::chrono::microseconds(leaseTime_).count() || (moved && age >= kProgressAfter);
}

bool RunningAttempt::renew(Unit& unit) const {
    return queue_.renew(unit, lease(), leaseTime_, progressNow());
}

void RunningAttempt::renewed(Progress stored, Timestamp since) noexcept {
    storedDone_ = stored.done;
    storedTotal_ = stored.total;
    renewedAt_ = since.micros;
}

} // namespace rejoinder::job
