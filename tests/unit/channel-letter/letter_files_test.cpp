#include "batch_files.h"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <regex>
#include <sstream>

using namespace rejoinder;
using namespace rejoinder::letter;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

/// Address lines as Central Europe writes them; the rest of the directory is not asked here.
class Addresses final : public contacts::Directory {
public:
    std::optional<contacts::Contact> find(Unit&, Id) override { return {}; }
    std::vector<contacts::Contact> findMany(Unit&, std::span<const Id>) override { return {}; }
    std::optional<contacts::Contact> findByExternalKey(Unit&, std::string_view) override { return {}; }
    std::vector<std::string> attributeValues(Unit&, std::string_view, std::span<const Id>) override {
        return {};
    }
    void markUndeliverable(Unit&, Id, bool, std::string_view) override {}
    std::vector<std::string> addressBlock(const contacts::Contact& c, std::string_view sender) override {
        std::vector<std::string> lines{c.givenName + " " + c.familyName, c.street + " " + c.houseNumber,
                                       c.postcode + " " + c.city};
        if (c.country != sender) {
            lines.push_back("FRANCE");
        }
        return lines;
    }
    std::string salutationLine(const contacts::Contact&) override { return {}; }
};

class Files : public testing::Test {
protected:
    Files() {
        std::string name = testing::TempDir() + "letters-XXXXXX";
        folder = ::mkdtemp(name.data());
    }
    ~Files() override { std::filesystem::remove_all(folder); }

    std::vector<dispatch::Handed> write(const dispatch::Batch& batch) {
        return writeFiles(batch, addresses, rules, folder);
    }

    [[nodiscard]] std::string content(const std::filesystem::path& path) const {
        std::ifstream in(path, std::ios::binary);
        std::stringstream text;
        text << in.rdbuf();
        return text.str();
    }

    /// What a command prints; an empty text when it fails.
    static std::string run(const std::string& command) {
        std::string out;
        FILE* pipe = ::popen((command + " 2>/dev/null").c_str(), "r");
        std::array<char, 4096> buffer{};
        while (const auto n = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
            out.append(buffer.data(), n);
        }
        return ::pclose(pipe) == 0 ? out : std::string();
    }

    /// The code that a scanner reads from a page.
    std::string scanned(const std::filesystem::path& pdf, int page) {
        const auto picture = (folder / "page").string();
        const auto n = std::to_string(page);
        run("pdftoppm -r 300 -png -singlefile -f " + n + " -l " + n + " '" + pdf.string() + "' '" + picture +
            "'");
        return run("dmtxread -N1 -m20000 '" + picture + ".png'");
    }

    std::filesystem::path folder;
    Addresses addresses;
    PrintRules rules{{"din", "DejaVu Sans", 10.5}, "CH"};
};

dispatch::Batch batchOf(std::size_t letters) {
    dispatch::Batch batch;
    batch.id = Id{4711};
    batch.number = 3;
    batch.createdAt = *Timestamp::parse("2026-03-01T08:00:00Z");
    batch.content.subject = "Frühling für {{givenName}}";
    batch.content.text =
        "{{salutation}}\n\nschön, dass Sie aus {{city}} sind: Grüße, Ελλάδα, Москва.\nIhr Code: {{code}}";
    batch.content.senderName = "Muster AG";
    batch.content.senderAddress = "Bahnhofstrasse 1, 8001 Zürich";
    constexpr std::array<const char*, 3> kCodes{"4KD93T7WX", "YYXXWWVVT", "222222222"};
    for (std::size_t i = 0; i < letters; ++i) {
        const std::string code = kCodes[i % kCodes.size()];
        dispatch::Piece piece;
        piece.id = Id{static_cast<std::int64_t>(100 + i)};
        piece.cellId = Id{7};
        piece.code = code;
        piece.segment = "A";
        piece.state = dispatch::PieceState::HandingOver;
        dispatch::Recipient r;
        r.contact.givenName = "Jürg";
        r.contact.familyName = "Müller-Größe";
        r.contact.street = "Rue de l'Évêché";
        r.contact.houseNumber = "5";
        r.contact.postcode = "68000";
        r.contact.city = "Colmar";
        r.contact.country = "FR";
        r.fields = {{"givenName", "Jürg"},
                    {"salutation", "Sehr geehrter Herr Müller-Größe"},
                    {"city", "=1+1"},
                    {"date", "1.3.2026"},
                    {"code", code.substr(0, 3) + "-" + code.substr(3, 3) + "-" + code.substr(6)}};
        batch.pieces.push_back(piece);
        batch.recipients.push_back(r);
    }
    return batch;
}

} // namespace

TEST_F(Files, TextAndCodeCanBeReadBack) {
    for (const std::string window : {"din", "swiss-right"}) {
        rules.style.window = window;
        const auto batch = batchOf(3);
        const auto handed = write(batch);
        ASSERT_EQ(handed.size(), 3u);
        for (const auto& h : handed) {
            EXPECT_EQ(h.state, dispatch::PieceState::HandedOver);
        }
        const auto pdf = pdfPath(folder, batch.id);
        const auto text = run("pdftotext -layout '" + pdf.string() + "' -");
        EXPECT_THAT(text, HasSubstr("Frühling für Jürg"));
        EXPECT_THAT(text, HasSubstr("Sehr geehrter Herr Müller-Größe"));
        EXPECT_THAT(text, HasSubstr("Ελλάδα, Москва"));
        EXPECT_THAT(text, HasSubstr("Rue de l'Évêché 5"));
        EXPECT_THAT(text, HasSubstr("FRANCE"));
        EXPECT_THAT(text, HasSubstr("Muster AG · Bahnhofstrasse 1, 8001 Zürich"));
        EXPECT_THAT(text, HasSubstr("4KD-93T-7WX"));
        EXPECT_EQ(scanned(pdf, 1), "4KD93T7WX");
        EXPECT_EQ(scanned(pdf, 2), "YYXXWWVVT");
        EXPECT_EQ(scanned(pdf, 3), "222222222");
        EXPECT_THAT(run("pdffonts '" + pdf.string() + "'"), HasSubstr("yes yes yes"));
    }
}

TEST_F(Files, AddressStandsInTheWindow) {
    const auto box = [&](const std::string& window) {
        rules.style.window = window;
        write(batchOf(1));
        const auto xml = run("pdftotext -bbox '" + pdfPath(folder, Id{4711}).string() + "' -");
        std::smatch found;
        EXPECT_TRUE(std::regex_search(
            xml, found,
            std::regex("xMin=\"([0-9.]+)\" yMin=\"([0-9.]+)\" xMax=\"[0-9.]+\" yMax=\"([0-9.]+)\">FRANCE")));
        constexpr double kMm = 25.4 / 72;
        return std::array<double, 3>{std::stod(found[1]) * kMm, std::stod(found[2]) * kMm,
                                     std::stod(found[3]) * kMm};
    };
    const auto din = box("din");
    EXPECT_NEAR(din[0], 25, 0.5);
    EXPECT_GT(din[1], 62.7);
    EXPECT_LT(din[2], 90);
    EXPECT_NEAR(box("swiss-right")[0], 120, 0.5);
}

TEST_F(Files, TheSameBatchGivesTheSameBytes) {
    const auto batch = batchOf(20);
    write(batch);
    const auto pdf = content(pdfPath(folder, batch.id));
    const auto csv = content(csvPath(folder, batch.id));
    std::filesystem::remove(pdfPath(folder, batch.id));
    ::sleep(1); // a time of day in the file would show
    write(batch);
    EXPECT_EQ(content(pdfPath(folder, batch.id)), pdf);
    EXPECT_EQ(content(csvPath(folder, batch.id)), csv);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 2)
        << "temporary files are left";
}

TEST_F(Files, CsvHasARowPerLetterAndNoFormula) {
    write(batchOf(2));
    const auto csv = content(csvPath(folder, Id{4711}));
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 3);
    EXPECT_THAT(csv, HasSubstr("dataMatrix"));
    EXPECT_THAT(csv, HasSubstr("4KD93T7WX"));
    EXPECT_THAT(csv, HasSubstr("4KD-93T-7WX"));
    EXPECT_THAT(csv, HasSubstr("Jürg Müller-Größe"));
    EXPECT_THAT(csv, HasSubstr("'=1+1"));
    EXPECT_THAT(csv, Not(HasSubstr(",=1+1")));
}

TEST_F(Files, AnAddressThatDoesNotFitIsNeverCutOff) {
    auto batch = batchOf(3);
    batch.recipients[1].contact.familyName = std::string(120, 'M');
    const auto handed = write(batch);
    ASSERT_EQ(handed.size(), 3u);
    EXPECT_EQ(handed[1].state, dispatch::PieceState::Failed);
    EXPECT_THAT(handed[1].note, HasSubstr("wider than the window"));
    EXPECT_EQ(handed[2].state, dispatch::PieceState::HandedOver);
    const auto text = run("pdftotext '" + pdfPath(folder, batch.id).string() + "' -");
    EXPECT_THAT(text, Not(HasSubstr("YYX-XWW-VVT")));
    EXPECT_THAT(text, HasSubstr("222-222-222"));
    EXPECT_THAT(content(csvPath(folder, batch.id)), Not(HasSubstr("YYXXWWVVT")));
}

TEST_F(Files, LongTextsGoOnOnTheNextPage) {
    auto batch = batchOf(1);
    for (int i = 0; i < 120; ++i) {
        batch.content.text += "\nAbsatz " + std::to_string(i);
    }
    write(batch);
    const auto pdf = pdfPath(folder, batch.id).string();
    EXPECT_THAT(run("pdfinfo '" + pdf + "'"), testing::ContainsRegex("Pages: +3"));
    EXPECT_THAT(run("pdftotext '" + pdf + "' -"), HasSubstr("Absatz 119"));
}

TEST_F(Files, AFolderThatCannotBeWrittenIsUnavailableAndLeavesNothing) {
    const auto file = folder / "no-folder";
    std::ofstream(file) << "x";
    try {
        (void)writeFiles(batchOf(1), addresses, rules, file);
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::Unavailable);
        EXPECT_EQ(e.code(), "channel-letter.no-file");
    }
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}
