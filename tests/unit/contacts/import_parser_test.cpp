#include "import_look.h"
#include "import_parser.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace {

using namespace rejoinder;
using namespace rejoinder::contacts;
using namespace std::string_literals;

class ImportParsing : public testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() / ("import-parser-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path file(std::string_view text) const {
        const auto path = folder_ / "file.csv";
        std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
        return path;
    }
    /// All batches of a text.
    std::vector<ImportBatch> parse(std::string_view text) {
        const auto path = file(text);
        plan_ = planImport(path, settings_);
        ImportParser parser(
            path, plan_, settings_, Id{7},
            {static_cast<std::uint64_t>(plan_.offset), static_cast<std::uint64_t>(plan_.line)});
        std::vector<ImportBatch> batches(1);
        while (parser.next(batches.back())) batches.emplace_back();
        batches.pop_back();
        return batches;
    }
    ImportBatch only(std::string_view text) {
        auto batches = parse(text);
        EXPECT_EQ(batches.size(), 1u);
        return batches.empty() ? ImportBatch{} : std::move(batches[0]);
    }
    /// The code with which planning refuses.
    std::string refusal(std::string_view text) {
        try {
            planImport(file(text), settings_);
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::Invalid);
            return e.faults().empty() ? e.code() : e.faults().front().code;
        }
        return "none";
    }

    std::filesystem::path folder_;
    ImportSettings settings_;
    ImportPlan plan_;
};

TEST_F(ImportParsing, HeadersNamedLikeFieldsAreFieldsTheRestAttributes) {
    const ImportBatch batch = only("External Key;given_name;familyName;E-Mail;recency\n7;Anna;Muster;;12\n");
    ASSERT_EQ(batch.rows.size(), 1u);
    EXPECT_EQ(batch.rows[0].contact.externalKey, "7");
    EXPECT_EQ(batch.rows[0].contact.givenName, "Anna");
    EXPECT_EQ(batch.rows[0].contact.familyName, "Muster");
    EXPECT_EQ(plan_.columns[3].target, "email");
    ASSERT_EQ(batch.attributes.size(), 1u);
    EXPECT_EQ(batch.attributes[0].name, "recency");
    EXPECT_EQ(batch.attributes[0].valueNumber, 12.0);
    EXPECT_EQ(batch.rows[0].importId, Id{7});
}

TEST_F(ImportParsing, MappingWinsOverNames) {
    settings_.mapping = {
        {"Nr", "externalKey"}, {"city", "attribute:birthplace"}, {"nl", "consent:email"}, {"x", "ignore"}};
    settings_.unmapped = Unmapped::Ignore;
    const ImportBatch batch = only("Nr,city,nl,x,y\n1,Bern,ja,a,b\n2,Basel,nein,a,b\n");
    ASSERT_EQ(batch.rows.size(), 2u);
    EXPECT_EQ(batch.rows[1].contact.externalKey, "2");
    EXPECT_EQ(batch.rows[1].contact.city, "");
    EXPECT_EQ(batch.attributes.size(), 2u);
    EXPECT_EQ(batch.notes[0].consents, 1u << static_cast<unsigned>(Channel::Email));
    EXPECT_EQ(batch.notes[1].consents, 0u);
}

TEST_F(ImportParsing, RefusesWhatNoMappingCanMean) {
    EXPECT_EQ(refusal("a,a\n"), "contacts.import-column");
    EXPECT_EQ(refusal("email,e-mail\n"), "contacts.import-target");
    settings_.mapping = {{"b", "email"}};
    EXPECT_EQ(refusal("a\n"), "contacts.import-column");
    settings_.mapping = {{"a", "shoeSize"}};
    EXPECT_EQ(refusal("a\n"), "contacts.import-target");
    settings_.mapping = {};
    EXPECT_EQ(refusal(""), "contacts.import-empty");
    EXPECT_EQ(refusal("\xFF\xFE"s + "a\0"s), "contacts.import-encoding");
    EXPECT_EQ(refusal("\"a\n"), "contacts.csv-unclosed-quote");
    EXPECT_EQ(refusal(std::string(2000, ',')), "contacts.csv-too-many-columns");
}

TEST_F(ImportParsing, WrongRowsAreNamedWithAllTheirFaultsAndCostNothingElse) {
    const ImportBatch batch = only("externalKey,email,phone,deceased\n"
                                   "1,a@example.org,,\n"
                                   ",nobody,123,perhaps\n"
                                   "2,b@example.org\n"
                                   "M\xFCller,,,\n"
                                   ",,,\n"
                                   "3,c@example.org,,yes\n");
    ASSERT_EQ(batch.rows.size(), 2u);
    EXPECT_EQ(batch.rows[1].contact.externalKey, "3");
    EXPECT_TRUE(batch.rows[1].contact.deceased);
    EXPECT_EQ(batch.records, 6);
    std::vector<std::string> seen;
    for (const ImportErrorRow& e : batch.errors)
        seen.push_back(std::to_string(e.line) + "." + std::to_string(e.seq) + " " + e.field + " " + e.code);
    EXPECT_EQ(seen, (std::vector<std::string>{
                        "3.0 deceased contacts.import-value", "3.1 externalKey contacts.import-no-key",
                        "3.2 email contacts.email", "3.3 phone contacts.phone", "4.0  contacts.csv-ragged",
                        "5.0 externalKey contacts.csv-invalid-utf8", "6.0  contacts.import-empty",
                        "6.1 externalKey contacts.import-no-key"}));
    EXPECT_EQ(batch.errors[0].fields, (std::vector<std::string>{"", "nobody", "123", "perhaps"}));
    EXPECT_EQ(batch.errors[5].fields[0], "M\xEF\xBF\xBDller");
}

TEST_F(ImportParsing, WhatOurOwnFilesGuardIsTakenBack) {
    const ImportBatch batch = only("externalKey,note\n1,'=1+1\n2,=1+1\n3,'n Beetje\n");
    ASSERT_EQ(batch.attributes.size(), 3u);
    EXPECT_EQ(batch.attributes[0].valueText, "=1+1");
    EXPECT_EQ(batch.attributes[1].valueText, "=1+1");
    EXPECT_EQ(batch.attributes[2].valueText, "'n Beetje");
}

TEST_F(ImportParsing, ABatchNeverHoldsAKeyTwice) {
    const auto batches = parse("externalKey,a\n1,x\n2,x\n1,y\n1,z\n");
    ASSERT_EQ(batches.size(), 3u);
    EXPECT_EQ(batches[0].rows.size(), 2u);
    EXPECT_EQ(batches[1].rows.size(), 1u);
    EXPECT_EQ(batches[1].end.line, 5u);
    EXPECT_EQ(batches[2].attributes[0].valueText, "z");
}

TEST_F(ImportParsing, BatchesStayBelowTheLimitAndCanBeTakenUpAnywhere) {
    std::string text = "externalKey,a,b,c\n";
    for (int i = 0; i < 9000; ++i) text += std::to_string(i) + ",1,\"two\nlines\",3\n";
    const auto batches = parse(text);
    ASSERT_GT(batches.size(), 3u);
    std::size_t rows = 0;
    for (std::size_t i = 0; i < batches.size(); ++i) {
        EXPECT_LE(batches[i].rows.size() + batches[i].attributes.size() + batches[i].errors.size(),
                  kBatchRows);
        rows += batches[i].rows.size();
        if (i + 1 == batches.size()) continue;
        ImportParser rest(folder_ / "file.csv", plan_, settings_, Id{7}, batches[i].end);
        ImportBatch next;
        ASSERT_TRUE(rest.next(next));
        EXPECT_EQ(next.rows[0].contact.externalKey, batches[i + 1].rows[0].contact.externalKey);
        EXPECT_EQ(next.notes[0].line, batches[i + 1].notes[0].line);
        EXPECT_EQ(next.end.offset, batches[i + 1].end.offset);
    }
    EXPECT_EQ(rows, 9000u);
}

TEST_F(ImportParsing, KindsOfAttributesAreTheNarrowestThatFit) {
    const ImportBatch batch = only("n,d,t,m\n1,2026-01-01,x,1\n2.5,2026-12-31,y,2026-01-01\nwrong,row\n");
    EXPECT_EQ(batch.attributeKinds.find("n")->second, FactKind::Number);
    EXPECT_EQ(batch.attributeKinds.find("d")->second, FactKind::Day);
    EXPECT_EQ(batch.attributeKinds.find("t")->second, FactKind::Text);
    EXPECT_EQ(batch.attributeKinds.find("m")->second, FactKind::Text);
}

TEST_F(ImportParsing, DefaultsFillWhatTheFileLeavesOpen) {
    settings_.country = "CH";
    settings_.source = "fair";
    settings_.consent = {Channel::Phone};
    const ImportBatch batch =
        only("companyName,city,phone,source\nMuster AG,Bern,031 300 00 00,\nEcho,,,list\n");
    ASSERT_EQ(batch.rows.size(), 2u);
    EXPECT_EQ(batch.rows[0].contact.country, "CH");
    EXPECT_EQ(batch.rows[0].contact.phone, "+41313000000");
    EXPECT_EQ(batch.rows[0].contact.source, "fair");
    EXPECT_EQ(batch.rows[0].contact.kind, ContactKind::Company);
    EXPECT_EQ(batch.rows[1].contact.country, "");
    EXPECT_EQ(batch.rows[1].contact.source, "list");
    EXPECT_EQ(batch.notes[1].consents, 1u << static_cast<unsigned>(Channel::Phone));
}

TEST_F(ImportParsing, FilesWithoutHeader) {
    settings_.header = false;
    settings_.mapping = {{"column2", "familyName"}};
    const ImportBatch batch = only("1|Muster\n2|Beispiel\n");
    ASSERT_EQ(batch.rows.size(), 2u);
    EXPECT_EQ(batch.rows[0].contact.familyName, "Muster");
    EXPECT_EQ(batch.attributes[0].name, "column1");
}

} // namespace
