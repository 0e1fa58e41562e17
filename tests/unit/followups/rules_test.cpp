#include "run_book.h"
#include "tests/unit/responses/campaign_world.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>

namespace rejoinder::followups {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

using Round = followups::Run; // the name Run is taken in a test

class FollowUps : public testing::Test {
protected:
    explicit FollowUps(int contactsPerCell = 4, test::World::Settings settings = {})
        : world(contactsPerCell, std::move(settings)) {
        world.make(
            "/items",
            R"({"sku":"MUG","name":"Mug","kind":"goods","currency":"CHF","priceMinor":990,"stocked":false})");
    }
    ~FollowUps() override { EXPECT_THAT(world.problems(), IsEmpty()); }

    void visit(const std::string& key) {
        world.make("/responses", R"({"type":"visit","channel":"web","contactId":")" +
                                     world.contact(key).toString() + R"(","campaignId":")" +
                                     world.campaign.toString() + R"("})");
    }
    void buy(const std::string& key) {
        world.make("/orders", R"({"contactId":")" + world.contact(key).toString() + R"(","campaignId":")" +
                                  world.campaign.toString() + R"(","lines":[{"sku":"MUG"}]})");
    }
    static constexpr const char* kVisited =
        R"({"fact":"responses.type","comparison":"is","values":["visit"]})";
    static constexpr const char* kOrdered = R"({"fact":"orders.ordered"})";
    std::string ruleText(const std::string& more = "",
                         const std::string& content = test::CampaignWorld::content(),
                         const char* did = kVisited, const char* didNot = kOrdered) {
        return R"({"campaignId":")" + world.campaign.toString() +
               R"(","name":"Visited, did not order","did":[)" + did + R"(],"didNot":[)" + didNot +
               R"(],"channel":"letter","content":)" + content + more + "}";
    }
    Id rule(const std::string& more = "") { return world.make("/follow-up-rules", ruleText(more)); }
    Preview preview(Id rule) {
        return world.post("/follow-up-rules/" + rule.toString() + "/preview", "").as<Preview>();
    }
    std::map<LeftOut, std::int64_t> leftOut(Id rule) {
        std::map<LeftOut, std::int64_t> counts;
        for (const auto& c : preview(rule).leftOut) counts[c.reason] = c.contacts;
        return counts;
    }
    test::World::Reply tryRun(Id rule, const std::string& body = "") {
        return world.post("/follow-up-rules/" + rule.toString() + "/runs", body);
    }
    Round run(Id rule, const std::string& body = "") {
        const auto started = tryRun(rule, body).as<Round>();
        world.settle();
        return see(started.id);
    }
    Round see(Id run) { return world.get("/follow-ups/" + run.toString()).as<Round>(); }
    std::set<Id> reached(const Round& run) {
        std::set<Id> contacts;
        if (!run.waveId) return contacts;
        for (const auto& piece : world.piecesOf(*run.waveId)) {
            EXPECT_TRUE(contacts.insert(piece.contactId).second);
        }
        return contacts;
    }
    test::World::Reply change(Id rule, const std::string& text) {
        const auto path = "/follow-up-rules/" + rule.toString();
        return world.call("PATCH", path, text, world.get(path).etag);
    }

    test::CampaignWorld world;
};

TEST_F(FollowUps, SelectsWhoVisitedAndDidNotOrderOnce) {
    for (const char* key : {"A0", "A1", "B0", "H0", "Z0"}) visit(key);
    buy("A1");
    const auto id = rule();
    const auto shown = preview(id);
    EXPECT_EQ(shown.selected, 2);
    EXPECT_THAT(shown.sample, ElementsAre(world.contact("A0"), world.contact("B0")));
    EXPECT_THAT(leftOut(id), ElementsAre(std::pair(LeftOut::HoldOut, 1)));

    const auto first = run(id);
    EXPECT_EQ(first.state, RunState::Done);
    EXPECT_EQ(first.selected, 2);
    ASSERT_TRUE(first.waveId);
    for (const auto& piece : world.piecesOf(*first.waveId)) {
        EXPECT_EQ(piece.cellId, world.cell(piece.contactId == world.contact("A0") ? "A" : "B"))
            << "the person's own cell";
        EXPECT_FALSE(piece.segment.empty());
    }
    EXPECT_THAT(reached(first), UnorderedElementsAre(world.contact("A0"), world.contact("B0")));

    EXPECT_EQ(preview(id).selected, 0);
    EXPECT_EQ(leftOut(id)[LeftOut::AlreadySelected], 2);
    const auto second = run(id);
    EXPECT_EQ(second.selected, 0);
    EXPECT_EQ(second.state, RunState::Done);
    EXPECT_FALSE(second.waveId);

    visit("A2");
    const auto third = run(id);
    EXPECT_THAT(reached(third), UnorderedElementsAre(world.contact("A2")));
    EXPECT_THAT(world.get("/follow-ups?ruleId=" + id.toString()).as<Page<Round>>().items, SizeIs(3));
    EXPECT_EQ(run(rule()).selected, 3) << "another rule may mean the same persons";
}

TEST_F(FollowUps, AWaveIsHandedOverWhenTheRunSaysSo) {
    visit("A0");
    const auto done = run(rule(), R"({"start":true})");
    const auto pieces = world.piecesOf(*done.waveId);
    ASSERT_THAT(pieces, SizeIs(1));
    EXPECT_EQ(pieces[0].state, "handedOver");
    EXPECT_THAT(world.get("/waves/" + done.waveId->toString()).body, HasSubstr(R"("followUp":true)"));
}

TEST_F(FollowUps, StayInTheCellsOfTheRule) {
    for (const char* key : {"A0", "B0", "B1"}) visit(key);
    const auto id = rule(R"(,"cellIds":[")" + world.cell("B").toString() + "\"]");
    EXPECT_EQ(preview(id).selected, 2);
    EXPECT_EQ(leftOut(id)[LeftOut::OtherCell], 1);
    EXPECT_THAT(reached(run(id)), UnorderedElementsAre(world.contact("B0"), world.contact("B1")));
}

TEST_F(FollowUps, WaitUntilThePieceHadTime) {
    visit("A0");
    const auto id = rule(R"(,"waitDays":14)");
    EXPECT_EQ(preview(id).selected, 0);
    EXPECT_EQ(leftOut(id)[LeftOut::TooRecent], 1);
    EXPECT_EQ(run(id).selected, 0);
    world.kernel().clock().set(world.kernel().clock().now().plus(std::chrono::hours(24 * 15)));
    EXPECT_EQ(run(id, R"({"start":true})").selected, 1);
    EXPECT_EQ(leftOut(rule(R"(,"waitDays":14)"))[LeftOut::TooRecent], 1) << "a follow-up is a piece, too";
}

TEST_F(FollowUps, WhoCannotBeReachedIsLeftToDispatch) {
    const auto id =
        world.make("/follow-up-rules", ruleText("", test::CampaignWorld::content(), "", kVisited));
    EXPECT_EQ(preview(id).selected, 8) << "everybody who got a piece and did not visit";
    EXPECT_EQ(leftOut(id)[LeftOut::HoldOut], 4);
    EXPECT_EQ(run(id).selected, 8);
}

TEST_F(FollowUps, ARefusedWaveGivesThePersonsFree) {
    visit("A0");
    visit("B0");
    const auto id = rule();
    EXPECT_EQ(change(id, R"({"channel":"sms"})").status, 200); // no plugin sends on it
    const auto failed = run(id);
    EXPECT_EQ(failed.state, RunState::Failed);
    EXPECT_EQ(failed.selected, 0);
    EXPECT_FALSE(failed.problem.empty());
    EXPECT_FALSE(failed.waveId);
    EXPECT_EQ(preview(id).selected, 2);
    EXPECT_EQ(change(id, R"({"channel":"letter"})").status, 200);
    EXPECT_EQ(run(id).selected, 2);
}

TEST_F(FollowUps, WhatCouldNotBeSentIsRefusedWhenItIsSaved) {
    auto text = test::CampaignWorld::content();
    text.replace(text.find("{{code}}"), 8, "{{nonsense}}");
    text.replace(text.find("Muster AG, 8001 Zürich"), std::string("Muster AG, 8001 Zürich").size(), " ");
    const auto refusal = world.post("/follow-up-rules", ruleText("", text));
    EXPECT_EQ(refusal.status, 422);
    for (const char* part :
         {"/content/text", "dispatch.merge-field", "/content/senderAddress", "dispatch.content-missing"})
        EXPECT_THAT(refusal.body, HasSubstr(part));
    const auto id = rule();
    EXPECT_EQ(change(id, R"({"content":{"text":"Hello"}})").status, 422);
    EXPECT_EQ(change(id, R"({"channel":"email","content":{"text":"Hello"}})").status, 422);
    EXPECT_EQ(change(id, R"({"channel":"email","content":{"subject":"News","text":"Hello"}})").status, 200);
}

TEST_F(FollowUps, RefusesWhatCannotBe) {
    const auto refusal = world.post(
        "/follow-up-rules",
        ruleText(R"(,"cellIds":[")" + world.cell("H").toString() + R"(","77"])",
                 test::CampaignWorld::content(),
                 R"({"fact":"no.such"},{"fact":"responses.type","comparison":"less","values":["visit"]})",
                 R"({"fact":"orders.count","comparison":"is","values":["many"]})"));
    EXPECT_EQ(refusal.status, 422);
    for (const char* part : {"/cellIds/0", "followups.hold-out", "/cellIds/1", "followups.no-such-cell",
                             "/did/0/fact", "/did/1/comparison", "/didNot/0/values/0"})
        EXPECT_THAT(refusal.body, HasSubstr(part));
    EXPECT_EQ(world.refused("/follow-up-rules",
                            R"({"campaignId":"77","name":"x","channel":"letter","content":{}})"),
              "followups.invalid-rule");
    const auto id = rule();
    EXPECT_EQ(change(id, R"({"active":false})").status, 200);
    EXPECT_EQ(tryRun(id).code(), "followups.not-active");
    EXPECT_EQ(world.call("PATCH", "/follow-up-rules/" + id.toString(), R"({"active":true})", "\"1\"").status,
              412);
    EXPECT_EQ(tryRun(Id{77}).status, 404);
    EXPECT_THAT(world.get("/follow-ups").as<Page<Round>>().items, IsEmpty());
}

TEST_F(FollowUps, HistoryConditionsAreAboutTheRulesCampaign) {
    visit("A0");
    const auto stored = world.get("/follow-up-rules/" + rule().toString()).as<Rule>();
    EXPECT_EQ(stored.did.at(0).campaignId, world.campaign);
    EXPECT_EQ(stored.didNot.at(0).campaignId, world.campaign);
}

/// Runs that are interrupted by the end of the server and asked for by many at once.
class InterruptedFollowUps : public FollowUps {
protected:
    InterruptedFollowUps() : FollowUps(20, {{"followups.persons-per-step", "1"}}) {}
};

TEST_F(InterruptedFollowUps, GoOnWithoutASecondContact) {
    for (int i = 0; i < 20; ++i) {
        visit("A" + std::to_string(i));
        visit("B" + std::to_string(i));
    }
    const auto id = rule();
    const auto started = tryRun(id).as<Round>();
    for (int stop = 0; stop < 6 && see(started.id).state == RunState::Selecting; ++stop) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10 + 7 * stop));
        world.close();
        world.open();
    }
    world.settle();
    const auto done = see(started.id);
    EXPECT_EQ(done.state, RunState::Done);
    EXPECT_EQ(done.selected, 40);
    EXPECT_THAT(reached(done), SizeIs(40));
    EXPECT_EQ(run(id).selected, 0);
}

TEST_F(InterruptedFollowUps, AskedForBySixteenAtOnceSelectEverybodyOnce) {
    for (int i = 0; i < 10; ++i) visit("A" + std::to_string(i));
    const auto id = rule();
    std::vector<std::thread> threads;
    std::vector<Id> runs(16);
    for (std::size_t i = 0; i < runs.size(); ++i)
        threads.emplace_back([&, i] { runs[i] = tryRun(id).as<Round>().id; });
    for (auto& thread : threads) thread.join();
    world.settle();
    std::int64_t selected = 0;
    std::multiset<Id> contacts;
    for (const auto one : std::set<Id>(runs.begin(), runs.end())) {
        const auto done = see(one);
        EXPECT_EQ(done.state, RunState::Done);
        selected += done.selected;
        for (const auto contact : reached(done)) contacts.insert(contact);
    }
    EXPECT_EQ(selected, 10);
    EXPECT_THAT(contacts, SizeIs(10));
    EXPECT_THAT(std::set<Id>(contacts.begin(), contacts.end()), SizeIs(10));
}

} // namespace
} // namespace rejoinder::followups
