#include "tests/unit/storage-sqlite/fixture.h"

#include <signal.h>
#include <sys/resource.h>

namespace rejoinder::sqlite::test {
namespace {

/// Limits how large a file this process may write, which fails writes as a full disk does.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit now = before_;
        now.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
};

class FailureTest : public DatabaseTest {
protected:
    static constexpr std::size_t kSmall = 50, kLarge = 2'000'000;
    std::string write(std::int64_t id, std::size_t size) {
        return codeOf([&] {
            db->write([&](driver::Connection& c) { put(c, id, std::string(size, 'x')); },
                      Priority::Interactive);
        });
    }
    /// Ten small writes and one that does not fit wait in one queue: all but that one must go through.
    void groupWithOneThatDoesNotFit() {
        std::atomic<int> good{0}, unavailable{0};
        std::vector<std::jthread> threads;
        {
            Gate gate(*db);
            for (int i = 1; i <= 11; ++i)
                threads.emplace_back([&, i] {
                    const std::string code = write(i, i == 6 ? kLarge : kSmall);
                    (code == "none" ? good : unavailable)++;
                    EXPECT_EQ(code, i == 6 ? "storage.unavailable" : "none");
                });
            awaitWaiting(*db, 11);
        }
        threads.clear();
        EXPECT_EQ(good, 10);
        EXPECT_EQ(unavailable, 1);
        EXPECT_EQ(count(*db), 10);
        EXPECT_FALSE(has(*db, 6));
    }
};

TEST_F(FailureTest, quotaThatIsReachedHurtsOnlyWhoReachesIt) {
    Options o = options();
    o.maxPages = 100;
    open(o);
    groupWithOneThatDoesNotFit();
    EXPECT_EQ(db->check(), std::vector<std::string>{});
}

TEST_F(FailureTest, fullDatabaseStaysReadableAndTakesWritesAgainWithRoom) {
    Options o = options();
    o.maxPages = 60;
    open(o);
    std::int64_t id = 0;
    while (write(++id, 3000) == "none") ASSERT_LT(id, 1000);
    EXPECT_EQ(count(*db), id - 1);
    EXPECT_EQ(write(5000, 3000), "storage.unavailable");
    EXPECT_EQ(count(*db), id - 1);
    o.maxPages = 200;
    db.reset();
    open(o);
    EXPECT_EQ(write(5000, 3000), "none");
    EXPECT_EQ(count(*db), id);
    EXPECT_EQ(db->check(), std::vector<std::string>{});
}

TEST_F(FailureTest, fullDiskDuringTheCommitHurtsOnlyWhoNeedsTheRoom) {
    open();
    {
        const FileSizeLimit limit(1'000'000);
        groupWithOneThatDoesNotFit();
        EXPECT_EQ(write(20, kLarge), "storage.unavailable");
        EXPECT_EQ(write(21, kSmall), "none");
    }
    EXPECT_EQ(write(20, kLarge), "none");
    EXPECT_EQ(count(*db), 12);
    db.reset();
    open();
    EXPECT_EQ(count(*db), 12);
    EXPECT_EQ(db->check(), std::vector<std::string>{});
}

TEST_F(FailureTest, unitThatSwallowsTheErrorIsStillRefused) {
    Options o = options();
    o.maxPages = 100;
    open(o);
    const std::string code = codeOf([&] {
        db->write(
            [&](driver::Connection& c) {
                put(c, 1);
                try {
                    put(c, 2, std::string(kLarge, 'x'));
                } catch (const Error& e) {
                    EXPECT_EQ(e.code(), "storage.unavailable");
                    if (dynamic_cast<Connection&>(c).inTransaction())
                        throw; // SQLite kept the transaction this time: nothing was lost
                }
            },
            Priority::Interactive);
    });
    EXPECT_EQ(code, "storage.unavailable");
    EXPECT_EQ(count(*db), 0);
}

} // namespace
} // namespace rejoinder::sqlite::test
