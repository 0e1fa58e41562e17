#include <csv/reader.h>
#include <csv/writer.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace {

using Rows = std::vector<std::vector<std::string>>;
using namespace std::string_literals;

/// Hands out the text in pieces of `step` bytes, as a slow disk would.
csv::Source inSteps(std::string_view text, std::size_t step) {
    return [text, step](char* buffer, std::size_t size) mutable {
        const std::size_t n = std::min({size, text.size(), step});
        std::copy_n(text.data(), n, buffer);
        text.remove_prefix(n);
        return n;
    };
}

Rows rowsOf(csv::Source source, char delimiter = ',') {
    csv::Reader reader(std::move(source), delimiter);
    Rows rows;
    while (const csv::Record* record = reader.next()) {
        EXPECT_EQ(record->problem, csv::Problem::None)
            << csv::codeOf(record->problem) << " in line " << record->begin.line;
        rows.emplace_back(record->fields.begin(), record->fields.end());
    }
    return rows;
}

Rows rowsOf(std::string_view text, char delimiter = ',') {
    const Rows rows = rowsOf(csv::fromText(text), delimiter);
    EXPECT_EQ(rows, rowsOf(inSteps(text, 1), delimiter)) << "depends on how the input is cut";
    return rows;
}

struct Seen {
    csv::Problem problem;
    std::uint64_t line;
    bool operator==(const Seen&) const = default;
};

/// Problem and line of every record.
std::vector<Seen> seenIn(std::string_view text, csv::Limits limits = {}) {
    csv::Reader reader(csv::fromText(text), ',', limits);
    std::vector<Seen> seen;
    while (const csv::Record* record = reader.next()) seen.push_back({record->problem, record->begin.line});
    return seen;
}

TEST(CsvReader, SplitsLinesAndFields) {
    EXPECT_EQ(rowsOf("a,b\r\nc,\r\n,d\r\n"), (Rows{{"a", "b"}, {"c", ""}, {"", "d"}}));
    EXPECT_EQ(rowsOf("a,b\nc,d"), (Rows{{"a", "b"}, {"c", "d"}}));
    EXPECT_EQ(rowsOf("a\rb\r"), (Rows{{"a"}, {"b"}}));
    EXPECT_EQ(rowsOf(""), Rows{});
    EXPECT_EQ(rowsOf("\n\r\n\n"), Rows{});
    EXPECT_EQ(rowsOf("a\n\nb\n"), (Rows{{"a"}, {"b"}}));
    EXPECT_EQ(rowsOf(","), (Rows{{"", ""}}));
}

TEST(CsvReader, UnderstandsQuotes) {
    EXPECT_EQ(rowsOf("\"a,b\",\"c\r\nd\",\"e\"\"f\",\"\"\n"), (Rows{{"a,b", "c\r\nd", "e\"f", ""}}));
    EXPECT_EQ(rowsOf("\"\"\"\"\"\""), (Rows{{"\"\""}}));
    EXPECT_EQ(rowsOf("5\" disk,a"), (Rows{{"5\" disk", "a"}}));
    EXPECT_EQ(rowsOf("\"a\"\n\"b\""), (Rows{{"a"}, {"b"}}));
}

TEST(CsvReader, SkipsAByteOrderMarkOnlyAtTheStart) {
    EXPECT_EQ(rowsOf("\xEF\xBB\xBFid,name\n1,x"), (Rows{{"id", "name"}, {"1", "x"}}));
    EXPECT_EQ(rowsOf("a\n\xEF\xBB\xBF"), (Rows{{"a"}, {"\xEF\xBB\xBF"}}));
}

TEST(CsvReader, CountsPhysicalLines) {
    csv::Reader reader(csv::fromText("h\n\"1\n2\n3\"\n\nx\n"), ',');
    EXPECT_EQ(reader.next()->begin.line, 1u);
    const csv::Record* quoted = reader.next();
    EXPECT_EQ(quoted->begin.line, 2u);
    EXPECT_EQ(quoted->end.line, 5u);
    EXPECT_EQ(reader.next()->begin.line, 6u);
    EXPECT_EQ(reader.next(), nullptr);
}

TEST(CsvReader, AForgottenQuoteCostsOneLine) {
    using enum csv::Problem;
    EXPECT_EQ(seenIn("a,\"b\n1,2\n3,4\n"), (std::vector<Seen>{{UnclosedQuote, 1}, {None, 2}, {None, 3}}));
    EXPECT_EQ(seenIn("a,\"b\n1,\"x\",2\n3,4\n"),
              (std::vector<Seen>{{UnclosedQuote, 1}, {None, 2}, {None, 3}}));
    EXPECT_EQ(seenIn("\"a\nb\",\"c\n1,2"),
              (std::vector<Seen>{{UnclosedQuote, 1}, {UnclosedQuote, 2}, {None, 3}}));
    EXPECT_EQ(seenIn("1\n\""), (std::vector<Seen>{{None, 1}, {UnclosedQuote, 2}}));
}

TEST(CsvReader, TextBehindAQuoteIsRefused) {
    using enum csv::Problem;
    EXPECT_EQ(seenIn("\"a\"b,c\nd,e\n"), (std::vector<Seen>{{TextAfterQuote, 1}, {None, 2}}));
    csv::Reader reader(csv::fromText("x,\"a\"b,c\n"), ',');
    const csv::Record* record = reader.next();
    EXPECT_EQ(record->problemField, 1u);
    EXPECT_EQ(record->fields, (std::vector<std::string_view>{"x", "\"a\"b,c"}));
}

TEST(CsvReader, NamesBrokenText) {
    using enum csv::Problem;
    EXPECT_EQ(seenIn("a,b\nc,\0d\ne,f"s), (std::vector<Seen>{{None, 1}, {NulByte, 2}, {None, 3}}));
    EXPECT_EQ(seenIn("M\xFCller,1\nM\xC3\xBCller,2"), (std::vector<Seen>{{InvalidUtf8, 1}, {None, 2}}));
    EXPECT_EQ(seenIn("\"\xED\xA0\x80\",1"), (std::vector<Seen>{{InvalidUtf8, 1}}));
}

TEST(CsvReader, HoldsItsLimits) {
    using enum csv::Problem;
    const csv::Limits limits{3, 10, 40};
    EXPECT_EQ(seenIn("1,2,3\n1,2,3,4\n1\n", limits),
              (std::vector<Seen>{{None, 1}, {TooManyColumns, 2}, {None, 3}}));
    EXPECT_EQ(seenIn("01234567890\n0123456789\n", limits), (std::vector<Seen>{{FieldTooLong, 1}, {None, 2}}));
    EXPECT_EQ(seenIn("\"01234\n567890\"\n1\n", limits), (std::vector<Seen>{{FieldTooLong, 1}, {None, 3}}));
    EXPECT_EQ(seenIn(std::string(100, ',') + "\nx", limits),
              (std::vector<Seen>{{TooManyColumns, 1}, {None, 2}}));
    EXPECT_EQ(seenIn("\"" + std::string(100, 'x') + "\n1\n2", limits),
              (std::vector<Seen>{{UnclosedQuote, 1}, {None, 2}, {None, 3}}));
}

TEST(CsvReader, MemoryStaysBoundedOnEndlessLines) {
    for (const char c : {'x', ',', '"'}) {
        std::uint64_t left = 50'000'000;
        csv::Reader reader(
            [&](char* buffer, std::size_t size) {
                const std::size_t n = std::min<std::uint64_t>(size, left);
                EXPECT_LE(size, 4'000'000u) << "the window grew";
                std::fill_n(buffer, n, c);
                left -= n;
                return n;
            },
            ',');
        while (reader.next() != nullptr) {}
        EXPECT_EQ(left, 0u);
    }
}

TEST(CsvReader, GoesOnFromAPosition) {
    const std::string text = "\xEF\xBB\xBFh,i\n1,\"a\nb\"\n\n2,c\n3,d";
    csv::Reader whole(csv::fromText(text), ',');
    std::vector<std::pair<csv::Position, std::string>> records;
    while (const csv::Record* r = whole.next()) records.emplace_back(r->end, std::string(r->fields[0]));
    ASSERT_EQ(records.size(), 4u);
    for (std::size_t i = 0; i + 1 < records.size(); ++i) {
        const csv::Position from = records[i].first;
        csv::Reader rest(csv::fromText(std::string_view(text).substr(from.offset)), ',', {}, from);
        for (std::size_t k = i + 1; k < records.size(); ++k) {
            const csv::Record* r = rest.next();
            ASSERT_NE(r, nullptr);
            EXPECT_EQ(r->fields[0], records[k].second);
            EXPECT_EQ(r->end.offset, records[k].first.offset);
            EXPECT_EQ(r->end.line, records[k].first.line);
        }
        EXPECT_EQ(rest.next(), nullptr);
    }
}

TEST(CsvExamine, FindsTheDelimiter) {
    EXPECT_EQ(csv::examine("a;b;c\n1,5;2;3\n", true).delimiter, ';');
    EXPECT_EQ(csv::examine("a\tb\n1,5\t2\n", true).delimiter, '\t');
    EXPECT_EQ(csv::examine("a|b\n\"1,2\"|2\n", true).delimiter, '|');
    EXPECT_EQ(csv::examine("a,b\n\"x;y;z\",2\n", true).delimiter, ',');
    EXPECT_EQ(csv::examine("one\ntwo\n", true).delimiter, ',');
    EXPECT_EQ(csv::examine("", true).delimiter, ',');
    const csv::Examination declared = csv::examine("sep=;\r\na,b;c\n", true);
    EXPECT_EQ(declared.delimiter, ';');
    EXPECT_EQ(declared.start.offset, 7u);
    EXPECT_EQ(declared.start.line, 2u);
    EXPECT_EQ(csv::examine("a;b\n1;2\n3", false).delimiter, ';') << "a cut last line must not count";
}

TEST(CsvExamine, RecognisesOtherEncodings) {
    EXPECT_EQ(csv::examine("\xFF\xFE"s + "n\0a\0"s, false).encoding, csv::Examination::Encoding::Utf16);
    EXPECT_EQ(csv::examine("\xFE\xFF\0n"s, false).encoding, csv::Examination::Encoding::Utf16);
    EXPECT_EQ(csv::examine("\xFF\xFE\0\0"s, false).encoding, csv::Examination::Encoding::Utf32);
    EXPECT_EQ(csv::examine("\xEF\xBB\xBFx", true).start.offset, 3u);
}

TEST(CsvWriter, QuotesAndGuards) {
    std::string out;
    csv::Writer writer(out);
    writer.text("plain").text("a,b").text("say \"hi\"").text("two\nlines").number(-5).end();
    EXPECT_EQ(out, "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",-5\r\n");
    for (const std::string& start : {"="s, "+"s, "-"s, "@"s, "\t"s, "\r"s, "\0"s}) {
        std::string guarded;
        csv::Writer(guarded).text(start + "1").end();
        EXPECT_EQ(guarded, "\"'" + start + "1\"\r\n");
        std::string raw;
        csv::Writer(raw, {',', csv::Formulas::Raw}).text(start + "1").end();
        EXPECT_EQ(raw.find('\''), std::string::npos);
    }
    EXPECT_EQ(csv::withoutGuard("'=1"), "=1");
    EXPECT_EQ(csv::withoutGuard("'n Beetje"), "'n Beetje");
    EXPECT_EQ(csv::withoutGuard("'"), "'");
}

TEST(CsvWriter, WhatIsWrittenIsReadAgain) {
    std::mt19937 random(20260301);
    const std::string alphabet = "ab,;\t|\"\r\n '=+-@\xC3\xA4";
    for (int round = 0; round < 2000; ++round) {
        Rows rows(1 + random() % 4);
        const std::size_t columns = 1 + random() % 4;
        for (auto& row : rows)
            for (std::size_t c = 0; c < columns; ++c) {
                std::string field;
                for (std::size_t n = random() % 6; n > 0; --n) {
                    const std::size_t pick = random() % (alphabet.size() - 1);
                    field += pick == alphabet.size() - 2 ? "\xC3\xA4"s : alphabet.substr(pick, 1);
                }
                row.push_back(field);
            }
        const char delimiter = ",;\t|"[random() % 4];
        std::string text;
        csv::Writer writer(text, {delimiter, csv::Formulas::Raw, random() % 2 != 0 ? "\r\n" : "\n"});
        for (const auto& row : rows) {
            for (const auto& field : row) writer.text(field);
            writer.end();
        }
        ASSERT_EQ(rowsOf(text, delimiter), rows) << text;
    }
}

TEST(CsvUtf8, AgreesWithTheStandard) {
    for (const std::string good :
         {"", "ASCII only, longer than eight", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
          "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "1234567\xC3\xA4"})
        EXPECT_TRUE(csv::isUtf8(good)) << good;
    for (const std::string bad :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "1234567\xC3", "abc\xE2\x82"})
        EXPECT_FALSE(csv::isUtf8(bad)) << bad;
}

// -- real files
// ----------------------------------------------------------------------------------------------------------

class RealFiles : public testing::Test {
protected:
    void SetUp() override {
        const char* root = std::getenv("REJOINDER_DATA");
        if (root == nullptr || !std::filesystem::exists(std::filesystem::path(root) / "imports"))
            GTEST_SKIP() << "REJOINDER_DATA names no folder with imports/";
        folder_ = std::filesystem::path(root) / "imports";
    }
    [[nodiscard]] std::string text(const std::string& name) const {
        std::ifstream in(folder_ / name, std::ios::binary);
        EXPECT_TRUE(in) << name;
        std::stringstream out;
        out << in.rdbuf();
        return out.str();
    }
    [[nodiscard]] Rows rows(const std::string& name) const {
        const std::string content = text(name);
        return rowsOf(csv::fromText(content), csv::examine(content, true).delimiter);
    }
    std::filesystem::path folder_;
};

TEST_F(RealFiles, TheSameRowsInTwoWrappings) {
    const Rows comma = rows("directmarketing/DirectMarketing_comma_crlf.csv");
    EXPECT_EQ(comma, rows("directmarketing/DirectMarketing_semicolon_crlf.csv"));
    ASSERT_EQ(comma.size(), 1001u);
    long spent = 0, salary = 0, catalogs = 0, missing = 0;
    for (std::size_t i = 1; i < comma.size(); ++i) {
        salary += std::stol(comma[i].at(5));
        missing += comma[i].at(7) == "NA";
        catalogs += std::stol(comma[i].at(8));
        spent += std::stol(comma[i].at(9));
    }
    EXPECT_EQ(spent, 1'216'770);
    EXPECT_EQ(salary, 56'103'900);
    EXPECT_EQ(catalogs, 14'682);
    EXPECT_EQ(missing, 303);
}

TEST_F(RealFiles, EncodingsAreReadOrRefused) {
    EXPECT_EQ(rows("encodings/utf8bom.csv"), (Rows{{"id", "name"}, {"1", "Mark"}, {"2", "Hannes"}}));
    EXPECT_EQ(rows("encodings/rfc_conform_quote.csv").at(2).at(2), "no\"space");
    EXPECT_EQ(rows("encodings/semicolon_delim.csv").at(0).size(), 3u);
    EXPECT_EQ(rows("encodings/leading_zeros.csv").at(1).at(0), "09001");
    EXPECT_EQ(csv::examine(text("encodings/utf16.csv"), true).encoding, csv::Examination::Encoding::Utf16);
    for (const std::string name : {"encodings/latin1.csv", "encodings/shift_jis.csv"}) {
        const auto seen = seenIn(text(name));
        std::size_t refused = 0;
        for (const Seen& record : seen) refused += record.problem == csv::Problem::InvalidUtf8;
        EXPECT_GE(refused, 12u) << name;
    }
}

} // namespace
