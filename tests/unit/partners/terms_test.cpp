#include "tests/unit/contacts/world.h"

#include <gmock/gmock.h>

/// How long what others told us is kept, and that what could not be read can be read again.
namespace rejoinder::partners {

namespace {

using rejoinder::test::World;
using testing::HasSubstr;
using testing::Not;

struct FileFacts {
    std::string state, fault;
};
REJOINDER_DESCRIBE(FileFacts, state, fault)
struct FileOnly {
    Id id;
    std::int64_t version = 0;
    FileFacts file;
};
REJOINDER_DESCRIBE(FileOnly, id, version, file)
struct EntryOnly {
    std::string state, reason, title;
};
REJOINDER_DESCRIBE(EntryOnly, state, reason, title)
struct EntryPage {
    std::vector<EntryOnly> items;
};
REJOINDER_DESCRIBE(EntryPage, items)
struct PartOnly {
    std::string content;
};
REJOINDER_DESCRIBE(PartOnly, content)

class Terms : public testing::Test {
protected:
    FileOnly handIn(const std::string& content, const char* type) {
        const auto reply = world.call("POST", "/partner-files?source=payments", content, {}, type);
        EXPECT_EQ(reply.status, 201) << reply.body;
        const auto id = reply.as<FileOnly>().id;
        world.settle();
        return file(id);
    }
    FileOnly file(Id id) { return world.get("/partner-files/" + id.toString()).as<FileOnly>(); }
    bool isKept(Id id) {
        return world.read([&](Unit& u) {
            return u.one<PartOnly>("partners.find-content", {{"ownerId", id}, {"part", 0}}).has_value();
        });
    }
    void later(int days) {
        auto& clock = world.kernel().clock();
        clock.set(clock.now().plus(std::chrono::hours(24 * days + 7)));
        world.settle();
    }

    World world{{"storage-sqlite", "contacts", "campaigns", "targetgroups", "dispatch", "responses",
                 "fulfilment", "partners"}};
};

TEST_F(Terms, AFileThatCouldNotBeReadIsTriedAgainAndItsContentGoesInTheEnd) {
    const std::string broken = "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.054.001.08'>";
    const auto first = handIn(broken, "application/xml");
    EXPECT_EQ(first.file.state, "failed");
    EXPECT_EQ(first.file.fault, "partners.broken-xml");
    EXPECT_TRUE(isKept(first.id));
    const auto second = handIn(broken, "application/xml");
    EXPECT_EQ(second.id, first.id);
    EXPECT_GT(second.version, first.version) << "it was read once more";
    EXPECT_EQ(second.file.state, "failed");
    later(89);
    EXPECT_TRUE(isKept(first.id));
    later(2);
    EXPECT_FALSE(isKept(first.id));
    EXPECT_EQ(file(first.id).file.fault, "partners.content-gone");
    EXPECT_EQ(handIn(broken, "application/xml").file.fault, "partners.broken-xml")
        << "and can be handed in again";
    EXPECT_TRUE(isKept(first.id));
}

TEST_F(Terms, NamesAndAccountsOfNobodyGoInTheEnd) {
    const auto table =
        handIn("Wann;Wieviel;Referenz;Wer;IBAN\n"
               "05.03.2026;1050,50;210000000003139471430009017;Zwygart Eva;CH9300762011623852957\n",
               "text/csv");
    ASSERT_EQ(table.file.state, "mapping");
    const auto mapped = world.call(
        "PATCH", "/partner-files/" + table.id.toString(),
        R"({"mapping":{"columns":{"bookedOn":"Wann","amount":"Wieviel","payerName":"Wer","payerIban":"IBAN"},
        "currency":"CHF","account":"CH9300762011623852957"}})",
        "\"" + std::to_string(table.version) + "\"");
    ASSERT_EQ(mapped.status, 200) << mapped.body;
    world.settle();
    const auto entries = [&](const char* state) {
        return world.get(std::string("/partner-entries?state=") + state).body;
    };
    EXPECT_THAT(entries("clearing"), HasSubstr("Zwygart"));
    later(729);
    EXPECT_THAT(entries("clearing"), HasSubstr("Zwygart"));
    later(2);
    EXPECT_TRUE(world.get("/partner-entries?state=clearing").as<EntryPage>().items.empty());
    const auto rejected = entries("rejected");
    EXPECT_THAT(rejected, HasSubstr("partners.expired"));
    EXPECT_THAT(rejected, HasSubstr("105050")) << "amounts stay";
    EXPECT_THAT(rejected, Not(HasSubstr("Zwygart")));
    EXPECT_THAT(rejected, Not(HasSubstr(R"("payerIban":"CH93)")));
}

} // namespace
} // namespace rejoinder::partners
