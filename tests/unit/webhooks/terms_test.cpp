#include "event_types.h"
#include "schedule.h"
#include "signing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace rejoinder::webhooks {

using namespace std::chrono_literals;

class PlainSealing final : public Sealing {
public:
    std::string seal(Unit&, std::string_view text, std::string_view) override { return std::string(text); }
    std::string open(std::string_view sealed, std::string_view) override { return std::string(sealed); }
    bool opens(std::string_view) override { return true; }
};

/// The example that libraries of Standard Webhooks test themselves with.
constexpr const char* kKey = "31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0"; // in hexadecimal digits
constexpr const char* kBody = R"({"test": 2432232314})";

TEST(Signing, AsStandardWebhooksSays) {
    EXPECT_EQ(secretOf(kKey), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    EXPECT_EQ(signatureOf(kKey, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, kBody),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    const auto key = newKey();
    EXPECT_EQ(key.size(), 64U);
    EXPECT_NE(key, newKey());
    EXPECT_EQ(secretOf(key).substr(0, 6), "whsec_");
    EXPECT_NE(signatureOf(key, "msg_1", 1, kBody), signatureOf(key, "msg_2", 1, kBody));
    EXPECT_NE(signatureOf(key, "msg_1", 1, kBody), signatureOf(key, "msg_1", 2, kBody));
}

TEST(Signing, BothSecretsSignWhileTheyOverlap) {
    PlainSealing sealing;
    Subscription s;
    s.id = Id{5};
    s.secret = kKey;
    const Timestamp now{1'000'000};
    const auto one = signaturesOf(s, sealing, "msg_1", now, kBody);
    s.oldSecret = s.secret;
    s.secret = newKey();
    s.oldUntil = now.plus(1s);
    const auto both = signaturesOf(s, sealing, "msg_1", now, kBody);
    EXPECT_EQ(both, signatureOf(s.secret, "msg_1", 1, kBody) + " " + one);
    EXPECT_EQ(signaturesOf(s, sealing, "msg_1", now.plus(1s), kBody).find(' '), std::string::npos);
}

TEST(Schedule, GrowsOverThreeDaysWithAChance) {
    std::chrono::milliseconds sum{0}, before{0};
    for (std::int32_t tries = 1; tries < kMostTries; ++tries) {
        const auto least = *pauseAfter(tries, 0, {}), usual = *pauseAfter(tries, 0.5, {}),
                   most = *pauseAfter(tries, 1, {});
        EXPECT_LT(before, usual);
        EXPECT_NEAR(static_cast<double>(least.count()), 0.8 * static_cast<double>(usual.count()), 1);
        EXPECT_NEAR(static_cast<double>(most.count()), 1.2 * static_cast<double>(usual.count()), 1);
        before = usual;
        sum += usual;
    }
    EXPECT_GT(sum, 72h);
    EXPECT_LT(sum, 84h);
    EXPECT_FALSE(pauseAfter(kMostTries, 0.5, {}));
    EXPECT_FALSE(pauseAfter(kMostTries, 0.5, 1h)) << "asking to wait is no way to be tried for ever";
}

TEST(Schedule, WaitsAsLongAsItIsAskedTo) {
    EXPECT_EQ(pauseAfter(1, 0.5, 600s), 600s);
    EXPECT_EQ(pauseAfter(2, 0.5, 1s), 300s) << "never shorter than the pause itself";
    EXPECT_EQ(pauseAfter(1, 0.5, 24h * 365), 24h);
}

TEST(Schedule, WhatAnAnswerMeans) {
    for (const int taken : {200, 201, 202, 204}) EXPECT_EQ(verdictOf(taken), Verdict::Taken);
    for (const int again : {0, 301, 302, 307, 400, 401, 404, 429, 500, 503})
        EXPECT_EQ(verdictOf(again), Verdict::Again) << again;
    EXPECT_EQ(verdictOf(410), Verdict::Gone);
}

TEST(EventTypes, EachOnceAndSaysWhatItHolds) {
    std::set<std::string> seen;
    for (const auto& type : eventTypes()) {
        EXPECT_TRUE(seen.insert(type.type).second) << type.type;
        EXPECT_FALSE(type.holds.empty()) << type.type;
        const bool names = std::ranges::find(type.holds, "contactId") != type.holds.end() ||
                           std::ranges::find(type.holds, "response") != type.holds.end();
        EXPECT_EQ(type.personal, names) << type.type;
    }
    EXPECT_FALSE(isEventType(kTestType)) << "nobody subscribes to tests";
}

} // namespace rejoinder::webhooks
