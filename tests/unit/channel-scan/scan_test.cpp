#include "batches.h"
#include "content.h"
#include "page_program.h"
#include "pages.h"
#include "reading.h"
#include "tests/unit/contacts/world.h"

#include <digest/digest.h>
#include <gtest/gtest.h>

using namespace rejoinder;
using namespace rejoinder::scan;

namespace {

TEST(Balance, ABatchClosesWhenEveryPageIsAccountedFor) {
    Balance b;
    b.pages = 10;
    b.captured = 7;
    b.duplicate = 1;
    b.rejected = 2;
    EXPECT_EQ(stateOf(b, false, {}), BatchState::Closed);
    EXPECT_EQ(stateOf(b, false, 10), BatchState::Closed);
    EXPECT_EQ(stateOf(b, false, 11), BatchState::Unbalanced) << "the scanner counted a page that is not here";
    EXPECT_EQ(stateOf(b, true, 10), BatchState::Reading);
    b.captured = 6;
    b.clearing = 1;
    EXPECT_EQ(stateOf(b, false, 10), BatchState::Clearing);
    b.clearing = 0;
    b.waiting = 1;
    EXPECT_EQ(stateOf(b, false, 10), BatchState::Unbalanced);
}

TEST(Codes, APersonalAddressHoldsItsCode) {
    EXPECT_EQ(codeIn("4KD93T7WX"), "4KD93T7WX");
    EXPECT_EQ(codeIn("4KD-93T-7WX"), "4KD-93T-7WX");
    EXPECT_EQ(codeIn("https://example.org/r/4KD93T7WX"), "4KD93T7WX");
    EXPECT_EQ(codeIn("https://example.org/r/4KD93T7WX/"), "4KD93T7WX");
    EXPECT_EQ(codeIn("https://example.org/?c=4KD93T7WX"), "4KD93T7WX");
}

CardTemplate card() {
    CardTemplate c;
    c.moduleMm = 0.5;
    c.boxes = {{"brochure", 0, 0, 4, 4, "BROCHURE", {}},
               {"sample", 0, 0, 4, 4, "SAMPLE", {}},
               {"order", 0, 0, 4, 4, {}, "order"},
               {"no", 0, 0, 4, 4, {}, "not-interested"}};
    return c;
}

TEST(Boxes, TicksAreItemsAndAnswers) {
    const auto read = boxesOf(card(), {0.2, 0.001, 0.3, 0});
    EXPECT_FALSE(read.unsure);
    ASSERT_EQ(read.items.size(), 1U);
    EXPECT_EQ(read.items[0].sku, "BROCHURE");
    EXPECT_EQ(read.type, "order");
    ASSERT_EQ(read.boxes.size(), 4U);
    EXPECT_EQ(read.boxes[0].tick, Tick::Yes);
    EXPECT_EQ(read.boxes[1].tick, Tick::No);
}

TEST(Boxes, WhatIsUnsureIsForAPerson) {
    EXPECT_TRUE(boxesOf(card(), {0.2, 0.03, 0, 0}).unsure) << "a speck, or a small tick";
    EXPECT_TRUE(boxesOf(card(), {0.2, -1, 0, 0}).unsure) << "a box beside the page";
    EXPECT_TRUE(boxesOf(card(), {0.2}).unsure) << "boxes that were not looked at";
    EXPECT_TRUE(boxesOf(card(), {0, 0, 0.2, 0.2}).unsure) << "two answers";
    EXPECT_FALSE(boxesOf(card(), {0, 0, 0, 0}).unsure);
}

TEST(Files, AreWhatTheirFirstBytesSay) {
    const auto typeOf = [](std::string bytes) {
        return std::string(ScanFile{std::move(bytes), {}}.contentType());
    };
    EXPECT_EQ(typeOf(std::string("II*\0rest", 8)), "image/tiff");
    EXPECT_EQ(typeOf(std::string("MM\0*rest", 8)), "image/tiff");
    EXPECT_EQ(typeOf("\xFF\xD8\xFF\xE0"), "image/jpeg");
    EXPECT_EQ(typeOf("\x89PNG\r\n"), "image/png");
    EXPECT_EQ(typeOf("\n%PDF-1.4"), "application/pdf");
    EXPECT_EQ(typeOf("GIF89a"), "");
    EXPECT_EQ(typeOf(""), "");
    EXPECT_EQ(digest::sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Answers, NothingButPicturesIsTaken) {
    const auto said = [](const std::string& type) {
        return readAnswer(R"({"width":1,"height":1,"blank":false,"asItCame":false,"contentType":")" + type +
                          "\",\"codes\":[],\"ink\":[]}\n<script>alert(1)</script>");
    };
    EXPECT_TRUE(said("image/png").answer);
    EXPECT_TRUE(said("image/jpeg").answer);
    for (const char* type : {"text/html", "image/svg+xml", "IMAGE/PNG", ""}) {
        EXPECT_FALSE(said(type).answer) << type;
        EXPECT_FALSE(said(type).fault.empty());
    }
    EXPECT_FALSE(readAnswer("no line").answer);
    EXPECT_FALSE(readAnswer("{}\n").answer);
}

struct IdOnly {
    Id id;
};
REJOINDER_DESCRIBE(IdOnly, id)

/// A file of three pages: one of a person, one that could not be read, one blank.
class Pictures : public testing::Test {
protected:
    Pictures() {
        person = world
                     .post("/contacts", R"({"familyName":"Keller","street":"Gasse","houseNumber":"1",
            "postcode":"8400","city":"Winterthur","country":"CH"})")
                     .as<IdOnly>()
                     .id;
        world.write([&](Unit& u) {
            const auto batch = u.newId(), file = u.newId();
            u.run("channel-scan.insert-batch", {{"id", batch},
                                                {"name", "Monday"},
                                                {"type", "order"},
                                                {"campaignId", nullptr},
                                                {"pagesExpected", nullptr},
                                                {"dayKey", nullptr},
                                                {"createdAt", u.now()},
                                                {"createdBy", "test"}});
            u.run("channel-scan.insert-file", {{"id", file},
                                               {"batchId", batch},
                                               {"digest", "d"},
                                               {"name", "cards.tiff"},
                                               {"contentType", "image/tiff"},
                                               {"bytes", 3},
                                               {"receivedAt", u.now()}});
            u.run("channel-scan.set-file-pages", {{"id", file}, {"pages", 3}});
            u.run("channel-scan.finish-file", {{"id", file}});
            storeContent(u, file, "the file as it came");
            for (int number = 1; number <= 3; ++number) {
                ScanPage page;
                page.id = u.newId();
                page.batchId = batch;
                page.fileId = file;
                page.number = number;
                page.readAt = u.now();
                page.state = PageState::Rejected;
                page.reason = number == 2 ? "channel-scan.unreadable" : "channel-scan.blank";
                if (number == 1) {
                    page.state = PageState::Captured;
                    page.responseId = Id{1};
                    page.contactId = person;
                    page.reason = "";
                }
                if (number != 2) {
                    page.contentType = "image/png";
                    storeContent(u, page.id, "a picture");
                }
                u.run("channel-scan.insert-page", page);
                pages.push_back(page.id);
            }
        });
    }
    int picture(std::size_t page) {
        return world.get("/scan-pages/" + pages.at(page).toString() + "/picture").status;
    }

    test::World world{
        {"storage-sqlite", "contacts", "campaigns", "targetgroups", "dispatch", "responses", "channel-scan"}};
    Id person;
    std::vector<Id> pages;
};

TEST_F(Pictures, OfAnErasedPersonIsNotLeftInTheFileOfAnUnreadablePage) {
    EXPECT_EQ(picture(0), 200);
    EXPECT_EQ(picture(1), 200) << "what could not be read is there as it came";
    EXPECT_LT(world.post("/contacts/" + person.toString() + "/erasure", R"({"askedBy":"by letter"})").status,
              300);
    world.settle();
    EXPECT_EQ(picture(0), 404);
    EXPECT_EQ(picture(1), 404) << "the file shows the erased person, too";
    EXPECT_EQ(picture(2), 200);
}

TEST_F(Pictures, OfNobodyHaveATerm) {
    const auto forget = [&] {
        return world.write([&](Unit& u) { return forgetOld(u, u.now().plus(-std::chrono::hours(24 * 90))); });
    };
    EXPECT_EQ(forget(), 0);
    world.kernel().clock().set(world.kernel().clock().now().plus(std::chrono::hours(24 * 91)));
    EXPECT_EQ(forget(), 2);
    EXPECT_EQ(forget(), 0);
    EXPECT_EQ(picture(0), 200) << "a person's picture goes with the person";
    EXPECT_EQ(picture(1), 404);
    EXPECT_EQ(picture(2), 404);
}

} // namespace
