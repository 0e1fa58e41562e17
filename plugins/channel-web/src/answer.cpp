#include "answer.h"

#include "words.h"

#include <algorithm>
#include <charconv>

namespace rejoinder::web {

namespace {

using contacts::Contact;

constexpr std::size_t kMostText = 2'000;

struct SaidField {
    std::string_view name;
    std::string Contact::*member;
};
constexpr SaidField kSaid[] = {{"title", &Contact::title},
                               {"givenName", &Contact::givenName},
                               {"familyName", &Contact::familyName},
                               {"companyName", &Contact::companyName},
                               {"street", &Contact::street},
                               {"houseNumber", &Contact::houseNumber},
                               {"addressLine2", &Contact::addressLine2},
                               {"postcode", &Contact::postcode},
                               {"city", &Contact::city},
                               {"country", &Contact::country},
                               {"email", &Contact::email},
                               {"phone", &Contact::phone}};

std::size_t codePoints(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string valueIn(const Texts& values, const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
}

/// The number of an item; 0 for none, nothing for what is no number of the range.
std::optional<std::int32_t> quantityOf(const std::string& value, std::int32_t most) {
    if (value.empty()) return 0;
    std::int32_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || number < 0 || number > most)
        return std::nullopt;
    return number;
}

void checkFields(Answer& answer, const FormDefinition& form, bool known) {
    for (const auto& field : form.fields) {
        const auto* of = knownField(field.name);
        const auto value = valueIn(answer.values, field.name);
        const bool spared = known && of && (of->person || field.name == "code");
        if (value.empty() && field.required && !spared) answer.faults[field.name] = "fault.missing";
        if (of && codePoints(value) > of->most) answer.faults[field.name] = "fault.tooLong";
    }
    if (codePoints(valueIn(answer.values, "code")) > knownField("code")->most)
        answer.faults["code"] = "fault.tooLong";
}

void checkItems(Answer& answer, const FormDefinition& form) {
    for (const auto& item : form.items) {
        const auto name = "item." + item.sku;
        if (!quantityOf(valueIn(answer.values, name), item.most)) answer.faults[name] = "fault.value";
    }
}

void checkQuestions(Answer& answer, const FormDefinition& form) {
    for (const auto& question : form.questions) {
        const auto name = "question." + question.key;
        const auto value = valueIn(answer.values, name);
        if (value.empty()) {
            if (question.required) answer.faults[name] = "fault.missing";
            continue;
        }
        if (codePoints(value) > kMostText) answer.faults[name] = "fault.tooLong";
        const bool chosen =
            question.kind == QuestionKind::Text ||
            (question.kind == QuestionKind::YesNo && (value == "yes" || value == "no")) ||
            std::ranges::find(question.options, value, &QuestionOption::value) != question.options.end();
        if (!chosen) answer.faults[name] = "fault.value";
    }
}

void checkConsents(Answer& answer, const FormDefinition& form) {
    for (const auto& consent : form.consents) {
        const auto name = "consent." + consent.key;
        const bool given = valueIn(answer.values, name) == "1";
        if (!given && consent.required) answer.faults[name] = "fault.consent";
        if (!given) continue;
        const auto* text = textIn(consent.text, answer.language);
        answer.agreed.push_back(
            {consent.key, consent.channel, consent.purpose, consent.version, text ? *text : std::string()});
        const bool phone = consent.channel == Channel::Phone || consent.channel == Channel::Sms;
        const std::string needs = consent.channel == Channel::Email ? "email" : phone ? "phone" : "";
        if (!needs.empty() && valueIn(answer.values, needs).empty()) answer.faults[needs] = "fault.missing";
    }
}

void checkPerson(Answer& answer, const FormDefinition& form, bool known, contacts::Reception& reception) {
    auto said = saidIn(answer.values, answer.language, {});
    Faults faults;
    reception.clean(said, form.country, faults);
    for (const auto& fault : faults.list()) {
        const auto name = fault.pointer.substr(1);
        if (answer.faults.contains(name) || valueIn(answer.values, name).empty()) continue;
        const bool own = name == "email" || name == "phone" || name == "country";
        answer.faults[name] = fault.code == "contacts.too-long" ? "fault.tooLong"
                              : own                             ? "fault." + name
                                                                : "fault.value";
    }
    if (known) return;
    static const std::vector<std::string> kIdentity{"code", "email", "phone", "familyName", "companyName"};
    if (std::ranges::any_of(kIdentity,
                            [&](const auto& name) { return !valueIn(answer.values, name).empty(); }))
        return;
    for (const auto& name : kIdentity) {
        if (std::ranges::find(form.fields, name, &FormField::name) == form.fields.end()) continue;
        if (!answer.faults.contains(name)) answer.faults[name] = "fault.reachable";
        return;
    }
}

} // namespace

std::string trimmed(std::string text) {
    const auto first = text.find_first_not_of(" \t\n");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

Answer takeAnswer(const Pairs& pairs, const FormDefinition& form) {
    Answer answer;
    answer.token = valueOf(pairs, "t");
    answer.address = valueOf(pairs, "a");
    answer.switchTo = valueOf(pairs, "switch");
    answer.embedded = !valueOf(pairs, "embed").empty();
    answer.trapped = !valueOf(pairs, "homepage").empty();
    const auto language = valueOf(pairs, "l");
    const auto offered = std::ranges::find(form.languages, language) != form.languages.end();
    answer.language = offered || form.languages.empty() ? language : form.languages.front();
    const auto take = [&](const std::string& name) {
        if (auto value = trimmed(valueOf(pairs, name)); !value.empty())
            answer.values[name] = std::move(value);
    };
    take("code");
    for (const auto& field : form.fields) take(field.name);
    for (const auto& item : form.items) take("item." + item.sku);
    for (const auto& question : form.questions) take("question." + question.key);
    for (const auto& consent : form.consents) take("consent." + consent.key);
    if (form.kind == FormKind::OptOut) {
        for (const Channel channel : form.channels) {
            take("channel." + nameOf(channel));
            if (answer.values.contains("channel." + nameOf(channel))) answer.channels.push_back(channel);
        }
    }
    return answer;
}

void checkAnswer(Answer& answer, const FormDefinition& form, bool known, contacts::Reception& reception) {
    checkFields(answer, form, known);
    checkItems(answer, form);
    checkQuestions(answer, form);
    checkConsents(answer, form);
    checkPerson(answer, form, known, reception);
}

contacts::Contact saidIn(const Texts& values, std::string_view language, std::string source) {
    Contact said;
    for (const auto& [name, member] : kSaid) said.*member = valueIn(values, std::string(name));
    said.language = language;
    said.source = std::move(source);
    const auto salutation = valueIn(values, "salutation");
    said.salutation = salutation == "mr"   ? contacts::Salutation::Mr
                      : salutation == "ms" ? contacts::Salutation::Ms
                      : salutation == "mx" ? contacts::Salutation::Mx
                                           : contacts::Salutation::None;
    if (said.familyName.empty() && !said.companyName.empty()) said.kind = contacts::ContactKind::Company;
    return said;
}

std::string whoSays(const contacts::Contact& said) {
    std::string out;
    const auto line = [&](std::initializer_list<std::string> parts) {
        std::string one;
        for (const auto& part : parts)
            if (!part.empty()) one += (one.empty() ? "" : " ") + part;
        if (!one.empty()) out += one + "\n";
    };
    line({said.companyName});
    line({said.title, said.givenName, said.familyName});
    line({said.street, said.houseNumber});
    line({said.addressLine2});
    line({said.country, said.postcode, said.city});
    line({said.email});
    line({said.phone});
    return out;
}

std::vector<responses::RequestedItem> itemsIn(const Texts& values, const FormDefinition& form) {
    std::vector<responses::RequestedItem> items;
    for (const auto& item : form.items) {
        const auto quantity = quantityOf(valueIn(values, "item." + item.sku), item.most);
        if (quantity && *quantity > 0) items.push_back({item.sku, *quantity});
    }
    return items;
}

std::string noteOf(const Texts& values, const FormDefinition& form, std::string_view language) {
    std::string note;
    for (const auto& question : form.questions) {
        auto value = valueIn(values, "question." + question.key);
        if (value.empty()) continue;
        if (question.kind == QuestionKind::YesNo) value = words("form." + value, language);
        const auto option = std::ranges::find(question.options, value, &QuestionOption::value);
        if (option != question.options.end())
            if (const auto* label = textIn(option->label, language)) value = *label;
        const auto* label = textIn(question.label, language);
        note += (label ? *label : question.key) + ": " + value + "\n";
    }
    return note;
}

} // namespace rejoinder::web
