#include "mandates.h"
#include "sepa.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rejoinder::fulfilment {
namespace {

using testing::SizeIs;

Date sepaDay(const char* text) {
    return *Date::parse(text);
}

TEST(Sepa, IdentifiersOfCreditorsAreTrueToTheirDigits) {
    for (const char* right :
         {"DE98ZZZ09999999999", "AT61ZZZ01234567890", "NL79ZZZ999999990000", "FR72ZZZ123456"})
        EXPECT_TRUE(isCreditorIdentifier(right)) << right;
    // The business code between them is the creditor's own and does not count.
    EXPECT_TRUE(isCreditorIdentifier("DE98ABC09999999999"));
    for (const char* wrong : {"", "DE98ZZZ", "DE99ZZZ09999999999", "DE98ZZZ09999999998", "de98ZZZ09999999999",
                              "DE98ZZZ0999999999999999999999999999999", "DE98ZZZ0999 999999"})
        EXPECT_FALSE(isCreditorIdentifier(wrong)) << wrong;
}

TEST(Sepa, AccountsAreThoseOfItsCountriesInTheirLength) {
    for (const char* right :
         {"AT611904300234573201", "DE89370400440532013000", "CH9300762011623852957", "NO9386011117947"})
        EXPECT_TRUE(isSepaIban(right)) << right;
    for (const char* wrong :
         {"AT611904300234573202", "AT61190430023457320", "BR1800360305000010009795493C1", "XX", ""})
        EXPECT_FALSE(isSepaIban(wrong)) << wrong;
    EXPECT_TRUE(wantsDebtorAddress("CH9300762011623852957"));
    EXPECT_FALSE(wantsDebtorAddress("AT611904300234573201"));
    EXPECT_EQ(maskedAccount("AT611904300234573201"), "AT61 **** 3201");
}

TEST(Sepa, TextsComeInItsLetters) {
    EXPECT_EQ(sepaText("Zoë Grünfeld-Østergård & Söhne", 70), "Zoe Grunfeld-Ostergard + Sohne");
    EXPECT_EQ(sepaText("  Łódź\n\tЧехов  ", 70), "Lodz Cehov");
    EXPECT_EQ(sepaText("a*b€", 70), "a.b.");
    EXPECT_THAT(sepaText(std::string(200, 'x'), 70), SizeIs(70));
    for (const char* text : {"李小龙", "Éåß’“„", "<&>\"'"})
        EXPECT_TRUE(isSepaText(sepaText(text, 70))) << text;
    EXPECT_TRUE(isSepaIdentifier("M-2026/1"));
    for (const char* wrong : {"", "A B", "/A", "A/", "A//B", "Ä", "A_B"})
        EXPECT_FALSE(isSepaIdentifier(wrong)) << wrong;
}

TEST(Sepa, DaysOfTargetAreKnown) {
    for (const char* closed : {"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25",
                               "2026-12-26", "2026-03-07", "2024-03-29", "2024-04-01", "2038-04-26"})
        EXPECT_FALSE(isTargetDay(sepaDay(closed))) << closed;
    for (const char* open :
         {"2026-01-02", "2026-04-02", "2026-04-07", "2026-08-01", "2026-12-24", "2024-02-29"})
        EXPECT_EQ(isTargetDay(sepaDay(open)), std::string_view(open) != "2026-08-01") << open;
    EXPECT_EQ(targetDayFrom(sepaDay("2026-04-03")).toString(), "2026-04-07");
    EXPECT_EQ(targetDaysAfter(sepaDay("2026-04-02"), 2).toString(), "2026-04-08") << "over Easter";
    EXPECT_EQ(monthsAfter(sepaDay("2024-02-29"), 36).toString(), "2027-02-28");
    EXPECT_EQ(monthsAfter(sepaDay("2024-03-31"), 36).toString(), "2027-03-31");
}

TEST(MandateStates, FollowUseAndThirtySixMonths) {
    Mandate m;
    m.signedOn = sepaDay("2023-03-01");
    EXPECT_EQ(mandateState(m, sepaDay("2026-03-01")), MandateState::Active);
    EXPECT_EQ(mandateState(m, sepaDay("2026-03-02")), MandateState::Lapsed);
    m.lastUsedOn = sepaDay("2025-12-31");
    EXPECT_EQ(mandateState(m, sepaDay("2028-12-31")), MandateState::Active);
    m.kind = MandateKind::OneOff;
    EXPECT_EQ(mandateState(m, sepaDay("2026-01-01")), MandateState::Used);
    m.withdrawnAt = Timestamp{1};
    EXPECT_EQ(mandateState(m, sepaDay("2026-01-01")), MandateState::Withdrawn);
}

} // namespace
} // namespace rejoinder::fulfilment
