#include "merge/template.h"

#include <gmock/gmock.h>

#include <stdexcept>

using merge::Target;
using merge::Template;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Template, FillsFieldsAndLeavesTheRest) {
    const Template t("Guten Tag {{salutation}} {{ familyName }}, { a } } {{code}}");
    EXPECT_EQ(t.fill({{"salutation", "Frau"}, {"familyName", "Müller"}, {"code", "234"}}),
              "Guten Tag Frau Müller, { a } } 234");
    EXPECT_THAT(t.fields(), ElementsAre("salutation", "familyName", "code"));
    EXPECT_EQ(Template("").fill({}), "");
    EXPECT_EQ(Template("{{a}}{{a}}").fill({{"a", "x"}}), "xx");
}

TEST(Template, NamesUnknownFieldsWithTheirPlace) {
    const auto problems = Template("Hallo {{givenNam}} und {{city}}").problems({"givenName", "city"});
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].field, "givenNam");
    EXPECT_EQ(problems[0].position, 6u);
    EXPECT_THAT(Template("{{city}} {{givenName}}").problems({"givenName", "city"}), IsEmpty());
}

TEST(Template, RefusesBrokenBraces) {
    EXPECT_EQ(Template("Hallo {{givenName").problems({"givenName"}).size(), 1u);
    EXPECT_EQ(Template("{{#if x}} {{}} {{a b}}").problems({"a", "b"}).size(), 3u);
    EXPECT_EQ(Template("{{{city}}}").problems({"city"}).size(), 1u);
    EXPECT_EQ(Template("a {{#x}} b").fill({}), "a {{#x}} b");
}

TEST(Template, EscapesValuesOnlyAndOnlyForHtml) {
    const Template t("<b>{{name}}</b>");
    EXPECT_EQ(t.fill({{"name", "<script>\"&'"}}, Target::Html), "<b>&lt;script&gt;&quot;&amp;&#39;</b>");
    EXPECT_EQ(t.fill({{"name", "<x>"}}, Target::Plain), "<b><x></b>");
}

TEST(Template, ValuesAreNotReadAgain) {
    EXPECT_EQ(Template("{{a}}").fill({{"a", "{{b}}"}, {"b", "no"}}), "{{b}}");
}

TEST(Template, MissingValueIsAnErrorThatNamesTheField) {
    try {
        (void)Template("{{unsubscribeUrl}}").fill({});
        FAIL();
    } catch (const std::out_of_range& e) {
        EXPECT_THAT(e.what(), testing::HasSubstr("unsubscribeUrl"));
    }
}
