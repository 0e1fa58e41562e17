#include "evaluate.h"

#include <algorithm>
#include <cmath>

namespace rejoinder::targetgroups {

namespace {

std::size_t partsOf(const Condition& c) {
    return static_cast<std::size_t>(c.where.has_value()) + static_cast<std::size_t>(!c.all.empty()) +
           static_cast<std::size_t>(!c.any.empty()) + static_cast<std::size_t>(!c.none.empty());
}

} // namespace

void Evaluator::check(const Condition& c, const std::string& pointer, Faults& faults) const {
    if (partsOf(c) > 1)
        faults.add(pointer, "targetgroups.condition-shape", "a condition is one of where, all, any and none");
    if (c.where && !providers_.of(c.where->fact))
        faults.add(pointer + "/where/fact", "targetgroups.unknown-fact", "there is no fact " + c.where->fact);
    const auto each = [&](const std::vector<Condition>& list, const char* name) {
        for (std::size_t i = 0; i < list.size(); ++i)
            check(list[i], pointer + "/" + name + "/" + std::to_string(i), faults);
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

Set net(Evaluator& evaluator, const Definition& definition, Waterfall& waterfall) {
    auto& sets = evaluator.sets();
    waterfall.universe = sets.size(sets.everybody());
    Set left = evaluator.evaluate(definition.condition);
    waterfall.matching = waterfall.net = sets.size(left);
    for (const auto& exclusion : definition.exclusions) {
        if (exclusion.condition) left = sets.without(left, evaluator.evaluate(*exclusion.condition));
        if (exclusion.notContactable)
            left = sets.without(left, sets.notContactable(left, *exclusion.notContactable));
        const auto size = sets.size(left);
        waterfall.exclusions.push_back({exclusion.name, waterfall.net - size});
        waterfall.net = size;
    }
    return left;
}

std::vector<std::int64_t> shareSizes(std::int64_t size, const Split& split) {
    std::vector<std::int64_t> sizes;
    std::int64_t taken = 0, counted = 0;
    double percent = 0; // boundaries come from the sum, so rounding never adds up
    for (const auto& share : split.shares) {
        counted = std::min(size, counted + std::min(size, share.count.value_or(0)));
        percent += share.percent.value_or(0);
        const auto bound =
            std::min<std::int64_t>(size, counted + std::llround(static_cast<double>(size) * percent / 100));
        sizes.push_back(std::max<std::int64_t>(bound - taken, 0));
        taken += sizes.back();
    }
    return sizes;
}

std::vector<Placed> placed(const Ids& drawn, std::span<const std::int64_t> sizes, const Split& split) {
    std::vector<Placed> out;
    out.reserve(drawn.size());
    std::size_t next = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i)
        for (std::int64_t n = 0; n < sizes[i] && next < drawn.size(); ++n)
            out.push_back({drawn[next++], split.shares[i].cellId});
    std::ranges::sort(out, {}, &Placed::contact);
    return out;
}

std::vector<Placed> byValue(const Ids& ids, const std::vector<std::string>& values, const Split& split) {
    std::vector<Placed> out;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto share = std::find_if(split.shares.begin(), split.shares.end(),
                                        [&](const Share& s) { return s.value && *s.value == values[i]; });
        if (share != split.shares.end()) out.push_back({ids[i], share->cellId});
    }
    return out;
}

} // namespace rejoinder::targetgroups
