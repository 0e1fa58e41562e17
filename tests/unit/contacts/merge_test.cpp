#include "merge_identity.h"
#include "merge_store.h"
#include "services.h"
#include "store.h"
#include "tests/unit/contacts/world.h"

#include <gmock/gmock.h>

#include <random>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class Merging : public testing::Test {
protected:
    ~Merging() override { EXPECT_THAT(world.problems(), IsEmpty()); }
    Id add(const std::string& fields) {
        const auto reply = world.post("/contacts", "{" + fields + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<Contact>().id;
    }
    Id merge(Id stays, Id goes, const std::string& more = "") {
        const auto reply = world.post("/contacts/" + stays.toString() + "/merges",
                                      R"({"mergedId":")" + goes.toString() + "\"" + more + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return *Id::parse(reply.textAfter("\"id\":\""));
    }
    std::string undo(Id merge) {
        return world.call("POST", "/contacts/merges/" + merge.toString() + "/undo", "{}").body;
    }
    FieldMap fields(Id id) {
        return world.read([&](Unit& u) { return fieldsOf(*findContact(u, id), attributesOf(u, id)); });
    }
    Contact get(Id id) { return world.get("/contacts/" + id.toString()).as<Contact>(); }
    void patch(Id id, const std::string& body) {
        const auto version = "\"" + std::to_string(get(id).version) + "\"";
        const auto reply = world.call("PATCH", "/contacts/" + id.toString(), body, version);
        EXPECT_EQ(reply.status, 200) << reply.body;
    }
    std::vector<Id> all(Id id) {
        return world.read([&](Unit& u) { return allIdsOf(u, id); });
    }
    test::World world{"storage-sqlite", "contacts"};
};

constexpr const char* kA =
    R"("familyName":"Ad","street":"Weg","houseNumber":"1","postcode":"8001","city":"Zug",
    "country":"CH","externalKey":"A","attributes":{"x":"1"})";
constexpr const char* kB = R"("familyName":"Ad","givenName":"Bo","email":"b@example.org","externalKey":"B",
    "street":"Gasse","houseNumber":"2","postcode":"3000","city":"Bern","country":"CH","attributes":{"x":"2","y":"3"})";
constexpr const char* kC =
    R"("familyName":"Ad","phone":"+41446681800","externalKey":"C","attributes":{"z":"4"})";

TEST_F(Merging, TakesWhatLacksAndComesApartExactly) {
    const Id a = add(kA), b = add(kB);
    const FieldMap wasA = fields(a), wasB = fields(b);
    const Id m = merge(a, b);
    const Contact one = get(b);
    EXPECT_EQ(one.id, a);
    EXPECT_EQ(one.givenName, "Bo");
    EXPECT_EQ(one.street, "Weg"); // an address is one thing
    EXPECT_EQ(one.city, "Zug");
    EXPECT_THAT(all(b), ElementsAre(a, b));
    EXPECT_THAT(world.read([&](Unit& u) { return makeUniverse()->all(u); }), ElementsAre(a.value));
    EXPECT_EQ(
        world.post("/contacts/" + a.toString() + "/merges", R"({"mergedId":")" + b.toString() + "\"}").code(),
        "contacts.same-contact");
    undo(m);
    EXPECT_EQ(fields(a), wasA);
    EXPECT_EQ(fields(b), wasB);
    EXPECT_EQ(get(b).id, b);
    EXPECT_EQ(world.call("POST", "/contacts/merges/" + m.toString() + "/undo", "{}").code(),
              "contacts.unmerged");
}

TEST_F(Merging, WhatWasChangedSinceStaysWithTheOneThatStayed) {
    const Id a = add(kA), b = add(kB);
    const Id m = merge(a, b);
    patch(b, R"({"title":"Dr."})");
    EXPECT_THAT(undo(m), testing::HasSubstr(R"("kept":["title"])"));
    EXPECT_EQ(get(a).title, "Dr.");
    EXPECT_EQ(get(a).givenName, "");
    EXPECT_EQ(get(b).title, "");
}

TEST_F(Merging, ChainsComeApartInAnyOrder) {
    for (const bool firstFirst : {true, false}) {
        const std::string n = firstFirst ? "1" : "2";
        const auto own = [&](std::string text) {
            const auto at = text.find("\"externalKey\":\"") + 15;
            return text.insert(at, n);
        };
        const Id a = add(own(kA)), b = add(own(kB)), c = add(own(kC));
        const FieldMap wasA = fields(a), wasB = fields(b), wasC = fields(c);
        const Id ab = merge(b, a), bc = merge(c, b); // a into b, b into c
        EXPECT_EQ(get(a).id, c);
        EXPECT_THAT(all(a), UnorderedElementsAre(a, b, c));
        undo(firstFirst ? ab : bc);
        EXPECT_EQ(get(a).id, firstFirst ? a : b);
        undo(firstFirst ? bc : ab);
        EXPECT_EQ(fields(a), wasA);
        EXPECT_EQ(fields(b), wasB);
        EXPECT_EQ(fields(c), wasC);
        EXPECT_EQ(get(a).id, a);
    }
}

TEST_F(Merging, RandomHistoriesComeApartAsTheyWere) {
    std::mt19937 random(42);
    std::vector<Id> people;
    std::map<Id, FieldMap> was;
    for (int i = 0; i < 8; ++i) {
        const std::string n = std::to_string(i);
        std::string text = R"("familyName":"F)" + n + "\"";
        if (random() % 2 == 0) text += R"(,"givenName":"G)" + n + "\"";
        if (random() % 2 == 0) text += R"(,"email":"e)" + n + R"(@example.org")";
        if (random() % 2 == 0) text += R"(,"street":"S)" + n + R"(","city":"C)" + n + "\"";
        text += R"(,"attributes":{"a)" + std::to_string(i % 3) + R"(":")" + n + "\"}";
        people.push_back(add(text));
        was[people.back()] = fields(people.back());
    }
    for (int round = 0; round < 12; ++round) {
        std::vector<Id> standing;
        for (int step = 0; step < 14; ++step) {
            const Id x = people[random() % people.size()], y = people[random() % people.size()];
            if (random() % 3 != 0) {
                if (get(x).id != get(y).id) standing.push_back(merge(x, y));
            } else if (!standing.empty()) {
                const auto at = standing.begin() + static_cast<std::ptrdiff_t>(random() % standing.size());
                undo(*at);
                standing.erase(at);
            }
        }
        std::shuffle(standing.begin(), standing.end(), random);
        for (const Id m : standing) undo(m);
        for (const Id id : people) {
            EXPECT_EQ(fields(id), was[id]) << round;
            EXPECT_THAT(all(id), ElementsAre(id)) << round;
        }
    }
}

TEST_F(Merging, WhatBindsOnePersonBindsBothAfterwards) {
    const Id a = add(kA), b = add(kB);
    const auto path = [](Id id, const char* end) { return "/contacts/" + id.toString() + end; };
    const auto object = [&](Id id) {
        const auto body = R"({"contactId":")" + id.toString() + R"(","source":"call","channel":"letter"})";
        EXPECT_EQ(world.post("/suppressions", body).status, 201);
    };
    const auto letters = [&](Id id) {
        const std::string body = world.get(path(id, "/permissions")).body;
        return body.substr(0, body.find("\"email\""));
    };
    object(a);
    Id one = merge(a, b);
    object(b); // says it, too; who of them it was is not known
    EXPECT_EQ(world.post(path(b, "/holds"), R"({"reason":"lawsuit"})").status, 201);
    EXPECT_THAT(world.get(path(b, "/holds")).body, HasSubstr("lawsuit"));
    undo(one);
    for (const Id id : {a, b}) {
        EXPECT_THAT(letters(id), HasSubstr("contacts.objection"));
        EXPECT_THAT(world.get(path(id, "/holds")).body, HasSubstr("lawsuit"));
    }
}

TEST_F(Merging, ARestrictionIsThatOfTheWholePerson) {
    const Id a = add(kA), b = add(kB);
    const auto restrict = [&](Id id, bool yes) {
        const auto body = std::string(R"({"reason":"letter","restricted":)") + (yes ? "true" : "false") + "}";
        EXPECT_EQ(world.call("PUT", "/contacts/" + id.toString() + "/restriction", body).status, 200);
    };
    const auto told = [&](Id id) { return world.get("/contacts/" + id.toString() + "/permissions").body; };
    restrict(b, true);
    Id one = merge(a, b);
    EXPECT_THAT(told(a), HasSubstr("contacts.restricted"));
    restrict(a, false);
    EXPECT_THAT(told(a), Not(HasSubstr("contacts.restricted"))) << "it ends for every id";
    restrict(a, true);
    undo(one);
    for (const Id id : {a, b}) EXPECT_TRUE(get(id).restricted) << "asked for while they were one";
    for (const Id id : {a, b}) restrict(id, false);
    one = merge(a, b);
    restrict(a, true), restrict(a, false);
    undo(one);
    for (const Id id : {a, b}) EXPECT_FALSE(get(id).restricted);
}

TEST_F(Merging, ADeathIsNotForgottenWhenAnotherMergeIsUndone) {
    const Id a = add(kA), b = add(kB + std::string(R"(,"deceased":true)")), c = add(kC);
    merge(a, b, R"(,"from":{"deceased":"stays"})");
    EXPECT_TRUE(get(a).deceased);
    undo(merge(a, c));
    EXPECT_TRUE(get(a).deceased);
}

TEST_F(Merging, ATypedValueMustBeRight) {
    const Id a = add(kA), b = add(kB);
    const auto reply = world.post("/contacts/" + a.toString() + "/merges",
                                  R"({"mergedId":")" + b.toString() +
                                      R"(","from":{"email":"typed"},"typed":{"email":"no"}})");
    EXPECT_EQ(reply.status, 422) << reply.body;
    EXPECT_EQ(get(b).id, b);
}

} // namespace
