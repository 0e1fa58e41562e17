#include "scripts.h"

#include <gmock/gmock.h>

using namespace rejoinder;
using namespace rejoinder::phone;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

ScriptText text(const std::string& language) {
    ScriptText t;
    t.language = language;
    t.steps = {
        {"start", "Hello {{familyName}}", false, {}, {{"yes", "law", ""}, {"no", "", "not-interested"}}},
        {"law", "This is recorded.", true, {}, {{"go on", "account", ""}}},
        {"account",
         "Your IBAN?",
         false,
         {{"iban", "IBAN", true, true}},
         {{"done", "", "order"}, {"back", "start", ""}}}};
    return t;
}

std::vector<std::string> codesOf(const Faults& faults) {
    std::vector<std::string> codes;
    for (const auto& fault : faults.list()) codes.push_back(fault.code.substr(14));
    return codes;
}

std::vector<std::string> wrongIn(const std::vector<ScriptText>& texts) {
    Faults faults;
    checkScript(texts, faults);
    return codesOf(faults);
}

NewScriptRun run() {
    NewScriptRun r;
    r.language = "en";
    r.path = {{"start", 0}, {"law", 0}, {"account", 0}};
    r.sentences = {"law"};
    r.captured = {{"iban", "CH93", "CH93"}};
    return r;
}

std::vector<std::string> wrongIn(const NewScriptRun& r) {
    Faults faults;
    checkRun(text("en"), r, faults);
    return codesOf(faults);
}

} // namespace

TEST(Script, TheSameStepsInEveryLanguage) {
    EXPECT_THAT(wrongIn(std::vector{text("en"), text("de")}), IsEmpty());
    EXPECT_THAT(wrongIn(std::vector{text("en"), text("en")}), ElementsAre("language-twice"));
    auto other = text("de");
    other.steps[0].answers[0].to = "account";
    EXPECT_THAT(wrongIn(std::vector{text("en"), other}), ElementsAre("step-alone", "other-steps"));
    other = text("de");
    other.steps[1].mustRead = false;
    EXPECT_THAT(wrongIn(std::vector{text("en"), other}), ElementsAre("other-steps"));
    other = text("de");
    other.steps[0].text = other.steps[0].answers[0].label = "other words";
    EXPECT_THAT(wrongIn(std::vector{text("en"), other}), IsEmpty());
}

TEST(Script, AnswersLeadSomewhere) {
    auto t = text("en");
    t.steps[0].answers[0].to = "nowhere";
    EXPECT_THAT(wrongIn(std::vector{t}), ElementsAre("no-step", "step-alone", "step-alone"));
    t = text("en");
    t.steps[1].key = "start";
    EXPECT_THAT(wrongIn(std::vector{t}), testing::Contains("step-twice"));
    t = text("en");
    t.steps[0].text = "Hello {{iban}}";
    EXPECT_THAT(wrongIn(std::vector{t}), ElementsAre("merge-field"));
    t = text("en");
    t.steps[0].fields = {{"iban", "again", false, false}};
    EXPECT_THAT(wrongIn(std::vector{t}), ElementsAre("field-twice"));
}

TEST(ScriptRun, IsAWayThroughTheScript) {
    EXPECT_THAT(wrongIn(run()), IsEmpty());
    auto r = run();
    r.path = {{"start", 1}};
    EXPECT_THAT(wrongIn(r), IsEmpty()) << "who says no hears nothing more";
    r.path = {{"start", 0}, {"law", {}}};
    EXPECT_THAT(wrongIn(r), IsEmpty()) << "they hung up in the middle";
    r.path = {{"start", 0}, {"account", 0}};
    EXPECT_THAT(wrongIn(r), ElementsAre("not-a-way"));
    r.path = {{"start", 2}};
    EXPECT_THAT(wrongIn(r), ElementsAre("not-a-way"));
    r.path = {{"start", {}}, {"law", 0}};
    EXPECT_THAT(wrongIn(r), ElementsAre("not-a-way"));
    r.path = {{"start", 1}, {"law", 0}};
    EXPECT_THAT(wrongIn(r), ElementsAre("not-a-way"));
    r = run();
    r.path = {{"start", 0}, {"law", 0}, {"account", 1}, {"start", 0}, {"law", 0}, {"account", 0}};
    EXPECT_THAT(wrongIn(r), IsEmpty()) << "in a circle";
}

TEST(ScriptRun, WhatTheLawWantsWasRead) {
    auto r = run();
    r.sentences.clear();
    EXPECT_THAT(wrongIn(r), ElementsAre("not-read"));
}

TEST(ScriptRun, FieldsAreFilledAndTypedTwiceAlike) {
    auto r = run();
    r.captured.clear();
    EXPECT_THAT(wrongIn(r), ElementsAre("field-missing"));
    r = run();
    r.captured[0].again = "CH94";
    EXPECT_THAT(wrongIn(r), ElementsAre("field-differs"));
    r.captured[0].again.reset();
    EXPECT_THAT(wrongIn(r), ElementsAre("field-differs"));
}
