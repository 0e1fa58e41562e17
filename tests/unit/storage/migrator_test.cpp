#include "tests/unit/storage/fixture.h"

#include <gmock/gmock.h>

namespace rejoinder::storage::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A database and folders of migrations; nothing applied yet.
class MigratorTest : public testing::Test {
protected:
    MigratorTest() {
        copyStorageSql(folder.path() / "kernel");
        queries.load("kernel", folder.path() / "kernel/queries", "sqlite");
        add("0001_first.sql",
            "CREATE TABLE t_a (id BIGINT NOT NULL, name VARCHAR(40) NOT NULL, PRIMARY KEY (id));\n"
            "CREATE TABLE t_b (a_id BIGINT NOT NULL, n INT NOT NULL,\n"
            "    FOREIGN KEY (a_id) REFERENCES t_a (id), PRIMARY KEY (a_id, n)) /*clustered*/;");
        add("0002_second.sql", "ALTER TABLE t_a ADD COLUMN score DOUBLE NOT NULL DEFAULT 0;\n"
                               "CREATE INDEX t_a_name ON t_a (name);");
    }
    std::filesystem::path add(const std::string& name, const std::string& text) const {
        return folder.write("t/" + name, text);
    }
    Migrator migrator(const std::string& version = "1.0.0") {
        return {database,
                queries,
                clock,
                {{"kernel", folder.path() / "kernel/migrations"}, {"t", folder.path() / "t"}},
                version};
    }
    std::vector<std::string> labels(const std::vector<Migration>& list) const {
        std::vector<std::string> out;
        for (const auto& m : list) out.push_back(m.plugin + " " + std::to_string(m.number) + " " + m.name);
        return out;
    }
    /// First column of a catalogue query.
    std::string ask(const std::string& sql) {
        std::string out;
        database.read([&](driver::Connection& c) { out = dynamic_cast<sqlite::Connection&>(c).text(sql); });
        return out;
    }

    TempFolder folder;
    SetClock clock{kStart};
    QueryCatalog queries;
    sqlite::Database database{sqlite::readOptions({{"path", (folder.path() / "m.db").string()}})};
};

TEST_F(MigratorTest, planIsReadWithoutWriting) {
    EXPECT_THAT(labels(migrator().plan()), ElementsAre("kernel 1 storage", "t 1 first", "t 2 second"));
    EXPECT_EQ(ask("SELECT count(*) FROM sqlite_master"), "0");
    EXPECT_THAT(migrator().refusal(), HasSubstr("rejoinder migrate"));
}

TEST_F(MigratorTest, applyBringsEverythingUpToDateOnce) {
    std::vector<std::string> told;
    EXPECT_EQ(migrator("1.2.3").apply([&](const Migration& m) { told.push_back(m.name); }), 3u);
    EXPECT_THAT(told, ElementsAre("storage", "first", "second"));
    EXPECT_EQ(migrator().apply(), 0u);
    EXPECT_EQ(migrator().refusal(), "");
    for (const auto& m : migrator().status()) {
        EXPECT_EQ(m.state, MigrationState::Applied) << m.name;
        EXPECT_EQ(m.appVersion, "1.2.3");
        EXPECT_EQ(m.appliedAt, kStart);
        EXPECT_EQ(m.done, m.statements.size());
    }
}

TEST_F(MigratorTest, checksumIsTheSha256OfTheFile) {
    add("0003_third.sql", "CREATE TABLE t_c (id BIGINT NOT NULL, PRIMARY KEY (id));\n");
    // printf 'CREATE TABLE t_c (id BIGINT NOT NULL, PRIMARY KEY (id));\n' | sha256sum
    EXPECT_EQ(migrator().plan().back().checksum,
              "ca56df25952a2067a8e17718145f7f93a760fba8c8307a9723b07f534f631fc6");
    add("0003_third.sql", "CREATE TABLE t_c (id BIGINT NOT NULL, PRIMARY KEY (id));\r\n");
    EXPECT_EQ(migrator().plan().back().checksum,
              "ca56df25952a2067a8e17718145f7f93a760fba8c8307a9723b07f534f631fc6");
}

TEST_F(MigratorTest, tablesAreStrictAndClusteredWhereAsked) {
    migrator().apply();
    EXPECT_EQ(ask("SELECT strict FROM pragma_table_list WHERE name = 't_a'"), "1");
    EXPECT_EQ(ask("SELECT wr FROM pragma_table_list WHERE name = 't_a'"), "0");
    EXPECT_EQ(ask("SELECT strict FROM pragma_table_list WHERE name = 't_b'"), "1");
    EXPECT_EQ(ask("SELECT wr FROM pragma_table_list WHERE name = 't_b'"), "1");
    EXPECT_EQ(ask("SELECT type FROM pragma_table_info('t_a') WHERE name = 'name'"), "TEXT");
    EXPECT_EQ(ask("SELECT type FROM pragma_table_info('t_a') WHERE name = 'score'"), "REAL");
}

TEST_F(MigratorTest, newFilesArePending) {
    migrator().apply();
    add("0003_third.sql", "CREATE TABLE t_c (id BIGINT NOT NULL, PRIMARY KEY (id));");
    EXPECT_THAT(labels(migrator().plan()), ElementsAre("t 3 third"));
    EXPECT_NE(migrator().refusal(), "");
    EXPECT_EQ(migrator().apply(), 1u);
    EXPECT_EQ(migrator().refusal(), "");
}

TEST_F(MigratorTest, changedFileIsRefused) {
    migrator().apply();
    add("0002_second.sql", "CREATE INDEX t_a_name ON t_a (name);");
    add("0003_third.sql", "CREATE TABLE t_c (id BIGINT NOT NULL, PRIMARY KEY (id));");
    EXPECT_THAT(migrator().refusal(), HasSubstr("t/0002_second"));
    EXPECT_EQ(codeOf([&] { migrator().apply(); }), "storage.schema-refused");
    EXPECT_EQ(ask("SELECT count(*) FROM sqlite_master WHERE name = 't_c'"), "0");
}

TEST_F(MigratorTest, databaseOfANewerVersionIsRefused) {
    migrator("2.0.0").apply();
    std::filesystem::remove(folder.path() / "t/0002_second.sql");
    EXPECT_THAT(migrator().refusal(), HasSubstr("2.0.0"));
    EXPECT_EQ(migrator().status().back().state, MigrationState::Ahead);
    EXPECT_EQ(codeOf([&] { static_cast<void>(migrator().plan()); }), "storage.schema-refused");
}

TEST_F(MigratorTest, tablesOfAPluginThatIsNotInstalledDoNoHarm) {
    migrator().apply();
    Migrator without(database, queries, clock, {{"kernel", folder.path() / "kernel/migrations"}}, "1.0.0");
    EXPECT_EQ(without.refusal(), "");
}

TEST_F(MigratorTest, failedMigrationLeavesNothingBehind) {
    migrator().apply();
    add("0003_third.sql", "CREATE TABLE t_c (id BIGINT NOT NULL, PRIMARY KEY (id));\nCREATE TABLE t_c (x);");
    const std::string text = textOf([&] { migrator().apply(); });
    EXPECT_THAT(text, HasSubstr("t/0003_third, statement 2"));
    EXPECT_EQ(ask("SELECT count(*) FROM sqlite_master WHERE name = 't_c'"), "0");
    EXPECT_THAT(labels(migrator().plan()), ElementsAre("t 3 third"));
    add("0003_third.sql", "CREATE TABLE t_c (id BIGINT NOT NULL, PRIMARY KEY (id));");
    EXPECT_EQ(migrator().apply(), 1u);
}

TEST_F(MigratorTest, unfinishedMigrationGoesOnWhereItStopped) {
    migrator().apply();
    add("0003_third.sql", "CREATE TABLE t_c (id BIGINT NOT NULL, PRIMARY KEY (id));\n"
                          "CREATE TABLE t_d (id BIGINT NOT NULL, PRIMARY KEY (id));");
    const auto third = migrator().plan().front();
    // What a crash leaves on an engine without transactional DDL: one statement done and counted, one not.
    database.migrate([&](driver::Connection& c) {
        c.execute(third.statements[0]);
        const auto row = c.statement(queries.find("kernel.migration-begin"));
        row->bindText(0, "t");
        row->bindInteger(1, 3);
        row->bindText(2, "third");
        row->bindText(3, third.checksum);
        row->bindInteger(4, 2);
        row->bindInteger(5, 1);
        row->bindInteger(6, 0);
        row->bindText(7, "1.0.0");
        row->execute();
    });
    EXPECT_EQ(migrator().status().back().state, MigrationState::Unfinished);
    EXPECT_THAT(migrator().refusal(), HasSubstr("rejoinder migrate"));
    EXPECT_EQ(migrator().apply(), 1u);
    EXPECT_EQ(migrator().refusal(), "");
    EXPECT_EQ(ask("SELECT count(*) FROM sqlite_master WHERE name = 't_d'"), "1");
}

TEST_F(MigratorTest, tableCanBeMadeAnewUnderItsOldName) {
    migrator().apply();
    add("0003_rows.sql",
        "INSERT INTO t_a (id, name) VALUES (1, 'x');\nINSERT INTO t_b (a_id, n) VALUES (1, 1);");
    add("0004_anew.sql",
        "CREATE TABLE t_new (id BIGINT NOT NULL, title VARCHAR(80) NOT NULL, PRIMARY KEY (id));\n"
        "INSERT INTO t_new (id, title) SELECT id, name FROM t_a;\n"
        "DROP TABLE t_a;\nALTER TABLE t_new RENAME TO t_a;");
    EXPECT_EQ(migrator().apply(), 2u);
    EXPECT_EQ(ask("SELECT title FROM t_a"), "x");
    EXPECT_EQ(ask("SELECT count(*) FROM t_b"), "1");
    EXPECT_THAT(database.check(), IsEmpty());
}

TEST_F(MigratorTest, migrationThatBreaksReferencesIsUndone) {
    migrator().apply();
    add("0003_rows.sql", "INSERT INTO t_b (a_id, n) VALUES (77, 1);");
    EXPECT_EQ(codeOf([&] { migrator().apply(); }), "storage.migration-failed");
    EXPECT_EQ(ask("SELECT count(*) FROM t_b"), "0");
}

TEST_F(MigratorTest, foreignKeysAreOnAgainAfterwards) {
    migrator().apply();
    EXPECT_THROW(
        database.write([&](driver::Connection& c) { c.execute("INSERT INTO t_b (a_id, n) VALUES (77, 1)"); },
                       Priority::Interactive),
        driver::ConstraintViolation);
}

TEST_F(MigratorTest, dialectFileReplacesTheSharedOne) {
    add("0003_x.sql", "THIS IS NOT FOR SQLITE;");
    add("0003_x.sqlite.sql", "CREATE TABLE t_c (id BIGINT NOT NULL, PRIMARY KEY (id));");
    add("0003_x.mysql.sql", "NOR IS THIS;");
    migrator().apply();
    EXPECT_EQ(migrator().refusal(), "");
}

TEST_F(MigratorTest, badFilesAreNamed) {
    const auto odd = add("3_third.sql", "SELECT 1;");
    EXPECT_THAT(textOf([&] { static_cast<void>(migrator().plan()); }), HasSubstr("3_third.sql"));
    std::filesystem::remove(odd);
    const auto gap = add("0004_fourth.sql", "SELECT 1;");
    EXPECT_THAT(textOf([&] { static_cast<void>(migrator().plan()); }), HasSubstr("0004_fourth"));
    std::filesystem::remove(gap);
    const auto twin = add("0002_twin.sql", "SELECT 1;");
    EXPECT_EQ(codeOf([&] { static_cast<void>(migrator().plan()); }), "storage.bad-migration-file");
    std::filesystem::remove(twin);
    add("0003_empty.sql", "-- nothing\n");
    EXPECT_EQ(codeOf([&] { static_cast<void>(migrator().plan()); }), "storage.bad-migration-file");
}

} // namespace
} // namespace rejoinder::storage::test
