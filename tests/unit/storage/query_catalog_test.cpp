#include "tests/unit/storage/fixture.h"

namespace rejoinder::storage::test {
namespace {

TEST(QueryCatalog, fullNameIsPluginAndSection) {
    const TempFolder folder;
    folder.write("a.sql", "-- name: find\nSELECT x FROM y WHERE z = :z;");
    QueryCatalog catalog;
    catalog.load("t", folder.path(), "sqlite");
    const auto& query = catalog.find("t.find");
    EXPECT_EQ(query.sql, "SELECT x FROM y WHERE z = ?");
    EXPECT_EQ(query.parameters, std::vector<std::string>{"z"});
    EXPECT_EQ(codeOf([&] { static_cast<void>(catalog.find("t.other")); }), "storage.unknown-query");
}

TEST(QueryCatalog, dialectReplacesSharedWhateverTheFilesAreCalled) {
    const TempFolder folder;
    folder.write("z.sql", "-- name: one\nSELECT 1;\n-- name: two\nSELECT 2;");
    folder.write("a.sqlite.sql", "-- name: two\nSELECT 22;\n-- name: three\nSELECT 3;");
    folder.write("a.mysql.sql", "-- name: two\nSELECT 222;");
    QueryCatalog catalog;
    catalog.load("t", folder.path(), "sqlite");
    EXPECT_EQ(catalog.find("t.one").sql, "SELECT 1");
    EXPECT_EQ(catalog.find("t.two").sql, "SELECT 22");
    EXPECT_EQ(catalog.find("t.three").sql, "SELECT 3");
    ASSERT_EQ(catalog.all().size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(catalog.all()[i].index, i);
}

TEST(QueryCatalog, sameNameTwiceIsRefused) {
    const TempFolder folder;
    folder.write("a.sql", "-- name: one\nSELECT 1;");
    folder.write("b.sql", "-- name: one\nSELECT 2;");
    QueryCatalog catalog;
    EXPECT_EQ(codeOf([&] { catalog.load("t", folder.path(), "sqlite"); }), "storage.bad-query-file");
    const TempFolder other;
    other.write("a.sqlite.sql", "-- name: one\nSELECT 1;\n-- name: one\nSELECT 2;");
    EXPECT_EQ(codeOf([&] { QueryCatalog().load("t", other.path(), "sqlite"); }), "storage.bad-query-file");
}

TEST(QueryCatalog, malformedFileIsNamed) {
    const TempFolder folder;
    folder.write("broken.sql", "-- name: one\n");
    const std::string text = textOf([&] { QueryCatalog().load("t", folder.path(), "sqlite"); });
    EXPECT_NE(text.find("broken.sql"), std::string::npos) << text;
}

TEST(QueryCatalog, folderThatIsNotThereHasNone) {
    QueryCatalog catalog;
    catalog.load("t", "/nowhere/at/all", "sqlite");
    EXPECT_TRUE(catalog.all().empty());
}

} // namespace
} // namespace rejoinder::storage::test
