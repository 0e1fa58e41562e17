#include "places.h"
#include "services.h"
#include "tests/unit/contacts/world.h"

#include <gmock/gmock.h>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using testing::HasSubstr;

class PlacesHere : public testing::Test {
protected:
    test::World::Reply load(const std::string& file, const std::string& source = "test") {
        return world.call("POST", "/places?source=" + source, file, {}, "text/csv");
    }
    Id add(const std::string& country, const std::string& postcode) {
        const auto reply = world.post("/contacts", R"({"familyName":"N","country":")" + country +
                                                       R"(","postcode":")" + postcode + "\"}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<Contact>().id;
    }
    std::vector<std::int64_t> within(const std::string& kilometres, const std::string& place) {
        FactCondition c;
        c.fact = "contact.place";
        c.comparison = Comparison::Within;
        c.values = {kilometres, place};
        return world.read([&](Unit& unit) { return facts->select(unit, c); });
    }
    std::string refusal(const std::string& kilometres, const std::string& place) {
        try {
            within(kilometres, place);
        } catch (const Error& e) {
            return e.faults().front().pointer;
        }
        return "none";
    }
    test::World world{"storage-sqlite", "contacts"};
    std::shared_ptr<ContactFacts> facts = makeFacts();
};

TEST(Places, DistancesAreThoseOfTheGlobe) {
    // Zürich to Bern and to Sydney; a quarter of the way round; across the line where the day changes.
    EXPECT_NEAR(kilometresBetween({47.3769, 8.5417}, {46.9480, 7.4474}), 95.5, 0.5);
    EXPECT_NEAR(kilometresBetween({47.3769, 8.5417}, {-33.8688, 151.2093}), 16'570, 30);
    EXPECT_NEAR(kilometresBetween({0, 0}, {90, 0}), 10'007.6, 0.1);
    EXPECT_NEAR(kilometresBetween({0, 179.5}, {0, -179.5}), 111.2, 0.1);
    EXPECT_EQ(kilometresBetween({47, 8}, {47, 8}), 0);
}

TEST_F(PlacesHere, ConditionsFindWhoLivesNear) {
    ASSERT_EQ(
        load("Country,Postcode,Name,Latitude,Longitude\n"
             "CH,8001,Zürich,47.3717,8.5423\nCH,8400,Winterthur,47.4991,8.7291\nCH,3011,Bern,46.9480,7.4474\n"
             "GB,SW1A,London,51.5010,-0.1416\nDE,79098,Freiburg,47.9959,7.8522\n")
            .status,
        200);
    const Id zurich = add("CH", "8001"), winterthur = add("CH", "8400"), bern = add("CH", "3011");
    const Id london = add("GB", "SW1A 1AA"), freiburg = add("DE", "79098");
    add("CH", "9999"); // in no table
    add("", "8001");
    using testing::ElementsAre;
    EXPECT_THAT(within("0", "CH 8001"), ElementsAre(zurich.value));
    EXPECT_THAT(within("25", "CH 8001"), ElementsAre(zurich.value, winterthur.value));
    EXPECT_THAT(within("100", "ch 8001"),
                ElementsAre(zurich.value, winterthur.value, bern.value, freiburg.value));
    EXPECT_THAT(within("5", "GB SW1A 2AA"), ElementsAre(london.value)) << "the table has the first half only";
    EXPECT_THAT(within("10.5", "46.9, 7.4"), ElementsAre(bern.value));
    FactCondition known;
    known.fact = "contact.place";
    EXPECT_EQ(world.read([&](Unit& unit) { return facts->select(unit, known); }).size(), 5U);
    EXPECT_EQ(refusal("25", "CH 9999"), "/values/1");
    EXPECT_EQ(refusal("25", "Zürich"), "/values/1");
    EXPECT_EQ(refusal("25", "91,0"), "/values/1");
    EXPECT_EQ(refusal("-1", "CH 8001"), "/values/0");
    EXPECT_EQ(refusal("near", "CH 8001"), "/values/0");
    // A new table of a country replaces the old one and acts at once; the others stay.
    ASSERT_EQ(load("country;postcode;name;latitude;longitude\nCH;8001;Zürich;46.95;7.44\n").status, 200);
    EXPECT_THAT(within("5", "CH 8001"), ElementsAre(zurich.value));
    EXPECT_THAT(within("10", "46.9,7.4"), ElementsAre(zurich.value));
    EXPECT_EQ(refusal("25", "CH 8400"), "/values/1");
    EXPECT_THAT(within("5", "DE 79098"), ElementsAre(freiburg.value));
    EXPECT_EQ(world.call("DELETE", "/places/CH").status, 204);
    EXPECT_EQ(refusal("25", "CH 8001"), "/values/1");
    EXPECT_EQ(world.call("DELETE", "/places/CH").code(), "contacts.no-places");
}

TEST_F(PlacesHere, TablesOfGeoNamesAreReadAndSearched) {
    ASSERT_EQ(
        load("CH\t8001\tZürich\tKanton Zürich\tZH\tBezirk Zürich\t112\tZürich\t261\t47.3717\t8.5423\t6\n"
             "CH\t1000\tLausanne 25\tVaud\tVD\t\t\t\t\t46.5\t6.5\t6\nCH\t1000\tLausanne "
             "26\tVaud\tVD\t\t\t\t\t46.75\t6.75\t6\n")
            .status,
        200);
    EXPECT_THAT(world.get("/places").body, HasSubstr(R"("places":2)"));
    EXPECT_THAT(world.get("/places/search?text=zur").body, HasSubstr(R"("postcode":"8001")"));
    EXPECT_THAT(world.get("/places/search?text=CH%2010").body,
                HasSubstr(R"("latitude":46.625,"longitude":6.625)"));
    EXPECT_THAT(world.get("/places/search?text=80").body, HasSubstr("Zürich"));
    EXPECT_THAT(world.get("/places/search?text=Bern").body, HasSubstr(R"("items":[])"));
}

TEST_F(PlacesHere, ALargeTableComesInStepsAndCountsWhenItIsWhole) {
    const auto stored = [&](std::int64_t mark) {
        return world.read([&](Unit& unit) {
            return unit.number("contacts.count-places", {{"country", "DE"}, {"mark", mark}});
        });
    };
    const auto mark = [&] {
        return world.read([](Unit& unit) { return unit.all<PlaceTable>("contacts.place-tables"); })
            .at(0)
            .mark;
    };
    // Half a table, of a load whose server was killed.
    world.write([&](Unit& unit) {
        unit.run("contacts.insert-place", {{"country", "DE"},
                                           {"mark", 7},
                                           {"postcode", "99999"},
                                           {"name", "Halbstadt"},
                                           {"nameFold", "halbstadt"},
                                           {"latitude", 50.0},
                                           {"longitude", 8.0}});
    });
    EXPECT_THAT(world.get("/places/search?text=99999").body, HasSubstr(R"("items":[])")) << "does not count";
    std::string file = "country,postcode,name,latitude,longitude\n";
    for (int i = 0; i < 25'000; ++i)
        file += "DE," + std::to_string(10'000 + i) + ",Ort,50." + std::to_string(i) + ",8\n";
    ASSERT_EQ(load(file).status, 200);
    const auto first = mark();
    EXPECT_EQ(stored(first), 25'000);
    world.settle();
    EXPECT_EQ(stored(7), 0) << "and goes with the next table";
    ASSERT_EQ(load("country,postcode,name,latitude,longitude\nDE,79098,Freiburg,48,7.9\n").status, 200);
    world.settle();
    EXPECT_EQ(stored(first), 0);
    EXPECT_EQ(stored(mark()), 1);
    const auto second = mark();
    EXPECT_EQ(world.call("DELETE", "/places/DE").status, 204);
    world.settle();
    EXPECT_EQ(stored(second), 0);
}

TEST_F(PlacesHere, AFileWithFaultsLoadsNothingAndNamesThem) {
    const auto reply =
        load("country,postcode,name,latitude,longitude\nCH,8001,Zürich,47.3,8.5\nXX,,Nowhere,91,east\n");
    EXPECT_EQ(reply.status, 422);
    EXPECT_EQ(reply.code(), "contacts.places");
    for (const char* field : {"country", "postcode", "latitude", "longitude"})
        EXPECT_THAT(reply.body, HasSubstr("/lines/3/" + std::string(field)));
    EXPECT_THAT(world.get("/places").body, HasSubstr(R"("items":[])"));
    EXPECT_EQ(load("8001,Zürich,47.3,8.5\n").status, 422);
    EXPECT_EQ(load("country,postcode,name,latitude,longitude\n").status, 422);
}

} // namespace
