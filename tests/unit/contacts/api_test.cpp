#include "consent.h"
#include "import_job.h"
#include "services.h"
#include "store.h"
#include "tests/unit/contacts/world.h"

#include <digest/digest.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <random>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ContactsApi : public testing::Test {
protected:
    ~ContactsApi() override { EXPECT_THAT(world.problems(), IsEmpty()); }

    Contact add(const std::string& fields) {
        auto reply = world.post("/contacts", "{" + fields + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<Contact>();
    }
    std::vector<std::string> names(const std::string& query) {
        std::vector<std::string> all;
        for (const Contact& c : world.get("/contacts" + query).as<Page<Contact>>().items)
            all.push_back(c.familyName);
        return all;
    }
    std::shared_ptr<ContactGate> gate() {
        return makeGate(std::make_shared<Suppressions>(
            HashKey::load(world.folder() / "data/plugins/contacts/suppression.key")));
    }
    Refusal may(Channel channel, Id contact) {
        return world.read(
            [&](Unit& unit) { return gate()->mayContact(unit, channel, std::array{contact})[0]; });
    }
    void consent(Id contact, const std::string& event, const std::string& more = "") {
        const auto reply =
            world.post("/contacts/" + contact.toString() + "/consents",
                       R"({"channel":"email","event":")" + event + R"(","source":"form")" + more + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
    }

    test::World world{"storage-sqlite", "contacts"};
};

constexpr const char* kAnna =
    R"("familyName":"Müller","givenName":"Anna","street":"Häringstrasse","houseNumber":"2",
    "postcode":"8001","city":"Zürich","country":"Schweiz","email":"Anna@Example.ORG","phone":"044 668 18 00",
    "externalKey":"A-1","attributes":{"recency":"12","colour":"blue","empty":""})";

TEST_F(ContactsApi, StoresAContactCleanedAndFindsItAgain) {
    const Contact anna = add(kAnna);
    EXPECT_EQ(anna.country, "CH");
    EXPECT_EQ(anna.email, "Anna@example.org");
    EXPECT_EQ(anna.phone, "+41446681800");
    EXPECT_EQ(anna.version, 1);
    const auto reply = world.get("/contacts/" + anna.id.toString());
    EXPECT_EQ(reply.etag, "\"1\"");
    EXPECT_EQ(reply.as<Contact>().givenName, "Anna");
    add(R"("familyName":"Muster")");
    add(R"("companyName":"Muller & Co","kind":"company")");
    EXPECT_THAT(names("?name=MULL"), ElementsAre("", "Müller"));
    EXPECT_THAT(names("?email=anna@"), ElementsAre("Müller"));
    EXPECT_THAT(names("?externalKey=A-"), ElementsAre("Müller"));
    EXPECT_THAT(names("?name=zz"), IsEmpty());
    EXPECT_EQ(world.get("/contacts?name=a&email=b").code(), "contacts.one-search");
    EXPECT_EQ(world.get("/contacts/12345").code(), "contacts.not-found");
}

TEST_F(ContactsApi, FindsWhoIsSaidWithTheGivenNameFirst) {
    add(kAnna);
    add(R"("familyName":"Müller","givenName":"Anna Maria")");
    add(R"("familyName":"von Muster","givenName":"Jean Paul")");
    add(R"("familyName":"Anna","givenName":"Müllerin")");
    EXPECT_THAT(names("?name=Anna%20M%C3%BCller"), ElementsAre("Anna", "Müller", "Müller"));
    EXPECT_THAT(names("?name=anna%20mu"), ElementsAre("Anna", "Müller", "Müller"));
    EXPECT_THAT(names("?name=M%C3%BCller%20Anna"), ElementsAre("Anna", "Müller", "Müller"));
    EXPECT_THAT(names("?name=Anna%20Maria%20Mull"), ElementsAre("Müller"));
    EXPECT_THAT(names("?name=Jean%20Paul%20von%20Mu"), ElementsAre("von Muster"));
    EXPECT_THAT(names("?name=Paul%20von%20Muster"), ElementsAre("von Muster"));
    EXPECT_THAT(names("?name=Beat%20Muller"), IsEmpty());
}

TEST_F(ContactsApi, NamesEveryFault) {
    const auto reply = world.post("/contacts", R"({"email":"no","phone":"1","country":"Atlantis"})");
    EXPECT_EQ(reply.status, 422);
    for (const char* pointer : {"/email", "/phone", "/country"})
        EXPECT_THAT(reply.body, HasSubstr("\"" + std::string(pointer) + "\""));
    EXPECT_EQ(world.post("/contacts", "{}").status, 422);
    EXPECT_EQ(world.post("/contacts", R"({"familyName":"a","shoeSize":"42"})").status, 422);
    add(R"("externalKey":"7")");
    EXPECT_EQ(world.post("/contacts", R"({"externalKey":" 7 "})").code(), "contacts.key-taken");
}

TEST_F(ContactsApi, PagesOverEverybodyOnce) {
    for (int i = 0; i < 25; ++i)
        add(R"("familyName":"Same","givenName":"Eva","externalKey":")" + std::to_string(i) + "\"");
    for (const std::string search :
         {"?limit=7", "?limit=7&name=same", "?limit=7&name=eva%20sam", "?limit=7&externalKey="}) {
        std::set<std::string> seen;
        std::string cursor;
        do {
            const auto page = world.get("/contacts" + search + (cursor.empty() ? "" : "&cursor=" + cursor))
                                  .as<Page<Contact>>();
            for (const Contact& c : page.items) EXPECT_TRUE(seen.insert(c.externalKey).second) << search;
            cursor = page.nextCursor.value_or("");
        } while (!cursor.empty());
        EXPECT_EQ(seen.size(), 25u) << search;
    }
    EXPECT_EQ(world.get("/contacts?cursor=nonsense").code(), "contacts.cursor");
}

TEST_F(ContactsApi, ChangesNeedTheVersionTheyAreBasedOn) {
    const Contact anna = add(kAnna);
    const std::string path = "/contacts/" + anna.id.toString();
    const auto changed = world.call("PATCH", path, R"({"city":"Bern","externalKey":""})", "\"1\"");
    EXPECT_EQ(changed.as<Contact>().city, "Bern");
    EXPECT_EQ(changed.as<Contact>().street, "Häringstrasse");
    EXPECT_EQ(changed.etag, "\"2\"");
    EXPECT_EQ(world.call("PATCH", path, R"({"city":"Basel"})", "\"1\"").status, 412);
    EXPECT_EQ(world.get(path).as<Contact>().city, "Bern");
}

TEST_F(ContactsApi, AttributesAreReplacedWhole) {
    const Contact anna = add(kAnna);
    const std::string path = "/contacts/" + anna.id.toString() + "/attributes";
    EXPECT_EQ(world.get(path).textAfter("\"recency\":\""), "12");
    EXPECT_EQ(world.get(path).body.find("empty"), std::string::npos);
    const auto put = world.call("PUT", path, R"({"values":{"recency":"13","new":"x"}})", "\"1\"");
    EXPECT_EQ(put.status, 200) << put.body;
    EXPECT_EQ(put.etag, "\"2\"");
    EXPECT_EQ(put.textAfter("\"recency\":\""), "13");
    EXPECT_EQ(put.body.find("colour"), std::string::npos);
    EXPECT_EQ(world.call("PUT", path, R"({"values":{"":"x"}})", "\"2\"").status, 422);
}

TEST_F(ContactsApi, LettersNeedAnAddressAndNoObjection) {
    const Contact anna = add(kAnna);
    EXPECT_EQ(may(Channel::Letter, anna.id), Refusal::None);
    EXPECT_EQ(may(Channel::Letter, Id{42}), Refusal::Unknown);
    const Contact bare = add(R"("familyName":"Bare")");
    EXPECT_EQ(may(Channel::Letter, bare.id), Refusal::NoAddress);

    world.call("PATCH", "/contacts/" + anna.id.toString(), R"({"addressUndeliverable":true})", "\"1\"");
    EXPECT_EQ(may(Channel::Letter, anna.id), Refusal::Undeliverable);
    const auto objection = world.post("/suppressions", R"({"contactId":")" + anna.id.toString() +
                                                           R"(","channel":"letter","source":"letter"})");
    EXPECT_EQ(objection.status, 201) << objection.body;
    EXPECT_EQ(may(Channel::Letter, anna.id), Refusal::Objection);
    world.call("PATCH", "/contacts/" + anna.id.toString(), R"({"deceased":true})", "\"2\"");
    EXPECT_EQ(may(Channel::Letter, anna.id), Refusal::Deceased);
}

TEST_F(ContactsApi, EmailNeedsConsentThatWasNotWithdrawn) {
    const Contact anna = add(kAnna);
    EXPECT_EQ(may(Channel::Email, anna.id), Refusal::NoConsent);
    consent(anna.id, "given", R"(,"textVersion":"3","text":"You may write to me.")");
    EXPECT_EQ(may(Channel::Email, anna.id), Refusal::None);
    EXPECT_EQ(may(Channel::Phone, anna.id), Refusal::NoConsent);
    consent(anna.id, "withdrawn", R"(,"at":"2020-01-01T00:00:00Z")");
    EXPECT_EQ(may(Channel::Email, anna.id), Refusal::None)
        << "an older withdrawal does not undo a newer consent";
    consent(anna.id, "withdrawn");
    EXPECT_EQ(may(Channel::Email, anna.id), Refusal::NoConsent);
    const auto list = world.get("/contacts/" + anna.id.toString() + "/consents").as<Page<ConsentEvent>>();
    ASSERT_EQ(list.items.size(), 3u);
    const auto wording = world.get("/consent-texts/" + list.items[0].textHash);
    EXPECT_EQ(wording.textAfter("\"text\":\""), "You may write to me.");
    EXPECT_EQ(list.items[0].textHash, digest::sha256Hex("You may write to me."));
    const auto future =
        world.post("/contacts/" + anna.id.toString() + "/consents",
                   R"({"channel":"email","event":"given","source":"x","at":"2999-01-01T00:00:00Z"})");
    EXPECT_EQ(future.status, 422);
}

TEST_F(ContactsApi, AnObjectionActsAtOnceAndOnLaterCopiesOfThePerson) {
    const Contact anna = add(kAnna);
    consent(anna.id, "given");
    const auto reply =
        world.post("/suppressions", R"({"contactId":")" + anna.id.toString() + R"(","source":"call"})");
    EXPECT_EQ(reply.status, 201) << reply.body;
    for (const Channel channel : {Channel::Letter, Channel::Email, Channel::Phone, Channel::Web})
        EXPECT_EQ(may(channel, anna.id), Refusal::Objection);
    EXPECT_EQ(world.get("/contacts/" + anna.id.toString() + "/consents")
                  .as<Page<ConsentEvent>>()
                  .items.back()
                  .event,
              ConsentEventKind::Withdrawn);
    const auto again =
        world.post("/suppressions", R"({"contactId":")" + anna.id.toString() + R"(","source":"call"})");
    EXPECT_EQ(again.textAfter("\"id\":\""), reply.textAfter("\"id\":\"")) << "an objection is kept once";

    const Contact byEmail = add(R"("familyName":"Other","email":"ANNA@example.org")");
    consent(byEmail.id, "given");
    EXPECT_EQ(may(Channel::Email, byEmail.id), Refusal::Suppressed);
    const Contact byAddress = add(
        R"("familyName":"MULLER","givenName":"Anna","street":"Haringstrasse","houseNumber":"2","postcode":"8001",
               "city":"Zürich","country":"CH")");
    EXPECT_EQ(may(Channel::Letter, byAddress.id), Refusal::Suppressed);
    const Contact neighbour = add(
        R"("familyName":"Nachbar","street":"Häringstrasse","houseNumber":"2","postcode":"8001","city":"Zürich",
               "country":"CH")");
    EXPECT_EQ(may(Channel::Letter, neighbour.id), Refusal::None);
}

TEST_F(ContactsApi, SuppressedIdentifiersAreNotStoredAndCanBeTakenBack) {
    const auto reply =
        world.post("/suppressions", R"({"email":"robinson@example.org","channel":"email","source":"list"})");
    ASSERT_EQ(reply.status, 201) << reply.body;
    const Contact robinson = add(R"("familyName":"Crusoe","email":"Robinson@example.org")");
    consent(robinson.id, "given");
    EXPECT_EQ(may(Channel::Email, robinson.id), Refusal::Suppressed);
    EXPECT_EQ(world.get("/suppressions").body.find("robinson"), std::string::npos);
    EXPECT_EQ(world.call("DELETE", "/suppressions/" + reply.textAfter("\"id\":\"")).status, 204);
    EXPECT_EQ(may(Channel::Email, robinson.id), Refusal::None);
    EXPECT_EQ(world.post("/suppressions", R"({"source":"x"})").code(), "contacts.who");
    EXPECT_EQ(world.post("/suppressions", R"({"phone":"044 1","source":"x"})").status, 422);
}

/// Decides one by one in the plainest way; the gate must agree for any mixture.
TEST_F(ContactsApi, TheGateDecidesManyAsItDecidesOne) {
    std::vector<Id> ids;
    for (int i = 0; i < 500; ++i) {
        std::string fields = R"("familyName":"N)" + std::to_string(i) + "\"";
        if (i % 3 == 0) fields += R"(,"street":"Weg","postcode":"8000","city":"Zürich","country":"CH")";
        if (i % 4 == 0) fields += R"(,"email":"n)" + std::to_string(i % 40) + R"(@example.org")";
        if (i % 11 == 0) fields += R"(,"deceased":true)";
        ids.push_back(add(fields).id);
        if (i % 8 == 0) consent(ids.back(), i % 16 == 0 ? "given" : "withdrawn");
        if (i % 13 == 0)
            world.post("/suppressions",
                       R"({"contactId":")" + ids.back().toString() + R"(","channel":"email","source":"s"})");
    }
    ids.push_back(Id{5});
    std::mt19937 generator(7);
    std::shuffle(ids.begin(), ids.end(), generator);
    const auto gate = this->gate();
    for (const Channel channel : {Channel::Letter, Channel::Email, Channel::Phone}) {
        std::map<Refusal, int> kinds;
        world.read([&](Unit& unit) {
            for (const std::size_t count : {std::size_t{3}, std::size_t{200}, ids.size()}) {
                const auto many = gate->mayContact(unit, channel, std::span(ids).first(count));
                ASSERT_EQ(many.size(), count);
                for (std::size_t i = 0; i < count; ++i) {
                    EXPECT_EQ(many[i], gate->mayContact(unit, channel, std::array{ids[i]})[0]);
                    ++kinds[many[i]];
                }
            }
        });
        EXPECT_GE(kinds.size(), 3u) << "the mixture shows too little on " << nameOf(channel);
    }
}

TEST_F(ContactsApi, FindsManyInTheOrderAskedFor) {
    std::vector<Id> ids;
    for (int i = 0; i < 300; ++i)
        ids.push_back(add(R"("familyName":"N","attributes":{"i":")" + std::to_string(i) + "\"}").id);
    std::mt19937 generator(3);
    std::shuffle(ids.begin(), ids.end(), generator);
    ids.insert(ids.begin() + 5, Id{9});
    const auto directory = makeDirectory();
    world.read([&](Unit& unit) {
        const auto found = directory->findMany(unit, ids);
        ASSERT_EQ(found.size(), 300u);
        EXPECT_EQ(found[4].id, ids[4]);
        EXPECT_EQ(found[5].id, ids[6]);
        const auto values = directory->attributeValues(unit, "i", ids);
        ASSERT_EQ(values.size(), 301u);
        EXPECT_EQ(values[5], "");
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const bool known = ids[i] != Id{9};
            EXPECT_EQ(values[i], known ? attributesOf(unit, ids[i])["i"] : "");
        }
        EXPECT_EQ(directory->attributeValues(unit, "language", std::array{ids[0]}),
                  std::vector<std::string>{"de"});
    });
}

} // namespace
