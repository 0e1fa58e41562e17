#include "tests/unit/storage-mysql/fixture.h"
#include "tests/unit/storage-mysql/relay.h"

namespace rejoinder::mysql::test {
namespace {

/// A server with a certificate of an authority of our own.
class TlsTest : public testing::Test {
protected:
    void SetUp() override {
        if (!rejoinder::test::MariaDb::available()) GTEST_SKIP() << "mariadb-server is not installed";
        const std::string at = folder.path().string();
        const std::string make =
            "cd " + at +
            " && openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=ca "
            "&& openssl req -newkey rsa:2048 -nodes -keyout key.pem -out request.pem -subj /CN=127.0.0.1 "
            "&& printf 'subjectAltName=IP:127.0.0.1' > names "
            "&& openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out "
            "cert.pem "
            "-extfile names";
        ASSERT_EQ(std::system(("(" + make + ") >/dev/null 2>&1").c_str()), 0);
        server = std::make_unique<rejoinder::test::MariaDb>(
            false, std::vector<std::string>{"--ssl-ca=" + at + "/ca.pem", "--ssl-cert=" + at + "/cert.pem",
                                            "--ssl-key=" + at + "/key.pem"});
        o.hosts = {{"127.0.0.1", server->port()}};
        o.user = "root";
        o.database = server->newDatabase();
        o.tls = Tls::Required;
        o.tlsCa = folder.path() / "ca.pem";
    }
    /// Fails with what the driver says of a lost connection. @returns the connector's number of it.
    static int lossOf(const std::function<void()>& work) {
        try {
            work();
        } catch (const driver::TryAgain& e) {
            return e.engineCode();
        }
        ADD_FAILURE() << "nothing was lost";
        return 0;
    }
    rejoinder::test::TempFolder folder;
    std::unique_ptr<rejoinder::test::MariaDb> server;
    Options o;
};

TEST_F(TlsTest, EncryptedAndVouchedForOrNotAtAll) {
    {
        Database db(o);
        std::string cipher;
        db.read([&](driver::Connection& c) {
            auto& raw = dynamic_cast<Connection&>(c).raw();
            cipher = show(raw, "SHOW SESSION STATUS LIKE 'Ssl_cipher'").begin()->second;
        });
        EXPECT_NE(cipher, "");
    }
    o.tlsCa = "/etc/ssl/certs/ca-certificates.crt"; // does not know our authority
    EXPECT_EQ(codeOf([&] { const Database db(o); }), "storage.no-tls");
    o.tlsCa = folder.path() / "ca.pem";
    o.hosts.front().host = "localhost"; // the certificate is for 127.0.0.1
    EXPECT_EQ(codeOf([&] { const Database db(o); }), "storage.no-tls");
}

/// The connector tells a broken socket under TLS as "TLS/SSL error" (2026), not as a lost server: taken for a
/// refusal it would reach a client, and the dead session would go back into the pool.
TEST_F(TlsTest, AConnectionThatBreaksIsLostAndTheUnitRunsAgain) {
    Relay relay(server->port());
    o.hosts.front().port = relay.port();
    Database db(o);
    makeSchemaOf(db);
    const auto unit = [&](std::int64_t id) {
        db.write([&](driver::Connection& c) { put(c, id); }, Priority::Interactive);
    };
    unit(1);
    relay.next(Relay::Fate::Reset);
    EXPECT_EQ(lossOf([&] { unit(2); }), 2026);
    EXPECT_EQ(relay.lost(), 1);
    unit(2); // on a session that is alive
    const auto reading = [&] {
        std::int64_t there = 0;
        db.read([&](driver::Connection& c) { there = count(c); });
        return there;
    };
    EXPECT_EQ(reading(), 2);
    relay.next(Relay::Fate::Reset);
    EXPECT_EQ(lossOf([&] { reading(); }), 2026);
    EXPECT_EQ(reading(), 2);
}

TEST_F(TlsTest, TheServerMayBeKilledAndComeBackOverTls) {
    Database db(o);
    makeSchemaOf(db);
    const auto unit = [&](std::int64_t id) {
        db.write([&](driver::Connection& c) { put(c, id); }, Priority::Interactive);
    };
    for (std::int64_t id = 1; id <= 3; ++id) {
        unit(id * 10);
        server->kill();
        EXPECT_NE(lossOf([&] { unit(id); }), 0);
        server->start();
        // The first may still meet a session of the server that is gone; never an answer to the client.
        EXPECT_TRUE(rejoinder::test::eventually([&] {
            try {
                unit(id);
                return true;
            } catch (const driver::TryAgain&) {
                return false;
            }
        }));
    }
}

} // namespace
} // namespace rejoinder::mysql::test
