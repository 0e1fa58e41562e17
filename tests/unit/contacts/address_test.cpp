// Addresses and names: taken apart, put together, printed, doubted.

#include "address_format.h"
#include "address_lines.h"
#include "letter_text.h"
#include "person_name.h"
#include "record.h"
#include "tests/unit/contacts/world.h"

#include <gmock/gmock.h>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Contact lines(const char* text, const char* country = "") {
    Contact c;
    c.familyName = "Muster";
    c.addressLines = text;
    FieldFaults faults;
    normalise(c, country, faults);
    EXPECT_THAT(faults, IsEmpty());
    return c;
}

TEST(AddressLines, AreTakenApartAndKept) {
    const Contact zurich = lines("c/o Keller\nHäringstrasse 2a\r\n 8001  Zürich \nSchweiz");
    EXPECT_EQ(zurich.careOf, "Keller");
    EXPECT_EQ(zurich.street, "Häringstrasse");
    EXPECT_EQ(zurich.houseNumber, "2a");
    EXPECT_EQ(zurich.postcode, "8001");
    EXPECT_EQ(zurich.city, "Zürich");
    EXPECT_EQ(zurich.country, "CH");
    EXPECT_EQ(zurich.addressLines, "c/o Keller\nHäringstrasse 2a\n8001 Zürich\nSchweiz");

    const Contact london = lines("Willoughby House\n10 Moor Lane\nLondon\nEC2Y 9DP", "GB");
    EXPECT_EQ(london.addressLine2, "Willoughby House");
    EXPECT_EQ(london.houseNumber, "10");
    EXPECT_EQ(london.street, "Moor Lane");
    EXPECT_EQ(london.city, "London");
    EXPECT_EQ(london.postcode, "EC2Y 9DP");

    const Contact paloAlto = lines("301 Hamilton Avenue, Palo Alto, CA 94303, USA");
    EXPECT_EQ(paloAlto.street, "Hamilton Avenue");
    EXPECT_EQ(paloAlto.city, "Palo Alto");
    EXPECT_EQ(paloAlto.region, "CA");
    EXPECT_EQ(paloAlto.postcode, "94303");

    const Contact rome = lines("Via dei Fori 7\n00184 Roma RM", "IT");
    EXPECT_EQ(rome.city, "Roma");
    EXPECT_EQ(rome.region, "RM");
    EXPECT_EQ(lines("Bahnhofstrasse 1\n9470 Buchs SG", "CH").city, "Buchs SG");
    const Contact box = lines("Postfach 12\n3001 Bern", "CH");
    EXPECT_EQ(box.poBox, "12");
    EXPECT_EQ(box.street, "");
    const Contact stockholm = lines("Drottninggatan 5\n111 51 Stockholm", "SE");
    EXPECT_EQ(stockholm.postcode, "111 51");
    EXPECT_EQ(stockholm.city, "Stockholm");
    // What is there in parts already is not touched.
    Contact both;
    both.familyName = "A", both.street = "Weg", both.addressLines = "Other 1\n8001 Zürich",
    both.country = "CH";
    takeApartLines(both);
    EXPECT_EQ(both.city, "");
}

TEST(AddressBlock, HasEveryPartInItsPlace) {
    Contact c;
    c.companyName = "Muster AG", c.department = "Einkauf", c.familyName = "Müller", c.givenName = "Anna";
    c.careOf = "Keller", c.building = "Haus B", c.street = "Häringstrasse", c.houseNumber = "2";
    c.poBox = "77", c.postcode = "8001", c.city = "Zürich", c.country = "CH";
    EXPECT_THAT(addressLines(c, "CH"),
                ElementsAre("Muster AG", "Einkauf", "Anna Müller", "c/o Keller", "Haus B", "Häringstrasse 2",
                            "Postfach 77", "8001 Zürich"));
    c.language = "fr";
    EXPECT_THAT(addressLines(c, "DE"), testing::Contains("Case postale 77"));
    Contact family;
    family.salutation = Salutation::Family, family.familyName = "Keller", family.country = "SE";
    family.street = "Drottninggatan", family.houseNumber = "5", family.postcode = "11151",
    family.city = "Stockholm";
    EXPECT_THAT(addressLines(family, "SE"),
                ElementsAre("Familie Keller", "Drottninggatan 5", "111 51 Stockholm"));
    Contact warsaw = family;
    warsaw.country = "PL", warsaw.postcode = "00950", warsaw.city = "Warszawa";
    EXPECT_EQ(addressLines(warsaw, "PL").back(), "00-950 Warszawa");
    Contact tokyo;
    tokyo.familyName = "Sato", tokyo.street = "Marunouchi", tokyo.houseNumber = "2-7-2",
    tokyo.city = "Chiyoda-ku";
    tokyo.region = "Tokyo", tokyo.postcode = "1008994", tokyo.country = "JP";
    EXPECT_EQ(addressLines(tokyo, "CH").back(), "JAPAN");
    EXPECT_THAT(addressLines(tokyo, "CH"), testing::Contains(HasSubstr("100-8994")));
    Contact kowloon;
    kowloon.familyName = "Wong", kowloon.street = "Nathan Road", kowloon.houseNumber = "1",
    kowloon.city = "Kowloon";
    kowloon.country = "HK";
    EXPECT_THAT(addressLines(kowloon, "HK"), ElementsAre("Wong", "Nathan Road 1", "Kowloon"))
        << "no part is lost";
}

std::vector<std::string> codesOf(const char* country, const char* postcode, const char* city,
                                 const char* region) {
    std::vector<std::string> codes;
    for (const AddressDoubt& doubt : addressDoubts(country, postcode, city, region))
        codes.push_back(doubt.code.substr(17));
    return codes;
}

TEST(AddressDoubts, ArePostcodePlaceAndRegionOfTheCountry) {
    EXPECT_THAT(codesOf("CH", "8001", "Zürich", ""), IsEmpty());
    EXPECT_THAT(codesOf("CH", "CH-8001", "Zürich", ""), IsEmpty());
    EXPECT_THAT(codesOf("CH", "80010", "Zürich", ""), ElementsAre("postcode-form"));
    EXPECT_THAT(codesOf("CH", "0999", "Zürich", ""), ElementsAre("postcode-unused"));
    EXPECT_THAT(codesOf("DE", "1067", "", ""), ElementsAre("city", "postcode-form"));
    EXPECT_THAT(codesOf("GB", "ec1m5rf", "London", ""), IsEmpty());
    EXPECT_THAT(codesOf("GB", "EC1", "London", ""), ElementsAre("postcode-form"));
    EXPECT_THAT(codesOf("US", "94303", "Palo Alto", "California"), IsEmpty());
    EXPECT_THAT(codesOf("US", "94303-1234", "Palo Alto", "NY"), ElementsAre("postcode-elsewhere"));
    EXPECT_THAT(codesOf("US", "94303", "Palo Alto", "Atlantis"), ElementsAre("region"));
    EXPECT_THAT(codesOf("CA", "k1a0b1", "Ottawa", "ON"), IsEmpty());
    EXPECT_THAT(codesOf("AU", "2000", "Sydney", "VIC"), ElementsAre("postcode-elsewhere"));
    EXPECT_THAT(codesOf("HK", "", "Kowloon", ""), IsEmpty()) << "no postcodes there";
    EXPECT_EQ(tidyPostcode("CA", "k1a0b1"), "K1A 0B1");
    EXPECT_EQ(tidyPostcode("BR", "01310100"), "01310-100");
    EXPECT_EQ(tidyPostcode("DE", "what"), "what");
}

TEST(Names, AreTakenApart) {
    const auto parts = [](const char* text) {
        const NameParts p = splitName(text);
        return nameOf(p.salutation) + "|" + p.title + "|" + p.givenName + "|" + p.familyName + "|" +
               p.nameSuffix;
    };
    EXPECT_EQ(parts("Frau Dr. Anna Maria von der Heide"), "ms|Dr.|Anna Maria|von der Heide|");
    EXPECT_EQ(parts("Müller, Anna"), "none||Anna|Müller|");
    EXPECT_EQ(parts("Mr. John Smith Jr."), "mr||John|Smith|Jr.");
    EXPECT_EQ(parts("Herr und Frau Keller"), "couple|||Keller|");
    EXPECT_EQ(parts("M. et Mme Dupont"), "couple|||Dupont|");
    EXPECT_EQ(parts("Famiglia Rossi"), "family|||Rossi|");
    EXPECT_EQ(parts("Anna und Peter Müller"), "none||Anna und Peter|Müller|");
    EXPECT_EQ(parts("Prof. Dr. med. Hans Meier"), "none|Prof. Dr. med.|Hans|Meier|");
    EXPECT_EQ(parts("Dott.ssa Chiara Bianchi"), "none|Dott.ssa|Chiara|Bianchi|");
    EXPECT_EQ(parts("Ludwig van Beethoven"), "none||Ludwig|van Beethoven|");
    EXPECT_EQ(parts("M. Schmidt"), "none||M.|Schmidt|") << "an initial";
    EXPECT_EQ(parts("Madonna"), "none|||Madonna|");
    EXPECT_EQ(parts("Frau"), "none|||Frau|") << "somebody may be called so";
    EXPECT_EQ(parts(""), "none||||");
}

TEST(Salutation, CouplesFamiliesCompaniesAndStrangersInEveryLanguage) {
    const auto of = [](const char* language, Salutation salutation, const char* title = "") {
        Contact c;
        c.language = language, c.salutation = salutation, c.title = title;
        c.givenName = "Anna", c.familyName = "Rossi";
        return salutationOf(c);
    };
    EXPECT_EQ(of("de", Salutation::Couple), "Sehr geehrte Frau Rossi, sehr geehrter Herr Rossi");
    EXPECT_EQ(of("fr", Salutation::Couple), "Madame, Monsieur Rossi");
    EXPECT_EQ(of("it", Salutation::Couple), "Gentili signori Rossi");
    EXPECT_EQ(of("en", Salutation::Couple), "Dear Mr and Mrs Rossi");
    EXPECT_EQ(of("de", Salutation::None), "Guten Tag Anna Rossi");
    EXPECT_EQ(of("fr", Salutation::Mx), "Bonjour Anna Rossi");
    EXPECT_EQ(of("it", Salutation::None), "Gentile Anna Rossi");
    EXPECT_EQ(of("en", Salutation::Family), "Dear Rossi family");
    EXPECT_EQ(of("it", Salutation::Ms, "Dott.ssa"), "Gentile Dott.ssa Rossi");
    EXPECT_EQ(of("de", Salutation::Ms, "Dipl.-Ing."), "Sehr geehrte Frau Rossi");
    EXPECT_EQ(of("de", Salutation::Ms, "Prof. Dr."), "Sehr geehrte Frau Prof. Dr. Rossi");
    EXPECT_EQ(of("nl", Salutation::Ms), "Geachte mevrouw Rossi");
    EXPECT_EQ(of("es", Salutation::Mr), "Estimado señor Rossi");
    EXPECT_EQ(of("zh", Salutation::Mr), "尊敬的Rossi先生");
    Contact company;
    company.companyName = "Muster AG", company.language = "it";
    EXPECT_EQ(salutationOf(company), "Gentili signore e signori");
    Contact wang;
    wang.familyName = "王", wang.givenName = "芳", wang.language = "zh";
    EXPECT_EQ(joinedName(wang), "王芳");
    Contact anna;
    anna.givenName = "Anna", anna.familyName = "Rossi", anna.salutation = Salutation::Ms,
    anna.language = "de";
    EXPECT_EQ(greetingOf(anna), "Liebe Anna");
}

TEST(Phone, IsReadByNumberPlans) {
    EXPECT_EQ(phoneIn("+41 (0)44 668 18 00", ""), "+41446681800");
    EXPECT_EQ(phoneIn("0041 44 668 18 00", "DE"), "+41446681800");
    EXPECT_EQ(phoneIn("(650) 253-0000", "US"), "+16502530000");
    EXPECT_EQ(phoneIn("8 (495) 123-45-67", "RU"), "+74951234567") << "Russia's trunk prefix is an eight";
    EXPECT_EQ(phoneIn("06 30 123 4567", "HU"), "+36301234567") << "Hungary's is 06";
    EXPECT_EQ(phoneIn("+44 020 7946 0000", ""), "+442079460000") << "a trunk zero behind the country code";
    EXPECT_FALSE(phoneIn("253-0000", "US")) << "a local number cannot be dialled from elsewhere";
    EXPECT_FALSE(phoneIn("+41 44 66", ""));
    EXPECT_TRUE(phoneIsKnown("+41446681800"));
    EXPECT_FALSE(phoneIsKnown("+41006681800"));
    EXPECT_EQ(phoneForPeople("+41446681800"), "+41 44 668 18 00");
    EXPECT_THAT(phoneBeginnings("044 66", "CH,DE"), ElementsAre("+414466", "+494466"));
    EXPECT_THAT(phoneBeginnings("0041 44", "CH"), ElementsAre("+4144"));
}

TEST(AddressApi, ShowsBlockSalutationAndDoubtsWhileTyping) {
    test::World world{"storage-sqlite", "contacts"};
    const auto reply = world.post(
        "/contacts/addresses/check",
        R"({"name":"Frau Dr. Anna Müller","addressLines":"Häringstr. 2\n80010 Zürich","country":"CH","language":"de","phone":"044"})");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_THAT(reply.body, HasSubstr("Sehr geehrte Frau Dr. Müller"));
    EXPECT_THAT(reply.body, HasSubstr("contacts.phone"));
    const auto stored = world.post(
        "/contacts",
        R"({"familyName":"Smith","addressLines":"10 Moor Lane\nLondon\nEC2Y 9DP","country":"GB"})");
    ASSERT_EQ(stored.status, 201) << stored.body;
    const auto address =
        world.get("/contacts/" + stored.as<Contact>().id.toString() + "/address?senderCountry=CH");
    EXPECT_THAT(
        address.body,
        HasSubstr(R"("block":["Smith","10 Moor Lane","LONDON","EC2Y 9DP","VEREINIGTES KÖNIGREICH"])"));
    EXPECT_THAT(world.problems(), IsEmpty());
}

} // namespace
