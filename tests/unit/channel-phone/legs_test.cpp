#include "desk_fixture.h"
#include "legs.h"

using namespace rejoinder;
using namespace rejoinder::phone;
using namespace rejoinder::phone::desk_test;

namespace {

class Phones : public Desk {
protected:
    Phones() {
        engine->write([&](Unit& u) {
            cti = CtiBook::create(u, {"Exchange", "CH"}).system;
            line = lines.create(u, newLine("Spring", {}, {}));
        });
    }
    static NewPhoneLine newLine(const std::string& name, std::optional<Date> from,
                                std::optional<Date> until) {
        NewPhoneLine wish;
        wish.number = "044 000 00 01";
        wish.country = "CH";
        wish.name = name;
        wish.campaignId = Id{7};
        wish.language = "fr";
        wish.validFrom = from;
        wish.validUntil = until;
        wish.callBackMinutes = 10;
        return wish;
    }
    void say(CtiKind kind, const std::string& call = "c1", const std::string& cause = "",
             const std::string& from = "41441234567") {
        CtiEvent event;
        event.kind = kind;
        event.callId = call;
        event.from = from;
        event.to = "41440000001";
        event.direction = "in";
        event.cause = cause;
        if (kind == CtiKind::Answer) event.answeringNumber = "anna";
        engine->write([&](Unit& u) { legs.take(u, cti, event); });
    }
    std::vector<Leg> all() {
        return engine->read([&](Unit& u) { return Legs::list(u, {}); }).items;
    }
    std::vector<CallAnswer> open() { return calls(CallState::Open); }
    LineFigure figure() {
        return engine->read([&](Unit& u) { return LineBook::figures(u, {}); }).items.at(0);
    }

    LineBook lines{numbers, plans};
    Legs legs{Legs::Neighbours{numbers, gate}};
    Cti cti;
    PhoneLine line;
};

} // namespace

TEST_F(Phones, ACallRingsOnceWithItsCampaignHoweverOftenItIsTold) {
    say(CtiKind::NewCall);
    say(CtiKind::NewCall);
    ASSERT_EQ(rings.size(), 1u);
    EXPECT_EQ(rings[0].campaignId, Id{7});
    EXPECT_EQ(rings[0].lineName, "Spring");
    EXPECT_EQ(rings[0].language, "fr");
    EXPECT_EQ(rings[0].from, "+41441234567");
    ASSERT_EQ(all().size(), 1u);
    EXPECT_EQ(all()[0].contactId, Id{kFirstContact});
    EXPECT_EQ(all()[0].version, 1);
    clock.advance(std::chrono::seconds(5));
    say(CtiKind::Answer);
    clock.advance(std::chrono::seconds(60));
    for (int i = 0; i < 3; ++i) say(CtiKind::Hangup, "c1", "normalClearing");
    ASSERT_EQ(all().size(), 1u);
    EXPECT_EQ(all()[0].state, LegState::Ended);
    EXPECT_EQ(all()[0].agent, "anna");
    EXPECT_EQ(moves.size(), 2u) << "taken and over";
    EXPECT_EQ(figure().answered, 1);
    EXPECT_EQ(figure().waited, 5'000'000);
    EXPECT_EQ(figure().talked, 60'000'000);
    EXPECT_TRUE(open().empty());
}

TEST_F(Phones, EveryOrderOfTheSameEventsIsTheSameCall) {
    std::vector<CtiKind> kinds{CtiKind::NewCall, CtiKind::Answer, CtiKind::Hangup};
    int n = 0;
    do {
        const auto name = "p" + std::to_string(n++);
        for (int twice = 0; twice < 2; ++twice)
            for (const auto kind : kinds) say(kind, name, "normalClearing");
    } while (std::next_permutation(kinds.begin(), kinds.end()));
    ASSERT_EQ(all().size(), 6u);
    for (const auto& leg : all()) {
        EXPECT_EQ(leg.state, LegState::Ended) << leg.callName;
        EXPECT_TRUE(leg.answeredAt && leg.endedAt) << leg.callName;
    }
    EXPECT_TRUE(open().empty());
    EXPECT_EQ(figure().answered, 6);
    EXPECT_EQ(figure().calls, 6);
}

TEST_F(Phones, MissedCallersAreCalledBackOnce) {
    say(CtiKind::NewCall);
    say(CtiKind::Hangup, "c1", "cancel");
    say(CtiKind::Hangup, "c1", "cancel");
    say(CtiKind::NewCall, "c2");
    say(CtiKind::Hangup, "c2", "noAnswer");
    ASSERT_EQ(open().size(), 1u) << "one call answers both";
    EXPECT_EQ(open()[0].contactId, Id{kFirstContact});
    EXPECT_EQ(open()[0].campaignId, Id{7});
    EXPECT_EQ(open()[0].dueAt, clock.now().plus(minutes(10)));
    EXPECT_EQ(figure().abandoned, 1);
    EXPECT_EQ(figure().missed, 1);
    EXPECT_EQ(figure().callBacks, 2);
    say(CtiKind::NewCall, "c3");
    say(CtiKind::Answer, "c3");
    EXPECT_TRUE(open().empty()) << "they were spoken to";
}

TEST_F(Phones, AnAnswerThatComesLateTakesTheCallBackAway) {
    say(CtiKind::NewCall);
    say(CtiKind::Hangup, "c1", "cancel");
    ASSERT_EQ(open().size(), 1u);
    say(CtiKind::Answer);
    EXPECT_EQ(all()[0].state, LegState::Ended);
    EXPECT_TRUE(open().empty());
    EXPECT_EQ(figure().abandoned, 0);
}

TEST_F(Phones, WhoSaidNoIsNotCalledBack) {
    gate->objected.insert(Id{kFirstContact});
    say(CtiKind::NewCall);
    say(CtiKind::Hangup, "c1", "cancel");
    EXPECT_TRUE(open().empty());
    EXPECT_EQ(figure().abandoned, 1);
}

TEST_F(Phones, AnUnknownCallerIsCalledBackByNumber) {
    say(CtiKind::NewCall, "c1", "", "0791112233");
    say(CtiKind::Hangup, "c1", "cancel");
    say(CtiKind::NewCall, "c2", "", "anonymous");
    say(CtiKind::Hangup, "c2", "cancel");
    ASSERT_EQ(open().size(), 1u) << "nobody calls a withheld number";
    EXPECT_FALSE(open()[0].contactId);
    EXPECT_EQ(open()[0].phone, "+41791112233");
    clock.advance(minutes(11));
    const auto call = next("anna").call;
    ASSERT_TRUE(call);
    EXPECT_FALSE(call->contact);
    finish("anna", call->id, "do-not-call");
    EXPECT_EQ(numbers->objected, "+41791112233");
}

TEST_F(Phones, ALineThatCallsNobodyBack) {
    engine->write([&](Unit& u) {
        ChangePhoneLine wish;
        wish.id = line.id;
        wish.number = line.number;
        wish.name = line.name;
        wish.callBackMinutes = 0;
        line = lines.change(u, line, wish);
    });
    say(CtiKind::NewCall);
    say(CtiKind::Hangup, "c1", "noAnswer");
    EXPECT_TRUE(open().empty());
    EXPECT_EQ(all()[0].state, LegState::Missed);
    EXPECT_FALSE(all()[0].campaignId) << "the line lost its campaign";
}

TEST_F(Phones, WhatRingsForEverIsMissed) {
    say(CtiKind::NewCall);
    say(CtiKind::NewCall, "c2");
    say(CtiKind::NewCall, "c3");
    clock.advance(minutes(16));
    const auto silent = engine->read([&](Unit& u) { return Legs::silent(u, u.now().plus(-minutes(15))); });
    ASSERT_EQ(silent.size(), 3u);
    say(CtiKind::Answer, "c2"); // heard of after it was looked for: the others are missed all the same
    for (const auto& leg : silent) engine->write([&](Unit& u) { legs.miss(u, leg); });
    std::map<std::string, LegState> states;
    for (const auto& leg : all()) states[leg.callName] = leg.state;
    EXPECT_EQ(states, (std::map<std::string, LegState>{
                          {"c1", LegState::Missed}, {"c2", LegState::Talking}, {"c3", LegState::Missed}}));
    EXPECT_EQ(open().size(), 1u);
}

TEST_F(Phones, ANumberHasOneCampaignOnADay) {
    const auto create = [&](std::optional<Date> from, std::optional<Date> until) {
        return codeOf(
            [&] { engine->write([&](Unit& u) { lines.create(u, newLine("Other", from, until)); }); });
    };
    EXPECT_EQ(create({}, {}), "channel-phone.line-taken");
    engine->write([&](Unit& u) {
        ChangePhoneLine wish;
        wish.id = line.id;
        wish.number = line.number;
        wish.name = line.name;
        wish.validUntil = Date{20'000};
        line = lines.change(u, line, wish);
    });
    EXPECT_EQ(create(Date{20'000}, {}), "channel-phone.line-taken");
    EXPECT_EQ(create(Date{20'002}, Date{20'001}), "channel-phone.invalid-line");
    EXPECT_EQ(create(Date{20'001}, {}), "none");
    engine->read([&](Unit& u) {
        EXPECT_EQ(LineBook::at(u, "+41440000001", Date{20'000})->name, "Spring");
        EXPECT_EQ(LineBook::at(u, "+41440000001", Date{20'001})->name, "Other");
        EXPECT_FALSE(LineBook::at(u, "+41440000002", Date{20'001}));
    });
}

TEST_F(Phones, ASecretAdmitsOneSystem) {
    const auto made = engine->write([&](Unit& u) { return CtiBook::create(u, {"Second", "DE"}); });
    const auto admitted = [&](std::string_view key, std::string_view secret) {
        const auto found = engine->read([&](Unit& u) { return CtiBook::admitted(u, key, secret); });
        return found ? found->name : std::string();
    };
    EXPECT_EQ(admitted(made.token, ""), "Second");
    EXPECT_EQ(admitted("Second", made.token), "Second");
    EXPECT_EQ(admitted("Exchange", made.token), "");
    EXPECT_EQ(admitted("Second", ""), "");
    EXPECT_EQ(admitted("", ""), "");
    const auto renewed = engine->write([&](Unit& u) { return CtiBook::renew(u, made.id); });
    EXPECT_EQ(admitted(made.token, ""), "");
    EXPECT_EQ(admitted(renewed.token, ""), "Second");
    engine->write([&](Unit& u) {
        ChangeCti wish;
        wish.active = false;
        CtiBook::change(u, renewed.system, wish);
    });
    EXPECT_EQ(admitted(renewed.token, ""), "");
}

TEST_F(Phones, AnObjectionClosesEveryCallThatWaits) {
    list(1);
    const Timestamp before = clock.now();
    clock.advance(minutes(1));
    NewCallBack wish;
    wish.contactId = Id{kFirstContact};
    wish.at = clock.now().plus(minutes(60));
    engine->write([&](Unit& u) { callBacks.create(u, "anna", wish); });
    engine->write([&](Unit& u) { CallDesk::objected(u, Id{kFirstContact}, before); });
    EXPECT_EQ(open().size(), 1u) << "what was agreed after the objection stands";
    engine->write([&](Unit& u) { CallDesk::objected(u, Id{kFirstContact}, clock.now()); });
    EXPECT_TRUE(open().empty());
    EXPECT_EQ(calls(CallState::DoNotCall).size(), 2u);
}
