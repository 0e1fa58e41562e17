#include "records.h"
#include "tests/unit/channel-email/smtp_peer.h"
#include "tests/unit/contacts/world.h"

#include <gmock/gmock.h>

/// When links are sent, and when that was all of an order.
namespace rejoinder::downloads {
namespace {

using rejoinder::test::World;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

struct OnlyId {
    Id id;
};
REJOINDER_DESCRIBE(OnlyId, id)

struct Versioned {
    Id id;
    std::int64_t version = 0;
};
REJOINDER_DESCRIBE(Versioned, id, version)

struct OrderShown {
    std::string state;
    bool held = false;
};
REJOINDER_DESCRIBE(OrderShown, state, held)

struct LineShown {
    Id id;
    std::string sku;
};
REJOINDER_DESCRIBE(LineShown, id, sku)

struct OrderSeen {
    Id id;
    OrderShown order;
    std::vector<LineShown> lines;
    std::int64_t version = 0;
};
REJOINDER_DESCRIBE(OrderSeen, id, order, lines, version)

struct DeliveriesSeen {
    std::vector<DigitalDelivery> items;
};
REJOINDER_DESCRIBE(DeliveriesSeen, items)

class Downloads : public testing::Test {
protected:
    Downloads()
        : world({"storage-sqlite", "contacts", "campaigns", "targetgroups", "dispatch", "channel-email",
                 "responses", "fulfilment", "downloads"},
                {{"public.url", "https://files.example"},
                 {"channel-email.smtp.port", std::to_string(peer.port())},
                 {"channel-email.smtp.timeout", "60"},
                 {"channel-email.from", "orders@example.org"}}) {
        make("/items",
             R"({"sku":"GUIDE","name":"Guide","kind":"information","unitCost":"0","currency":"CHF",)"
             R"("stocked":false})");
        make("/items",
             R"({"sku":"PAPER","name":"Paper","kind":"information","unitCost":"1","currency":"CHF"})");
        make("/stock/receipts", R"({"sku":"PAPER","quantity":9})");
    }
    ~Downloads() override { EXPECT_THAT(world.problems(), IsEmpty()); }

    World::Reply make(const std::string& path, const std::string& body) {
        auto reply = world.post(path, body);
        EXPECT_EQ(reply.status, 201) << path << "\n" << reply.body;
        return reply;
    }
    void giveFile() {
        world.write([](Unit& u) {
            ItemFile file;
            file.id = u.newId();
            file.sku = "GUIDE";
            file.fileName = "guide.pdf";
            file.contentType = "application/pdf";
            file.createdAt = u.now();
            u.run("downloads.insert-file", file);
        });
    }
    Id person(const std::string& more = R"(,"email":"ada@example.org")") {
        return make("/contacts",
                    R"({"familyName":"Ada","street":"Gasse","houseNumber":"1","postcode":"3000",)"
                    R"("city":"Bern","country":"CH","language":"de")" +
                        more + "}")
            .as<OnlyId>()
            .id;
    }
    /// What was ordered, after everybody heard of it.
    OrderSeen order(Id who, const std::vector<std::string>& skus) {
        std::string lines;
        for (const auto& sku : skus) lines += (lines.empty() ? "" : ",") + line(sku);
        const auto made =
            make("/orders", R"({"contactId":")" + who.toString() + R"(","lines":[)" + lines + "]}");
        return see(made.as<OnlyId>().id);
    }
    static std::string line(const std::string& sku) { return R"({"sku":")" + sku + "\"}"; }
    OrderSeen see(Id id) {
        world.settle();
        return world.get("/orders/" + id.toString()).as<OrderSeen>();
    }
    World::Reply withMatch(const std::string& verb, const std::string& path, const std::string& body,
                           std::int64_t version) {
        auto reply = world.call(verb, path, body, "\"" + std::to_string(version) + "\"");
        EXPECT_EQ(reply.status, 200) << path << "\n" << reply.body;
        return reply;
    }
    Versioned hold(Id order) {
        return make("/orders/" + order.toString() + "/holds", R"({"note":"calls back"})").as<Versioned>();
    }
    void release(const Versioned& hold) {
        withMatch("PATCH", "/holds/" + hold.id.toString(), R"({"released":true})", hold.version);
    }
    std::vector<DigitalDelivery> deliveries(Id order) {
        world.settle();
        return world.get("/digital-deliveries?orderId=" + order.toString()).as<DeliveriesSeen>().items;
    }
    std::string timeline(Id who) { return world.get("/contacts/" + who.toString() + "/timeline").body; }

    SmtpPeer peer;
    World world;
};

TEST_F(Downloads, TwoLinesOfOneItemAreOneMail) {
    giveFile();
    const auto made = order(person(), {"GUIDE", "GUIDE"});
    EXPECT_EQ(made.order.state, "shipped");
    const auto sent = deliveries(made.id);
    ASSERT_THAT(sent, SizeIs(1));
    EXPECT_EQ(sent[0].state, DownloadState::Sent);
    EXPECT_THAT(peer.received(), SizeIs(1));
}

TEST_F(Downloads, WhatIsAddedIsSentAndWithoutTheRestTheOrderIsDone) {
    giveFile();
    const auto made = order(person(), {"PAPER"});
    EXPECT_EQ(made.order.state, "reserved");
    EXPECT_THAT(peer.received(), IsEmpty());
    withMatch("POST", "/orders/" + made.id.toString() + "/changes", R"({"addLines":[)" + line("GUIDE") + "]}",
              made.version);
    const auto both = see(made.id);
    EXPECT_EQ(both.order.state, "reserved") << "the paper is still to be packed";
    EXPECT_THAT(peer.received(), SizeIs(1));
    withMatch("PATCH", "/orders/" + made.id.toString(),
              R"({"cancelLines":[")" + made.lines.at(0).id.toString() + "\"]}", both.version);
    EXPECT_EQ(see(made.id).order.state, "shipped") << "the file was all that was left";
    EXPECT_THAT(peer.received(), SizeIs(1));
}

TEST_F(Downloads, WhatWasHeldWhenItCouldBeSentGoesWithItsRelease) {
    const auto made = order(person(), {"GUIDE"});
    EXPECT_EQ(made.order.state, "reserved") << "there is no file yet";
    const auto held = hold(made.id);
    giveFile();
    EXPECT_THAT(deliveries(made.id), IsEmpty());
    release(held);
    EXPECT_EQ(see(made.id).order.state, "shipped");
    EXPECT_THAT(peer.received(), SizeIs(1));
}

TEST_F(Downloads, TheFirstLinkOfAHeldOrderWaitsForItsRelease) {
    giveFile();
    const auto dora = person("");
    const auto made = order(dora, {"GUIDE"});
    const auto waiting = deliveries(made.id);
    ASSERT_THAT(waiting, SizeIs(1));
    EXPECT_EQ(waiting[0].state, DownloadState::NoAddress);
    EXPECT_THAT(timeline(dora), Not(HasSubstr("downloads.delivery"))) << "nothing was sent";
    const auto again = [&] {
        return world.post("/digital-deliveries/" + waiting[0].id.toString() + "/mails", "{}");
    };
    EXPECT_EQ(again().code(), "downloads.no-address");
    const auto path = "/contacts/" + dora.toString();
    withMatch("PATCH", path, R"({"email":"dora@example.org"})", world.get(path).as<Versioned>().version);
    const auto held = hold(made.id);
    EXPECT_EQ(again().code(), "downloads.held");
    EXPECT_THAT(peer.received(), IsEmpty());
    release(held);
    EXPECT_LT(again().status, 300);
    EXPECT_EQ(see(made.id).order.state, "shipped");
    EXPECT_THAT(peer.received(), SizeIs(1));
    EXPECT_THAT(timeline(dora), HasSubstr("downloads.delivery"));
    EXPECT_LT(again().status, 300) << "what went out is sent again without asking anybody";
}

} // namespace
} // namespace rejoinder::downloads
