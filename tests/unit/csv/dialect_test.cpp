#include <csv/reader.h>
#include <gtest/gtest.h>

namespace {

csv::Examination look(std::string_view text) {
    return csv::examine(text, true);
}

TEST(CsvDialect, TheQuoteThatStandsAroundFields) {
    EXPECT_EQ(look("a,b\n\"x, y\",\"z\"\n").quote, '"');
    EXPECT_EQ(look("a,b\n'x, y','z'\n'p','q'\n").quote, '\'');
    EXPECT_EQ(look("*a*|*b*\n*x | y*|*z*\n").quote, '*');
    EXPECT_EQ(look("*a*|*b*\n*x | y*|*z*\n").delimiter, '|');
    EXPECT_EQ(look("a;b\nO'Neill;Jones'\nd'Arc;Hans'\n'tHooft;x\n").quote, '"')
        << "apostrophes are no quotes";
    EXPECT_EQ(look("a;b\n5;7*\n*;*\n").quote, '"') << "a star now and then is none";
}

TEST(CsvDialect, SeldomDelimitersOnlyWhereNoneOfTheUsualFits) {
    EXPECT_EQ(look("a^b^c\n1^2^3\n").delimiter, '^');
    EXPECT_EQ(look("name,time\nx,10:30:00\n").delimiter, ',');
    EXPECT_EQ(look("a\x1F"
                   "b\n1\x1F"
                   "2\n")
                  .delimiter,
              '\x1F');
    EXPECT_EQ(look("note\nat: once\nand then\n").delimiter, ',') << "one column stays one column";
}

TEST(CsvDialect, ASeldomDelimiterWithAnotherQuote) {
    const csv::Examination found = look("*a*^*b*\n*x*^*y*\n*p*^*q*\n");
    EXPECT_EQ(found.quote, '*');
    EXPECT_EQ(found.delimiter, '^');
}

TEST(CsvDialect, AnotherQuoteIsReadLikeTheUsual) {
    csv::Reader reader(csv::fromText("'a''b, c',\"d\"\n"), ',', {}, {}, '\'');
    EXPECT_EQ(reader.next()->fields, (std::vector<std::string_view>{"a'b, c", "\"d\""}));
    csv::Reader none(csv::fromText("\"a,b\"\n"), ',', {}, {}, '\0');
    EXPECT_EQ(none.next()->fields, (std::vector<std::string_view>{"\"a", "b\""}));
}

} // namespace
