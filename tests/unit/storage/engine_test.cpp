#include "tests/unit/storage/fixture.h"

#include <gmock/gmock.h>

#include <stdexcept>
#include <thread>

namespace rejoinder::storage::test {

struct Child {
    Id id;
    std::optional<Id> parent;
};
REJOINDER_DESCRIBE(Child, id, parent)

struct Told {
    static constexpr std::string_view kTopic = "t.told";
    Id id;
    std::optional<std::string> note;
    std::string text;
};
REJOINDER_DESCRIBE(Told, id, note, text)

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kSchema = R"(
CREATE TABLE t_node (id BIGINT NOT NULL, parent BIGINT REFERENCES t_node (id), PRIMARY KEY (id),
                     CHECK (id < 1000));
)";
constexpr const char* kQueries = R"(
-- name: put
INSERT INTO t_node (id, parent) VALUES (:id, :parent);
-- name: count
SELECT count(*) FROM t_node;
-- name: remove
DELETE FROM t_node WHERE id = :id;
)";

/// Writes down what the unit hands to the rooms to the right of storage.
struct NotingHooks final : UnitHooks {
    void publish(Unit&, std::string_view topic, std::string json) override {
        noted.push_back("publish " + std::string(topic) + " " + json);
    }
    Id enqueue(Unit&, std::string_view job, std::string json, const JobRequest& request) override {
        noted.push_back("enqueue " + std::string(job) + " " + json + " " + request.uniqueKey);
        return {42};
    }
    void audit(Unit& u, std::string_view action, Id resource, std::string_view detail) override {
        noted.push_back("audit " + u.actor().name + " " + std::string(action) + " " + resource.toString() +
                        " " + std::string(detail));
    }
    void committed(bool published, bool enqueued) override {
        noted.push_back("committed " + std::to_string(published) + std::to_string(enqueued));
    }
    std::vector<std::string> noted;
};

class EngineTest : public testing::Test {
protected:
    World world{kSchema, kQueries};
    StorageEngine& db = *world.engine;

    std::int64_t count() {
        return db.read([](Unit& u) { return u.number("t.count"); });
    }
};

TEST_F(EngineTest, writeGivesItsResultAfterTheCommit) {
    EXPECT_EQ(db.write([](Unit& u) {
        u.run("t.put", Child{{1}, {}});
        return std::string("done");
    }),
              "done");
    EXPECT_EQ(count(), 1);
}

TEST_F(EngineTest, exceptionUndoesAndPassesThroughUnchanged) {
    struct Own {
        int value;
    };
    try {
        db.write([](Unit& u) {
            u.run("t.put", Child{{1}, {}});
            throw Own{7};
        });
        FAIL();
    } catch (const Own& own) {
        EXPECT_EQ(own.value, 7);
    }
    EXPECT_THROW(db.read([](Unit&) { throw std::out_of_range("x"); }), std::out_of_range);
    EXPECT_EQ(count(), 0);
}

TEST_F(EngineTest, constraintsBecomeErrorsThatAHandlerCanCatch) {
    db.write([](Unit& u) {
        u.run("t.put", Child{{1}, {}});
        EXPECT_EQ(codeOf([&] { u.run("t.put", Child{{1}, {}}); }), "kernel.duplicate");
        u.run("t.put", Child{{2}, Id{1}}); // The unit goes on after a refused row.
        EXPECT_EQ(codeOf([&] { u.run("t.remove", {{"id", 1}}); }), "kernel.referenced");
        EXPECT_EQ(codeOf([&] { u.run("t.put", Child{{3}, Id{99}}); }), "kernel.referenced");
        EXPECT_EQ(codeOf([&] { u.run("t.put", Child{{1000}, {}}); }), "storage.constraint");
        EXPECT_EQ(codeOf([&] {
                      u.run("t.put", {{"id", "no number"}, {"parent", nullptr}});
                  }),
                  "storage.constraint");
    });
    EXPECT_EQ(count(), 2);
}

TEST_F(EngineTest, runsTheWholeUnitAgainUntilItGoesThrough) {
    int runs = 0;
    db.write([&](Unit& u) {
        u.run("t.put", Child{{++runs}, {}});
        if (runs < 3) throw driver::TryAgain(1213, "deadlock");
    });
    EXPECT_EQ(runs, 3);
    EXPECT_EQ(count(), 1);
    int reads = 0;
    db.read([&](Unit&) {
        if (++reads < 2) throw driver::TryAgain(2006, "gone");
    });
    EXPECT_EQ(reads, 2);
}

TEST_F(EngineTest, givesUpAfterTheLimit) {
    int runs = 0;
    EXPECT_EQ(codeOf([&] {
                  db.write([&](Unit& u) {
                      u.run("t.put", Child{{++runs}, {}});
                      throw driver::TryAgain(1205, "lock wait");
                  });
              }),
              "storage.busy");
    EXPECT_EQ(runs, RetryRules{}.attempts);
    EXPECT_EQ(count(), 0);
}

TEST_F(EngineTest, unitInsideAUnitIsRefused) {
    db.write([&](Unit& u) {
        EXPECT_EQ(codeOf([&] { db.write([](Unit&) {}); }), "storage.nested-unit");
        EXPECT_EQ(codeOf([&] { db.read([](Unit&) {}); }), "storage.nested-unit");
        EXPECT_EQ(codeOf([&] { world.database->write([](driver::Connection&) {}, Priority::Interactive); }),
                  "storage.nested-unit");
        EXPECT_EQ(codeOf([&] { world.database->read([](driver::Connection&) {}); }), "storage.nested-unit");
        u.run("t.put", Child{{1}, {}});
    });
    EXPECT_EQ(count(), 1);
}

TEST_F(EngineTest, writeWhileReadingIsAllowedAndNotSeenBySnapshot) {
    db.read([&](Unit& u) {
        EXPECT_EQ(u.number("t.count"), 0);
        db.write([](Unit& w) { w.run("t.put", Child{{1}, {}}); });
        EXPECT_EQ(u.number("t.count"), 0);
        db.read([](Unit& inner) { EXPECT_EQ(inner.number("t.count"), 0); });
    });
    EXPECT_EQ(count(), 1);
}

TEST_F(EngineTest, eventsJobsAndAuditReachTheHooks) {
    NotingHooks hooks;
    db.setHooks(hooks);
    const Id job = db.write(
        [](Unit& u) {
            u.publish(Told{{1}, {}, "a\"b"});
            u.audit("t.change", {5}, "why");
            return u.enqueue("t.job", Child{{2}, Id{1}}, {.uniqueKey = "k", .notBefore = {}, .title = {}});
        },
        {.actor = {"user", "ann", {}, {}}});
    EXPECT_EQ(job, Id{42});
    EXPECT_THAT(hooks.noted,
                ElementsAre(R"(publish t.told {"id":"1","text":"a\"b"})", "audit ann t.change 5 why",
                            R"(enqueue t.job {"id":"2","parent":"1"} k)", "committed 11"));
    hooks.noted.clear();
    db.write([](Unit& u) { u.run("t.put", Child{{1}, {}}); });
    EXPECT_TRUE(hooks.noted.empty()); // Nobody is woken for nothing.
    EXPECT_EQ(codeOf([&] {
                  db.write([](Unit& u) {
                      u.publish(Told{});
                      throw Error::conflict("t.no", "no");
                  });
              }),
              "t.no");
    EXPECT_EQ(hooks.noted.size(), 1u); // published, but not committed
}

TEST_F(EngineTest, withoutHooksTheyAreRefused) {
    db.write([](Unit& u) { EXPECT_EQ(codeOf([&] { u.audit("t.x", {1}); }), "storage.no-hooks"); });
}

TEST_F(EngineTest, metricsCountUnitsAndRunsAgain) {
    observe::Metrics metrics;
    db.setMetrics(metrics);
    int runs = 0;
    db.write([&](Unit&) {
        if (++runs < 3) throw driver::TryAgain(1213, "deadlock");
    });
    db.write([](Unit&) {}, {.priority = Priority::Background, .actor = {}});
    EXPECT_THROW(db.read([](Unit&) { throw std::out_of_range("x"); }), std::out_of_range);
    const std::string text = metrics.text();
    for (const char* kind : {"interactive", "background", "read"})
        EXPECT_THAT(text,
                    HasSubstr("rejoinder_storage_unit_seconds_count{kind=\"" + std::string(kind) + "\"} 1"))
            << text;
    EXPECT_THAT(text, HasSubstr("rejoinder_storage_again_total 2"));
}

TEST_F(EngineTest, idsCarryTheNode) {
    db.setNode(77);
    EXPECT_EQ(db.write([](Unit& u) { return (u.newId().value >> 12) & 1023; }), 77);
}

TEST_F(EngineTest, prepareNamesEveryQueryThatFails) {
    world.folder.write("sql/t/queries/wrong.sql",
                       "-- name: wrong-table\nSELECT 1 FROM t_nothing;\n-- name: wrong-word\nSELCT 1;\n");
    db.close();
    world.open({{"path", (world.folder.path() / "data/test.db").string()}});
    const std::string text = textOf([&] { world.engine->prepareQueries(); });
    EXPECT_THAT(text, HasSubstr("t.wrong-table"));
    EXPECT_THAT(text, HasSubstr("t.wrong-word"));
    EXPECT_THAT(text, testing::Not(HasSubstr("t.count")));
}

TEST_F(EngineTest, closedDatabaseSaysSo) {
    db.close();
    db.close();
    EXPECT_EQ(codeOf([&] { db.read([](Unit&) {}); }), "storage.closed");
}

} // namespace
} // namespace rejoinder::storage::test
