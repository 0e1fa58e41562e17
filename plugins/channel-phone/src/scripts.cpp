#include "scripts.h"

#include "merge/template.h"

#include <algorithm>
#include <set>

namespace rejoinder::phone {

namespace {

const std::vector<std::string>& scriptFields() {
    static const std::vector<std::string> names{"givenName", "familyName", "companyName", "salutation",
                                                "city"};
    return names;
}

const ScriptStep* stepOf(const ScriptText& text, std::string_view key) {
    const auto found = std::ranges::find(text.steps, key, &ScriptStep::key);
    return found == text.steps.end() ? nullptr : &*found;
}

/// The steps that can be come to from the first one.
std::set<std::string> reached(const ScriptText& text) {
    std::set<std::string> seen;
    std::vector<const ScriptStep*> open{&text.steps.front()};
    while (!open.empty()) {
        const ScriptStep* step = open.back();
        open.pop_back();
        if (step == nullptr || !seen.insert(step->key).second) continue;
        for (const auto& answer : step->answers)
            if (!answer.to.empty()) open.push_back(stepOf(text, answer.to));
    }
    return seen;
}

void checkStep(const ScriptText& text, const ScriptStep& step, const std::string& at, Faults& faults) {
    for (const auto& problem : merge::Template(step.text).problems(scriptFields()))
        faults.add(at + "/text", "channel-phone.merge-field", problem.message);
    for (std::size_t i = 0; i < step.answers.size(); ++i)
        if (!step.answers[i].to.empty() && stepOf(text, step.answers[i].to) == nullptr)
            faults.add(at + "/answers/" + std::to_string(i) + "/to", "channel-phone.no-step",
                       "there is no such step");
}

/// What must be the same in every language, so that a way through one is a way through all.
bool sameShape(const ScriptStep& a, const ScriptStep& b) {
    return a.key == b.key && a.mustRead == b.mustRead &&
           std::ranges::equal(a.answers, b.answers,
                              [](const auto& x, const auto& y) {
                                  return x.to == y.to && x.responseType == y.responseType;
                              }) &&
           std::ranges::equal(a.fields, b.fields, [](const auto& x, const auto& y) {
               return x.name == y.name && x.required == y.required && x.twice == y.twice;
           });
}

void checkText(const ScriptText& text, const std::string& at, Faults& faults) {
    std::set<std::string_view> keys, names;
    const auto seen = reached(text);
    for (std::size_t i = 0; i < text.steps.size(); ++i) {
        const auto& step = text.steps[i];
        const std::string here = at + "/steps/" + std::to_string(i);
        if (!keys.insert(step.key).second)
            faults.add(here + "/key", "channel-phone.step-twice", "this key stands here twice");
        else if (!seen.contains(step.key))
            faults.add(here + "/key", "channel-phone.step-alone", "no answer leads to this step");
        for (const auto& field : step.fields)
            if (!names.insert(field.name).second)
                faults.add(here + "/fields", "channel-phone.field-twice", "this field stands here twice");
        checkStep(text, step, here, faults);
    }
}

const std::string* valueOf(const NewScriptRun& run, std::string_view name) {
    const auto found = std::ranges::find(run.captured, name, &CapturedField::name);
    return found == run.captured.end() || found->value.empty() ? nullptr : &found->value;
}

void checkFields(const ScriptStep& step, const NewScriptRun& run, Faults& faults) {
    for (const auto& field : step.fields) {
        const auto* value = valueOf(run, field.name);
        if (value == nullptr) {
            if (field.required)
                faults.add("/captured", "channel-phone.field-missing", field.label + " is not filled");
            continue;
        }
        const auto& again = std::ranges::find(run.captured, field.name, &CapturedField::name)->again;
        if (field.twice && (!again || *again != *value))
            faults.add("/captured", "channel-phone.field-differs",
                       field.label + " was typed differently the second time");
    }
}

} // namespace

void checkScript(const std::vector<ScriptText>& texts, Faults& faults) {
    std::set<std::string_view> languages;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::string at = "/texts/" + std::to_string(i);
        if (!languages.insert(texts[i].language).second)
            faults.add(at + "/language", "channel-phone.language-twice", "this language stands here twice");
        checkText(texts[i], at, faults);
        if (!std::ranges::equal(texts[i].steps, texts.front().steps, sameShape))
            faults.add(at + "/steps", "channel-phone.other-steps",
                       "every language has the same steps, answers and fields in the same order");
    }
}

void checkRun(const ScriptText& text, const NewScriptRun& run, Faults& faults) {
    std::string expected = text.steps.front().key;
    for (std::size_t i = 0; i < run.path.size(); ++i) {
        const auto& taken = run.path[i];
        const auto* step = taken.step == expected ? stepOf(text, taken.step) : nullptr;
        const bool last = i + 1 == run.path.size();
        const auto answers = step == nullptr ? 0 : static_cast<std::int32_t>(step->answers.size());
        if (step == nullptr || (taken.answer && *taken.answer >= answers) || (!taken.answer && !last)) {
            faults.add("/path/" + std::to_string(i), "channel-phone.not-a-way", "this does not follow");
            return;
        }
        if (step->mustRead && std::ranges::find(run.sentences, step->key) == run.sentences.end())
            faults.add("/sentences", "channel-phone.not-read", "the sentence " + step->key + " was not read");
        checkFields(*step, run, faults);
        expected = taken.answer ? step->answers[static_cast<std::size_t>(*taken.answer)].to : "";
        if (expected.empty() && !last) {
            faults.add("/path/" + std::to_string(i + 1), "channel-phone.not-a-way", "it had ended before");
            return;
        }
    }
}

ScriptList Scripts::list(Unit& unit) {
    return {unit.all<Script>("channel-phone.list-scripts")};
}

Script Scripts::find(Unit& unit, Id id) {
    auto script = unit.one<Script>("channel-phone.find-script", {{"id", id}});
    if (!script)
        throw Error::notFound("channel-phone.no-script", "There is no script " + id.toString() + ".");
    return std::move(*script);
}

void Scripts::check(Unit& unit, const std::optional<Id>& campaign,
                    const std::vector<ScriptText>& texts) const {
    Faults faults;
    if (campaign && !campaigns_->find(unit, *campaign))
        faults.add("/campaignId", "channel-phone.no-campaign", "there is no such campaign");
    checkScript(texts, faults);
    faults.raise("channel-phone.invalid-script");
}

namespace {

struct ScriptRow {
    Id id;
    std::string name;
    std::optional<Id> campaignId;
    bool active = true;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(ScriptRow, id, name, campaignId, active, version)

struct TextRow {
    Id scriptId;
    std::int64_t number = 1;
    std::vector<ScriptText> texts;
    Timestamp createdAt;
    std::string createdBy;
};
REJOINDER_DESCRIBE(TextRow, scriptId, number, texts, createdAt, createdBy)

struct TextsOnly {
    std::vector<ScriptText> texts;
};
REJOINDER_DESCRIBE(TextsOnly, texts)

void addText(Unit& unit, const Script& script) {
    unit.run("channel-phone.insert-script-text",
             TextRow{script.id, script.version, script.texts, script.writtenAt, script.writtenBy});
}

} // namespace

Script Scripts::create(Unit& unit, const NewScript& wish) const {
    check(unit, wish.campaignId, wish.texts);
    Script script{unit.newId(), wish.name,  wish.campaignId,  wish.active, 1,
                  wish.texts,   unit.now(), unit.actor().name};
    unit.run("channel-phone.insert-script",
             ScriptRow{script.id, script.name, script.campaignId, script.active, script.version});
    addText(unit, script);
    unit.audit("channel-phone.create-script", script.id, script.name);
    return script;
}

Script Scripts::change(Unit& unit, const Script& before, const ChangeScript& wish) const {
    check(unit, wish.campaignId, wish.texts);
    Script script{before.id,          wish.name,  wish.campaignId, wish.active,
                  before.version + 1, wish.texts, unit.now(),      unit.actor().name};
    addText(unit, script);
    unit.run("channel-phone.update-script",
             ScriptRow{script.id, script.name, script.campaignId, script.active, script.version});
    unit.audit("channel-phone.change-script", script.id, script.name);
    return script;
}

ScriptRun Scripts::keep(Unit& unit, const std::string& agent, const NewScriptRun& wish) {
    const auto texts = unit.one<TextsOnly>("channel-phone.find-script-text",
                                           {{"scriptId", wish.scriptId}, {"number", wish.number}});
    if (!texts)
        throw Error::invalid("/scriptId", "channel-phone.no-script", "there is no such version of a script");
    const auto text = std::ranges::find(texts->texts, wish.language, &ScriptText::language);
    if (text == texts->texts.end())
        throw Error::invalid("/language", "channel-phone.no-language", "the script does not speak it");
    Faults faults;
    checkRun(*text, wish, faults);
    faults.raise("channel-phone.invalid-run");
    ScriptRun run{unit.newId(),   wish.scriptId,   wish.number, wish.language,   agent,
                  wish.contactId, wish.campaignId, wish.callId, wish.responseId, wish.path,
                  wish.sentences, wish.captured,   unit.now()};
    for (auto& field : run.captured) field.again.reset();
    unit.run("channel-phone.insert-script-run", run);
    unit.audit("channel-phone.script-run", run.id);
    return run;
}

ScriptRunList Scripts::runs(Unit& unit, const RunQuery& query) {
    if (query.responseId)
        return {unit.all<ScriptRun>("channel-phone.script-runs-of-response",
                                    {{"responseId", *query.responseId}})};
    if (query.callId)
        return {unit.all<ScriptRun>("channel-phone.script-runs-of-call", {{"callId", *query.callId}})};
    if (query.contactId)
        return {
            unit.all<ScriptRun>("channel-phone.script-runs-of-contact", {{"contactId", *query.contactId}})};
    throw Error::invalid("/contactId", "channel-phone.run-of-what", "name a contact, a response or a call");
}

ScriptRun Scripts::run(Unit& unit, Id id) {
    auto run = unit.one<ScriptRun>("channel-phone.find-script-run", {{"id", id}});
    if (!run) throw Error::notFound("channel-phone.no-run", "There is no run " + id.toString() + ".");
    return std::move(*run);
}

} // namespace rejoinder::phone
