#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <slip/bill.h>
#include <slip/references.h>

#include <sstream>
#include <stdexcept>

using namespace slip;
using testing::ElementsAre;

namespace {

/// The published example of the guidelines: Robert Schneider AG, CHF 1949.75.
Bill schneider() {
    return {"CH4431999123000889012",
            "",
            {"Robert Schneider AG", "Rue du Lac", "1268", "2501", "Biel", "CH"},
            Party{"Pia-Maria Rutschmann-Schnyder", "Grosse Marktgasse", "28", "9400", "Rorschach", "CH"},
            194'975,
            "CHF",
            "210000000003139471430009017",
            "Auftrag vom 15.06.2020"};
}

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines{""};
    for (const char c : text)
        if (c == '\n')
            lines.emplace_back();
        else
            lines.back() += c;
    return lines;
}

TEST(Ibans, ThePublishedOnesAreRightAndEveryWrongDigitIsFound) {
    for (const std::string iban : {"CH9300762011623852957", "CH4431999123000889012", "DE89370400440532013000",
                                   "LI21088100002324013AA"}) {
        EXPECT_TRUE(isIban(iban)) << iban;
        for (std::size_t at = 4; at < iban.size(); ++at)
            for (char digit = '0'; digit <= '9'; ++digit) {
                auto wrong = iban;
                wrong[at] = digit;
                EXPECT_EQ(isIban(wrong), wrong == iban) << wrong;
            }
    }
    EXPECT_FALSE(isIban(""));
    EXPECT_FALSE(isIban("CH93 0076 2011 6238 5295 7"));
    EXPECT_TRUE(isQrIban("CH4431999123000889012"));
    EXPECT_FALSE(isQrIban("CH9300762011623852957"));
    EXPECT_FALSE(isQrIban("DE89370400440532013000"));
}

TEST(SwissCode, SaysThePublishedExampleLineByLine) {
    EXPECT_EQ(
        swissCode(schneider()),
        "SPC\n0200\n1\nCH4431999123000889012\nS\nRobert Schneider AG\nRue du Lac\n1268\n2501\nBiel\nCH\n"
        "\n\n\n\n\n\n\n1949.75\nCHF\nS\nPia-Maria Rutschmann-Schnyder\nGrosse Marktgasse\n28\n9400\n"
        "Rorschach\nCH\nQRR\n210000000003139471430009017\nAuftrag vom 15.06.2020\nEPD");
    EXPECT_EQ(linesOf(swissCode(schneider())).size(), 31U);
}

TEST(SwissCode, WithoutADebtorAndWithAnotherReferenceItStillHas31Lines) {
    auto bill = schneider();
    bill.debtor.reset();
    bill.iban = "CH9300762011623852957";
    bill.reference = "RF18539007547034";
    bill.currency = "EUR";
    bill.amountMinor = 5;
    const auto lines = linesOf(swissCode(bill));
    ASSERT_EQ(lines.size(), 31U);
    EXPECT_EQ(lines[18], "0.05");
    EXPECT_EQ(lines[19], "EUR");
    EXPECT_EQ(lines[20], "");
    EXPECT_EQ(lines[27], "SCOR");
    EXPECT_EQ(lines[30], "EPD");
    bill.reference.clear();
    EXPECT_EQ(linesOf(swissCode(bill))[27], "NON");
}

TEST(SwissCode, RefusesWhatTheGuidelinesForbid) {
    const auto refused = [](auto&& spoil) {
        auto bill = schneider();
        spoil(bill);
        EXPECT_THROW((void)swissCode(bill), std::invalid_argument);
    };
    refused([](Bill& b) { b.iban = "CH9300762011623852957"; }); // a QR reference without a QR-IBAN
    refused([](Bill& b) { b.reference = "RF18539007547034"; }); // and the other way round
    refused([](Bill& b) { b.reference.clear(); });
    refused([](Bill& b) { b.currency = "USD"; });
    refused([](Bill& b) { b.amountMinor = 0; });
    refused([](Bill& b) { b.amountMinor = 100'000'000'000; });
    refused([](Bill& b) { b.creditor.city.clear(); });
}

TEST(SwissCode, TextsHaveTheirLengthsAndLetters) {
    EXPECT_EQ(permitted("Zoë Müller & Søn, 5 €", 70), "Zoë Müller & Søn, 5 €");
    EXPECT_EQ(permitted("Москва", 70), "Moskva");
    EXPECT_EQ(permitted("王小明", 70), "wáng xiao míng");
    EXPECT_EQ(permitted("two\nlines", 70), "two lines");
    EXPECT_EQ(permitted("Größe", 3), "Grö");
    EXPECT_EQ(permitted(std::string(200, 'x'), 70).size(), 70U);
}

TEST(EpcCode, SaysWhatTheGuidelinesSay) {
    Bill bill{"DE89370400440532013000", "COBADEFFXXX", {"Muster GmbH", "", "", "", "", "DE"}, {}, 1230, "EUR",
              "RF18539007547034",       "Rechnung 7"};
    EXPECT_EQ(codeFor(bill), Code::Epc);
    EXPECT_EQ(
        epcCode(bill),
        "BCD\n002\n1\nSCT\nCOBADEFFXXX\nMuster GmbH\nDE89370400440532013000\nEUR12.30\n\nRF18539007547034");
    bill.reference.clear();
    EXPECT_THAT(linesOf(epcCode(bill)),
                ElementsAre("BCD", "002", "1", "SCT", "COBADEFFXXX", "Muster GmbH", "DE89370400440532013000",
                            "EUR12.30", "", "", "Rechnung 7"));
    bill.currency = "CHF";
    EXPECT_EQ(codeFor(bill), Code::None);
    EXPECT_THROW((void)epcCode(bill), std::invalid_argument);
}

TEST(Slips, AreGroupedForPeople) {
    EXPECT_EQ(grouped("210000000003139471430009017"), "21 00000 00003 13947 14300 09017");
    EXPECT_EQ(grouped("RF18539007547034"), "RF18 5390 0754 7034");
    EXPECT_EQ(grouped("CH4431999123000889012"), "CH44 3199 9123 0008 8901 2");
}

} // namespace
