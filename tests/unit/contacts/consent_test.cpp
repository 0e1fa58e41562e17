#include "consent.h"
#include "erasure.h"
#include "services.h"
#include "tests/unit/contacts/world.h"

#include <digest/digest.h>
#include <gmock/gmock.h>

#include <array>
#include <fstream>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Made {
    std::vector<Certificate> certificates;
};
REJOINDER_DESCRIBE(Made, certificates)

struct KeptAnswer {
    std::string scope, idempotencyKey, answerBody;
};
REJOINDER_DESCRIBE(KeptAnswer, scope, idempotencyKey, answerBody)

class Consents : public testing::Test {
protected:
    ~Consents() override { EXPECT_THAT(world.problems(), IsEmpty()); }
    Id add(const std::string& fields) {
        const auto reply = world.post("/contacts", "{" + fields + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<Contact>().id;
    }
    std::shared_ptr<ContactGate> gate() {
        return makeGate(std::make_shared<Suppressions>(
            HashKey::load(world.folder() / "data/plugins/contacts/suppression.key")));
    }
    Decision decide(Channel channel, Id contact, std::string_view purpose = kAdvertising) {
        return world.read(
            [&](Unit& u) { return gate()->decide(u, channel, purpose, std::array{contact})[0]; });
    }
    void consent(Id contact, const std::string& channel, const std::string& event,
                 const std::string& more = "") {
        const auto reply = world.post("/contacts/" + contact.toString() + "/consents",
                                      R"({"channel":")" + channel + R"(","event":")" + event +
                                          R"(","source":"form")" + more + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
    }
    void load(const std::string& query, const std::string& file) {
        const auto reply = world.call("POST", "/suppression-lists?" + query, file, {}, "text/csv");
        EXPECT_EQ(reply.status, 202) << reply.body;
        world.settle();
    }
    std::string path(Id id, const char* more) { return "/contacts/" + id.toString() + more; }

    test::World world{"storage-sqlite", "contacts"};
};

constexpr const char* kAnnaWithConsent =
    R"("familyName":"Müller","givenName":"Anna","street":"Seeweg","houseNumber":"2","postcode":"8001",
    "city":"Zürich","country":"CH","email":"anna@example.org","phone":"+41446681800","source":"fair","attributes":{"hobby":"sailing"})";

TEST_F(Consents, DecisionsSayWhyAndOnWhatTheyRely) {
    const Id anna = add(kAnnaWithConsent);
    EXPECT_EQ(decide(Channel::Letter, anna).reason, "contacts.no-objection");
    EXPECT_EQ(decide(Channel::Email, anna).reason, "contacts.no-consent");
    EXPECT_EQ(decide(Channel::Email, anna, kService).refusal, Refusal::None);
    consent(anna, "email", "given", R"(,"purpose":"survey")");
    EXPECT_EQ(decide(Channel::Email, anna).refusal, Refusal::NoConsent)
        << "consent to surveys is none to advertising";
    EXPECT_EQ(decide(Channel::Email, anna, "survey").refusal, Refusal::None);
    consent(anna, "email", "given");
    const Decision yes = decide(Channel::Email, anna);
    EXPECT_EQ(yes.reason, "contacts.consent");
    EXPECT_TRUE(yes.reliesOn.has_value());
    consent(anna, "email", "withdrawn");
    EXPECT_EQ(decide(Channel::Email, anna).reason, "contacts.consent-withdrawn");
    EXPECT_EQ(decide(Channel::Sms, Id{4711}).reason, "contacts.unknown");
    const auto shown = world.get(path(anna, "/permissions"));
    EXPECT_THAT(shown.body, HasSubstr(R"("reason":"contacts.consent-withdrawn")"));
}

TEST_F(Consents, ConsentToCallsLapsesFiveYearsAfterItsLastUse) {
    const Id anna = add(kAnnaWithConsent);
    consent(anna, "phone", "given", R"(,"at":"2010-01-01T00:00:00Z")");
    const Decision old = decide(Channel::Phone, anna);
    EXPECT_EQ(old.reason, "contacts.consent-lapsed");
    world.write([&](Unit& u) { gate()->relied(u, std::array{*old.reliesOn}, "call 1"); });
    EXPECT_EQ(decide(Channel::Phone, anna).reason, "contacts.consent");
    EXPECT_THAT(world.get(path(anna, "/permissions")).body, HasSubstr(R"("uses":1)"));
    consent(anna, "email", "given", R"(,"at":"2010-01-01T00:00:00Z")");
    EXPECT_EQ(decide(Channel::Email, anna).reason, "contacts.consent");
}

TEST_F(Consents, ListsActAsWholesAndAreReplacedAsWholes) {
    const Id anna = add(kAnnaWithConsent);
    consent(anna, "email", "given");
    load("name=R&source=s&kind=email&channel=email", "bob@example.org\nANNA@example.org\nnonsense\n\n");
    EXPECT_EQ(decide(Channel::Email, anna).reason, "contacts.list R");
    EXPECT_EQ(decide(Channel::Letter, anna).refusal, Refusal::None);
    EXPECT_THAT(world.get("/suppression-lists").body, HasSubstr(R"("entries":2,"wrong":1)"));
    load("name=R&source=s&kind=email&channel=email&scope=prospects", "anna@example.org\n");
    EXPECT_EQ(decide(Channel::Email, anna).refusal, Refusal::None) << "she is no prospect: she gave consent";
    load("name=P&source=s&kind=phone", "044 668 18 00\n");
    EXPECT_EQ(decide(Channel::Phone, anna).refusal, Refusal::NoConsent) << "national numbers need a country";
    load("name=P&source=s&kind=phone&country=CH", "044 668 18 00\n");
    EXPECT_EQ(decide(Channel::Letter, anna).reason, "contacts.list P");
    const std::string list = world.get("/suppression-lists").textAfter("\"id\":\"");
    EXPECT_EQ(world.call("DELETE", "/suppression-lists/" + list).status, 204);
    EXPECT_EQ(decide(Channel::Letter, anna).refusal, Refusal::None);
    load("name=H&source=s&kind=email&digest=sha256",
         "9e4f84cbab8db5afae8cd03ad81e8db0d3fb11a0d0a3ea7de9cbf6d3eb7a4f4e\n");
    EXPECT_EQ(decide(Channel::Letter, anna).refusal, Refusal::None);
    load("name=H&source=s&kind=email&digest=sha256", digest::sha256Hex("anna@example.org") + "\n");
    EXPECT_EQ(decide(Channel::Letter, anna).reason, "contacts.list H");
    load("name=A&source=s&kind=address", "Muller;Anna;SEEWEG;2;8001;Schweiz\n");
    EXPECT_EQ(
        world.call("POST", "/suppression-lists?name=x&source=s&kind=objection", "a\n", {}, "text/csv").code(),
        "contacts.list-kind");
}

TEST_F(Consents, AChangeThatWasRolledBackLeavesNothingInMemory) {
    const Id anna = add(kAnnaWithConsent);
    const auto list = std::make_shared<Suppressions>(
        HashKey::load(world.folder() / "data/plugins/contacts/suppression.key"));
    const auto gate = makeGate(list);
    const auto may = [&](Unit& u) { return gate->mayContact(u, Channel::Letter, std::array{anna})[0]; };
    EXPECT_THROW(world.write([&](Unit& u) {
        list->addIdentifier(u, SuppressionKind::Email, "other@example.org", {}, "x");
        EXPECT_EQ(may(u), Refusal::None);
        throw Error::conflict("contacts.test", "taken back");
    }),
                 Error);
    world.write(
        [&](Unit& u) { list->addIdentifier(u, SuppressionKind::Email, "anna@example.org", {}, "x"); });
    EXPECT_EQ(world.read(may), Refusal::Suppressed);
    world.write(
        [&](Unit& u) { list->addIdentifier(u, SuppressionKind::Email, "third@example.org", {}, "x"); });
    EXPECT_EQ(world.read(may), Refusal::Suppressed);
}

TEST_F(Consents, ErasureForgetsThePersonAndNotTheObjection) {
    const Id anna = add(kAnnaWithConsent), other = add(R"("familyName":"Muller","externalKey":"X")");
    consent(anna, "phone", "given");
    world.post("/contacts/" + anna.toString() + "/merges", R"({"mergedId":")" + other.toString() + "\"}");
    world.post("/suppressions", R"({"contactId":")" + anna.toString() + R"(","source":"letter"})");
    const auto dossier = world.post(path(anna, "/dossiers"), R"({"askedBy":"letter"})");
    EXPECT_EQ(dossier.status, 201);
    EXPECT_THAT(dossier.body, HasSubstr("sailing"));
    EXPECT_EQ(world.post(path(anna, "/erasure"), R"({"askedBy":"letter","preview":true})").status, 202);
    EXPECT_THAT(world.get(path(anna, "")).body, HasSubstr("Seeweg"));
    EXPECT_EQ(world.post(path(other, "/erasure"), R"({"askedBy":"letter"})").status, 202);
    world.settle();
    const auto gone = world.get(path(anna, ""));
    for (const char* trace : {"Seeweg", "anna@example.org", "+41446681800", "fair", "Anna"})
        EXPECT_THAT(gone.body, Not(HasSubstr(trace)));
    EXPECT_THAT(world.get(path(anna, "/attributes")).body, Not(HasSubstr("sailing")));
    EXPECT_THAT(world.get(path(anna, "/certificates")).body, HasSubstr(R"("kind":"erasure")"));
    // The same person comes again with a rented list.
    const Id again = add(kAnnaWithConsent);
    EXPECT_EQ(decide(Channel::Letter, again).refusal, Refusal::Suppressed);
    // A database from before the erasure forgets again: the journal is beside it.
    const ErasureJournal journal(world.folder() / "data/plugins/contacts/erasures.journal");
    EXPECT_THAT(journal.read(), ElementsAre(anna, other));
    journal.add({again});
    world.close();
    world.open();
    world.settle();
    EXPECT_THAT(world.get(path(again, "")).body, Not(HasSubstr("Seeweg")));
}

TEST_F(Consents, NothingOfAnErasedPersonIsLeftInImports) {
    const auto import = [&](const std::string& row) {
        const auto reply = world.call("POST", "/contacts/imports",
                                      "externalKey,familyName,city\n" + row + "\n", {}, "text/csv");
        EXPECT_EQ(reply.status, 202) << reply.body;
        world.settle();
        return world.get("/contacts/imports").textAfter("\"id\":\""); // the newest
    };
    import("K,Anna,Bern");
    const std::string second = import("K,Berta,Chur");
    const Id anna = *Id::parse(world.get("/contacts?externalKey=K").textAfter("\"id\":\""));
    EXPECT_EQ(world.post(path(anna, "/erasure"), R"({"askedBy":"letter"})").status, 202);
    world.settle();
    EXPECT_EQ(world.post("/contacts/imports/" + second + "/undo", "{}").status, 202);
    world.settle();
    const auto gone = world.get(path(anna, ""));
    for (const char* trace : {"Anna", "Berta", "Bern", "Chur"})
        EXPECT_THAT(gone.body, Not(HasSubstr(trace))) << "it does not come back either";
}

TEST_F(Consents, WhoIsErasedTwiceHasOneCertificate) {
    const Id anna = add(kAnnaWithConsent);
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(world.post(path(anna, "/erasure"), R"({"askedBy":"letter"})").status, 202);
    world.settle();
    EXPECT_EQ(world.post(path(anna, "/erasure"), R"({"askedBy":"call"})").status, 202);
    world.settle();
    const auto all = world.get(path(anna, "/certificates")).as<Made>().certificates;
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].askedBy, "letter");
}

TEST_F(Consents, NothingOfAnErasedPersonIsLeftInKeptAnswers) {
    const auto make = [&](const std::string& body, const char* key) {
        return world.call("POST", "/contacts", body, {}, "application/json", key);
    };
    const std::string other = R"({"familyName":"Huber","city":"Chur"})";
    const std::string wanted = "{" + std::string(kAnnaWithConsent) + "}";
    const Id anna = make(wanted, "anna").as<Contact>().id;
    const Id huber = make(other, "huber").as<Contact>().id;
    EXPECT_EQ(make(wanted, "anna").as<Contact>().id, anna) << "the answer is given again";
    EXPECT_EQ(world.post(path(anna, "/erasure"), R"({"askedBy":"letter"})").status, 202);
    world.settle();
    const auto again = make(wanted, "anna");
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.code(), "kernel.answer-not-kept") << "it was done, and is not done again";
    EXPECT_EQ(make(other, "huber").as<Contact>().id, huber) << "the answers of others stay";
    for (const KeptAnswer& kept :
         world.read([](Unit& unit) { return unit.all<KeptAnswer>("kernel.kept-answers"); }))
        EXPECT_THAT(kept.answerBody, Not(HasSubstr("Zürich")));
    // A request that was running meanwhile ends with what it had read.
    world.write([&](Unit& unit) {
        unit.run("kernel.insert-idempotent-answer",
                 {{"scope", "s"},
                  {"idempotencyKey", "late"},
                  {"fingerprint", "f"},
                  {"state", "done"},
                  {"answerStatus", 200},
                  {"answerHeaders", "{}"},
                  {"answerBody", R"({"id":")" + anna.toString() + R"(","city":"Zürich"})"},
                  {"createdAt", unit.now()},
                  {"expiresAt", unit.now().plus(std::chrono::hours(48))},
                  {"holder", 0}});
    });
    world.kernel().clock().set(world.kernel().clock().now().plus(std::chrono::minutes(11)));
    world.settle();
    for (const KeptAnswer& kept :
         world.read([](Unit& unit) { return unit.all<KeptAnswer>("kernel.kept-answers"); }))
        EXPECT_THAT(kept.answerBody, Not(HasSubstr("Zürich")));
}

TEST_F(Consents, TheTimelineTellsEverythingNewestFirst) {
    const Id anna = add(kAnnaWithConsent);
    consent(anna, "email", "given");
    world.post("/suppressions",
               R"({"contactId":")" + anna.toString() + R"(","channel":"letter","source":"call"})");
    const std::string all = world.get(path(anna, "/timeline")).body;
    const auto objection = all.find("contacts.objection"), given = all.find("contacts.consentGiven"),
               created = all.find("contacts.created");
    EXPECT_LT(objection, given);
    EXPECT_LT(given, created);
    const auto page = world.get(path(anna, "/timeline?limit=2"));
    const std::string before = page.textAfter("\"nextBefore\":\"");
    ASSERT_FALSE(before.empty()) << page.body;
    EXPECT_THAT(world.get(path(anna, "/timeline?before=") + before).body, HasSubstr("contacts.created"));
}

} // namespace
