#include "pressure.h"

#include <algorithm>
#include <array>

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

std::vector<std::int64_t> Pressure::householdsOf(Unit& unit, std::span<const Id> contacts) const {
    return neighbours_.households->of(unit, contacts);
}

std::vector<std::int64_t> Pressure::overBy(Unit& unit, const PressureRule& rule, std::int64_t room) const {
    if (room < 0) return neighbours_.universe->all(unit); // one piece alone is too much
    std::vector<Id> people;
    std::vector<std::int64_t> weights;
    unit.forEach<SentRow>("dispatch.sent-and-waiting",
                          {{"channel", channelOf(rule)}, {"since", beginOf(unit, rule)}},
                          [&](const SentRow& row) {
                              const auto weight = row.pieces * rule.weightOf(row.campaignId, row.channel);
                              if (people.empty() || people.back() != row.contactId) {
                                  people.push_back(row.contactId);
                                  weights.push_back(0);
                              }
                              weights.back() += weight;
                          });
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
        const auto of = householdsOf(unit, some);
        for (std::size_t i = 0; i < some.size(); ++i) households[of[i]] += weights[begin + i];
    }
    std::erase_if(households, [&](const auto& h) { return h.second <= room; });
    if (households.empty()) return over;
    neighbours_.households->forEach(unit, [&](std::int64_t contact, std::int64_t household) {
        if (households.contains(household)) over.push_back(contact);
    });
    return over;
}

std::vector<targetgroups::OverPressed> Pressure::over(Unit& unit, Id campaign, Channel channel) {
    std::map<std::int64_t, Id> found;
    for (const auto& rule : rulesFor(unit, channel)) {
        const auto weight = rule.weightOf(campaign, channel);
        if (weight == 0) continue;
        for (const auto contact : overBy(unit, rule, rule.most - weight)) found.try_emplace(contact, rule.id);
    }
    std::vector<targetgroups::OverPressed> out;
    out.reserve(found.size());
    for (const auto& [contact, rule] : found) out.push_back({contact, rule});
    return out;
}

std::string Pressure::ruleName(Unit& unit, Id rule) {
    const auto found = unit.one<PressureRule>("dispatch.find-pressure-rule", {{"id", rule}});
    return found ? found->name : std::string();
}

Pressure::Weights Pressure::sentTo(Unit& unit, const PressureRule& rule, std::vector<Id> contacts) const {
    std::sort(contacts.begin(), contacts.end());
    contacts.erase(std::unique(contacts.begin(), contacts.end()), contacts.end());
    Weights weights;
    for (std::size_t begin = 0; begin < contacts.size(); begin += kPlaces.size()) {
        SomePeople some;
        some.channel = channelOf(rule);
        some.since = beginOf(unit, rule);
        for (std::size_t i = 0; i < kPlaces.size(); ++i)
            some.*kPlaces.at(i) = contacts[std::min(begin + i, contacts.size() - 1)];
        for (const auto& row : unit.all<SentRow>("dispatch.sent-to", some))
            weights[row.contactId.value] += row.pieces * rule.weightOf(row.campaignId, row.channel);
    }
    return weights;
}

void Pressure::refuseBy(Unit& unit, const PressureRule& rule, const WaveRow& wave,
                        std::span<const PieceRow> pieces, std::span<Verdict> verdicts) const {
    const auto weight = rule.weightOf(wave.campaignId, wave.channel);
    if (weight == 0) return;
    std::vector<std::size_t> asked;
    std::vector<Id> people;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        if (!pieces[i].seed && verdicts[i].refusal == Withholding::None) {
            asked.push_back(i);
            people.push_back(pieces[i].contactId);
        }
    if (asked.empty()) return;
    std::vector<std::int64_t> groups;
    Weights sent;
    if (rule.level == PressureLevel::Household) {
        groups = householdsOf(unit, people);
        std::map<std::int64_t, Id> households; // one of each is enough to find all members
        for (std::size_t i = 0; i < people.size(); ++i) households.try_emplace(groups[i], people[i]);
        std::vector<Id> all;
        std::vector<std::int64_t> groupOf;
        for (const auto& [household, one] : households)
            for (const Id member : neighbours_.households->members(unit, one)) {
                all.push_back(member);
                groupOf.push_back(household);
            }
        const auto each = sentTo(unit, rule, all);
        for (std::size_t i = 0; i < all.size(); ++i)
            if (const auto at = each.find(all[i].value); at != each.end()) sent[groupOf[i]] += at->second;
    } else {
        for (const Id person : people) groups.push_back(person.value);
        sent = sentTo(unit, rule, people);
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
    for (const auto& rule : rulesFor(unit, wave.channel)) refuseBy(unit, rule, wave, pieces, verdicts);
}

} // namespace rejoinder::dispatch
