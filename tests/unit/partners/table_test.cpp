#include "files.h"
#include "table.h"

#include <gtest/gtest.h>

using namespace rejoinder;
using namespace rejoinder::partners;

namespace {

TEST(Amounts, AreReadAsPeopleWriteThem) {
    const auto chf = [](std::string_view text) { return minorIn(text, "", "CHF"); };
    EXPECT_EQ(chf("12.50"), 1250);
    EXPECT_EQ(chf("12,5"), 1250);
    EXPECT_EQ(chf("1'234.05"), 123405);
    EXPECT_EQ(chf("1\xE2\x80\x99"
                  "234.05"),
              123405)
        << "the apostrophe of Swiss keyboards";
    EXPECT_EQ(chf("1.234,05"), 123405);
    EXPECT_EQ(chf("1,234"), 123400) << "three digits behind a lone mark are thousands";
    EXPECT_EQ(chf("100"), 10000);
    EXPECT_EQ(chf("-3.00"), -300);
    EXPECT_EQ(chf("12.5000"), 1250);
    EXPECT_EQ(minorIn("1.234", ".", "CHF"), std::nullopt) << "a tenth of a centime";
    EXPECT_EQ(minorIn("1500", "", "JPY"), 1500);
    EXPECT_EQ(minorIn("1.234", "", "KWD"), 1234);
    for (const auto* text : {"", "abc", "12.50 CHF", "--1", "1-2", "99999999999999999999"})
        EXPECT_EQ(chf(text), std::nullopt) << text;
}

TEST(Days, AreReadAsPeopleWriteThem) {
    const auto day = [](std::string_view text, std::string_view order = "") {
        const auto moment = momentIn(text, order);
        return moment ? Date::of(*moment).toString() : std::string("none");
    };
    EXPECT_EQ(day("2026-03-01"), "2026-03-01");
    EXPECT_EQ(day("01.03.2026"), "2026-03-01");
    EXPECT_EQ(day("1.3.26"), "2026-03-01");
    EXPECT_EQ(day("20260301"), "2026-03-01");
    EXPECT_EQ(day("2026-03-01 23:59"), "2026-03-01");
    EXPECT_EQ(day("2026-03-01T23:59:00Z"), "2026-03-01");
    EXPECT_EQ(day("03/04/2026"), "none") << "either way round";
    EXPECT_EQ(day("03/04/2026", "mdy"), "2026-03-04");
    EXPECT_EQ(day("13/04/2026"), "2026-04-13");
    for (const auto* text : {"", "soon", "31.02.2026", "1.2", "1.2.3.4"})
        EXPECT_EQ(day(text), "none") << text;
}

TEST(Tables, TellTheirColumnsByTheirHeaders) {
    const std::string file = "Buchungsdatum;Betrag;Währung;Referenz;Auftraggeber;Rest\n"
                             "01.03.2026;20.00;CHF;RF18539007547034;Muster, Eva;x\n";
    const auto look = lookAt(file, Source::Payments, {});
    EXPECT_EQ(look.delimiter, ";");
    std::vector<std::string> fields;
    for (const auto& column : look.columns) fields.push_back(column.field);
    EXPECT_EQ(fields,
              (std::vector<std::string>{"bookedOn", "amount", "currency", "reference", "payerName", ""}));
    EXPECT_EQ(look.columns[4].values, std::vector<std::string>{"Muster, Eva"});
    Faults faults;
    checkMapping(completed({}, look), look, Source::Payments, faults);
    EXPECT_TRUE(faults.empty());
    const auto rows = rowsOf(file, Source::Payments, {});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].line, 2);
    EXPECT_EQ(rows[0].at("payerName"), "Muster, Eva");
    EXPECT_EQ(rows[0].at("message"), "");
}

TEST(Tables, OfOldProgramsAreRead) {
    const auto rows = rowsOf("code;grund\r\nK7Q;Empf\xE4nger unbekannt\r\n", Source::PostalReturns, {});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].at("reason"), "Empfänger unbekannt");
}

TEST(Tables, LettersKeepTheirLastByte) {
    const auto rows = rowsOf("code,reason\nA,voilà\nB,\xC2\xA0moved\xC2\xA0\n", Source::PostalReturns, {});
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].at("reason"), "voilà");
    EXPECT_EQ(rows[1].at("reason"), "moved");
}

TEST(Tables, ALineThatIsBrokenCostsOnlyItself) {
    const auto rows = rowsOf("code,reason\nA,moved\n\"B,unknown\nC,refused\n", Source::PostalReturns, {});
    ASSERT_GE(rows.size(), 2U);
    EXPECT_EQ(rows[0].fault, "");
    EXPECT_EQ(rows[1].fault, "partners.broken-line");
}

TEST(Tables, EveryFaultOfAMappingIsNamed) {
    const auto look = lookAt("a,b\n1,2\n", Source::ShopOrders, {});
    TableMapping mapping;
    mapping.columns = {{"number", "a"}, {"wrong", "b"}, {"sku", "c"}};
    mapping.dayOrder = "ydm";
    Faults faults;
    checkMapping(mapping, look, Source::ShopOrders, faults);
    std::vector<std::string> codes;
    for (const auto& fault : faults.list()) codes.push_back(fault.pointer + " " + fault.code);
    EXPECT_EQ(codes, (std::vector<std::string>{"/mapping/columns/sku partners.no-such-column",
                                               "/mapping/columns/wrong partners.no-such-field",
                                               "/mapping/shop partners.shop-needed",
                                               "/mapping/dayOrder partners.day-order"}));
}

TEST(Balance, AFileClosesWhenEveryLineIsAccountedFor) {
    PartnerFileRow file;
    file.lineCount = 10;
    file.state = FileState::Read;
    EXPECT_EQ(balanceOf(file, {{"captured", 7}, {"known", 2}, {"refused", 1}}).state, "closed");
    EXPECT_EQ(balanceOf(file, {{"captured", 7}, {"clearing", 3}}).state, "clearing");
    EXPECT_EQ(balanceOf(file, {{"captured", 7}}).state, "unbalanced");
    EXPECT_EQ(balanceOf(file, {{"captured", 7}}).waiting, 3);
    FileControl control;
    control.balanced = false;
    file.controls = {control};
    EXPECT_EQ(balanceOf(file, {{"captured", 10}}).state, "unbalanced");
    file.state = FileState::Reading;
    EXPECT_EQ(balanceOf(file, {{"captured", 7}}).state, "reading");
}

} // namespace
