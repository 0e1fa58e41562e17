#include "rewrite.h"

#include <gtest/gtest.h>

namespace rejoinder::sqlite {
namespace {

TEST(Rewrite, neutralTypesBecomeSqlites) {
    EXPECT_EQ(rewriteSchema(
                  "CREATE TABLE a (id BIGINT NOT NULL, n int, x DOUBLE, t VARCHAR(40) NOT NULL, l LONGTEXT, "
                  "s VARCHAR ( 5 ) DEFAULT 'INT', b BLOB, PRIMARY KEY (id))"),
              "CREATE TABLE a (id INTEGER NOT NULL, n INTEGER, x REAL, t TEXT NOT NULL, l TEXT, "
              "s TEXT DEFAULT 'INT', b ANY, PRIMARY KEY (id)) STRICT");
}

TEST(Rewrite, clusteredTablesHaveNoRowid) {
    EXPECT_EQ(rewriteSchema("create table a (k VARCHAR(9), PRIMARY KEY (k)) /*clustered*/"),
              "create table a (k TEXT, PRIMARY KEY (k)) /*clustered*/ STRICT, WITHOUT ROWID");
}

TEST(Rewrite, quotedTextsAndCommentsStay) {
    EXPECT_EQ(rewriteSchema("CREATE TABLE a (\"INT\" TEXT /* BIGINT */ CHECK (\"INT\" <> 'DOUBLE'))"),
              "CREATE TABLE a (\"INT\" TEXT /* BIGINT */ CHECK (\"INT\" <> 'DOUBLE')) STRICT");
}

TEST(Rewrite, namesThatOnlyContainATypeStay) {
    EXPECT_EQ(rewriteSchema("CREATE TABLE t_int (int_value INT, bigint2 BIGINT)"),
              "CREATE TABLE t_int (int_value INTEGER, bigint2 INTEGER) STRICT");
}

TEST(Rewrite, addedColumnsToo) {
    EXPECT_EQ(rewriteSchema("ALTER TABLE a ADD COLUMN t VARCHAR(40) NOT NULL DEFAULT ''"),
              "ALTER TABLE a ADD COLUMN t TEXT NOT NULL DEFAULT ''");
}

TEST(Rewrite, droppedIndexNeedsNoTable) {
    EXPECT_EQ(rewriteSchema("DROP INDEX i ON t"), "DROP INDEX i ");
    EXPECT_EQ(rewriteSchema("DROP INDEX i"), "DROP INDEX i");
}

TEST(Rewrite, everythingElseStays) {
    for (const char* sql :
         {"CREATE INDEX i ON t (a, b)", "INSERT INTO t (a) VALUES ('BIGINT')", "", "UPDATE t SET a = 1"})
        EXPECT_EQ(rewriteSchema(sql), sql);
}

TEST(Rewrite, unfinishedTextsEnd) {
    EXPECT_EQ(rewriteSchema("CREATE TABLE a ('x"), "CREATE TABLE a ('x STRICT");
    EXPECT_EQ(rewriteSchema("CREATE TABLE a (VARCHAR(5"), "CREATE TABLE a (TEXT STRICT");
}

} // namespace
} // namespace rejoinder::sqlite
