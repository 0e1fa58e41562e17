#include "import_file.h"
#include "import_look.h"

#include <confined/confined.h>
#include <csv/reader.h>
#include <csv/writer.h>
#include <fcntl.h>
#include <intake/encoding.h>
#include <intake/vcard.h>
#include <intake/workbook.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <memory>

namespace rejoinder::contacts {

namespace {

/// What unpacked files and cards may be; a file that people mail around is smaller.
constexpr std::uint64_t kUnpacked = 4ULL << 30U, kCards = 256ULL << 20U;
/// Below that a guess of the encoding is no ground to import a file that nobody looked at.
constexpr int kSureEnough = 25;

Error refused(std::string code, std::string text, std::string pointer = {}) {
    return Error::invalid(std::move(pointer), "contacts.import-" + code, std::move(text));
}

Error unwritable() {
    return {ErrorKind::Unavailable, "contacts.import-file",
            "The file of the import cannot be read or written; perhaps the disk is full."};
}

/// Found when the library is loaded: it stays mapped when the link through which it was found is gone.
const std::filesystem::path kReader =
    confined::beside(reinterpret_cast<const void*>(&openImport), "sheet-reader");

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

intake::Bytes bytesOf(std::FILE* file) {
    return [file](char* buffer, std::size_t size) { return std::fread(buffer, 1, size, file); };
}

/// The new file beside the kept one; removed unless it is wanted in the end.
class Made {
public:
    Made(const std::filesystem::path& folder, const std::string& storedAs)
        : name_(storedAs.substr(0, storedAs.find('.')) + "." + randomName(4) + ".csv"),
          path_(folder / name_) {}
    ~Made() {
        std::error_code gone;
        if (!wanted_) std::filesystem::remove(path_, gone);
    }
    Made(const Made&) = delete;
    Made& operator=(const Made&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    std::string keep() {
        makeDurable(path_);
        makeDurable(path_.parent_path());
        wanted_ = true;
        return name_;
    }

private:
    std::string name_;
    std::filesystem::path path_;
    bool wanted_ = false;
};

[[noreturn]] void fail(const intake::WorkbookError& e) {
    if (e.code == "absent") throw Error(ErrorKind::Unavailable, "contacts.import-reader", e.what());
    if (e.code == "sheet") throw refused("sheet", e.what(), "/sheet");
    throw refused("workbook-" + e.code, e.what());
}

void openWorkbook(const std::filesystem::path& file, Made& made, const ImportSettings& settings,
                  ImportPlan& plan) {
    const auto read = [&](std::size_t sheet) {
        try {
            return intake::readWorkbook(kReader, file, sheet, made.path());
        } catch (const intake::WorkbookError& e) {
            fail(e);
        }
    };
    const auto sheets = read(0);
    std::size_t wanted = 0;
    if (settings.sheet) {
        const auto it = std::ranges::find(sheets, *settings.sheet, &intake::Sheet::name);
        if (it == sheets.end())
            throw refused("sheet", "The workbook has no sheet \"" + *settings.sheet + "\".", "/sheet");
        wanted = static_cast<std::size_t>(it - sheets.begin());
    } else {
        const auto it = std::ranges::find_if(sheets, [](const intake::Sheet& s) { return s.rows > 0; });
        if (it != sheets.end()) wanted = static_cast<std::size_t>(it - sheets.begin());
    }
    if (wanted != 0) read(wanted);
    for (const intake::Sheet& sheet : sheets) plan.sheets.push_back({sheet.name, sheet.rows, sheet.columns});
    if (wanted < sheets.size()) plan.sheet = sheets[wanted].name;
}

/// Decides the encoding, or says that nobody can.
void decideEncoding(const std::filesystem::path& file, const ImportSettings& settings, ImportPlan& plan) {
    const File in(std::fopen(file.c_str(), "rbe"));
    if (!in) throw unwritable();
    const intake::EncodingGuess guess = intake::detectEncoding(bytesOf(in.get()));
    plan.encoding = settings.encoding.value_or(guess.name);
    plan.encodingWhy = settings.encoding ? "chosen" : guess.why;
    plan.encodingConfidence = settings.encoding ? 100 : guess.confidence;
    plan.encodingExample = guess.name == plan.encoding ? guess.example : std::string();
    if (!settings.encoding && guess.confidence < kSureEnough)
        throw refused("encoding",
                      "It cannot be told in which encoding the file is written; choose it, or save the file "
                      "as UTF-8.",
                      "/encoding");
}

std::uint64_t decode(const std::filesystem::path& from, const std::string& encoding,
                     const std::function<void(std::string_view)>& output) {
    const File in(std::fopen(from.c_str(), "rbe"));
    if (!in) throw unwritable();
    return intake::toUtf8(bytesOf(in.get()), encoding, output);
}

void openText(const std::filesystem::path& file, Made& made, const ImportSettings& settings,
              ImportPlan& plan) {
    decideEncoding(file, settings, plan);
    if (plan.encoding == "UTF-8") return;
    const File out(std::fopen(made.path().c_str(), "wbxe"));
    if (!out) throw unwritable();
    bool written = true;
    decode(file, plan.encoding, [&](std::string_view text) {
        written = written && std::fwrite(text.data(), 1, text.size(), out.get()) == text.size();
    });
    if (!written || std::fflush(out.get()) != 0) throw unwritable();
    plan.readAs = made.keep();
}

void openCards(const std::filesystem::path& file, Made& made, const ImportSettings& settings,
               ImportPlan& plan) {
    if (std::filesystem::file_size(file) > kCards)
        throw refused("too-large", "A file of vCards may have 256 MB; split it.");
    decideEncoding(file, settings, plan);
    std::string text;
    decode(file, plan.encoding, [&](std::string_view part) { text += part; });
    std::string out;
    csv::Writer writer(out, {',', csv::Formulas::Raw, "\n"});
    for (const std::string& column : intake::cardColumns()) writer.text(column);
    writer.end();
    intake::readCards(text, [&](std::uint64_t, const intake::CardRow& row) {
        // A card that cannot be read is a row without values, which the import refuses.
        for (std::size_t i = 0; i < intake::cardColumns().size(); ++i) {
            std::string value = i < row.size() ? row[i] : std::string();
            std::ranges::replace(value, '\n', ' ');
            writer.text(value);
        }
        writer.end();
    });
    std::ofstream made_(made.path(), std::ios::binary);
    made_.write(out.data(), static_cast<std::streamsize>(out.size()));
    made_.close();
    if (!made_) throw unwritable();
    plan.readAs = made.keep();
}

/// Unpacks in a program of its own, which cannot write more than it may.
void unpack(const std::filesystem::path& file, const std::filesystem::path& to) {
    const int in = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const int out = ::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (in < 0 || out < 0) {
        if (in >= 0) ::close(in);
        if (out >= 0) ::close(out);
        throw unwritable();
    }
    const confined::Outcome outcome =
        confined::run(kReader, {"unpack"}, in, out, {1ULL << 30U, kUnpacked, std::chrono::seconds(120)});
    ::close(in);
    ::close(out);
    switch (outcome.end) {
    case confined::End::Done: return;
    case confined::End::Absent:
        throw Error(ErrorKind::Unavailable, "contacts.import-reader",
                    "The program that unpacks files is not installed.");
    case confined::End::TooBig:
    case confined::End::TooLong:
        throw refused("too-large", "What is packed in the file is larger than an import may be (4 GB).");
    case confined::End::Failed: break;
    }
    throw refused("packed", "The packed file is damaged.");
}

/// Pictures and pages begin with signs of their own; as texts they would be rows of nonsense.
void refuseWhatIsNoText(const std::filesystem::path& path) {
    std::array<char, 8> begin{};
    std::ifstream file(path, std::ios::binary);
    file.read(begin.data(), begin.size());
    const std::string_view head(begin.data(), static_cast<std::size_t>(file.gcount()));
    using namespace std::string_view_literals; // two of the marks hold a NUL
    for (const std::string_view mark : {"\x89PNG"sv, "\xFF\xD8\xFF"sv, "GIF8"sv, "%PDF-"sv,
                                        "\x7F"
                                        "ELF"sv,
                                        "II*\0"sv, "MM\0*"sv})
        if (head.starts_with(mark)) throw refused("no-text", "The file is a picture, a page or a program.");
}

} // namespace

ImportPlan openImport(const std::filesystem::path& folder, const std::string& storedAs,
                      const ImportSettings& settings) {
    std::filesystem::path file = folder / storedAs;
    ImportPlan plan;
    Made unpacked(folder, storedAs), made(folder, storedAs);
    intake::FileForm form = intake::formOf(file);
    const bool packed = form == intake::FileForm::Gzip;
    if (packed) {
        unpack(file, unpacked.path());
        file = unpacked.path();
        form = intake::formOf(file);
    }
    switch (form) {
    case intake::FileForm::Text:
        refuseWhatIsNoText(file);
        openText(file, made, settings, plan);
        break;
    case intake::FileForm::Vcard:
        plan.form = ImportForm::Vcard;
        openCards(file, made, settings, plan);
        break;
    case intake::FileForm::Xlsx:
    case intake::FileForm::Ods:
        plan.form = form == intake::FileForm::Xlsx ? ImportForm::Xlsx : ImportForm::Ods;
        openWorkbook(file, made, settings, plan);
        plan.readAs = made.keep();
        break;
    case intake::FileForm::OldExcel:
        throw refused("old-excel", "Workbooks of Excel 97 to 2003 are not read; save the file as XLSX.");
    case intake::FileForm::Zip:
        throw refused("zip", "The file is an archive and no workbook; unpack it and import what is in it.");
    case intake::FileForm::Gzip: throw refused("packed", "The file is packed twice; unpack it.");
    }
    if (packed && plan.readAs.empty()) plan.readAs = unpacked.keep();
    return plan;
}

} // namespace rejoinder::contacts
