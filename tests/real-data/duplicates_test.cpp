// FEBRL's person records with known duplicates: imported, searched and read back through the API, with the
// default settings and without the social security number.

#include "tests/unit/contacts/world.h"

#include <rejoinder/contract/contacts.h>

#include <cstdio>
#include <map>
#include <tuple>

namespace {

using namespace rejoinder;
namespace fs = std::filesystem;

/// The number of the person in "rec-223-dup-1".
std::string personOf(const std::string& key) {
    return key.substr(4, key.find('-', 4) - 4);
}

/// The file with the columns named as fields and without the social security number.
std::string importFile(const fs::path& path, std::map<std::string, std::int64_t>& persons) {
    std::ifstream in(path);
    std::string line,
        text = "externalKey,givenName,familyName,houseNumber,street,addressLine2,city,postcode,region,"
               "dateOfBirth,country\n";
    std::getline(in, line);
    while (std::getline(in, line)) {
        line = line.substr(0, line.rfind(','));
        std::string tidy;
        for (std::size_t i = 0; i < line.size(); ++i)
            if (!(line[i] == ' ' && i > 0 && line[i - 1] == ',')) tidy += line[i];
        ++persons[personOf(tidy.substr(0, tidy.find(',')))];
        text += tidy + ",AU\n";
    }
    return text;
}

class Febrl {
public:
    explicit Febrl(const std::string& text) {
        EXPECT_EQ(world_.call("POST", "/contacts/imports", text, {}, "text/csv").status, 202);
        world_.settle();
        EXPECT_EQ(world_.post("/contacts/duplicates/search", "{}").status, 202);
        world_.settle();
        read();
    }

    /// Right and found pairs when everybody who is connected is one person.
    [[nodiscard]] std::pair<std::int64_t, std::int64_t> pairs(bool sureOnly) const {
        std::map<std::string, std::string> parent;
        const auto root = [&](std::string key) {
            while (parent.contains(key) && parent[key] != key) key = parent[key];
            return key;
        };
        for (const auto& [a, b, sure] : pairs_) {
            if (sureOnly && !sure) continue;
            const std::string x = root(a), y = root(b);
            parent[x] = x, parent[y] = x;
        }
        std::map<std::string, std::vector<std::string>> groups;
        for (const auto& [key, _] : parent) groups[root(key)].push_back(key);
        std::int64_t found = 0, right = 0;
        for (const auto& [_, keys] : groups)
            for (std::size_t i = 0; i < keys.size(); ++i)
                for (std::size_t j = i + 1; j < keys.size(); ++j) {
                    ++found;
                    right += personOf(keys[i]) == personOf(keys[j]) ? 1 : 0;
                }
        return {right, found};
    }

private:
    /// Takes external keys and verdict from the pages of the review list.
    void read() {
        std::string cursor;
        do {
            const auto page = world_.get("/contacts/duplicates?limit=1000" + cursor);
            std::vector<std::string> keys;
            const std::string mark = "\"externalKey\":\"", verdictMark = "\"verdict\":\"";
            for (std::size_t at = 0; (at = page.body.find(mark, at)) != std::string::npos;) {
                at += mark.size();
                keys.push_back(page.body.substr(at, page.body.find('"', at) - at));
            }
            std::size_t k = 0;
            for (std::size_t at = 0; (at = page.body.find(verdictMark, at)) != std::string::npos; k += 2) {
                at += verdictMark.size();
                ASSERT_LT(k + 1, keys.size());
                pairs_.emplace_back(keys[k], keys[k + 1], page.body.compare(at, 4, "sure") == 0);
            }
            const std::string next = page.textAfter("\"nextCursor\":\"");
            cursor = next.empty() ? "" : "&cursor=" + next;
        } while (!cursor.empty());
    }

    rejoinder::test::World world_{"storage-sqlite", "contacts"};
    std::vector<std::tuple<std::string, std::string, bool>> pairs_;
};

void check(const char* file, double precision, double recall) {
    const char* data = std::getenv("REJOINDER_DATA");
    if (data == nullptr || !fs::exists(fs::path(data) / "duplicates" / file))
        GTEST_SKIP() << "REJOINDER_DATA";
    std::map<std::string, std::int64_t> persons;
    const Febrl febrl(importFile(fs::path(data) / "duplicates" / file, persons));
    std::int64_t all = 0;
    for (const auto& [_, n] : persons) all += n * (n - 1) / 2;
    const auto share = [](std::int64_t part, std::int64_t of) {
        return of == 0 ? 0 : static_cast<double>(part) / static_cast<double>(of);
    };
    for (const bool sureOnly : {true, false}) {
        const auto [right, found] = febrl.pairs(sureOnly);
        std::printf("%s, %s: %ld of %ld pairs found right, %ld wrong: precision %.4f, recall %.4f\n", file,
                    sureOnly ? "sure" : "sure or perhaps", static_cast<long>(right), static_cast<long>(all),
                    static_cast<long>(found - right), share(right, found), share(right, all));
        EXPECT_GE(share(right, found), precision);
        EXPECT_GE(share(right, all), sureOnly ? 0.75 : recall);
    }
}

TEST(FebrlDuplicates, Dataset1) {
    check("febrl_dataset1.csv", 0.99, 0.98);
}

TEST(FebrlDuplicates, Dataset3) {
    check("febrl_dataset3.csv", 0.99, 0.95);
}

} // namespace
