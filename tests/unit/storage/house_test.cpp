#include "kernel/storage/house.h"
#include "tests/unit/storage/fixture.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace rejoinder::storage::test {
namespace {

// The child's name comes first: the order must come from what it refers to.
constexpr const char* kHouse = R"(
CREATE TABLE t_parent (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL, amount DOUBLE, note LONGTEXT);
CREATE TABLE t_child (parent_id BIGINT NOT NULL REFERENCES t_parent (id), number INT NOT NULL, bytes BLOB,
    PRIMARY KEY (number, parent_id));
)";

std::vector<TableAccess> tablesOf(World& world) {
    const auto folder = std::filesystem::path(REJOINDER_SOURCE_DIR) / "sql/kernel/tables";
    return accessTables(*world.database,
                        {readTextFile(folder / "read.sql"), readTextFile(folder / "insert.sql"),
                         readTextFile(folder / "clear.sql")},
                        world.engine->queries().all().size());
}

const TableAccess& find(const std::vector<TableAccess>& tables, std::string_view name) {
    return *std::ranges::find_if(tables, [&](const auto& t) { return t.table().name == name; });
}

void insert(World& world, std::string_view table, const std::vector<RowValues>& rows) {
    const auto tables = tablesOf(world);
    writeAgain(*world.database, [&](driver::Connection& c) { find(tables, table).insert(c, rows); });
}

TableSum sumIn(World& world, std::string_view table) {
    TableSum sum;
    const auto tables = tablesOf(world);
    world.database->read([&](driver::Connection& c) { sum = sumOf(find(tables, table), c); });
    return sum;
}

/// What is hard to carry: ends of ranges, control characters, quotes, bytes that are no text.
void fillWithOddRows(World& world) {
    using Whole = std::numeric_limits<std::int64_t>;
    insert(
        world, "t_parent",
        {{Whole::min(), std::string("\"quoted\\\" \x01\x1f\n\t"), 0.1,
          std::string("ünïcode \xF0\x9F\x8D\xB5")},
         {std::int64_t{0}, std::string(), {}, {}},
         {std::int64_t{7}, std::string("null"), 5e-324, std::string("[1,2]")},
         {Whole::max(), std::string(1, '\0') + "zero", 1.7976931348623157e308, std::string(100'000, 'x')}});
    insert(world, "t_child",
           {{Whole::max(), std::int64_t{1}, std::string("\xff\x00\xfe", 3)},
            {std::int64_t{0}, std::int64_t{2}, {}}});
}

std::vector<MovedTable> carry(World& from, World& to, const std::filesystem::path& file) {
    HouseLine manifest;
    manifest.migrations.emplace();
    exportHouse(file, manifest, *from.database, tablesOf(from), StateFiles(from.folder.path() / "files", {}));
    const HouseReader reader(file);
    reader.check();
    return reader.fill(*to.database, tablesOf(to), to.folder.path() / "files");
}

TEST(House, TablesAreListedInTheOrderOfWhatTheyReferTo) {
    World world(kHouse, "");
    std::vector<std::string> names;
    for (const auto& t : tablesOf(world)) names.push_back(t.table().name);
    EXPECT_THAT(names, testing::ElementsAre("kernel_node", "t_parent", "t_child"));
    EXPECT_THAT(find(tablesOf(world), "t_child").table().key, testing::ElementsAre("number", "parent_id"));
}

TEST(House, EveryValueArrivesAsItWas) {
    World from(kHouse, ""), to(kHouse, "");
    fillWithOddRows(from);
    from.folder.write("files/plugins/a/key", std::string("\x00\x01\xff", 3));
    from.folder.write("files/plugins/a/long", std::string(200'000, 'y'));
    from.folder.write("files/spool/upload", "not this one");
    const auto moved = carry(from, to, from.folder.path() / "house.gz");
    ASSERT_EQ(moved.size(), 3U);
    for (const char* table : {"t_parent", "t_child"}) {
        EXPECT_EQ(sumIn(from, table), sumIn(to, table)) << table;
        EXPECT_GT(sumIn(to, table).rows, 0) << table;
    }
    EXPECT_EQ(readTextFile(to.folder.path() / "files/plugins/a/key"), std::string("\x00\x01\xff", 3));
    EXPECT_EQ(readTextFile(to.folder.path() / "files/plugins/a/long"), std::string(200'000, 'y'));
    EXPECT_FALSE(std::filesystem::exists(to.folder.path() / "files/spool"));
}

TEST(House, OneOtherValueIsAnotherSum) {
    World one(kHouse, ""), other(kHouse, "");
    insert(one, "t_parent", {{std::int64_t{1}, std::string("a"), 0.1, {}}});
    insert(other, "t_parent", {{std::int64_t{1}, std::string("a"), std::nextafter(0.1, 1.0), {}}});
    EXPECT_NE(sumIn(one, "t_parent"), sumIn(other, "t_parent"));
    EXPECT_EQ(sumIn(one, "t_child"), sumIn(other, "t_child"));
}

TEST(House, AFileThatIsThereAndDiffersIsKeptAndRefused) {
    World from(kHouse, ""), to(kHouse, "");
    from.folder.write("files/key", "theirs");
    to.folder.write("files/key", "ours");
    try {
        carry(from, to, from.folder.path() / "house.gz");
        FAIL() << "it was overwritten";
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), "storage.file-differs");
    }
    EXPECT_EQ(readTextFile(to.folder.path() / "files/key"), "ours");
}

TEST(House, RowsThatBreakAReferenceAreRefusedByName) {
    World world(kHouse, "");
    EXPECT_THROW(insert(world, "t_child", {{std::int64_t{5}, std::int64_t{1}, {}}}),
                 driver::ConstraintViolation);
}

TEST(House, RowsMustFitTheirTable) {
    const driver::Table table{
        "t", {{"id", driver::Table::Kind::Integer}, {"share", driver::Table::Kind::Real}}, {"id"}, {}};
    json::CellReader reader;
    RowValues row;
    ASSERT_TRUE(reader.read("[1,2]", row));
    ASSERT_TRUE(fitRow(row, table));
    EXPECT_EQ(std::get<double>(row[1]), 2.0);
    for (const char* line : {"[1]", "[1,2,3]", "[\"1\",2]", "[1,\"2\"]", "[1.5,2]"}) {
        ASSERT_TRUE(reader.read(line, row)) << line;
        EXPECT_FALSE(fitRow(row, table)) << line;
    }
    for (const char* line :
         {"[1,[2]]", "[1,{\"a\":2}]", "[1,{\"hex\":\"0g\"}]", "[1,{\"hex\":\"0\"}]", "[1,true]", "{}", "[1"})
        EXPECT_FALSE(reader.read(line, row)) << line;
}

TEST(Backup, ListsWhatBelongsToTheState) {
    const TempFolder folder;
    for (const char* file :
         {"rejoinder.db", "rejoinder.db-wal", "rejoinder.db.lock", "spool/upload-1.part",
          "plugins/contacts/suppression.key", "plugins/letter/1.pdf", "spooled",
          "plugins/targetgroups/live-count.cache", "plugins/targetgroups/live-count.new.cache"})
        folder.write(file, "x");
    std::vector<std::string> names;
    for (const auto& path : StateFiles(folder.path(), {folder.path() / "rejoinder.db"}).list())
        names.push_back(path.generic_string());
    EXPECT_THAT(names,
                testing::ElementsAre("plugins/contacts/suppression.key", "plugins/letter/1.pdf", "spooled"));
    EXPECT_TRUE(StateFiles(folder.path() / "none", {}).list().empty());
}

TEST(Backup, TakesWhatJobsMakeAndRemoveMeanwhile) {
    const TempFolder folder;
    folder.write("data/kept", "kept");
    folder.write("data/gone", "gone");
    folder.write("data/grown", "short");
    const StateFiles files(folder.path() / "data", {});
    const auto target = folder.path() / "backup";
    BackupManifest manifest;
    manifest.engine = "sqlite";
    BackupWriter(target, files).run(manifest, [&](const std::filesystem::path& database) {
        std::filesystem::remove(folder.path() / "data/gone");
        folder.write("data/late", "late");
        folder.write("data/grown", "longer than before");
        folder.write("backup/" + database.filename().string(), "database");
    });
    const auto read = checkBackup(target);
    EXPECT_EQ(read.files.size(), 5U);
    restoreFiles(target, read, folder.path() / "restored");
    EXPECT_EQ(readTextFile(folder.path() / "restored/kept"), "kept");
    EXPECT_EQ(readTextFile(folder.path() / "restored/gone"), "gone");
    EXPECT_EQ(readTextFile(folder.path() / "restored/late"), "late");
    EXPECT_EQ(readTextFile(folder.path() / "restored/grown"), "longer than before");
}

} // namespace
} // namespace rejoinder::storage::test
