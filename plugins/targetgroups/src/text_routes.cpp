#include "names.h"
#include "routes.h"

namespace rejoinder::targetgroups {

namespace {

/// One of both: a definition to be said, or a text to be read.
struct TextInput {
    std::optional<Id> campaignId;
    std::optional<std::string> text;
    std::optional<Definition> definition;
    static void rules(Rules& r) {
        r.at("campaignId").says("Whose cells are called by their codes");
        r.at("text").max(200'000);
    }
};
REJOINDER_DESCRIBE(TextInput, campaignId, text, definition)

struct TextOutput {
    std::string text; ///< the definition as it is written here
    std::optional<Definition> definition;
    std::optional<TextProblem> problem; ///< where the text cannot be read, then there is no definition
};
REJOINDER_DESCRIBE(TextOutput, text, definition, problem)

TextOutput converted(const Sources& sources, Unit& unit, const TextInput& in) {
    if (in.text.has_value() == in.definition.has_value())
        throw Error::invalid("/text", "targetgroups.text-or-definition",
                             "give a text or a definition, one of them");
    const CampaignNames names(unit, *sources.campaigns);
    const Id campaign = in.campaignId.value_or(Id{});
    TextOutput out;
    if (in.definition) {
        out.definition = plain(*in.definition);
    } else {
        out.text = *in.text;
        TextProblem problem;
        out.definition = parse(*in.text, campaign, names, problem);
        if (!out.definition) out.problem = problem;
    }
    if (out.definition) out.text = print(*out.definition, campaign, names);
    return out;
}

} // namespace

void declareText(Declarations& d, const Sources& sources) {
    d.ask<TextInput, TextOutput>(
        "/target-groups/text",
        {"targetgroups.read",
         "Say a definition as text, or read it from one; the text comes back as written here"},
        [&sources](const TextInput& in, Call&, Unit& u) { return converted(sources, u, in); });
}

std::optional<Definition> definitionOf(const Sources& sources, Unit& unit,
                                       const std::optional<Definition>& definition,
                                       const std::optional<std::string>& text, Id campaign) {
    if (!text) return definition;
    if (definition)
        throw Error::invalid("/text", "targetgroups.text-or-definition",
                             "give a text or a definition, one of them");
    TextProblem problem;
    auto read = parse(*text, campaign, CampaignNames(unit, *sources.campaigns), problem);
    if (!read)
        throw Error::invalid("/text", "targetgroups.text",
                             "line " + std::to_string(problem.line) + ", column " +
                                 std::to_string(problem.column) + ": expected " + problem.expected +
                                 ", found " +
                                 (problem.found.empty() ? "the end" : "“" + problem.found + "”"));
    return read;
}

void requireRight(const Sources& sources, Unit& unit, const Definition& definition, Id campaign) {
    Faults faults;
    if (campaign && !sources.campaigns->find(unit, campaign))
        throw Error::invalid("/campaignId", "targetgroups.no-such-campaign", "there is no such campaign");
    check(sources.providers(), definition, sources.surroundings(unit, campaign), faults);
    faults.raise();
}

} // namespace rejoinder::targetgroups
