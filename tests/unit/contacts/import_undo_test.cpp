#include "tests/unit/contacts/import_steps.h"

#include <thread>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using namespace rejoinder::contacts::steps;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

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
    world.settle();
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

/// A rental whose names may be used once, until the end of the century.
const std::string kRental = "?rental=%7B%22owner%22:%22List%20AG%22,%22expiresOn%22:%222099-12-31%22%7D";
const std::string kRentedName =
    "externalKey,familyName,street,postcode,city,country\nn,N,Weg 2,3000,Bern,CH\n";

TEST_F(ImportSteps, UndoingARentalGivesTheNameBackWithItsHistory) {
    import(kRentedName, kRental);
    world.read([&](Unit& unit) { history->tell(unit, idOf("n"), "dispatch.handedOver"); });
    EXPECT_THAT(mayContact(Channel::Letter, "n"), ElementsAre(Refusal::Suppressed));
    const Import again = import(kRentedName, kRental);
    EXPECT_EQ(again.updated, 1);
    EXPECT_THAT(mayContact(Channel::Letter, "n"), ElementsAre(Refusal::None)) << "rented for one more use";
    EXPECT_EQ(act(again.id, "undo").restored, 1);
    EXPECT_THAT(mayContact(Channel::Letter, "n"), ElementsAre(Refusal::Suppressed)) << "it was used before";
    // Who became ours since stays ours.
    const Import third = import(kRentedName, kRental);
    import(kRentedName);
    EXPECT_EQ(act(third.id, "undo").restored, 0);
    EXPECT_THAT(mayContact(Channel::Letter, "n"), ElementsAre(Refusal::None));
}

TEST_F(ImportSteps, NamesWithoutTermsAreNotUsed) {
    const Import rented = import(kRentedName, kRental);
    const Import ours = import(kRentedName);
    EXPECT_EQ(act(rented.id, "undo").kept, 1) << "it came with another file since";
    EXPECT_THAT(mayContact(Channel::Letter, "n"), ElementsAre(Refusal::None));
    act(ours.id, "undo");
    EXPECT_THAT(mayContact(Channel::Letter, "n"), ElementsAre(Refusal::Suppressed))
        << "of a list again, whose terms went with its import";
}

TEST_F(ImportSteps, ATrialCountsNamesThatBecomeOurs) {
    import(kRentedName, kRental);
    const Look look = draft(kRentedName);
    const Import tried = act(look.id, "trials");
    const Import done = act(look.id, "runs");
    for (const Import* i : {&tried, &done}) {
        EXPECT_EQ(i->updated, 1);
        EXPECT_EQ(i->unchanged, 0);
    }
}

TEST_F(ImportSteps, AnUndoThatWasCancelledCanBeBegunAgain) {
    std::string text = "externalKey,familyName,a\n";
    for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + ",Name,x\n";
    Import done;
    // It may be over before it is cancelled.
    for (int tries = 0; tries < 20 && done.state != ImportState::Undoing; ++tries) {
        done = import(text);
        const auto begun =
            world.post("/contacts/imports/" + done.id.toString() + "/undo", "{}").as<Operation>();
        EXPECT_THAT(
            world.call("PATCH", "/operations/" + begun.id.toString(), R"({"state":"cancelled"})").status,
            testing::AnyOf(200, 409));
        world.settle();
        done = find(done.id);
    }
    ASSERT_EQ(done.state, ImportState::Undoing);
    const Import undone = act(done.id, "undo");
    EXPECT_EQ(undone.state, ImportState::Undone);
    EXPECT_EQ(undone.removed, 20'000);
    EXPECT_EQ(contacts(), 0U);
    // Asked for twice at once, it is done once.
    const Import second = import("externalKey,familyName\n1,A\n2,B\n");
    const std::string twice = "/contacts/imports/" + second.id.toString() + "/undo";
    EXPECT_EQ(world.post(twice, "{}").status, 202);
    world.post(twice, "{}");
    world.settle();
    EXPECT_EQ(find(second.id).removed, 2);
}

TEST_F(ImportSteps, AHoldKeepsWhatAnUndoWouldTakeUntilItIsReleased) {
    import("externalKey,familyName\n1,One\n");
    const Import done = import("externalKey,familyName\n1,Uno\n2,Two\n3,Three\n");
    std::vector<std::string> holds;
    for (const auto* key : {"1", "2"})
        holds.push_back(world.post("/contacts/" + idOf(key).toString() + "/holds", R"({"reason":"lawsuit"})")
                            .textAfter("\"id\":\""));
    const Import kept = act(done.id, "undo");
    EXPECT_EQ(kept.removed, 1);
    EXPECT_EQ(kept.kept, 2);
    EXPECT_EQ(of("1").familyName, "Uno");
    EXPECT_EQ(of("2").familyName, "Two");
    EXPECT_THAT(world.get("/contacts/imports/" + done.id.toString() + "/kept-reasons").body,
                HasSubstr(R"({"code":"hold","contacts":2})"));
    for (const std::string& hold : holds) world.post("/contacts/holds/" + hold + "/release", "{}");
    const Import undone = act(done.id, "undo");
    EXPECT_EQ(undone.removed, 2);
    EXPECT_EQ(undone.kept, 0) << "a hold that is gone changed nobody";
    EXPECT_EQ(of("1").familyName, "One");
    EXPECT_FALSE(idOf("2"));
}

TEST_F(ImportSteps, HoldsThatComeWhileAnUndoRunsKeepWhomTheyFind) {
    std::string text = "externalKey,familyName\n";
    for (int i = 0; i < 10'000; ++i) text += std::to_string(i) + ",Name\n";
    const Import done = import(text);
    ASSERT_EQ(world.post("/contacts/imports/" + done.id.toString() + "/undo", "{}").status, 202);
    std::vector<Id> held;
    for (int i = 9'999; i > 0 && find(done.id).state != ImportState::Undone; i -= 97) {
        const Id id = idOf(std::to_string(i));
        if (id &&
            world.post("/contacts/" + id.toString() + "/holds", R"({"reason":"lawsuit"})").status == 201)
            held.push_back(id);
    }
    world.settle();
    const Import undone = find(done.id);
    EXPECT_EQ(undone.removed + undone.kept, 10'000);
    EXPECT_EQ(static_cast<std::size_t>(undone.kept), held.size());
    for (const Id id : held) EXPECT_EQ(world.get("/contacts/" + id.toString()).status, 200);
    EXPECT_EQ(contacts(), held.size());
}

} // namespace
