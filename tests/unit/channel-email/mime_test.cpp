#include "mime.h"

#include <gmime/gmime.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <sstream>

using namespace rejoinder;
using namespace rejoinder::email;
using testing::HasSubstr;

namespace {

Mail exampleMail() {
    Mail mail;
    mail.fromName = "Müller & Söhne, Zürich";
    mail.fromAddress = "news@example.org";
    mail.toName = "Jürg Größe";
    mail.toAddress = "juerg@example.net";
    mail.subject = "Frühling für Jürg: zwölf außergewöhnlich günstige Überraschungen, die Sie größtenteils "
                   "übermorgen hören";
    mail.text = "Grüße\n.\nein Punkt allein\r\nund\rdrei Arten von Zeilenenden " + std::string(1500, 'x');
    mail.html = "<p>Grüße</p>";
    mail.messageId = "piece-7@example.org";
    mail.unsubscribeUrl = "https://mail.example.org/api/v1/unsubscribe/ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    mail.listId = "advertising.example.org";
    mail.feedbackId = "1:2:email:rejoinder";
    mail.date = *Timestamp::parse("2026-03-01T08:00:00Z");
    return mail;
}

/// The message as another program would read it.
class Parsed {
public:
    explicit Parsed(const std::string& bytes) {
        g_mime_init();
        GMimeStream* stream = g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size());
        GMimeParser* parser = g_mime_parser_new_with_stream(stream);
        message_ = g_mime_parser_construct_message(parser, nullptr);
        g_object_unref(parser);
        g_object_unref(stream);
    }
    ~Parsed() { g_object_unref(message_); }
    Parsed(const Parsed&) = delete;
    Parsed& operator=(const Parsed&) = delete;

    [[nodiscard]] std::string header(const char* name) const {
        const char* value = g_mime_object_get_header(GMIME_OBJECT(message_), name);
        return value ? value : "";
    }
    [[nodiscard]] std::string subject() const { return g_mime_message_get_subject(message_); }
    [[nodiscard]] std::string part(int i) const {
        GMimeObject* body = g_mime_message_get_mime_part(message_);
        if (GMIME_IS_MULTIPART(body)) {
            body = g_mime_multipart_get_part(GMIME_MULTIPART(body), i);
        }
        char* text = g_mime_text_part_get_text(GMIME_TEXT_PART(body));
        std::string copy = text;
        g_free(text);
        return copy;
    }
    [[nodiscard]] std::string type() const {
        GMimeObject* body = g_mime_message_get_mime_part(message_);
        char* text = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(body));
        std::string copy = text;
        g_free(text);
        return copy;
    }
    [[nodiscard]] std::pair<std::string, std::string> mailbox(GMimeAddressType which) const {
        InternetAddress* address =
            internet_address_list_get_address(g_mime_message_get_addresses(message_, which), 0);
        return {internet_address_get_name(address),
                internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address))};
    }

private:
    GMimeMessage* message_ = nullptr;
};

} // namespace

TEST(Mime, AParserReadsWhatWasMeant) {
    const Mail mail = exampleMail();
    const Parsed parsed(mimeOf(mail));
    EXPECT_EQ(parsed.subject(), mail.subject);
    EXPECT_EQ(parsed.mailbox(GMIME_ADDRESS_TYPE_FROM), std::pair(mail.fromName, mail.fromAddress));
    EXPECT_EQ(parsed.mailbox(GMIME_ADDRESS_TYPE_TO), std::pair(mail.toName, mail.toAddress));
    EXPECT_EQ(parsed.header("Message-Id"), "<piece-7@example.org>");
    EXPECT_EQ(parsed.header("List-Unsubscribe"), "<" + mail.unsubscribeUrl + ">");
    EXPECT_EQ(parsed.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    EXPECT_EQ(parsed.header("List-Id"), "<advertising.example.org>");
    EXPECT_EQ(parsed.header("MIME-Version"), "1.0");
    EXPECT_THAT(parsed.header("Date"), HasSubstr("01 Mar 2026 08:00:00 +0000"));
    EXPECT_EQ(parsed.type(), "multipart/alternative");
    EXPECT_THAT(parsed.part(0), HasSubstr("Grüße\r\n.\r\nein Punkt allein\r\nund\r\ndrei Arten"));
    EXPECT_THAT(parsed.part(1), HasSubstr("<p>Grüße</p>"));
}

TEST(Mime, WithoutHtmlThereIsOnePlainPart) {
    Mail mail = exampleMail();
    mail.html.clear();
    const Parsed parsed(mimeOf(mail));
    EXPECT_EQ(parsed.type(), "text/plain");
    EXPECT_EQ(parsed.header("MIME-Version"), "1.0");
    EXPECT_THAT(parsed.part(0), HasSubstr("Grüße"));
}

TEST(Mime, LinesAreShortAsciiAndEndWithCrLf) {
    const std::string bytes = mimeOf(exampleMail());
    EXPECT_TRUE(
        std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    std::istringstream lines(bytes);
    std::string line;
    while (std::getline(lines, line)) {
        EXPECT_TRUE(line.ends_with('\r')) << line;
        EXPECT_LE(line.size(), 200u) << line;
        EXPECT_EQ(line.find('\r'), line.size() - 1) << line;
    }
}

TEST(Mime, NoFieldCanAddAHeader) {
    Mail mail = exampleMail();
    mail.toName = "Eve\r\nBcc: all@example.org";
    mail.subject = "x\r\nX-Evil: 1";
    const auto bytes = mimeOf(mail);
    const Parsed parsed(bytes);
    EXPECT_EQ(parsed.header("Bcc"), "");
    EXPECT_EQ(parsed.header("X-Evil"), "");
}

TEST(Mime, OnlyPlainMailboxesAreTaken) {
    for (const auto* good : {"a@b", "anna.meier+x@example.org", "o'hara@example.org"}) {
        EXPECT_TRUE(isMailbox(good)) << good;
    }
    for (const auto* bad : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b>", "<a@b", "a@b\r\nRCPT TO:<x@y",
                            "ä@b", "a@b\n", "a,b@c", "a;b@c"}) {
        EXPECT_FALSE(isMailbox(bad)) << bad;
    }
    EXPECT_FALSE(isMailbox(std::string(65, 'a') + "@example.org"));
    EXPECT_FALSE(isMailbox("a@" + std::string(300, 'b')));
    EXPECT_EQ(domainOf("a@example.org"), "example.org");
}
