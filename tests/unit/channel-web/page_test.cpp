#include "page.h"
#include "words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace rejoinder;
using namespace rejoinder::web;
using testing::HasSubstr;
using testing::Not;

namespace {

FormRow rowOfForm() {
    FormRow form;
    form.id = Id{1};
    form.slug = "spring";
    auto& d = form.definition;
    d.languages = {"de", "fr"};
    d.texts = {
        {"de",
         {.title = "Frühling <b>",
          .intro = "Eins\n\nZwei",
          .button = {},
          .thanks = {},
          .closed = {},
          .pictureAlt = {}}},
        {"fr",
         {.title = "Printemps", .intro = {}, .button = {}, .thanks = {}, .closed = {}, .pictureAlt = {}}}};
    d.fields = {{"familyName", true}, {"email", false}};
    d.items = {{"A\"1", {{"de", "Katalog & mehr"}, {"fr", "Catalogue"}}, 1}};
    d.consents = {{"news",
                   Channel::Email,
                   "advertising",
                   "1",
                   {{"de", "Ja, schreiben Sie mir."}, {"fr", "Oui"}},
                   false}};
    d.senderName = "Muster AG";
    d.hosts = {"https://www.example.org"};
    return form;
}

FileAnswer pageOf(const FormRow& form, Texts values = {}, Texts faults = {}, std::string address = {},
                  std::string greeting = {}) {
    static const std::vector<PictureInfo> kNone;
    return formPage({.form = form,
                     .pictures = kNone,
                     .language = "de",
                     .pictureBase = "/f/spring/",
                     .token = "t0",
                     .address = std::move(address),
                     .greeting = std::move(greeting),
                     .values = std::move(values),
                     .faults = std::move(faults),
                     .notice = {}});
}

std::string headerOf(const FileAnswer& answer, std::string_view name) {
    for (const auto& [n, value] : answer.headers)
        if (n == name) return value;
    return {};
}

TEST(WebPage, EscapesEverythingThatIsTyped) {
    const auto page = pageOf(rowOfForm(), {{"familyName", "<script>\"'&"}, {"email", "\"><img src=x>"}});
    EXPECT_THAT(page.body, Not(HasSubstr("<script>\"")));
    EXPECT_THAT(page.body, Not(HasSubstr("<img src=x>")));
    EXPECT_THAT(page.body, HasSubstr("Frühling &lt;b&gt;"));
    EXPECT_THAT(page.body, HasSubstr("<p>Eins</p>\n<p>Zwei</p>"));
}

TEST(WebPage, AllowsNoScriptOfOthersAndFramesOfItsHostsOnly) {
    const auto policy = headerOf(pageOf(rowOfForm()), "Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
    EXPECT_THAT(policy, HasSubstr("script-src 'self';"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors https://www.example.org"));
    auto alone = rowOfForm();
    alone.definition.hosts.clear();
    EXPECT_THAT(headerOf(pageOf(alone), "Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
}

TEST(WebPage, FaultsStandAtTheirFields) {
    const auto page = pageOf(rowOfForm(), {{"familyName", "Muster"}}, {{"email", "fault.email"}});
    EXPECT_THAT(page.body, HasSubstr("aria-describedby=\"i-email-fault\""));
    EXPECT_THAT(page.body, HasSubstr("id=\"i-email-fault\""));
    EXPECT_THAT(page.body, HasSubstr("href=\"#i-email\""));
    EXPECT_THAT(page.body, HasSubstr("value=\"Muster\"")) << "nothing typed is lost";
}

TEST(WebPage, WhoIsKnownNeedsNotSayWho) {
    const auto page = pageOf(rowOfForm(), {}, {}, "4KD93T7WX-abcdefgh", "Sehr geehrte Frau Muster");
    EXPECT_THAT(page.body, HasSubstr("Sehr geehrte Frau Muster"));
    EXPECT_THAT(page.body, HasSubstr("<details>"));
    EXPECT_THAT(page.body, Not(HasSubstr("id=\"i-familyName\" name=\"familyName\" required")));
    EXPECT_THAT(pageOf(rowOfForm()).body, HasSubstr("id=\"i-familyName\" name=\"familyName\" required"));
}

TEST(WebPage, ATypedCodeIsShownWhereTheFormAsksForNone) {
    EXPECT_THAT(pageOf(rowOfForm(), {{"code", "4KD93T7WX"}}).body, HasSubstr("name=\"code\""));
    EXPECT_THAT(pageOf(rowOfForm()).body, Not(HasSubstr("name=\"code\"")));
}

TEST(WebPage, MeasuresContrast) {
    EXPECT_NEAR(contrast("#000000", "#ffffff"), 21, 0.01);
    EXPECT_NEAR(contrast("#777777", "#ffffff"), 4.48, 0.01);
    EXPECT_EQ(contrast("red", "#ffffff"), 0);
}

TEST(WebWords, EveryWordIsThereInEveryLanguage) {
    for (const auto& field : knownFields())
        for (const auto language : kLanguages) {
            const auto key = "field." + std::string(field.name);
            EXPECT_NE(words(key, language), key);
        }
}

TEST(WebWords, TakesTheLanguageThatIsAskedForFirst) {
    const std::vector<std::string> offered{"de", "fr"};
    EXPECT_EQ(bestLanguage("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7", offered), "fr");
    EXPECT_EQ(bestLanguage("en, de;q=0.5", offered), "de");
    EXPECT_EQ(bestLanguage("ja", offered), "de");
    EXPECT_EQ(bestLanguage("", offered), "de");
}

} // namespace
