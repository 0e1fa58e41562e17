#include "pressure.h"

#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::dispatch {

namespace {

struct RuleQuery {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(RuleQuery, limit, cursor)

/// A rule as people give it.
struct NewPressureRule {
    std::string name;
    std::optional<Channel> channel;
    PressureLevel level = PressureLevel::Person;
    std::int32_t days = 30, most = 1;
    std::vector<PressureWeight> weights;
    bool active = true;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("channel").says("Absent: all channels together");
        r.at("level").defaulted();
        r.at("days").range(1, 3650).defaulted();
        r.at("most")
            .range(0, 100'000)
            .defaulted()
            .says("The weight of all pieces in these days; 0: none at all");
        r.at("weights").max(200);
        r.at("active").defaulted();
    }
};
REJOINDER_DESCRIBE(NewPressureRule, name, channel, level, days, most, weights, active)

/// A rule is replaced whole, so that "all channels" can be said by leaving the channel away.
struct PutPressureRule {
    Id id;
    std::string name;
    std::optional<Channel> channel;
    PressureLevel level = PressureLevel::Person;
    std::int32_t days = 30, most = 1;
    std::vector<PressureWeight> weights;
    bool active = true;
    static void rules(Rules& r) { NewPressureRule::rules(r); }
};
REJOINDER_DESCRIBE(PutPressureRule, id, name, channel, level, days, most, weights, active)

template <class In>
PressureRule ruleOf(Unit& unit, const Neighbours& neighbours, const In& in) {
    PressureRule rule;
    rule.name = in.name;
    rule.channel = in.channel;
    rule.level = in.level;
    rule.days = in.days;
    rule.most = in.most;
    rule.weights = in.weights;
    rule.active = in.active;
    Faults faults;
    if (rule.level == PressureLevel::Household && !neighbours.households)
        faults.add("/level", "dispatch.no-households", "nobody knows who lives together");
    for (std::size_t i = 0; i < rule.weights.size(); ++i) {
        const auto& w = rule.weights[i];
        const auto base = "/weights/" + std::to_string(i);
        if (!w.campaignId && !w.channel)
            faults.add(base, "dispatch.weight-of-what", "say of which campaign or on which channel");
        if (w.campaignId && !neighbours.campaigns->find(unit, *w.campaignId))
            faults.add(base + "/campaignId", "dispatch.no-such-campaign", "there is no such campaign");
    }
    faults.raise();
    return rule;
}

PressureRule find(Unit& unit, Id id) {
    auto rule = unit.one<PressureRule>("dispatch.find-pressure-rule", {{"id", id}});
    if (!rule) throw Error::notFound("dispatch.no-such-rule", "there is no such pressure rule");
    return std::move(*rule);
}

struct PressedRow {
    Id ruleId;
    std::int64_t pieces = 0;
};
REJOINDER_DESCRIBE(PressedRow, ruleId, pieces)

struct PressedPieces {
    Id ruleId;
    std::string name;
    std::int64_t pieces = 0;
};
REJOINDER_DESCRIBE(PressedPieces, ruleId, name, pieces)

struct PressedList {
    std::vector<PressedPieces> items;
};
REJOINDER_DESCRIBE(PressedList, items)

PressedList pressedOf(Unit& unit, Id wave) {
    PressedList list;
    for (const auto& row : unit.all<PressedRow>("dispatch.pressed-of-wave", {{"waveId", wave}})) {
        const auto rule = unit.one<PressureRule>("dispatch.find-pressure-rule", {{"id", row.ruleId}});
        list.items.push_back({row.ruleId, rule ? rule->name : std::string(), row.pieces});
    }
    return list;
}

} // namespace

void declarePressure(Declarations& d, const Neighbours& neighbours) {
    d.get<RuleQuery, Page<PressureRule>>(
        "/pressure-rules", {"dispatch.read", "How much a person or household is sent at most; oldest first"},
        [](const RuleQuery& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            return paging::pageOf(
                u.all<PressureRule>("dispatch.list-pressure-rules",
                                    {{"after", paging::cursorId(in.cursor)}, {"limit", limit}}),
                limit);
        });
    d.get<ById, PressureRule>("/pressure-rules/{id}", {"dispatch.read", "A pressure rule"},
                              [](const ById& in, Call&, Unit& u) { return find(u, in.id); });
    d.post<NewPressureRule, PressureRule>(
        "/pressure-rules", {"dispatch.plan", "Make a pressure rule; it binds from now on", 201},
        [&neighbours](const NewPressureRule& in, Call&, Unit& u) {
            auto rule = ruleOf(u, neighbours, in);
            rule.id = u.newId();
            rule.createdAt = u.now();
            u.run("dispatch.insert-pressure-rule", rule);
            u.audit("pressure-rules.create", rule.id, rule.name);
            return rule;
        });
    d.put<PutPressureRule, PressureRule>("/pressure-rules/{id}",
                                         {"dispatch.plan", "Replace a pressure rule", 200, true},
                                         [&neighbours](const PutPressureRule& in, Call& call, Unit& u) {
                                             call.requireMatch(find(u, in.id).version);
                                             auto rule = ruleOf(u, neighbours, in);
                                             rule.id = in.id;
                                             u.run("dispatch.update-pressure-rule", rule);
                                             u.audit("pressure-rules.change", rule.id, json::write(in));
                                             return find(u, in.id);
                                         });
    d.remove<ById>("/pressure-rules/{id}", {"dispatch.plan", "Take a pressure rule away"},
                   [](const ById& in, Call&, Unit& u) {
                       const auto rule = find(u, in.id);
                       u.run("dispatch.delete-pressure-rule", {{"id", in.id}});
                       u.audit("pressure-rules.remove", in.id, rule.name);
                   });
    d.get<ById, PressedList>("/waves/{id}/pressed",
                             {"dispatch.read", "How many pieces of a wave each pressure rule withheld"},
                             [](const ById& in, Call&, Unit& u) { return pressedOf(u, in.id); });
}

} // namespace rejoinder::dispatch
