#pragma once
#include "sets.h"

/// Conditions over sets of contacts.
namespace rejoinder::targetgroups {

/// Combines what conditions say. Works on any algebra of sets.
class Evaluator {
public:
    /// The sets must outlive the evaluator.
    explicit Evaluator(Sets& sets) : sets_(sets) {}
    Set evaluate(const Condition& condition);
    [[nodiscard]] Sets& sets() const noexcept { return sets_; }

private:
    Sets& sets_;
};

/// Everything that is wrong with a condition: shape, unknown facts.
void check(const Providers& providers, const Condition& condition, const std::string& pointer,
           Faults& faults);

} // namespace rejoinder::targetgroups
