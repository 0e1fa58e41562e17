#include "import_undo.h"
#include "import_view.h"
#include "services.h"
#include "store.h"
#include "tests/unit/contacts/world.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Sample {
    std::string header, target;
    std::vector<std::string> values;
};
REJOINDER_DESCRIBE(Sample, header, target, values)

struct LookFault {
    std::string pointer, code, message;
};
REJOINDER_DESCRIBE(LookFault, pointer, code, message)

/// As the routes show it.
struct Look {
    Id id;
    std::int64_t version = 0;
    ImportState state = ImportState::Draft;
    ImportForm form = ImportForm::Csv;
    std::string encoding, delimiter, quote, sheet;
    bool header = false;
    std::vector<Sample> columns;
    std::vector<LookFault> faults;
};
REJOINDER_DESCRIBE(Look, id, version, state, form, encoding, delimiter, quote, sheet, header, columns, faults)

/// What another plugin would tell of people.
class ToldRecords final : public PersonRecords {
public:
    std::vector<TimelineEntry> timeline(Unit&, std::span<const Id> contacts, Timestamp,
                                        std::int32_t) override {
        std::vector<TimelineEntry> all;
        for (const auto& [contact, entry] : told)
            if (std::ranges::find(contacts, contact) != contacts.end()) all.push_back(entry);
        return all;
    }
    std::int64_t erase(Unit&, std::span<const Id>) override { return 0; }
    void tell(Unit& unit, Id contact, const char* kind) {
        told.push_back({contact, {unit.now(), kind, Id{1}, "Wave", {}, {}, {}, {}}});
    }
    std::vector<std::pair<Id, TimelineEntry>> told;
};

class ImportSteps : public testing::Test {
protected:
    ~ImportSteps() override { EXPECT_THAT(world.problems(), IsEmpty()); }

    Look draft(const std::string& text, const std::string& query = "") {
        return world.call("POST", "/contacts/import-drafts" + query, text, {}, "text/csv").as<Look>();
    }
    Look correct(const Look& look, const std::string& settings) {
        return world
            .call("PUT", "/contacts/imports/" + look.id.toString() + "/settings",
                  R"({"settings":)" + settings + "}", "\"" + std::to_string(look.version) + "\"")
            .as<Look>();
    }
    Import find(Id id) { return world.get("/contacts/imports/" + id.toString()).as<Import>(); }
    Import act(Id id, const std::string& what) {
        const auto reply = world.post("/contacts/imports/" + id.toString() + "/" + what, "{}");
        EXPECT_EQ(reply.status, 202) << reply.body;
        world.settle();
        return find(id);
    }
    Import import(const std::string& text, const std::string& query = "") {
        return act(draft(text, query).id, "runs");
    }
    Id idOf(const std::string& key) {
        return world.read([&](Unit& unit) { return contactOfKey(unit, key); });
    }
    Contact of(const std::string& key) {
        return world.read([&](Unit& unit) { return requireContact(unit, contactOfKey(unit, key)); });
    }
    std::map<std::string, std::string> attributes(const std::string& key) {
        return world.read([&](Unit& unit) { return attributesOf(unit, contactOfKey(unit, key)); });
    }
    std::size_t contacts() {
        return world.read([](Unit& unit) { return unit.numbers("contacts.all-ids").size(); });
    }
    /// Everything that is known of everybody, as the API tells it; versions and moments left out.
    std::string everything() {
        std::string all;
        world.read([&](Unit& unit) {
            for (const std::int64_t number : unit.numbers("contacts.all-ids")) {
                Contact c = *findContact(unit, Id{number});
                c.version = 0, c.updatedAt = {};
                all += json::write(c) + json::write(attributesOf(unit, c.id)) + "\n";
            }
            for (const auto& [name, kind] : attributeNames(unit)) all += name + " " + nameOf(kind) + "\n";
        });
        return all;
    }
    std::shared_ptr<ContactGate> gate() {
        return makeGate(std::make_shared<Suppressions>(
                            HashKey::load(world.folder() / "data/plugins/contacts/suppression.key")),
                        {5, [this] { return std::vector<std::shared_ptr<PersonRecords>>{history}; }});
    }
    std::vector<Refusal> mayContact(Channel channel, const std::string& key) {
        return world.read([&](Unit& unit) {
            const Id id = contactOfKey(unit, key);
            return gate()->mayContact(unit, channel, {&id, 1});
        });
    }

    test::World world{"storage-sqlite", "contacts"};
    std::shared_ptr<ToldRecords> history = std::make_shared<ToldRecords>();
};

TEST_F(ImportSteps, AFileIsLookedAtCorrectedTriedAndDone) {
    Look look = draft(
        "Kundennummer;Vorname;Nachname;PLZ;Farbe\r\n1;Anna;M\xFCller;01067;rot\r\n2;Bea;Muster;8001;\r\n");
    EXPECT_EQ(look.encoding, "windows-1252");
    EXPECT_EQ(look.delimiter, ";");
    EXPECT_TRUE(look.header);
    ASSERT_EQ(look.columns.size(), 5U);
    EXPECT_EQ(look.columns[0].target, "externalKey");
    EXPECT_EQ(look.columns[2].target, "familyName");
    EXPECT_THAT(look.columns[2].values, ElementsAre("Müller", "Muster"));
    EXPECT_THAT(look.columns[3].values, ElementsAre("01067", "8001"));
    EXPECT_EQ(look.columns[4].target, "attribute:Farbe");
    EXPECT_EQ(contacts(), 0U);
    look = correct(look, R"({"mapping":{"Farbe":"ignore"},"encoding":"windows-1251"})");
    EXPECT_THAT(look.columns[2].values, Not(testing::Contains("Müller")));
    look = correct(look, R"({"mapping":{"Farbe":"ignore"}})");
    EXPECT_THAT(look.columns[2].values, ElementsAre("Müller", "Muster"));
    const Import tried = act(look.id, "trials");
    EXPECT_EQ(tried.state, ImportState::Checked);
    EXPECT_EQ(tried.created, 2);
    EXPECT_EQ(tried.duplicatesSure, 0);
    EXPECT_EQ(contacts(), 0U) << "a trial stores no row";
    EXPECT_THAT(everything(), IsEmpty());
    const Import done = act(look.id, "runs");
    EXPECT_EQ(done.state, ImportState::Finished);
    EXPECT_EQ(done.created, 2);
    EXPECT_EQ(of("1").postcode, "01067");
    EXPECT_THAT(attributes("1"), IsEmpty());
    EXPECT_EQ(world.post("/contacts/imports/" + look.id.toString() + "/runs", "{}").status, 409);
}

TEST_F(ImportSteps, ATrialCountsWhatTheImportDoes) {
    import("externalKey,familyName,givenName,street,houseNumber,postcode,city,country,email\n"
           "1,Keller,Anna,Weg,1,3000,Bern,CH,anna@example.org\n2,Alt,Ort,Weg,2,3000,Bern,CH,\n");
    const std::string before = everything();
    const std::string text =
        "externalKey,familyName,givenName,street,houseNumber,postcode,city,country,email\n"
        "1,Keller,Anna,Weg,1,3000,Bern,CH,anna@example.org\n"  // unchanged
        "2,Neu,Ort,,,,,,\n"                                    // updated
        "3,Keller,Anna,Weg,1,3000,Bern,CH,anna@example.org\n"  // a duplicate of 1
        "4,Wrong,,,,,,,nobody\n"                               // refused
        "5,Frisch,Otto,Gasse,9,8000,Zug,CH,otto@example.org\n" // new
        "5,Frisch,Otto,Gasse,10,8000,Zug,CH,\n";               // its second row
    const Look look = draft(text);
    const Import tried = act(look.id, "trials");
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(tried.duplicatesSure, 1);
    const Import done = act(look.id, "runs");
    for (const Import* i : {&tried, &done}) {
        EXPECT_EQ(i->records, 6);
        EXPECT_EQ(i->created, 2);
        EXPECT_EQ(i->updated, 2);
        EXPECT_EQ(i->unchanged, 1);
        EXPECT_EQ(i->failed, 1);
    }
    EXPECT_THAT(world.get("/contacts/imports/" + look.id.toString() + "/errors").body,
                HasSubstr("4,Wrong,,,,,,,nobody,5,contacts.email,email,"));
}

TEST_F(ImportSteps, ModesMakeOrChangeOnly) {
    import("externalKey,familyName\n1,One\n2,Two\n");
    const Import made = import("externalKey,familyName\n1,Other\n3,Three\n", "?mode=create");
    EXPECT_EQ(made.created, 1);
    EXPECT_EQ(made.unchanged, 1);
    EXPECT_EQ(of("1").familyName, "One");
    const Import changed = import("externalKey,familyName\n1,Other\n9,Nine\n", "?mode=update");
    EXPECT_EQ(changed.updated, 1);
    EXPECT_EQ(changed.failed, 1);
    EXPECT_EQ(of("1").familyName, "Other");
    EXPECT_EQ(contacts(), 3U);
    EXPECT_THAT(world.get("/contacts/imports/" + changed.id.toString() + "/errors").body,
                HasSubstr("9,Nine,3,contacts.import-unknown-key,externalKey,"));
    const Look keyless = draft("familyName\nX\n", "?mode=update");
    ASSERT_EQ(keyless.faults.size(), 1U);
    EXPECT_EQ(keyless.faults[0].code, "contacts.import-no-key-column");
    EXPECT_EQ(world.post("/contacts/imports/" + keyless.id.toString() + "/runs", "{}").status, 422);
    EXPECT_EQ(world.call("DELETE", "/contacts/imports/" + keyless.id.toString()).status, 204);
}

TEST_F(ImportSteps, UndoGivesBackWhatWasBefore) {
    import("externalKey,familyName,city,score\n1,One,Bern,5\n2,Two,Basel,6\n");
    world.post("/contacts/" + idOf("2").toString() + "/consents",
               R"({"channel":"email","event":"withdrawn","source":"call"})");
    const std::string before = everything();
    const Import done =
        import("externalKey,familyName,city,score,colour\n1,Uno,Chur,7,red\n2,Two,Basel,6,\n3,Three,,,\n"
               "3,Drei,Zug,,blue\n4,Four,,,\n",
               "?consent=email&consentText=yes");
    EXPECT_EQ(done.created, 2);
    EXPECT_NE(everything(), before);
    EXPECT_THAT(mayContact(Channel::Email, "1"), ElementsAre(Refusal::NoAddress)) << "consent is given";
    const Import undone = act(done.id, "undo");
    EXPECT_EQ(undone.state, ImportState::Undone);
    EXPECT_EQ(undone.removed, 2);
    EXPECT_EQ(undone.restored, 1);
    EXPECT_EQ(undone.kept, 0);
    EXPECT_EQ(everything(), before);
    EXPECT_THAT(mayContact(Channel::Email, "1"), ElementsAre(Refusal::NoConsent));
    EXPECT_EQ(undone.undoneBy, "test");
    // The mended file may give the consent again: what was annulled was never said.
    import("externalKey,familyName\n1,One\n2,Two\n", "?consent=email&consentText=yes");
    EXPECT_THAT(mayContact(Channel::Email, "1"), ElementsAre(Refusal::NoAddress));
    EXPECT_THAT(mayContact(Channel::Email, "2"), ElementsAre(Refusal::NoConsent)) << "a withdrawal stands";
}

TEST_F(ImportSteps, UndoLeavesWhatHappenedSince) {
    import("externalKey,familyName,city\n1,One,Bern\n");
    const Import done = import("externalKey,familyName,city\n1,Uno,Chur\n2,Two,\n3,Three,\n4,Four,\n");
    const auto change = [&](const std::string& key, const std::string& body) {
        const Contact c = of(key);
        EXPECT_EQ(
            world.call("PATCH", "/contacts/" + c.id.toString(), body, "\"" + std::to_string(c.version) + "\"")
                .status,
            200);
    };
    change("1", R"({"city":"Zug"})");
    change("2", R"({"city":"Genf"})");
    world.post("/suppressions", R"({"contactId":")" + idOf("3").toString() + R"(","source":"call"})");
    const Import undone = act(done.id, "undo");
    EXPECT_EQ(undone.removed, 1);
    EXPECT_EQ(undone.restored, 1);
    EXPECT_EQ(undone.kept, 3);
    EXPECT_EQ(of("1").familyName, "One");
    EXPECT_EQ(of("1").city, "Zug") << "somebody changed it since";
    EXPECT_EQ(of("2").city, "Genf");
    EXPECT_FALSE(idOf("4"));
    const std::string kept = world.get("/contacts/imports/" + done.id.toString() + "/kept").body;
    EXPECT_THAT(kept, HasSubstr(idOf("1").toString() + ",changed,city"));
    EXPECT_THAT(kept, HasSubstr(idOf("2").toString() + ",changed,"));
    EXPECT_THAT(kept, HasSubstr(idOf("3").toString() + ",objection,"));
    EXPECT_THAT(world.get("/contacts/imports/" + done.id.toString() + "/kept-reasons").body,
                HasSubstr(R"({"code":"changed","contacts":2})"));
}

TEST_F(ImportSteps, ImportsComeOffInTheOppositeOrder) {
    const Import first = import("externalKey,familyName,score\n1,One,1\n2,Two,1\n");
    const Import second = import("externalKey,familyName,score\n1,Uno,2\n");
    act(second.id, "undo");
    EXPECT_EQ(of("1").familyName, "One");
    EXPECT_EQ(attributes("1").at("score"), "1");
    const Import undone = act(first.id, "undo");
    EXPECT_EQ(undone.kept, 0);
    EXPECT_EQ(undone.removed, 2);
    EXPECT_EQ(contacts(), 0U);
    EXPECT_THAT(everything(), IsEmpty());
}

TEST_F(ImportSteps, UndoGoesOnAfterEveryStop) {
    std::string text = "externalKey,familyName,a,b\n";
    for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + ",Name,x,y\n";
    const Import done = import(text, "?consent=email&consentText=yes");
    ASSERT_EQ(done.created, 20'000);
    ASSERT_EQ(world.post("/contacts/imports/" + done.id.toString() + "/undo", "{}").status, 202);
    int stops = 0;
    for (; stops < 100 && find(done.id).state != ImportState::Undone; ++stops) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20 + stops % 5 * 15));
        world.close();
        world.open();
    }
    const Import undone = find(done.id);
    EXPECT_EQ(undone.state, ImportState::Undone);
    EXPECT_EQ(undone.removed, 20'000);
    EXPECT_EQ(contacts(), 0U);
    EXPECT_GT(stops, 2) << "it was never interrupted";
}

TEST_F(ImportSteps, NamesOfARentedListAreUsedOnceAndExpire) {
    import("externalKey,familyName,street,postcode,city,country\nown,Own,Weg 1,3000,Bern,CH\n");
    const std::string rental =
        "?source=List%20AG&legalBasis=legitimateInterest&rental=%7B%22owner%22:%22List%20AG%22,"
        "%22expiresOn%22:%222099-12-31%22,%22pricePerThousandMinor%22:25000,%22currency%22:%22CHF%22,"
        "%22netNamesPercent%22:80%7D";
    const Import done =
        import("externalKey,familyName,street,postcode,city,country\nown,Own,Weg 1,3000,Bern,CH\n"
               "a,A,Weg 2,3000,Bern,CH\nb,B,Weg 3,3000,Bern,CH\n",
               rental + "&mode=create");
    ASSERT_TRUE(done.bill);
    EXPECT_EQ(done.bill->gross, 3);
    EXPECT_EQ(done.bill->net, 2);
    EXPECT_EQ(done.bill->billed, 3) << "80 per cent of three are paid at least";
    EXPECT_EQ(done.bill->costMinor, 75);
    for (const auto* key : {"own", "a", "b"})
        EXPECT_THAT(mayContact(Channel::Letter, key), ElementsAre(Refusal::None));
    world.read([&](Unit& unit) {
        for (const auto* key : {"own", "a", "b"})
            history->tell(unit, contactOfKey(unit, key), "dispatch.handedOver");
    });
    EXPECT_THAT(mayContact(Channel::Letter, "own"), ElementsAre(Refusal::None)) << "ours was ours before";
    EXPECT_THAT(mayContact(Channel::Letter, "a"), ElementsAre(Refusal::Suppressed));
    EXPECT_THAT(mayContact(Channel::Letter, "b"), ElementsAre(Refusal::Suppressed));
    world.read([&](Unit& unit) { history->tell(unit, contactOfKey(unit, "b"), "responses.response"); });
    EXPECT_THAT(mayContact(Channel::Letter, "b"), ElementsAre(Refusal::None)) << "who answers is ours";
    const std::string origins = world.get("/contacts/" + idOf("a").toString() + "/origins").body;
    EXPECT_THAT(origins, HasSubstr("\"source\":\"List AG\",\"legalBasis\":\"legitimateInterest\""));
    EXPECT_THAT(origins, HasSubstr("\"rented\":true"));
    // Rented again, for one more use; and one that was over yesterday.
    import("externalKey,familyName\na,A\n", rental);
    EXPECT_THAT(mayContact(Channel::Letter, "a"), ElementsAre(Refusal::None));
    import("externalKey,familyName,street,postcode,city,country\nz,Z,Weg 4,3000,Bern,CH\n",
           "?rental=%7B%22owner%22:%22Old%22,%22expiresOn%22:%222020-01-31%22%7D");
    EXPECT_THAT(mayContact(Channel::Letter, "z"), ElementsAre(Refusal::Suppressed));
    // A file of our own makes it ours.
    import("externalKey,familyName\nz,Z\n");
    EXPECT_THAT(mayContact(Channel::Letter, "z"), ElementsAre(Refusal::None));
}

TEST_F(ImportSteps, WhatIsNoFileOfContactsIsRefusedClearly) {
    const auto code = [&](const std::string& bytes) {
        const auto reply =
            world.call("POST", "/contacts/import-drafts", bytes, {}, "application/octet-stream");
        EXPECT_EQ(reply.status, 422) << reply.body;
        return reply.code();
    };
    EXPECT_EQ(code("PK\x03\x04" + std::string(100, 'x')), "contacts.import-zip");
    EXPECT_EQ(code("\xD0\xCF\x11\xE0" + std::string(100, 'x')), "contacts.import-old-excel");
    EXPECT_EQ(code("\x1F\x8B" + std::string(100, 'x')), "contacts.import-packed");
    EXPECT_EQ(code(std::string(2000, ',')), "contacts.csv-too-many-columns");
}

TEST_F(ImportSteps, HeadersAreToldFromData) {
    EXPECT_FALSE(draft("123,TEST2,x\n345,TEST2,y\n").header);
    EXPECT_TRUE(draft("CODGEO,NAISD14\n09001,0\n09002,6\n").header);
    EXPECT_TRUE(draft("name,age\nAnna,3\n").header);
    EXPECT_TRUE(draft("what,2019,2020\nx,1,2\ny,3,4\n").header);
    EXPECT_FALSE(draft("a@example.org;Anna\nb@example.org;Bea\n").header);
    EXPECT_FALSE(draft("1|Muster\n2|Beispiel\n").header);
}

TEST_F(ImportSteps, LineEndsOfEveryKindNulsAndLeadingZeros) {
    const Import done = import(
        std::string("externalKey,zip,nr\r\n1,01067,007\n2,00501,0\r3,\"two\nlines\",1\r\n4,a\0b,1\n", 67));
    EXPECT_EQ(done.created, 3);
    EXPECT_EQ(done.failed, 1);
    EXPECT_EQ(of("1").postcode, "01067");
    EXPECT_EQ(attributes("1").at("nr"), "007");
    EXPECT_EQ(of("2").postcode, "00501");
    EXPECT_EQ(of("3").postcode, "two lines");
    EXPECT_THAT(world.get("/contacts/imports/" + done.id.toString() + "/errors").body,
                HasSubstr("contacts.csv-nul-byte"));
}

TEST_F(ImportSteps, Vcards) {
    const Look look =
        draft("BEGIN:VCARD\r\nVERSION:4.0\r\nUID:u1\r\nN:Müller;Beat;;Dr.;\r\nFN:Dr. Beat Müller\r\n"
              "EMAIL:beat@example.org\r\nEND:VCARD\r\n");
    EXPECT_EQ(look.form, ImportForm::Vcard);
    const Import done = act(look.id, "runs");
    EXPECT_EQ(done.created, 1);
    EXPECT_EQ(of("u1").familyName, "Müller");
    EXPECT_EQ(of("u1").email, "beat@example.org");
}

} // namespace
