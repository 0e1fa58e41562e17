#pragma once
#include <rejoinder/describe.h>
#include <rejoinder/json.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

namespace rejoinder {

class Unit;

/// How jobs of one name are run.
struct JobOptions {
    std::int32_t retries = 8;        ///< attempts after the first, then the job is listed as failed
    std::chrono::seconds backoff{5}; ///< before the first retry; doubles up to an hour
    std::chrono::seconds lease{60};  ///< renewed while the attempt runs; after it another node takes over
    std::int32_t parallel = 1;       ///< at most so many at once per node
};

/// One wish for a job.
struct JobRequest {
    std::string uniqueKey; ///< empty: none; else at most one job of that name and key ever exists
    std::optional<Timestamp> notBefore;
    std::string title; ///< what people read in the list of operations
};

/// One run of a job. A job works in steps: each `write` is a unit of work that also checks that the lease is
/// still held and stores the checkpoint, so a crash between any two steps goes on at the last one that was
/// committed.
class Attempt {
public:
    virtual ~Attempt() = default;
    [[nodiscard]] virtual Id jobId() const = 0;
    [[nodiscard]] virtual std::int32_t number() const = 0; ///< 1 at the first
    /// True when a user cancelled it or the server stops: return soon; a cancelled job is not run again.
    [[nodiscard]] virtual bool stopping() const = 0;
    /// Progress for people; `total` 0 = not known yet. Cheap; stored with the next write.
    virtual void progress(std::int64_t done, std::int64_t total) = 0;
    /// What the job leaves behind, shown as `result` of the operation.
    template <Described R>
    void result(const R& value) {
        setResult(json::write(value));
    }

    /// The checkpoint of the last committed step, or a default one.
    template <Described C>
    C checkpoint() const {
        const std::string text = checkpointText();
        return text.empty() ? C{} : json::read<C>(text);
    }
    /// Runs one step in a unit of work. @throws Error Conflict when the lease was lost: let it pass.
    template <class F>
    std::invoke_result_t<F&, Unit&> write(F&& step) {
        return stepOf(std::forward<F>(step), nullptr);
    }
    /// The same, and stores `next` as the checkpoint if the step commits; `next` may be changed inside the
    /// step.
    template <class F, Described C>
    std::invoke_result_t<F&, Unit&> write(F&& step, const C& next) {
        const std::function<std::string()> text = [&next] { return json::write(next); };
        return stepOf(std::forward<F>(step), &text);
    }
    /// Runs `work` on a consistent snapshot.
    virtual void read(const std::function<void(Unit&)>& work) = 0;

protected:
    virtual void runStep(const std::function<void(Unit&)>& step,
                         const std::function<std::string()>* checkpoint) = 0;
    [[nodiscard]] virtual std::string checkpointText() const = 0;
    virtual void setResult(std::string json) = 0;

private:
    template <class F>
    std::invoke_result_t<F&, Unit&> stepOf(F&& step, const std::function<std::string()>* checkpoint) {
        using Result = std::invoke_result_t<F&, Unit&>;
        if constexpr (std::is_void_v<Result>) {
            runStep([&](Unit& u) { step(u); }, checkpoint);
        } else {
            std::optional<Result> result;
            runStep([&](Unit& u) { result.emplace(step(u)); }, checkpoint);
            return std::move(*result);
        }
    }
};

enum class OperationState { Queued, Running, Succeeded, Failed, Cancelled };
REJOINDER_DESCRIBE_ENUM(OperationState, Queued, Running, Succeeded, Failed, Cancelled)

/// Long work as the API shows it: GET /api/v1/operations/{id}. Answer of a 202.
struct Operation {
    Id id;
    std::string name; ///< the job's name, "contacts.import"
    std::string title;
    OperationState state = OperationState::Queued;
    std::int64_t done = 0, total = 0;
    std::optional<double> perSecond; ///< rate of the running attempt
    std::optional<std::int64_t> secondsLeft;
    std::int32_t attempts = 0;
    std::optional<std::string> error; ///< of the last attempt
    Timestamp createdAt;
    std::optional<Timestamp> startedAt, finishedAt;
    std::optional<JsonText> result;
};
REJOINDER_DESCRIBE(Operation, id, name, title, state, done, total, perSecond, secondsLeft, attempts, error,
                   createdAt, startedAt, finishedAt, result)

} // namespace rejoinder
