#include "batches.h"
#include "content.h"
#include "reading.h"

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

} // namespace
