#include <gtest/gtest.h>
#include <slip/references.h>

#include <algorithm>

using namespace slip;

namespace {

// The published examples: Swiss Implementation Guidelines QR-bill, and ISO 11649.
constexpr auto kQr = "210000000003139471430009017";
constexpr auto kRf = "RF18539007547034";

TEST(References, ThePublishedOnesAreRight) {
    EXPECT_TRUE(isQrReference(kQr));
    EXPECT_TRUE(isQrReference(plainReference("21 00000 00003 13947 14300 09017")));
    EXPECT_TRUE(isRfReference(kRf));
    EXPECT_TRUE(isRfReference(plainReference("rf18 5390 0754 7034")));
    EXPECT_TRUE(isRfReference("RF712348231"));
}

/// Every single wrong digit, and with `swaps` every swap of neighbours that changes something.
template <class Valid>
void findsSlips(const std::string& right, std::size_t from, bool swaps, Valid&& valid) {
    ASSERT_TRUE(valid(right)) << right;
    for (std::size_t at = from; at < right.size(); ++at) {
        for (char digit = '0'; digit <= '9'; ++digit) {
            auto wrong = right;
            if (wrong[at] == digit) continue;
            wrong[at] = digit;
            EXPECT_FALSE(valid(wrong)) << wrong;
        }
        auto swapped = right;
        if (!swaps || at + 1 == swapped.size() || swapped[at] == swapped[at + 1]) continue;
        std::swap(swapped[at], swapped[at + 1]);
        EXPECT_FALSE(valid(swapped)) << swapped;
    }
}

TEST(References, OfNumbersAreRightAndFindSlips) {
    for (const std::int64_t number : {1LL, 42LL, 7'412'993'384'120'421LL, 9'223'372'036'854'775'807LL}) {
        const auto qr = makeQrReference("1234567", number);
        EXPECT_EQ(qr.size(), 27U);
        EXPECT_EQ(qr.substr(0, 7), "1234567");
        // One swap in 45 is not seen by modulo 10 recursive: with the carry 0, 47 and 74 look alike.
        findsSlips(qr, 0, false, isQrReference);
        findsSlips(makeRfReference(number), 4, true, isRfReference);
    }
}

TEST(References, WhatIsNoneIsNone) {
    EXPECT_FALSE(isQrReference(""));
    EXPECT_FALSE(isQrReference("000000000000000000000000000"));
    EXPECT_FALSE(isQrReference("21000000000313947143000901X"));
    EXPECT_FALSE(isRfReference("RF"));
    EXPECT_FALSE(isRfReference("RF18"));
    EXPECT_FALSE(isRfReference("RFAB539007547034"));
    EXPECT_FALSE(isRfReference("RF18539007547034539007547034"));
    EXPECT_FALSE(isRfReference("RF185390-7547034"));
}

TEST(References, AreFoundAmongWords) {
    EXPECT_EQ(referenceIn("Rechnung 21 00000 00003 13947 14300 09017, danke"), kQr);
    EXPECT_EQ(referenceIn("zu RF18 5390 0754 7034"), kRf);
    EXPECT_EQ(referenceIn("Spende fuer den Wald"), std::nullopt);
    EXPECT_EQ(referenceIn("21000000000313947143000901"), std::nullopt);
    EXPECT_EQ(referenceIn("12100000000031394714300090177"), std::nullopt)
        << "part of a longer number is none";
}

} // namespace
