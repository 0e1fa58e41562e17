// Who lives together: kept with every contact, however it came in and whatever became of it.

#include "household.h"
#include "store.h"
#include "tests/unit/contacts/world.h"

#include <rejoinder/contract/contacts.h>

#include <gmock/gmock.h>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Contact at(const char* family, const char* street, const char* number, const char* postcode) {
    Contact c;
    c.familyName = family;
    c.street = street, c.houseNumber = number, c.postcode = postcode;
    c.city = "Zürich", c.country = "CH";
    return c;
}

TEST(Household, IsFamilyNameAndAddressHoweverTheyAreSpelt) {
    const auto home = householdOf(at("Müller", "Bahnhofstrasse", "12", "8001"));
    EXPECT_GT(home, 0);
    EXPECT_EQ(householdOf(at("MUELLER", "Bahnhofstr.", "12", "8001")), home);
    EXPECT_EQ(householdOf(at("Müller", "Bahnhofstraße 12", "", "8001")), home);
    EXPECT_NE(householdOf(at("Meier", "Bahnhofstrasse", "12", "8001")), home);
    EXPECT_NE(householdOf(at("Müller", "Bahnhofstrasse", "12a", "8001")), home);
    EXPECT_NE(householdOf(at("Müller", "Bahnhofstrasse", "12", "3001")), home);
    Contact guest = at("Müller", "Bahnhofstrasse", "12", "8001");
    guest.careOf = "Keller";
    EXPECT_NE(householdOf(guest), home);
    EXPECT_EQ(householdOf(at("Müller", "", "", "8001")), 0) << "no street, no household";
    EXPECT_EQ(householdOf(at("", "Bahnhofstrasse", "12", "8001")), 0);
    Contact box = at("Müller", "", "", "8001");
    box.poBox = "77";
    EXPECT_GT(householdOf(box), 0);
    Contact company = at("", "Bahnhofstrasse", "12", "8001");
    company.companyName = "Muster AG";
    Contact same = company;
    same.companyName = "muster";
    EXPECT_EQ(householdOf(company), householdOf(same));
}

struct MemberOnly {
    Contact contact;
    bool self = false;
};
REJOINDER_DESCRIBE(MemberOnly, contact, self)
struct HouseholdOnly {
    Id contactId;
    bool known = false;
    std::vector<MemberOnly> members;
};
REJOINDER_DESCRIBE(HouseholdOnly, contactId, known, members)

class HouseholdApi : public testing::Test {
protected:
    ~HouseholdApi() override { EXPECT_THAT(world.problems(), IsEmpty()); }
    Id add(const std::string& given, const std::string& family = "Müller",
           const std::string& street = "Bahnhofstrasse 12") {
        return world
            .post("/contacts", R"({"givenName":")" + given + R"(","familyName":")" + family +
                                   R"(","street":")" + street +
                                   R"(","postcode":"8001","city":"Zürich","country":"CH"})")
            .as<Contact>()
            .id;
    }
    std::vector<Id> membersOf(Id id) {
        std::vector<Id> ids;
        const auto home = world.get("/contacts/" + id.toString() + "/household").as<HouseholdOnly>();
        for (const auto& member : home.members) {
            EXPECT_EQ(member.self, member.contact.id == home.contactId);
            ids.push_back(member.contact.id);
        }
        return ids;
    }
    test::World world{"storage-sqlite", "contacts"};
};

TEST_F(HouseholdApi, FollowsChangesMergesAndUnmerges) {
    const Id anna = add("Anna"), peter = add("Peter", "Mueller", "Bahnhofstr. 12"),
             other = add("Anna", "Keller");
    EXPECT_THAT(membersOf(anna), ElementsAre(anna, peter));
    EXPECT_THAT(membersOf(other), ElementsAre(other));
    const auto version = world.get("/contacts/" + other.toString()).etag;
    EXPECT_EQ(
        world.call("PATCH", "/contacts/" + other.toString(), R"({"familyName":"Müller"})", version).status,
        200);
    EXPECT_THAT(membersOf(anna), ElementsAre(anna, peter, other));

    const auto merge =
        world.post("/contacts/" + anna.toString() + "/merges", R"({"mergedId":")" + other.toString() + "\"}");
    ASSERT_EQ(merge.status, 201) << merge.body;
    EXPECT_THAT(membersOf(peter), ElementsAre(anna, peter)) << "who was merged away lives nowhere";
    EXPECT_THAT(membersOf(other), ElementsAre(anna, peter)) << "it is asked as who it is today";
    EXPECT_EQ(world.call("POST", "/contacts/merges/" + merge.textAfter("\"id\":\"") + "/undo", "{}").status,
              200);
    EXPECT_THAT(membersOf(peter), UnorderedElementsAre(anna, peter, other));
}

TEST_F(HouseholdApi, IsToldForImportsAndDerivedAnewForOldRows) {
    EXPECT_EQ(world
                  .call("POST", "/contacts/imports",
                        "externalKey,familyName,street,houseNumber,postcode,city,country\n"
                        "1,Rossi,Via Roma,5,6900,Lugano,CH\n2,ROSSI,via "
                        "roma,5,6900,Lugano,CH\n3,Rossi,,,6900,Lugano,CH\n",
                        {}, "text/csv")
                  .status,
              202);
    world.settle();
    const auto idOf = [&](const char* key) {
        return *Id::parse(world.get(std::string("/contacts?externalKey=") + key).textAfter("\"id\":\""));
    };
    const Id first = idOf("1"), second = idOf("2"), third = idOf("3");
    EXPECT_THAT(membersOf(first), ElementsAre(first, second));
    EXPECT_THAT(membersOf(third), ElementsAre(third));
    // As an older program left them.
    world.write([&](Unit& unit) {
        for (const Id id : {first, second})
            unit.run("contacts.set-derived", {{"id", id},
                                              {"version", findContact(unit, id)->version},
                                              {"nameFold", "rossi"},
                                              {"emailNorm", ""},
                                              {"reach", 1},
                                              {"household", 0}});
        unit.run("contacts.set-derived-rules", {{"rules", 0}});
    });
    EXPECT_THAT(membersOf(first), ElementsAre(first));
    world.close();
    world.open();
    world.settle();
    EXPECT_THAT(membersOf(first), ElementsAre(first, second));
}

} // namespace
