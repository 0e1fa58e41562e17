#include "tests/unit/storage-mysql/fixture.h"

#include <rejoinder/error.h>

#include <filesystem>

namespace rejoinder::mysql::test {
namespace {

constexpr const char* kProvider = "/usr/lib/galera/libgalera_smm.so";

/// A cluster of one node: what the driver does on Galera only.
class GaleraTest : public DatabaseTest {
public:
    static void SetUpTestSuite() {
        using rejoinder::test::MariaDb;
        if (!MariaDb::available() || !std::filesystem::exists(kProvider)) return;
        const auto own = "127.0.0.1:" + std::to_string(rejoinder::test::freePort());
        server_ = std::make_unique<MariaDb>(
            false, std::vector<std::string>{
                       "--wsrep-on=ON", std::string("--wsrep-provider=") + kProvider,
                       "--wsrep-cluster-address=gcomm://", "--wsrep-new-cluster", "--binlog-format=ROW",
                       "--innodb-autoinc-lock-mode=2", "--wsrep-node-address=" + own,
                       "--wsrep-provider-options=gmcast.listen_addr=tcp://" + own + ";gcache.size=8M"});
    }

protected:
    void SetUp() override {
        if (!server_) GTEST_SKIP() << "mariadb-server or galera-4 is not installed";
        DatabaseTest::SetUp();
        open();
    }
};

TEST_F(GaleraTest, AUnitWhoseTransactionWasGivenUpMidwayRunsAgain) {
    int runs = 0;
    const auto work = [&](driver::Connection& c) {
        put(c, 1);
        if (++runs == 1) c.execute("ROLLBACK"); // as the server does it for another node's, and tells nobody
        put(c, 2);
    };
    EXPECT_EQ(codeOf([&] { write(work); }), "again 1213");
    EXPECT_EQ(rows(), 0) << "the half of it";
    write(work);
    EXPECT_EQ(rows(), 2);
}

TEST_F(GaleraTest, ARefusalOutOfALostTransactionIsNone) {
    const auto refusing = [&](bool lost) {
        return codeOf([&] {
            write([&](driver::Connection& c) {
                put(c, 1);
                if (lost) c.execute("ROLLBACK");
                throw Error::notFound("t.none", "there is none");
            });
        });
    };
    EXPECT_EQ(refusing(true), "again 1213");
    EXPECT_EQ(refusing(false), "t.none");
    EXPECT_EQ(rows(), 0);
}

} // namespace
} // namespace rejoinder::mysql::test
