#include "tests/unit/describe/sample.h"

#include <rejoinder/json.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

using namespace rejoinder;
using namespace sample;
using json::Unknown;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace {

const std::string kTree =
    R"({"id":"12","flag":true,"small":-5,"big":9007199254740993,"smallCount":4000000000,)"
    R"("bigCount":18446744073709551615,"real":0.1,"text":"Zürich \"quoted\"\n\t\\","time":"2026-03-01T08:00:00Z",)"
    R"("date":"2026-02-28","cost":"0.654000","json":{"a":[1,null,"x"]},"colour":"deepBlue",)"
    R"("leaf":{"label":"one","count":1},"leaves":[{"label":"two","count":2},{"label":"three","count":-3}],)"
    R"("numbers":{"a":1,"b/~":2},"note":"abc","optionalLeaf":{"label":"x","count":0},"standard":9})";

/// "code pointer" of each fault.
template <class T>
std::vector<std::string> faultsOf(std::string_view text, Unknown unknown = Unknown::Fault) {
    T value{};
    Faults faults;
    json::read(text, typeInfo<T>(), &value, faults, unknown);
    std::vector<std::string> list;
    for (const auto& f : faults.list()) list.push_back(f.code + " " + f.pointer);
    return list;
}

/// Replaces one part of a text that must be there.
std::string with(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string malformedCode(std::string_view text) {
    try {
        faultsOf<Node>(text);
    } catch (const Error& e) {
        return e.kind() == ErrorKind::Malformed ? e.code() : "another kind: " + e.code();
    }
    return "none";
}

std::string nested(std::size_t depth) {
    // Each level is an object and an array.
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += R"({"children":[)";
    for (std::size_t i = 0; i < depth; ++i) text += "]}";
    return text;
}

} // namespace

TEST(JsonGolden, EveryKindIsReadAndWrittenTheSame) {
    ASSERT_THAT(faultsOf<Tree>(kTree), IsEmpty());
    const auto tree = json::read<Tree>(kTree);
    EXPECT_EQ(tree.id, Id{12});
    EXPECT_EQ(tree.big, 9'007'199'254'740'993);
    EXPECT_EQ(tree.bigCount, std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(tree.text, "Zürich \"quoted\"\n\t\\");
    EXPECT_EQ(tree.colour, Colour::DeepBlue);
    EXPECT_EQ(tree.leaves.at(1).label, "three");
    EXPECT_EQ(tree.numbers.at("b/~"), 2);
    EXPECT_EQ(tree.standard, 9);
    EXPECT_EQ(json::write(tree), kTree);
}

TEST(JsonWrite, LeavesOutOptionalMembersWithoutValue) {
    EXPECT_EQ(json::write(Formats{}), R"({"emails":[]})");
    EXPECT_EQ(json::write(None{}), "{}");
    EXPECT_EQ(json::write(std::vector<std::optional<bool>>{}), "[]");
}

TEST(JsonWrite, EscapesControlCharactersAndReplacesWhatIsNoUtf8) {
    std::string out;
    json::quote(out, std::string_view("a\0\x1f\"\\/\b\f\r\n\t\x7f", 12));
    EXPECT_EQ(out, "\"a\\u0000\\u001f\\\"\\\\/\\b\\f\\r\\n\\t\x7f\"");
    out.clear();
    json::quote(out, "Z\xfcrich \xe2\x82\xac \xe2\x82 \n");
    EXPECT_EQ(out, "\"Z\xEF\xBF\xBDrich \xe2\x82\xac \xEF\xBF\xBD\xEF\xBF\xBD \\n\"");
}

TEST(JsonWrite, RealsAreTheShortestThatReadBack) {
    const auto text = [](double d) { return json::write(std::vector<double>{d}); };
    EXPECT_EQ(text(0.1), "[0.1]");
    EXPECT_EQ(text(100), "[100]");
    EXPECT_EQ(text(-0.0), "[0]");
    EXPECT_EQ(text(1e21), "[1e+21]");
    EXPECT_EQ(text(123456789012345683968.0),
              "[123456789012345683968.0]"); // would be too large for an integer
    std::mt19937_64 random(3);
    for (int i = 0; i < 20'000; ++i) {
        const double number = std::bit_cast<double>(random());
        if (std::isfinite(number)) {
            ASSERT_EQ(json::read<std::vector<double>>(text(number)).at(0), number) << text(number);
        }
    }
    EXPECT_THROW(text(std::numeric_limits<double>::quiet_NaN()), Error);
    EXPECT_THROW(text(std::numeric_limits<double>::infinity()), Error);
}

TEST(JsonRead, NamesEveryFaultAtOnce) {
    EXPECT_THAT(
        faultsOf<Tree>(R"({"id":12,"flag":1,"small":3000000000,"big":1.0,"smallCount":-1,"bigCount":-1,
        "real":"1","text":null,"time":"yesterday","date":"2026-02-30","cost":"1.2345678","colour":"deepGreen",
        "leaf":{"label":"","count":11,"more":1},"leaves":[{"label":"abcdef","count":0},7,{}],
        "numbers":{"a/b":"x"},"note":"äöüß","standard":0,"whatever":null,"standard":1})"),
        UnorderedElementsAre("json.type /id", "json.type /flag", "json.range /small", "json.type /big",
                             "json.range /smallCount", "json.range /bigCount", "json.type /real",
                             "json.type /text", "json.format /time", "json.format /date", "json.format /cost",
                             "json.enum /colour", "json.too-short /leaf/label", "json.range /leaf/count",
                             "json.unknown /leaf/more", "json.too-long /leaves/0/label",
                             "json.type /leaves/1", "json.required /leaves/2/label",
                             "json.required /leaves/2/count", "json.type /numbers/a~1b",
                             "json.too-long /note", "json.range /standard", "json.unknown /whatever",
                             "json.duplicate-key /standard", "json.required /json"));
}

TEST(JsonRead, MissingMembersAreRequiredUnlessOptionalListMapOrDefaulted) {
    const auto faults = faultsOf<Tree>("{}");
    EXPECT_EQ(faults.size(), 14U);
    for (const char* name : {"leaves", "numbers", "note", "optionalLeaf", "standard"})
        EXPECT_THAT(faults, testing::Not(testing::Contains(HasSubstr(std::string("/") + name))));
    const auto tree = json::read<Formats>("{}");
    EXPECT_FALSE(tree.email);
}

TEST(JsonRead, NullIsAbsentForOptionalMembersOnly) {
    EXPECT_THAT(faultsOf<Formats>(R"({"email":null,"uri":null})"), IsEmpty());
    EXPECT_THAT(faultsOf<Formats>(R"({"emails":null})"), ElementsAre("json.type /emails"));
    EXPECT_THAT(faultsOf<Tree>(with(kTree, R"("standard":9)", R"("standard":null)")),
                ElementsAre("json.type /standard"));
}

TEST(JsonRead, AnOldValueIsReplaced) {
    auto tree = json::read<Tree>(kTree);
    Faults faults;
    json::read(with(kTree, R"({"label":"two","count":2},)", ""), typeInfo<Tree>(), &tree, faults);
    EXPECT_TRUE(faults.empty());
    EXPECT_EQ(tree.leaves.size(), 1U);
    EXPECT_EQ(tree.numbers.size(), 2U);
}

TEST(JsonRead, RangesOfIntegers) {
    for (const auto* big : {"9223372036854775807", "-9223372036854775808"})
        EXPECT_THAT(faultsOf<Tree>(with(kTree, "9007199254740993", big)), IsEmpty()) << big;
    EXPECT_THAT(faultsOf<Tree>(with(kTree, "9007199254740993", "9223372036854775808")),
                ElementsAre("json.range /big"));
    EXPECT_THAT(faultsOf<Tree>(with(kTree, "-5", "2147483647")), IsEmpty());
    EXPECT_THAT(faultsOf<Tree>(with(kTree, "-5", "2147483648")), ElementsAre("json.range /small"));
    EXPECT_THAT(faultsOf<Tree>(with(kTree, "-5", "-2147483649")), ElementsAre("json.range /small"));
    EXPECT_THAT(faultsOf<Tree>(with(kTree, "4000000000", "4294967296")),
                ElementsAre("json.range /smallCount"));
    EXPECT_THAT(faultsOf<Tree>(with(kTree, "-5", "5e0")), ElementsAre("json.type /small"));
    EXPECT_THAT(faultsOf<Tree>(with(kTree, "0.654000", "100.000001")), ElementsAre("json.range /cost"));
    EXPECT_THAT(faultsOf<Tree>(with(kTree, "0.654000", "-1")), ElementsAre("json.range /cost"));
}

TEST(JsonRead, HugeNumbersAreRefusedAsAWhole) {
    EXPECT_EQ(malformedCode(R"({"children":18446744073709551616})"), "json.number");
    EXPECT_EQ(malformedCode(R"({"children":1e400})"), "json.number");
    EXPECT_EQ(malformedCode(R"({"children":01})"), "json.number");
    EXPECT_EQ(malformedCode("{\"children\":" + std::string(5'000, '9') + "}"), "json.number");
}

TEST(JsonRead, TextIsUtf8WithoutControlCharacters) {
    EXPECT_EQ(malformedCode("{\"children\":\"\xfc\"}"), "json.utf8");
    EXPECT_EQ(malformedCode("{\"a\":\"\xed\xa0\x80\"}"), "json.utf8");
    EXPECT_THAT(faultsOf<Tree>(with(kTree, "Zürich", "a\\u0000b")), ElementsAre("json.format /text"));
    EXPECT_THAT(faultsOf<Tree>(with(kTree, "Zürich", "a\\u001bb")), ElementsAre("json.format /text"));
    EXPECT_THAT(faultsOf<Tree>(with(kTree, "Zürich", "a\\r\\n\\tb")), IsEmpty());
    EXPECT_THAT(faultsOf<Tree>(with(kTree, R"("a":1)", R"("\u0007":1)")),
                ElementsAre("json.format /numbers/\a"));
    // Halves of surrogate pairs are no characters.
    for (const char* half : {"\\ud800", "\\udc00", "\\ud800x", "\\ud800\\ud800"}) {
        try {
            EXPECT_THAT(faultsOf<Tree>(with(kTree, "Zürich", half)), ElementsAre("json.format /text"))
                << half;
        } catch (const Error& e) {
            EXPECT_EQ(e.code(), "json.malformed");
        }
    }
}

TEST(JsonRead, LengthsCountCodePoints) {
    EXPECT_THAT(faultsOf<Tree>(with(kTree, R"("note":"abc")", R"("note":"äöü")")), IsEmpty());
    const std::string most(10'000, 'x');
    EXPECT_THAT(faultsOf<Tree>(with(kTree, "Zürich \\\"quoted\\\"\\n\\t\\\\", most)), IsEmpty());
    EXPECT_THAT(faultsOf<Tree>(with(kTree, "Zürich \\\"quoted\\\"\\n\\t\\\\", most + "x")),
                ElementsAre("json.too-long /text"));
    std::string list = "[";
    for (int i = 0; i < 10'001; ++i) list += i ? ",{}" : "{}";
    EXPECT_THAT(faultsOf<Node>("{\"children\":" + list + "]}"), ElementsAre("json.too-long /children"));
    EXPECT_THAT(faultsOf<Node>("{\"children\":" + list + "]}", Unknown::Ignore), IsEmpty());
    EXPECT_THAT(faultsOf<Formats>(R"({"emails":["a@b.ch","a@b.ch","a@b.ch"]})"),
                ElementsAre("json.too-long /emails"));
}

TEST(JsonRead, SixtyFourLevelsAndNoMore) {
    EXPECT_EQ(malformedCode(nested(32)), "none");
    EXPECT_EQ(malformedCode(nested(33)), "json.too-deep");
    EXPECT_EQ(malformedCode(nested(50'000)), "json.too-deep");
    EXPECT_EQ(malformedCode(std::string(100'000, '[')), "json.malformed");
}

TEST(JsonRead, WhatIsNoJsonIsMalformed) {
    for (const char* text : {"", " ", "{", "{}{}", "{\"children\":[}", "nul", "{'a':1}", "[1,]", "\"x"})
        EXPECT_EQ(malformedCode(text), "json.malformed") << text;
    EXPECT_THAT(faultsOf<Node>("7"), ElementsAre("json.type "));
    EXPECT_THAT(faultsOf<Node>("null"), ElementsAre("json.type "));
}

TEST(JsonRead, KeysMustBeUnique) {
    EXPECT_THAT(faultsOf<Node>(R"({"children":[],"children":[]})"),
                ElementsAre("json.duplicate-key /children"));
    EXPECT_THAT(faultsOf<Node>(R"({"x":1,"x":2})"), ElementsAre("json.unknown /x", "json.duplicate-key /x"));
    EXPECT_THAT(faultsOf<Node>(R"({"x":1,"x":2})", Unknown::Ignore), ElementsAre("json.duplicate-key /x"));
    EXPECT_THAT(faultsOf<Tree>(with(kTree, R"("a":1,)", R"("a":1,"a":1,)")),
                ElementsAre("json.duplicate-key /numbers/a"));
}

TEST(JsonRead, FaultsAreBounded) {
    std::string list = "[1";
    for (int i = 0; i < 9'000; ++i) list += ",1";
    EXPECT_EQ(faultsOf<Node>("{\"children\":" + list + "]}").size(), 1'000U);
}

TEST(JsonRead, FormatsOfTexts) {
    const auto ok = [](const char* name, const std::string& text) {
        return faultsOf<Formats>("{\"" + std::string(name) + "\":\"" + text + "\"}").empty();
    };
    for (const char* text :
         {"a@b.ch", "first.last+tag@sub.example.com", "jürg@müller.ch", "o'neil@example.ie"})
        EXPECT_TRUE(ok("email", text)) << text;
    for (const char* text :
         {"", "a", "@b.ch", "a@", "a@b", "a b@c.ch", "a@b..ch", ".a@b.ch", "a.@b.ch", "a..b@c.ch", "a@-b.ch",
          "a@b.c", "a@b@c d.ch", "a@[127.0.0.1]", "<a@b.ch>", "a@b.ch\\n"})
        EXPECT_FALSE(ok("email", text)) << text;
    for (const char* text :
         {"https://example.com/a?b=c#d", "http://127.0.0.1:8080", "mailto:a@b.ch", "tel:+41441234567"})
        EXPECT_TRUE(ok("uri", text)) << text;
    for (const char* text :
         {"", "example.com", "javascript:alert(1)", "data:text/html,x", "https://", "https://a b", "//x"})
        EXPECT_FALSE(ok("uri", text)) << text;
    EXPECT_TRUE(ok("country", "CH"));
    EXPECT_FALSE(ok("country", "ch"));
    EXPECT_FALSE(ok("country", "ZZ"));
    EXPECT_TRUE(ok("language", "de"));
    EXPECT_TRUE(ok("language", "de-CH"));
    EXPECT_FALSE(ok("language", "deu"));
    EXPECT_FALSE(ok("language", "xx"));
    EXPECT_FALSE(ok("language", "de_CH"));
    EXPECT_TRUE(ok("currency", "CHF"));
    EXPECT_FALSE(ok("currency", "chf"));
    EXPECT_FALSE(ok("currency", "QQQ"));
    EXPECT_THAT(faultsOf<Formats>(R"({"emails":["a@b.ch","x"]})"), ElementsAre("json.format /emails/1"));
}

TEST(JsonReadBack, RulesDoNotHoldForWhatTheProductWrote) {
    EXPECT_EQ(json::read<Money>(json::write(Money{})).currency, "");
    EXPECT_FALSE(json::read<ById>(json::write(ById{})).id);
    EXPECT_EQ(faultsOf<Tree>(json::write(Tree{})).size(), 2U); // id 0, empty label
    EXPECT_THAT(faultsOf<Tree>(json::write(Tree{}), Unknown::Ignore), IsEmpty());
    EXPECT_THAT(faultsOf<Leaf>(R"({"label":"abcdefgh","count":99,"later":1})", Unknown::Ignore), IsEmpty());
    EXPECT_THROW(json::read<Leaf>(R"({"label":"abc"})"), Error);
}

TEST(JsonReadBack, EveryWrittenValueIsReadBack) {
    std::mt19937_64 random(11);
    const auto text = [&] {
        std::string s;
        const char* pieces[] = {"a", "\"", "\\", "\n", "é", "€", "𝄞", "\x01", "/", " "};
        for (auto n = random() % 9; n > 0; --n) s += pieces[random() % 10];
        return s;
    };
    for (int i = 0; i < 2'000; ++i) {
        Tree t;
        t.id.value = static_cast<std::int64_t>(random() >> 1);
        t.flag = random() % 2;
        t.small = static_cast<std::int32_t>(random());
        t.big = static_cast<std::int64_t>(random());
        t.smallCount = static_cast<std::uint32_t>(random());
        t.bigCount = random();
        t.real = static_cast<double>(random()) / 3.0;
        t.text = text();
        t.time.micros = static_cast<std::int64_t>(random() % 4'000'000'000'000'000);
        t.date.days = static_cast<std::int32_t>(random() % 50'000);
        t.cost.micros = static_cast<std::int64_t>(random() % 1'000'000'000'000);
        t.json.text = R"({"deep":[[1]]})";
        t.colour = random() % 2 ? Colour::Red : Colour::DeepBlue;
        for (auto n = random() % 4; n > 0; --n) t.leaves.push_back({text(), static_cast<std::int32_t>(n)});
        for (auto n = random() % 4; n > 0; --n) t.numbers[text()] = static_cast<std::int32_t>(n);
        if (random() % 2) t.note = text();
        const std::string written = json::write(t);
        ASSERT_EQ(json::write(json::read<Tree>(written)), written);
    }
}
