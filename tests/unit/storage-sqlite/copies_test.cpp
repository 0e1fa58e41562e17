#include "copies.h"
#include "tests/unit/storage-sqlite/fixture.h"

#include <sys/stat.h>

namespace rejoinder::sqlite::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class CopiesTest : public DatabaseTest {
protected:
    void write(std::int64_t id) {
        db->write(
            [id](driver::Connection& c) {
                put(c, id, std::string(200, 'x'));
                putChild(c, id, id);
            },
            Priority::Interactive);
    }
    [[nodiscard]] std::filesystem::path target() const { return folder.path() / "copy.db"; }
};

TEST_F(CopiesTest, copyHoldsEverythingCommittedAndNoHalfUnits) {
    open();
    for (int i = 1; i <= 500; ++i) write(i);
    std::atomic<bool> stop{false};
    {
        std::jthread busy([&] {
            for (int i = 501; !stop; ++i) write(i);
        });
        db->backup(target());
        stop = true;
    }
    Options o;
    o.path = target();
    Database copy(o);
    EXPECT_GE(count(copy), 500);
    EXPECT_THAT(copy.check(), IsEmpty()); // each child has its row
    copy.read([](driver::Connection& c) {
        auto& connection = dynamic_cast<Connection&>(c);
        EXPECT_EQ(connection.text("SELECT count(*) FROM t_row"),
                  connection.text("SELECT count(*) FROM t_child"));
    });
    struct stat info {};
    ASSERT_EQ(::stat(target().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777u, 0600u);
}

TEST_F(CopiesTest, copyFromReadonlyBesideTheServer) {
    open();
    write(1);
    Options o = options();
    o.readonly = true;
    Database(o).backup(target());
    o.path = target();
    EXPECT_EQ(count(*std::make_unique<Database>(o)), 1);
}

TEST_F(CopiesTest, existingFileIsNeverOverwritten) {
    open();
    folder.write("copy.db", "mine");
    EXPECT_EQ(codeOf([&] { db->backup(target()); }), "storage.target-exists");
    EXPECT_EQ(storage::readTextFile(target()), "mine");
    EXPECT_EQ(codeOf([&] { db->backup(folder.path() / "no" / "such" / "folder.db"); }),
              "storage.copy-failed");
}

TEST_F(CopiesTest, failedCopyLeavesNoFile) {
    open();
    db->write([](driver::Connection& c) { put(c, 1); }, Priority::Interactive);
    db.reset();
    {
        Connection raw(file(), Mode::Write);
        raw.execute("INSERT INTO t_child (id, row_id) VALUES (1, 99999)");
    }
    open();
    EXPECT_EQ(codeOf([&] { db->backup(target()); }), "storage.copy-failed");
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
        EXPECT_EQ(entry.path().filename(), "data");
}

TEST_F(CopiesTest, restorePutsTheCopyInPlaceAndKeepsTheOldOne) {
    open();
    write(1);
    db->backup(target());
    write(2);
    EXPECT_EQ(codeOf([&] { static_cast<void>(restore(options(), target())); }),
              "storage.in-use"); // in use
    db.reset();
    const std::string before = restore(options(), target());
    EXPECT_THAT(before, HasSubstr("before-restore-1"));
    EXPECT_EQ(count(open()), 1);
    db.reset();
    EXPECT_EQ(restore(options(), before), file().string() + ".before-restore-2");
    EXPECT_EQ(count(open()), 2);
}

TEST_F(CopiesTest, logOfAKilledServerDoesNotLeakIntoTheCopy) {
    open();
    write(1);
    db->backup(target());
    write(2);
    // What a killed server leaves: a file and a log that was not moved into it.
    const TempFolder killed;
    for (const char* part : {"", "-wal"})
        std::filesystem::copy_file(file().string() + part, killed.path() / ("t.db" + std::string(part)));
    Options o;
    o.path = killed.path() / "t.db";
    const std::string before = restore(o, target());
    EXPECT_EQ(count(*std::make_unique<Database>(o)), 1);
    o.path = before;
    EXPECT_EQ(count(*std::make_unique<Database>(o)), 2);
}

TEST_F(CopiesTest, unsoundSourceChangesNothing) {
    open();
    write(1);
    db.reset();
    folder.write("copy.db", std::string(9000, 'x'));
    EXPECT_EQ(codeOf([&] { static_cast<void>(restore(options(), target())); }), "storage.cannot-open");
    EXPECT_EQ(codeOf([&] { static_cast<void>(restore(options(), folder.path() / "none")); }),
              "storage.copy-failed");
    EXPECT_EQ(count(open()), 1);
    EXPECT_FALSE(std::filesystem::exists(file().string() + ".before-restore-1"));
}

TEST_F(CopiesTest, restoreIntoAnEmptyPlace) {
    open();
    write(1);
    db->backup(target());
    Options o;
    o.path = folder.path() / "elsewhere" / "t.db";
    EXPECT_EQ(restore(o, target()), "");
    EXPECT_EQ(count(*std::make_unique<Database>(o)), 1);
}

} // namespace
} // namespace rejoinder::sqlite::test
