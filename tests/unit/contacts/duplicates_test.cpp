#include "duplicates_search.h"
#include "duplicates_similarity.h"
#include "tests/unit/contacts/made_people.h"
#include "tests/unit/contacts/world.h"

#include <gmock/gmock.h>

#include <set>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using testing::HasSubstr;
using testing::IsEmpty;

Verdict verdictOf(const Contact& a, const Contact& b, std::string_view bornA = {},
                  std::string_view bornB = {}) {
    const MatchRecord x = matchRecord(a, bornA), y = matchRecord(b, bornB);
    const Evidence forth(x.view(), y.view()), back(y.view(), x.view());
    EXPECT_EQ(forth.score(), back.score()) << "the order must not matter";
    return forth.verdict({});
}

Contact person(const char* given, const char* family, const char* street = "Bahnhofstrasse",
               const char* number = "12", const char* postcode = "8001", const char* city = "Zürich") {
    Contact c;
    c.givenName = given, c.familyName = family;
    c.street = street, c.houseNumber = number, c.postcode = postcode, c.city = city, c.country = "CH";
    return c;
}

TEST(Similarity, KnownValues) {
    // Winkler's own examples.
    EXPECT_NEAR(jaroWinkler("martha", "marhta"), 0.961, 0.001);
    EXPECT_NEAR(jaroWinkler("dwayne", "duane"), 0.840, 0.001);
    EXPECT_NEAR(jaroWinkler("dixon", "dicksonx"), 0.813, 0.001);
    EXPECT_EQ(jaroWinkler("abc", "xyz"), 0);
    EXPECT_EQ(editDistance("schmidt", "shcmidt", 2), 1u);
    EXPECT_EQ(editDistance("kitten", "sitting", 5), 3u);
    EXPECT_EQ(editDistance("kitten", "sitting", 2), 3u);
    EXPECT_EQ(editDistance("", "ab", 2), 2u);
    // Postel's examples.
    EXPECT_EQ(cologne("wikipedia"), "3412");
    EXPECT_EQ(cologne("muller ludenscheidt"), "65752682");
    EXPECT_EQ(cologne("meier"), cologne("maier"));
    EXPECT_EQ(matchWords("Müller-Lüdenscheidt"), matchWords("MUELLER LUEDENSCHEIDT"));
}

TEST(Duplicates, TheSamePersonWrittenInOtherWays) {
    const Contact anna = person("Anna", "Müller");
    EXPECT_EQ(verdictOf(anna, person("Anna", "Mueller", "Bahnhofstr.")), Verdict::Sure);
    EXPECT_EQ(verdictOf(anna, person("Müller", "Anna")), Verdict::Sure);
    EXPECT_EQ(verdictOf(anna, person("Ana", "Müler", "Bahnhofstrase")), Verdict::Sure);
    EXPECT_EQ(verdictOf(anna, person("Anna", "Müller", "Bahnhofstrasse 12", "")), Verdict::Sure);
    EXPECT_EQ(verdictOf(anna, person("A.", "Müller")), Verdict::Perhaps);
    EXPECT_EQ(verdictOf(person("Hans", "Meier"), person("Johannes", "Maier")), Verdict::Perhaps);
}

TEST(Duplicates, HouseholdsAreNotPersons) {
    const Contact anna = person("Anna", "Müller");
    EXPECT_EQ(verdictOf(anna, person("Peter", "Müller")), Verdict::No);
    EXPECT_EQ(verdictOf(anna, person("", "Müller")), Verdict::Perhaps);
    EXPECT_EQ(verdictOf(person("Daniel", "Rossi"), person("Daniela", "Rossi")), Verdict::Perhaps);
    EXPECT_EQ(verdictOf(anna, person("Peter", "Müller"), "1990-02-03", "1990-02-03"),
              Verdict::Perhaps);                                                    // twins
    EXPECT_EQ(verdictOf(anna, anna, "1960-02-03", "1990-08-17"), Verdict::Perhaps); // mother and daughter
    EXPECT_EQ(verdictOf(anna, person("Anna", "Müller", "Dorfplatz", "3", "3000", "Bern")), Verdict::No);
    // Every town has a Bahnhofstrasse.
    const Contact inBern = person("Anna", "Müller", "Bahnhofstrasse", "12", "3000", "Bern");
    EXPECT_EQ(verdictOf(anna, inBern), Verdict::No);
    EXPECT_EQ(verdictOf(anna, inBern, "1960-02-03", "1960-02-03"), Verdict::Sure); // who moved
}

/// Precision and recall of what is found among people who never lived.
struct Quality {
    double precision, recall;
};
Quality qualityOf(const std::vector<contacts::made::MadeRecord>& people, Verdict least, MatchSearch& search) {
    std::set<std::pair<std::uint32_t, std::uint32_t>> found;
    for (std::size_t step = 0; step < MatchSearch::kSteps; ++step)
        for (const MatchPair& pair : search.step(step, 2))
            if (pair.verdict >= least) found.emplace(pair.a, pair.b);
    std::map<std::uint32_t, std::int64_t> copies;
    for (const auto& record : people) ++copies[record.person];
    std::int64_t pairs = 0, right = 0;
    for (const auto& [_, n] : copies) pairs += n * (n - 1) / 2;
    for (const auto& [a, b] : found) right += people[a].person == people[b].person ? 1 : 0;
    return {static_cast<double>(right) / static_cast<double>(found.size()),
            static_cast<double>(right) / static_cast<double>(pairs)};
}

TEST(Duplicates, FindsCopiesAmongFamiliesAndNamesakes) {
    for (const std::uint64_t seed : {1U, 7U, 2026U}) {
        contacts::made::MadePeople maker(seed);
        const auto people = maker.base(20'000, 30);
        MatchBase base;
        for (std::size_t i = 0; i < people.size(); ++i)
            base.add(Id{static_cast<std::int64_t>(i) + 1}, matchRecord(people[i].contact, people[i].birth),
                     true);
        MatchSearch sure(base, {}), all(base, {});
        const Quality strict = qualityOf(people, Verdict::Sure, sure),
                      wide = qualityOf(people, Verdict::Perhaps, all);
        EXPECT_GE(strict.precision, 0.99) << seed;
        EXPECT_GE(strict.recall, 0.88) << seed;
        EXPECT_GE(wide.precision, 0.95) << seed;
        EXPECT_GE(wide.recall, 0.95) << seed;
        // Nearly linear: some comparisons per record.
        EXPECT_LE(sure.compared(), people.size() * 4) << seed;
    }
}

class DuplicateApi : public testing::Test {
protected:
    ~DuplicateApi() override { EXPECT_THAT(world.problems(), IsEmpty()); }
    Id add(const std::string& fields) {
        const auto reply = world.post("/contacts", "{" + fields + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<Contact>().id;
    }
    test::World world{"storage-sqlite", "contacts"};
};

constexpr const char* kAnnaTwice =
    R"("givenName":"Anna","familyName":"Müller","street":"Bahnhofstrasse","houseNumber":"12",
    "postcode":"8001","city":"Zürich","country":"CH","attributes":{"birthDate":"1965-04-23"})";
constexpr const char* kAna =
    R"("givenName":"Ana","familyName":"Mueller","street":"Bahnhofstr.","houseNumber":"12",
    "postcode":"8001","city":"Zürich","country":"CH","email":"anna@example.org")";

TEST_F(DuplicateApi, SaysWhileTypingWhoItMayBe) {
    const Id anna = add(kAnnaTwice);
    add(R"("givenName":"Peter","familyName":"Müller","street":"Bahnhofstrasse","houseNumber":"12","postcode":"8001",
        "city":"Zürich","country":"CH")");
    const auto reply =
        world.post("/contacts/duplicates/check",
                   R"({"givenName":"Ana","familyName":"Mueller","postcode":"8001","street":"Bahnhofstr",
                                      "houseNumber":"12","city":"Zürich","country":"CH"})");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_THAT(reply.body, HasSubstr(anna.toString()));
    EXPECT_THAT(reply.body, HasSubstr(R"("verdict":"sure")"));
    EXPECT_THAT(reply.body, HasSubstr(R"("field":"given")"));
    EXPECT_EQ(reply.body.find("Peter"), std::string::npos);
    EXPECT_EQ(world.post("/contacts/duplicates/check", R"({"familyName":"Zz","country":"Nowhere"})").status,
              200);
}

TEST_F(DuplicateApi, FindsThemAmongEverybodyAndRemembersWhatWasDecided) {
    add(kAnnaTwice), add(kAna);
    const auto search = [&] {
        EXPECT_EQ(world.post("/contacts/duplicates/search", "{}").status, 202);
        world.settle();
        return world.get("/contacts/duplicates");
    };
    const auto found = search();
    const std::string id = found.textAfter("\"id\":\"");
    ASSERT_FALSE(id.empty()) << found.body;
    EXPECT_THAT(found.body, HasSubstr(R"("verdict":"sure")"));
    EXPECT_EQ(world.post("/contacts/duplicates/" + id + "/decision", R"({"decision":"later"})").status, 200);
    EXPECT_EQ(search().textAfter("\"id\":\""), "");
    EXPECT_EQ(world.get("/contacts/duplicates?state=later").textAfter("\"id\":\""), id);
    EXPECT_EQ(world.post("/contacts/duplicates/" + id + "/decision", R"({"decision":"different"})").status,
              200);
    EXPECT_EQ(search().textAfter("\"id\":\""), "");
    EXPECT_EQ(world.get("/contacts/duplicates?state=different").textAfter("\"id\":\""), id);
    EXPECT_EQ(world.post("/contacts/duplicates/7/decision", R"({"decision":"different"})").code(),
              "contacts.no-duplicate");
    EXPECT_EQ(world.get("/contacts/duplicates?cursor=x").code(), "contacts.cursor");
}

TEST_F(DuplicateApi, TheSameMeansMerged) {
    const Id anna = add(kAnnaTwice), ana = add(kAna);
    world.post("/contacts/duplicates/search", "{}");
    world.settle();
    const std::string id = world.get("/contacts/duplicates").textAfter("\"id\":\"");
    const auto reply =
        world.post("/contacts/duplicates/" + id + "/decision",
                   R"({"decision":"same","staysId":")" + anna.toString() +
                       R"(","from":{"givenName":"typed"},"typed":{"givenName":"Anna Maria"}})");
    ASSERT_EQ(reply.status, 200) << reply.body;
    const Contact now = world.get("/contacts/" + ana.toString()).as<Contact>();
    EXPECT_EQ(now.id, anna);
    EXPECT_EQ(now.givenName, "Anna Maria");
    EXPECT_EQ(now.email, "anna@example.org");
    EXPECT_EQ(now.street, "Bahnhofstrasse");
    EXPECT_EQ(world.post("/contacts/duplicates/" + id + "/decision", R"({"decision":"different"})").code(),
              "contacts.duplicate-merged");
}

} // namespace
