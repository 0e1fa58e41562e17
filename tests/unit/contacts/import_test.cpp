#include "import_job.h"
#include "store.h"
#include "tests/unit/contacts/world.h"

#include <gmock/gmock.h>

#include <sstream>
#include <thread>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// As the route shows it.
struct ImportView {
    Id id;
    ImportState state = ImportState::Queued;
    std::string reason;
    std::int64_t records = 0, created = 0, updated = 0, unchanged = 0, failed = 0;
};
REJOINDER_DESCRIBE(ImportView, id, state, reason, records, created, updated, unchanged, failed)

std::string csvOf(int rows, const std::string& value = "v") {
    std::ostringstream out;
    out << "externalKey,familyName,email,score,note\n";
    for (int i = 0; i < rows; ++i)
        out << "K" << i << ",Name " << i << ",p" << i << "@example.org," << i % 100 << ",\"" << value
            << "\n\"\"" << i << "\"\"\"\n";
    return out.str();
}

class Imports : public testing::Test {
protected:
    ~Imports() override { EXPECT_THAT(world.problems(), IsEmpty()); }

    test::World::Reply upload(const std::string& text, const std::string& query = "") {
        return world.call("POST", "/contacts/imports" + query, text, {}, "text/csv");
    }
    /// Imports a text to its end.
    ImportView import(const std::string& text, const std::string& query = "") {
        const auto reply = upload(text, query);
        EXPECT_EQ(reply.status, 202) << reply.body;
        world.settle();
        return find(reply);
    }
    ImportView find(const test::World::Reply& reply) {
        const auto operation = reply.as<Operation>();
        EXPECT_TRUE(operation.result.has_value());
        const auto result = json::read<ImportResult>(operation.result->text);
        return world.get("/contacts/imports/" + result.importId.toString()).as<ImportView>();
    }
    Contact of(const std::string& key) {
        return world.read([&](Unit& unit) { return requireContact(unit, contactOfKey(unit, key)); });
    }
    std::map<std::string, std::string> attributes(const std::string& key) {
        return world.read([&](Unit& unit) { return attributesOf(unit, contactOfKey(unit, key)); });
    }
    std::int64_t contacts() {
        return world.read(
            [](Unit& unit) { return static_cast<std::int64_t>(unit.numbers("contacts.all-ids").size()); });
    }
    std::size_t storedFiles() {
        std::size_t n = 0;
        for ([[maybe_unused]] const auto& entry :
             std::filesystem::recursive_directory_iterator(world.folder() / "data"))
            n += entry.path().extension() == ".csv" ? 1U : 0U;
        return n;
    }

    test::World world{"storage-sqlite", "contacts"};
};

TEST_F(Imports, StoreEveryRow) {
    const ImportView done = import(csvOf(3000));
    EXPECT_EQ(done.state, ImportState::Finished);
    EXPECT_EQ(done.records, 3000);
    EXPECT_EQ(done.created, 3000);
    EXPECT_EQ(contacts(), 3000);
    EXPECT_EQ(of("K2999").familyName, "Name 2999");
    EXPECT_EQ(attributes("K17").at("note"), "v \"17\"");
    EXPECT_EQ(storedFiles(), 0u) << "the file goes when it is no longer needed";
}

TEST_F(Imports, TheSameFileTwiceChangesNothing) {
    import(csvOf(1200));
    const Contact before = of("K600");
    const ImportView again = import(csvOf(1200));
    EXPECT_EQ(again.unchanged, 1200);
    EXPECT_EQ(again.created + again.updated + again.failed, 0);
    EXPECT_EQ(contacts(), 1200);
    EXPECT_EQ(of("K600").version, before.version);
    EXPECT_EQ(of("K600").updatedAt, before.updatedAt);
}

TEST_F(Imports, KnownKeysAreUpdatedByWhatIsFilledOrLeftAlone) {
    import("externalKey,familyName,city,score\n1,Old,Bern,5\n2,Two,Basel,6\n");
    const ImportView update =
        import("externalKey,familyName,city,score,extra\n1,New,,7,x\n2,Two,Basel,6,\n3,Three,,,\n");
    EXPECT_EQ(update.updated, 1);
    EXPECT_EQ(update.unchanged, 1);
    EXPECT_EQ(update.created, 1);
    EXPECT_EQ(of("1").familyName, "New");
    EXPECT_EQ(of("1").city, "Bern") << "an empty cell says nothing";
    EXPECT_EQ(attributes("1"), (std::map<std::string, std::string>{{"score", "7"}, {"extra", "x"}}));
    const ImportView skip = import("externalKey,familyName\n1,Newer\n4,Four\n", "?mode=create");
    EXPECT_EQ(skip.unchanged, 1);
    EXPECT_EQ(skip.created, 1);
    EXPECT_EQ(of("1").familyName, "New");
}

TEST_F(Imports, AKeyTwiceInAFileIsOnePerson) {
    const ImportView done =
        import("externalKey,familyName,city\n1,First,Bern\n2,Other,\n1,Second,\n1,Third,Basel\n");
    EXPECT_EQ(done.created, 2);
    EXPECT_EQ(done.updated, 2);
    EXPECT_EQ(of("1").familyName, "Third");
    EXPECT_EQ(of("1").city, "Basel");
    EXPECT_EQ(contacts(), 2);
}

TEST_F(Imports, KeysInAnyOrderAmongManyOthers) {
    import(csvOf(5000));
    std::string text = "externalKey,score\n";
    for (int i = 0; i < 400; ++i)
        text += (i % 4 == 3 ? "new" : "K") + std::to_string((i * 2503) % 5000) + ",101\n";
    const ImportView done = import(text);
    EXPECT_EQ(done.updated, 300);
    EXPECT_EQ(done.created, 100);
    EXPECT_EQ(attributes("K2503").at("score"), "101");
}

TEST_F(Imports, TheSameRequestTwiceIsOneImport) {
    const std::string text = "familyName\nOne\nTwo\n";
    const auto ask = [&](std::string_view key) {
        return world.call("POST", "/contacts/imports", text, {}, "text/csv", key);
    };
    const auto first = ask("key-1");
    // The kernel keeps answers of keys; now it is as if the process had died between the import and its
    // answer.
    world.write([](Unit& unit) {
        unit.run("kernel.purge-idempotent-answers", {{"now", unit.now().plus(std::chrono::hours(1000))}});
    });
    const auto again = ask("key-1");
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(ask("key-2").status, 409) << "another request with the same file";
    world.settle();
    EXPECT_EQ(contacts(), 2);
    EXPECT_EQ(storedFiles(), 0U) << "the file of the second request is not kept";
}

TEST_F(Imports, WithoutKeyTheSameFileNeedsAWord) {
    import("familyName\nOne\nTwo\n");
    EXPECT_EQ(upload("familyName\nOne\nTwo\n").code(), "contacts.import-again");
    EXPECT_EQ(storedFiles(), 0u);
    EXPECT_EQ(import("familyName\nOne\nTwo\n", "?again=true").created, 2);
    EXPECT_EQ(contacts(), 4);
}

TEST_F(Imports, WrongRowsComeBackAsAFileThatCanBeMendedAndSentAgain) {
    const ImportView done =
        import("externalKey;email;note\n1;a@example.org;=1+1\n2;wrong;=2+2\n3\n4;b@example.org;x\n");
    EXPECT_EQ(done.created, 2);
    EXPECT_EQ(done.failed, 2);
    const auto file = world.get("/contacts/imports/" + done.id.toString() + "/errors");
    EXPECT_EQ(file.body,
              "externalKey;email;note;line;code;field;message\r\n"
              "2;wrong;\"'=2+2\";3;contacts.email;email;\"\"\"wrong\"\" is no e-mail address.\"\r\n"
              "3;;;4;contacts.csv-ragged;;The line has 1 columns, the file has 3.\r\n");
    const ImportView mended =
        import("externalKey;email;note;line;code;field;message\r\n2;c@example.org;\"'=2+2\";3;x;y;z\r\n",
               "?unmapped=ignore&mapping=%7B%22note%22:%22attribute:note%22%7D");
    EXPECT_EQ(mended.created, 1);
    EXPECT_EQ(attributes("2").at("note"), "=2+2");
}

TEST_F(Imports, StopsWhenTooMuchIsWrong) {
    std::string text = "externalKey,email\n";
    for (int i = 0; i < 30'000; ++i) text += std::to_string(i) + (i % 2 == 0 ? ",wrong\n" : ",\n");
    const ImportView done = import(text, "?maxErrors=100");
    EXPECT_EQ(done.state, ImportState::Stopped);
    EXPECT_LT(done.records, 30'000);
    EXPECT_GT(done.failed, 100);
    EXPECT_EQ(done.created, contacts());
    EXPECT_THAT(done.reason, Not(IsEmpty()));
}

TEST_F(Imports, RefuseAtOnceWhatCannotBe) {
    EXPECT_EQ(upload("a,a\n1,2\n").status, 422);
    EXPECT_EQ(upload("externalKey\n1\n", "?mapping=%7B%22x%22:%22email%22%7D").status, 422);
    EXPECT_EQ(upload("externalKey\n1\n", "?mapping=nonsense").status, 422);
    EXPECT_EQ(upload("externalKey\n1\n", "?consent=letter").status, 422);
    EXPECT_EQ(upload("externalKey\n1\n", "?profileId=5").status, 404);
    EXPECT_EQ(world.call("POST", "/contacts/imports", "{}", {}, "application/json").status / 100, 4);
    EXPECT_EQ(storedFiles(), 0u);
    EXPECT_EQ(contacts(), 0);
}

TEST_F(Imports, ConsentOfAFileNeverUndoesAWithdrawal) {
    const std::string text = "externalKey,email\n1,a@example.org\n2,b@example.org\n";
    import(text);
    world.post("/contacts/" + of("1").id.toString() + "/consents",
               R"({"channel":"email","event":"withdrawn","source":"call"})");
    import(text, "?consent=email,phone&consentText=I%20agree&consentTextVersion=7");
    const auto given = [&](const std::string& key) {
        const auto list = world.get("/contacts/" + of(key).id.toString() + "/consents").body;
        return list.find("\"channel\":\"email\",\"purpose\":\"advertising\",\"event\":\"given\"") !=
               std::string::npos;
    };
    EXPECT_FALSE(given("1"));
    EXPECT_TRUE(given("2"));
    EXPECT_THAT(world.get("/contacts/" + of("2").id.toString() + "/consents").body,
                HasSubstr("\"textVersion\":\"7\""));
}

TEST_F(Imports, ConsentOfAFileNeverUndoesAWithdrawalOfThePersonUnderAnotherId) {
    const auto import = [&](const std::string& text, const std::string& query) {
        EXPECT_EQ(world.call("POST", "/contacts/imports" + query, text, {}, "text/csv").status, 202);
        world.settle();
    };
    const auto idOf = [&](const char* key) {
        return world.get(std::string("/contacts?externalKey=") + key).textAfter("\"id\":\"");
    };
    import("externalKey,familyName,email\nA,Ad,a@example.org\nB,Ad,b@example.org\n", "");
    const std::string a = idOf("A"), b = idOf("B");
    EXPECT_EQ(world.post("/contacts/" + a + "/merges", R"({"mergedId":")" + b + "\"}").status, 201);
    EXPECT_EQ(world
                  .post("/contacts/" + a + "/consents",
                        R"({"channel":"email","event":"withdrawn","source":"call"})")
                  .status,
              201);
    import("externalKey,familyName\nB,Ad\n", "?consent=email&consentText=yes");
    EXPECT_THAT(world.get("/contacts/" + a + "/permissions").body, HasSubstr("contacts.consent-withdrawn"));
}

TEST_F(Imports, ProfilesKeepSettings) {
    const auto profile =
        world.post("/contacts/import-profiles", R"({"name":"shop","settings":{"mapping":{"Nr":"externalKey",
        "Name":"familyName"},"unmapped":"ignore","country":"Schweiz"}})");
    ASSERT_EQ(profile.status, 201) << profile.body;
    const std::string id = profile.textAfter("\"id\":\"");
    const ImportView done = import("Nr|Name|city|x\n1|Muster|Bern|y\n", "?profileId=" + id);
    EXPECT_EQ(done.created, 1);
    EXPECT_EQ(of("1").country, "CH");
    EXPECT_THAT(attributes("1"), IsEmpty());
    EXPECT_EQ(
        world.post("/contacts/import-profiles", R"({"name":"x","settings":{"mapping":{"a":"b"}}})").status,
        422);
    EXPECT_EQ(world.call("DELETE", "/contacts/import-profiles/" + id).status, 204);
}

/// Stops the kernel again and again while a file is being imported.
TEST_F(Imports, GoOnBehindTheLastStepAfterEveryStop) {
    constexpr int kRows = 120'000; // several units, however fast they are
    const auto reply = upload(csvOf(kRows));
    ASSERT_EQ(reply.status, 202);
    int stops = 0;
    std::int64_t last = -1;
    for (; stops < 200; ++stops) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5 + stops % 7 * 9));
        world.close();
        world.open();
        const ImportView now = find(reply);
        EXPECT_GE(now.records, last);
        EXPECT_EQ(now.created, contacts());
        last = now.records;
        if (now.state == ImportState::Finished) break;
    }
    world.settle();
    const ImportView done = find(reply);
    EXPECT_EQ(done.state, ImportState::Finished);
    EXPECT_EQ(done.records, kRows);
    EXPECT_EQ(done.created, kRows);
    EXPECT_EQ(contacts(), kRows);
    EXPECT_GT(stops, 2) << "the import was never interrupted";
}

} // namespace
