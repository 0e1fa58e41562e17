#pragma once
#include "sets.h"

/// Conditions and the funnel over sets of contacts.
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

/// The net group with what each step removed.
Set net(Evaluator& evaluator, const Definition& definition, Waterfall& waterfall);

/// One person of a cell.
struct Placed {
    std::int64_t contact = 0;
    Id cell;
};

/// How many of `size` people each share of a random split takes. Shares in per cent are exact to one person.
std::vector<std::int64_t> shareSizes(std::int64_t size, const Split& split);
/// Puts people in the order of a draw into cells, ascending by contact.
std::vector<Placed> placed(const Ids& drawn, std::span<const std::int64_t> sizes, const Split& split);
/// Puts people into the cells of their values; `values` in the order of `ids`.
std::vector<Placed> byValue(const Ids& ids, const std::vector<std::string>& values, const Split& split);

} // namespace rejoinder::targetgroups
