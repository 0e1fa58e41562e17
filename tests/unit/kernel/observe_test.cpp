#include "kernel/observe/clocks.h"
#include "kernel/observe/health.h"
#include "kernel/observe/log_writer.h"
#include "kernel/observe/metrics.h"
#include "tests/support/temp_folder.h"

#include <rejoinder/json.h>

#include <gmock/gmock.h>

#include <sstream>
#include <thread>

namespace rejoinder::observe {
namespace {

using testing::HasSubstr;

struct Line {
    std::string ts, level, event, plugin, request, text, advice, gateway;
    std::int64_t count = 0;
    static void rules(Rules& r) {
        for (const char* name : {"plugin", "request", "text", "advice", "gateway", "count"})
            r.at(name).defaulted();
    }
};
REJOINDER_DESCRIBE(Line, ts, level, event, plugin, request, text, advice, gateway, count)

class LogTest : public testing::Test {
protected:
    std::vector<Line> lines() const {
        std::vector<Line> out;
        std::istringstream in(test::readFile(file()));
        for (std::string line; std::getline(in, line);) out.push_back(json::read<Line>(line));
        return out;
    }
    [[nodiscard]] std::string file() const { return (folder_.path() / "log.json").string(); }
    test::TempFolder folder_;
    Catalogue catalogue_;
};

TEST_F(LogTest, LinesAreJsonWithTheTextOfTheCatalogue) {
    catalogue_.add(
        {"MAIL-REFUSED", "mail", "{gateway} refused {count} of {unknown}", "Check the credentials"});
    LogWriter log(file(), LogLevel::Info, catalogue_);
    PluginLog mail(log, "mail");
    {
        const RequestScope request("r-1");
        mail.error("MAIL-REFUSED", {{"gateway", "A \"quoted\"\nname"}, {"count", 3}});
    }
    mail.info("MAIL-SENT");
    log.debug("TOO-QUIET");
    const auto all = lines();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_TRUE(Timestamp::parse(all[0].ts));
    EXPECT_EQ(all[0].level, "error");
    EXPECT_EQ(all[0].event, "MAIL-REFUSED");
    EXPECT_EQ(all[0].plugin, "mail");
    EXPECT_EQ(all[0].request, "r-1");
    EXPECT_EQ(all[0].text, "A \"quoted\"\nname refused 3 of {unknown}");
    EXPECT_EQ(all[0].advice, "Check the credentials");
    EXPECT_EQ(all[0].count, 3);
    EXPECT_EQ(all[1].event, "MAIL-SENT");
    EXPECT_EQ(all[1].request, "");
}

TEST_F(LogTest, ThreadsDoNotMixTheirLines) {
    LogWriter log(file(), LogLevel::Debug, catalogue_);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&log] {
            for (int i = 0; i < 250; ++i)
                log.info("TICK", {{"gateway", std::string(300, 'x')}, {"count", i}});
        });
    for (auto& t : threads) t.join();
    EXPECT_EQ(lines().size(), 1'000U) << "each line was read as JSON";
}

TEST_F(LogTest, ReopenFollowsRotation) {
    LogWriter log(file(), LogLevel::Info, catalogue_);
    log.info("BEFORE");
    std::filesystem::rename(file(), file() + ".1");
    log.reopen();
    log.info("AFTER");
    ASSERT_EQ(lines().size(), 1U);
    EXPECT_EQ(lines()[0].event, "AFTER");
}

TEST_F(LogTest, AFolderThatIsNotThereIsRefused) {
    EXPECT_THROW(LogWriter((folder_.path() / "none" / "log").string(), LogLevel::Info, catalogue_), Error);
}

TEST(CatalogueTest, RefusesTwinsAndBadNames) {
    Catalogue catalogue;
    catalogue.add({"A-B", "p", "text", ""});
    EXPECT_THROW(catalogue.add({"A-B", "q", "other", ""}), Error);
    EXPECT_THROW(catalogue.add({"a-b", "q", "other", ""}), Error);
    EXPECT_THROW(catalogue.add({"A-C", "q", "", ""}), Error);
    catalogue.removeAll("p");
    EXPECT_FALSE(catalogue.find("A-B"));
    catalogue.add({"A-B", "q", "other", ""});
    EXPECT_EQ(catalogue.find("A-B")->plugin, "q");
}

TEST(MetricsTest, TextFollowsTheExpositionFormat) {
    Metrics metrics;
    metrics.counter("rejoinder_x_total", "All x", {{"kind", "a\"b\\c\nd"}}).add();
    metrics.counter("rejoinder_x_total", "All x", {{"kind", "a\"b\\c\nd"}}).add(2);
    metrics.gauge("rejoinder_depth", "Depth").set(7);
    metrics.gauge("rejoinder_depth", "Depth").add(-2.5);
    auto& h = metrics.histogram("rejoinder_t_seconds", "Time", {{"r", "1"}});
    h.observe(0.005);
    h.observe(0.3);
    h.observe(60);
    const std::string text = metrics.text();
    EXPECT_THAT(text, HasSubstr("# HELP rejoinder_x_total All x\n# TYPE rejoinder_x_total counter\n"
                                "rejoinder_x_total{kind=\"a\\\"b\\\\c\\nd\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("# TYPE rejoinder_depth gauge\nrejoinder_depth 4.5\n"));
    EXPECT_THAT(text, HasSubstr("rejoinder_t_seconds_bucket{r=\"1\",le=\"0.005\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("rejoinder_t_seconds_bucket{r=\"1\",le=\"0.25\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("rejoinder_t_seconds_bucket{r=\"1\",le=\"0.5\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("rejoinder_t_seconds_bucket{r=\"1\",le=\"10\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("rejoinder_t_seconds_bucket{r=\"1\",le=\"+Inf\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("rejoinder_t_seconds_sum{r=\"1\"} 60.305\n"));
    EXPECT_THAT(text, HasSubstr("rejoinder_t_seconds_count{r=\"1\"} 3\n"));
}

TEST(MetricsTest, OneNameHasOneKind) {
    Metrics metrics;
    metrics.counter("rejoinder_x_total", "x");
    EXPECT_THROW(metrics.gauge("rejoinder_x_total", "x"), std::logic_error);
}

TEST(MetricsTest, CountsFromManyThreadsAreNotLost) {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 10'000; ++i) metrics.counter("rejoinder_n_total", "n").add();
        });
    for (auto& t : threads) t.join();
    EXPECT_THAT(metrics.text(), HasSubstr("rejoinder_n_total 40000\n"));
}

TEST(HealthTest, ReadyOnlyWhileServingAndAllChecksAreGood) {
    Health health;
    bool good = true;
    health.add("database", [&] { return Check{good, good ? "" : "no \"answer\""}; });
    EXPECT_FALSE(health.ready(true).ready);
    health.serving(true);
    EXPECT_TRUE(health.ready(true).ready);
    good = false;
    const auto answer = health.ready(true);
    EXPECT_FALSE(answer.ready);
    EXPECT_EQ(answer.json, R"({"ready":false,"checks":{"database":{"ok":false,"detail":"no \"answer\""}}})");
    EXPECT_THAT(health.ready(false).json, testing::Not(HasSubstr("answer")));
    good = true;
    health.serving(false, "stopping");
    EXPECT_THAT(health.ready(false).json, HasSubstr("stopping"));
}

TEST(HealthTest, ACheckThatThrowsIsNotOk) {
    Health health;
    health.serving(true);
    health.add("x", []() -> Check { throw std::runtime_error("gone"); });
    EXPECT_FALSE(health.ready(true).ready);
    health.remove("x");
    EXPECT_TRUE(health.ready(true).ready);
}

TEST(ClockTest, FollowsTheSystemUntilItIsSet) {
    SettableClock clock;
    EXPECT_NEAR(static_cast<double>(clock.now().micros), static_cast<double>(SystemClock().now().micros),
                1e6);
    clock.set({1'000});
    EXPECT_EQ(clock.now().micros, 1'000);
    clock.advance(std::chrono::seconds(1));
    EXPECT_EQ(clock.now().micros, 1'001'000);
    clock.release();
    EXPECT_GT(clock.now().micros, 1'001'000);
}

} // namespace
} // namespace rejoinder::observe
