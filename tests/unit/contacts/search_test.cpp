#include "tests/unit/contacts/world.h"

#include <rejoinder/contract/contacts.h>

#include <gmock/gmock.h>

#include <set>

/// Who calls without a code: found by number or postcode.
namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class Search : public testing::Test {
protected:
    Search() {
        add("Abegg", "8001", "+41446681800");
        add("Berger", "8002", "+41446681801");
        add("Cathomas", "80010", "+41791234567");
        add("Dubois", "3011", "");
    }
    void add(const std::string& name, const std::string& postcode, const std::string& phone) {
        const auto reply =
            world.post("/contacts", R"({"familyName":")" + name + R"(","country":"CH","postcode":")" +
                                        postcode + R"(","phone":")" + phone + "\"}");
        ASSERT_EQ(reply.status, 201) << reply.body;
    }
    std::vector<std::string> names(const std::string& query) {
        std::vector<std::string> all;
        for (const Contact& c : world.get("/contacts" + query).as<Page<Contact>>().items)
            all.push_back(c.familyName);
        return all;
    }
    test::World world{"storage-sqlite", "contacts"};
};

TEST_F(Search, FindsTheNumberAndItsBeginning) {
    EXPECT_THAT(names("?phone=%2B41446681800"), ElementsAre("Abegg"));
    EXPECT_THAT(names("?phone=%2B41%2044%20668%2018%2000"), ElementsAre("Abegg")) << "blanks do not matter";
    EXPECT_THAT(names("?phone=%2B41446681"), UnorderedElementsAre("Abegg", "Berger"));
    EXPECT_THAT(names("?phone=%2B49446681800"), IsEmpty());
}

TEST_F(Search, FindsThePostcodeAndItsBeginning) {
    EXPECT_THAT(names("?postcode=3011"), ElementsAre("Dubois"));
    EXPECT_THAT(names("?postcode=8001"), UnorderedElementsAre("Abegg", "Cathomas"));
    EXPECT_THAT(names("?postcode=80"), UnorderedElementsAre("Abegg", "Berger", "Cathomas"));
    EXPECT_THAT(names("?postcode=9"), IsEmpty());
    // A percent sign is a character that no postcode has, not a wildcard.
    EXPECT_THAT(names("?postcode=%25"), IsEmpty());
}

TEST_F(Search, GoesThroughAPostcodeByNameAlsoWhereManyAreCalledAlike) {
    for (int i = 0; i < 4; ++i) add("Berger", "8001", "");
    std::vector<std::string> found;
    std::set<Id> ids;
    std::string cursor;
    do {
        const auto page = world.get("/contacts?postcode=800&limit=1" + cursor).as<Page<Contact>>();
        for (const Contact& c : page.items) {
            found.push_back(c.postcode + " " + c.familyName);
            ids.insert(c.id);
        }
        cursor = page.nextCursor ? "&cursor=" + *page.nextCursor : "";
    } while (!cursor.empty());
    EXPECT_THAT(found, ElementsAre("8001 Abegg", "8001 Berger", "8001 Berger", "8001 Berger", "8001 Berger",
                                   "80010 Cathomas", "8002 Berger"));
    EXPECT_EQ(ids.size(), found.size());
    EXPECT_THAT(names("?postcode=8001"),
                ElementsAre("Abegg", "Berger", "Berger", "Berger", "Berger", "Cathomas"));
}

TEST_F(Search, GoesThroughThePagesOnceAndSearchesOneThingAtATime) {
    const auto first = world.get("/contacts?postcode=80&limit=2").as<Page<Contact>>();
    ASSERT_EQ(first.items.size(), 2U);
    ASSERT_TRUE(first.nextCursor);
    const auto second =
        world.get("/contacts?postcode=80&limit=2&cursor=" + *first.nextCursor).as<Page<Contact>>();
    ASSERT_EQ(second.items.size(), 1U);
    EXPECT_NE(second.items[0].id, first.items[0].id);
    EXPECT_NE(second.items[0].id, first.items[1].id);
    EXPECT_EQ(world.get("/contacts?postcode=80&phone=%2B41").code(), "contacts.one-search");
}

} // namespace
