#include "tests/support/mariadb.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

/// The migrations make the same tables on both engines: columns, keys, indexes, references and checks.
namespace rejoinder::test {
namespace {

using Strings = std::set<std::string>;
/// Table → what is said of it, one line each.
using Schema = std::map<std::string, Strings>;

/// A whole product on one engine, migrated.
class Product {
public:
    explicit Product(const SettingList& settings) : kernel_(launchIn(folder_.path(), settings)) {
        kernel_.load();
        kernel_.open(app::Kernel::Access::Serve);
    }
    /// Rows of a question to the engine's catalogue, their columns as texts.
    std::vector<std::vector<std::string>> rows(const std::string& sql,
                                               const std::vector<std::string>& texts = {}) {
        std::vector<std::vector<std::string>> out;
        const driver::PreparedQuery query{"catalogue", sql, texts,
                                          kernel_.engine().queries().all().size() + asked_++};
        kernel_.engine().database().read([&](driver::Connection& connection) {
            out.clear();
            const auto statement = connection.statement(query);
            for (std::size_t i = 0; i < texts.size(); ++i) statement->bindText(static_cast<int>(i), texts[i]);
            while (statement->step()) {
                auto& row = out.emplace_back();
                for (int column = 0; column < statement->columns(); ++column)
                    row.emplace_back(statement->isNull(column) ? "" : statement->text(column));
            }
        });
        return out;
    }

private:
    TempFolder folder_;
    app::Kernel kernel_;
    std::size_t asked_ = 0;
};

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& w : words) out += (out.empty() ? "" : ", ") + w;
    return out;
}

std::string column(const std::string& number, const std::string& name, const std::string& type,
                   bool mayBeNull) {
    return "column " + number + " " + name + " " + type + (mayBeNull ? "" : " NOT NULL");
}

/// What must not differ; an index that nobody named is told by what it does only.
std::string index(bool unique, const std::string& columns) {
    return (unique ? "unique (" : "index (") + columns + ")";
}

Schema ofSqlite(Product& product) {
    Schema out;
    for (const auto& table : product.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'")) {
        Strings& lines = out[table[0]];
        std::map<int, std::string> key;
        for (const auto& c :
             product.rows("SELECT cid, name, type, \"notnull\", pk FROM pragma_table_info(?)", {table[0]})) {
            lines.insert(column(c[0], c[1], c[2], c[3] == "0"));
            if (c[4] != "0") key[std::stoi(c[4])] = c[1];
        }
        std::vector<std::string> keyColumns;
        for (const auto& [place, name] : key) keyColumns.push_back(name);
        lines.insert("primary key (" + joined(keyColumns) + ")");
        for (const auto& i :
             product.rows("SELECT name, \"unique\", origin FROM pragma_index_list(?)", {table[0]})) {
            if (i[2] == "pk") continue;
            std::vector<std::string> columns;
            for (const auto& c : product.rows("SELECT name FROM pragma_index_info(?) ORDER BY seqno", {i[0]}))
                columns.push_back(c[0]);
            lines.insert(index(i[1] == "1", joined(columns)));
            if (i[2] == "c") lines.insert("named " + i[0]);
        }
        std::map<std::string, std::vector<std::vector<std::string>>> references;
        for (const auto& r :
             product.rows("SELECT id, \"from\", \"table\", \"to\", on_delete FROM pragma_foreign_key_list(?) "
                          "ORDER BY id, seq",
                          {table[0]}))
            references[r[0]].push_back(r);
        for (const auto& [id, parts] : references) {
            std::vector<std::string> from, to;
            for (const auto& p : parts) {
                from.push_back(p[1]);
                to.push_back(p[3]);
            }
            lines.insert("reference (" + joined(from) + ") to " + parts[0][2] + " (" + joined(to) +
                         ") on delete " + (parts[0][4] == "NO ACTION" ? "RESTRICT" : parts[0][4]));
        }
        std::size_t checks = 0;
        for (auto at = table[1].find("CHECK ("); at != std::string::npos;
             at = table[1].find("CHECK (", at + 1))
            ++checks;
        lines.insert("checks " + std::to_string(checks));
    }
    return out;
}

std::string neutralType(const std::string& type) {
    if (type == "bigint" || type == "int") return "INTEGER";
    if (type == "varchar" || type == "longtext") return "TEXT";
    if (type == "double") return "REAL";
    return type == "longblob" ? "ANY" : type;
}

void addReferences(Product& product, Schema& out, std::map<std::string, Strings>& keyed) {
    std::map<std::string, std::vector<std::vector<std::string>>> references;
    for (const auto& r :
         product.rows("SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, "
                      "k.referenced_column_name, c.delete_rule "
                      "FROM information_schema.key_column_usage k "
                      "JOIN information_schema.referential_constraints c "
                      "ON c.constraint_schema = k.constraint_schema AND c.table_name = k.table_name "
                      "AND c.constraint_name = k.constraint_name "
                      "WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL "
                      "ORDER BY k.table_name, k.constraint_name, k.ordinal_position"))
        references[r[0] + "/" + r[1]].push_back(r);
    for (const auto& [name, parts] : references) {
        std::vector<std::string> from, to;
        for (const auto& p : parts) {
            from.push_back(p[2]);
            to.push_back(p[4]);
        }
        out[parts[0][0]].insert("reference (" + joined(from) + ") to " + parts[0][3] + " (" + joined(to) +
                                ") on delete " + (parts[0][5] == "NO ACTION" ? "RESTRICT" : parts[0][5]));
        keyed[parts[0][0]].insert(index(false, joined(from)));
    }
}

Schema ofMariaDb(Product& product, const Schema& sqlite) {
    Schema out;
    for (const auto& c :
         product.rows("SELECT table_name, ordinal_position - 1, column_name, data_type, is_nullable, "
                      "COALESCE(collation_name, '') FROM information_schema.columns "
                      "WHERE table_schema = DATABASE()")) {
        out[c[0]].insert(column(c[1], c[2], neutralType(c[3]), c[4] == "YES"));
        if (!c[5].empty()) {
            EXPECT_EQ(c[5], "utf8mb4_nopad_bin") << c[0] << '.' << c[2];
        }
    }
    std::map<std::string, Strings> keyed; // what an engine indexes by itself, because something refers
    addReferences(product, out, keyed);
    std::map<std::string, std::vector<std::vector<std::string>>> indexes;
    for (const auto& i : product.rows("SELECT table_name, index_name, non_unique, column_name "
                                      "FROM information_schema.statistics WHERE table_schema = DATABASE() "
                                      "ORDER BY table_name, index_name, seq_in_index"))
        indexes[i[0] + "/" + i[1]].push_back(i);
    for (const auto& [name, parts] : indexes) {
        std::vector<std::string> columns;
        for (const auto& p : parts) columns.push_back(p[3]);
        const std::string table = parts[0][0], line = index(parts[0][2] == "0", joined(columns));
        if (parts[0][1] == "PRIMARY") {
            out[table].insert("primary key (" + joined(columns) + ")");
            continue;
        }
        const auto other = sqlite.find(table);
        const bool also = other != sqlite.end() && other->second.contains(line);
        if (!also && keyed[table].contains(line)) continue;
        out[table].insert(line);
        if (other != sqlite.end() && other->second.contains("named " + parts[0][1]))
            out[table].insert("named " + parts[0][1]);
    }
    for (auto& [table, lines] : out)
        lines.insert("checks " + product.rows("SELECT count(*) FROM information_schema.check_constraints "
                                              "WHERE constraint_schema = DATABASE() AND table_name = ?",
                                              {table})[0][0]);
    return out;
}

TEST(Schema, IsTheSameOnBothEngines) {
    if (!MariaDb::available()) GTEST_SKIP() << "mariadb-server is not installed";
    MariaDb server;
    Product embedded(SettingList{{"storage.driver", "sqlite"}}),
        served(server.settings(server.newDatabase()));
    const Schema sqlite = ofSqlite(embedded), mariaDb = ofMariaDb(served, sqlite);
    EXPECT_GT(sqlite.size(), 40U);
    for (const auto& [table, lines] : mariaDb) {
        if (table.starts_with("storage_mysql_")) continue; // the driver's own
        EXPECT_TRUE(sqlite.contains(table)) << table << " is on MariaDB only";
    }
    std::size_t compared = 0;
    for (const auto& [table, lines] : sqlite) {
        const auto other = mariaDb.find(table);
        ASSERT_NE(other, mariaDb.end()) << table << " is on SQLite only";
        EXPECT_THAT(other->second, testing::ContainerEq(lines)) << table;
        compared += lines.size();
    }
    RecordProperty("compared", static_cast<int>(compared));
    std::printf("%zu tables, %zu columns, keys, indexes and references compared\n", sqlite.size(), compared);
}

} // namespace
} // namespace rejoinder::test
