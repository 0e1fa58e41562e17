#include "import_file.h"
#include "import_job.h"
#include "import_writer.h"
#include "tests/unit/contacts/import_steps.h"
#include "tests/unit/contacts/stored_zip.h"

#include <array>
#include <random>
#include <thread>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using namespace rejoinder::contacts::steps;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(ImportSteps, AFileIsLookedAtCorrectedTriedAndDone) {
    Look look = draft(
        "Kundennummer;Vorname;Nachname;PLZ;Farbe\r\n1;Anna;M\xFCller;01067;rot\r\n2;Bea;Muster;8001;\r\n");
    EXPECT_EQ(look.encoding, "windows-1252");
    EXPECT_EQ(look.delimiter, ";");
    EXPECT_TRUE(look.header);
    ASSERT_EQ(look.columns.size(), 5U);
    EXPECT_EQ(look.columns[0].target, "externalKey");
    EXPECT_EQ(look.columns[2].target, "familyName");
    EXPECT_THAT(look.columns[2].values, ElementsAre("Müller", "Muster"));
    EXPECT_THAT(look.columns[3].values, ElementsAre("01067", "8001"));
    EXPECT_EQ(look.columns[4].target, "attribute:Farbe");
    EXPECT_EQ(contacts(), 0U);
    look = correct(look, R"({"mapping":{"Farbe":"ignore"},"encoding":"windows-1251"})");
    EXPECT_THAT(look.columns[2].values, Not(testing::Contains("Müller")));
    look = correct(look, R"({"mapping":{"Farbe":"ignore"}})");
    EXPECT_THAT(look.columns[2].values, ElementsAre("Müller", "Muster"));
    const Import tried = act(look.id, "trials");
    EXPECT_EQ(tried.state, ImportState::Checked);
    EXPECT_EQ(tried.created, 2);
    EXPECT_EQ(tried.duplicatesSure, 0);
    EXPECT_EQ(contacts(), 0U) << "a trial stores no row";
    EXPECT_THAT(everything(), IsEmpty());
    const Import done = act(look.id, "runs");
    EXPECT_EQ(done.state, ImportState::Finished);
    EXPECT_EQ(done.created, 2);
    EXPECT_EQ(of("1").postcode, "01067");
    EXPECT_THAT(attributes("1"), IsEmpty());
    EXPECT_EQ(world.post("/contacts/imports/" + look.id.toString() + "/runs", "{}").status, 409);
}

TEST_F(ImportSteps, ATrialCountsWhatTheImportDoes) {
    import("externalKey,familyName,givenName,street,houseNumber,postcode,city,country,email\n"
           "1,Keller,Anna,Weg,1,3000,Bern,CH,anna@example.org\n2,Alt,Ort,Weg,2,3000,Bern,CH,\n");
    const std::string before = everything();
    const std::string text =
        "externalKey,familyName,givenName,street,houseNumber,postcode,city,country,email\n"
        "1,Keller,Anna,Weg,1,3000,Bern,CH,anna@example.org\n"  // unchanged
        "2,Neu,Ort,,,,,,\n"                                    // updated
        "3,Keller,Anna,Weg,1,3000,Bern,CH,anna@example.org\n"  // a duplicate of 1
        "4,Wrong,,,,,,,nobody\n"                               // refused
        "5,Frisch,Otto,Gasse,9,8000,Zug,CH,otto@example.org\n" // new
        "5,Frisch,Otto,Gasse,10,8000,Zug,CH,\n";               // its second row
    const Look look = draft(text);
    const Import tried = act(look.id, "trials");
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(tried.duplicatesSure, 1);
    const Import done = act(look.id, "runs");
    for (const Import* i : {&tried, &done}) {
        EXPECT_EQ(i->records, 6);
        EXPECT_EQ(i->created, 2);
        EXPECT_EQ(i->updated, 2);
        EXPECT_EQ(i->unchanged, 1);
        EXPECT_EQ(i->failed, 1);
    }
    EXPECT_THAT(world.get("/contacts/imports/" + look.id.toString() + "/errors").body,
                HasSubstr("4,Wrong,,,,,,,nobody,5,contacts.email,email,"));
}

TEST_F(ImportSteps, ATrialCountsRowsOfOneKeyAsTheImportDoes) {
    import("externalKey,familyName,city,score\nold,Alt,Bern,1\nkept,Bleibt,Bern,1\n");
    // New and known keys that come again: the same once more, with less, with more, with another word, with a
    // consent that an earlier row gave; among them rows that are wrong.
    std::string text = "externalKey,familyName,city,score,email,news\n";
    std::mt19937 random(7);
    for (int i = 0; i < 400; ++i) {
        const auto pick = [&](std::initializer_list<const char*> of) {
            return std::string(std::data(of)[random() % of.size()]);
        };
        text += pick({"old", "kept", "n1", "n2", "n3"}) + "," + pick({"Alt", "Neu", "Bleibt", ""}) + "," +
                pick({"Bern", "Chur", ""}) + "," + pick({"1", "2", ""}) + "," +
                pick({"a@example.org", "", "", "", "nobody"}) + "," + pick({"yes", "", ""}) + "\n";
    }
    for (const char* mode : {"create", "update", "both"}) {
        const std::string before = everything();
        const Look look = draft(text, std::string("?consentText=Yes&mode=") + mode +
                                          "&mapping=%7B%22news%22:%22consent:email%22%7D");
        const Import tried = act(look.id, "trials");
        EXPECT_EQ(everything(), before);
        const Import done = act(look.id, "runs");
        EXPECT_EQ(tried.records, done.records) << mode;
        EXPECT_EQ(tried.created, done.created) << mode;
        EXPECT_EQ(tried.updated, done.updated) << mode;
        EXPECT_EQ(tried.unchanged, done.unchanged) << mode;
        EXPECT_EQ(tried.failed, done.failed) << mode;
        EXPECT_GT(done.failed, 0);
        act(done.id, "undo");
    }
}

TEST_F(ImportSteps, TheSameRequestAgainIsTheSameDraftWhereverItsFileIs) {
    const std::string text = "externalKey,familyName\n1,One\n";
    const auto ask = [&] {
        return world.call("POST", "/contacts/import-drafts", text, {}, "text/csv", "key-1").as<Look>();
    };
    const Look first = ask();
    // As on a node that does not have the file of the first one.
    const auto folder = world.folder() / "data/plugins/contacts/imports";
    ASSERT_FALSE(std::filesystem::is_empty(folder));
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        std::filesystem::remove_all(entry.path());
    const Look again = ask();
    EXPECT_EQ(again.id, first.id);
    ASSERT_EQ(again.columns.size(), 2U);
    EXPECT_THAT(again.columns[1].values, ElementsAre("One"));
    const auto shown = world.get("/contacts/imports/" + first.id.toString() + "/examination");
    EXPECT_EQ(shown.status, 200) << shown.body;
    EXPECT_THAT(shown.body, Not(HasSubstr("One"))) << "nothing shows people after the file";
}

TEST_F(ImportSteps, ForgettingADraftLeavesAnImportThatHasBegun) {
    const Look look = draft("externalKey,email\n1,nobody\n2,a@example.org\n");
    const auto row = world.read([&](Unit& unit) { return requireImport(unit, look.id); });
    act(look.id, "runs");
    EXPECT_FALSE(world.write([&](Unit& unit) { return forgetDraft(unit, row); }));
    EXPECT_THAT(world.get("/contacts/imports/" + look.id.toString() + "/errors").body, HasSubstr("nobody"));
}

TEST_F(ImportSteps, ModesMakeOrChangeOnly) {
    import("externalKey,familyName\n1,One\n2,Two\n");
    const Import made = import("externalKey,familyName\n1,Other\n3,Three\n", "?mode=create");
    EXPECT_EQ(made.created, 1);
    EXPECT_EQ(made.unchanged, 1);
    EXPECT_EQ(of("1").familyName, "One");
    const Import changed = import("externalKey,familyName\n1,Other\n9,Nine\n", "?mode=update");
    EXPECT_EQ(changed.updated, 1);
    EXPECT_EQ(changed.failed, 1);
    EXPECT_EQ(of("1").familyName, "Other");
    EXPECT_EQ(contacts(), 3U);
    EXPECT_THAT(world.get("/contacts/imports/" + changed.id.toString() + "/errors").body,
                HasSubstr("9,Nine,3,contacts.import-unknown-key,externalKey,"));
    const Look keyless = draft("familyName\nX\n", "?mode=update");
    ASSERT_EQ(keyless.faults.size(), 1U);
    EXPECT_EQ(keyless.faults[0].code, "contacts.import-no-key-column");
    EXPECT_EQ(world.post("/contacts/imports/" + keyless.id.toString() + "/runs", "{}").status, 422);
    EXPECT_EQ(world.call("DELETE", "/contacts/imports/" + keyless.id.toString()).status, 204);
}

TEST_F(ImportSteps, NoTransactionNeedsMoreRowsThanEveryEngineTakes) {
    const auto file = [](char value) {
        std::string text = "externalKey,email";
        for (int i = 0; i < 100; ++i) text += ",a" + std::to_string(i);
        for (int row = 0; row < 200; ++row) {
            text += "\n" + std::to_string(row) + (row % 10 == 9 ? ",nobody" : ",");
            for (int i = 0; i < 100; ++i) text += std::string(",") + value;
        }
        return text;
    };
    const Look first = draft(file('x')), second = draft(file('y'));
    std::vector<std::size_t> parts;
    for (const Look* look : {&first, &second}) {
        const ImportRow row = world.read([&](Unit& unit) { return requireImport(unit, look->id); });
        ImportParser parser(
            readPath(importFolder(world.folder() / "data/plugins/contacts"), row), row.columns, row.settings,
            row.id,
            {static_cast<std::uint64_t>(row.columns.offset), static_cast<std::uint64_t>(row.columns.line)});
        ImportBatch batch;
        ImportProgress progress;
        std::size_t& units = parts.emplace_back(0);
        while (parser.next(batch)) do {
                const ImportProgress before = progress;
                progress = world.write([&](Unit& unit) { return writeBatch(unit, row, batch, before); });
                EXPECT_LE((progress.created - before.created) * 101 +
                              (progress.updated - before.updated) * 202,
                          static_cast<std::int64_t>(kBatchRows));
                ++units;
            } while (progress.offset < static_cast<std::int64_t>(batch.end.offset));
        EXPECT_EQ(progress.records, 200);
        EXPECT_EQ(progress.failed, 20);
        EXPECT_EQ(look == &first ? progress.created : progress.updated, 180);
        EXPECT_EQ(contacts(), 180U);
    }
    EXPECT_THAT(parts, ElementsAre(2U, 5U)) << "what is changed goes away and comes anew";
    EXPECT_EQ(attributes("198").at("a99"), "y");
}

TEST_F(ImportSteps, BatchesShareUnitsWhileNobodyWaitsAndOthersComeBetween) {
    constexpr std::size_t kNeighbours = 300;
    std::string text = "externalKey,email";
    for (int i = 0; i < 30; ++i) text += ",a" + std::to_string(i);
    for (int row = 0; row < 6'000; ++row) {
        text += "\n" + std::to_string(row) + (row % 100 == 99 ? ",nobody" : ",");
        for (int i = 0; i < 30; ++i) text += "," + std::to_string(row % (i + 2));
    }
    const Look look = draft(text), again = draft(text);
    Import done;
    {
        const std::jthread others([&] {
            for (std::size_t i = 0; i < kNeighbours; ++i)
                EXPECT_EQ(world.post("/contacts", R"({"familyName":"Neighbour"})").status, 201);
        });
        done = act(look.id, "runs");
    }
    EXPECT_EQ(done.created, 5'940);
    EXPECT_EQ(done.failed, 60);
    EXPECT_EQ(contacts(), 5'940U + kNeighbours);
    EXPECT_EQ(attributes("5998").at("a29"), std::to_string(5998 % 31));
    const Import repeated = act(again.id, "runs");
    EXPECT_EQ(repeated.unchanged, 5'940);
    EXPECT_EQ(repeated.created + repeated.updated, 0);
}

TEST_F(ImportSteps, OfTwoCorrectionsAtOnceOneStaysAndItsFileToo) {
    std::string text = "externalKey;familyName\r\n";
    for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + ";M\xFCller\r\n";
    Look look = draft(text);
    for (int round = 0; round < 10; ++round) {
        std::array<int, 2> status{};
        {
            const auto correct = [&](std::size_t i, const char* encoding) {
                status[i] = world
                                .call("PUT", "/contacts/imports/" + look.id.toString() + "/settings",
                                      R"({"settings":{"encoding":")" + std::string(encoding) + "\"}}",
                                      "\"" + std::to_string(look.version) + "\"")
                                .status;
            };
            const std::jthread first([&] { correct(0, round % 2 == 0 ? "windows-1251" : "windows-1253"); });
            const std::jthread second([&] { correct(1, round % 2 == 0 ? "windows-1250" : "windows-1252"); });
        }
        EXPECT_EQ(std::ranges::count(status, 200), 1);
        look = world.get("/contacts/imports/" + look.id.toString() + "/examination").as<Look>();
    }
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& file :
         std::filesystem::directory_iterator(world.folder() / "data/plugins/contacts/imports"))
        ++files;
    EXPECT_EQ(files, 2U) << "the file, and what is read of it";
    EXPECT_EQ(act(look.id, "runs").created, 20'000);
}

TEST_F(ImportSteps, OneAnswerNamesEverythingThatIsWrongWithTheSettings) {
    const auto upload = world.call("POST",
                                   "/contacts/import-drafts?delimiter=xx&country=Nowhere&consent=letter,fax"
                                   "&mapping=%7B%22a/b%22:%22shoe%22%7D&rental=%7B%22currency%22:%22x%22%7D",
                                   "a/b\n1\n", {}, "text/csv");
    EXPECT_EQ(upload.status, 422);
    for (const char* pointer : {"/delimiter", "/country", "/consent", "/consent/0", "/mapping/a~1b",
                                "/rental/owner", "/rental/currency"})
        EXPECT_THAT(upload.body, HasSubstr("\"pointer\":\"" + std::string(pointer) + "\"")) << pointer;
    EXPECT_THAT(
        world.call("POST", "/contacts/import-drafts?delimiter=%7C&quote=%7C", "a|b\n", {}, "text/csv").body,
        HasSubstr("\"pointer\":\"/quote\""));
    const Look look = draft("a;b\n1;2\n");
    const auto put = world.call(
        "PUT", "/contacts/imports/" + look.id.toString() + "/settings",
        R"({"settings":{"country":"Nowhere","rental":{"owner":" ","pricePerThousandMinor":5}}})", "\"1\"");
    EXPECT_EQ(put.status, 422);
    for (const char* pointer :
         {"/settings/country", "/settings/rental/owner", "/settings/rental/pricePerThousandMinor"})
        EXPECT_THAT(put.body, HasSubstr("\"pointer\":\"" + std::string(pointer) + "\"")) << pointer;
    const Look wrong = correct(look, R"({"mapping":{"a":"email","b":"email"},"mode":"update"})");
    std::vector<std::string> pointers;
    for (const LookFault& fault : wrong.faults) pointers.push_back(fault.pointer);
    EXPECT_THAT(pointers, ElementsAre("/settings/mapping/b", "/settings/mode"));
    const auto run = world.post("/contacts/imports/" + look.id.toString() + "/runs", "{}");
    EXPECT_EQ(run.status, 422);
    for (const std::string& pointer : pointers) EXPECT_THAT(run.body, HasSubstr(pointer));
}

/// As libraries write workbooks that keep no table of strings.
TEST_F(ImportSteps, TextsThatStandInTheCellsOfAWorkbookAreRead) {
    const std::string head = "<?xml version=\"1.0\"?>",
                      main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                      relations = "http://schemas.openxmlformats.org/package/2006/relationships",
                      office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                      type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    const auto relation = [&](const char* id, const char* kind, const char* target) {
        return "<Relationship Id=\"" + std::string(id) + "\" Type=\"" + office + "/" + kind + "\" Target=\"" +
               target + "\"/>";
    };
    const std::string workbook = test::storedZip(
        {{"[Content_Types].xml",
          head +
              R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
              R"(<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
              R"(<Default Extension="xml" ContentType="application/xml"/>)"
              R"(<Override PartName="/xl/workbook.xml" ContentType=")" +
              type +
              R"(sheet.main+xml"/>)"
              R"(<Override PartName="/xl/worksheets/sheet1.xml" ContentType=")" +
              type +
              R"(worksheet+xml"/>)"
              R"(<Override PartName="/xl/worksheets/sheet2.xml" ContentType=")" +
              type + R"(worksheet+xml"/></Types>)"},
         {"_rels/.rels", head + "<Relationships xmlns=\"" + relations + "\">" +
                             relation("r1", "officeDocument", "xl/workbook.xml") + "</Relationships>"},
         {"xl/workbook.xml", head + "<workbook xmlns=\"" + main + "\" xmlns:r=\"" + office +
                                 R"("><sheets><sheet name="Empty" sheetId="1" r:id="r1"/>)"
                                 R"(<sheet name="People" sheetId="2" r:id="r2"/></sheets></workbook>)"},
         {"xl/_rels/workbook.xml.rels", head + "<Relationships xmlns=\"" + relations + "\">" +
                                            relation("r1", "worksheet", "worksheets/sheet1.xml") +
                                            relation("r2", "worksheet", "/xl/worksheets/sheet2.xml") +
                                            "</Relationships>"},
         {"xl/worksheets/sheet1.xml", head + "<worksheet xmlns=\"" + main + "\"><sheetData/></worksheet>"},
         {"xl/worksheets/sheet2.xml",
          head + "<worksheet xmlns=\"" + main +
              "\"><sheetData>"
              R"(<row r="1"><c r="A1" t="inlineStr"><is><t>externalKey</t></is></c>)"
              R"(<c r="B1" t="inlineStr"><is><t>familyName</t></is></c><c r="C1" t="str"><v>city</v></c>)"
              R"(<c r="D1" t="inlineStr"><is><t>since</t></is></c></row>)"
              R"(<row r="2"><c r="A2"><v>7</v></c>)"
              R"(<c r="B2" t="inlineStr"><is><r><t>Müller </t></r><r><t>&amp; Sohn</t></r>)"
              R"(<rPh sb="0" eb="1"><t>mu</t></rPh></is></c>)"
              R"(<c r="C2" t="str"><f>UPPER("bern")</f><v>BERN</v></c>)"
              R"(<c r="D2" t="d"><v>2011-10-05T00:00:00</v></c></row>)"
              R"(<row><c t="inlineStr"><is><t>8</t></is></c><c t="inlineStr"><is><t>Last</t></is></c></row>)"
              "</sheetData></worksheet>"}});
    const Look look = draft(workbook);
    EXPECT_EQ(look.sheet, "People") << "the first that is not empty";
    const Import done = act(look.id, "runs");
    EXPECT_EQ(done.created, 2);
    EXPECT_EQ(of("7").familyName, "Müller & Sohn");
    EXPECT_EQ(of("7").city, "BERN");
    EXPECT_EQ(attributes("7").at("since"), "2011-10-05");
    EXPECT_EQ(of("8").familyName, "Last");
}

TEST_F(ImportSteps, WhatIsNoFileOfContactsIsRefusedClearly) {
    const auto code = [&](const std::string& bytes) {
        const auto reply =
            world.call("POST", "/contacts/import-drafts", bytes, {}, "application/octet-stream");
        EXPECT_EQ(reply.status, 422) << reply.body;
        return reply.code();
    };
    EXPECT_EQ(code("PK\x03\x04" + std::string(100, 'x')), "contacts.import-zip");
    EXPECT_EQ(code("\xD0\xCF\x11\xE0" + std::string(100, 'x')), "contacts.import-old-excel");
    EXPECT_EQ(code("\x1F\x8B" + std::string(100, 'x')), "contacts.import-packed");
    EXPECT_EQ(code(std::string(2000, ',')), "contacts.csv-too-many-columns");
    EXPECT_EQ(code("\x89PNG\r\n\x1A\n"), "contacts.import-no-text");
    EXPECT_EQ(code(std::string("MM\0*\0\0\0\x08", 8)), "contacts.import-no-text");
    EXPECT_EQ(draft("MM,name\n1,Anna\n").columns.size(), 2U) << "two letters make no picture";
}

TEST_F(ImportSteps, HeadersAreToldFromData) {
    EXPECT_FALSE(draft("123,TEST2,x\n345,TEST2,y\n").header);
    EXPECT_TRUE(draft("CODGEO,NAISD14\n09001,0\n09002,6\n").header);
    EXPECT_TRUE(draft("name,age\nAnna,3\n").header);
    EXPECT_TRUE(draft("what,2019,2020\nx,1,2\ny,3,4\n").header);
    EXPECT_FALSE(draft("a@example.org;Anna\nb@example.org;Bea\n").header);
    EXPECT_FALSE(draft("1|Muster\n2|Beispiel\n").header);
}

TEST_F(ImportSteps, LineEndsOfEveryKindNulsAndLeadingZeros) {
    const Import done = import(
        std::string("externalKey,zip,nr\r\n1,01067,007\n2,00501,0\r3,\"two\nlines\",1\r\n4,a\0b,1\n", 67));
    EXPECT_EQ(done.created, 3);
    EXPECT_EQ(done.failed, 1);
    EXPECT_EQ(of("1").postcode, "01067");
    EXPECT_EQ(attributes("1").at("nr"), "007");
    EXPECT_EQ(of("2").postcode, "00501");
    EXPECT_EQ(of("3").postcode, "two lines");
    EXPECT_THAT(world.get("/contacts/imports/" + done.id.toString() + "/errors").body,
                HasSubstr("contacts.csv-nul-byte"));
}

TEST_F(ImportSteps, Vcards) {
    const Look look =
        draft("BEGIN:VCARD\r\nVERSION:4.0\r\nUID:u1\r\nN:Müller;Beat;;Dr.;\r\nFN:Dr. Beat Müller\r\n"
              "EMAIL:beat@example.org\r\nEND:VCARD\r\n");
    EXPECT_EQ(look.form, ImportForm::Vcard);
    const Import done = act(look.id, "runs");
    EXPECT_EQ(done.created, 1);
    EXPECT_EQ(of("u1").familyName, "Müller");
    EXPECT_EQ(of("u1").email, "beat@example.org");
}

} // namespace
