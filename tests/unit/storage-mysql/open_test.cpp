#include "rewrite.h"
#include "tests/unit/storage-mysql/fixture.h"

namespace rejoinder::mysql::test {
namespace {

using testing::HasSubstr;
using Settings = std::map<std::string, std::string>;

TEST(OptionsTest, DefaultsAreAServerOnThisMachine) {
    const Options o = readOptions({});
    EXPECT_EQ(o.where(), "127.0.0.1:3306");
    EXPECT_EQ(o.database, "rejoinder");
    EXPECT_FALSE(o.demandsTls(o.hosts.front()));
}

TEST(OptionsTest, ListsOfHostsWithPorts) {
    const Options o = readOptions({{"host", "127.0.0.1, localhost:3307,[::1]:3308,::1"}, {"port", "3310"}});
    EXPECT_EQ(o.where(), "127.0.0.1:3310, localhost:3307, ::1:3308, ::1:3310");
}

TEST(OptionsTest, OtherMachinesAreSpokenToEncrypted) {
    const Options o = readOptions({{"host", "db.example.org"}});
    EXPECT_TRUE(o.demandsTls(o.hosts.front()));
    const Options off = readOptions({{"host", "db.example.org"}, {"tls", "off"}});
    EXPECT_FALSE(off.demandsTls(off.hosts.front()));
}

TEST(OptionsTest, TheFirstLineOfTheFileIsThePassword) {
    const rejoinder::test::TempFolder folder;
    const auto file = folder.write("password", "s3cret ä\r\nnote\n");
    EXPECT_EQ(readOptions({{"passwordFile", file.string()}}).password, "s3cret ä");
}

TEST(OptionsTest, WhatIsWrongIsNamed) {
    const std::vector<std::pair<Settings, std::string>> wrong{
        {{{"port", "0"}}, "storage-mysql.port"},
        {{{"port", "33o6"}}, "storage-mysql.port"},
        {{{"host", "a:99999"}}, "storage-mysql.host"},
        {{{"host", "[::1"}}, "storage-mysql.host"},
        {{{"host", ","}}, "storage-mysql.host"},
        {{{"host", "a"}, {"socket", "/b"}}, "storage-mysql.socket"},
        {{{"tls", "yes"}}, "storage-mysql.tls"},
        {{{"tls", "required"}, {"socket", "/b"}}, "storage-mysql.tls"},
        {{{"tls", "required"}, {"tlsCa", "/no/such/ca.pem"}}, "storage-mysql.tls-ca"},
        {{{"tlsCertificate", "/a"}}, "storage-mysql.tls-certificate"},
        {{{"passwordFile", "/no/such/file"}}, "storage-mysql.password-file"},
        {{{"writers", "1"}}, "storage-mysql.writers"},
        {{{"readers", "9999"}}, "storage-mysql.readers"},
        {{{"readTimeoutSeconds", "1"}}, "storage-mysql.read-timeout-seconds"},
        {{{"colour", "red"}}, "storage-mysql.colour"}};
    for (const auto& [settings, key] : wrong) {
        EXPECT_EQ(codeOf([&] { static_cast<void>(readOptions(settings)); }), "storage.bad-setting") << key;
        EXPECT_THAT(sentenceOf([&] { static_cast<void>(readOptions(settings)); }),
                    testing::StartsWith(key + " "));
    }
}

TEST(RewriteTest, TextsOfAnyLengthAndTheCollation) {
    EXPECT_EQ(
        rewriteSchema("CREATE TABLE a (id BIGINT, text TEXT NOT NULL, b BLOB, \"c\" Text DEFAULT 'TEXT')"),
        "CREATE TABLE a (id BIGINT, text LONGTEXT NOT NULL, b LONGBLOB, \"c\" LONGText DEFAULT 'TEXT') "
        "ENGINE = "
        "InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin");
    EXPECT_EQ(rewriteSchema("ALTER TABLE a ADD COLUMN text TEXT"), "ALTER TABLE a ADD COLUMN text LONGTEXT");
    EXPECT_EQ(rewriteSchema("CREATE INDEX a_text ON a (id, text)"), "CREATE INDEX a_text ON a (id, text)");
}

class OpenTest : public DatabaseTest {
protected:
    /// Over TCP as a user with a password.
    Options remote(const std::string& user, const std::string& password) {
        Options o = options();
        o.socket.clear();
        o.hosts = {{"127.0.0.1", server().port()}};
        o.user = user;
        o.password = password;
        return o;
    }
    static std::string refusal(const Options& o, const std::string& code) {
        EXPECT_EQ(codeOf([&] { const Database db(o); }), code);
        return sentenceOf([&] { const Database db(o); });
    }
};

TEST_F(OpenTest, AWrongPasswordIsRefusedWithASentence) {
    run("CREATE USER anna@'127.0.0.1' IDENTIFIED BY 'right'");
    run("GRANT ALL ON *.* TO anna@'127.0.0.1'");
    EXPECT_EQ(codeOf([&] { const Database good(remote("anna", "right")); }), "none");
    Options o = remote("anna", "wrong");
    o.passwordFile = "/etc/rejoinder/database-password";
    const std::string said = refusal(o, "storage.access-denied");
    EXPECT_THAT(said, HasSubstr("/etc/rejoinder/database-password"));
    EXPECT_THAT(said, testing::Not(HasSubstr("wrong")));
    EXPECT_THAT(refusal(remote("anna", ""), "storage.access-denied"),
                HasSubstr("set storage-mysql.password-file"));
}

TEST_F(OpenTest, AUserWithoutRightsInTheDatabase) {
    run("CREATE USER berta@'127.0.0.1' IDENTIFIED BY 'right'");
    EXPECT_THAT(refusal(remote("berta", "right"), "storage.access-denied"), HasSubstr("GRANT ALL"));
}

TEST_F(OpenTest, AMissingDatabase) {
    Options o = options();
    o.database = "nowhere";
    EXPECT_THAT(refusal(o, "storage.no-database"), HasSubstr("CREATE DATABASE nowhere"));
}

TEST_F(OpenTest, NoServer) {
    Options o = options();
    o.socket = "/tmp/no-such-socket";
    EXPECT_THAT(refusal(o, "storage.no-server"), HasSubstr("/tmp/no-such-socket"));
    o.socket.clear();
    o.hosts = {{"127.0.0.1", 1}};
    EXPECT_THAT(refusal(o, "storage.no-server"), HasSubstr("127.0.0.1:1"));
}

TEST_F(OpenTest, TheNextHostIsTriedWhenOneDoesNotAnswer) {
    Options o = remote("root", "");
    o.hosts.insert(o.hosts.begin(), {"127.0.0.1", 1});
    open(o);
    makeSchema();
    EXPECT_EQ(rows(), 0);
}

TEST_F(OpenTest, AServerWithoutTlsWhereItIsDemanded) {
    Options o = remote("root", "");
    o.tls = Tls::Required;
    o.tlsCa = "/etc/ssl/certs/ca-certificates.crt";
    EXPECT_THAT(refusal(o, "storage.no-tls"), HasSubstr("storage-mysql.tls"));
}

TEST_F(OpenTest, AReadOnlyServer) {
    run("SET GLOBAL read_only = ON");
    const std::string said = refusal(options(), "storage.read-only-server");
    Options looking = options();
    looking.readonly = true;
    EXPECT_EQ(codeOf([&] { const Database other(looking); }), "none");
    run("SET GLOBAL read_only = OFF");
    EXPECT_THAT(said, HasSubstr("storage-mysql.host"));
}

TEST_F(OpenTest, AServerThatBecomesReadOnlyIsUnavailable) {
    run("CREATE USER carla@'127.0.0.1'");
    run("GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, REFERENCES, INDEX ON *.* TO carla@'127.0.0.1'");
    open(remote("carla", ""));
    makeSchema();
    run("SET GLOBAL read_only = ON");
    EXPECT_EQ(codeOf([&] { write([](driver::Connection& c) { put(c, 1); }); }), "storage.unavailable");
    run("SET GLOBAL read_only = OFF");
    EXPECT_EQ(codeOf([&] { write([](driver::Connection& c) { put(c, 1); }); }), "none");
}

} // namespace
} // namespace rejoinder::mysql::test
