#include "services.h"
#include "tests/unit/contacts/world.h"
#include "text.h"

#include <gmock/gmock.h>

#include <functional>
#include <random>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;

FactCondition condition(std::string fact, Comparison comparison, std::vector<std::string> values = {}) {
    FactCondition c;
    c.fact = std::move(fact);
    c.comparison = comparison;
    c.values = std::move(values);
    return c;
}

class Facts : public testing::Test {
protected:
    Id add(const std::string& fields) {
        const auto reply = world.post("/contacts", "{" + fields + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<Contact>().id;
    }
    std::vector<std::int64_t> select(const FactCondition& c) {
        return world.read([&](Unit& unit) { return makeFacts()->select(unit, c); });
    }
    std::string refusal(const FactCondition& c) {
        try {
            select(c);
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::Invalid);
            return e.faults().front().pointer;
        }
        return "none";
    }
    test::World world{"storage-sqlite", "contacts"};
};

/// Values of every sort against a plain scan.
TEST_F(Facts, AttributesAreComparedLikeAPlainScan) {
    const std::vector<std::string> values = {"1", "1.0", "1.5", "2", "10", "-3",         "09001",
                                             "a", "A",   "ab",  "b", "ä",  "2026-01-01", "2026-02-01",
                                             "0", "1e5", "",    "z", "=1", "100.25"};
    std::map<std::int64_t, std::string> stored;
    for (std::size_t i = 0; i < values.size() * 2; ++i) {
        const std::string& value = values[i % values.size()];
        const Id id = add(R"("familyName":"N","attributes":{"v":")" + value + R"(","other":"1"})");
        if (!value.empty()) stored[id.value] = value;
    }
    const auto compare = [](const std::string& held, const std::string& asked) -> std::optional<int> {
        const auto a = numberIn(held), b = numberIn(asked);
        if (a.has_value() != b.has_value()) return std::nullopt; // numbers and texts have no order
        if (a) return *a < *b ? -1 : *a > *b ? 1 : 0;
        return held < asked ? -1 : held > asked ? 1 : 0;
    };
    using Holds = std::function<bool(const std::string&, const std::string&)>;
    const std::vector<std::pair<Comparison, Holds>> tests = {
        {Comparison::Is, [&](auto& s, auto& v) { return compare(s, v) == 0; }},
        {Comparison::IsNot, [&](auto& s, auto& v) { return compare(s, v) != 0; }},
        {Comparison::Less, [&](auto& s, auto& v) { return compare(s, v) == -1; }},
        {Comparison::LessOrEqual,
         [&](auto& s, auto& v) {
             const auto c = compare(s, v);
             return c && *c <= 0;
         }},
        {Comparison::Greater, [&](auto& s, auto& v) { return compare(s, v) == 1; }},
        {Comparison::GreaterOrEqual, [&](auto& s, auto& v) {
             const auto c = compare(s, v);
             return c && *c >= 0;
         }}};
    for (const auto& [comparison, holds] : tests)
        for (const std::string& value : values) {
            std::vector<std::int64_t> expected;
            for (const auto& [id, text] : stored)
                if (holds(text, value)) expected.push_back(id);
            EXPECT_EQ(select(condition("attribute.v", comparison, {value})), expected)
                << nameOf(comparison) << " " << value;
        }
    EXPECT_EQ(select(condition("attribute.v", Comparison::Exists)).size(), stored.size());
    EXPECT_EQ(select(condition("attribute.v", Comparison::In, {"1", "ab", "nobody"})).size(), 6u);
    EXPECT_EQ(select(condition("attribute.v", Comparison::Between, {"1", "2"})).size(), 8u);
    EXPECT_EQ(select(condition("attribute.v", Comparison::Begins, {"a", "202"})).size(), 8u)
        << "a, ab and two days";
    EXPECT_EQ(refusal(condition("attribute.v", Comparison::Begins, {"a", " "})), "/values/1");
    EXPECT_EQ(refusal(condition("attribute.other", Comparison::Begins, {"1"})), "/comparison");
    EXPECT_EQ(refusal(condition("attribute.v", Comparison::Within, {"1", "2"})), "/comparison");
    EXPECT_EQ(refusal(condition("contact.createdAt", Comparison::Begins, {"2026-01-01"})), "/comparison");
    EXPECT_EQ(refusal(condition("contact.hasEmail", Comparison::Within, {"1", "CH 8001"})), "/comparison");
    EXPECT_EQ(select(condition("attribute.v", Comparison::Between, {"a", "b"})).size(), 6u);
}

TEST_F(Facts, OwnFieldsAreComparedFolded) {
    const Id a = add(R"("familyName":"Müller","city":"Zürich","country":"CH","email":"a@example.org")");
    const Id b = add(R"("familyName":"Muster","city":"Bern","country":"CH")");
    const Id c =
        add(R"("companyName":"Echo","kind":"company","city":"Paris","country":"FR","language":"fr")");
    const auto ids = [](std::initializer_list<Id> list) {
        std::vector<std::int64_t> out;
        for (const Id id : list) out.push_back(id.value);
        return out;
    };
    EXPECT_EQ(select(condition("contact.city", Comparison::Is, {"ZURICH"})), ids({a}));
    EXPECT_EQ(select(condition("contact.country", Comparison::IsNot, {"CH"})), ids({c}));
    EXPECT_EQ(select(condition("contact.country", Comparison::In, {"CH", "FR"})), ids({a, b, c}));
    EXPECT_EQ(select(condition("contact.familyName", Comparison::Exists)), ids({a, b}));
    EXPECT_EQ(select(condition("contact.familyName", Comparison::IsNot, {"muster"})), ids({a}));
    EXPECT_EQ(select(condition("contact.kind", Comparison::Is, {"company"})), ids({c}));
    EXPECT_EQ(select(condition("contact.hasEmail", Comparison::Exists)), ids({a}));
    EXPECT_EQ(select(condition("contact.hasEmail", Comparison::Is, {"no"})), ids({b, c}));
    const std::string today = world.kernel().clock().today().toString();
    EXPECT_EQ(select(condition("contact.createdAt", Comparison::Is, {today})), ids({a, b, c}));
    EXPECT_EQ(select(condition("contact.createdAt", Comparison::IsNot, {today})), ids({}));
    EXPECT_EQ(select(condition("contact.createdAt", Comparison::Less, {today})), ids({}));
    EXPECT_EQ(select(condition("contact.createdAt", Comparison::Between, {"2000-01-01", today})),
              ids({a, b, c}));
    FactCondition recent = condition("contact.createdAt", Comparison::Exists);
    recent.withinDays = 1;
    EXPECT_EQ(select(recent), ids({a, b, c}));
}

TEST_F(Facts, RefusesWhatDoesNotFit) {
    add(R"("familyName":"N","attributes":{"n":"1","d":"2026-01-01","t":"x"})");
    EXPECT_EQ(refusal(condition("attribute.unheard", Comparison::Exists)), "/fact");
    EXPECT_EQ(refusal(condition("attribute.n", Comparison::Exists, {"1"})), "/values");
    EXPECT_EQ(refusal(condition("attribute.n", Comparison::Is)), "/values");
    EXPECT_EQ(refusal(condition("attribute.n", Comparison::Between, {"1"})), "/values");
    EXPECT_EQ(refusal(condition("attribute.n", Comparison::Less, {"x"})), "/values/0");
    EXPECT_EQ(refusal(condition("attribute.d", Comparison::Less, {"1.1.2026"})), "/values/0");
    EXPECT_EQ(refusal(condition("attribute.t", Comparison::Between, {"1", "x"})), "/values");
    EXPECT_EQ(refusal(condition("contact.createdAt", Comparison::Is, {"yesterday"})), "/values/0");
    EXPECT_EQ(refusal(condition("contact.hasEmail", Comparison::Less, {"1"})), "/comparison");
    FactCondition narrowed = condition("attribute.n", Comparison::Exists);
    narrowed.withinDays = 3;
    EXPECT_EQ(refusal(narrowed), "/withinDays");
    EXPECT_EQ(refusal(condition("attribute.n", Comparison::Less, {"3"})), "none");
}

TEST_F(Facts, KnowsItsAttributesAndTheirKinds) {
    add(R"("familyName":"N","attributes":{"n":"1","d":"2026-01-01","t":"x"})");
    add(R"("familyName":"N","attributes":{"n":"2","d":"soon"})");
    const auto facts = world.read([&](Unit& unit) { return makeFacts()->facts(unit); });
    std::map<std::string, FactKind> kinds;
    for (const FactInfo& fact : facts) {
        EXPECT_TRUE(makeFacts()->knows(fact.name));
        kinds[fact.name] = fact.kind;
    }
    EXPECT_EQ(kinds.at("attribute.n"), FactKind::Number);
    EXPECT_EQ(kinds.at("attribute.d"), FactKind::Text);
    EXPECT_EQ(kinds.at("contact.createdAt"), FactKind::Day);
    EXPECT_FALSE(makeFacts()->knows("responses.responded"));
}

} // namespace
