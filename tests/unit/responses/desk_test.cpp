#include "desk.h"
#include "tests/unit/responses/campaign_world.h"

#include <gmock/gmock.h>

/// What the desk gets for a printed code, in one request; and the picture of the letter.
namespace {

using namespace rejoinder;
using namespace rejoinder::responses;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class DeskOfACode : public testing::Test {
protected:
    ~DeskOfACode() override { EXPECT_THAT(world.problems(), IsEmpty()); }
    DeskSheet sheet(const std::string& code) { return world.get("/responses/desk/" + code).as<DeskSheet>(); }
    test::CampaignWorld world{2};
};

TEST_F(DeskOfACode, BringsPersonCampaignCellAndReach) {
    const auto code = world.code("A0");
    const auto s = sheet(code);
    ASSERT_TRUE(s.contact);
    EXPECT_EQ(s.contact->id, world.contact("A0"));
    EXPECT_EQ(s.contact->externalKey, "A0");
    ASSERT_TRUE(s.piece);
    EXPECT_EQ(s.piece->code, code);
    EXPECT_EQ(s.piece->contactId, world.contact("A0"));
    ASSERT_TRUE(s.campaign);
    EXPECT_EQ(s.campaign->id, world.campaign);
    ASSERT_TRUE(s.cell);
    EXPECT_EQ(s.cell->id, world.cell("A"));
    EXPECT_EQ(s.reach.letter, contacts::Refusal::None);
    EXPECT_NE(s.reach.email, contacts::Refusal::None) << "there is no e-mail address";
    EXPECT_THAT(s.responses, IsEmpty());
}

TEST_F(DeskOfACode, UnderstandsTheCodeAsItIsTyped) {
    const auto code = world.code("B1");
    std::string typed;
    for (const char c : code) typed += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    typed.insert(3, "-");
    EXPECT_EQ(sheet(typed).piece->code, code);
    auto wrong = code;
    wrong[0] = wrong[0] == '4' ? '7' : '4';
    EXPECT_EQ(world.get("/responses/desk/" + wrong).code(), "responses.unknown-code");
    EXPECT_EQ(world.get("/responses/desk/NOSUCHCODE").code(), "responses.unknown-code");
}

TEST_F(DeskOfACode, ShowsEarlierRepliesNewestFirstAndAnObjectionAtOnce) {
    const auto code = world.code("A1");
    const std::pair<const char*, const char*> replies[] = {{"information-request", "2026-03-10T08:00:00Z"},
                                                           {"question", "2026-03-12T08:00:00Z"}};
    for (const auto& [type, at] : replies) {
        const auto reply =
            world.post("/responses", R"({"type":")" + std::string(type) + R"(","channel":"phone","code":")" +
                                         code + R"(","receivedAt":")" + at + "\"}");
        ASSERT_LT(reply.status, 300) << reply.body;
    }
    const auto s = sheet(code);
    ASSERT_EQ(s.responses.size(), 2U);
    EXPECT_EQ(s.responses[0].type, "question");
    EXPECT_EQ(s.responses[1].type, "information-request");
    ASSERT_EQ(world
                  .post("/suppressions",
                        R"({"contactId":")" + world.contact("A1").toString() + R"(","source":"phone"})")
                  .status,
              201);
    const auto after = sheet(code);
    EXPECT_EQ(after.reach.letter, contacts::Refusal::Objection);
    EXPECT_EQ(after.reach.phone, contacts::Refusal::Objection);
}

TEST_F(DeskOfACode, ShowsTheLetterAsPictureAndPdf) {
    const auto code = world.code("A0");
    const auto png = world.get("/letters/" + code);
    ASSERT_EQ(png.status, 200) << png.body;
    EXPECT_THAT(png.body, StartsWith("\x89PNG"));
    // Width and height stand in the header chunk, big-endian.
    const auto number = [&](std::size_t at) {
        std::uint32_t n = 0;
        for (std::size_t i = 0; i < 4; ++i) n = (n << 8U) | static_cast<unsigned char>(png.body[at + i]);
        return n;
    };
    EXPECT_EQ(number(16), 620U);
    EXPECT_NEAR(number(20), 620 * 297.0 / 210, 2);
    EXPECT_GT(world.get("/letters/" + code + "?width=1240").body.size(), png.body.size());
    EXPECT_NE(world.get("/letters/" + world.code("A1")).body, png.body) << "each has its own address";

    const auto pdf = world.get("/letters/" + code + "?form=pdf");
    EXPECT_THAT(pdf.body, StartsWith("%PDF-"));
    EXPECT_EQ(world.get("/letters/" + code + "?width=5").status, 422);
    EXPECT_EQ(world.get("/letters/NOSUCH").code(), "channel-letter.no-letter");
}

TEST_F(DeskOfACode, ARejectedClearingEntryIsTakenUpAgain) {
    const auto made = world.post(
        "/responses", R"({"type":"question","channel":"post","externalKey":"nobody","clearing":true})");
    ASSERT_LT(made.status, 300) << made.body;
    const auto entry = world.get("/clearing").as<Page<ClearingEntry>>().items.at(0);
    const auto path = "/clearing/" + entry.id.toString();
    const auto decide = [&](const std::string& state, const std::string& version) {
        return world.call("PATCH", path, R"({"state":")" + state + "\"}", version);
    };
    EXPECT_EQ(decide("open", "\"1\"").code(), "responses.decision") << "it is open";
    EXPECT_EQ(decide("rejected", "\"1\"").status, 200);
    EXPECT_EQ(decide("rejected", "\"2\"").code(), "responses.decided");
    EXPECT_EQ(decide("open", "\"2\"").as<ClearingEntry>().state, ClearingState::Open);
    EXPECT_EQ(decide("rejected", "\"3\"").status, 200);
}

} // namespace
