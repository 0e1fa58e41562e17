#include "pressure.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace rejoinder::dispatch {

namespace {

constexpr std::int64_t kDay = 86'400'000'000;
constexpr std::int32_t kMostRules = 1000;

struct SentRow {
    Id contactId, campaignId;
    Channel channel = Channel::Letter;
    std::int64_t pieces = 0;
};
REJOINDER_DESCRIBE(SentRow, contactId, campaignId, channel, pieces)

/// Sixteen people at once, filled up with the last.
struct SomePeople {
    Id k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12, k13, k14, k15;
    std::string channel;
    Timestamp since;
};
REJOINDER_DESCRIBE(SomePeople, k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12, k13, k14, k15, channel,
                   since)
constexpr std::array kPlaces = {&SomePeople::k0,  &SomePeople::k1,  &SomePeople::k2,  &SomePeople::k3,
                                &SomePeople::k4,  &SomePeople::k5,  &SomePeople::k6,  &SomePeople::k7,
                                &SomePeople::k8,  &SomePeople::k9,  &SomePeople::k10, &SomePeople::k11,
                                &SomePeople::k12, &SomePeople::k13, &SomePeople::k14, &SomePeople::k15};

/// How many pieces there are in a state.
struct StateRow {
    Id waveId;
    PieceState state = PieceState::Created;
    std::int64_t pieces = 0;
};
REJOINDER_DESCRIBE(StateRow, waveId, state, pieces)

std::vector<PressureRule> rulesFor(Unit& unit, Channel channel) {
    auto rules =
        unit.all<PressureRule>("dispatch.list-pressure-rules", {{"after", Id{}}, {"limit", kMostRules}});
    std::erase_if(rules, [&](const PressureRule& r) { return !r.active || !r.isAbout(channel); });
    return rules;
}

std::string channelOf(const PressureRule& rule) {
    return rule.channel ? nameOf(*rule.channel) : std::string();
}

Timestamp beginOf(Unit& unit, const PressureRule& rule) {
    return {unit.now().micros - rule.days * kDay};
}

} // namespace

std::int32_t PressureRule::weightOf(Id campaign, Channel on) const noexcept {
    for (const auto& w : weights)
        if ((!w.campaignId || *w.campaignId == campaign) && (!w.channel || *w.channel == on)) return w.weight;
    return 1;
}

Id Pressure::Merged::rootOf(Id id) const {
    const auto at = root.find(id);
    return at == root.end() ? id : at->second;
}

Pressure::Merged Pressure::merged(Unit& unit) const {
    Merged out;
    if (!neighbours_.identities) return out;
    for (const auto& alias : contacts::aliases(unit, *neighbours_.identities)) {
        out.root.emplace(alias.contact, alias.root);
        out.others[alias.root].push_back(alias.contact);
    }
    return out;
}

std::vector<std::int64_t> Pressure::overBy(Unit& unit, const PressureRule& rule, std::int64_t room,
                                           const Merged& merged, Id own) const {
    if (room < 0) return neighbours_.universe->all(unit); // one piece alone is too much
    std::vector<Id> people;                               // ascending, as the rows come
    std::vector<std::int64_t> weights;
    std::map<Id, std::int64_t> more; // what other ids of a person got
    unit.forEach<SentRow>("dispatch.sent-and-waiting",
                          {{"channel", channelOf(rule)}, {"since", beginOf(unit, rule)}, {"own", own}},
                          [&](const SentRow& row) {
                              const auto weight = row.pieces * rule.weightOf(row.campaignId, row.channel);
                              if (const auto alias = merged.root.find(row.contactId);
                                  alias != merged.root.end()) {
                                  more[alias->second] += weight;
                                  return;
                              }
                              if (people.empty() || people.back() != row.contactId) {
                                  people.push_back(row.contactId);
                                  weights.push_back(0);
                              }
                              weights.back() += weight;
                          });
    for (const auto& [person, weight] : more) {
        const auto at = std::ranges::lower_bound(people, person) - people.begin();
        if (at == std::ssize(people) || people[static_cast<std::size_t>(at)] != person) {
            people.insert(people.begin() + at, person);
            weights.insert(weights.begin() + at, 0);
        }
        weights[static_cast<std::size_t>(at)] += weight;
    }
    std::vector<std::int64_t> over;
    if (rule.level == PressureLevel::Person) {
        for (std::size_t i = 0; i < people.size(); ++i)
            if (weights[i] > room) over.push_back(people[i].value);
        return over;
    }
    Weights households;
    for (std::size_t begin = 0; begin < people.size(); begin += kStep) {
        const auto some =
            std::span(people).subspan(begin, std::min<std::size_t>(kStep, people.size() - begin));
        const auto of = neighbours_.households->of(unit, some);
        for (std::size_t i = 0; i < some.size(); ++i) households[of[i]] += weights[begin + i];
    }
    std::erase_if(households, [&](const auto& h) { return h.second <= room; });
    if (households.empty()) return over;
    neighbours_.households->forEach(unit, [&](std::int64_t contact, std::int64_t household) {
        if (households.contains(household)) over.push_back(contact);
    });
    return over;
}

std::vector<targetgroups::OverPressed> Pressure::over(Unit& unit, Id campaign, Channel channel, Id own) {
    constexpr std::chrono::minutes kOld{1}; // time alone lets people go, too
    constexpr std::size_t kKept = 8;
    const auto rules = rulesFor(unit, channel);
    if (rules.empty()) return {};
    // Whoever types a definition asks again and again: a million pieces are only read anew when some moved.
    std::string asked = campaign.toString() + ' ' + nameOf(channel) + ' ' + own.toString();
    for (const auto& rule : rules) asked += ' ' + rule.id.toString() + '.' + std::to_string(rule.version);
    unit.forEach<StateRow>("dispatch.pieces-by-state", {}, [&](const StateRow& row) {
        asked += ' ' + row.waveId.toString() + nameOf(row.state) + std::to_string(row.pieces);
    });
    {
        const std::scoped_lock lock(mutex_);
        const auto known = std::ranges::find_if(answers_, [&](const Answer& a) {
            return a.asked == asked && a.at.plus(kOld) >= unit.now() && a.at <= unit.now();
        });
        if (known != answers_.end()) return known->over;
    }
    const auto aliases = merged(unit);
    std::map<std::int64_t, Id> found;
    for (const auto& rule : rules) {
        const auto weight = rule.weightOf(campaign, channel);
        if (weight == 0) continue;
        for (const auto contact : overBy(unit, rule, rule.most - weight, aliases, own))
            found.try_emplace(contact, rule.id);
    }
    Answer answer{std::move(asked), unit.now(), {}};
    answer.over.reserve(found.size());
    for (const auto& [contact, rule] : found) answer.over.push_back({contact, rule});
    auto out = answer.over;
    const std::scoped_lock lock(mutex_);
    if (answers_.size() == kKept) answers_.erase(answers_.begin());
    answers_.push_back(std::move(answer));
    return out;
}

std::string Pressure::ruleName(Unit& unit, Id rule) {
    const auto found = unit.one<PressureRule>("dispatch.find-pressure-rule", {{"id", rule}});
    return found ? found->name : std::string();
}

/// The weight of what these people got under any of their ids, by the id that stands for them.
Pressure::Weights Pressure::sentTo(Unit& unit, const PressureRule& rule, const Merged& merged,
                                   std::span<const Id> people) const {
    std::vector<Id> ids;
    for (const Id person : people) {
        ids.push_back(person);
        if (const auto at = merged.others.find(person); at != merged.others.end())
            ids.insert(ids.end(), at->second.begin(), at->second.end());
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    Weights weights;
    for (std::size_t begin = 0; begin < ids.size(); begin += kPlaces.size()) {
        SomePeople some;
        some.channel = channelOf(rule);
        some.since = beginOf(unit, rule);
        for (std::size_t i = 0; i < kPlaces.size(); ++i)
            some.*kPlaces.at(i) = ids[std::min(begin + i, ids.size() - 1)];
        for (const auto& row : unit.all<SentRow>("dispatch.sent-to", some))
            weights[merged.rootOf(row.contactId).value] +=
                row.pieces * rule.weightOf(row.campaignId, row.channel);
    }
    return weights;
}

void Pressure::refuseBy(Unit& unit, const PressureRule& rule, const WaveRow& wave, const Merged& merged,
                        std::span<const PieceRow> pieces, std::span<Verdict> verdicts) const {
    const auto weight = rule.weightOf(wave.campaignId, wave.channel);
    if (weight == 0) return;
    std::vector<std::size_t> asked;
    std::vector<Id> people;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        if (!pieces[i].seed && verdicts[i].refusal == Withholding::None) {
            asked.push_back(i);
            people.push_back(merged.rootOf(pieces[i].contactId));
        }
    if (asked.empty()) return;
    std::vector<std::int64_t> groups;
    Weights sent;
    if (rule.level == PressureLevel::Household) {
        groups = neighbours_.households->of(unit, people);
        const auto all = neighbours_.households->members(unit, people);
        const auto homes = neighbours_.households->of(unit, all);
        const auto each = sentTo(unit, rule, merged, all);
        for (std::size_t i = 0; i < all.size(); ++i)
            if (const auto at = each.find(all[i].value); at != each.end()) sent[homes[i]] += at->second;
    } else {
        for (const Id person : people) groups.push_back(person.value);
        sent = sentTo(unit, rule, merged, people);
    }
    for (std::size_t i = 0; i < asked.size(); ++i) {
        auto& sum = sent[groups[i]];
        if (sum + weight > rule.most)
            verdicts[asked[i]] = {Withholding::Pressure, "dispatch.pressure", rule.id};
        else
            sum += weight;
    }
}

void Pressure::refuse(Unit& unit, const WaveRow& wave, std::span<const PieceRow> pieces,
                      std::span<Verdict> verdicts) const {
    if (unit.run("dispatch.take-by-pressure-rules", {{"channel", wave.channel}}) == 0) return;
    const auto aliases = merged(unit);
    for (const auto& rule : rulesFor(unit, wave.channel))
        refuseBy(unit, rule, wave, aliases, pieces, verdicts);
}

} // namespace rejoinder::dispatch
