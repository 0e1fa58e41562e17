#include "types.h"

#include <algorithm>
#include <charconv>

namespace rejoinder::responses {

struct TypeList {
    std::vector<ResponseType> items;
};
REJOINDER_DESCRIBE(TypeList, items)

struct NewType {
    std::string key, name;
    Reaction reaction = Reaction::Positive;
    bool fulfil = false, optOut = false;
    std::optional<Channel> optOutChannel;
    std::vector<TypeField> fields;
    bool callBack = false, followUp = false, correctAddress = false;
    static void rules(Rules& r) {
        r.at("key").notEmpty().max(64).says("Stable short name: information-request");
        r.at("name").notEmpty().max(200);
        r.at("fulfil").defaulted();
        r.at("optOut").defaulted();
        r.at("fields").max(30).defaulted().says("What is asked for besides");
        r.at("callBack").defaulted().says("Somebody is told at once that a person waits to be called");
        r.at("followUp").defaulted().says("Runs the campaign's follow-up rules; a person starts the wave");
        r.at("correctAddress").defaulted().says("street, postcode, city … of its fields are the new address");
    }
};
REJOINDER_DESCRIBE(NewType, key, name, reaction, fulfil, optOut, optOutChannel, fields, callBack, followUp,
                   correctAddress)

/// The reaction of a type never changes: it would rewrite the figures of the past.
struct ChangeType {
    Id id;
    std::optional<std::string> name;
    std::optional<bool> fulfil, optOut, active;
    std::optional<Channel> optOutChannel;
    std::optional<std::vector<TypeField>> fields;
    std::optional<bool> callBack, followUp, correctAddress;
    static void rules(Rules& r) { r.at("fields").max(30); }
};
REJOINDER_DESCRIBE(ChangeType, id, name, fulfil, optOut, active, optOutChannel, fields, callBack, followUp,
                   correctAddress)

/// One outcome that is offered where replies to a campaign are captured.
struct OutcomeChoice {
    std::string type;
    bool byDefault = false, atDesk = true, onCards = true;
    static void rules(Rules& r) {
        r.at("type").notEmpty().max(64).says("Key of a response type");
        r.at("byDefault").defaulted().says("Chosen until somebody chooses another");
        r.at("atDesk").defaulted().says("Offered on the telephone");
        r.at("onCards").defaulted().says("Offered where cards are typed");
    }
};
REJOINDER_DESCRIBE(OutcomeChoice, type, byDefault, atDesk, onCards)

/// None are chosen in version 0: then the campaign offers all response types.
struct OutcomeSet {
    std::optional<Id> id;
    Id campaignId;
    std::vector<OutcomeChoice> outcomes;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(OutcomeSet, id, campaignId, outcomes, version)

struct OutcomesOf {
    Id campaignId;
};
REJOINDER_DESCRIBE(OutcomesOf, campaignId)

struct PutOutcomes {
    Id campaignId;
    std::vector<OutcomeChoice> outcomes;
    static void rules(Rules& r) {
        r.at("outcomes").notEmpty().max(50).says("In the order in which they are offered");
    }
};
REJOINDER_DESCRIBE(PutOutcomes, campaignId, outcomes)

namespace {

bool isNumber(const std::string& text) {
    double value = 0;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    return read.ec == std::errc() && read.ptr == end;
}

/// HH:MM of a day.
bool isTime(const std::string& t) {
    const auto digit = [&](std::size_t i) { return t[i] >= '0' && t[i] <= '9'; };
    return t.size() == 5 && t[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4) && t < "24:00" &&
           t.substr(3) < "60";
}

bool fits(const TypeField& field, const std::string& value) {
    switch (field.kind) {
    case FieldKind::Text: return value.size() <= 2000;
    case FieldKind::Number: return isNumber(value);
    case FieldKind::Date: return Date::parse(value).has_value();
    case FieldKind::Time: return isTime(value);
    case FieldKind::YesNo: return value == "yes" || value == "no";
    case FieldKind::Choice: return std::ranges::find(field.choices, value) != field.choices.end();
    }
    return false;
}

void checkDefinition(const std::vector<TypeField>& fields) {
    Faults faults;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto& field = fields[i];
        const auto at = "/fields/" + std::to_string(i);
        if (std::ranges::count(fields, field.key, &TypeField::key) > 1)
            faults.add(at + "/key", "responses.field-twice", "there are two fields " + field.key);
        if ((field.kind == FieldKind::Choice) == field.choices.empty())
            faults.add(at + "/choices", "responses.field-choices",
                       "a choice, and only a choice, has choices");
    }
    faults.raise("responses.invalid-type");
}

ResponseType findType(Unit& u, Id id) {
    auto type = u.one<ResponseType>("responses.find-type-by-id", {{"id", id}});
    if (!type) throw Error::notFound("responses.no-such-type", "there is no such response type");
    return std::move(*type);
}

ResponseType create(Unit& u, const NewType& in) {
    checkDefinition(in.fields);
    if (u.one<ResponseType>("responses.find-type", {{"key", in.key}}))
        throw Error::conflict("responses.type-exists", "there is a response type " + in.key + " already");
    const ResponseType type{u.newId(),        in.key, in.name, in.reaction, in.fulfil,   in.optOut,
                            in.optOutChannel, true,   1,       in.fields,   in.callBack, in.followUp,
                            in.correctAddress};
    u.run("responses.insert-type", type);
    u.audit("response-types.create", type.id, in.key);
    return type;
}

ResponseType change(Unit& u, Call& call, const ChangeType& in) {
    auto type = findType(u, in.id);
    call.requireMatch(type.version);
    if (in.name) type.name = *in.name;
    if (in.fulfil) type.fulfil = *in.fulfil;
    if (in.optOut) type.optOut = *in.optOut;
    if (in.active) type.active = *in.active;
    if (in.optOutChannel) type.optOutChannel = in.optOutChannel;
    if (in.callBack) type.callBack = *in.callBack;
    if (in.followUp) type.followUp = *in.followUp;
    if (in.correctAddress) type.correctAddress = *in.correctAddress;
    if (in.fields) {
        checkDefinition(*in.fields);
        type.fields = *in.fields;
    }
    u.run("responses.update-type", type);
    u.audit("response-types.change", in.id, json::write(in));
    return findType(u, in.id);
}

std::optional<OutcomeSet> kept(Unit& u, Id campaign) {
    return u.one<OutcomeSet>("responses.find-outcome-set", {{"campaignId", campaign}});
}

void needCampaign(Unit& u, Id campaign, const Sources& sources) {
    if (!sources.campaigns->find(u, campaign))
        throw Error::notFound("responses.unknown-campaign", "there is no such campaign");
}

OutcomeSet outcomesOf(Unit& u, Id campaign, const Sources& sources) {
    needCampaign(u, campaign, sources);
    return kept(u, campaign).value_or(OutcomeSet{{}, campaign, {}, 0});
}

void removeOutcomes(Unit& u, Id campaign) {
    const auto set = kept(u, campaign);
    if (!set) throw Error::notFound("responses.no-outcome-set", "this campaign offers all response types");
    u.run("responses.delete-outcome-set", {{"campaignId", campaign}});
    u.audit("outcome-sets.remove", *set->id);
}

OutcomeSet putOutcomes(Unit& u, Call& call, const PutOutcomes& in, const Sources& sources) {
    needCampaign(u, in.campaignId, sources);
    Faults faults;
    for (std::size_t i = 0; i < in.outcomes.size(); ++i) {
        const auto& one = in.outcomes[i];
        const auto at = "/outcomes/" + std::to_string(i);
        const auto type = u.one<ResponseType>("responses.find-type", {{"key", one.type}});
        if (!type || !type->active)
            faults.add(at + "/type", "responses.unknown-type",
                       "there is no active response type " + one.type);
        if (std::ranges::count(in.outcomes, one.type, &OutcomeChoice::type) > 1)
            faults.add(at + "/type", "responses.outcome-twice", one.type + " is there twice");
    }
    if (std::ranges::count(in.outcomes, true, &OutcomeChoice::byDefault) > 1)
        faults.add("/outcomes", "responses.one-default", "one outcome is the default");
    faults.raise("responses.invalid-outcomes");
    const auto before = kept(u, in.campaignId);
    call.requireMatch(before ? before->version : 0); // 0: there was none
    const OutcomeSet set{before ? before->id : std::optional(u.newId()), in.campaignId, in.outcomes, 1};
    u.run(before ? "responses.change-outcome-set" : "responses.insert-outcome-set", set);
    u.audit("outcome-sets.put", *set.id, json::write(in));
    return *kept(u, in.campaignId);
}

} // namespace

void checkFields(const ResponseType& type, const std::map<std::string, std::string>& values) {
    if (type.fields.empty() && values.empty()) return;
    Faults faults;
    for (const auto& field : type.fields) {
        const auto at = values.find(field.key);
        const bool there = at != values.end() && !at->second.empty();
        if (!there && field.required)
            faults.add("/fields/" + field.key, "responses.field-missing", field.label + " is missing");
        if (there && !fits(field, at->second))
            faults.add("/fields/" + field.key, "responses.field-value", field.label + " cannot be this");
    }
    for (const auto& [key, value] : values)
        if (std::ranges::find(type.fields, key, &TypeField::key) == type.fields.end())
            faults.add("/fields/" + key, "responses.unknown-field", type.key + " has no field " + key);
    faults.raise("responses.invalid-fields");
}

void addStartingTypes(Unit& unit) {
    using enum Reaction;
    struct Start {
        const char *key, *name;
        Reaction reaction;
        bool fulfil = false, optOut = false, callBack = false, correctAddress = false;
        std::vector<TypeField> fields = {};
    };
    const std::vector<Start> types{{"information-request", "Wants information material", Positive, true},
                                   {"order", "Orders", Positive, true},
                                   {"visit", "Visited the shop or the website", Positive},
                                   {"appointment", "Wants an appointment", Positive},
                                   {"question", "Has a question", None},
                                   {"call-back", "Wants to be called back", None, false, false, true},
                                   {"not-interested", "Is not interested", Negative},
                                   {"opt-out", "Objects to advertising", Negative, false, true},
                                   {"payment", "Gives or pays", Positive},
                                   {"new-address",
                                    "Says a new address",
                                    None,
                                    false,
                                    false,
                                    false,
                                    true,
                                    {{"street", "Street", FieldKind::Text, true, {}},
                                     {"houseNumber", "House number", FieldKind::Text, false, {}},
                                     {"postcode", "Postcode", FieldKind::Text, true, {}},
                                     {"city", "City", FieldKind::Text, true, {}}}},
                                   {"complaint", "Complains", Negative}};
    for (const auto& t : types) {
        ResponseType type;
        type.id = unit.newId();
        type.key = t.key;
        type.name = t.name;
        type.reaction = t.reaction;
        type.fulfil = t.fulfil;
        type.optOut = t.optOut;
        type.callBack = t.callBack;
        type.correctAddress = t.correctAddress;
        type.fields = t.fields;
        unit.run("responses.insert-type", type);
    }
}

void declareTypes(Declarations& d, const Sources& sources) {
    d.get<None, TypeList>(
        "/response-types", {"responses.read", "Response types"},
        [](const None&, Call&, Unit& u) { return TypeList{u.all<ResponseType>("responses.list-types")}; });
    d.get<ById, ResponseType>("/response-types/{id}", {"responses.read", "A response type"},
                              [](const ById& in, Call&, Unit& u) { return findType(u, in.id); });
    d.post<NewType, ResponseType>("/response-types", {"responses.types", "Make a response type", 201},
                                  [](const NewType& in, Call&, Unit& u) { return create(u, in); });
    d.patch<ChangeType, ResponseType>(
        "/response-types/{id}",
        {"responses.types", "Change a response type; its reaction never changes", 200, true},
        [](const ChangeType& in, Call& call, Unit& u) { return change(u, call, in); });
    d.get<OutcomesOf, OutcomeSet>(
        "/outcome-sets/{campaignId}",
        {"responses.read",
         "The outcomes that a campaign offers, in their order; none in version 0: all types"},
        [&sources](const OutcomesOf& in, Call&, Unit& u) { return outcomesOf(u, in.campaignId, sources); });
    d.put<PutOutcomes, OutcomeSet>(
        "/outcome-sets/{campaignId}",
        {"responses.types", "Say which outcomes a campaign offers; If-Match \"0\" where there was no set",
         200, true},
        [&sources](const PutOutcomes& in, Call& call, Unit& u) { return putOutcomes(u, call, in, sources); });
    d.remove<OutcomesOf>("/outcome-sets/{campaignId}",
                         {"responses.types", "Offer all response types for a campaign again"},
                         [](const OutcomesOf& in, Call&, Unit& u) { removeOutcomes(u, in.campaignId); });
}

} // namespace rejoinder::responses
