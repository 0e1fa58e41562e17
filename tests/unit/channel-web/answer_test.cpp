#include "answer.h"

#include <gtest/gtest.h>

using namespace rejoinder;
using namespace rejoinder::web;

namespace {

/// Cleans nothing; refuses the mailbox "x" and the number "1".
class NoReception final : public contacts::Reception {
public:
    void clean(contacts::Contact& said, std::string_view, Faults& faults) override {
        if (said.email == "x") faults.add("/email", "contacts.email", "no address");
        if (said.phone == "1") faults.add("/phone", "contacts.phone", "no number");
    }
    std::vector<Id> withEmail(Unit&, std::string_view) override { return {}; }
    bool complete(Unit&, Id, const contacts::Contact&) override { return false; }
    void confirmEmail(Unit&, Id, std::string_view) override {}
};

FormDefinition formOf() {
    FormDefinition d;
    d.languages = {"de", "en"};
    d.fields = {{"salutation", false}, {"familyName", true}, {"email", false}, {"phone", false}};
    d.items = {{"CAT", {{"de", "Katalog"}}, 1}, {"CARD", {{"de", "Karte"}}, 5}};
    d.questions = {{"why", QuestionKind::Text, false, {{"de", "Warum?"}}, {}},
                   {"size",
                    QuestionKind::Choice,
                    true,
                    {{"de", "Grösse"}},
                    {{"s", {{"de", "klein"}}}, {"l", {{"de", "gross"}}}}},
                   {"pet", QuestionKind::YesNo, false, {{"de", "Haustier?"}}, {}}};
    d.consents = {{"news", Channel::Email, "advertising", "7", {{"de", "Ja bitte."}, {"en", "Yes."}}, false}};
    return d;
}

Answer answerTo(const FormDefinition& form, std::string_view body, bool known = false) {
    NoReception reception;
    auto answer = takeAnswer(readForm(body).value(), form);
    checkAnswer(answer, form, known, reception);
    return answer;
}

TEST(WebAnswer, TakesWhatTheFormAsksAndNothingElse) {
    const auto a =
        answerTo(formOf(), "familyName=+M%C3%BCller+&city=Bern&question.size=l&item.CAT=1&item.CARD=3&l=en"
                           "&consent.news=1&email=a%40b.ch&question.pet=no");
    EXPECT_TRUE(a.faults.empty());
    EXPECT_EQ(a.values.at("familyName"), "Müller");
    EXPECT_FALSE(a.values.contains("city"));
    EXPECT_EQ(a.language, "en");
    ASSERT_EQ(a.agreed.size(), 1u);
    EXPECT_EQ(a.agreed[0].text, "Yes.") << "the words that were shown";
    EXPECT_EQ(a.agreed[0].version, "7");
    const auto items = itemsIn(a.values, formOf());
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(items[1].quantity, 3);
    EXPECT_EQ(noteOf(a.values, formOf(), "de"), "Grösse: gross\nHaustier?: Nein\n");
}

TEST(WebAnswer, NamesEveryFault) {
    const auto a = answerTo(formOf(), "email=x&phone=1&item.CARD=6&question.size=xl&question.pet=perhaps");
    EXPECT_EQ(a.faults.at("familyName"), "fault.missing");
    EXPECT_EQ(a.faults.at("email"), "fault.email");
    EXPECT_EQ(a.faults.at("phone"), "fault.phone");
    EXPECT_EQ(a.faults.at("item.CARD"), "fault.value");
    EXPECT_EQ(a.faults.at("question.size"), "fault.value");
    EXPECT_EQ(a.faults.at("question.pet"), "fault.value");
    EXPECT_EQ(answerTo(formOf(), "familyName=A&consent.news=1&question.size=s").faults.at("email"),
              "fault.missing")
        << "consent to e-mails needs an address";
    EXPECT_EQ(
        answerTo(formOf(), "question.size=s&familyName=" + std::string(101, 'x')).faults.at("familyName"),
        "fault.tooLong");
}

TEST(WebAnswer, SomebodyMustHaveAnswered) {
    auto form = formOf();
    form.fields = {{"email", false}};
    EXPECT_EQ(answerTo(form, "question.size=s").faults.at("email"), "fault.reachable");
    EXPECT_TRUE(answerTo(form, "question.size=s", true).faults.empty()) << "a proven address says who";
    EXPECT_TRUE(answerTo(formOf(), "question.size=s", true).faults.empty())
        << "then the name need not be said";
}

TEST(WebAnswer, ReadsThePerson) {
    const auto said = saidIn({{"salutation", "ms"}, {"companyName", "Muster AG"}}, "fr", "web form x");
    EXPECT_EQ(said.salutation, contacts::Salutation::Ms);
    EXPECT_EQ(said.kind, contacts::ContactKind::Company);
    EXPECT_EQ(said.language, "fr");
}

TEST(WebAnswer, AnObjectionNamesItsChannels) {
    FormDefinition form;
    form.kind = FormKind::OptOut;
    form.channels = {Channel::Letter, Channel::Email};
    form.fields = {{"email", true}};
    const auto a = answerTo(form, "email=a%40b.ch&channel.email=1&channel.phone=1");
    EXPECT_EQ(a.channels, std::vector{Channel::Email});
}

} // namespace
