// How long persons are kept: dry run, activation, hold, erasing, making anonymous, blocking.

#include "erasure_job.h"
#include "retention.h"
#include "tests/unit/contacts/world.h"

#include <rejoinder/contract/contacts.h>

#include <gmock/gmock.h>

#include <functional>
#include <thread>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using testing::ElementsAre;
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

    test::World::Reply change(const RetentionRule& r, const std::string& body, std::int64_t version) {
        return world.call("PATCH", "/contacts/retention-rules/" + r.id.toString(), body,
                          "\"" + std::to_string(version) + "\"");
    }
    std::vector<Id> journal() {
        return ErasureJournal(world.folder() / "data/plugins/contacts/erasures.journal").read();
    }
    void wait(const std::function<bool()>& until) {
        for (int i = 0; i < 2000 && !until(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
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
    EXPECT_THAT(journal(), ElementsAre(old));
    carryOut();
    EXPECT_EQ(newest(r).report.due, 0);
}

TEST_F(RetentionApi, ARuleThatActsAlikeNeedsNoOtherDryRun) {
    const RetentionRule r = rule("erase");
    dry(r);
    ok(activate(r, 1));
    const auto same = ok(change(r, R"({"name":"Renamed","termDays":365,"action":"erase"})", 2));
    EXPECT_TRUE(same.as<RetentionRule>().active) << "nothing but its name is other";
    EXPECT_FALSE(ok(change(r, R"({"termDays":30})", 3)).as<RetentionRule>().active);
    EXPECT_EQ(change(r, R"({"active":true})", 4).code(), "contacts.retention-dry-run");
}

TEST_F(RetentionApi, ARunEndsWhenItsRuleIsStopped) {
    constexpr int kPeople = 4000; // many steps: the rule is stopped between two of them
    std::string file = "externalKey,familyName\n";
    for (int i = 0; i < kPeople; ++i) file += std::to_string(i) + ",Old\n";
    ok(world.call("POST", "/contacts/imports", file, {}, "text/csv"));
    world.settle();
    age(400);
    const RetentionRule r = rule("erase");
    dry(r);
    ok(activate(r, 1));
    world.write([&](Unit& unit) { unit.enqueue("contacts.retention", RetentionJob{}, {}); });
    wait([&] { return !journal().empty(); });
    ok(change(r, R"({"active":false})", 2));
    world.settle();
    const RetentionRun run = newest(r);
    EXPECT_EQ(run.state, "stopped");
    EXPECT_GT(run.report.done, 0);
    EXPECT_LT(run.report.done, kPeople);
    EXPECT_EQ(std::ssize(journal()), run.report.done) << "nobody stands there who was not erased";
    EXPECT_EQ(world.read([](Unit& unit) { return std::ssize(unit.numbers("contacts.erased-ids")); }),
              run.report.done);
}

TEST_F(RetentionApi, ARunWhoseJobWasGivenUpDoesNotRunForEver) {
    const RetentionRule r = rule("erase");
    world.write([&](Unit& unit) {
        unit.run("contacts.insert-retention-run",
                 RetentionRun{unit.newId(), r.id, 1, true, "running", "x", unit.now(), {}, {}});
    });
    EXPECT_EQ(dry(r).state, "done");
    EXPECT_THAT(world.get("/contacts/retention-rules/" + r.id.toString() + "/runs").body,
                HasSubstr(R"("state":"stopped")"));
}

TEST_F(RetentionApi, AHoldThatComesAfterTheWishKeepsToo) {
    const Id held = add("Held");
    const auto hold = ok(world.post("/contacts/" + held.toString() + "/holds", R"({"reason":"lawsuit"})"));
    const Id job = world.write([&](Unit& unit) { return queueErasure(unit, held, "letter"); });
    EXPECT_THROW(world.settle(), Error) << "it must not end as if it had been done";
    EXPECT_THAT(world.get("/operations/" + job.toString()).body, HasSubstr("contacts.held"));
    EXPECT_THAT(journal(), IsEmpty());
    EXPECT_EQ(get(held).familyName, "Held");
    ok(world.call("POST", "/contacts/holds/" + hold.textAfter("\"id\":\"") + "/release", "{}"));
    auto& clock = world.kernel().clock();
    clock.set(clock.now().plus(std::chrono::hours(1)));
    wait([&] { return get(held).familyName.empty(); });
    EXPECT_EQ(get(held).familyName, "");
    world.settle();
    EXPECT_THAT(journal(), ElementsAre(held));
}

TEST_F(RetentionApi, TheJournalLeavesWhomARestoredHoldKeeps) {
    const Id held = add("Held"), gone = add("Gone");
    ok(world.post("/contacts/" + held.toString() + "/holds", R"({"reason":"lawsuit"})"));
    ErasureJournal(world.folder() / "data/plugins/contacts/erasures.journal").add({held, gone});
    world.close();
    world.open();
    world.settle();
    EXPECT_EQ(get(held).familyName, "Held");
    EXPECT_EQ(get(gone).familyName, "");
    EXPECT_EQ(world.call("PATCH", "/contacts/" + gone.toString(), R"({"familyName":"Back"})", "\"2\"").code(),
              "contacts.erased");
    EXPECT_EQ(
        world.post("/contacts/" + gone.toString() + "/merges", R"({"mergedId":")" + held.toString() + "\"}")
            .code(),
        "contacts.erased");
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
