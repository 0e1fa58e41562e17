#include "piece_code.h"
#include "seeds.h"
#include "world.h"

#include <gmock/gmock.h>

using namespace rejoinder;
using namespace rejoinder::dispatch;
using namespace rejoinder::dispatch::test;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

namespace {

/// Every member has exactly one piece, and nobody else has one.
void expectOnePieceEach(World& w, Id wave, std::size_t seeds = 0) {
    std::map<std::int64_t, int> perContact;
    std::set<std::string> codes;
    for (const auto& piece : w.piecesOf(wave)) {
        ++perContact[piece.contactId.value];
        EXPECT_TRUE(isCode(piece.code));
        EXPECT_TRUE(codes.insert(piece.code).second);
        EXPECT_EQ(readCode(piece.printedCode).code, piece.code);
    }
    EXPECT_EQ(perContact.size(), static_cast<std::size_t>(w.company.members) + seeds);
    for (const auto& [contact, n] : perContact) {
        EXPECT_EQ(n, 1) << contact;
    }
}

} // namespace

TEST(BuildWave, MakesOnePiecePerMember) {
    World w;
    const Id wave = w.builtWave();
    EXPECT_EQ(w.row(wave).state, WaveState::Built);
    EXPECT_EQ(w.row(wave).pieces, 100);
    expectOnePieceEach(w, wave);
    EXPECT_THAT(w.problems(), IsEmpty());
    EXPECT_THAT(w.states(wave), ElementsAre(Pair(PieceState::Created, 100)));
}

TEST(BuildWave, OfSomeCellsOnly) {
    World w;
    const Id wave = w.plan({Id{12}});
    ASSERT_TRUE(w.build(wave));
    EXPECT_EQ(w.row(wave).pieces, 50);
    for (const auto& piece : w.piecesOf(wave)) {
        EXPECT_EQ(piece.cellId, Id{12});
    }
}

TEST(BuildWave, DyingAtAnyStepLosesAndDoublesNothing) {
    for (const bool afterCommit : {false, true}) {
        for (int step = 0; step < 13; ++step) {
            World w;
            const Id wave = w.plan();
            const bool finished = w.build(wave, step, afterCommit);
            EXPECT_EQ(finished, step >= 12) << step; // begin, ten steps of ten members, end
            ASSERT_TRUE(w.build(wave));
            EXPECT_EQ(w.row(wave).state, WaveState::Built);
            expectOnePieceEach(w, wave);
            EXPECT_THAT(w.problems(), IsEmpty()) << "step " << step;
        }
    }
}

TEST(BuildWave, DyingAtEveryStepInTurnStillEnds) {
    World w;
    const Id wave = w.plan();
    for (int tries = 0; w.row(wave).state != WaveState::Built; ++tries) {
        ASSERT_LT(tries, 50);
        w.build(wave, 1, true);
    }
    expectOnePieceEach(w, wave);
    EXPECT_THAT(w.problems(), IsEmpty());
}

TEST(BuildWave, OnlyTheNewestJobBuilds) {
    World w;
    const Id wave = w.plan();
    ASSERT_FALSE(w.build(wave, 3, true));
    const Id oldJob = w.row(wave).buildJobId;
    w.write([&](Unit& u) { WaveBook::build(u, {wave, true}); });
    EXPECT_NE(w.row(wave).buildJobId, oldJob);
    EXPECT_NE(w.queued[0].uniqueKey, w.queued[1].uniqueKey);
    TestAttempt old(*w.engine, oldJob);
    w.builder->build({wave}, old);
    EXPECT_EQ(w.row(wave).state, WaveState::Building) << "the old job must not finish it";
    ASSERT_TRUE(w.build(wave));
    expectOnePieceEach(w, wave);
    EXPECT_THAT(w.problems(), IsEmpty());
    EXPECT_EQ(codeOf([&] { w.write([&](Unit& u) {
                               WaveBook::build(u, {wave, true});
                           }); }),
              "dispatch.wave-state");
}

TEST(BuildWave, AskedToBuildAgainItGivesTheSameOperation) {
    World w;
    const Id wave = w.plan();
    const auto first = w.write([&](Unit& u) { return WaveBook::build(u, {wave, false}); });
    EXPECT_EQ(first.id, w.row(wave).buildJobId);
    EXPECT_EQ(w.queued.size(), 1u);
}

TEST(BuildWave, SeedsGetOnePieceAndAreCountedApart) {
    World w;
    const Seeds seeds(w.neighbours);
    w.write([&](Unit& u) {
        seeds.create(u, {Id{1}, {}, "our own letter box"});
        seeds.create(u, {Id{Company::kFirst + 5}, Id{1}, "also a member"});
        seeds.create(u, {Id{2}, Id{99}, "of another campaign"});
    });
    const Id wave = w.builtWave();
    expectOnePieceEach(w, wave, 1);
    std::int64_t seedPieces = 0;
    for (const auto& piece : w.piecesOf(wave)) {
        seedPieces += piece.seed ? 1 : 0;
    }
    EXPECT_EQ(seedPieces, 2);
    std::int64_t counted = 0;
    for (const auto& count : w.read([&](Unit& u) { return w.pieces->counts(u, Id{1}); })) {
        counted += count.pieces;
    }
    EXPECT_EQ(counted, 99);
    EXPECT_THAT(w.problems(), IsEmpty());
    EXPECT_EQ(codeOf([&] { w.write([&](Unit& u) {
                               seeds.create(u, {Id{1}, {}, ""});
                           }); }),
              "dispatch.seed-twice");
}

TEST(BuildWave, NothingBeforeTheGate) {
    World w;
    w.company.approved = false;
    EXPECT_EQ(codeOf([&] { w.plan(); }), "campaigns.not-approved");
    w.company.approved = true;
    const Id wave = w.plan();
    w.company.approved = false;
    EXPECT_EQ(codeOf([&] { w.build(wave); }), "campaigns.not-approved");
    EXPECT_EQ(w.row(wave).state, WaveState::Planned);
    EXPECT_THAT(w.piecesOf(wave), IsEmpty());
}

TEST(PlanWave, NamesEveryFaultAtOnce) {
    World w;
    NewWave wish;
    wish.cellIds = {Id{13}, Id{77}};
    wish.content.subject = "two\r\nlines";
    wish.content.text = "{{givenNam}}";
    try {
        w.write([&](Unit& u) { return w.waves->create(u, wish); });
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::Invalid);
        std::vector<std::string> pointers;
        for (const auto& fault : e.faults()) {
            pointers.push_back(fault.pointer);
        }
        EXPECT_THAT(pointers,
                    testing::UnorderedElementsAre("/name", "/cellIds/0", "/cellIds/1", "/content/subject",
                                                  "/content/text", "/content/senderAddress"));
    }
    wish = {};
    wish.name = "By mail";
    wish.channel = Channel::Email;
    wish.content.subject = wish.content.text = "{{unsubscribeUrl}}";
    EXPECT_EQ(codeOf([&] { w.write([&](Unit& u) { return w.waves->create(u, wish); }); }),
              "dispatch.no-channel");
}

TEST(CancelWave, CancelsWhatWasNotHandedOver) {
    World w;
    const Id wave = w.builtWave();
    w.write([&](Unit& u) { WaveBook::cancel(u, WaveBook::row(u, wave)); });
    EXPECT_EQ(w.queued.back().name, kCancelJob);
    TestAttempt attempt(*w.engine, w.queued.back().id);
    w.builder->cancel({wave}, attempt);
    EXPECT_THAT(w.states(wave), ElementsAre(Pair(PieceState::Cancelled, 100)));
    EXPECT_THAT(w.problems(), IsEmpty());
    EXPECT_EQ(codeOf([&] { w.start(wave); }), "dispatch.wave-state");
}
