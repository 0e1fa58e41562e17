#include "batches.h"
#include "candidates.h"
#include "control.h"
#include "tests/unit/responses/campaign_world.h"

#include <rejoinder/contract/responses/capturing.h>

#include <gmock/gmock.h>

#include <regex>

/// Figures of control, typed batches, candidates, the alarm, and response types as data.
namespace {

using namespace rejoinder;
using namespace rejoinder::responses;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class ControlApi : public testing::Test {
protected:
    ~ControlApi() override { EXPECT_THAT(world.problems(), IsEmpty()); }

    Captured capture(const std::string& fields) {
        const auto reply = world.post("/responses", "{" + fields + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.status == 201 ? reply.as<Captured>() : Captured{};
    }
    std::string byCode(const std::string& key) {
        return R"("type":"visit","channel":"web","code":")" + world.code(key) + "\"";
    }
    static std::string unknown(const std::string& note = "") {
        return R"("type":"visit","channel":"web","code":"AAAA-AAAA","clearing":true,"note":")" + note + "\"";
    }
    test::World::Reply decide(Id entry, const std::string& change, int version) {
        return world.call("PATCH", "/clearing/" + entry.toString(), "{" + change + "}",
                          "\"" + std::to_string(version) + "\"");
    }
    std::string to(const std::string& key) {
        return R"("state":"assigned","contactId":")" + world.contact(key).toString() + "\"";
    }
    std::vector<std::int64_t> figures() {
        const auto f = world.get("/control-figures").as<ControlFigures>();
        EXPECT_TRUE(f.balanced);
        return {f.received, f.captured, f.duplicate, f.clearing, f.rejected};
    }
    using Figures = std::vector<std::int64_t>;

    test::CampaignWorld world{4, {{"responses.alarm-percent", "20"}, {"responses.alarm-least", "5"}}};
};

TEST_F(ControlApi, WhatCameInIsWhatBecameOfIt) {
    capture(byCode("A0"));
    capture(byCode("A0"));
    capture(byCode("A1") + R"(,"reference":"row 1")");
    capture(byCode("A1") + R"(,"reference":"row 1")"); // the file again: it is not received twice
    const auto one = capture(unknown()), two = capture(unknown()), three = capture(unknown());
    EXPECT_EQ(figures(), (Figures{6, 2, 1, 3, 0}));
    EXPECT_EQ(decide(one.id, to("A0"), 1).status, 200);
    EXPECT_EQ(decide(two.id, R"("state":"rejected")", 1).status, 200);
    EXPECT_EQ(decide(three.id, to("B0"), 1).status, 200);
    EXPECT_EQ(figures(), (Figures{6, 3, 2, 0, 1}));
    EXPECT_EQ(decide(three.id, R"("state":"open")", 2).status, 200);
    EXPECT_EQ(figures(), (Figures{6, 2, 2, 1, 1}));
    EXPECT_EQ(world.get("/control-figures?since=2026-02-01&until=2026-01-01").code(), "responses.days");
}

TEST_F(ControlApi, WhatRepeatsAWithdrawnCaptureStandsForItself) {
    const auto entry = capture(unknown());
    ASSERT_EQ(decide(entry.id, to("B1"), 1).status, 200);
    EXPECT_EQ(capture(byCode("B1")).outcome, Outcome::Duplicate);
    EXPECT_EQ(figures(), (Figures{2, 1, 1, 0, 0}));
    ASSERT_EQ(decide(entry.id, R"("state":"open")", 2).status, 200);
    EXPECT_EQ(figures(), (Figures{2, 1, 0, 1, 0})) << "the second capture is the response now";
}

TEST_F(ControlApi, ABatchHasItsTotals) {
    const auto item = [&](const std::string& key, int quantity) {
        return "{" + byCode(key) + R"(,"items":[{"sku":"BROCHURE","quantity":)" + std::to_string(quantity) +
               "}]}";
    };
    const auto items = R"("items":[)" + item("A0", 2) + "," + item("A1", 1) + ",{" + unknown() + "}]";
    EXPECT_EQ(world.refused("/responses/batches", R"({"counted":2,)" + items + "}"),
              "responses.control-total");
    EXPECT_EQ(world.refused("/responses/batches", R"({"counted":3,"countedItems":4,)" + items + "}"),
              "responses.control-total");
    EXPECT_EQ(figures(), (Figures{0, 0, 0, 0, 0})) << "a stack that does not balance leaves nothing";
    const auto done =
        world.post("/responses/batches", R"({"name":"Monday","counted":3,"countedItems":3,)" + items + "}")
            .as<BatchResults>();
    ASSERT_TRUE(done.batchId);
    const auto batch = [&] {
        return world.get("/responses/batches/" + done.batchId->toString()).as<TypedBatch>();
    };
    EXPECT_EQ(batch().counted, 3);
    EXPECT_EQ(batch().captured, 2);
    EXPECT_EQ(batch().clearing, 1);
    const auto waiting = world.get("/clearing?batchId=" + done.batchId->toString()).as<Page<ClearingEntry>>();
    ASSERT_THAT(waiting.items, SizeIs(1));
    const auto typed =
        decide(waiting.items[0].id,
               to("B0") + R"(,"type":"information-request","items":[{"sku":"SAMPLE","quantity":2}])", 1);
    EXPECT_EQ(typed.status, 200) << typed.body;
    EXPECT_EQ(batch().captured, 3);
    EXPECT_EQ(batch().clearing, 0);
    // A capture that is taken back was received all the same: the stack balances still.
    const Id first = done.items[0].captured->id;
    world.write([&](Unit& u) {
        const auto made = u.all<CaptureRow>("responses.captures-of-response", {{"responseId", first}});
        u.run("responses.withdraw-capture", {{"id", made.at(0).id}});
        u.run("responses.discount-capture", {{"id", first}});
        u.run("responses.free-duplicate-key", {{"id", first}, {"duplicateKey", "withdrawn"}});
    });
    EXPECT_EQ(batch().captured, 2);
    EXPECT_EQ(batch().received, batch().captured + batch().duplicate + batch().clearing + batch().rejected);
    EXPECT_THAT(world.get("/responses/batches").as<Page<TypedBatch>>().items, SizeIs(1));
    EXPECT_EQ(world.get("/responses/batches/77").code(), "responses.no-such-batch");
    EXPECT_FALSE(world.post("/responses/batches", "{" + items + "}").as<BatchResults>().batchId)
        << "who hands in by program has no stack";
}

TEST_F(ControlApi, CandidatesComeWithTheirReasons) {
    world.make("/contacts", R"({"familyName":"Keller","givenName":"Rosa","email":"rosa@example.org",
        "street":"Gasse","houseNumber":"3","postcode":"8400","city":"Winterthur","country":"CH"})");
    const auto names = [&](const std::string& fields) {
        const auto entry = capture(fields);
        std::vector<std::string> all;
        for (const auto& c :
             world.get("/clearing/" + entry.id.toString() + "/candidates").as<Candidates>().items)
            all.push_back(c.name + ":" + (c.reasons.empty() ? "" : c.reasons[0]));
        return all;
    };
    auto typo = world.code("A2");
    typo[0] = typo[0] == '4' ? '7' : '4';
    EXPECT_THAT(names(R"("type":"visit","channel":"web","clearing":true,"code":")" + typo + "\""),
                Contains("Eva Muster A2:code"));
    EXPECT_THAT(names(unknown("Guten Tag, bitte an rosa@example.org")), Contains(HasSubstr("Rosa Keller")));
    EXPECT_THAT(names(unknown("Rosa Keller\\nGasse 3\\n8400 Winterthur")),
                Contains(HasSubstr("Rosa Keller")));
    EXPECT_THAT(names(unknown("nothing of use")), IsEmpty());
    const auto writer =
        writerOf("Re: spring\nRosa Keller <rosa@example.org>\n\n8400 Winterthur, +41 52 123 45 67");
    EXPECT_EQ(writer.email, "rosa@example.org");
    EXPECT_EQ(writer.postcode, "8400");
    EXPECT_EQ(writer.city, "Winterthur");
    EXPECT_EQ(writer.familyName, "Keller");
    EXPECT_THAT(writer.phone, HasSubstr("52 123"));
}

TEST_F(ControlApi, TooManyUnknownCodesAreToldOnceAndShown) {
    for (int i = 0; i < 6; ++i) capture(byCode("A" + std::to_string(i % 4)));
    for (int i = 0; i < 2; ++i) capture(unknown());
    const AlarmRules rules{20, 7, 5};
    const auto watch = [&] {
        const auto count = world.read([&](Unit& u) { return countCodes(u, rules); });
        world.write([&](Unit& u) { noteCodes(u, count, rules); });
        return count;
    };
    EXPECT_EQ(watch().unknown, 2);
    auto health = world.get("/clearing/health").as<ClearingHealth>();
    ASSERT_TRUE(health.alarmSince);
    EXPECT_EQ(health.received, 8);
    EXPECT_DOUBLE_EQ(health.share, 0.25);
    EXPECT_EQ(health.open, 2);
    EXPECT_EQ(health.ages.at(0).entries, 2);
    watch();
    EXPECT_EQ(world.get("/clearing/health").as<ClearingHealth>().alarmSince, health.alarmSince)
        << "told once";
    world.kernel().clock().set(world.kernel().clock().now().plus(std::chrono::hours(24 * 9)));
    watch();
    health = world.get("/clearing/health").as<ClearingHealth>();
    EXPECT_FALSE(health.alarmSince) << "it is over when the days are";
    EXPECT_EQ(health.ages.at(4).entries, 2) << "they wait more than a week";
}

TEST_F(ControlApi, ATypeHasFieldsAndSetsThingsInMotion) {
    const auto refused = [&](const std::string& fields) {
        return world.refused("/responses", R"({"type":"new-address","channel":"phone","code":")" +
                                               world.code("A0") + R"(","fields":{)" + fields + "}}");
    };
    EXPECT_EQ(refused(R"("street":"Neuweg")"), "responses.invalid-fields");
    EXPECT_EQ(refused(R"("street":"Neuweg","postcode":"3000","city":"Bern","shoe":"42")"),
              "responses.invalid-fields");
    EXPECT_EQ(refused(R"("street":"Neuweg","houseNumber":"7","postcode":"3000","city":"Bern")"), "");
    const auto contact = world.get("/contacts/" + world.contact("A0").toString()).body;
    EXPECT_THAT(contact, HasSubstr(R"("street":"Neuweg")"));
    EXPECT_THAT(contact, HasSubstr(R"("city":"Bern")"));
    EXPECT_EQ(world.refused("/response-types", R"({"key":"x","name":"x","reaction":"none","fields":[
        {"key":"a","label":"A","kind":"choice"}]})"),
              "responses.invalid-type");
    world.make("/response-types", R"({"key":"colour","name":"Colour","reaction":"positive","fields":[
        {"key":"which","label":"Which","kind":"choice","choices":["red","blue"],"required":true},
        {"key":"day","label":"Day","kind":"date"}]})");
    const auto colour = [&](const std::string& fields) {
        return world.refused("/responses", R"({"type":"colour","channel":"phone","code":")" +
                                               world.code("A1") + R"(","fields":{)" + fields + "}}");
    };
    EXPECT_EQ(colour(R"("which":"green")"), "responses.invalid-fields");
    EXPECT_EQ(colour(R"("which":"red","day":"2026-02-30")"), "responses.invalid-fields");
    EXPECT_EQ(colour(R"("which":"red","day":"2026-03-30")"), "");
    EXPECT_EQ(
        capture(R"("type":"colour","channel":"phone","clearing":true,"code":")" + world.code("A2") + "\"")
            .outcome,
        Outcome::Clearing)
        << "what is missing can be asked for";
}

TEST_F(ControlApi, WhatWasRejectedIsKeptForATimeOnly) {
    const auto rejected = capture(unknown("Zwygart, Bern")), open = capture(unknown("Waits, Chur"));
    ASSERT_EQ(decide(rejected.id, R"("state":"rejected")", 1).status, 200);
    const auto note = [&](Id id) { return world.get("/clearing/" + id.toString()).body; };
    const auto later = [&](int days) {
        world.kernel().clock().set(world.kernel().clock().now().plus(std::chrono::hours(24 * days)));
        world.settle();
    };
    later(179);
    EXPECT_THAT(note(rejected.id), HasSubstr("Zwygart"));
    later(2);
    EXPECT_THAT(note(rejected.id), Not(HasSubstr("Zwygart")));
    EXPECT_THAT(note(open.id), HasSubstr("Waits, Chur")) << "somebody has to look at it still";
}

TEST_F(ControlApi, WhatWasTakenBackMovesNobody) {
    const auto where = [&] { return world.get("/contacts/" + world.contact("B1").toString()).body; };
    const auto before = where();
    const auto move = [&](const std::string& street) {
        return R"("type":"new-address","channel":"letter","clearing":true,"code":"no code","fields":{"street":")" +
               street + R"(","houseNumber":"7","postcode":"3000","city":"Bern"})";
    };
    const auto entry = capture(move("Neuweg"));
    ASSERT_EQ(entry.outcome, Outcome::Clearing);
    ASSERT_EQ(decide(entry.id, to("B1"), 1).status, 200);
    EXPECT_THAT(where(), HasSubstr(R"("street":"Neuweg")"));
    ASSERT_EQ(decide(entry.id, R"("state":"open")", 2).status, 200);
    EXPECT_THAT(where(), Not(HasSubstr("Neuweg")));
    const auto rest = [](std::string body) {
        return std::regex_replace(body, std::regex(R"x("(version|updatedAt)":[^,}]*)x"), "");
    };
    EXPECT_EQ(rest(where()), rest(before)) << "all of the address is as it was";
    // What was corrected once more in the meantime stays.
    ASSERT_EQ(decide(entry.id, to("B1"), 3).status, 200);
    capture(R"("type":"new-address","channel":"phone","code":")" + world.code("B1") +
            R"(","fields":{"street":"Gasse","houseNumber":"2","postcode":"8400","city":"Winterthur"})");
    ASSERT_EQ(decide(entry.id, R"("state":"open")", 4).status, 200);
    EXPECT_THAT(where(), HasSubstr(R"("street":"Gasse")"));
}

TEST_F(ControlApi, ACampaignOffersItsOwnOutcomes) {
    const auto path = "/outcome-sets/" + world.campaign.toString();
    EXPECT_EQ(world.get("/outcome-sets/1").code(), "responses.unknown-campaign");
    EXPECT_THAT(world.get(path).body, HasSubstr(R"("outcomes":[],"version":0)")) << "it offers all types";
    EXPECT_EQ(world.call("DELETE", path).code(), "responses.no-outcome-set");
    const auto put = [&](const std::string& outcomes, const char* version) {
        return world.call("PUT", path, R"({"outcomes":[)" + outcomes + "]}", version);
    };
    EXPECT_EQ(put(R"({"type":"order"})", "\"3\"").status, 412);
    EXPECT_EQ(put(R"({"type":"order"},{"type":"order"},{"type":"sneeze"})", "\"0\"").code(),
              "responses.invalid-outcomes");
    EXPECT_EQ(
        put(R"({"type":"order","byDefault":true},{"type":"question","byDefault":true})", "\"0\"").code(),
        "responses.invalid-outcomes");
    EXPECT_EQ(put(R"({"type":"order","byDefault":true},{"type":"question","onCards":false})", "\"0\"").status,
              200);
    EXPECT_EQ(put(R"({"type":"order"})", "\"0\"").status, 412) << "somebody was faster";
    EXPECT_EQ(put(R"({"type":"order"})", "\"1\"").status, 200);
    EXPECT_EQ(world.call("DELETE", path).status, 204);
}

TEST_F(ControlApi, AReplyCanSetFollowUpRulesInMotion) {
    const auto type =
        world.make("/response-types", R"({"key":"later","name":"Later","reaction":"none","followUp":true})");
    ASSERT_TRUE(type);
    world.make("/follow-up-rules",
               R"({"campaignId":")" + world.campaign.toString() +
                   R"(","name":"Ask again","channel":"letter","content":)" + test::CampaignWorld::content() +
                   R"(,"did":[{"fact":"responses.type","comparison":"in","values":["later"]}]})");
    capture(R"("type":"later","channel":"phone","code":")" + world.code("A0") + "\"");
    capture(R"("type":"later","channel":"phone","code":")" + world.code("B0") + "\"");
    EXPECT_THAT(world.get("/follow-ups").body, Not(HasSubstr("Ask again"))) << "once after the hour";
    world.kernel().clock().set(world.kernel().clock().now().plus(std::chrono::hours(2)));
    world.settle();
    EXPECT_THAT(world.get("/follow-ups").body, HasSubstr(R"("selected":2)"));
}

} // namespace
