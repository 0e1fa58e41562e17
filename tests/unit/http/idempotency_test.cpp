#include "tests/unit/http/api_fixture.h"

namespace rejoinder::http::test {

using namespace std::chrono_literals;

const HeaderField kKey{"Idempotency-Key", "key-1"};

TEST_F(ApiTest, DoesARequestOnceAndAnswersItTwice) {
    const auto first = call("POST", "/api/v1/items", kSpoon, {kKey});
    const auto again = call("POST", "/api/v1/items", " { \"amount\" : 3, \"name\" : \"spoon\" } ", {kKey});
    ASSERT_EQ(first.status, 201);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(field(again, "Location"), field(first, "Location"));
    EXPECT_EQ(field(again, "ETag"), "\"1\"");
    EXPECT_EQ(field(first, "Idempotency-Replayed"), "");
    EXPECT_EQ(field(again, "Idempotency-Replayed"), "true");
    EXPECT_NE(field(again, "X-Request-Id"), field(first, "X-Request-Id"));
    EXPECT_EQ(items(), 1);
    EXPECT_EQ(runs, 1);
}

TEST_F(ApiTest, AKeyBelongsToOneRequest) {
    call("POST", "/api/v1/items", kSpoon, {kKey});
    const auto other = call("POST", "/api/v1/items", R"({"name":"fork","amount":3})", {kKey});
    EXPECT_EQ(other.status, 422);
    EXPECT_TRUE(has(other, "kernel.idempotency-key-reused"));
    EXPECT_EQ(items(), 1);
    // Another person and another route have keys of their own.
    EXPECT_EQ(call("POST", "/api/v1/items", kSpoon, {kKey}, "Bearer other").status, 201);
    EXPECT_EQ(call("POST", "/api/v1/keyed", kSpoon, {kKey}).status, 201);
    EXPECT_EQ(items(), 3);
}

TEST_F(ApiTest, DemandsAProperKey) {
    const auto missing = call("POST", "/api/v1/keyed", kSpoon);
    EXPECT_EQ(missing.status, 400);
    EXPECT_TRUE(has(missing, "kernel.idempotency-key-required"));
    EXPECT_EQ(call("POST", "/api/v1/keyed", kSpoon, {{"Idempotency-Key", "a b"}}).status, 400);
    EXPECT_EQ(call("POST", "/api/v1/keyed", kSpoon, {{"Idempotency-Key", ""}}).status, 400);
    const std::string longest(255, 'k'), tooLong(256, 'k');
    EXPECT_EQ(call("POST", "/api/v1/keyed", kSpoon, {{"Idempotency-Key", longest}}).status, 201);
    EXPECT_EQ(call("POST", "/api/v1/keyed", kSpoon, {{"Idempotency-Key", tooLong}}).status, 400);
    EXPECT_EQ(items(), 1);
}

TEST_F(ApiTest, KeepsSuccessesOnly) {
    const auto body = R"({"name":"fail","amount":3})";
    EXPECT_EQ(call("POST", "/api/v1/items", body, {kKey}).status, 409);
    EXPECT_EQ(call("POST", "/api/v1/items", body, {kKey}).status, 409);
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(items(), 0);
    EXPECT_EQ(call("POST", "/api/v1/items", kSpoon, {kKey}).status, 201);
}

TEST_F(ApiTest, ConcurrentRequestsOfOneKeyAreDoneOnce) {
    std::vector<std::thread> threads;
    std::mutex mutex;
    std::map<std::string, int> answers;
    std::atomic<int> replayed{0};
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] {
            const auto answer = call("POST", "/api/v1/items", kSpoon, {kKey});
            replayed += field(answer, "Idempotency-Replayed") == "true" ? 1 : 0;
            const std::lock_guard lock(mutex);
            ++answers[std::to_string(answer.status) + answer.body];
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_EQ(replayed, 15);
    EXPECT_EQ(items(), 1);
}

TEST_F(ApiTest, FreeHandlersClaimTheirKey) {
    std::string inner;
    during = [&] {
        during = nullptr;
        inner = call("POST", "/api/v1/free", kSpoon, {kKey}).body;
    };
    const auto first = call("POST", "/api/v1/free", kSpoon, {kKey});
    EXPECT_EQ(first.status, 200) << first.body;
    EXPECT_NE(inner.find("kernel.idempotency-key-in-progress"), std::string::npos) << inner;
    const auto again = call("POST", "/api/v1/free", kSpoon, {kKey});
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(field(again, "X-Free"), "yes");
    EXPECT_EQ(field(again, "Idempotency-Replayed"), "true");
    EXPECT_EQ(runs, 1);
    const HeaderField second{"Idempotency-Key", "key-2"};
    const auto failing = R"({"name":"fail","amount":3})";
    EXPECT_EQ(call("POST", "/api/v1/free", failing, {second}).status, 409);
    EXPECT_EQ(call("POST", "/api/v1/free", kSpoon, {second}).status, 200) << "a failure gives the key free";
}

TEST_F(ApiTest, AClaimThatNeverEndedExpires) {
    auto other = makeDispatcher(2);
    during = [&] {
        during = nullptr;
        clock.advance(11min);
        // For another process the first one is as good as dead now.
        std::swap(dispatcher, other);
        EXPECT_EQ(call("POST", "/api/v1/free", kSpoon, {kKey}).status, 200);
        std::swap(dispatcher, other);
    };
    EXPECT_EQ(call("POST", "/api/v1/free", kSpoon, {kKey}).status, 200);
    EXPECT_EQ(runs, 2);
}

TEST_F(ApiTest, ARequestThatStillRunsKeepsItsKeyHoweverLongItTakes) {
    during = [&] {
        during = nullptr;
        clock.advance(11min);
        const auto second = call("POST", "/api/v1/free", kSpoon, {kKey});
        EXPECT_TRUE(has(second, "kernel.idempotency-key-in-progress")) << second.body;
        EXPECT_FALSE(field(second, "Retry-After").empty()) << "the client is told to come again";
    };
    EXPECT_EQ(call("POST", "/api/v1/free", kSpoon, {kKey}).status, 200);
    EXPECT_EQ(runs, 1);
}

TEST_F(ApiTest, AClaimOfThisProcessThatNobodyWorksOnIsNone) {
    // As it is left when the database went away before the failed request could give its key free.
    call("POST", "/api/v1/free", kSpoon, {kKey});
    const auto leave = [&](std::int64_t holder) {
        engine->write([&](Unit& unit) {
            unit.run("t.reopen-claim",
                     {{"holder", holder}, {"expiresAt", clock.now().plus(std::chrono::minutes(10))}});
        });
    };
    leave(2);
    EXPECT_TRUE(has(call("POST", "/api/v1/free", kSpoon, {kKey}), "kernel.idempotency-key-in-progress"));
    leave(1);
    EXPECT_EQ(call("POST", "/api/v1/free", kSpoon, {kKey}).status, 200);
    EXPECT_EQ(runs, 2);
}

TEST_F(ApiTest, ForgetsAnswersAfterTheirTime) {
    call("POST", "/api/v1/items", kSpoon, {kKey});
    clock.advance(25h);
    EXPECT_EQ(field(call("POST", "/api/v1/items", kSpoon, {kKey}), "Idempotency-Replayed"), "true");
    EXPECT_EQ(dispatcher->purgeAnswers(), 0U);
    clock.advance(24h);
    call("POST", "/api/v1/items", kSpoon, {{"Idempotency-Key", "young"}});
    EXPECT_EQ(dispatcher->purgeAnswers(), 1U);
    EXPECT_EQ(field(call("POST", "/api/v1/items", kSpoon, {kKey}), "Idempotency-Replayed"), "");
    EXPECT_EQ(items(), 3);
}

TEST_F(ApiTest, DoesNotKeepSecrets) {
    EXPECT_EQ(call("POST", "/api/v1/tokens", {}, {kKey}).status, 200);
    const auto again = call("POST", "/api/v1/tokens", {}, {kKey});
    EXPECT_EQ(again.status, 409);
    EXPECT_TRUE(has(again, "kernel.answer-not-kept"));
    engine->close();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / "data")) {
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(file), {});
        EXPECT_EQ(bytes.find("the-secret-of-this-token"), std::string::npos) << entry.path();
    }
}

TEST_F(ApiTest, KeepsThatARequestWasDoneWithoutItsAnswer) {
    EXPECT_EQ(call("POST", "/api/v1/private", kSpoon, {kKey}).status, 201);
    EXPECT_TRUE(has(call("POST", "/api/v1/private", kSpoon, {kKey}), "kernel.answer-not-kept"));
    EXPECT_EQ(items(), 1);
}

TEST_F(ApiTest, KeepsNothingOfAQuestion) {
    for (int i = 0; i < 2; ++i) {
        const auto answer = call("POST", "/api/v1/asked", kSpoon, {kKey});
        EXPECT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(field(answer, "Idempotency-Replayed"), "");
    }
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(call("POST", "/api/v1/asked", R"({"name":"other","amount":3})", {kKey}).status, 200);
    EXPECT_EQ(call("POST", "/api/v1/asked", R"({"name":"write","amount":3})").status, 500)
        << "a question changes nothing";
    EXPECT_EQ(items(), 0);
    const auto stored = engine->read([](Unit& unit) { return unit.number("t.count-answers"); });
    EXPECT_EQ(stored, 0);
}

TEST_F(ApiTest, StrangersDoNotShareKeys) {
    HttpRequest request;
    for (const char* peer : {"192.0.2.1", "192.0.2.2"}) {
        request.clear();
        request.verb = "POST";
        request.path = "/api/v1/who";
        request.headers = {kKey};
        request.peer = peer;
        HttpResponse response;
        dispatcher->handle(request, response);
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(field(response, "Idempotency-Replayed"), "");
    }
}

} // namespace rejoinder::http::test
