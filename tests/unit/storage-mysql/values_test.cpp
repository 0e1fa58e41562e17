#include "tests/unit/storage-mysql/fixture.h"

#include <cmath>
#include <limits>

namespace rejoinder::mysql::test {
namespace {

using testing::HasSubstr;

const driver::PreparedQuery kPutWide{"w.put",
                                     "INSERT INTO w_all (id, i, d, v, t, b) VALUES (?, ?, ?, ?, ?, ?)",
                                     {"id", "i", "d", "v", "t", "b"},
                                     10};
const driver::PreparedQuery kGetWide{"w.get", "SELECT i, d, v, t, b FROM w_all WHERE id = ?", {"id"}, 11};

class ValuesTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        open();
        db->migrate([](driver::Connection& c) {
            c.execute("CREATE TABLE w_all (id BIGINT NOT NULL PRIMARY KEY, i BIGINT, d DOUBLE, v "
                      "VARCHAR(200), t TEXT, "
                      "b BLOB)");
        });
    }
    void store(std::int64_t id, const std::function<void(driver::Statement&)>& bind) {
        write([&](driver::Connection& c) {
            const auto statement = c.statement(kPutWide);
            statement->bindInteger(0, id);
            for (int i = 1; i <= 5; ++i) statement->bindNull(i);
            bind(*statement);
            EXPECT_EQ(statement->execute(), 1U);
        });
    }
    void load(std::int64_t id, const std::function<void(driver::Statement&)>& look) {
        db->read([&](driver::Connection& c) {
            const auto statement = c.statement(kGetWide);
            statement->bindInteger(0, id);
            ASSERT_TRUE(statement->step());
            look(*statement);
            EXPECT_FALSE(statement->step());
        });
    }
};

TEST_F(ValuesTest, NullIsNullEverywhere) {
    store(1, [](driver::Statement&) {});
    load(1, [](driver::Statement& s) {
        for (int i = 0; i < 5; ++i) EXPECT_TRUE(s.isNull(i)) << i;
    });
}

TEST_F(ValuesTest, WholeNumbersOf64Bits) {
    for (const std::int64_t value :
         {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::int64_t{0},
          std::int64_t{5'000'000'000}, std::numeric_limits<std::int64_t>::max()}) {
        const std::int64_t id = value == 0 ? 7 : value;
        store(id, [&](driver::Statement& s) { s.bindInteger(1, value); });
        load(id, [&](driver::Statement& s) { EXPECT_EQ(s.integer(0), value); });
    }
}

TEST_F(ValuesTest, DoublesAreExactAlsoAsText) {
    std::int64_t id = 0;
    for (const double value :
         {0.1 + 0.2, 1.23e-7, 1e300, -0.0, std::numeric_limits<double>::denorm_min(), 3.0}) {
        store(++id, [&](driver::Statement& s) { s.bindReal(2, value); });
        load(id, [&](driver::Statement& s) {
            EXPECT_EQ(s.real(1), value);
            EXPECT_EQ(std::strtod(std::string(s.text(1)).c_str(), nullptr), value);
        });
    }
}

TEST_F(ValuesTest, TextsOfAllPlanesWithNulAndQuotes) {
    const std::string text = std::string("Zürich 😀 \\ ' \" ? :x ") + '\0' + "end";
    store(1, [&](driver::Statement& s) {
        s.bindText(3, text);
        s.bindText(4, text);
    });
    load(1, [&](driver::Statement& s) {
        EXPECT_EQ(s.text(2), text);
        EXPECT_EQ(s.text(3), text);
    });
}

TEST_F(ValuesTest, LongTextsAndBytes) {
    const std::string text(300'000, 'x'); // longer than MariaDB's own TEXT
    std::string bytes;
    for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i * 7);
    store(1, [&](driver::Statement& s) {
        s.bindText(4, text);
        s.bindText(5, bytes);
    });
    load(1, [&](driver::Statement& s) {
        EXPECT_EQ(s.text(3), text);
        EXPECT_EQ(s.text(4), bytes);
    });
    store(2, [&](driver::Statement& s) { s.bindText(5, std::string_view()); });
    load(2, [&](driver::Statement& s) {
        EXPECT_FALSE(s.isNull(4));
        EXPECT_EQ(s.text(4), "");
    });
}

TEST_F(ValuesTest, ComparesAsSqliteDoes) {
    write([](driver::Connection& c) {
        put(c, 1, "Müller");
        put(c, 2, "muller");
        put(c, 3, "MÜLLER");
        put(c, 4, "a ");
        put(c, 5, "a");
    });
    const driver::PreparedQuery same{"t.same", "SELECT count(*) FROM t_row WHERE body = ?", {"body"}, 12};
    const driver::PreparedQuery sum{
        "t.sum", "SELECT SUM(id), SUM(id) / 2.0, 'a' || 'b', NULL FROM t_row", {}, 13};
    db->read([&](driver::Connection& c) {
        for (const char* body : {"Müller", "muller", "MÜLLER", "a ", "a"}) {
            const auto statement = c.statement(same);
            statement->bindText(0, body);
            ASSERT_TRUE(statement->step());
            EXPECT_EQ(statement->integer(0), 1) << body;
        }
        const auto statement = c.statement(sum);
        ASSERT_TRUE(statement->step());
        EXPECT_EQ(statement->integer(0), 15); // a DECIMAL there
        EXPECT_DOUBLE_EQ(statement->real(1), 7.5);
        EXPECT_EQ(statement->text(2), "ab");
        EXPECT_EQ(statement->text(0), "15");
        EXPECT_TRUE(statement->isNull(3));
    });
}

TEST_F(ValuesTest, ConstraintsTellTheirKind) {
    const auto kindOf = [&](const std::function<void(driver::Connection&)>& work) -> std::string {
        try {
            write(work);
        } catch (const driver::ConstraintViolation& e) {
            return std::to_string(static_cast<int>(e.kind())) + " " + e.what();
        }
        return "none";
    };
    using Kind = driver::ConstraintViolation::Kind;
    const auto begins = [](Kind kind) { return testing::StartsWith(std::to_string(static_cast<int>(kind))); };
    write([](driver::Connection& c) { put(c, 1); });
    const std::string twice = kindOf([](driver::Connection& c) { put(c, 1, "personal"); });
    EXPECT_THAT(twice, begins(Kind::Unique));
    EXPECT_THAT(kindOf([](driver::Connection& c) {
                    const auto s = c.statement(kChild);
                    s->bindInteger(0, 1);
                    s->bindInteger(1, 99);
                    s->execute();
                }),
                begins(Kind::ForeignKey));
    EXPECT_THAT(kindOf([](driver::Connection& c) {
                    const auto s = c.statement(kPut);
                    s->bindInteger(0, 2);
                    s->bindNull(1);
                    s->execute();
                }),
                begins(Kind::NotNull));
    EXPECT_THAT(kindOf([](driver::Connection& c) {
                    const auto s = c.statement(kPutWide);
                    s->bindInteger(0, 2);
                    for (int i = 1; i <= 5; ++i) s->bindNull(i);
                    s->bindText(3, std::string(201, 'x'));
                    s->execute();
                }),
                begins(Kind::Check));
    db->migrate([](driver::Connection& c) {
        c.execute("CREATE TABLE c_positive (id BIGINT NOT NULL PRIMARY KEY, CHECK (id > 0))");
    });
    const driver::PreparedQuery negative{"c.put", "INSERT INTO c_positive (id) VALUES (?)", {"id"}, 14};
    EXPECT_THAT(kindOf([&](driver::Connection& c) {
                    const auto s = c.statement(negative);
                    s->bindInteger(0, -1);
                    s->execute();
                }),
                begins(Kind::Check));
}

TEST_F(ValuesTest, AnUpdateCountsTheRowsItMeets) {
    write([](driver::Connection& c) { put(c, 1, "same"); });
    write([](driver::Connection& c) {
        const auto s = c.statement(kSet);
        s->bindText(0, "same");
        s->bindInteger(1, 1);
        EXPECT_EQ(s->execute(), 1U); // nothing changes, but the row is met
    });
}

TEST_F(ValuesTest, InsertReturningGivesRows) {
    const driver::PreparedQuery query{
        "t.returning", "INSERT INTO t_row (id, body) VALUES (?, ?) RETURNING id, body", {"id", "body"}, 15};
    write([&](driver::Connection& c) {
        const auto s = c.statement(query);
        s->bindInteger(0, 5);
        s->bindText(1, "given");
        ASSERT_TRUE(s->step());
        EXPECT_EQ(s->integer(0), 5);
        EXPECT_EQ(s->text(1), "given");
        EXPECT_EQ(s->columnName(1), "body");
    });
    EXPECT_EQ(rows(), 1);
}

} // namespace
} // namespace rejoinder::mysql::test
