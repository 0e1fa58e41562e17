#include "service.h"
#include "tests/unit/responses/campaign_world.h"

#include <rejoinder/contract/channel-phone.h>

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

namespace {

using namespace rejoinder;
using namespace rejoinder::responses;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

struct ResponseDetail {
    Id id;
    Response response;
    std::vector<CaptureRow> captures;
};
REJOINDER_DESCRIBE(ResponseDetail, id, response, captures)

class ResponsesApi : public testing::Test {
protected:
    ~ResponsesApi() override { EXPECT_THAT(world.problems(), IsEmpty()); }

    Captured capture(const std::string& fields) {
        const auto reply = world.post("/responses", "{" + fields + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<Captured>();
    }
    static std::string visit(const std::string& fields) {
        return R"("type":"visit","channel":"web",)" + fields;
    }
    std::string byCode(const std::string& key) { return visit(R"("code":")" + world.code(key) + "\""); }
    std::string byContact(const std::string& key, bool named = false) {
        return visit(R"("contactId":")" + world.contact(key).toString() + "\"" +
                     (named ? R"(,"campaignId":")" + world.campaign.toString() + "\"" : ""));
    }
    ResponseDetail detail(Id id) { return world.get("/responses/" + id.toString()).as<ResponseDetail>(); }

    test::CampaignWorld world;
};

TEST_F(ResponsesApi, ACodeIsCreditedToItsPiece) {
    const auto captured = capture(byCode("A0"));
    EXPECT_EQ(captured.outcome, Outcome::Captured);
    const auto r = detail(captured.id).response;
    EXPECT_EQ(r.attribution, Attribution::Direct);
    EXPECT_EQ(r.contactId, world.contact("A0"));
    EXPECT_EQ(r.campaignId, world.campaign);
    EXPECT_EQ(r.cellId, world.cell("A"));
    EXPECT_TRUE(r.pieceId && r.waveId);
    EXPECT_FALSE(r.segment.empty());
    EXPECT_EQ(r.reaction, Reaction::Positive);
}

TEST_F(ResponsesApi, ACodeIsUnderstoodAsPeopleTypeIt) {
    auto code = world.code("A1");
    for (std::size_t at = 4; at < code.size(); at += 5) code.insert(at, "-");
    for (auto& c : code) c = static_cast<char>(std::tolower(c));
    EXPECT_EQ(capture(visit(R"("code":" )" + code + "\"")).response->contactId, world.contact("A1"));
}

TEST_F(ResponsesApi, TheSameAnswerTwiceIsOneResponseWithTwoCaptures) {
    const auto first = capture(byCode("A0"));
    const auto second = capture(byContact("A0")); // seen again on another way
    EXPECT_EQ(second.outcome, Outcome::Duplicate);
    EXPECT_EQ(second.id, first.id);
    const auto seen = detail(first.id);
    EXPECT_EQ(seen.response.captures, 2);
    EXPECT_THAT(seen.captures, SizeIs(2));
}

TEST_F(ResponsesApi, WhoReallyAnswersOnceMoreIsCapturedAgain) {
    const auto first = capture(byCode("A0"));
    const auto again = capture(byCode("A0") + R"(,"again":true)");
    EXPECT_EQ(again.outcome, Outcome::Captured);
    EXPECT_NE(again.id, first.id);
    EXPECT_EQ(capture(byCode("A0")).outcome, Outcome::Duplicate);
    const auto other = capture(R"("type":"question","channel":"phone","code":")" + world.code("A0") + "\"");
    EXPECT_EQ(other.outcome, Outcome::Captured);
}

TEST_F(ResponsesApi, ACodeUsedBySomebodyElseIsPassAlong) {
    const auto r =
        *capture(byCode("A0") + R"(,"contactId":")" + world.contact("Z0").toString() + "\"").response;
    EXPECT_EQ(r.attribution, Attribution::PassAlong);
    EXPECT_EQ(r.contactId, world.contact("Z0"));
    EXPECT_EQ(r.cellId, world.cell("A"));
}

TEST_F(ResponsesApi, WithoutACodeTheNewestPieceIsCredited) {
    const auto r = *capture(byContact("B0")).response;
    EXPECT_EQ(r.attribution, Attribution::Inferred);
    EXPECT_EQ(r.cellId, world.cell("B"));
    EXPECT_EQ(capture(visit(R"("externalKey":"B1")")).response->contactId, world.contact("B1"));
}

TEST_F(ResponsesApi, AfterTheWindowOnlyANamedCampaignIsCredited) {
    world.kernel().clock().set(world.kernel().clock().now().plus(std::chrono::hours(24 * 181)));
    EXPECT_EQ(capture(byContact("B0")).response->attribution, Attribution::Unattributed);
    EXPECT_EQ(capture(byContact("B1", true)).response->attribution, Attribution::Inferred);
}

TEST_F(ResponsesApi, AHoldOutIsCreditedByBehaviourAndAStrangerIsNot) {
    const auto r = *capture(byContact("H0", true)).response;
    EXPECT_EQ(r.attribution, Attribution::HoldOut);
    EXPECT_EQ(r.cellId, world.cell("H"));
    EXPECT_FALSE(r.pieceId);
    const auto unnamed = *capture(byContact("H1")).response;
    EXPECT_EQ(unnamed.attribution, Attribution::HoldOut) << "who is held out need not name the campaign";
    EXPECT_EQ(unnamed.campaignId, world.campaign);
    const auto stranger = *capture(byContact("Z0", true)).response;
    EXPECT_EQ(stranger.attribution, Attribution::Unattributed);
    EXPECT_EQ(stranger.campaignId, world.campaign);
    EXPECT_FALSE(stranger.cellId);
}

TEST_F(ResponsesApi, AReferenceMakesARepeatedFileHarmless) {
    const auto first = capture(byContact("A0") + R"(,"reference":"row 7")");
    const auto again = capture(byContact("B0") + R"(,"reference":"row 7")");
    EXPECT_EQ(again.outcome, Outcome::Duplicate);
    EXPECT_EQ(again.id, first.id);
    EXPECT_EQ(detail(first.id).response.captures, 1);
    const auto elsewhere = capture(R"("type":"question","channel":"phone","reference":"row 7","code":")" +
                                   world.code("A0") + "\"");
    EXPECT_EQ(elsewhere.outcome, Outcome::Captured) << "another channel numbers by itself";
}

TEST_F(ResponsesApi, RefusesWhatCannotBe) {
    EXPECT_EQ(world.refused("/responses", "{" + visit(R"("code":"AAAA-AAAA")") + "}"),
              "responses.unknown-code");
    EXPECT_EQ(world.refused("/responses", R"({"type":"visit","channel":"web"})"), "responses.no-contact");
    EXPECT_EQ(world.refused("/responses", "{" + visit(R"("externalKey":"nobody")") + "}"),
              "responses.unknown-contact");
    EXPECT_EQ(world.refused("/responses", R"({"type":"sneeze","channel":"web","externalKey":"A0"})"),
              "responses.unknown-type");
    EXPECT_EQ(world.refused("/responses", "{" + byContact("A0") + R"(,"receivedAt":"2199-01-01T00:00:00Z"})"),
              "responses.future");
    EXPECT_EQ(world.refused("/responses", "{" + byContact("A0") + R"(,"campaignId":"77"})"),
              "responses.unknown-campaign");
    EXPECT_THAT(world.get("/responses").as<Page<Response>>().items, IsEmpty());
}

TEST_F(ResponsesApi, ABatchAnswersEachByItself) {
    const auto reply = world.post(
        "/responses/batches",
        R"({"items":[{)" + byCode("A0") + "},{" + byCode("A0") + "},{" + visit(R"("code":"AAAA-AAAA")") +
            "},{" + visit(R"("code":"AAAA-AAAA","clearing":true)") + "},{" + byCode("B0") + "}]}");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_NE(reply.body.find(R"("captured":2,"duplicates":1,"clearing":1,"refused":1)"), std::string::npos)
        << reply.body;
    EXPECT_THAT(world.get("/responses").as<Page<Response>>().items, SizeIs(2));
}

TEST_F(ResponsesApi, AnObjectionActsInTheSameUnit) {
    const auto captured = capture(R"("type":"opt-out","channel":"phone","code":")" + world.code("A0") + "\"");
    EXPECT_EQ(captured.response->reaction, Reaction::Negative);
    const auto second = world.plan("SUMMER");
    const auto list = world.freeze(second);
    const auto wave = world.make("/waves", R"({"targetGroupId":")" + list.toString() +
                                               R"(","name":"Summer","channel":"letter","content":)" +
                                               test::CampaignWorld::content() + "}");
    world.settle();
    world.post("/waves/" + wave.toString() + "/hand-over", "{}");
    world.settle();
    for (const auto& piece : world.piecesOf(wave))
        EXPECT_EQ(piece.state, piece.contactId == world.contact("A0") ? "withheld" : "handedOver");
}

TEST_F(ResponsesApi, ClearingKeepsAReplyUntilAPersonDecides) {
    const auto waiting =
        capture(visit(R"("code":"AAAA-AAAA","clearing":true,"reference":"card 1","note":"smudged")"));
    EXPECT_EQ(waiting.outcome, Outcome::Clearing);
    const auto path = "/clearing/" + waiting.id.toString();
    EXPECT_EQ(capture(visit(R"("code":"AAAA-AAAA","clearing":true,"reference":"card 1")")).id, waiting.id);
    const auto assign = R"({"state":"assigned","code":")" + world.code("B2") + R"("})";
    EXPECT_EQ(world.call("PATCH", path, assign, "\"9\"").status, 412);
    EXPECT_EQ(world.call("PATCH", path, R"({"state":"assigned"})", "\"1\"").code(), "responses.no-contact");
    const auto decided = world.call("PATCH", path, assign, "\"1\"").as<ClearingEntry>();
    ASSERT_TRUE(decided.responseId);
    EXPECT_EQ(detail(*decided.responseId).response.contactId, world.contact("B2"));
    EXPECT_EQ(detail(*decided.responseId).captures.at(0).note, "smudged");
    EXPECT_EQ(world.call("PATCH", path, R"({"state":"rejected"})", "\"2\"").code(), "responses.decided");
    EXPECT_THAT(world.get("/clearing").as<Page<ClearingEntry>>().items, IsEmpty());
    EXPECT_THAT(world.get("/clearing?state=assigned").as<Page<ClearingEntry>>().items, SizeIs(1));
}

TEST_F(ResponsesApi, AnAssignmentIsTakenBackWithAllThatItMade) {
    const auto waiting = capture(R"("type":"opt-out","channel":"phone","code":"AAAA-AAAA","clearing":true)");
    const auto path = "/clearing/" + waiting.id.toString();
    const auto decide = [&](const std::string& change, int version) {
        return world.call("PATCH", path, "{" + change + "}", "\"" + std::to_string(version) + "\"");
    };
    const auto to = [&](const std::string& key) {
        return R"("state":"assigned","contactId":")" + world.contact(key).toString() + "\"";
    };
    const auto objections = [&](const std::string& key) {
        return world.get("/suppressions?contactId=" + world.contact(key).toString()).body.find("objection") !=
               std::string::npos;
    };
    const auto wrong = decide(to("A1"), 1).as<ClearingEntry>();
    ASSERT_TRUE(wrong.responseId);
    EXPECT_TRUE(objections("A1"));
    EXPECT_EQ(decide(to("B1"), 2).code(), "responses.decided") << "taken back first";
    const auto open = decide(R"("state":"open")", 2).as<ClearingEntry>();
    EXPECT_EQ(open.state, ClearingState::Open);
    EXPECT_FALSE(open.responseId);
    EXPECT_FALSE(objections("A1"));
    EXPECT_EQ(detail(*wrong.responseId).response.captures, 0);
    EXPECT_TRUE(detail(*wrong.responseId).captures.at(0).withdrawn);
    EXPECT_THAT(world.get("/responses").as<Page<Response>>().items, IsEmpty());
    EXPECT_EQ(decide(R"("state":"open")", 3).code(), "responses.decision");

    const auto right = decide(to("A1"), 3).as<ClearingEntry>(); // the same person again: a response anew
    EXPECT_NE(right.responseId, wrong.responseId);
    EXPECT_TRUE(objections("A1"));
    EXPECT_THAT(world.get("/responses").as<Page<Response>>().items, SizeIs(1));
}

TEST_F(ResponsesApi, WhatOthersCapturedStaysWhenAnAssignmentIsTakenBack) {
    const auto before = capture(byCode("B1"));
    const auto waiting = capture(visit(R"("code":"AAAA-AAAA","clearing":true)"));
    const auto path = "/clearing/" + waiting.id.toString();
    const auto assign = R"({"state":"assigned","code":")" + world.code("B1") + R"("})";
    EXPECT_EQ(world.call("PATCH", path, assign, "\"1\"").as<ClearingEntry>().responseId, before.id);
    EXPECT_EQ(detail(before.id).response.captures, 2);
    EXPECT_EQ(world.call("PATCH", path, R"({"state":"open"})", "\"2\"").status, 200);
    EXPECT_EQ(detail(before.id).response.captures, 1);
    EXPECT_THAT(world.get("/responses").as<Page<Response>>().items, SizeIs(1));
}

TEST_F(ResponsesApi, TypesAreDataAndTheirReactionIsForEver) {
    const auto id =
        world.make("/response-types", R"({"key":"coupon","name":"Used the coupon","reaction":"positive"})");
    EXPECT_EQ(world.refused("/response-types", R"({"key":"coupon","name":"x","reaction":"none"})"),
              "responses.type-exists");
    const auto path = "/response-types/" + id.toString();
    EXPECT_EQ(world.call("PATCH", path, R"({"reaction":"negative"})", "\"1\"").status, 422);
    EXPECT_EQ(world.call("PATCH", path, R"({"active":false})", "\"1\"").status, 200);
    EXPECT_EQ(world.refused("/responses", R"({"type":"coupon","channel":"shop","externalKey":"A0"})"),
              "responses.unknown-type");
}

TEST_F(ResponsesApi, TheSecondReturnedLetterBlocksTheAddress) {
    const auto blocked = [&](const std::string& key) {
        return world.get("/contacts/" + world.contact(key).toString())
                   .body.find(R"("addressUndeliverable":true)") != std::string::npos;
    };
    const auto send = [&](const std::string& code, const std::string& reason) {
        return world.post("/returns", R"({"code":")" + code + R"(","reason":")" + reason + R"("})")
            .as<ReturnRow>();
    };
    const auto first = send(world.code("A0"), "moved");
    EXPECT_FALSE(first.blocked);
    EXPECT_EQ(send(world.code("A0"), "moved").id, first.id) << "scanned twice";
    EXPECT_FALSE(blocked("A0"));
    const auto second = world.send(world.freeze(world.plan("SUMMER")), "Summer");
    for (const auto& piece : second)
        if (piece.contactId == world.contact("A0")) {
            EXPECT_TRUE(send(piece.code, "unknown").blocked);
        }
    EXPECT_TRUE(blocked("A0"));
    EXPECT_TRUE(send(world.code("B0"), "deceased").blocked);
    EXPECT_EQ(world.refused("/returns", R"({"code":"AAAA-AAAA","reason":"moved"})"),
              "responses.unknown-code");
    EXPECT_THAT(world.get("/returns").as<Page<ReturnRow>>().items, SizeIs(3));
}

TEST_F(ResponsesApi, ACallThatEndedWithAnAnswerIsAReplyOnce) {
    const auto piece = *detail(capture(byCode("A3")).id).response.pieceId;
    for (const char* type : {"appointment", "appointment", ""})
        world.write([&](Unit& u) {
            u.publish(phone::CallCompleted{
                {4711}, piece, world.contact("A3"), world.campaign, type, "on Monday", u.now()});
        });
    world.settle();
    const auto all =
        world.get("/responses?contactId=" + world.contact("A3").toString()).as<Page<Response>>().items;
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[1].type, "appointment");
    EXPECT_EQ(all[1].channel, Channel::Phone);
    EXPECT_EQ(all[1].pieceId, piece);
    EXPECT_EQ(all[1].captures, 1);
}

TEST_F(ResponsesApi, SixteenAtOnceWithOneCodeAreOneResponse) {
    std::atomic<int> captured{0}, duplicates{0};
    std::vector<std::thread> agents;
    for (int i = 0; i < 16; ++i)
        agents.emplace_back([&] {
            const auto reply = world.post("/responses", "{" + byCode("A0") + "}");
            if (reply.status != 201) return;
            ++(reply.as<Captured>().outcome == Outcome::Captured ? captured : duplicates);
        });
    for (auto& agent : agents) agent.join();
    EXPECT_EQ(captured, 1);
    EXPECT_EQ(duplicates, 15);
    const auto all = world.get("/responses").as<Page<Response>>().items;
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_EQ(all[0].captures, 16);
}

TEST_F(ResponsesApi, FiguresCountPersonsAndFactsSelectThem) {
    capture(byCode("A0"));
    capture(byCode("A1"));
    capture(byCode("A1") + R"(,"again":true)");
    capture(byContact("H0", true));
    capture(R"("type":"not-interested","channel":"phone","code":")" + world.code("B0") + "\"");
    world.read([&](Unit& u) {
        ResponseService service({}, [] { return 180; });
        std::map<Id, std::int64_t> responders, responses;
        for (const auto& c : service.responders(u, world.campaign)) responders[c.cellId] += c.responders;
        for (const auto& c : service.counts(u, world.campaign))
            if (c.reaction == Reaction::Positive) responses[c.cellId] += c.responses;
        EXPECT_THAT(responders, ElementsAre(std::pair(world.cell("A"), 2), std::pair(world.cell("H"), 1)));
        EXPECT_THAT(responses, ElementsAre(std::pair(world.cell("A"), 3), std::pair(world.cell("H"), 1)));
        const auto days = service.byDay(u, world.campaign);
        ASSERT_THAT(days, SizeIs(1));
        EXPECT_EQ(days[0].responses, 4);

        ResponseHistory history;
        const auto told = [&](std::string_view stream, const contacts::HistoryFilter& filter) {
            std::vector<Id> ids;
            history.each(u, stream, filter, [&](const auto& e) { ids.push_back(e.contactId); });
            return ids;
        };
        EXPECT_THAT(told("responses", {world.campaign, {}}),
                    UnorderedElementsAre(world.contact("A0"), world.contact("A1"), world.contact("A1"),
                                         world.contact("H0")));
        EXPECT_THAT(told("answers", {}), SizeIs(5));
        EXPECT_THAT(told("answers", {{}, u.now().plus(std::chrono::hours(1))}), SizeIs(0));
        const std::vector<Id> who{world.contact("B0")};
        std::vector<std::string> types;
        for (const auto stream : {"responses", "answers"})
            history.of(u, stream, who, [&](const auto& e) { types.push_back(e.type); });
        EXPECT_THAT(types, ElementsAre("not-interested"));
    });
}

} // namespace
