#include "piece_code.h"
#include "records.h"
#include "tests/support/server.h"
#include "tests/unit/channel-email/smtp_peer.h"
#include "tests/unit/contacts/world.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <map>

/// All three channels through the real kernel and the real plugins: planned, built, handed over, answered.
namespace rejoinder::test {

namespace {

using testing::HasSubstr;
using testing::IsEmpty;

struct IdOnly {
    Id id;
};
REJOINDER_DESCRIBE(IdOnly, id)

struct CellOnly {
    Id id;
    std::string code;
};
REJOINDER_DESCRIBE(CellOnly, id, code)

struct CampaignOnly {
    Id id;
    std::vector<CellOnly> cells;
};
REJOINDER_DESCRIBE(CampaignOnly, id, cells)

struct CountOnly {
    std::string state, refusal;
    std::int64_t pieces = 0;
};
REJOINDER_DESCRIBE(CountOnly, state, refusal, pieces)

struct WaveOnly {
    Id id;
    std::vector<CountOnly> counts;
    std::int64_t version = 0;
};
REJOINDER_DESCRIBE(WaveOnly, id, counts, version)

struct PieceOnly {
    Id id, contactId;
    std::string code, printedCode, state;
};
REJOINDER_DESCRIBE(PieceOnly, id, contactId, code, printedCode, state)

struct BatchOnly {
    Id id;
    std::int32_t letters = 0;
};
REJOINDER_DESCRIBE(BatchOnly, id, letters)

struct CallOnly {
    Id id;
    std::string script;
};
REJOINDER_DESCRIBE(CallOnly, id, script)

struct NextOnly {
    std::optional<CallOnly> call;
};
REJOINDER_DESCRIBE(NextOnly, call)

class ChannelsTest : public testing::Test {
protected:
    ChannelsTest()
        : world({"storage-sqlite", "contacts", "campaigns", "targetgroups", "dispatch", "channel-letter",
                 "channel-email", "channel-phone"},
                {{"channel-email.smtp.port", std::to_string(peer.port())},
                 {"channel-email.smtp.timeout", "60"},
                 {"channel-email.public-url", "https://mail.example.org"}}) {
        for (int i = 0; i < 6; ++i) {
            addContact(i);
        }
        const auto campaign = world
                                  .post("/campaigns", R"({"code":"SPRING","name":"Spring","currency":"CHF",
            "startsOn":"2026-03-01","budgetMinor":1000000,"contributionPerOrder":"30",
            "cells":[{"code":"A","name":"Letter","costPerPiece":"0.65"},{"code":"H","name":"None","holdOut":true}]})")
                                  .as<CampaignOnly>();
        campaignId = campaign.id;
        ok(world.post("/campaigns/" + campaign.id.toString() + "/decisions", R"({"verdict":"approved"})"));
        std::map<std::string, Id> cells;
        for (const auto& c : campaign.cells) {
            cells[c.code] = c.id;
        }
        group = make("/target-groups", R"({"campaignId":")" + campaign.id.toString() +
                                           R"(","name":"All","definition":{"split":{"mode":"attribute",
            "attribute":"group","shares":[{"cellId":")" +
                                           cells["A"].toString() + R"(","value":"A"},{"cellId":")" +
                                           cells["H"].toString() + R"(","value":"H"}]}}})");
        ok(world.post("/target-groups/" + group.toString() + "/freezes", "{}"));
        world.settle();
    }

    void ok(const World::Reply& reply) { EXPECT_LT(reply.status, 300) << reply.body; }
    Id make(const std::string& path, const std::string& body) {
        const auto reply = world.post(path, body);
        ok(reply);
        return reply.as<IdOnly>().id;
    }
    void addContact(int i) {
        const auto n = std::to_string(i);
        const Id id =
            make("/contacts", R"({"externalKey":"K)" + n + R"(","familyName":"Müller )" + n +
                                  R"(","givenName":"Eva","street":"Seeweg","houseNumber":")" + n +
                                  R"(","postcode":"8001","city":"Zürich","country":"CH","email":"eva)" + n +
                                  R"(@example.net","phone":"+4144123456)" + n +
                                  R"(","attributes":{"group":")" + (i == 5 ? "H" : "A") + R"("}})");
        for (const char* channel : {"email", "phone"}) {
            ok(world.post(
                "/contacts/" + id.toString() + "/consents",
                R"({"channel":")" + std::string(channel) +
                    R"(","event":"given","purpose":"advertising","source":"form","textVersion":"1","text":"yes"})"));
        }
        contacts.push_back(id);
    }
    Id wave(const std::string& channel, const std::string& content) {
        const Id id =
            make("/waves", R"({"targetGroupId":")" + group.toString() + R"(","name":"W","channel":")" +
                               channel + R"(","content":)" + content + "}");
        world.settle();
        return id;
    }
    void handOver(Id wave) {
        EXPECT_EQ(world.post("/waves/" + wave.toString() + "/hand-over", "{}").status, 202);
        world.settle();
    }
    std::vector<PieceOnly> pieces(Id wave) {
        return world.get("/pieces?limit=1000&waveId=" + wave.toString()).as<Page<PieceOnly>>().items;
    }

    SmtpPeer peer;
    World world;
    Id campaignId, group;
    std::vector<Id> contacts;
};

constexpr const char* kLetter = R"({"subject":"Frühling","text":"{{salutation}}\n\nIhr Code: {{code}}",
    "senderName":"Muster AG","senderAddress":"Bahnhofstrasse 1, 8001 Zürich"})";

} // namespace

TEST_F(ChannelsTest, LettersArePrintedAndFoundByTheirCode) {
    const Id id = wave("letter", kLetter);
    handOver(id);
    const auto printed = pieces(id);
    ASSERT_EQ(printed.size(), 5u) << "the hold-out gets nothing";
    const auto found = world.get("/pieces/" + printed[2].printedCode);
    ok(found);
    EXPECT_THAT(found.body, HasSubstr(printed[2].contactId.toString()));
    EXPECT_THAT(found.body, HasSubstr(R"("givenName":"Eva")"));
    EXPECT_THAT(found.body, HasSubstr(R"("name":"Spring")"));
    std::string wrong = printed[2].code;
    wrong[0] = wrong[0] == '7' ? '9' : '7';
    const auto refused = world.get("/pieces/" + wrong);
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.code(), "dispatch.code-check");
    EXPECT_THAT(world.get("/pieces/" + wrong + "/near").body, HasSubstr(printed[2].code));
    EXPECT_EQ(world.get("/pieces/" + dispatch::codeOfNumber(1)).status, 404);

    const auto batches = world.get("/letter-batches?waveId=" + id.toString()).as<Page<BatchOnly>>();
    ASSERT_EQ(batches.items.size(), 1u);
    EXPECT_EQ(batches.items[0].letters, 5);
    for (const char* file : {"pdf", "csv"}) {
        const auto path = "/letter-batches/" + batches.items[0].id.toString() + "/" + file;
        ok(world.get(path));
        for (const auto& entry : std::filesystem::recursive_directory_iterator(world.folder() / "data")) {
            if (entry.path().filename() == batches.items[0].id.toString() + "." + file) {
                std::filesystem::remove(entry.path());
                break;
            }
        }
        ok(world.get(path));
    }
    EXPECT_THAT(world.problems(), IsEmpty());
}

TEST_F(ChannelsTest, EMailsGoOutAndOneClickEndsThem) {
    const std::string content =
        R"({"subject":"Hallo {{givenName}}","text":"{{salutation}} {{unsubscribeUrl}}",
        "html":"<p>{{salutation}}</p>","senderName":"Muster AG","senderAddress":"news@example.org"})";
    const Id id = wave("email", content);
    handOver(id);
    auto received = peer.received();
    ASSERT_EQ(received.size(), 5u);
    EXPECT_EQ(pieces(id)[0].state, "handedOver");
    const std::string& text = received[0].text;
    const std::string mark = "List-Unsubscribe: <https://mail.example.org/api/v1";
    const auto at = text.find(mark) + mark.size();
    const std::string link = text.substr(at, text.find('>', at) - at);
    ASSERT_THAT(link, HasSubstr("/unsubscribe/"));

    const auto page = world.get(link);
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("<form method=\"post\">"));
    const std::string oneClick = "List-Unsubscribe=One-Click";
    const auto click = [&](const std::string& path) {
        return world.call("POST", path, oneClick, {}, "application/x-www-form-urlencoded");
    };
    const auto first = click(link);
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(click(link).body, first.body);
    auto wrong = link;
    wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
    EXPECT_EQ(click(wrong).status, first.status);
    EXPECT_EQ(click(wrong).body, first.body) << "nobody learns which tokens exist";

    handOver(wave("email", content));
    EXPECT_EQ(peer.received().size(), 9u) << "one person has unsubscribed";
    EXPECT_THAT(world.problems(), IsEmpty());
}

TEST_F(ChannelsTest, CallsAreGivenOutAndANoCounts) {
    const Id id = wave("phone", R"({"text":"Spreche ich mit {{name}}?"})");
    handOver(id);
    const auto next = world.post("/calls/next", "{}").as<NextOnly>();
    ASSERT_TRUE(next.call);
    EXPECT_THAT(next.call->script, HasSubstr("Eva Müller"));
    ok(world.call("PATCH", "/calls/" + next.call->id.toString(), R"({"outcome":"do-not-call"})"));
    handOver(wave("phone", R"({"text":"Nochmals?"})"));
    const auto wave2 = world.get("/waves?limit=1").as<Page<IdOnly>>().items.at(0).id;
    const auto counts = world.get("/waves/" + wave2.toString()).as<WaveOnly>().counts;
    bool withheld = false;
    for (const auto& c : counts) {
        withheld = withheld || (c.state == "withheld" && c.pieces == 1);
    }
    EXPECT_TRUE(withheld);
    EXPECT_EQ(world.get("/call-outcomes").status, 200);
    EXPECT_THAT(world.problems(), IsEmpty());
}

TEST_F(ChannelsTest, AMailServerThatIsAwayOnlyDelays) {
    SmtpPeer::Script script;
    script.sender = "452 4.3.1 not now";
    peer.play(script);
    const Id id = make("/waves", R"({"targetGroupId":")" + group.toString() +
                                     R"(","name":"W","channel":"email","content":{"subject":"S","text":"T",
        "senderAddress":"news@example.org"}})");
    world.settle();
    EXPECT_EQ(world.post("/waves/" + id.toString() + "/hand-over", "{}").status, 202);
    const auto all = [&](std::string_view state) {
        const auto found = pieces(id);
        return found.size() == 5 &&
               std::ranges::all_of(found, [&](const PieceOnly& piece) { return piece.state == state; });
    };
    // While a batch is under way its pieces are neither waiting nor handed over.
    EXPECT_TRUE(test::eventually([&] { return peer.refusedSenders() > 0 && all("created"); }));
    EXPECT_THAT(peer.received(), IsEmpty());
    peer.play({});
    // In steps shorter than a job's lease: when it is to try again is only known once its attempt has ended.
    auto& clock = world.kernel().clock();
    EXPECT_TRUE(test::eventually([&] {
        clock.set(clock.now().plus(std::chrono::seconds(5)));
        return all("handedOver");
    }));
    EXPECT_EQ(peer.received().size(), 5u) << "each once";
    EXPECT_THAT(world.problems(), IsEmpty());
}

TEST_F(ChannelsTest, WavesAreCancelledWithTheVersionThatWasSeen) {
    const Id id = wave("letter", kLetter);
    const auto path = "/waves/" + id.toString();
    EXPECT_EQ(world.call("PATCH", path, R"({"state":"cancelled"})", "\"1\"").status, 412);
    const auto seen = world.get(path).etag;
    ok(world.call("PATCH", path, R"({"state":"cancelled"})", seen));
    world.settle();
    for (const auto& piece : pieces(id)) {
        EXPECT_EQ(piece.state, "cancelled");
    }
    EXPECT_EQ(world.post(path + "/hand-over", "{}").code(), "dispatch.wave-state");
    EXPECT_THAT(world.problems(), IsEmpty());
}

TEST_F(ChannelsTest, MisspeltMergeFieldsAreRefusedBeforeAnythingIsPrinted) {
    const auto refused =
        world.post("/waves", R"({"targetGroupId":")" + group.toString() +
                                 R"(","name":"W","channel":"letter","content":{"text":"{{givenNam}}"}})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("/content/text"));
    EXPECT_THAT(refused.body, HasSubstr("/content/senderAddress"));
}

} // namespace rejoinder::test
