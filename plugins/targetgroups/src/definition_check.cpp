#include "funnel.h"

#include <algorithm>

namespace rejoinder::targetgroups {

namespace {

/// One reading of a definition that collects everything that is wrong with it.
class Checker {
public:
    Checker(const Providers& providers, const Definition& d, const Surroundings& around, Faults& faults)
        : providers_(providers), d_(d), around_(around), faults_(faults) {}
    void all() {
        check(providers_, d_.condition, "/definition/condition", faults_);
        exclusions();
        segments();
        for (std::size_t i = 0; i < d_.limits.size(); ++i) limit(d_.limits[i], at("/limits", i));
        split();
        if (around_.campaign) cells();
    }

private:
    static std::string at(std::string_view list, std::size_t i) {
        return "/definition" + std::string(list) + "/" + std::to_string(i);
    }
    void fault(std::string pointer, std::string_view code, std::string message) {
        faults_.add(std::move(pointer), "targetgroups." + std::string(code), std::move(message));
    }
    /// The fact must have a value for each person.
    void valued(const std::string& fact, const std::string& pointer) {
        if (!providers_.valued(fact))
            fault(pointer, "no-values", "this has no value for each person: " + fact);
    }
    void exclusions() {
        for (std::size_t i = 0; i < d_.exclusions.size(); ++i) {
            const auto& e = d_.exclusions[i];
            const auto base = at("/exclusions", i);
            if (e.condition.has_value() == e.notContactable.has_value())
                fault(base, "exclusion", "an exclusion has a condition or notContactable, one of them");
            if (e.condition) check(providers_, *e.condition, base + "/condition", faults_);
        }
    }
    void segments() {
        for (std::size_t i = 0; i < d_.segments.size(); ++i)
            check(providers_, d_.segments[i].condition, at("/segments", i) + "/condition", faults_);
        if (!d_.segments.empty() && !d_.segmentBy.empty())
            fault("/definition/segmentBy", "segments-twice",
                  "segments come from conditions or from an attribute");
        if (d_.segments.empty() && (d_.others == Others::Remove || !d_.otherSegment.empty()))
            fault("/definition/others", "no-segments", "there are no segments that others could miss");
        if (d_.others == Others::Remove && !d_.otherSegment.empty())
            fault("/definition/otherSegment", "others-are-out", "who is out needs no segment");
    }
    void limit(const PerLimit& limit, const std::string& base) {
        if (limit.per != "household") valued(limit.per, base + "/per");
        if (!limit.by.empty()) valued(limit.by, base + "/by");
    }
    void split() {
        const auto& split = d_.split;
        double percent = 0;
        int rests = 0;
        for (std::size_t i = 0; i < split.shares.size(); ++i) {
            percent += split.shares[i].percent.value_or(0);
            rests += split.shares[i].rest ? 1 : 0;
            share(split.shares[i], at("/split/shares", i));
        }
        if (percent > 100.000001)
            fault("/definition/split/shares", "over-100", "the cells take more than 100 per cent");
        if (rests > 1) fault("/definition/split/shares", "two-rests", "only one cell can get the rest");
        if (split.mode == SplitMode::Attribute && split.attribute.empty())
            fault("/definition/split/attribute", "no-attribute", "name the attribute to split by");
        if (!split.stratifyBy.empty()) {
            if (split.mode != SplitMode::Random)
                fault("/definition/split/stratifyBy", "not-for-this-split", "only a draw is stratified");
            if (split.stratifyBy != "segment")
                valued(split.stratifyBy, "/definition/split/stratifyBy");
            else if (d_.segments.empty() && d_.segmentBy.empty())
                fault("/definition/split/stratifyBy", "no-segments", "there are no segments to stratify by");
        }
        if (!split.orderBy.empty()) {
            if (split.mode != SplitMode::Nth)
                fault("/definition/split/orderBy", "not-for-this-split", "only every n-th has an order");
            valued(split.orderBy, "/definition/split/orderBy");
        }
    }
    void share(const Share& s, const std::string& base) {
        const int parts = (s.percent ? 1 : 0) + (s.count ? 1 : 0) + (s.value ? 1 : 0) + (s.every ? 1 : 0) +
                          (s.rest ? 1 : 0);
        if (d_.split.mode == SplitMode::Random && (parts != 1 || s.value || s.every))
            fault(base, "share", "give per cent, a count or the rest, one of them");
        if (d_.split.mode == SplitMode::Attribute && (parts != 1 || !(s.value || s.rest)))
            fault(base, "share", "name the value that belongs to the cell, or give it the rest");
        if (d_.split.mode == SplitMode::Nth && (parts != 1 || !(s.every || s.rest)))
            fault(base, "share", "say every how many-th, or give it the rest");
    }
    [[nodiscard]] const campaigns::Cell* cell(Id id) const {
        const auto found = std::find_if(around_.cells.begin(), around_.cells.end(),
                                        [&](const auto& c) { return c.id == id; });
        return found == around_.cells.end() ? nullptr : &*found;
    }
    void cells() {
        const auto& shares = d_.split.shares;
        for (std::size_t i = 0; i < shares.size(); ++i)
            if (!cell(shares[i].cellId))
                fault(at("/split/shares", i) + "/cellId", "no-such-cell", "the campaign has no such cell");
        if (!d_.holdOut) return;
        const auto* out = cell(d_.holdOut->cellId);
        if (!out)
            fault("/definition/holdOut/cellId", "no-such-cell", "the campaign has no such cell");
        else if (!out->holdOut)
            fault("/definition/holdOut/cellId", "not-a-hold-out", "people in this cell are contacted");
    }

    const Providers& providers_;
    const Definition& d_;
    const Surroundings& around_;
    Faults& faults_;
};

} // namespace

void check(const Providers& providers, const Definition& definition, const Surroundings& around,
           Faults& faults) {
    Checker(providers, definition, around, faults).all();
}

} // namespace rejoinder::targetgroups
