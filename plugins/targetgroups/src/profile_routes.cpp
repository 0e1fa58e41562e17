#include "routes.h"

#include <algorithm>

namespace rejoinder::targetgroups {

namespace {

constexpr std::int64_t kDrawn = 10'000; ///< people that a distribution is made of
constexpr std::size_t kAttributes = 12, kValues = 12, kBins = 10;

struct ProfileInput {
    std::optional<Id> campaignId;
    std::optional<Definition> definition;
    std::optional<std::string> text;
    std::optional<std::int32_t> step;
    std::vector<std::string> facts;
    std::int32_t rows = 20;
    static void rules(Rules& r) {
        r.at("text").max(200'000);
        r.at("step").atLeast(0).says(
            "Number of a step in the funnel before the cells, from 0; absent: the last");
        r.at("facts").max(50).defaulted().says("Whose values are shown; absent: the main ones");
        r.at("rows").range(0, 200).defaulted();
    }
};
REJOINDER_DESCRIBE(ProfileInput, campaignId, definition, text, step, facts, rows)

struct ValueCount {
    std::string value; ///< of numbers the least of a range
    std::string upTo;  ///< of numbers the greatest of it
    std::int64_t members = 0;
};
REJOINDER_DESCRIBE(ValueCount, value, upTo, members)

struct Distribution {
    std::string fact;
    std::int64_t known = 0;  ///< of those drawn
    std::int64_t others = 0; ///< with values that are not listed
    std::vector<ValueCount> values;
};
REJOINDER_DESCRIBE(Distribution, fact, known, others, values)

struct SampleRow {
    Id contactId;
    std::vector<std::string> values; ///< of the facts, in their order
};
REJOINDER_DESCRIBE(SampleRow, contactId, values)

struct GroupProfile {
    Step step;
    std::int64_t members = 0, drawn = 0; ///< all of the step; those the distributions are made of
    std::vector<std::string> facts;
    std::vector<SampleRow> sample;
    std::vector<Distribution> distributions;
};
REJOINDER_DESCRIBE(GroupProfile, step, members, drawn, facts, sample, distributions)

/// The facts that have a value for each person: those asked for, or the main ones.
std::vector<std::string> factsOf(Unit& unit, const Providers& providers, const ProfileInput& in) {
    if (!in.facts.empty()) {
        Faults faults;
        for (std::size_t i = 0; i < in.facts.size(); ++i)
            if (!providers.valued(in.facts[i]))
                faults.add("/facts/" + std::to_string(i), "targetgroups.no-value",
                           in.facts[i] + " has no value for each person");
        faults.raise();
        return in.facts;
    }
    std::vector<std::string> out{"contact.country", "contact.language", "contact.region", "contact.city"};
    for (const auto& provider : providers.facts)
        for (const auto& fact : provider->facts(unit))
            if (out.size() < kAttributes && fact.name.starts_with("attribute.")) out.push_back(fact.name);
    return out;
}

/// Numbers of which there are many: ranges that hold about as many people each.
void addRanges(Distribution& d, std::vector<std::pair<double, std::string>> numbers) {
    std::ranges::sort(numbers);
    for (std::size_t begin = 0; begin < numbers.size();) {
        auto end = std::max(begin + 1, (d.values.size() + 1) * numbers.size() / kBins);
        while (end < numbers.size() && numbers[end].first == numbers[end - 1].first)
            ++end; // equals stay together
        d.values.push_back(
            {numbers[begin].second, numbers[end - 1].second, static_cast<std::int64_t>(end - begin)});
        begin = end;
    }
}

Distribution distributed(std::string fact, const std::vector<std::string>& values) {
    Distribution d;
    d.fact = std::move(fact);
    std::map<std::string, std::int64_t> counts;
    std::vector<std::pair<double, std::string>> numbers;
    for (const auto& value : values) {
        if (value.empty()) continue;
        ++d.known;
        ++counts[value];
        if (const auto number = numberIn(value)) numbers.emplace_back(*number, value);
    }
    if (counts.size() > kValues && static_cast<std::int64_t>(numbers.size()) == d.known) {
        addRanges(d, std::move(numbers));
        return d;
    }
    for (const auto& [value, members] : counts) d.values.push_back({value, value, members});
    std::ranges::stable_sort(d.values, std::greater<>{}, &ValueCount::members);
    if (d.values.size() > kValues) d.values.resize(kValues);
    d.others = d.known;
    for (const auto& value : d.values) d.others -= value.members;
    return d;
}

GroupProfile profileOf(const Sources& sources, Unit& unit, const ProfileInput& in) {
    const Id campaign = in.campaignId.value_or(Id{});
    const auto definition =
        definitionOf(sources, unit, in.definition, in.text, campaign).value_or(Definition{});
    requireRight(sources, unit, definition, campaign);
    const auto providers = sources.providers();
    const auto sets = sources.sets(unit);
    const auto around = sources.surroundings(unit, campaign);
    Evaluator evaluator(*sets);
    Funnel funnel(evaluator, definition, around);
    const auto& stages = funnel.stages();
    const auto at = in.step ? static_cast<std::size_t>(*in.step) : stages.size() - 1;
    if (at >= stages.size())
        throw Error::invalid("/step", "targetgroups.no-such-step", "the funnel has no such step");
    GroupProfile profile;
    profile.step = stages[at].step;
    profile.members = sets->size(stages[at].left);
    profile.facts = factsOf(unit, sources.providers(), in);
    const auto ids = sets->drawn(stages[at].left, definition.seed, kDrawn);
    profile.drawn = static_cast<std::int64_t>(ids.size());
    for (std::size_t i = 0; i < ids.size() && i < static_cast<std::size_t>(in.rows); ++i)
        profile.sample.push_back({Id{ids[i]}, {}});
    Ids ascending = ids;
    std::ranges::sort(ascending);
    for (const auto& fact : profile.facts) {
        const auto values = sets->values(fact, ascending);
        for (auto& row : profile.sample)
            row.values.push_back(values[static_cast<std::size_t>(
                std::ranges::lower_bound(ascending, row.contactId.value) - ascending.begin())]);
        profile.distributions.push_back(distributed(fact, values));
    }
    return profile;
}

} // namespace

void declareProfile(Declarations& d, const Sources& sources) {
    d.ask<ProfileInput, GroupProfile>(
        "/target-groups/profile",
        {"targetgroups.read",
         "Who stands behind the number of a step: some of them, and how ten thousand drawn are distributed"},
        [&sources](const ProfileInput& in, Call&, Unit& u) { return profileOf(sources, u, in); });
}

} // namespace rejoinder::targetgroups
