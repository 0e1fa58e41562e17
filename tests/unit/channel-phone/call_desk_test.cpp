#include "desk_fixture.h"

using namespace rejoinder;
using namespace rejoinder::phone;
using namespace rejoinder::phone::desk_test;

TEST_F(Desk, ABatchBecomesCallsOnceHoweverOftenItIsRecorded) {
    list(5);
    list(5);
    EXPECT_EQ(calls().size(), 4u) << "one contact has no number";
    const auto call = next("anna").call;
    ASSERT_TRUE(call);
    EXPECT_EQ(call->script, "Grüezi, spreche ich mit Person 1000?");
    EXPECT_EQ(call->salutation, "Guten Tag Person 1000");
    EXPECT_EQ(call->campaignName, "Spring");
    EXPECT_EQ(call->call.state, CallState::Claimed);
}

TEST_F(Desk, TwoAgentsNeverGetTheSameCall) {
    list(41);
    std::vector<std::thread> agents;
    std::set<Id> given;
    std::mutex lock;
    int times = 0;
    for (int a = 0; a < 4; ++a) {
        agents.emplace_back([&, agent = "agent" + std::to_string(a)] {
            while (const auto call = next(agent).call) {
                finish(agent, call->id, "not-interested");
                const std::lock_guard guard(lock);
                given.insert(call->id);
                ++times;
            }
        });
    }
    for (auto& agent : agents) {
        agent.join();
    }
    EXPECT_EQ(times, 40);
    EXPECT_EQ(given.size(), 40u);
    EXPECT_EQ(told.size(), 40u);
    EXPECT_EQ(calls(CallState::Completed).size(), 40u);
}

TEST_F(Desk, AReloadedPageGetsItsCallBackAndALostOneGoesOn) {
    list(2);
    const auto first = next("anna").call;
    EXPECT_EQ(next("anna").call->id, first->id);
    const auto second = next("bert").call;
    EXPECT_NE(second->id, first->id);
    const auto none = next("carl");
    EXPECT_FALSE(none.call);
    EXPECT_EQ(none.nextDueAt, clock.now().plus(rules.lease));
    clock.advance(rules.lease);
    EXPECT_EQ(next("carl").call->id, first->id);
    EXPECT_EQ(codeOf([&] { finish("anna", first->id, "orders"); }), "channel-phone.not-yours");
    finish("carl", first->id, "orders");
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].responseType, "order");
    EXPECT_EQ(told[0].pieceId, Id{1});
    EXPECT_EQ(told[0].contactId, Id{kFirstContact});
}

TEST_F(Desk, RetriesEndAfterTheLastAttempt) {
    list(1);
    rules.maxAttempts = 3;
    for (int attempt = 1; attempt <= 3; ++attempt) {
        const auto call = next("anna").call;
        ASSERT_TRUE(call) << attempt;
        EXPECT_EQ(call->history.size(), static_cast<std::size_t>(attempt - 1));
        finish("anna", call->id, "no-answer");
        EXPECT_FALSE(next("anna").call) << "not before the pause";
        clock.advance(rules.retry);
    }
    EXPECT_FALSE(next("anna").call);
    EXPECT_EQ(calls(CallState::Exhausted).size(), 1u);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].responseType, "");
}

TEST_F(Desk, AnOutcomeMayHaveItsOwnPause) {
    list(1);
    finish("anna", next("anna").call->id, "busy");
    clock.advance(minutes(29));
    EXPECT_FALSE(next("anna").call);
    clock.advance(minutes(1));
    EXPECT_TRUE(next("anna").call);
}

TEST_F(Desk, APersonalCallBackIsFirstMineAndThenEverybodys) {
    list(1);
    const auto call = next("anna").call;
    const auto at = clock.now().plus(std::chrono::hours(2));
    EXPECT_EQ(codeOf([&] { finish("anna", call->id, "call-back"); }), "channel-phone.invalid-outcome");
    EXPECT_EQ(codeOf([&] { finish("anna", call->id, "orders", at); }), "channel-phone.invalid-outcome");
    EXPECT_EQ(codeOf([&] { finish("anna", call->id, "call-back", clock.now()); }),
              "channel-phone.invalid-outcome");
    finish("anna", call->id, "call-back", at, true);
    EXPECT_TRUE(told.empty());
    EXPECT_EQ(next("bert").nextDueAt, at);
    clock.set(at);
    EXPECT_FALSE(next("bert").call);
    clock.advance(rules.personal);
    EXPECT_TRUE(next("bert").call);
}

TEST_F(Desk, ANoActsAtOnceOnAllCallsToThatPerson) {
    list(2);
    const auto call = next("anna").call;
    // A second call to the same person, from another wave.
    engine->write([&](Unit& u) {
        CallRow row;
        row.id = u.newId();
        row.pieceId = Id{999};
        row.campaignId = Id{8};
        row.contactId = call->call.contactId;
        row.dueAt = u.now();
        u.run("channel-phone.insert-call", row);
    });
    finish("anna", call->id, "do-not-call");
    EXPECT_TRUE(gate->objected.contains(Id{kFirstContact}));
    EXPECT_EQ(calls(CallState::DoNotCall).size(), 2u);
    EXPECT_EQ(next("anna").call->call.contactId, Id{kFirstContact + 1});
}

TEST_F(Desk, WhoObjectedMeanwhileIsNotGivenOut) {
    list(2);
    gate->objected.insert(Id{kFirstContact});
    EXPECT_EQ(next("anna").call->call.contactId, Id{kFirstContact + 1});
    const auto withheld = calls(CallState::Withheld);
    ASSERT_EQ(withheld.size(), 1u);
    EXPECT_EQ(withheld[0].refusal, contacts::Refusal::Objection);
}

TEST_F(Desk, AFinishedCampaignIsCalledNoMore) {
    list(2);
    plans->state = campaigns::CampaignState::Finished;
    EXPECT_FALSE(next("anna").call);
    EXPECT_EQ(calls(CallState::Cancelled).size(), 2u);
}

TEST_F(Desk, OutcomesAreData) {
    list(1);
    const auto made = engine->write([](Unit& u) {
        return Outcomes::create(u, {"shop-visit", "Will come to the shop", Category::Completed, "visit", 0});
    });
    EXPECT_EQ(codeOf([&] {
                  engine->write([](Unit& u) {
                      return Outcomes::create(u, {"shop-visit", "x", Category::Failed, "", 0});
                  });
              }),
              "channel-phone.outcome-twice");
    EXPECT_EQ(codeOf([&] {
                  engine->write([](Unit& u) {
                      return Outcomes::create(u, {"Shop Visit", "x", Category::Failed, "", 0});
                  });
              }),
              "channel-phone.outcome-code");
    ChangeOutcome retire;
    retire.id = made.id;
    retire.active = false;
    engine->write([&](Unit& u) { return Outcomes::change(u, made, retire); });
    EXPECT_EQ(codeOf([&] { finish("anna", next("anna").call->id, "shop-visit"); }),
              "channel-phone.invalid-outcome");
}

TEST_F(Desk, WhoAskedForACallIsCalledBackThenAndWithoutConsent) {
    gate->objected.insert(Id{kFirstContact});
    const auto at = clock.now().plus(minutes(60));
    const auto agreed = engine->write([&](Unit& u) {
        return callBacks.create(u, "anna",
                                {Id{kFirstContact}, at, "Europe/Zurich", "", "about the offer", {}, true});
    });
    EXPECT_TRUE(agreed.call.requested);
    EXPECT_EQ(agreed.call.phone, "+41441234567");
    EXPECT_EQ(agreed.call.timeZone, "Europe/Zurich");
    EXPECT_FALSE(next("anna").call) << "not yet";
    const auto due = [&](const std::string& agent) {
        return engine->read([&](Unit& u) { return callBacks.list(u, agent, {}); }).items.size();
    };
    EXPECT_EQ(due("anna"), 0u);
    clock.set(at);
    EXPECT_EQ(due("anna"), 1u);
    EXPECT_EQ(due("beat"), 0u) << "it is anna's";
    EXPECT_FALSE(next("beat").call);
    const auto call = next("anna").call;
    ASSERT_TRUE(call);
    EXPECT_EQ(call->id, agreed.id);
    EXPECT_EQ(call->call.note, "about the offer");
    finish("anna", call->id, "wants-information");
    ASSERT_EQ(told.size(), 1u);
    EXPECT_FALSE(told[0].pieceId);
    EXPECT_EQ(told[0].contactId, Id{kFirstContact});
}

TEST_F(Desk, ACallBackIsEverybodysAfterAWhileAndCanBeCalledOff) {
    const auto make = [&] {
        return engine->write([&](Unit& u) {
            return callBacks.create(
                u, "anna",
                {Id{kFirstContact}, clock.now().plus(minutes(1)), "", "+41 44 000 00 00", "", {}, true});
        });
    };
    const auto first = make(), second = make();
    EXPECT_NE(first.id, second.id);
    engine->write([&](Unit& u) { CallBacks::cancel(u, first.id); });
    EXPECT_EQ(codeOf([&] { engine->write([&](Unit& u) { CallBacks::cancel(u, first.id); }); }),
              "channel-phone.not-open");
    clock.set(clock.now().plus(minutes(2) + rules.personal));
    const auto call = next("beat").call;
    ASSERT_TRUE(call);
    EXPECT_EQ(call->id, second.id);
}

TEST_F(Desk, ACallBackNamesEveryFault) {
    const auto create = [&](const NewCallBack& wish) {
        try {
            engine->write([&](Unit& u) { return callBacks.create(u, "anna", wish); });
        } catch (const Error& e) {
            std::vector<std::string> pointers;
            for (const auto& fault : e.faults()) pointers.push_back(fault.pointer);
            return pointers;
        }
        return std::vector<std::string>{};
    };
    EXPECT_THAT(create({Id{kFirstContact}, clock.now(), "Not a zone!", "call me", "", {}, false}),
                ElementsAre("/at", "/timeZone", "/phone"));
    EXPECT_THAT(create({Id{kFirstContact}, clock.now().plus(kFarthestCallBack * 2), "", "", "", {}, false}),
                ElementsAre("/at"));
}

TEST_F(Desk, ARingingCallIsTold) {
    engine->write([&](Unit& u) { callBacks.ring(u, {"+41 44 123 45 67", "0800", "anna", "x-1"}); });
    ASSERT_EQ(rings.size(), 1u);
    EXPECT_EQ(rings[0].agent, "anna");
    EXPECT_EQ(rings[0].from, "+41 44 123 45 67");
    engine->write([&](Unit& u) { callBacks.ring(u, {}); });
    EXPECT_EQ(rings.size(), 2u) << "a withheld number rings, too";
    EXPECT_EQ(codeOf([&] { engine->write([&](Unit& u) {
                               callBacks.ring(u, {"<script>", "", "", ""});
                           }); }),
              "channel-phone.no-number");
}
