#include "tests/unit/storage-sqlite/fixture.h"

#include <sys/stat.h>
#include <unistd.h>

namespace rejoinder::sqlite::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class OpenTest : public DatabaseTest {
protected:
    /// Why opening is refused.
    std::string code(const Options& o) {
        return codeOf([&] { Database(Options(o)); });
    }
    /// What it says then.
    std::string refusal(const Options& o) {
        return textOf([&] { Database(Options(o)); });
    }
};

TEST_F(OpenTest, folderAndFileAreMadeForThisUserOnly) {
    open();
    struct stat info {};
    ASSERT_EQ(::stat(file().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777u, 0600u);
}

TEST_F(OpenTest, settingsAreReadAndChecked) {
    const Options o = readOptions({{"path", "/x/y.db"},
                                   {"readonly", "true"},
                                   {"cacheMegabytes", "64"},
                                   {"readers", "3"},
                                   {"checkpointPages", "1000"},
                                   {"maxPages", "77"},
                                   {"host", "of another driver"}});
    EXPECT_EQ(o.path, "/x/y.db");
    EXPECT_TRUE(o.readonly);
    EXPECT_EQ(o.writerCacheMegabytes, 64);
    EXPECT_EQ(o.readers, 3);
    EXPECT_EQ(o.checkpointPages, 1000);
    EXPECT_EQ(o.maxPages, 77);
    EXPECT_EQ(codeOf([] { static_cast<void>(readOptions({})); }), "storage.bad-setting");
    EXPECT_EQ(codeOf([] {
                  static_cast<void>(readOptions({{"path", "x"}, {"readers", "many"}}));
              }),
              "storage.bad-setting");
    EXPECT_EQ(codeOf([] {
                  static_cast<void>(readOptions({{"path", "x"}, {"readers", "0"}}));
              }),
              "storage.bad-setting");
    EXPECT_EQ(codeOf([] {
                  static_cast<void>(readOptions({{"path", "x"}, {"readers", "12x"}}));
              }),
              "storage.bad-setting");
}

TEST_F(OpenTest, secondServerOnTheSameFileIsRefused) {
    open();
    EXPECT_EQ(code(options()), "storage.in-use");
    EXPECT_THAT(refusal(options()), HasSubstr(std::to_string(::getpid())));
    db.reset();
    EXPECT_EQ(code(options()), "none");
}

TEST_F(OpenTest, readonlyOpensBesideARunningServer) {
    open().write([](driver::Connection& c) { put(c, 1); }, Priority::Interactive);
    Options o = options();
    o.readonly = true;
    Database beside(o);
    EXPECT_EQ(count(beside), 1);
    EXPECT_THAT(beside.check(), IsEmpty());
    EXPECT_EQ(codeOf([&] { beside.write([](driver::Connection& c) { put(c, 2); }, Priority::Interactive); }),
              "storage.readonly");
    EXPECT_EQ(codeOf([&] { beside.migrate([](driver::Connection&) {}); }), "storage.readonly");
    // Also after the server is gone.
    beside.close();
    db.reset();
    Database alone(o);
    EXPECT_EQ(count(alone), 1);
}

TEST_F(OpenTest, readonlyMakesNothing) {
    Options o = options();
    o.readonly = true;
    EXPECT_EQ(code(o), "storage.no-such-file");
    EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(OpenTest, fileThatIsNoDatabaseIsRefusedAndKept) {
    const std::string text(5000, 'x');
    folder.write("data/t.db", text);
    EXPECT_EQ(code(options()), "storage.cannot-open");
    EXPECT_EQ(storage::readTextFile(file()), text);
}

TEST_F(OpenTest, databaseOfAnotherProgramIsRefused) {
    std::filesystem::create_directories(file().parent_path());
    {
        Connection other(file(), Mode::Write);
        other.execute("CREATE TABLE theirs (x)");
    }
    EXPECT_EQ(code(options()), "storage.foreign-file");
}

TEST_F(OpenTest, folderThatCannotBeMadeIsNamed) {
    folder.write("blocked", "a file, not a folder");
    Options o = options();
    o.path = folder.path() / "blocked" / "deeper" / "t.db";
    EXPECT_EQ(code(o), "storage.cannot-write");
    EXPECT_THAT(refusal(o), HasSubstr(o.path.parent_path().string()));
}

/// Root may write everywhere; another user may not.
class AsNobody {
public:
    AsNobody() : before_(::geteuid()) {
        if (before_ == 0) {
            EXPECT_EQ(::seteuid(65534), 0);
        }
    }
    ~AsNobody() { EXPECT_EQ(::seteuid(before_), 0); }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;

private:
    uid_t before_;
};

TEST_F(OpenTest, folderThatCannotBeWrittenIsNamed) {
    using std::filesystem::perms;
    const perms look = perms{0555};
    std::filesystem::create_directories(file().parent_path());
    std::filesystem::permissions(file().parent_path(), look);
    std::filesystem::permissions(folder.path(), look);
    std::string said;
    {
        const AsNobody nobody;
        said = code(options());
    }
    std::filesystem::permissions(folder.path(), perms::owner_all);
    std::filesystem::permissions(file().parent_path(), perms::owner_all);
    EXPECT_EQ(said, "storage.cannot-write");
}

TEST_F(OpenTest, pathThatIsAFolderIsRefused) {
    Options o = options();
    o.path = folder.path();
    EXPECT_EQ(code(o), "storage.cannot-write");
}

TEST_F(OpenTest, checkFindsBrokenReferencesAndDamagedPages) {
    open();
    EXPECT_THAT(db->check(), IsEmpty());
    db->write(
        [](driver::Connection& c) {
            for (int i = 1; i <= 2000; ++i)
                put(c, i, "some text that fills pages of the file " + std::to_string(i));
        },
        Priority::Interactive);
    db.reset();
    {
        Connection raw(file(), Mode::Write);
        raw.execute("INSERT INTO t_child (id, row_id) VALUES (1, 99999)"); // foreign keys are off by default
    }
    open();
    const auto problems = db->check();
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_THAT(problems.front(), HasSubstr("t_child"));
    db.reset();
    {
        std::fstream raw(file(), std::ios::in | std::ios::out | std::ios::binary);
        raw.seekp(4096 * 10 + 8);
        const std::string noise(200, '\x5a');
        raw.write(noise.data(), static_cast<std::streamsize>(noise.size()));
    }
    EXPECT_GT(Database(options()).check().size(), 1u);
}

} // namespace
} // namespace rejoinder::sqlite::test
