// How long persons are kept: dry run, activation, hold, erasing, making anonymous, blocking.

#include "retention.h"
#include "tests/unit/contacts/world.h"

#include <rejoinder/contract/contacts.h>

#include <gmock/gmock.h>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using testing::HasSubstr;
using testing::IsEmpty;

class RetentionApi : public testing::Test {
protected:
    ~RetentionApi() override { EXPECT_THAT(world.problems(), IsEmpty()); }
    test::World::Reply ok(test::World::Reply reply) {
        EXPECT_LT(reply.status, 300) << reply.body;
        return reply;
    }
    Id add(const std::string& name, const std::string& more = {}) {
        return ok(world.post("/contacts",
                             R"({"familyName":")" + name +
                                 R"(","street":"Weg","houseNumber":"1","postcode":"8001","city":"Zürich",
            "country":"CH","email":")" +
                                 name + R"(@example.org")" + more + "}"))
            .as<Contact>()
            .id;
    }
    Contact get(Id id) { return ok(world.get("/contacts/" + id.toString())).as<Contact>(); }
    /// So many days go by.
    void age(std::int64_t days) {
        auto& clock = world.kernel().clock();
        clock.set(clock.now().plus(std::chrono::hours(24) * days));
        world.settle();
    }
    RetentionRule rule(const std::string& action, const std::string& event = "created",
                       const std::string& category = R"("persons")", std::int64_t days = 365) {
        return ok(world.post("/contacts/retention-rules",
                             R"({"name":"R)" + std::to_string(++rules) + R"(","category":)" + category +
                                 R"(,"event":")" + event + R"(","termDays":)" + std::to_string(days) +
                                 R"(,"action":")" + action + "\"}"))
            .as<RetentionRule>();
    }
    test::World::Reply activate(const RetentionRule& r, std::int64_t version) {
        return world.call("PATCH", "/contacts/retention-rules/" + r.id.toString(), R"({"active":true})",
                          "\"" + std::to_string(version) + "\"");
    }
    RetentionRun dry(const RetentionRule& r) {
        ok(world.call("POST", "/contacts/retention-rules/" + r.id.toString() + "/dry-runs", "{}"));
        world.settle();
        return newest(r);
    }
    RetentionRun newest(const RetentionRule& r) {
        return ok(world.get("/contacts/retention-rules/" + r.id.toString() + "/runs"))
            .as<Page<RetentionRun>>()
            .items.at(0);
    }
    void carryOut() {
        world.write([&](Unit& unit) { unit.enqueue("contacts.retention", RetentionJob{}, {}); });
        world.settle();
    }

    int rules = 0;
    test::World world{"storage-sqlite", "contacts"};
};

TEST_F(RetentionApi, ActsOnlyAfterADryRunOfWhatItIs) {
    const Id old = add("Old");
    age(400);
    const Id fresh = add("Fresh");
    RetentionRule r = rule("erase");
    EXPECT_EQ(activate(r, 1).code(), "contacts.retention-dry-run");
    RetentionRun run = dry(r);
    EXPECT_TRUE(run.dry);
    EXPECT_EQ(run.report.due, 1);
    ASSERT_EQ(run.report.samples.size(), 1U);
    EXPECT_EQ(run.report.samples[0].contactId, old);
    EXPECT_EQ(get(old).familyName, "Old") << "a dry run changes nothing";
    carryOut();
    EXPECT_EQ(get(old).familyName, "Old") << "nor does a rule that is not active";
    // Another term is another rule.
    const auto changed = ok(
        world.call("PATCH", "/contacts/retention-rules/" + r.id.toString(), R"({"termDays":366})", "\"1\""));
    EXPECT_EQ(activate(r, 2).code(), "contacts.retention-dry-run");
    dry(r);
    ok(activate(r, 2));
    carryOut();
    EXPECT_EQ(get(old).familyName, "");
    EXPECT_EQ(get(fresh).familyName, "Fresh");
    run = newest(r);
    EXPECT_FALSE(run.dry);
    EXPECT_EQ(run.report.done, 1);
    EXPECT_THAT(run.report.samples, IsEmpty()) << "who it was is told nowhere";
    EXPECT_THAT(world.get("/contacts/" + old.toString() + "/certificates").body,
                HasSubstr(R"("kind":"retention")"));
    carryOut();
    EXPECT_EQ(newest(r).report.due, 0);
}

TEST_F(RetentionApi, AHoldKeepsAndIsNamed) {
    const Id held = add("Held");
    age(400);
    const auto hold = ok(world.post("/contacts/" + held.toString() + "/holds", R"({"reason":"lawsuit"})"));
    RetentionRule r = rule("erase");
    RetentionRun run = dry(r);
    EXPECT_EQ(run.report.due, 1);
    EXPECT_EQ(run.report.held, 1);
    ok(activate(r, 1));
    carryOut();
    EXPECT_EQ(get(held).familyName, "Held");
    EXPECT_EQ(world.post("/contacts/" + held.toString() + "/erasure", R"({"askedBy":"letter"})").code(),
              "contacts.held");
    const std::string id = hold.textAfter("\"id\":\"");
    ok(world.call("POST", "/contacts/holds/" + id + "/release", "{}"));
    EXPECT_EQ(world.call("POST", "/contacts/holds/" + id + "/release", "{}").code(),
              "contacts.hold-released");
    carryOut();
    EXPECT_EQ(get(held).familyName, "");
}

TEST_F(RetentionApi, AnonymousKeepsWhatFiguresNeedWhereEnoughShareIt) {
    std::vector<Id> many;
    for (int i = 0; i < 12; ++i) many.push_back(add("P" + std::string(1, static_cast<char>('a' + i))));
    const Id alone = add("Alone", R"(,"companyName":"")");
    ok(world.call("PATCH", "/contacts/" + alone.toString(), R"({"postcode":"3011","city":"Bern"})", "\"1\""));
    age(400);
    RetentionRule r = rule("anonymise");
    dry(r);
    ok(activate(r, 1));
    carryOut();
    EXPECT_EQ(newest(r).report.done, 13);
    EXPECT_GE(newest(r).report.smallCells, 1);
    EXPECT_EQ(get(alone).postcode, "") << "one of one is no figure";
    EXPECT_EQ(get(alone).country, "CH");
    EXPECT_EQ(get(many[0]).postcode, "80");
    EXPECT_EQ(get(many[0]).familyName, "");
}

TEST_F(RetentionApi, BlockingRestrictsAndTheGateHearsIt) {
    const Id id = add("Blocked");
    age(400);
    RetentionRule r = rule("block", "lastChange");
    dry(r);
    ok(activate(r, 1));
    carryOut();
    EXPECT_TRUE(get(id).restricted);
    EXPECT_THAT(world.get("/contacts/" + id.toString() + "/permissions").body,
                HasSubstr("contacts.restricted"));
    const auto ended = world.call("PUT", "/contacts/" + id.toString() + "/restriction",
                                  R"({"restricted":false,"reason":"asked"})");
    EXPECT_EQ(ended.status, 200) << ended.body;
    EXPECT_FALSE(get(id).restricted);
}

TEST_F(RetentionApi, CountsFromTheNewestThingThatIsKnown) {
    const Id quiet = add("Quiet"), active = add("Active");
    age(400);
    ok(world.post("/contacts/" + active.toString() + "/consents",
                  R"({"channel":"email","event":"given","source":"form"})"));
    const RetentionRun run = dry(rule("erase", "lastActivity"));
    ASSERT_EQ(run.report.due, 1);
    EXPECT_EQ(run.report.samples[0].contactId, quiet);
    EXPECT_EQ(dry(rule("erase", "created", R"("noConsent")")).report.due, 1);
    EXPECT_EQ(dry(rule("erase", "objection")).report.due, 0);
    EXPECT_EQ(world
                  .post("/contacts/retention-rules",
                        R"({"name":"x","category":"source","event":"created","termDays":1,"action":"erase"})")
                  .code(),
              "contacts.invalid");
}

} // namespace
