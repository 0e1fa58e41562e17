#pragma once
#include "sets.h"

/// Conditions over sets of contacts.
namespace rejoinder::targetgroups {

/// Combines what conditions say. Works on any algebra of sets.
class Evaluator {
public:
    /// Both must outlive the evaluator.
    Evaluator(Sets& sets, const Providers& providers) : sets_(sets), providers_(providers) {}
    /// Everything that is wrong with a condition: shape, unknown facts.
    void check(const Condition& condition, const std::string& pointer, Faults& faults) const;
    Set evaluate(const Condition& condition);
    [[nodiscard]] Sets& sets() const noexcept { return sets_; }

private:
    Sets& sets_;
    const Providers& providers_;
};

} // namespace rejoinder::targetgroups
