#include "tests/unit/channel-email/smtp_peer.h"
#include "tests/unit/contacts/world.h"

#include <gmock/gmock.h>

#include <functional>
#include <regex>
#include <thread>

/// The public pages on the real kernel: what a browser sends, what comes of it, and when it is too late.
namespace rejoinder::web {

namespace {

using rejoinder::test::World;
using testing::HasSubstr;
using testing::Not;

struct FormOnly {
    Id id;
    std::int64_t version = 0;
    bool open = false;
};
REJOINDER_DESCRIBE(FormOnly, id, version, open)
struct PersonOnly {
    Id id;
};
REJOINDER_DESCRIBE(PersonOnly, id)
struct AnswerOnly {
    Id id;
    std::string state, reason;
    std::optional<Id> contactId, clearingId;
};
REJOINDER_DESCRIBE(AnswerOnly, id, state, reason, contactId, clearingId)
struct AnswerPage {
    std::vector<AnswerOnly> items;
};
REJOINDER_DESCRIBE(AnswerPage, items)
struct ConsentOnly {
    std::string channel, event, source, textVersion;
};
REJOINDER_DESCRIBE(ConsentOnly, channel, event, source, textVersion)
struct EventOnly {
    Id id;
    std::string topic, payload;
};
REJOINDER_DESCRIBE(EventOnly, id, topic, payload)
struct ConsentPage {
    std::vector<ConsentOnly> items;
};
REJOINDER_DESCRIBE(ConsentPage, items)

constexpr const char* kDefinition = R"({"senderName":"Muster AG","privacyUrl":"https://example.org/privacy",
    "languages":["de","en"],"texts":{"de":{"title":"Frühling"},"en":{"title":"Spring"}},
    "fields":[{"name":"familyName","required":true},{"name":"email"}],
    "consents":[{"key":"news","channel":"email","version":"3","text":{"de":"Ja, schreiben Sie mir.","en":"Yes, write."}}]})";

struct Page {
    int status = 0;
    std::string body, location, policy;
    [[nodiscard]] std::string hidden(const std::string& name) const {
        std::smatch found;
        const std::regex pattern("name=\"" + name + "\" value=\"([^\"]*)\"");
        return std::regex_search(body, found, pattern) ? found[1].str() : std::string();
    }
};

class SiteTest : public testing::Test {
protected:
    SiteTest()
        : world({"storage-sqlite", "contacts", "campaigns", "targetgroups", "dispatch", "responses",
                 "channel-email", "channel-web"},
                {{"public.url", "https://answer.example"},
                 {"channel-email.smtp.port", std::to_string(peer.port())},
                 {"channel-email.smtp.timeout", "60"},
                 {"channel-email.from", "news@example.org"},
                 {"channel-web.answers-per-address", "8"}}) {
        world.kernel().router().publicHere(true);
        now = world.kernel().clock().now();
        form = world
                   .post("/web-forms",
                         std::string(R"({"slug":"spring","name":"Spring","definition":)") + kDefinition + "}")
                   .as<FormOnly>();
        form = put(true).as<FormOnly>();
    }

    World::Reply put(bool published, const std::string& more = {}) {
        return world.call("PUT", "/web-forms/" + form.id.toString(),
                          std::string(R"({"slug":"spring","name":"Spring","published":)") +
                              (published ? "true" : "false") + more + R"(,"definition":)" + kDefinition + "}",
                          "\"" + std::to_string(form.version) + "\"");
    }
    void later(std::chrono::seconds by) {
        now = now.plus(by);
        world.kernel().clock().set(now);
    }
    Page ask(std::string_view verb, const std::string& target, const std::string& body = {},
             std::string_view from = "192.0.2.7") {
        http::HttpRequest request;
        http::HttpResponse response;
        request.verb = verb;
        const auto mark = target.find('?');
        request.path = std::string_view(target).substr(0, mark);
        if (mark != std::string::npos) request.query = std::string_view(target).substr(mark + 1);
        request.peer = from;
        request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
        request.headers.push_back({"Accept-Language", "de"});
        request.body = body;
        request.bodyBytes = body.size();
        world.kernel().dispatcher().handle(request, response);
        Page page{response.status, response.body, {}, {}};
        if (const auto* location = response.header("Location")) page.location = *location;
        if (const auto* policy = response.header("Content-Security-Policy")) page.policy = *policy;
        return page;
    }
    std::string opened() {
        const auto page = ask("GET", "/f/spring");
        EXPECT_EQ(page.status, 200) << page.body;
        return page.hidden("t");
    }
    Page send(const std::string& token, const std::string& more, std::string_view from = "192.0.2.7") {
        return ask("POST", "/f/spring", "l=de&t=" + token + "&" + more, from);
    }
    std::vector<AnswerOnly> answers() {
        world.settle();
        return world.get("/web-answers").as<AnswerPage>().items;
    }
    std::string confirmLink() {
        const auto mails = peer.received();
        if (mails.empty()) return {};
        std::smatch found;
        // Quoted-printable folds long lines.
        const auto text = std::regex_replace(mails.back().text, std::regex("=\r\n"), "");
        return std::regex_search(text, found, std::regex("https://answer\\.example(/c/[0-9a-f]+)"))
                   ? found[1].str()
                   : std::string();
    }
    std::vector<std::string> toldStates() {
        std::vector<std::string> states;
        for (const auto& event : world.read([](Unit& u) {
                 return u.all<EventOnly>("kernel.events-since", {{"since", 0}, {"most", 1000}});
             }))
            if (event.topic == "channel-web.form-settled")
                states.push_back(json::at(event.payload, "/state").value_or(""));
        return states;
    }
    std::vector<ConsentOnly> consents(Id contact) {
        return world.get("/contacts/" + contact.toString() + "/consents").as<ConsentPage>().items;
    }

    SmtpPeer peer;
    World world;
    FormOnly form;
    Timestamp now;
};

TEST_F(SiteTest, AnAnswerMakesAPersonAndAsksForConfirmation) {
    const auto token = opened();
    later(std::chrono::seconds(5));
    const auto sent = send(token, "familyName=Sp%C3%A4ti&email=s%40example.net&consent.news=1");
    EXPECT_EQ(sent.status, 303) << sent.body;
    EXPECT_EQ(sent.location, "/f/spring/thanks?l=de&m=1");
    const auto all = answers();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].state, "captured");
    ASSERT_TRUE(all[0].contactId);
    EXPECT_TRUE(consents(*all[0].contactId).empty()) << "not before the link was used";
    const auto link = confirmLink();
    ASSERT_FALSE(link.empty()) << peer.received().size();
    EXPECT_THAT(ask("GET", link).body, HasSubstr("Ja, schreiben Sie mir."));
    EXPECT_TRUE(consents(*all[0].contactId).empty()) << "readers of mail follow links";
    EXPECT_EQ(ask("POST", link, "l=de", "198.51.100.9").status, 200);
    ASSERT_EQ(consents(*all[0].contactId).size(), 1u);
    const auto consent = consents(*all[0].contactId)[0];
    EXPECT_EQ(consent.event, "given");
    EXPECT_EQ(consent.textVersion, "3");
    EXPECT_THAT(consent.source, HasSubstr("192.0.2.0"));
    EXPECT_THAT(consent.source, HasSubstr("198.51.100.0"));
    EXPECT_EQ(ask("POST", link, "l=de").status, 200);
    EXPECT_EQ(consents(*all[0].contactId).size(), 1u) << "used again, nothing happens";
    EXPECT_THAT(world.problems(), testing::IsEmpty());
}

TEST_F(SiteTest, WhoIsErasedGetsNoMailThatStillWaited) {
    SmtpPeer::Script busy;
    busy.sender = "451 not now";
    peer.play(busy);
    for (const auto* who : {"gone", "stays"}) {
        const auto token = opened();
        later(std::chrono::seconds(5));
        send(token, "familyName=Muster&email=" + std::string(who) + "%40example.net&consent.news=1");
    }
    const auto until = [&](const std::function<bool()>& there) {
        for (int i = 0; i < 2400 && !there(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(25));
        return there();
    };
    const auto all = [&] { return world.get("/web-answers").as<AnswerPage>().items; };
    ASSERT_TRUE(until([&] {
        return all().size() == 2 &&
               std::ranges::all_of(all(), [](const auto& a) { return a.contactId.has_value(); });
    }));
    std::string person; // whose mail waits first
    for (const auto& answer : all()) {
        const auto path = "/contacts/" + answer.contactId->toString();
        if (world.get(path).body.find("gone@example.net") != std::string::npos) person = path;
    }
    ASSERT_FALSE(person.empty());
    world.post(person + "/erasure", R"({"askedBy":"letter"})");
    ASSERT_TRUE(until([&] { return world.get(person).body.find("Muster") == std::string::npos; }));
    peer.play({});
    // What was put off is tried again as time goes on: the other's mail comes.
    EXPECT_TRUE(until([&] { return later(std::chrono::seconds(10)), !peer.received().empty(); }));
    for (int i = 0; i < 60; ++i) { // and in another while no second one
        later(std::chrono::seconds(10));
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    ASSERT_EQ(peer.received().size(), 1u);
    EXPECT_EQ(peer.received()[0].to, "stays@example.net");
}

TEST_F(SiteTest, ALinkEndsAndAWrongOneIsNone) {
    const auto token = opened();
    later(std::chrono::seconds(5));
    send(token, "familyName=Muster&email=m%40example.net&consent.news=1");
    const auto all = answers();
    const auto link = confirmLink();
    ASSERT_FALSE(link.empty());
    auto wrong = link;
    wrong.back() = wrong.back() == '0' ? '1' : '0';
    EXPECT_EQ(ask("POST", wrong, "l=de").status, 404);
    later(std::chrono::hours(73));
    EXPECT_EQ(ask("POST", link, "l=de").status, 410);
    EXPECT_TRUE(consents(all[0].contactId.value()).empty());
}

TEST_F(SiteTest, ADoubleClickIsOneAnswerAndAChangedOneIsAskedFor) {
    const auto token = opened();
    later(std::chrono::seconds(5));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(send(token, "familyName=Muster&email=m%40example.net").status, 303);
    EXPECT_EQ(answers().size(), 1u);
    const auto changed = send(token, "familyName=Muster&email=other%40example.net");
    EXPECT_EQ(changed.status, 422);
    EXPECT_THAT(changed.body, HasSubstr("other@example.net")) << "nothing typed is lost";
    EXPECT_EQ(answers().size(), 1u);
    later(std::chrono::seconds(5));
    EXPECT_EQ(send(changed.hidden("t"), "familyName=Muster&email=other%40example.net").status, 303);
    EXPECT_EQ(answers().size(), 2u);
}

TEST_F(SiteTest, TooQuickTooOldForgedOrOfAnotherVersionIsShownAgain) {
    const auto quick = send(opened(), "familyName=Quick");
    EXPECT_EQ(quick.status, 422);
    EXPECT_THAT(quick.body, HasSubstr("value=\"Quick\""));
    const auto old = opened();
    later(std::chrono::hours(25));
    const auto late = send(old, "familyName=Late");
    EXPECT_EQ(late.status, 422);
    EXPECT_THAT(late.body, HasSubstr("value=\"Late\""));
    later(std::chrono::seconds(5));
    EXPECT_EQ(send(late.hidden("t"), "familyName=Late").status, 303) << "and can be sent then";
    EXPECT_EQ(send(std::string(112, '0'), "familyName=Forged", "192.0.2.8").status, 422);
    const auto before = opened();
    form.version = world.get("/web-forms/" + form.id.toString()).as<FormOnly>().version;
    form = put(true).as<FormOnly>();
    later(std::chrono::seconds(5));
    const auto changed = send(before, "familyName=Again&email=a%40b.ch&consent.news=1", "192.0.2.8");
    EXPECT_EQ(changed.status, 422);
    EXPECT_THAT(changed.body, HasSubstr("value=\"Again\""));
    EXPECT_THAT(changed.body, Not(HasSubstr("checked"))) << "what is agreed to must be read again";
    EXPECT_EQ(answers().size(), 1u);
}

TEST_F(SiteTest, WhatWasStoredIsStoredOnceAlsoWhenTheFormIsEditedInBetween) {
    const auto token = opened();
    later(std::chrono::seconds(5));
    const std::string said = "familyName=Muster&email=m%40example.net&consent.news=1";
    EXPECT_EQ(send(token, said).status, 303);
    form.version = world.get("/web-forms/" + form.id.toString()).as<FormOnly>().version;
    auto definition = std::string(kDefinition);
    definition.replace(definition.find(R"(,{"name":"email"})"), 17, R"(,{"name":"city"})");
    form =
        world
            .call("PUT", "/web-forms/" + form.id.toString(),
                  R"({"slug":"spring","name":"Spring","published":true,"definition":)" +
                      std::regex_replace(definition, std::regex(R"("consents":\[.*\])"), R"("consents":[])") +
                      "}",
                  "\"" + std::to_string(form.version) + "\"")
            .as<FormOnly>();
    const auto again = send(token, said);
    EXPECT_EQ(again.status, 303) << "a reload of what was sent is thanked for";
    EXPECT_EQ(answers().size(), 1u);
    later(std::chrono::hours(25));
    EXPECT_EQ(send(token, said).status, 303) << "also when the page has become old";
    EXPECT_EQ(answers().size(), 1u);
    const auto other = send(token, "familyName=Other");
    EXPECT_EQ(other.status, 422) << "something else is asked for again";
    EXPECT_EQ(answers().size(), 1u);
}

TEST_F(SiteTest, OneAddressCannotSendForEver) {
    for (int i = 0; i < 8; ++i) {
        const auto token = opened();
        later(std::chrono::seconds(3));
        EXPECT_EQ(send(token, "familyName=M" + std::to_string(i)).status, 303) << i;
    }
    const auto token = opened();
    later(std::chrono::seconds(3));
    const auto refused = send(token, "familyName=Enough");
    EXPECT_EQ(refused.status, 429);
    EXPECT_THAT(refused.body, HasSubstr("value=\"Enough\""));
    EXPECT_EQ(send(token, "familyName=Enough", "192.0.2.200").status, 303) << "others can";
}

TEST_F(SiteTest, WhatFillsTheTrapWaitsForAPerson) {
    const auto token = opened();
    later(std::chrono::seconds(3));
    EXPECT_EQ(send(token, "familyName=Robot&homepage=http%3A%2F%2Fspam").status, 303)
        << "and is told nothing";
    const auto all = answers();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].state, "suspected");
    EXPECT_EQ(world.post("/web-answers/" + all[0].id.toString() + "/release", "{}").status, 200);
    EXPECT_EQ(answers()[0].state, "captured");
    EXPECT_EQ(world.post("/web-answers/" + all[0].id.toString() + "/release", "{}").code(),
              "channel-web.not-suspected");
}

TEST_F(SiteTest, IsThereOnItsDaysOnly) {
    form = put(true, R"(,"closesOn":")" + Date::of(now).toString() + "\"").as<FormOnly>();
    EXPECT_EQ(ask("GET", "/f/spring").status, 200);
    const auto token = opened();
    later(std::chrono::hours(25));
    EXPECT_EQ(ask("GET", "/f/spring").status, 410);
    EXPECT_EQ(send(token, "familyName=Late").status, 410);
    form = put(false).as<FormOnly>();
    EXPECT_EQ(ask("GET", "/f/spring").status, 404);
    EXPECT_EQ(ask("GET", "/f/autumn").status, 404);
}

TEST_F(SiteTest, NobodyLearnsWhichCodesExist) {
    world.call(
        "PUT", "/web-forms/" + form.id.toString(),
        std::string(R"({"slug":"spring","name":"Spring","published":true,"general":true,"definition":)") +
            kDefinition + "}",
        "\"" + std::to_string(form.version) + "\"");
    const auto without = [](std::string body, const std::string& code) {
        body = std::regex_replace(body, std::regex("nonce=\"[0-9a-f]+\"|value=\"[0-9a-f]{100,}\""), "");
        return std::regex_replace(body, std::regex(code), "");
    };
    const auto one = ask("GET", "/r/4KD93T7WX"), two = ask("GET", "/r/4KD93T7WX-abcdefgh");
    EXPECT_EQ(one.status, 200);
    EXPECT_EQ(without(one.body, "4KD93T7WX"), without(two.body, "4KD93T7WX-abcdefgh"));
}

TEST_F(SiteTest, ALanguageIsChangedWithoutLosingWhatWasTyped) {
    const auto page = send(opened(), "familyName=Muster&switch=en");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("<html lang=\"en\">"));
    EXPECT_THAT(page.body, HasSubstr("value=\"Muster\""));
}

TEST_F(SiteTest, ABrokenFormIsRefusedWithAllItsFaults) {
    const auto reply =
        world.post("/web-forms", R"({"slug":"No Slug","name":"x","definition":{"senderName":"M",
        "languages":["de","xx"],"texts":{"de":{"title":"t"}},"responseType":"nothing","fields":[{"name":"shoe"}],
        "look":{"text":"#ffffff"},"items":[{"sku":"A","label":{}}],"hosts":["ftp://x"]}})");
    EXPECT_EQ(reply.status, 422);
    for (const auto* code :
         {"channel-web.slug", "channel-web.language", "channel-web.text-missing", "channel-web.field",
          "channel-web.nobody", "channel-web.contrast", "channel-web.host", "channel-web.unknown-type"})
        EXPECT_THAT(reply.body, HasSubstr(code));
}

TEST_F(SiteTest, AnObjectionHoldsAtOnce) {
    const auto objects = std::string(R"({"slug":"stop","name":"Stop","definition":{"kind":"optOut",
        "responseType":"opt-out","senderName":"Muster AG","languages":["de"],"texts":{"de":{"title":"Keine Werbung"}},
        "fields":[{"name":"email","required":true}]}})");
    const auto stop = world.post("/web-forms", objects).as<FormOnly>();
    auto body = objects;
    body.insert(body.size() - 1, R"(,"published":true)");
    ASSERT_EQ(world.call("PUT", "/web-forms/" + stop.id.toString(), body, "\"1\"").status, 200);
    const auto contact =
        world.post("/contacts", R"({"familyName":"Muster","email":"Stop@Example.net"})").as<PersonOnly>();
    const auto token = ask("GET", "/f/stop").hidden("t");
    later(std::chrono::seconds(3));
    EXPECT_EQ(ask("POST", "/f/stop", "l=de&t=" + token + "&email=stop%40example.net").status, 303);
    // Before any event was delivered:
    EXPECT_THAT(world.get("/suppressions").body, HasSubstr(contact.id.toString()));
    const auto all = answers();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].state, "optedOut");
    EXPECT_EQ(toldStates(), std::vector<std::string>{"optedOut"}) << "told once, and as it is";
    const auto stranger = ask("GET", "/f/stop").hidden("t");
    later(std::chrono::seconds(3));
    ask("POST", "/f/stop", "l=de&t=" + stranger + "&email=nobody%40example.net");
    EXPECT_EQ(answers()[0].reason, "channel-web.no-person");
}

} // namespace
} // namespace rejoinder::web
