#include "codes.h"
#include "generic_carrier.h"
#include "goods_returns.h"
#include "packing_slip.h"
#include "parcels.h"
#include "shipping_words.h"
#include "store_room.h"

#include <algorithm>

namespace rejoinder::fulfilment {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

/// The codes that a scanner reads from a page of a PDF: "DataMatrix 123".
std::vector<std::string> scanned(const std::string& pdf, int page = 1) {
    std::vector<std::string> out;
    for (const auto& code : scan::findCodes(scan::greyPageOf(pdf, page)))
        out.push_back(code.symbology + " " + code.text);
    return out;
}

Parcel parcel() {
    Parcel p;
    p.shipmentId = Id{4711};
    p.orderId = Id{815};
    p.carrier = kGenericCarrier;
    p.number = makeGenericCarrier()->numberOf(Id{123'456'789'012'345'678});
    p.sender = "Muster AG, Bahnhofstrasse 1, 8001 Zürich";
    p.address = "Herr\nJürg Müller-Größe\nRue de l'Évêché 5\n68000 COLMAR\nFRANCE";
    p.language = "fr";
    p.shippedAt = *Timestamp::parse("2026-12-01T15:00:00Z");
    return p;
}

TEST(CheckDigit, IsThatOfGs1) {
    EXPECT_EQ(checkDigitOf("629104150021"), '3');      // GTIN-13 6291041500213
    EXPECT_EQ(checkDigitOf("34012345123456789"), '5'); // SSCC
    EXPECT_EQ(checkDigitOf("0"), '0');
}

TEST(GenericCarrier_, NumbersAreReadAndTypingErrorsFound) {
    const auto carrier = makeGenericCarrier();
    const auto number = carrier->numberOf(Id{123'456'789'012'345'678});
    EXPECT_EQ(number, "0123456789012345678" + std::string(1, checkDigitOf("0123456789012345678")));
    EXPECT_TRUE(carrier->fits(number));
    for (std::size_t at = 0; at < number.size(); ++at)
        for (char digit = '0'; digit <= '9'; ++digit) {
            auto wrong = number;
            wrong[at] = digit;
            EXPECT_EQ(carrier->fits(wrong), wrong == number) << wrong;
        }
    EXPECT_FALSE(carrier->fits(number.substr(1)));
    EXPECT_FALSE(carrier->fits("0123456789012345678X"));
    EXPECT_EQ(carrier->numberOf(Id{INT64_MAX}).size(), 20U);
}

TEST(GenericCarrier_, TheLabelsCodeIsReadBack) {
    const auto p = parcel();
    const auto pdf = makeGenericCarrier()->pdf(p);
    EXPECT_THAT(scanned(pdf), ElementsAre("Code128 " + p.number));
    EXPECT_EQ(makeGenericCarrier()->pdf(p), pdf) << "printed again it is the same";
    const auto page = scan::greyPageOf(pdf, 1);
    EXPECT_NEAR(static_cast<double>(page.height) / page.width, 1.5, 0.01) << "100 × 150 mm";
}

TEST(GenericCarrier_, TextsAreNoCommandsForTheThermalPrinter) {
    auto p = parcel();
    p.address = "Eva ^XZ~JA_\n\nZürich";
    const auto zpl = makeGenericCarrier()->zpl(p);
    EXPECT_THAT(zpl, StartsWith("^XA\n^CI28\n"));
    EXPECT_THAT(zpl, HasSubstr("^FDEva _5EXZ_7EJA_5F^FS"));
    EXPECT_THAT(zpl, HasSubstr("^FDZürich^FS"));
    EXPECT_THAT(zpl, HasSubstr("^FD" + p.number + "^FS"));
    EXPECT_EQ(zpl.find("^XZ"), zpl.size() - 4) << "the label ends once";
}

TEST(Slip, SaysInTheirLanguageWhatLiesInTheParcel) {
    PackingSlip slip;
    slip.orderId = Id{123'456'789'012'345'678};
    slip.number = "12345";
    slip.language = "zh";
    slip.address = {"王小明", "南京路 1", "上海"};
    slip.orderedOn = *Date::parse("2026-11-30");
    slip.shippedOn = *Date::parse("2026-12-01");
    for (int i = 0; i < 60; ++i) slip.lines.push_back({"SKU-" + std::to_string(i), "茶壶 Teapot", 2, i % 7});
    const auto pdf = pdfOf(slip);
    EXPECT_THAT(scanned(pdf), Contains("DataMatrix 123456789012345678"));
    EXPECT_GE(scan::pagesOf(pdf), 2) << "60 lines do not fit one page";
    EXPECT_EQ(pdfOf(slip), pdf);
    EXPECT_EQ(shippingWords("slip.title", "zh"), "发货单");
    EXPECT_EQ(shippingWords("slip.title", "it"), "Packing slip");
    EXPECT_EQ(dayWords(slip.orderedOn, "de"), "30.11.2026");
    EXPECT_EQ(dayWords(slip.orderedOn, "fr"), "30/11/2026");
    EXPECT_EQ(dayWords(slip.orderedOn, "en"), "2026-11-30");
}

struct CarrierRow {
    std::string name;
    bool usual = false;
    std::int64_t parcels = 0;
};
REJOINDER_DESCRIBE(CarrierRow, name, usual, parcels)

class Parcels_ : public StoreRoom {
protected:
    Shipment shipped(const std::string& contact, const std::string& body = "{}") {
        const auto reply =
            world.post("/orders/" + order(contact, line("MUG", 2)).id.toString() + "/shipments", body);
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<ShipmentView>().shipment;
    }
    test::World::Reply paper(const Shipment& s, const std::string& which) {
        return world.get("/shipments/" + s.id.toString() + "/" + which);
    }
    std::int64_t waiting() { return world.get("/carriers").as<Page<CarrierRow>>().items.at(0).parcels; }
};

TEST_F(Parcels_, AShipmentIsNumberedLabelledAndHandedOverOnce) {
    item("MUG");
    receive("MUG", 10);
    const auto one = shipped("Z0"), two = shipped("Z1"),
               own = shipped("Z2", R"({"trackingNumber":"99.1","carrier":"Post"})");
    EXPECT_EQ(one.carrier, "generic");
    EXPECT_TRUE(makeGenericCarrier()->fits(one.trackingNumber)) << one.trackingNumber;
    EXPECT_NE(one.trackingNumber, two.trackingNumber);
    EXPECT_EQ(own.trackingNumber, "99.1");

    EXPECT_THAT(scanned(paper(one, "label").body), ElementsAre("Code128 " + one.trackingNumber));
    EXPECT_THAT(paper(one, "label?form=zpl").body, HasSubstr("Muster Z0"));
    EXPECT_THAT(scanned(paper(one, "slip").body), Contains("DataMatrix " + one.orderId.toString()));
    EXPECT_THAT(scanned(paper(own, "slip").body), Contains("DataMatrix " + own.orderId.toString()));
    EXPECT_EQ(paper(own, "label").code(), "fulfilment.no-label");

    EXPECT_EQ(waiting(), 2);
    const auto made = world.post("/manifests", "{}");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.as<ParcelManifest>().parcels, 2);
    EXPECT_EQ(waiting(), 0);
    EXPECT_EQ(world.post("/manifests", "{}").code(), "fulfilment.nothing-to-hand-over");
    EXPECT_EQ(world.post("/manifests", R"({"carrier":"nobody"})").code(), "fulfilment.no-such-carrier");
    const auto list = world.get("/manifests/" + made.as<ParcelManifest>().id.toString() + "/csv").body;
    EXPECT_THAT(list, HasSubstr(one.trackingNumber));
    EXPECT_THAT(list, Not(HasSubstr("99.1")));
    EXPECT_THAT(world.get("/manifests").as<Page<ParcelManifest>>().items, SizeIs(1));
    EXPECT_EQ(world.get("/manifests/7").code(), "fulfilment.no-such-manifest");
}

TEST_F(Parcels_, TheSameKeyHandsOverOnce) {
    item("MUG");
    receive("MUG", 10);
    const auto close = [&] {
        return world.call("POST", "/manifests", "{}", {}, "application/json", "close-of-the-day");
    };
    shipped("Z0");
    const auto first = close().as<ParcelManifest>();
    shipped("Z1");
    EXPECT_EQ(close().as<ParcelManifest>().id, first.id) << "the answer of before";
    EXPECT_EQ(waiting(), 1);
}

class GoodsReturns_ : public Parcels_ {
protected:
    test::World::Reply back(Id order, const std::string& lines, const std::string& reason = "damaged") {
        return world.post("/orders/" + order.toString() + "/goods-returns",
                          R"({"reason":")" + reason + R"(","lines":[)" + lines + "]}");
    }
    static std::string piece(Id line, int quantity, const std::string& disposition) {
        return R"({"lineId":")" + line.toString() + R"(","quantity":)" + std::to_string(quantity) +
               R"(,"disposition":")" + disposition + "\"}";
    }
    test::World::Reply expected(const std::string& code) {
        return world.get("/goods-returns/expected?code=" + code);
    }
};

TEST_F(GoodsReturns_, EachPieceGoesWhereItBelongsAndNeverMoreThanWentOut) {
    item("MUG");
    receive("MUG", 6);
    const auto made = order("Z0", line("MUG", 5));
    ship(made.id);
    const auto mugs = made.lines.at(0).id;
    EXPECT_THAT(figures("MUG"), ElementsAre(1, 0, 1, 0));
    const auto waiting = order("Z1", line("MUG", 2));
    EXPECT_EQ(waiting.order.state, OrderState::BackOrdered);
    const auto first = back(made.id, piece(mugs, 1, "restock") + "," + piece(mugs, 1, "quarantine") + "," +
                                         piece(mugs, 1, "scrap") + "," + piece(mugs, 1, "refundOnly"));
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_THAT(first.as<GoodsReturnView>().lines, SizeIs(4));
    EXPECT_EQ(see(waiting.id).order.state, OrderState::Reserved) << "what came back serves who waits";
    EXPECT_THAT(figures("MUG"), ElementsAre(2, 2, 0, 0));
    EXPECT_THAT(back(made.id, piece(mugs, 2, "restock")).body,
                HasSubstr("\"fulfilment.more-than-went-out\""));
    EXPECT_THAT(back(made.id, piece(waiting.lines.at(0).id, 1, "restock")).body,
                HasSubstr("\"fulfilment.nothing-went-out\""));
    EXPECT_EQ(back(made.id, piece(mugs, 1, "refundOnly"), "changedMind").status, 201);
    std::vector<std::string> path;
    for (const auto& m : world.get("/stock/moves?sku=MUG").as<Page<Move>>().items)
        if (m.from == Location::Customer) path.push_back(nameOf(m.to) + " " + std::to_string(m.quantity));
    EXPECT_THAT(path, testing::UnorderedElementsAre("stock 1", "quarantine 1", "scrap 1"));
    const auto rates = world.get("/goods-returns/rates").body;
    EXPECT_THAT(rates, HasSubstr(R"("reason":"changedMind","returned":1,"shipped":5)"));
    EXPECT_THAT(rates, HasSubstr(R"("reason":"damaged","returned":4,"shipped":5)"));
}

TEST_F(GoodsReturns_, SlipLabelAndReturnLabelLeadToTheOrder) {
    item("MUG");
    receive("MUG", 10);
    const auto one = shipped("Z0");
    EXPECT_EQ(paper(one, "return-label").code(), "fulfilment.no-address") << "nobody said where to";
    const auto code = makeGenericCarrier()->numberOf(one.id);
    for (const auto& text : {one.orderId.toString(), one.trackingNumber, code})
        EXPECT_EQ(expected(text).textAfter("\"id\":\""), one.orderId.toString()) << text;
    for (const auto* text : {"00000000000000000000", "12345", "nothing"})
        EXPECT_EQ(expected(text).code(), "fulfilment.no-such-order") << text;
    ParcelDesk desk;
    desk.carriers = {makeGenericCarrier()};
    world.read([&](Unit& u) {
        EXPECT_EQ(orderOfCode(u, code, desk), one.orderId);
        return 0;
    });
}

} // namespace
} // namespace rejoinder::fulfilment
