#pragma once
#include "records.h"

/// What is said on the phone: steps with answers that lead on, in several languages, and the way a
/// conversation took through them.
namespace rejoinder::phone {

struct ScriptAnswer {
    std::string label;
    std::string to;           ///< key of the step it leads to; "" = the end
    std::string responseType; ///< what the person wants then; "" = nothing yet
    static void rules(Rules& r) {
        r.at("label").notEmpty().max(200);
        r.at("to").max(40).defaulted().says("Key of the step it leads to; empty = the end");
        r.at("responseType").max(40).defaulted().says("Key of the response type that is captured then");
    }
};
REJOINDER_DESCRIBE(ScriptAnswer, label, to, responseType)

/// Something that is asked for and kept.
struct ScriptField {
    std::string name, label;
    bool required = false;
    bool twice = false;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(40);
        r.at("label").notEmpty().max(200);
        r.at("required").defaulted();
        r.at("twice").defaulted().says("Typed a second time, without seeing the first");
    }
};
REJOINDER_DESCRIBE(ScriptField, name, label, required, twice)

struct ScriptStep {
    std::string key, text;
    bool mustRead = false;
    std::vector<ScriptField> fields;
    std::vector<ScriptAnswer> answers;
    static void rules(Rules& r) {
        r.at("key").notEmpty().max(40);
        r.at("text").notEmpty().max(4000).says(
            "Merge fields: {{givenName}}, {{familyName}}, {{companyName}}, {{salutation}}, {{city}}");
        r.at("mustRead").defaulted().says("A sentence that the law wants to be read out");
        r.at("fields").max(20).defaulted();
        r.at("answers").max(9).defaulted().says("None: the end");
    }
};
REJOINDER_DESCRIBE(ScriptStep, key, text, mustRead, fields, answers)

/// The script in one language; the conversation begins with the first step.
struct ScriptText {
    std::string language;
    std::vector<ScriptStep> steps;
    static void rules(Rules& r) {
        r.at("language").notEmpty().max(8);
        r.at("steps").notEmpty().max(100);
    }
};
REJOINDER_DESCRIBE(ScriptText, language, steps)

struct Script {
    Id id;
    std::string name;
    std::optional<Id> campaignId;
    bool active = true;
    std::int64_t version = 1; ///< also the number of its text: each change is a text of its own
    std::vector<ScriptText> texts;
    Timestamp writtenAt;
    std::string writtenBy;
};
REJOINDER_DESCRIBE(Script, id, name, campaignId, active, version, texts, writtenAt, writtenBy)

struct ScriptList {
    std::vector<Script> items;
};
REJOINDER_DESCRIBE(ScriptList, items)

struct NewScript {
    std::string name;
    std::optional<Id> campaignId;
    bool active = true;
    std::vector<ScriptText> texts;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("campaignId").says("Calls of this campaign follow it unless their line names another");
        r.at("active").defaulted();
        r.at("texts").notEmpty().max(20).says("The same steps in each language");
    }
};
REJOINDER_DESCRIBE(NewScript, name, campaignId, active, texts)

struct ChangeScript {
    Id id;
    std::string name;
    std::optional<Id> campaignId;
    bool active = true;
    std::vector<ScriptText> texts;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("active").defaulted();
        r.at("texts").notEmpty().max(20);
    }
};
REJOINDER_DESCRIBE(ChangeScript, id, name, campaignId, active, texts)

/// One step that was taken: the answer's place in the step's list, none at the end.
struct TakenStep {
    std::string step;
    std::optional<std::int32_t> answer;
    static void rules(Rules& r) {
        r.at("step").notEmpty().max(40);
        r.at("answer").range(0, 8);
    }
};
REJOINDER_DESCRIBE(TakenStep, step, answer)

struct CapturedField {
    std::string name, value;
    std::optional<std::string> again;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(40);
        r.at("value").max(2000);
        r.at("again").max(2000).says("The second time, of a field that is typed twice");
    }
};
REJOINDER_DESCRIBE(CapturedField, name, value, again)

struct NewScriptRun {
    Id scriptId;
    std::int64_t number = 1;
    std::string language;
    std::optional<Id> contactId, campaignId, callId, responseId;
    std::vector<TakenStep> path;
    std::vector<std::string> sentences;
    std::vector<CapturedField> captured;
    static void rules(Rules& r) {
        r.at("number").atLeast(1).says("Version of the script that was followed");
        r.at("language").notEmpty().max(8);
        r.at("callId").says("Of the call list");
        r.at("responseId").says("What was captured");
        r.at("path").notEmpty().max(500);
        r.at("sentences").max(100).defaulted().says("Keys of the steps whose sentence was read out");
        r.at("captured").max(200).defaulted();
    }
};
REJOINDER_DESCRIBE(NewScriptRun, scriptId, number, language, contactId, campaignId, callId, responseId, path,
                   sentences, captured)

struct ScriptRun {
    Id id, scriptId;
    std::int64_t number = 1;
    std::string language, agent;
    std::optional<Id> contactId, campaignId, callId, responseId;
    std::vector<TakenStep> path;
    std::vector<std::string> sentences;
    std::vector<CapturedField> captured;
    Timestamp at;
};
REJOINDER_DESCRIBE(ScriptRun, id, scriptId, number, language, agent, contactId, campaignId, callId,
                   responseId, path, sentences, captured, at)

struct RunQuery {
    std::optional<Id> contactId, responseId, callId;
    static void rules(Rules& r) { r.at("contactId").says("One of the three"); }
};
REJOINDER_DESCRIBE(RunQuery, contactId, responseId, callId)

struct ScriptRunList {
    std::vector<ScriptRun> items;
};
REJOINDER_DESCRIBE(ScriptRunList, items)

/// Adds a fault for everything that keeps these texts from being a script.
void checkScript(const std::vector<ScriptText>& texts, Faults& faults);

/// Adds a fault for everything that keeps the run from being a way through the text.
void checkRun(const ScriptText& text, const NewScriptRun& run, Faults& faults);

/// Scripts and their runs.
class Scripts {
public:
    explicit Scripts(std::shared_ptr<campaigns::Campaigns> campaigns) : campaigns_(std::move(campaigns)) {}
    static ScriptList list(Unit& unit);
    /// @throws Error NotFound `channel-phone.no-script`.
    static Script find(Unit& unit, Id id);
    /// @throws Error Invalid `channel-phone.invalid-script`.
    Script create(Unit& unit, const NewScript& wish) const;
    Script change(Unit& unit, const Script& before, const ChangeScript& wish) const;
    /// Keeps the way of a conversation. @throws Error Invalid `channel-phone.invalid-run` when it is no way
    /// through that script: a step that does not follow, a sentence not read, a field not filled.
    static ScriptRun keep(Unit& unit, const std::string& agent, const NewScriptRun& run);
    static ScriptRunList runs(Unit& unit, const RunQuery& query);
    /// @throws Error NotFound `channel-phone.no-run`.
    static ScriptRun run(Unit& unit, Id id);

private:
    void check(Unit& unit, const std::optional<Id>& campaign, const std::vector<ScriptText>& texts) const;
    std::shared_ptr<campaigns::Campaigns> campaigns_;
};

} // namespace rejoinder::phone
