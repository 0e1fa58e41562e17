#include "incoming.h"
#include "segments.h"

#include <digest/digest.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <set>

using namespace rejoinder;
using namespace rejoinder::sms;
using testing::Contains;
using testing::ElementsAre;

namespace {

std::string times(std::string_view text, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += text;
    return out;
}

std::string codeOf(const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& e) {
        return e.code();
    }
    return "";
}

} // namespace

TEST(Segments, OfTheGsmAlphabet) {
    EXPECT_EQ(segmentsOf("").segments, 0);
    EXPECT_EQ(segmentsOf(times("a", 160)).segments, 1);
    EXPECT_EQ(segmentsOf(times("a", 161)).segments, 2);
    EXPECT_EQ(segmentsOf(times("a", 306)).segments, 2);
    EXPECT_EQ(segmentsOf(times("a", 307)).segments, 3);
    const auto umlauts = segmentsOf("Grüezi Ännchen, à bientôt in Åsa? ñ ß Ω");
    EXPECT_TRUE(umlauts.unicode) << "ô is not in the alphabet";
    EXPECT_FALSE(segmentsOf("Grüezi Ännchen, à Åsa? ñ ß Ω è é ù ì ò Ç").unicode);
}

TEST(Segments, ExtensionsCountTwiceAndAreNotTornApart) {
    EXPECT_EQ(segmentsOf("€").units, 2);
    EXPECT_EQ(segmentsOf(times("€", 80)).segments, 1);
    EXPECT_EQ(segmentsOf(times("€", 81)).segments, 2);
    // 153 is odd: the 77th sign does not fit into what is left of the first part.
    EXPECT_EQ(segmentsOf(times("€", 152)).segments, 2);
    EXPECT_EQ(segmentsOf(times("€", 153)).segments, 3);
}

TEST(Segments, OfUcs2) {
    EXPECT_EQ(segmentsOf(times("停", 70)).segments, 1);
    EXPECT_EQ(segmentsOf(times("停", 71)).segments, 2);
    EXPECT_EQ(segmentsOf(times("停", 134)).segments, 2);
    EXPECT_EQ(segmentsOf(times("停", 135)).segments, 3);
    EXPECT_EQ(segmentsOf("😀").units, 2);
    EXPECT_EQ(segmentsOf(times("😀", 35)).segments, 1);
    EXPECT_EQ(segmentsOf(times("😀", 66)).segments, 2) << "33 pairs a part, none torn apart";
    EXPECT_EQ(segmentsOf(times("😀", 67)).segments, 3);
}

TEST(Stop, IsUnderstood) {
    for (const auto* text : {"STOP", "stop", " Stop! ", "STOPP", "Arrêt", "ARRÊT", "ARRET", "停止", "停止。",
                             "退订", "STOP bitte", "Stop all sms please", "unsubscribe", "Abmelden", "END"})
        EXPECT_TRUE(asksToStop(text)) << text;
    for (const auto* text :
         {"", "Please send the brochure", "Don't stop", "Stopp, ich möchte doch noch bestellen",
          "End of May would be fine", "cancel my order 12", "nonstop"})
        EXPECT_FALSE(asksToStop(text)) << text;
}

TEST(Codes, AreFoundInWordsAndGroups) {
    EXPECT_THAT(codesIn("Mein Code: K7Q4MX9AB danke"), Contains("K7Q4MX9AB"));
    EXPECT_THAT(codesIn("k7q-4mx-9ab"), Contains("k7q-4mx-9ab"));
    EXPECT_THAT(codesIn("K7Q 4MX 9AB, bitte"), Contains("K7Q4MX9AB"));
    EXPECT_THAT(codesIn("ja"), ElementsAre());
    EXPECT_LE(codesIn(times("abcdefgh ", 5000)).size(), 200u);
}

TEST(Posted, JsonFormAndLists) {
    const IncomingFields json{"", "/message/id", "/message/from", "/message/to", "/message/body"};
    const auto one =
        readMessages(json, "application/json; charset=utf-8",
                     R"({"message":{"id":17,"from":"+41791234567","to":"8400","body":"Hallo \"du\""}})");
    ASSERT_EQ(one.size(), 1u);
    EXPECT_EQ(one[0].id, "17");
    EXPECT_EQ(one[0].text, "Hallo \"du\"");
    const IncomingFields form{"", "MessageSid", "From", "To", "Body"};
    const auto posted = readMessages(form, "application/x-www-form-urlencoded",
                                     "MessageSid=SM1&From=%2B41791234567&To=8400&Body=ja+gerne");
    ASSERT_EQ(posted.size(), 1u);
    EXPECT_EQ(posted[0].from, "+41791234567");
    EXPECT_EQ(posted[0].text, "ja gerne");
    const IncomingFields list{"/results", "/messageId", "/from", "/to", "/text"};
    EXPECT_EQ(
        readMessages(list, "application/json",
                     R"({"results":[{"messageId":"a","from":"1","text":"x"},{"messageId":"b","from":"2"}]})")
            .size(),
        2u);
}

TEST(Posted, OneBadElementOfAListStopsNoOther) {
    const IncomingFields list{"/results", "/messageId", "/from", "/to", "/text"};
    const std::string body =
        R"({"results":[{"messageId":"a","from":"1","text":"x"},{"messageId":"b","text":"who?"},
        "nonsense",null,{"from":"4","text":"no name"},{"messageId":"c","from":"5","text":"z"}]})";
    const auto all = readMessages(list, "application/json", body);
    ASSERT_EQ(all.size(), 6u) << "what is acknowledged is taken or set aside";
    EXPECT_EQ(all[0].text, "x");
    EXPECT_EQ(all[0].fault, "");
    EXPECT_EQ(all[5].id, "c");
    EXPECT_EQ(all[5].fault, "");
    std::set<std::string> names;
    for (const auto& p : all) names.insert(p.id);
    EXPECT_EQ(names.size(), 6u) << "each by its own name";
    for (int i = 1; i <= 4; ++i) EXPECT_NE(all[static_cast<std::size_t>(i)].fault, "") << i;
    EXPECT_THAT(all[1].text, testing::HasSubstr("who?")) << "as it came";
    EXPECT_EQ(readMessages(list, "application/json", body)[2].id, all[2].id) << "posted twice, it is one";
    const ReceiptFields receipts{"/results", "/id", "/status", "/error", {}, {}};
    const auto said =
        readReceipts(receipts, "application/json",
                     R"({"results":[{"id":"a"},{"status":"x"},{"id":"b","status":"DELIVRD"}]})");
    ASSERT_EQ(said.size(), 3u);
    EXPECT_NE(said[0].fault, "");
    EXPECT_NE(said[1].fault, "");
    EXPECT_EQ(said[2].fault, "");
    EXPECT_EQ(said[2].status, "DELIVRD");
}

TEST(Posted, NoCharacterIsTornApart) {
    const ReceiptFields receipts{"", "/id", "/status", "/error", {}, {}};
    const auto said = readReceipts(receipts, "application/json",
                                   R"({"id":"a","status":"x","error":")" + times("a", 199) + R"(ü"})");
    EXPECT_EQ(said.at(0).reason, times("a", 199));
    EXPECT_EQ(cut("ü", 1), "");
    EXPECT_EQ(cut("aü", 3), "aü");
}

TEST(Posted, WithoutANameTheBodyIsOne) {
    const IncomingFields fields{"", "", "from", "to", "text"};
    const auto name = [&](const std::string& body) {
        return readMessages(fields, "application/x-www-form-urlencoded", body).at(0).id;
    };
    EXPECT_EQ(name("from=1&text=a"), name("from=1&text=a"));
    EXPECT_NE(name("from=1&text=a"), name("from=1&text=b"));
}

TEST(Posted, WhatIsNotAsAgreedIsRefused) {
    const IncomingFields fields{"", "/id", "/from", "/to", "/text"};
    EXPECT_EQ(codeOf([&] { readMessages(fields, "application/json", "{}"); }), "channel-sms.not-as-agreed");
    EXPECT_EQ(codeOf([&] { readMessages(fields, "application/json", "{broken"); }),
              "channel-sms.not-as-agreed");
    EXPECT_EQ(codeOf([&] { readMessages(fields, "text/xml", "<a/>"); }), "channel-sms.body");
    const ReceiptFields receipts{"/results", "/id", "/status/name", "/error", {}, {}};
    EXPECT_EQ(codeOf([&] { readReceipts(receipts, "application/json", R"({"results":[]})"); }),
              "channel-sms.not-as-agreed");
    const auto all = readReceipts(receipts, "application/json",
                                  R"({"results":[{"id":"x","status":{"name":"DELIVERED"},"error":null}]})");
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].status, "DELIVERED");
    EXPECT_EQ(all[0].reason, "");
}

TEST(Message, IsWrittenIntoTheProvidersBody) {
    Provider profile;
    profile.body = R"({"to":"{{to}}","text":"{{text}}","ref":"{{reference}}","from":"{{from}}"})";
    profile.sender = "Muster";
    profile.costPerSegment = UnitCost{80'000};
    Message message;
    message.id = Id{42};
    message.recipient = "+41791234567";
    message.content = "Er sagte: \"{{text}}\"\nund ging";
    EXPECT_EQ(
        bodyOf(profile, message, ""),
        R"({"to":"+41791234567","text":"Er sagte: \"{{text}}\"\nund ging","ref":"42","from":"Muster"})");
    profile.encoding = Encoding::Form;
    profile.body = "To={{to}}&Body={{text}}&From={{from}}";
    EXPECT_EQ(bodyOf(profile, message, "A & B"),
              "To=%2B41791234567&Body=Er%20sagte%3A%20%22%7B%7Btext%7D%7D%22%0Aund%20ging&From=A%20%26%20B");
    message.content = times("a", 161);
    measure(profile, message);
    EXPECT_EQ(message.segments, 2);
    EXPECT_EQ(message.cost.micros, 160'000);
}

TEST(Signature, IsOverTheBody) {
    const auto file = std::filesystem::path(testing::TempDir()) / "sms-signature";
    std::ofstream(file) << "Jefe\n";
    Provider profile;
    EXPECT_TRUE(signedRight(profile, "anything", {}));
    profile.signature = Signature::HmacSha256Hex;
    profile.signatureSecretFile = file.string();
    const std::string body = "what do ya want for nothing?";
    const auto right = digest::hexOf(digest::hmacSha256("Jefe", body));
    EXPECT_TRUE(signedRight(profile, body, right));
    EXPECT_TRUE(signedRight(profile, body, "sha256=" + right));
    EXPECT_FALSE(signedRight(profile, body + " ", right));
    EXPECT_FALSE(signedRight(profile, body, {}));
    EXPECT_FALSE(signedRight(profile, body, ""));
    profile.signature = Signature::HmacSha256Base64;
    EXPECT_TRUE(signedRight(profile, body, digest::base64Of(digest::hmacSha256("Jefe", body))));
    EXPECT_FALSE(signedRight(profile, body, right));
    std::filesystem::remove(file);
}
