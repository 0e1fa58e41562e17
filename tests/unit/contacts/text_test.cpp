#include "country.h"
#include "letter_text.h"
#include "reach.h"
#include "record.h"
#include "suppression.h"
#include "text.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;

TEST(Text, IsCleaned) {
    EXPECT_EQ(cleaned("  M\xC3\xBCller \t\n "), "Müller");
    EXPECT_EQ(cleaned("Mu\xCC\x88ller"), "Müller") << "a letter and a mark become one letter";
    EXPECT_EQ(cleaned("a  b\r\nc"), "a b c");
    EXPECT_EQ(cleaned("\xC2\xA0x\xC2\xA0"), "x");
    EXPECT_EQ(cleaned(""), "");
}

TEST(Text, FoldsWhatPeopleSpellDifferently) {
    for (const char* spelling : {"MÜLLER", "müller", "Mu\xCC\x88ller", "Muller"})
        EXPECT_EQ(folded(spelling), "muller") << spelling;
    EXPECT_EQ(folded("Straße"), "strasse");
    EXPECT_EQ(folded("Sørensen Łukasz Œuvre Þór"), "sorensen lukasz oeuvre thor");
    EXPECT_EQ(folded("Éric  Ñandú"), "eric nandu");
    EXPECT_EQ(foldedLetters("St. Gallen-Ost 9"), "stgallenost9");
}

TEST(Text, CountsAndShortensCodePoints) {
    EXPECT_EQ(codePoints("aä€😀"), 4u);
    EXPECT_EQ(shortened("aä€😀", 2), "aä");
    EXPECT_EQ(shortened("ab", 5), "ab");
}

TEST(Text, KnowsWhichTextsAreNumbers) {
    EXPECT_EQ(numberIn("0"), 0.0);
    EXPECT_EQ(numberIn("142.44"), 142.44);
    EXPECT_EQ(numberIn("-3"), -3.0);
    EXPECT_EQ(numberIn("0.50"), 0.5);
    for (const char* text : {"", "-", "01", "09001", "1.", ".5", "1e5", "1,5", "1 000", "--1", "1.2.3", "+1",
                             "0x10", "NaN", "1234567890123456", "12345678901234567890"})
        EXPECT_FALSE(numberIn(text).has_value()) << text;
    EXPECT_TRUE(isDay("2026-02-28"));
    EXPECT_FALSE(isDay("2026-02-30"));
    EXPECT_FALSE(isDay("28.02.2026"));
}

TEST(Country, IsFoundByCodeNameAndSign) {
    for (const char* text : {"CH", "ch", "Schweiz", "Suisse", "Svizzera", "switzerland", " SCHWEIZ "})
        EXPECT_EQ(countryCode(text), "CH") << text;
    EXPECT_EQ(countryCode("D"), "DE");
    EXPECT_EQ(countryCode("Österreich"), "AT");
    EXPECT_EQ(countryCode("United Kingdom"), "GB");
    EXPECT_EQ(countryCode("USA"), "US");
    EXPECT_EQ(countryCode("Liechtenstein"), "LI");
    EXPECT_FALSE(countryCode("Atlantis"));
    EXPECT_FALSE(countryCode(""));
    EXPECT_EQ(languageCode("DE"), "de");
    EXPECT_EQ(languageCode("fr-CH"), "fr");
    EXPECT_EQ(languageCode("Italienisch"), "it");
    EXPECT_FALSE(languageCode("zz"));
}

TEST(Email, KeepsTheLocalPartAndComparesWithout) {
    const auto email = emailIn("  Anna.Muster@Example.ORG ");
    ASSERT_TRUE(email);
    EXPECT_EQ(email->shown, "Anna.Muster@example.org");
    EXPECT_EQ(email->norm, "anna.muster@example.org");
    EXPECT_EQ(emailIn("info@bücher.example")->norm, "info@xn--bcher-kva.example");
    for (const char* bad : {"", "a", "a@", "@b.ch", "a@b", "a b@c.ch", "a..b@c.ch", ".a@c.ch", "a@-c.ch",
                            "a@c..ch", "a@c.ch, d@e.ch", "a@[1.2.3.4]"})
        EXPECT_FALSE(emailIn(bad)) << bad;
}

TEST(Phone, BecomesE164) {
    EXPECT_EQ(phoneIn("044 668 18 00", "CH"), "+41446681800");
    EXPECT_EQ(phoneIn("+41 (0)44 668 18 00", "DE"), "+41446681800");
    EXPECT_EQ(phoneIn("0041/44-668.18.00", ""), "+41446681800");
    EXPECT_EQ(phoneIn("030 901820", "DE"), "+4930901820");
    EXPECT_EQ(phoneIn("06 69812345", "IT"), "+390669812345") << "the zero belongs to Italian numbers";
    EXPECT_EQ(phoneIn("41446681800", "CH"), "+41446681800");
    for (const char* bad : {"", "abc", "12", "+0123456789", "044 668 18 00 ext 5", "+1234567890123456"})
        EXPECT_FALSE(phoneIn(bad, "CH")) << bad;
    EXPECT_FALSE(phoneIn("044 668 18 00", "")) << "a national number without a country";
}

Contact anna() {
    Contact c;
    c.salutation = Salutation::Ms;
    c.title = "Dr.";
    c.givenName = "Anna";
    c.familyName = "Müller";
    c.street = "Häringstrasse";
    c.houseNumber = "2";
    c.postcode = "8001";
    c.city = "Zürich";
    c.country = "CH";
    return c;
}

TEST(Contact, IsNormalisedAndEveryFaultIsNamed) {
    Contact c = anna();
    c.country = "Suisse";
    c.phone = "044 668 18 00";
    c.email = "ANNA@Example.CH";
    c.language.clear();
    FieldFaults faults;
    normalise(c, "", faults);
    EXPECT_TRUE(faults.empty());
    EXPECT_EQ(c.country, "CH");
    EXPECT_EQ(c.phone, "+41446681800");
    EXPECT_EQ(c.email, "ANNA@example.ch");
    EXPECT_EQ(c.language, "de");

    c.country = "Atlantis";
    c.email = "no";
    c.phone = "7";
    c.language = "klingon";
    c.city = std::string(101, 'x');
    normalise(c, "", faults);
    std::vector<std::string> codes;
    for (const FieldFault& f : faults) codes.push_back(f.field + " " + f.code);
    EXPECT_EQ(codes, (std::vector<std::string>{"city contacts.too-long", "country contacts.country",
                                               "language contacts.language", "email contacts.email",
                                               "phone contacts.phone"}));
}

TEST(Contact, ReachSaysWhatIsThere) {
    ContactRow row;
    row.contact = anna();
    derive(row);
    EXPECT_EQ(row.reach, kReachPost);
    EXPECT_EQ(row.nameFold, "muller anna");
    row.contact.street.clear();
    derive(row);
    EXPECT_EQ(row.reach, 0);
    row.contact.addressLine2 = "Postfach 12";
    row.contact.email = "a@example.ch";
    row.contact.phone = "+41446681800";
    row.contact.deceased = row.contact.addressUndeliverable = true;
    derive(row);
    EXPECT_EQ(row.reach, kReachPost | kReachEmail | kReachPhone | kReachUndeliverable | kReachDeceased);
    row.contact.postcode.clear();
    derive(row);
    EXPECT_EQ(row.reach & kReachPost, 0);
}

TEST(Address, IsPrintedAsItsCountryDoes) {
    using Lines = std::vector<std::string>;
    Contact c = anna();
    EXPECT_EQ(addressLines(c, "CH"), (Lines{"Dr. Anna Müller", "Häringstrasse 2", "8001 Zürich"}));
    EXPECT_EQ(addressLines(c, "DE").back(), "SCHWEIZ");
    EXPECT_EQ(addressLines(c, "FR").back(), "SUISSE");
    EXPECT_EQ(addressLines(c, "GB").back(), "SWITZERLAND");
    c.companyName = "Muster AG";
    c.addressLine2 = "Postfach 12";
    EXPECT_EQ(addressLines(c, "CH"),
              (Lines{"Muster AG", "Dr. Anna Müller", "Postfach 12", "Häringstrasse 2", "8001 Zürich"}));

    Contact paris;
    paris.familyName = "Durand";
    paris.street = "rue de Rivoli";
    paris.houseNumber = "5";
    paris.postcode = "75001";
    paris.city = "Évry";
    paris.country = "FR";
    EXPECT_EQ(addressLines(paris, "FR"), (Lines{"Durand", "5 rue de Rivoli", "75001 ÉVRY"}));

    Contact london = paris;
    london.postcode = "sw1a 1aa";
    london.city = "London";
    london.country = "GB";
    EXPECT_EQ(addressLines(london, "DE"),
              (Lines{"Durand", "5 rue de Rivoli", "LONDON", "SW1A 1AA", "VEREINIGTES KÖNIGREICH"}));

    Contact rome = paris;
    rome.postcode = "00184";
    rome.city = "Roma";
    rome.region = "RM";
    rome.country = "IT";
    EXPECT_EQ(addressLines(rome, "IT"), (Lines{"Durand", "rue de Rivoli 5", "00184 Roma RM"}));

    Contact springfield = paris;
    springfield.city = "Springfield";
    springfield.region = "IL";
    springfield.postcode = "62704";
    springfield.country = "US";
    EXPECT_EQ(addressLines(springfield, "US").back(), "Springfield, IL 62704");
}

TEST(Salutation, SpeaksTheContactsLanguage) {
    Contact c = anna();
    EXPECT_EQ(salutationOf(c), "Sehr geehrte Frau Dr. Müller");
    c.salutation = Salutation::Mr;
    EXPECT_EQ(salutationOf(c), "Sehr geehrter Herr Dr. Müller");
    c.title.clear();
    c.language = "fr";
    EXPECT_EQ(salutationOf(c), "Monsieur Müller");
    c.language = "it";
    EXPECT_EQ(salutationOf(c), "Egregio signor Müller");
    c.language = "en";
    EXPECT_EQ(salutationOf(c), "Dear Mr Müller");
    c.title = "Dr";
    EXPECT_EQ(salutationOf(c), "Dear Dr Müller");
    c.language = "pl";
    EXPECT_EQ(salutationOf(c), "Dear Dr Müller");
    c.language = "de";
    c.salutation = Salutation::None;
    EXPECT_EQ(salutationOf(c), "Guten Tag Dr Anna Müller");
    c.salutation = Salutation::Family;
    EXPECT_EQ(salutationOf(c), "Sehr geehrte Familie Müller");
    Contact company;
    company.companyName = "Muster AG";
    EXPECT_EQ(salutationOf(company), "Sehr geehrte Damen und Herren");
}

TEST(Salutation, IsReadInFourLanguages) {
    EXPECT_EQ(salutationIn("Herr"), Salutation::Mr);
    EXPECT_EQ(salutationIn("Hr."), Salutation::Mr);
    EXPECT_EQ(salutationIn("Fr."), Salutation::Ms);
    EXPECT_EQ(salutationIn("Madame"), Salutation::Ms);
    EXPECT_EQ(salutationIn("Sig.ra"), Salutation::Ms);
    EXPECT_EQ(salutationIn("Familie"), Salutation::Family);
    EXPECT_FALSE(salutationIn("Captain"));
}

TEST(HashKey, HidesIdentifiersAndTellsKeysApart) {
    const HashKey key(std::string(32, 'k')), other(std::string(32, 'l'));
    const std::string hash = key.hash(SuppressionKind::Email, "anna@example.org");
    // Computed with Python's hmac module: HMAC-SHA-256(32 × "k", "email:anna@example.org").
    EXPECT_EQ(hash, "1d01b80892089183425a6db43ba66395ccba1ce6cac270a21f17b3f5886e64e7");
    EXPECT_EQ(hash, key.hash(SuppressionKind::Email, "anna@example.org"));
    EXPECT_NE(hash, key.hash(SuppressionKind::Phone, "anna@example.org"));
    EXPECT_NE(hash, other.hash(SuppressionKind::Email, "anna@example.org"));
    EXPECT_NE(key.id(), other.id());
}

TEST(HashKey, IsMadeOnceForItsOwnerOnly) {
    const auto folder = std::filesystem::temp_directory_path() / ("hash-key-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const auto file = folder / "suppression.key";
    const HashKey first = HashKey::load(file);
    const HashKey second = HashKey::load(file);
    EXPECT_EQ(first.id(), second.id());
    EXPECT_EQ(std::filesystem::status(file).permissions() & std::filesystem::perms::mask,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    std::filesystem::resize_file(file, 5);
    EXPECT_THROW(HashKey::load(file), Error);
    std::filesystem::remove_all(folder);
}

TEST(Address, IdentifierIgnoresSpelling) {
    Contact a = anna(), b = anna();
    b.street = "häringstraße";
    b.familyName = "Mu\xCC\x88ller";
    EXPECT_EQ(addressIdentifier(a), addressIdentifier(b));
    b.houseNumber = "3";
    EXPECT_NE(addressIdentifier(a), addressIdentifier(b));
}

} // namespace
