#include <gtest/gtest.h>
#include <intake/vcard.h>

#include <map>

namespace {

using Values = std::map<std::string, std::string>;

std::vector<Values> cards(const std::string& text) {
    std::vector<Values> all;
    intake::readCards(text, [&](std::uint64_t, const intake::CardRow& row) {
        Values values;
        for (std::size_t i = 0; i < row.size(); ++i)
            if (!row[i].empty()) values[intake::cardColumns()[i]] = row[i];
        all.push_back(values);
    });
    return all;
}

TEST(Vcard, Version4) {
    EXPECT_EQ(cards("BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:4fbe\r\nKIND:individual\r\n"
                    "FN:Dr. Anna Müller\r\nN:Müller;Anna;Maria;Frau,Dr.;\r\n"
                    "ORG:Muster\\, Söhne & Co;Einkauf\r\nADR;TYPE=home;LABEL=\"x:y;z\":;2. Stock;Weg "
                    "4;Zürich;ZH;8001;Schweiz\r\n"
                    "EMAIL;PREF=2:b@example.org\r\nEMAIL;PREF=1:a@example.org\r\n"
                    "TEL;VALUE=uri;TYPE=\"voice,home\":tel:+41-44-123-45-67\r\nNOTE:eine\\nlange\r\n  "
                    "Notiz\r\nLANG:de\r\nEND:VCARD\r\n"),
              (std::vector<Values>{{{"externalKey", "urn:uuid:4fbe"},
                                    {"kind", "person"},
                                    {"salutation", "Frau"},
                                    {"title", "Dr."},
                                    {"givenName", "Anna Maria"},
                                    {"familyName", "Müller"},
                                    {"companyName", "Muster, Söhne & Co"},
                                    {"street", "Weg 4"},
                                    {"addressLine2", "2. Stock"},
                                    {"postcode", "8001"},
                                    {"city", "Zürich"},
                                    {"region", "ZH"},
                                    {"country", "Schweiz"},
                                    {"email", "a@example.org"},
                                    {"email2", "b@example.org"},
                                    {"phone", "+41-44-123-45-67"},
                                    {"language", "de"},
                                    {"note", "eine lange Notiz"}}}));
}

TEST(Vcard, Version3WithGroupsAndTypes) {
    EXPECT_EQ(
        cards("begin:vcard\nversion:3.0\nitem1.EMAIL;type=INTERNET;type=pref:p@example.org\n"
              "TEL;TYPE=FAX:+1 2\nTEL;TYPE=CELL:+41 79 1\nFN:Solo\nEND:VCARD\n"),
        (std::vector<Values>{{{"email", "p@example.org"}, {"phone", "+41 79 1"}, {"familyName", "Solo"}}}));
}

TEST(Vcard, Version21WithQuotedPrintable) {
    EXPECT_EQ(cards("BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCl="
                    "\r\nler;J=C3=BCrg\r\n"
                    "TEL;WORK;VOICE:044 1\r\nEND:VCARD\r\n"),
              (std::vector<Values>{{{"familyName", "Müller"}, {"givenName", "Jürg"}, {"phone", "044 1"}}}));
}

TEST(Vcard, ACardWithoutEndCostsOnlyItself) {
    EXPECT_EQ(cards("BEGIN:VCARD\nFN:Lost\nBEGIN:VCARD\nFN:Kept\nEND:VCARD\nnoise\nBEGIN:VCARD\nFN:Cut"),
              (std::vector<Values>{{}, {{"familyName", "Kept"}}, {}}));
}

TEST(Vcard, IsKnownByItsBeginning) {
    EXPECT_TRUE(intake::isVcard("\r\nbegin:vcard\r\n"));
    EXPECT_FALSE(intake::isVcard("BEGIN:VCALENDAR"));
}

} // namespace
