#include "freezer.h"
#include "tests/support/mariadb.h"
#include "tests/unit/responses/campaign_world.h"

#include <chrono>
#include <thread>

/// Freezing in the real kernel with the real plugins, on every engine.
namespace rejoinder::targetgroups {
namespace {

struct GroupView {
    Id id;
    std::string state;
    std::int64_t members = 0;
};
REJOINDER_DESCRIBE(GroupView, id, state, members)

struct ChangesView {
    std::int64_t members = 0, leaving = 0, joining = 0;
};
REJOINDER_DESCRIBE(ChangesView, members, leaving, joining)

class Freezing : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        rejoinder::test::World::Settings settings;
        if (std::string(GetParam()) == "storage-mysql") {
            if (!rejoinder::test::MariaDb::available()) GTEST_SKIP() << "MariaDB is not installed";
            server_ = std::make_unique<rejoinder::test::MariaDb>();
            settings = server_->settings(server_->newDatabase());
        }
        world_ = std::make_unique<rejoinder::test::CampaignWorld>(2, settings, GetParam());
    }
    void TearDown() override { world_.reset(); }

    GroupView group(const std::string& path) { return world_->get(path).as<GroupView>(); }
    std::size_t stored(Id group) {
        return world_->kernel().storage().read([&](Unit& u) {
            return u.numbers("targetgroups.member-ids", {{"targetGroupId", group}}).size();
        });
    }

    std::unique_ptr<rejoinder::test::MariaDb> server_;
    std::unique_ptr<rejoinder::test::CampaignWorld> world_;
};

TEST_P(Freezing, OnlyTheJobThatTheGroupNamesWrites) {
    const Id id = world_->make("/target-groups",
                               R"({"campaignId":")" + world_->campaign.toString() +
                                   R"(","name":"Everybody","definition":{"split":{"shares":[)" +
                                   R"({"cellId":")" + world_->cell("A").toString() + R"(","rest":true}]}}})");
    const auto path = "/target-groups/" + id.toString();
    constexpr Id kOther{7};
    world_->kernel().storage().write([&](Unit& u) {
        u.enqueue("targetgroups.freeze", FreezeJob{id});
        u.run("targetgroups.begin-freezing", {{"operationId", kOther}, {"id", id}});
    });
    world_->settle();
    EXPECT_EQ(group(path).state, "freezing") << "the job that lost the group ends without a trace";
    EXPECT_EQ(stored(id), 0U);
    const auto again = world_->post(path + "/freezes", "{}");
    EXPECT_EQ(again.status, 202);
    EXPECT_EQ(again.as<rejoinder::test::IdView>().id, kOther) << "there is one freezing at a time";
    EXPECT_EQ(world_->call("DELETE", path + "/freezes").status, 204);
    EXPECT_EQ(group(path).state, "draft");
    EXPECT_EQ(world_->call("DELETE", path + "/freezes").code(), "targetgroups.not-freezing");
    EXPECT_EQ(world_->post(path + "/freezes", "{}").status, 202);
    world_->settle();
    EXPECT_EQ(group(path).state, "frozen");
    EXPECT_EQ(group(path).members, 8);
    EXPECT_EQ(stored(id), 8U);
}

TEST_P(Freezing, TheListsOwnWaveIsNoReasonToLeaveIt) {
    const auto id = world_->get("/target-groups").as<Page<GroupView>>().items.at(0).id;
    world_->make("/pressure-rules", R"({"name":"One","days":30,"most":1})");
    const auto path = "/target-groups/" + id.toString();
    ChangesView changes;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    do { // the index of this node follows by itself
        changes = world_->get(path + "/changes").as<ChangesView>();
        if (changes.leaving == 0) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    } while (std::chrono::steady_clock::now() < end);
    EXPECT_EQ(changes.members, 6);
    EXPECT_EQ(changes.leaving, 0) << "they got the letter this list was made for";
    EXPECT_EQ(changes.joining, 0);
}

TEST_P(Freezing, LateJoinersLeaveThePlacesOfAHouseholdToWhoIsInTheList) {
    const auto person = [&](const std::string& name, const std::string& city, const char* score) {
        return world_->make("/contacts",
                            R"({"givenName":")" + name + R"(","familyName":"Frick","street":"Au",)" +
                                R"("houseNumber":"1","postcode":")" + (city == "Vaduz" ? "9490" : "9494") +
                                R"(","country":"LI","city":")" + city + R"(","attributes":{"score":")" +
                                score + R"(","wanted":"yes"}})");
    };
    const Id first = person("Ida", "Vaduz", "1");
    const Id id = world_->make(
        "/target-groups",
        R"({"campaignId":")" + world_->campaign.toString() +
            R"(","name":"One of each","definition":{"condition":{"where":{"fact":"attribute.wanted",)" +
            R"("comparison":"is","values":["yes"]}},"limits":[{"most":1,"per":"household","by":)" +
            R"("attribute.score","best":"highest"}],"split":{"shares":[{"cellId":")" +
            world_->cell("A").toString() + R"(","rest":true}]}}})");
    const auto path = "/target-groups/" + id.toString();
    EXPECT_EQ(world_->post(path + "/freezes", "{}").status, 202);
    world_->settle();
    EXPECT_EQ(group(path).members, 1);
    person("Ulf", "Vaduz", "9"); // would be the one of this household if it were chosen today
    const Id other = person("Ada", "Schaan", "1");
    person("Eva", "Schaan", "0");
    EXPECT_EQ(world_->post(path + "/late-joiners", "{}").status, 202);
    world_->settle();
    const auto members = world_->kernel().storage().read([&](Unit& u) {
        return u.numbers("targetgroups.member-ids", {{"targetGroupId", id}});
    });
    EXPECT_EQ(members, (std::vector<std::int64_t>{first.value, other.value}));
    EXPECT_EQ(group(path).members, 2);
    EXPECT_EQ(world_->post(path + "/late-joiners", "{}").status, 202);
    world_->settle();
    EXPECT_EQ(group(path).members, 2);
}

INSTANTIATE_TEST_SUITE_P(Engines, Freezing, testing::Values("storage-sqlite", "storage-mysql"),
                         [](const auto& engine) { return std::string(engine.param).substr(8); });

} // namespace
} // namespace rejoinder::targetgroups
