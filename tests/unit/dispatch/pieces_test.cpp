#include "piece_code.h"
#include "piece_facts.h"
#include "world.h"

#include <gmock/gmock.h>

using namespace rejoinder;
using namespace rejoinder::dispatch;
using namespace rejoinder::dispatch::test;
using testing::Contains;
using testing::Field;
using testing::IsEmpty;

namespace {

World& handedOver(World& w, Id& wave) {
    wave = w.builtWave();
    w.start(wave);
    w.give(wave);
    return w;
}

} // namespace

TEST(PieceBook, FindsByWhatPeopleType) {
    World w;
    Id wave;
    const auto piece = handedOver(w, wave).piecesOf(wave).at(42);
    std::string typed = piece.printedCode;
    std::transform(typed.begin(), typed.end(), typed.begin(),
                   [](char c) { return static_cast<char>(std::tolower(c)); });
    const auto found = w.read([&](Unit& u) { return w.pieces->lookUp(u, " " + typed + " "); });
    ASSERT_TRUE(found.piece);
    EXPECT_EQ(found.piece->id, piece.id);
    EXPECT_EQ(found.contact->id, piece.contactId);
    EXPECT_EQ(found.campaign->name, "Spring");
    EXPECT_EQ(found.cell->id, piece.cellId);
    EXPECT_EQ(found.waveName, "First");
    EXPECT_EQ(w.read([&](Unit& u) { return w.pieces->findByCode(u, typed); })->id, piece.id);
    EXPECT_EQ(w.read([&](Unit& u) { return w.pieces->find(u, piece.id); })->code, piece.code);
}

TEST(PieceBook, TellsWrongFromUnknown) {
    World w;
    Id wave;
    const auto code = handedOver(w, wave).piecesOf(wave).at(0).code;
    std::string wrong = code;
    wrong[2] = wrong[2] == '7' ? '9' : '7';
    const auto lookUp = [&](const std::string& typed) {
        return codeOf([&] { w.read([&](Unit& u) { return w.pieces->lookUp(u, typed); }); });
    };
    EXPECT_EQ(lookUp(wrong), "dispatch.code-check");
    EXPECT_EQ(lookUp("123"), "dispatch.code-check");
    std::string unknown = codeOfNumber(1);
    EXPECT_EQ(lookUp(unknown), "dispatch.no-piece");
    EXPECT_FALSE(w.read([&](Unit& u) { return w.pieces->findByCode(u, wrong); }));
    const auto near = w.read([&](Unit& u) { return w.pieces->nearOnes(u, wrong); });
    EXPECT_THAT(near.items, Contains(Field(&NearPiece::code, code)));
}

TEST(PieceBook, ReturnedPiecesAreCountedOncePerPiece) {
    World w;
    Id wave;
    const auto piece = handedOver(w, wave).piecesOf(wave).at(3);
    for (int twice = 0; twice < 2; ++twice) {
        EXPECT_EQ(w.write([&](Unit& u) { return w.pieces->markReturned(u, piece.id, "moved"); }), 1);
    }
    Id second;
    handedOver(w, second);
    for (const auto& other : w.piecesOf(second)) {
        if (other.contactId == piece.contactId) {
            EXPECT_EQ(w.write([&](Unit& u) { return w.pieces->markReturned(u, other.id, "moved"); }), 2);
        }
    }
    EXPECT_EQ(w.states(wave)[PieceState::Returned], 1);
    EXPECT_THAT(w.problems(), IsEmpty());
    const Id third = w.builtWave();
    const Id unsent = w.piecesOf(third).at(0).id;
    EXPECT_EQ(codeOf([&] { w.write([&](Unit& u) { return w.pieces->markReturned(u, unsent, ""); }); }),
              "dispatch.piece-state");
}

TEST(PieceBook, NewestPieceIsTheLastHandedOver) {
    World w;
    Id first, second;
    handedOver(w, first);
    w.clock.advance(std::chrono::hours(24));
    handedOver(w, second);
    const Id unsent = w.builtWave();
    const Id contact{Company::kFirst + 1};
    const auto newest = [&](std::optional<Id> campaign) {
        return w.read([&](Unit& u) { return w.pieces->newestOf(u, contact, campaign); });
    };
    EXPECT_EQ(newest({})->waveId, second);
    EXPECT_EQ(newest(Id{1})->waveId, second);
    EXPECT_FALSE(newest(Id{2}));
    (void)unsent;
}

TEST(PieceBook, ListsByWaveContactAndTrouble) {
    World w;
    Id wave;
    handedOver(w, wave);
    EXPECT_EQ(w.piecesOf(wave).size(), 100u);
    EXPECT_EQ(w.piecesOf(wave, PieceState::HandedOver).size(), 100u);
    EXPECT_THAT(w.piecesOf(wave, PieceState::Created), IsEmpty());
    PieceQuery query;
    query.contactId = Id{Company::kFirst};
    EXPECT_EQ(w.all(query).size(), 1u);
    query = {};
    EXPECT_EQ(codeOf([&] { w.all(query); }), "dispatch.too-wide");
    query.state = PieceState::Held;
    EXPECT_THAT(w.all(query), IsEmpty());
    query.cursor = "x";
    EXPECT_EQ(codeOf([&] { w.all(query); }), "dispatch.bad-cursor");
}

TEST(PieceHistory, TellsWhatWasHandedOverAndWhatCameBack) {
    World w;
    Id wave;
    handedOver(w, wave);
    PieceHistory history;
    const auto told = [&](std::string_view stream, const contacts::HistoryFilter& filter) {
        std::vector<contacts::HistoryEvent> events;
        w.read([&](Unit& u) {
            events.clear();
            history.each(u, stream, filter, [&](const auto& e) { events.push_back(e); });
        });
        return events;
    };
    const auto all = told("pieces", {});
    ASSERT_EQ(all.size(), 100u);
    std::map<Id, int> cells;
    for (const auto& e : all) {
        EXPECT_EQ(e.campaignId, Id{1});
        EXPECT_EQ(e.channel, Channel::Letter);
        ++cells[*e.cellId];
    }
    EXPECT_EQ(cells, (std::map<Id, int>{{Id{11}, 50}, {Id{12}, 50}}));
    EXPECT_EQ(told("pieces", {Id{1}, {}}).size(), 100u);
    EXPECT_THAT(told("pieces", {Id{2}, {}}), IsEmpty());
    EXPECT_THAT(told("pieces", {{}, all.front().at.plus(std::chrono::hours(1))}), IsEmpty());
    EXPECT_THAT(told("returns", {}), IsEmpty());
    const Id back = w.piecesOf(wave).at(3).id;
    w.write([&](Unit& u) { return w.pieces->markReturned(u, back, "moved"); });
    ASSERT_EQ(told("returns", {}).size(), 1u);
    EXPECT_EQ(told("pieces", {}).size(), 100u) << "what came back was handed over";

    std::vector<Id> some;
    for (const auto& e : all)
        if (some.size() < 40) some.push_back(e.contactId);
    std::size_t asked = 0, returned = 0;
    const std::vector<Id> who{told("returns", {}).front().contactId};
    w.read([&](Unit& u) {
        asked = returned = 0;
        history.of(u, "pieces", some, [&](const auto&) { ++asked; });
        history.of(u, "returns", who, [&](const auto&) { ++returned; });
    });
    EXPECT_EQ(asked, 40u);
    EXPECT_EQ(returned, 1u);
}

TEST(Checks, FindWhatWasTamperedWith) {
    World w;
    Id wave;
    handedOver(w, wave);
    ASSERT_THAT(w.problems(), IsEmpty());
    const auto piece = w.piecesOf(wave).at(0);
    // A state changed past the counts and the batches.
    w.write([&](Unit& u) {
        u.run("dispatch.settle-piece", {{"id", piece.id},
                                        {"state", PieceState::HandedOver},
                                        {"batchId", Id{}},
                                        {"handedOverAt", u.now()},
                                        {"note", ""}});
    });
    EXPECT_EQ(w.problems().size(), 1u);
    w.write([&](Unit& u) {
        u.run("dispatch.return-piece", {{"id", piece.id}, {"returnedAt", u.now()}, {"note", ""}});
    });
    EXPECT_EQ(w.problems().size(), 3u);
    // A code that this installation never gave.
    w.write([&](Unit& u) {
        NewPiece forged{u.newId(), wave, Id{11}, Id{1}, codeOfNumber(4711), 4711, "", false};
        u.run("dispatch.insert-piece", forged);
    });
    EXPECT_EQ(w.problems().size(), 5u);
}
