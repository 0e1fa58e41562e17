#include "kernel/storage/sql_text.h"

#include <gmock/gmock.h>

namespace rejoinder::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SqlText, statementsEndAtSemicolonsOutsideQuotesAndComments) {
    const auto found = splitStatements("-- first; not yet\nINSERT INTO a VALUES ('x;''y', \"q;\");\n"
                                       "/* in; between */ DELETE FROM a; ;\r\nUPDATE a SET b = 1");
    EXPECT_THAT(found, ElementsAre("INSERT INTO a VALUES ('x;''y', \"q;\")",
                                   "/* in; between */ DELETE FROM a", "UPDATE a SET b = 1"));
}

TEST(SqlText, nothingButCommentsIsNoStatement) {
    EXPECT_THAT(splitStatements("-- nothing\n  \n"), IsEmpty());
}

TEST(SqlText, unfinishedQuoteReachesToTheEnd) {
    EXPECT_THAT(splitStatements("SELECT 'a; b"), ElementsAre("SELECT 'a; b"));
    EXPECT_THAT(splitStatements("SELECT 1 /* a; b"), ElementsAre("SELECT 1 /* a; b"));
}

TEST(SqlText, namesBecomeQuestionMarksInOrder) {
    const auto p =
        parameterise("SELECT ':no', \":no\" /* :no */ FROM a WHERE b = :b_1 AND c > :c OR d = :b_1");
    EXPECT_EQ(p.sql, "SELECT ':no', \":no\" /* :no */ FROM a WHERE b = ? AND c > ? OR d = ?");
    EXPECT_THAT(p.names, ElementsAre("b_1", "c", "b_1"));
}

TEST(SqlText, colonWithoutNameStays) {
    const auto p = parameterise("SELECT 1 : 2 :");
    EXPECT_EQ(p.sql, "SELECT 1 : 2 :");
    EXPECT_THAT(p.names, IsEmpty());
}

TEST(SqlText, sectionsHaveNameAndOneStatement) {
    const auto sections = readNamedStatements("-- About this file.\n\n-- name: one\nSELECT 1;\n-- a comment\n"
                                              "-- name: two-more  \nSELECT\n 2;\n");
    ASSERT_EQ(sections.size(), 2u);
    EXPECT_EQ(sections[0].name, "one");
    EXPECT_EQ(sections[0].sql, "SELECT 1");
    EXPECT_EQ(sections[1].name, "two-more");
    EXPECT_EQ(sections[1].sql, "SELECT\n 2");
}

TEST(SqlText, malformedFilesAreRefused) {
    EXPECT_THROW(readNamedStatements("SELECT 1;\n-- name: a\nSELECT 2;"), std::invalid_argument);
    EXPECT_THROW(readNamedStatements("-- name: a\n"), std::invalid_argument);
    EXPECT_THROW(readNamedStatements("-- name: a\nSELECT 1; SELECT 2;"), std::invalid_argument);
    EXPECT_THROW(readNamedStatements("-- name: Not_Good\nSELECT 1;"), std::invalid_argument);
    EXPECT_THROW(readNamedStatements("-- name:\nSELECT 1;"), std::invalid_argument);
}

TEST(SqlText, camelMeetsSnake) {
    EXPECT_TRUE(sameName("createdAt", "created_at"));
    EXPECT_TRUE(sameName("line1", "line1"));
    EXPECT_TRUE(sameName("x", "x"));
    EXPECT_FALSE(sameName("createdAt", "createdat"));
    EXPECT_FALSE(sameName("createdAt", "created_at_"));
    EXPECT_FALSE(sameName("createdAtAll", "created_at"));
    EXPECT_FALSE(sameName("", "a"));
}

} // namespace
} // namespace rejoinder::storage
