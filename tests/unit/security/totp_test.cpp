#include "kernel/security/totp.h"
#include "world.h"

#include <filesystem>
#include <fstream>
#include <set>

namespace rejoinder::security::test {
namespace {

struct Offer {
    std::string secret, uri;
};
REJOINDER_DESCRIBE(Offer, secret, uri)
struct Codes {
    std::vector<std::string> recoverySecret;
};
REJOINDER_DESCRIBE(Codes, recoverySecret)

/// "12345678901234567890" in base32, the key of the tables of RFC 4226 and RFC 6238.
constexpr std::string_view kRfcSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

TEST(Totp, GivesTheCodesOfRfc6238) {
    const std::pair<std::int64_t, const char*> table[] = {{59, "94287082"},
                                                          {1'111'111'109, "07081804"},
                                                          {1'111'111'111, "14050471"},
                                                          {1'234'567'890, "89005924"},
                                                          {2'000'000'000, "69279037"},
                                                          {20'000'000'000, "65353130"}};
    for (const auto& [seconds, code] : table)
        EXPECT_EQ(totpCode(kRfcSecret, totpStepOf({seconds * 1'000'000}), 8), code) << seconds;
}

TEST(Totp, GivesTheCodesOfRfc4226) {
    const char* table[] = {"755224", "287082", "359152", "969429", "338314",
                           "254676", "287922", "162583", "399871", "520489"};
    for (std::int64_t count = 0; count < 10; ++count)
        EXPECT_EQ(totpCode(kRfcSecret, count), table[count]) << count;
}

TEST(Totp, TakesTheStepsBesideThePresentOneAndNoneTwice) {
    const Timestamp now{1'700'000'000'000'000};
    const auto step = totpStepOf(now);
    for (const auto s : {step - 1, step, step + 1})
        EXPECT_EQ(totpMatch(kRfcSecret, totpCode(kRfcSecret, s), now, 0), s);
    EXPECT_FALSE(totpMatch(kRfcSecret, totpCode(kRfcSecret, step - 2), now, 0));
    EXPECT_FALSE(totpMatch(kRfcSecret, totpCode(kRfcSecret, step + 2), now, 0));
    EXPECT_FALSE(totpMatch(kRfcSecret, totpCode(kRfcSecret, step), now, step));
    EXPECT_FALSE(totpMatch(kRfcSecret, "", now, 0));
}

TEST(Totp, MakesSecretsThatDiffer) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) seen.insert(newTotpSecret());
    EXPECT_EQ(seen.size(), 100U);
    EXPECT_EQ(seen.begin()->size(), 32U);
    const auto codes = newRecoveryCodes();
    EXPECT_EQ((std::set<std::string>{codes.begin(), codes.end()}.size()), 10U);
    EXPECT_THAT(codes,
                testing::Each(testing::MatchesRegex("[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}")));
    EXPECT_EQ(plainCode("ABCD-efgh 1234"), "abcdefgh1234");
    EXPECT_EQ(totpUri("ABC", "a b@c"), "otpauth://totp/Rejoinder:a%20b%40c?secret=ABC&issuer=Rejoinder");
}

class SecondStep : public People {
protected:
    /// Sets it up. @returns secret and recovery codes.
    std::pair<std::string, std::vector<std::string>> enrol(Browser& b) {
        const auto begun =
            b.call("POST", "/totp", R"({"password":")" + std::string(kPassword) + "\"}").as<Offer>();
        const auto done = b.call("PUT", "/totp", R"({"code":")" + codeOf(begun.secret) + "\"}");
        EXPECT_EQ(done.status, 200) << done.body;
        return {begun.secret, done.as<Codes>().recoverySecret};
    }
    std::string codeOf(const std::string& secret, int stepsLater = 0) {
        return totpCode(secret, totpStepOf(server_->kernel().clock().now()) + stepsLater);
    }
    static std::string both(const std::string& code) {
        return R"({"password":")" + std::string(kPassword) + R"(","code":")" + code + "\"}";
    }
};

TEST_F(SecondStep, IsSetUpAskedForAndRefusesACodeTwice) {
    auto anna = signedIn("anna");
    EXPECT_EQ(anna.call("POST", "/totp", R"({"password":"wrong"})").status, 422);
    EXPECT_EQ(anna.call("PUT", "/totp", R"({"code":"000000"})").code(), "kernel.totp-not-begun");
    const auto begun =
        anna.call("POST", "/totp", R"({"password":")" + std::string(kPassword) + "\"}").as<Offer>();
    EXPECT_THAT(begun.uri, testing::HasSubstr("secret=" + begun.secret));
    EXPECT_EQ(browser().signIn("anna", kPassword).status, 201) << "not switched on before its first code";
    EXPECT_EQ(anna.call("PUT", "/totp", R"({"code":"12345"})").status, 422);
    // Made once: the clock goes on, and a step may begin between two lines.
    const std::string spent = codeOf(begun.secret), next = codeOf(begun.secret, 1);
    EXPECT_EQ(anna.call("PUT", "/totp", R"({"code":")" + spent + "\"}").status, 200);
    EXPECT_EQ(anna.call("POST", "/totp", R"({"password":")" + std::string(kPassword) + "\"}").code(),
              "kernel.totp-on");

    const auto asked = browser().signIn("anna", kPassword);
    EXPECT_EQ(asked.status, 401);
    EXPECT_EQ(asked.code(), "kernel.totp-needed");
    EXPECT_EQ(browser().signIn("anna", "wrong", next).code(), "kernel.sign-in");
    EXPECT_EQ(browser().signIn("anna", kPassword, spent).code(), "kernel.totp-wrong")
        << "the code that switched it on is spent";
    EXPECT_EQ(browser().signIn("anna", kPassword, next).status, 201);
    EXPECT_EQ(browser().signIn("anna", kPassword, next).code(), "kernel.totp-wrong");
    EXPECT_EQ(audited("totp.on"), 1);
}

TEST_F(SecondStep, IsGuessedFiveTimesAndNoMore) {
    auto anna = signedIn("anna");
    enrol(anna);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(browser().signIn("anna", kPassword, "000000").code(), "kernel.totp-wrong");
    EXPECT_EQ(browser().signIn("anna", kPassword, "000000").status, 429);
}

TEST_F(SecondStep, OpensOnceWithEachRecoveryCode) {
    auto anna = signedIn("anna");
    const auto [secret, codes] = enrol(anna);
    ASSERT_EQ(codes.size(), 10U);
    EXPECT_EQ(browser().signIn("anna", kPassword, codes[3]).status, 201);
    EXPECT_EQ(browser().signIn("anna", kPassword, codes[3]).code(), "kernel.totp-wrong");
    EXPECT_THAT(anna.call("GET", "/totp").body, testing::HasSubstr("\"recoveryCodesLeft\":9"));
    EXPECT_EQ(audited("totp.recovery-code"), 1);
    const auto renewed = anna.call("POST", "/totp/recovery-codes", both(codes[4]));
    ASSERT_EQ(renewed.status, 200) << renewed.body;
    EXPECT_EQ(browser().signIn("anna", kPassword, codes[5]).code(), "kernel.totp-wrong");
    EXPECT_EQ(browser().signIn("anna", kPassword, renewed.as<Codes>().recoverySecret[0]).status, 201);
}

TEST_F(SecondStep, IsSwitchedOffByItsOwnerAndTakenAwayByAnAdministrator) {
    auto anna = signedIn("anna");
    const auto [secret, codes] = enrol(anna);
    EXPECT_EQ(anna.call("POST", "/totp/off", both("000000")).status, 422);
    EXPECT_EQ(anna.call("POST", "/totp/off", both(codes[0])).status, 200);
    EXPECT_EQ(browser().signIn("anna", kPassword).status, 201);
    enrol(anna);
    auto chief = signedIn("chief");
    const auto path = "/users/" + ids_["anna"].toString() + "/totp";
    EXPECT_EQ(anna.call("DELETE", path).status, 403);
    EXPECT_EQ(chief.call("DELETE", path).status, 204);
    EXPECT_EQ(anna.call("GET", "/profile").status, 401) << "all sessions end";
    EXPECT_EQ(browser().signIn("anna", kPassword).status, 201);
    EXPECT_EQ(chief.call("DELETE", path).status, 404);
    EXPECT_EQ(audited("totp.reset"), 1);
}

TEST_F(SecondStep, IsDemandedByARole) {
    auto chief = signedIn("chief");
    auto before = signedIn("anna");
    const auto roles = chief.call("GET", "/roles").body;
    const auto at = roles.rfind("\"id\":\"", roles.find("\"name\":\"agent\"")) + 6;
    const auto role = "/roles/" + roles.substr(at, roles.find('"', at) - at);
    ASSERT_EQ(chief.call("PATCH", role, R"({"totpRequired":true})", {{"If-Match", "\"1\""}}).status, 200);

    auto anna = signedIn("anna");
    EXPECT_TRUE(anna.session.totpMissing);
    EXPECT_EQ(anna.session.permissions, std::vector<std::string>{"sessions.own"});
    EXPECT_EQ(before.call("GET", "/profile").status, 200);
    EXPECT_EQ(before.call("GET", "/operations").status, 403) << "who is signed in already is held to it, too";
    EXPECT_THAT(before.call("GET", "/sessions/current").body, testing::HasSubstr("\"totpMissing\":true"));
    const auto [secret, codes] = enrol(anna);
    EXPECT_EQ(anna.call("POST", "/totp/off", both(codes[0])).code(), "kernel.totp-required");
    EXPECT_THAT(anna.call("GET", "/sessions/current").body, testing::HasSubstr("\"totpMissing\":false"));
    auto again = browser();
    EXPECT_EQ(again.signIn("anna", kPassword, codes[1]).status, 201);
    EXPECT_FALSE(again.session.totpMissing);
}

TEST_F(SecondStep, LeavesNoSecretInTheDatabase) {
    auto anna = signedIn("anna");
    const auto [secret, codes] = enrol(anna);
    const auto data = server_->data();
    EXPECT_TRUE(std::filesystem::exists(data / "secrets.key"));
    EXPECT_EQ(std::filesystem::status(data / "secrets.key").permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    server_->stop();
    for (const auto& file : std::filesystem::directory_iterator(data)) {
        if (!file.is_regular_file()) continue;
        EXPECT_EQ(rejoinder::test::readFile(file).find(secret), std::string::npos) << file.path();
    }
    server_->restart();
    EXPECT_EQ(browser().signIn("anna", kPassword, codeOf(secret, 1)).status, 201);
}

TEST_F(SecondStep, ALostKeyLeavesTheRecoveryCodes) {
    auto anna = signedIn("anna");
    const auto [secret, codes] = enrol(anna);
    const auto key = server_->data() / "secrets.key";
    server_->stop();
    std::filesystem::remove(key);
    server_->restart();
    const auto refused = browser().signIn("anna", kPassword, codeOf(secret, 1));
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.code(), "kernel.secret-key");
    EXPECT_FALSE(std::filesystem::exists(key)) << "a new key would open nothing";
    EXPECT_EQ(browser().signIn("anna", kPassword, codes[0]).status, 201);
    std::vector<std::string> problems;
    for (const auto& check : server_->kernel().host().registrations().checks())
        for (auto& p : server_->kernel().storage().read([&](Unit& u) { return check.run(u); }))
            problems.push_back(std::move(p));
    EXPECT_THAT(problems, testing::Contains(testing::HasSubstr("secrets.key")));
}

TEST_F(SecondStep, NoNodeSealsWithAKeyOfItsOwn) {
    auto anna = signedIn("anna");
    enrol(anna);
    const auto key = server_->data() / "secrets.key";
    server_->stop();
    std::filesystem::remove(key);
    server_->restart();
    auto chief = signedIn("chief");
    const auto begin = [&] {
        return chief.call("POST", "/totp", R"({"password":")" + std::string(kPassword) + "\"}");
    };
    EXPECT_EQ(begin().code(), "kernel.secret-key");
    EXPECT_FALSE(std::filesystem::exists(key));
    std::ofstream(key, std::ios::binary) << std::string(32, 'k'); // that of another node
    EXPECT_EQ(begin().code(), "kernel.secret-key");
}

} // namespace
} // namespace rejoinder::security::test
