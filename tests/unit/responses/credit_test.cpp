#include "desk.h"
#include "tests/unit/responses/campaign_world.h"

#include <rejoinder/contract/responses/capturing.h>

#include <gmock/gmock.h>

/// To whom replies are credited, by which rule, and why.
namespace {

using namespace rejoinder;
using namespace rejoinder::responses;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

struct CreditSeen {
    std::optional<Id> campaignId, cellId, pieceId;
    Attribution attribution = Attribution::Unattributed;
    std::string reason;
    bool late = false, best = false;
    double share = 1;
    std::optional<Timestamp> handedOverAt;
};
REJOINDER_DESCRIBE(CreditSeen, campaignId, cellId, pieceId, attribution, reason, late, best, share,
                   handedOverAt)

struct ResponseSeen {
    Id id;
    Response response;
    std::vector<CreditSeen> credits;
    std::int64_t windowDays = 0;
};
REJOINDER_DESCRIBE(ResponseSeen, id, response, credits, windowDays)

struct CellSeen {
    Id cellId;
    double credited = 0;
    std::int64_t pieces = 0;
};
REJOINDER_DESCRIBE(CellSeen, cellId, credited, pieces)

struct CreditFigures {
    Id campaignId;
    std::vector<CellSeen> cells;
    double credited = 0;
};
REJOINDER_DESCRIBE(CreditFigures, campaignId, cells, credited)

struct MediumSeen {
    Id id;
    std::string code, printedCode, qrText;
};
REJOINDER_DESCRIBE(MediumSeen, id, code, printedCode, qrText)

class CreditApi : public testing::Test {
protected:
    ~CreditApi() override { EXPECT_THAT(world.problems(), IsEmpty()); }

    ResponseSeen capture(const std::string& fields) {
        const auto reply = world.post("/responses", "{" + fields + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return world.get("/responses/" + reply.as<Captured>().id.toString()).as<ResponseSeen>();
    }
    std::string from(const std::string& key, const std::string& type = "order",
                     const std::string& channel = "phone") {
        return R"("type":")" + type + R"(","channel":")" + channel + R"(","contactId":")" +
               world.contact(key).toString() + "\"";
    }
    static std::string quoted(Id id) { return "\"" + id.toString() + "\""; }
    double credited(Id campaign, Id cell, const std::string& query) {
        const auto figures =
            world.get("/insight/campaigns/" + campaign.toString() + "/credit?" + query).as<CreditFigures>();
        for (const auto& c : figures.cells)
            if (c.cellId == cell) return c.credited;
        return -1;
    }
    MediumSeen medium(const std::string& more) {
        const auto reply = world.post("/medium-codes", R"({"medium":"Tagblatt 12 May","campaignId":)" +
                                                           quoted(world.campaign) + more + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<MediumSeen>();
    }

    test::CampaignWorld world;
};

TEST_F(CreditApi, ACodeExplainsItself) {
    const auto seen = capture(R"("type":"order","channel":"post","code":")" + world.code("A0") + "\"");
    ASSERT_THAT(seen.credits, SizeIs(1));
    EXPECT_EQ(seen.credits[0].reason, "own-code");
    EXPECT_TRUE(seen.credits[0].best);
    EXPECT_TRUE(seen.credits[0].handedOverAt);
    EXPECT_EQ(seen.response.reason, "own-code");
    EXPECT_EQ(seen.windowDays, 180);
    const auto other = capture(R"("campaignId":)" + quoted(world.plan("OTHER")) +
                               R"(,"type":"order","channel":"post","code":")" + world.code("A1") + "\"");
    EXPECT_EQ(other.response.attribution, Attribution::DirectInexact);
    EXPECT_EQ(other.response.reason, "other-campaign");
    EXPECT_EQ(other.response.campaignId, world.campaign) << "the code says more than what was named";
}

TEST_F(CreditApi, WithoutACodeAllThatMayHaveCausedItShareTheCredit) {
    const auto firstCell = world.cell("A");
    const auto summer = world.plan("SUMMER");
    world.kernel().clock().set(world.kernel().clock().now().plus(std::chrono::hours(48)));
    world.send(world.freeze(summer), "Summer");
    const auto seen = capture(from("A0"));
    ASSERT_THAT(seen.credits, SizeIs(2));
    EXPECT_EQ(seen.response.campaignId, summer) << "best: the newest";
    EXPECT_EQ(seen.response.attribution, Attribution::Inferred);
    EXPECT_EQ(seen.response.credits, 2);
    EXPECT_EQ(seen.credits[0].campaignId, summer);
    EXPECT_EQ(seen.credits[1].campaignId, world.campaign);
    EXPECT_DOUBLE_EQ(seen.credits[1].share, 0.5);
    EXPECT_TRUE(seen.credits[0].best);
    EXPECT_FALSE(seen.credits[1].best);
    EXPECT_DOUBLE_EQ(credited(summer, world.cell("A"), "rule=best"), 1);
    EXPECT_DOUBLE_EQ(credited(summer, world.cell("A"), "rule=fractional"), 0.5);
    EXPECT_DOUBLE_EQ(credited(world.campaign, firstCell, "rule=best"), 0);
    EXPECT_DOUBLE_EQ(credited(world.campaign, firstCell, "rule=fractional"), 0.5);
    EXPECT_DOUBLE_EQ(credited(world.campaign, firstCell, "rule=multiple"), 1);
    EXPECT_DOUBLE_EQ(credited(world.campaign, firstCell, "rule=multiple&by=code"), 0);
    EXPECT_DOUBLE_EQ(credited(world.campaign, firstCell, "rule=multiple&by=behaviour&time=inTime"), 1);
}

TEST_F(CreditApi, APurchaseIsMatchedBack) {
    const auto seen = capture(from("B0", "order", "shop"));
    EXPECT_EQ(seen.response.attribution, Attribution::Matchback);
    EXPECT_EQ(seen.response.cellId, world.cell("B"));
    EXPECT_EQ(seen.response.reason, "within-window");
}

TEST_F(CreditApi, AHoldOutIsCreditedBesideWhatWasSent) {
    const auto springCell = world.cell("H");
    // H0 is held out of the first campaign and gets a letter of the second.
    const auto second = world.plan("SECOND");
    std::string shares = R"({"cellId":)" + quoted(world.cell("A")) + R"(,"value":"H"},{"cellId":)" +
                         quoted(world.cell("H")) + R"(,"value":"A"})";
    const auto group = world.make("/target-groups", R"({"campaignId":)" + quoted(second) +
                                                        R"(,"name":"Turned","definition":{"split":{"mode":)" +
                                                        R"("attribute","attribute":"group","shares":[)" +
                                                        shares + R"(]}}})");
    ASSERT_LT(world.post("/target-groups/" + group.toString() + "/freezes", "{}").status, 300);
    world.settle();
    world.send(group, "Turned");
    const auto seen = capture(from("H0"));
    EXPECT_EQ(seen.response.campaignId, second);
    ASSERT_THAT(seen.credits, SizeIs(2));
    EXPECT_EQ(seen.credits[1].attribution, Attribution::HoldOut);
    EXPECT_EQ(seen.credits[1].campaignId, world.campaign);
    EXPECT_DOUBLE_EQ(seen.credits[1].share, 1) << "a hold-out is credited in full by every rule";
    for (const char* rule : {"best", "fractional", "multiple"})
        EXPECT_DOUBLE_EQ(credited(world.campaign, springCell, std::string("rule=") + rule), 1) << rule;
    const auto complaint = capture(from("H1", "complaint"));
    EXPECT_EQ(complaint.credits.back().attribution, Attribution::Inferred)
        << "a hold-out measures what the offer wants";
}

TEST_F(CreditApi, LateAnswersAreFlagged) {
    const auto short_ = world.plan("SHORT", R"("offerEndsOn":"2026-03-31",)");
    const auto pieces = world.send(world.freeze(short_), "Short");
    const auto code = pieces.at(0).code;
    const auto reply = [&](const std::string& type, const std::string& at) {
        return capture(R"("type":")" + type + R"(","channel":"post","code":")" + code +
                       R"(","receivedAt":")" + at + "\"")
            .response.late;
    };
    EXPECT_FALSE(reply("order", "2026-03-31T23:00:00Z"));
    EXPECT_TRUE(reply("visit", "2026-04-01T00:00:00Z"));
    const auto cell = pieces.at(0).cellId;
    EXPECT_DOUBLE_EQ(credited(short_, cell, "time=late"), 1);
    EXPECT_DOUBLE_EQ(credited(short_, cell, "time=inTime"), 1);
    EXPECT_DOUBLE_EQ(credited(short_, cell, "time=all"), 2);
}

TEST_F(CreditApi, AMediumHasAShortCodeThatTellsCampaignAndCell) {
    const auto advertisement =
        medium(R"(,"cellId":)" + quoted(world.cell("A")) + R"(,"address":"https://example.org/r/{code}")");
    EXPECT_EQ(advertisement.code.size(), 6U);
    EXPECT_EQ(advertisement.qrText, "https://example.org/r/" + advertisement.code);
    EXPECT_NE(medium("").code, advertisement.code);
    const auto lookedUp = world.get("/pieces/" + advertisement.printedCode);
    ASSERT_EQ(lookedUp.status, 200) << lookedUp.body;
    EXPECT_THAT(lookedUp.body, HasSubstr("Tagblatt 12 May"));
    EXPECT_EQ(lookedUp.body.find("\"piece\""), std::string::npos) << "nobody stands behind it";
    const auto sheet = world.get("/responses/desk/" + advertisement.code).as<DeskSheet>();
    EXPECT_FALSE(sheet.contact);
    ASSERT_TRUE(sheet.medium && sheet.cell && sheet.campaign);
    EXPECT_EQ(sheet.cell->id, world.cell("A"));

    const auto stranger = capture(from("Z0") + R"(,"code":")" + advertisement.printedCode + "\"").response;
    EXPECT_EQ(stranger.attribution, Attribution::DirectInexact);
    EXPECT_EQ(stranger.reason, "medium");
    EXPECT_EQ(stranger.cellId, world.cell("A"));
    EXPECT_FALSE(stranger.pieceId);
    const auto reader = capture(from("A1") + R"(,"code":")" + advertisement.code + "\"").response;
    EXPECT_EQ(reader.reason, "medium-and-piece");
    EXPECT_TRUE(reader.pieceId);
    EXPECT_EQ(world.refused("/responses",
                            R"({"type":"order","channel":"post","code":")" + advertisement.code + "\"}"),
              "responses.no-contact");
    EXPECT_EQ(world.refused("/medium-codes", R"({"medium":"x","campaignId":)" + quoted(world.campaign) +
                                                 R"(,"cellId":)" + quoted(world.cell("H")) + "}"),
              "dispatch.invalid-medium");
    auto typo = advertisement.code;
    std::swap(typo[1], typo[2]);
    if (typo != advertisement.code) {
        EXPECT_THAT(world.get("/pieces/" + typo + "/near").body, HasSubstr(advertisement.code));
    }
    for (const char* form : {"qr", "dataMatrix"})
        EXPECT_THAT(world.get("/code-pictures/" + advertisement.code + "?form=" + form).body,
                    HasSubstr("<svg"));
    EXPECT_EQ(world.get("/code-pictures/999999").code(), "channel-letter.no-code");
    const auto path = "/medium-codes/" + advertisement.id.toString();
    EXPECT_EQ(world.call("PATCH", path, R"({"active":false})", "\"7\"").status, 412);
    EXPECT_EQ(world.call("PATCH", path, R"({"active":false})", "\"1\"").status, 200);
}

} // namespace
