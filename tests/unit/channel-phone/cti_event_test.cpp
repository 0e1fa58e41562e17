#include "cti_event.h"

#include <rejoinder/error.h>

#include <gmock/gmock.h>

using namespace rejoinder;
using namespace rejoinder::phone;
using testing::ElementsAre;

namespace {

constexpr auto kForm = "application/x-www-form-urlencoded";

std::vector<std::string> faultsOf(std::string_view type, std::string_view body) {
    try {
        readCtiEvent(type, body);
    } catch (const Error& e) {
        std::vector<std::string> pointers;
        for (const auto& fault : e.faults()) pointers.push_back(fault.pointer);
        if (pointers.empty()) pointers.push_back(e.code());
        return pointers;
    }
    return {};
}

} // namespace

TEST(CtiEvent, FormWithSeveralUsers) {
    const auto event =
        readCtiEvent(kForm, "event=newCall&from=493023125741&to=492214710334&direction=in&callId=307fa962&"
                            "user%5B%5D=Christopher+Miller&user[]=Emma+Taylor&queue=support");
    EXPECT_EQ(event.kind, CtiKind::NewCall);
    EXPECT_EQ(event.from, "493023125741");
    EXPECT_EQ(event.to, "492214710334");
    EXPECT_EQ(event.direction, "in");
    EXPECT_EQ(event.callId, "307fa962");
    EXPECT_THAT(event.users, ElementsAre("Christopher Miller", "Emma Taylor"));
    EXPECT_EQ(event.queue, "support");
}

TEST(CtiEvent, JsonWithOneUserOrAList) {
    const auto one =
        readCtiEvent("application/json", R"({"event":"hangup","from":"1","to":"2","direction":"out",
        "callId":"x","user":"Emma Taylor","cause":"cancel","answeringNumber":"emma@example.com"})");
    EXPECT_EQ(one.kind, CtiKind::Hangup);
    EXPECT_THAT(one.users, ElementsAre("Emma Taylor"));
    EXPECT_EQ(one.cause, "cancel");
    EXPECT_EQ(one.answeringNumber, "emma@example.com");
    const auto many =
        readCtiEvent("application/json; charset=utf-8",
                     R"({"event":"answer","direction":"in","callId":7,"user":["Alice","Bob"]})");
    EXPECT_EQ(many.kind, CtiKind::Answer);
    EXPECT_EQ(many.callId, "7");
    EXPECT_THAT(many.users, ElementsAre("Alice", "Bob"));
}

TEST(CtiEvent, EveryFaultIsNamed) {
    EXPECT_THAT(faultsOf(kForm, "event=ring"), ElementsAre("/event", "/callId", "/direction"));
    EXPECT_THAT(faultsOf("application/json", "{"), ElementsAre("/event", "/callId", "/direction"));
    EXPECT_THAT(faultsOf(kForm, "event=answer&direction=in&callId=" + std::string(251, 'x')),
                ElementsAre("/callId"));
    EXPECT_THAT(faultsOf("text/xml", "<a/>"), ElementsAre("channel-phone.cti-body"));
}
