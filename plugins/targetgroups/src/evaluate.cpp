#include "evaluate.h"

namespace rejoinder::targetgroups {

namespace {

std::size_t partsOf(const Condition& c) {
    return static_cast<std::size_t>(c.where.has_value()) + static_cast<std::size_t>(!c.all.empty()) +
           static_cast<std::size_t>(!c.any.empty()) + static_cast<std::size_t>(!c.none.empty());
}

} // namespace

void check(const Providers& providers, const Condition& c, const std::string& pointer, Faults& faults) {
    if (partsOf(c) > 1)
        faults.add(pointer, "targetgroups.condition-shape", "a condition is one of where, all, any and none");
    if (c.where && !providers.of(c.where->fact))
        faults.add(pointer + "/where/fact", "targetgroups.unknown-fact", "there is no fact " + c.where->fact);
    const auto each = [&](const std::vector<Condition>& list, const char* name) {
        for (std::size_t i = 0; i < list.size(); ++i)
            check(providers, list[i], pointer + "/" + name + "/" + std::to_string(i), faults);
    };
    each(c.all, "all");
    each(c.any, "any");
    each(c.none, "none");
}

Set Evaluator::evaluate(const Condition& c) {
    if (c.where) return sets_.evaluate(*c.where);
    if (!c.all.empty()) {
        Set out = evaluate(c.all.front());
        for (std::size_t i = 1; i < c.all.size(); ++i) out = sets_.intersected(out, evaluate(c.all[i]));
        return out;
    }
    if (c.any.empty() && c.none.empty()) return sets_.everybody(); // none of nothing
    const auto& parts = c.any.empty() ? c.none : c.any;
    Set out = evaluate(parts.front());
    for (std::size_t i = 1; i < parts.size(); ++i) out = sets_.united(out, evaluate(parts[i]));
    return c.any.empty() ? sets_.without(sets_.everybody(), out) : out;
}

} // namespace rejoinder::targetgroups
