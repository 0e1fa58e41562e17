#include "world.h"

#include <gmock/gmock.h>

using namespace rejoinder;
using namespace rejoinder::dispatch;
using namespace rejoinder::dispatch::test;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

namespace {

/// What was published, but for facts that changed.
std::vector<std::string> told(const World& w) {
    std::vector<std::string> topics;
    for (const auto& topic : w.published)
        if (topic != contacts::FactsChanged::kTopic) topics.emplace_back(topic);
    return topics;
}

/// No piece left the house in two batches; in one batch as often as the channel can bear.
void expectNeverTwice(const World& w) {
    for (const auto& [piece, batches] : w.channel->sent) {
        EXPECT_EQ(batches.size(), 1u)
            << "piece " << piece.value << " left in " << batches.size() << " batches";
    }
    for (const auto& [batch, sizes] : w.channel->batches) {
        for (const auto size : sizes) {
            EXPECT_EQ(size, sizes.front()) << "batch " << batch.value << " changed";
        }
        if (!w.channel->canRepeat) {
            EXPECT_EQ(sizes.size(), 1u) << "batch " << batch.value << " was given twice";
        }
    }
}

} // namespace

TEST(HandOverWave, GivesEachPieceOnceAndTells) {
    World w;
    const Id wave = w.builtWave();
    w.start(wave);
    EXPECT_EQ(w.company.running, 1);
    ASSERT_TRUE(w.give(wave));
    EXPECT_EQ(w.row(wave).state, WaveState::HandedOver);
    EXPECT_THAT(w.states(wave), ElementsAre(Pair(PieceState::HandedOver, 100)));
    EXPECT_EQ(w.channel->sent.size(), 100u);
    EXPECT_EQ(w.channel->batches.size(), 15u);
    EXPECT_THAT(told(w), ElementsAre("dispatch.wave-handed-over"));
    EXPECT_THAT(w.problems(), IsEmpty());
    expectNeverTwice(w);
}

TEST(HandOverWave, WantedBeforeItIsBuiltItFollowsByItself) {
    World w;
    const Id wave = w.plan();
    w.start(wave);
    w.start(wave);
    EXPECT_EQ(w.queued.size(), 1u);
    ASSERT_TRUE(w.build(wave));
    EXPECT_EQ(w.row(wave).state, WaveState::HandingOver);
    ASSERT_EQ(w.queued.size(), 2u);
    EXPECT_EQ(w.queued[1].name, kHandOverJob);
    ASSERT_TRUE(w.give(wave));
    EXPECT_EQ(w.channel->sent.size(), 100u);
}

TEST(HandOverWave, StartedTwiceItRunsOnce) {
    World w;
    const Id wave = w.builtWave();
    w.start(wave);
    const Id job = w.row(wave).handOverJobId;
    w.start(wave);
    EXPECT_EQ(w.row(wave).handOverJobId, job);
    ASSERT_TRUE(w.give(wave));
    ASSERT_TRUE(w.give(wave));
    expectNeverTwice(w);
    EXPECT_EQ(told(w).size(), 1u);
}

TEST(HandOverWave, WhoObjectsBetweenBuildingAndHandOverIsWithheld) {
    World w;
    const Id wave = w.builtWave();
    w.company.objected = {Id{Company::kFirst}, Id{Company::kFirst + 50}};
    w.start(wave);
    ASSERT_TRUE(w.give(wave));
    EXPECT_THAT(w.states(wave), ElementsAre(Pair(PieceState::Withheld, 2), Pair(PieceState::HandedOver, 98)));
    for (const auto& piece : w.piecesOf(wave, PieceState::Withheld)) {
        EXPECT_EQ(piece.refusal, Withholding::Objection);
        EXPECT_FALSE(w.channel->sent.contains(piece.id));
    }
    EXPECT_THAT(w.problems(), IsEmpty());
}

TEST(HandOverWave, EvenAWholeBatchMayBeWithheld) {
    World w;
    const Id wave = w.builtWave();
    for (int i = 0; i < 100; ++i) {
        w.company.objected.insert(Id{Company::kFirst + i});
    }
    w.start(wave);
    ASSERT_TRUE(w.give(wave));
    EXPECT_THAT(w.states(wave), ElementsAre(Pair(PieceState::Withheld, 100)));
    EXPECT_THAT(w.channel->batches, IsEmpty());
    EXPECT_EQ(w.row(wave).state, WaveState::HandedOver);
}

TEST(HandOverWave, NothingAfterTheGateClosed) {
    World w;
    const Id wave = w.builtWave();
    w.company.approved = false;
    EXPECT_EQ(codeOf([&] { w.start(wave); }), "campaigns.not-approved");
    w.company.approved = true;
    w.start(wave);
    w.company.approved = false;
    ASSERT_TRUE(w.give(wave));
    EXPECT_THAT(w.channel->sent, IsEmpty());
    EXPECT_EQ(w.row(wave).state, WaveState::Built);
    w.company.approved = true;
    w.start(wave);
    ASSERT_TRUE(w.give(wave));
    EXPECT_EQ(w.channel->sent.size(), 100u);
}

TEST(HandOverWave, DyingAtAnyStepWithARepeatableChannelSendsEachPieceOnce) {
    for (const bool afterCommit : {false, true}) {
        for (const int step : {0, 1, 2, 3, 14, 15, 27, 28, 29, 30, 31}) {
            World w;
            const Id wave = w.builtWave();
            w.start(wave);
            w.give(wave, step, afterCommit);
            ASSERT_TRUE(w.give(wave));
            expectNeverTwice(w);
            EXPECT_EQ(w.channel->sent.size(), 100u);
            EXPECT_THAT(w.states(wave), ElementsAre(Pair(PieceState::HandedOver, 100)));
            EXPECT_THAT(w.problems(), IsEmpty()) << "step " << step;
        }
    }
}

TEST(HandOverWave, DyingAtAnyStepWithAnUnrepeatableChannelHoldsTheBatch) {
    for (const bool afterCommit : {false, true}) {
        for (const int step : {0, 1, 2, 3, 14, 15, 27, 28, 29, 30, 31}) {
            World w;
            w.channel->canRepeat = false;
            const Id wave = w.builtWave();
            w.start(wave);
            const bool died = !w.give(wave, step, afterCommit);
            ASSERT_TRUE(w.give(wave));
            expectNeverTwice(w);
            EXPECT_THAT(w.problems(), IsEmpty()) << "step " << step;
            // Even steps take a batch, odd ones record it. A batch that was taken and not recorded is held.
            const bool open = died && step < 30 && (afterCommit ? step % 2 == 0 : step % 2 == 1);
            const auto held = w.states(wave)[PieceState::Held];
            EXPECT_EQ(held > 0, open) << "step " << step << (afterCommit ? " after" : " before");
            EXPECT_EQ(w.states(wave)[PieceState::HandedOver] + held, 100);
        }
    }
}

TEST(HandOverWave, DyingInsideTheChannelIsHeldOrRepeated) {
    for (const bool canRepeat : {false, true}) {
        for (const bool before : {false, true}) {
            World w;
            w.channel->canRepeat = canRepeat;
            (before ? w.channel->dieBefore : w.channel->dieAfter) = true;
            const Id wave = w.builtWave();
            w.start(wave);
            ASSERT_FALSE(w.give(wave));
            w.channel->dieBefore = w.channel->dieAfter = false;
            ASSERT_TRUE(w.give(wave));
            expectNeverTwice(w);
            EXPECT_EQ(w.states(wave)[PieceState::Held], canRepeat ? 0 : 7);
            EXPECT_THAT(w.problems(), IsEmpty());
        }
    }
}

TEST(HandOverWave, AJobThatTookOverLeavesTheOldOneNothing) {
    World w;
    w.channel->canRepeat = false;
    const Id wave = w.builtWave();
    w.start(wave);
    ASSERT_FALSE(w.give(wave, 2, true)); // the second batch is open
    const Id oldJob = w.row(wave).handOverJobId;
    w.start(wave, true);
    TestAttempt old(*w.engine, oldJob);
    w.handOver->run({wave}, old);
    EXPECT_EQ(old.steps, 0);
    ASSERT_TRUE(w.give(wave));
    expectNeverTwice(w);
    EXPECT_EQ(w.states(wave)[PieceState::Held], 7);
}

TEST(HandOverWave, HeldPiecesAreDecidedByAPerson) {
    World w;
    w.channel->canRepeat = false;
    const Id wave = w.builtWave();
    w.start(wave);
    ASSERT_FALSE(w.give(wave, 0, true));
    ASSERT_TRUE(w.give(wave));
    PieceQuery query;
    query.state = PieceState::Held;
    const auto held = w.all(query);
    ASSERT_EQ(held.size(), 7u);
    EXPECT_FALSE(held[0].note.empty());
    const auto decide = [&](const std::string& code, PieceState state) {
        return w.write([&](Unit& u) { return w.pieces->decide(u, {code, state, "asked the mail server"}); });
    };
    EXPECT_TRUE(decide(held[0].printedCode, PieceState::HandedOver).handedOverAt);
    for (std::size_t i = 1; i < held.size(); ++i) {
        EXPECT_EQ(decide(held[i].code, PieceState::Created).batchId, std::nullopt);
    }
    EXPECT_EQ(codeOf([&] { decide(held[0].code, PieceState::Created); }), "dispatch.piece-state");
    w.start(wave);
    ASSERT_TRUE(w.give(wave));
    EXPECT_THAT(w.states(wave), ElementsAre(Pair(PieceState::HandedOver, 100)));
    EXPECT_THAT(w.problems(), IsEmpty());
    for (std::size_t i = 1; i < held.size(); ++i) {
        EXPECT_EQ(w.channel->sent[held[i].id].size(), 1u);
    }
}

TEST(HandOverWave, AChannelThatIsAwayPutsThePiecesBack) {
    World w;
    w.channel->canRepeat = false;
    w.channel->answer = [](const Batch&, std::vector<Handed>) -> std::vector<Handed> {
        throw Error(ErrorKind::Unavailable, "test.away", "The server is away.");
    };
    const Id wave = w.builtWave();
    w.start(wave);
    EXPECT_EQ(codeOf([&] { w.give(wave); }), "dispatch.channel-busy");
    EXPECT_THAT(w.states(wave), ElementsAre(Pair(PieceState::Created, 100)));
    EXPECT_THAT(w.problems(), IsEmpty());
    w.channel->answer = nullptr;
    w.channel->sent.clear();
    w.channel->batches.clear();
    ASSERT_TRUE(w.give(wave));
    EXPECT_THAT(w.states(wave), ElementsAre(Pair(PieceState::HandedOver, 100)));
    expectNeverTwice(w);
}

TEST(HandOverWave, EachAnswerOfTheChannelCounts) {
    World w;
    w.channel->answer = [](const Batch& batch, std::vector<Handed> handed) {
        if (batch.number == 1) {
            handed[1].state = PieceState::Failed;
            handed[1].note = "refused";
            handed[2].state = PieceState::Held;
            handed[3].note = "queued as 17";
            handed.pop_back(); // a channel that forgets a piece
        }
        return handed;
    };
    const Id wave = w.builtWave();
    w.start(wave);
    ASSERT_TRUE(w.give(wave));
    EXPECT_THAT(w.states(wave), ElementsAre(Pair(PieceState::HandedOver, 97), Pair(PieceState::Held, 2),
                                            Pair(PieceState::Failed, 1)));
    EXPECT_EQ(w.piecesOf(wave, PieceState::Failed)[0].note, "refused");
    int noted = 0;
    for (const auto& piece : w.piecesOf(wave, PieceState::HandedOver)) {
        EXPECT_TRUE(piece.handedOverAt);
        noted += piece.note == "queued as 17" ? 1 : 0;
    }
    EXPECT_EQ(noted, 1);
    EXPECT_THAT(w.problems(), IsEmpty());
}

TEST(HandOverWave, CancelledInBetweenTheRestStays) {
    World w;
    const Id wave = w.builtWave();
    w.start(wave);
    ASSERT_FALSE(w.give(wave, 3, true));
    w.write([&](Unit& u) { WaveBook::cancel(u, WaveBook::row(u, wave)); });
    ASSERT_TRUE(w.give(wave));
    EXPECT_EQ(w.channel->sent.size(), 14u);
    TestAttempt attempt(*w.engine, w.queued.back().id);
    w.builder->cancel({wave}, attempt);
    EXPECT_THAT(w.states(wave),
                ElementsAre(Pair(PieceState::HandedOver, 14), Pair(PieceState::Cancelled, 86)));
    EXPECT_THAT(w.problems(), IsEmpty());
}
