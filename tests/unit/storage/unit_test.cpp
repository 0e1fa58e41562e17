#include "tests/unit/storage/fixture.h"

#include <gmock/gmock.h>

#include <limits>

namespace rejoinder::storage::test {

enum class Mood { Glad, VerySad };
REJOINDER_DESCRIBE_ENUM(Mood, Glad, VerySad)

struct Inner {
    std::string name;
    std::vector<std::int32_t> numbers;
};
REJOINDER_DESCRIBE(Inner, name, numbers)

struct Everything {
    Id id;
    bool yes = false;
    std::int32_t small = 0;
    std::uint32_t unsignedSmall = 0;
    std::int64_t large = 0;
    double real = 0;
    std::string text;
    Timestamp createdAt;
    Date day;
    UnitCost unitCost;
    JsonText json;
    Mood mood = Mood::Glad;
    Inner inner;
    std::vector<std::string> list;
    std::map<std::string, std::int64_t> counts;
    std::optional<std::string> maybeText;
    std::optional<std::int64_t> maybeNumber;
    std::optional<Mood> maybeMood;
    std::optional<Date> maybeDay;
    std::optional<std::vector<std::int32_t>> maybeList;
};
REJOINDER_DESCRIBE(Everything, id, yes, small, unsignedSmall, large, real, text, createdAt, day, unitCost,
                   json, mood, inner, list, counts, maybeText, maybeNumber, maybeMood, maybeDay, maybeList)

struct IdText {
    Id id;
    std::string text = "as before";
};
REJOINDER_DESCRIBE(IdText, id, text)

struct IdOnly {
    Id id;
};
REJOINDER_DESCRIBE(IdOnly, id)

struct WithDefaults {
    Id id;
    std::string text;
    std::string note = "kept";
    std::optional<std::string> other;
    static void rules(Rules& r) { r.at("note").defaulted(); }
};
REJOINDER_DESCRIBE(WithDefaults, id, text, note, other)

struct MoodRow {
    Mood mood = Mood::Glad;
};
REJOINDER_DESCRIBE(MoodRow, mood)

struct SmallRow {
    std::int32_t small = 0;
};
REJOINDER_DESCRIBE(SmallRow, small)

struct DayRow {
    Date day;
};
REJOINDER_DESCRIBE(DayRow, day)

struct Happened {
    static constexpr std::string_view kTopic = "t.happened";
    Id id;
    std::optional<std::string> note;
};
REJOINDER_DESCRIBE(Happened, id, note)

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kUnitSchema = R"(
CREATE TABLE t_everything (
    id BIGINT NOT NULL, yes INT NOT NULL, small INT NOT NULL, unsigned_small BIGINT NOT NULL, large BIGINT NOT NULL,
    real DOUBLE NOT NULL, text TEXT NOT NULL, created_at BIGINT NOT NULL, day VARCHAR(10) NOT NULL,
    unit_cost BIGINT NOT NULL, json LONGTEXT NOT NULL, mood VARCHAR(20) NOT NULL, inner TEXT NOT NULL, list TEXT NOT NULL,
    counts TEXT NOT NULL, maybe_text TEXT, maybe_number BIGINT, maybe_mood VARCHAR(20), maybe_day VARCHAR(10),
    maybe_list TEXT, PRIMARY KEY (id));
CREATE TABLE t_row (id BIGINT NOT NULL, text VARCHAR(40), PRIMARY KEY (id));
)";

constexpr const char* kUnitQueries = R"(
-- name: put
INSERT INTO t_everything (id, yes, small, unsigned_small, large, real, text, created_at, day, unit_cost, json, mood, inner,
    list, counts, maybe_text, maybe_number, maybe_mood, maybe_day, maybe_list)
VALUES (:id, :yes, :small, :unsigned_small, :large, :real, :text, :created_at, :day, :unit_cost, :json, :mood, :inner,
    :list, :counts, :maybe_text, :maybe_number, :maybe_mood, :maybe_day, :maybe_list);
-- name: get
SELECT * FROM t_everything WHERE id = :id;
-- name: put-row
INSERT INTO t_row (id, text) VALUES (:id, :text);
-- name: rows
SELECT id, text FROM t_row ORDER BY id;
-- name: ids
SELECT id FROM t_row ORDER BY id;
-- name: count
SELECT count(*) FROM t_row;
-- name: largest
SELECT max(id) FROM t_row;
-- name: between
SELECT id, text FROM t_row WHERE id >= :low AND id <= :high AND (:low = :low) ORDER BY id;
-- name: rename
UPDATE t_row SET text = :new_text WHERE id > :after_id;
-- name: twice-the-column
SELECT id, text, text FROM t_row;
-- name: raw
SELECT mood, inner, list, json, maybe_list, day, maybe_day, typeof(real), yes FROM t_everything;
-- name: set-text
UPDATE t_everything SET mood = :mood, day = :day, small = :small, inner = :inner;
-- name: mood
SELECT mood FROM t_everything;
-- name: small
SELECT small FROM t_everything;
-- name: day
SELECT day FROM t_everything;
-- name: take
DELETE FROM t_row WHERE id = :id RETURNING id, text;
)";

class UnitTest : public testing::Test {
protected:
    World world{kUnitSchema, kUnitQueries};
    StorageEngine& db = *world.engine;

    void put(std::int64_t id, const Value& text) {
        db.write([&](Unit& u) { u.run("t.put-row", {{"id", id}, {"text", text}}); });
    }
};

Everything sample() {
    Everything e;
    e.id = {std::numeric_limits<std::int64_t>::max()};
    e.yes = true;
    e.small = std::numeric_limits<std::int32_t>::min();
    e.unsignedSmall = std::numeric_limits<std::uint32_t>::max();
    e.large = std::numeric_limits<std::int64_t>::min();
    e.real = 0.1 + 0.2;
    e.text = std::string("Grüezi\0'\"", 10);
    e.createdAt = kStart;
    e.day = *Date::parse("2024-02-29");
    e.unitCost = {654'000};
    e.json = {R"({"a":[1,2]})"};
    e.mood = Mood::VerySad;
    e.inner = {"x\"y", {1, -2}};
    e.list = {"a", "", "ö"};
    e.counts = {{"k", 7}, {"l", -1}};
    e.maybeText = "";
    e.maybeNumber = 0;
    e.maybeMood = Mood::Glad;
    e.maybeDay = *Date::parse("1969-12-31");
    e.maybeList = std::vector<std::int32_t>{};
    return e;
}

TEST_F(UnitTest, everyKindComesBackAsItWent) {
    const Everything in = sample();
    db.write([&](Unit& u) { EXPECT_EQ(u.run("t.put", in), 1u); });
    const auto out = db.read([&](Unit& u) { return u.one<Everything>("t.get", {{"id", in.id}}); });
    ASSERT_TRUE(out);
    EXPECT_EQ(out->id, in.id);
    EXPECT_EQ(out->yes, in.yes);
    EXPECT_EQ(out->small, in.small);
    EXPECT_EQ(out->unsignedSmall, in.unsignedSmall);
    EXPECT_EQ(out->large, in.large);
    EXPECT_EQ(out->real, in.real);
    EXPECT_EQ(out->text, in.text);
    EXPECT_EQ(out->createdAt, in.createdAt);
    EXPECT_EQ(out->day, in.day);
    EXPECT_EQ(out->unitCost, in.unitCost);
    EXPECT_EQ(out->json.text, in.json.text);
    EXPECT_EQ(out->mood, in.mood);
    EXPECT_EQ(out->inner.name, in.inner.name);
    EXPECT_EQ(out->inner.numbers, in.inner.numbers);
    EXPECT_EQ(out->list, in.list);
    EXPECT_EQ(out->counts, in.counts);
    EXPECT_EQ(out->maybeText, in.maybeText);
    EXPECT_EQ(out->maybeNumber, in.maybeNumber);
    EXPECT_EQ(out->maybeMood, in.maybeMood);
    EXPECT_EQ(out->maybeDay, in.maybeDay);
    ASSERT_TRUE(out->maybeList);
    EXPECT_TRUE(out->maybeList->empty());
}

TEST_F(UnitTest, nothingIsNullAndNoDayIsTheEmptyText) {
    Everything nothing;
    nothing.id = {1};
    db.write([&](Unit& u) { u.run("t.put", nothing); });
    const auto out = db.read([&](Unit& u) { return *u.one<Everything>("t.get", {{"id", 1}}); });
    EXPECT_FALSE(out.maybeText);
    EXPECT_FALSE(out.maybeNumber);
    EXPECT_FALSE(out.maybeMood);
    EXPECT_FALSE(out.maybeDay);
    EXPECT_FALSE(out.maybeList);
    EXPECT_FALSE(out.day);
    db.database().read([&](driver::Connection& c) {
        const auto raw = c.statement(db.queries().find("t.raw"));
        ASSERT_TRUE(raw->step());
        EXPECT_EQ(raw->text(5), "");
        EXPECT_TRUE(raw->isNull(6));
        EXPECT_TRUE(raw->isNull(4));
    });
}

TEST_F(UnitTest, storedFormIsNamesAndJsonText) {
    db.write([&](Unit& u) { u.run("t.put", sample()); });
    db.database().read([&](driver::Connection& c) {
        const auto raw = c.statement(db.queries().find("t.raw"));
        ASSERT_TRUE(raw->step());
        EXPECT_EQ(raw->text(0), "verySad");
        EXPECT_EQ(raw->text(1), R"({"name":"x\"y","numbers":[1,-2]})");
        EXPECT_EQ(raw->text(2), R"(["a","","ö"])");
        EXPECT_EQ(raw->text(3), R"({"a":[1,2]})");
        EXPECT_EQ(raw->text(4), "[]");
        EXPECT_EQ(raw->text(5), "2024-02-29");
        EXPECT_EQ(raw->text(7), "real");
        EXPECT_EQ(raw->integer(8), 1);
    });
}

TEST_F(UnitTest, nullLeavesAMemberThatIsNoOptional) {
    put(1, Value());
    EXPECT_EQ(db.read([](Unit& u) { return u.one<IdText>("t.rows")->text; }), "as before");
}

TEST_F(UnitTest, argumentsMeetParametersByName) {
    for (int i = 1; i <= 5; ++i) put(i, "x");
    db.read([](Unit& u) {
        std::vector<std::int64_t> seen;
        for (const auto& row : u.all<IdText>("t.between", {{"high", 4}, {"low", Id{2}}}))
            seen.push_back(row.id.value);
        EXPECT_THAT(seen, ElementsAre(2, 3, 4));
    });
    db.write([](Unit& u) { EXPECT_EQ(u.run("t.rename", {{"newText", "y"}, {"afterId", 3}}), 2u); });
}

TEST_F(UnitTest, typosOfParametersAreFound) {
    db.write([](Unit& u) {
        EXPECT_THAT(textOf([&] { u.run("t.put-row", {{"id", 1}, {"txt", "x"}}); }), HasSubstr("t.put-row"));
        EXPECT_THAT(textOf([&] { u.run("t.put-row", {{"id", 1}}); }), HasSubstr(":text"));
        EXPECT_THAT(textOf([&] {
                        u.run("t.put-row", {{"id", 1}, {"text", "x"}, {"more", 1}});
                    }),
                    HasSubstr("more"));
        EXPECT_EQ(codeOf([&] {
                      u.all<IdText>("t.between", {{"low", 1}, {"high", 2}, {"lw", 3}});
                  }),
                  "storage.bad-binding");
        EXPECT_THAT(textOf([&] { u.run("t.put-row", IdOnly{{1}}); }), HasSubstr(":text"));
        EXPECT_EQ(codeOf([&] { u.run("t.no-such-query"); }), "storage.unknown-query");
        EXPECT_EQ(u.number("t.count"), 0);
    });
}

TEST_F(UnitTest, typosOfColumnsAreFoundEvenWithoutRows) {
    db.read([](Unit& u) {
        EXPECT_THAT(textOf([&] { u.all<IdOnly>("t.rows"); }), HasSubstr("text"));
        EXPECT_THAT(textOf([&] { u.all<IdText>("t.ids"); }), HasSubstr("IdText::text"));
        EXPECT_EQ(codeOf([&] { u.all<IdText>("t.twice-the-column"); }), "storage.bad-binding");
    });
}

TEST_F(UnitTest, membersThatMayBeAbsentNeedNoColumn) {
    put(1, "x");
    const auto row = db.read([](Unit& u) { return *u.one<WithDefaults>("t.rows"); });
    EXPECT_EQ(row.text, "x");
    EXPECT_EQ(row.note, "kept");
    EXPECT_FALSE(row.other);
}

TEST_F(UnitTest, storedValuesThatDoNotFitAreNamed) {
    db.write([&](Unit& u) { u.run("t.put", sample()); });
    db.write([](Unit& u) {
        u.run("t.set-text",
              {{"mood", "angry"}, {"day", "yesterday"}, {"small", 5'000'000'000}, {"inner", "{]"}});
    });
    db.read([](Unit& u) {
        EXPECT_EQ(codeOf([&] { u.one<MoodRow>("t.mood"); }), "storage.bad-value");
        EXPECT_THAT(textOf([&] { u.one<SmallRow>("t.small"); }), HasSubstr("t.small, column small"));
        EXPECT_EQ(codeOf([&] { u.one<DayRow>("t.day"); }), "storage.bad-value");
    });
}

TEST_F(UnitTest, numbersAreTheFirstColumn) {
    EXPECT_EQ(db.read([](Unit& u) { return u.number("t.largest"); }), 0);
    for (const int i : {3, 1, 2}) put(i, "x");
    db.read([](Unit& u) {
        EXPECT_THAT(u.numbers("t.ids"), ElementsAre(1, 2, 3));
        EXPECT_EQ(u.number("t.largest"), 3);
        EXPECT_EQ(u.number("t.count"), 3);
    });
}

TEST_F(UnitTest, forEachStopsWhenToldAndMayAskTheSameQueryInside) {
    for (int i = 1; i <= 4; ++i) put(i, "x");
    int outer = 0, inner = 0;
    db.read([&](Unit& u) {
        u.forEach<IdText>("t.rows", {}, [&](const IdText& row) {
            ++outer;
            u.forEach<IdText>("t.rows", {}, [&](const IdText&) { ++inner; });
            return row.id.value < 2;
        });
    });
    EXPECT_EQ(outer, 2);
    EXPECT_EQ(inner, 8);
}

TEST_F(UnitTest, forEachGivesEachRowAFreshStruct) {
    put(1, "x");
    put(2, Value());
    std::vector<std::string> texts;
    db.read([&](Unit& u) {
        u.forEach<IdText>("t.rows", {}, [&](const IdText& row) { texts.push_back(row.text); });
    });
    EXPECT_THAT(texts, ElementsAre("x", "as before"));
}

TEST_F(UnitTest, insertManyInsertsAllOrNothing) {
    std::vector<IdText> rows;
    for (int i = 0; i < 10'000; ++i) rows.push_back({{i + 1}, "row " + std::to_string(i)});
    EXPECT_EQ(db.write([&](Unit& u) { return u.insertMany("t.put-row", rows); }), 10'000u);
    EXPECT_EQ(db.write([&](Unit& u) { return u.insertMany("t.put-row", std::vector<IdText>{}); }), 0u);
    const std::vector<IdText> again{{{10'001}, "new"}, {{7}, "there already"}};
    EXPECT_EQ(codeOf([&] { db.write([&](Unit& u) { u.insertMany("t.put-row", again); }); }),
              "kernel.duplicate");
    EXPECT_EQ(db.read([](Unit& u) { return u.number("t.count"); }), 10'000);
}

TEST_F(UnitTest, rowsOfAChangeAreReadLikeAnyOther) {
    put(1, "x");
    const auto taken = db.write([](Unit& u) { return u.one<IdText>("t.take", {{"id", 1}}); });
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->text, "x");
    EXPECT_EQ(db.read([](Unit& u) { return u.number("t.count"); }), 0);
}

TEST_F(UnitTest, writingInAReadIsABug) {
    db.read([&](Unit& u) {
        EXPECT_EQ(codeOf([&] { u.run("t.put-row", {{"id", 1}, {"text", "x"}}); }), "storage.write-in-read");
        EXPECT_EQ(codeOf([&] {
                      u.insertMany("t.put-row", std::vector<IdText>{{{1}, "x"}});
                  }),
                  "storage.write-in-read");
        EXPECT_EQ(codeOf([&] { u.publish(Happened{}); }), "storage.write-in-read");
        EXPECT_EQ(codeOf([&] { u.enqueue("t.job", IdOnly{}); }), "storage.write-in-read");
        EXPECT_EQ(codeOf([&] { u.audit("t.x", {1}); }), "storage.write-in-read");
        // RETURNING comes through the reading door; there the connection itself refuses.
        EXPECT_EQ(codeOf([&] { u.one<IdText>("t.take", {{"id", 1}}); }), "storage.write-in-read");
    });
}

TEST_F(UnitTest, timeAndActorAreThoseOfTheUnit) {
    const WriteOptions options{.actor = {"user", "ann", {7}, "r-1"}};
    db.write(
        [&](Unit& u) {
            EXPECT_EQ(u.now(), kStart);
            world.clock.advance(std::chrono::seconds(1));
            EXPECT_EQ(u.now(), kStart);
            EXPECT_EQ(u.actor().name, "ann");
            const Id first = u.newId();
            EXPECT_LT(first, u.newId());
        },
        options);
}

} // namespace
} // namespace rejoinder::storage::test
