#include "import_file.h"

#include "record.h"
#include "text.h"

#include <csv/reader.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <memory>

namespace rejoinder::contacts {

namespace {

constexpr std::size_t kHead = 64 * 1024;

Error unreadable() {
    return {ErrorKind::Unavailable, "contacts.import-file",
            "The file of the import cannot be read or written."};
}

std::string hexOf(const unsigned char* bytes, std::size_t count) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += kDigits[bytes[i] >> 4U];
        out += kDigits[bytes[i] & 0x0FU];
    }
    return out;
}

std::string headOf(const std::filesystem::path& file, bool& whole) {
    std::ifstream in(file, std::ios::binary);
    std::string head(kHead, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    if (in.bad() || !in.is_open()) throw unreadable();
    head.resize(static_cast<std::size_t>(in.gcount()));
    whole = head.size() < kHead;
    return head;
}

/// Writes what is in the page cache of a file or folder to the disk.
void makeDurable(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw unreadable();
    const bool done = ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!done) throw unreadable();
}

char delimiterOf(const ImportSettings& settings, char found) {
    if (!settings.delimiter) return found;
    const std::string& wanted = *settings.delimiter;
    if (wanted == "tab" || wanted == "\\t") return '\t';
    if (wanted.size() != 1 || std::string_view(",;\t|").find(wanted[0]) == std::string_view::npos)
        throw Error::invalid("/delimiter", "contacts.import-delimiter",
                             "A delimiter is one of , ; | and tab.");
    return wanted[0];
}

} // namespace

std::filesystem::path importFolder(const std::filesystem::path& dataFolder) {
    const std::filesystem::path folder = dataFolder / "imports";
    std::filesystem::create_directories(folder);
    return folder;
}

std::string fileHash(const std::filesystem::path& file) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    if (!digest || EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) != 1)
        throw Error(ErrorKind::Bug, "contacts.sha256", "SHA-256 failed.");
    std::ifstream in(file, std::ios::binary);
    std::vector<char> buffer(256 * 1024);
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        EVP_DigestUpdate(digest.get(), buffer.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad() || !in.eof()) throw unreadable();
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned length = 0;
    EVP_DigestFinal_ex(digest.get(), bytes.data(), &length);
    return hexOf(bytes.data(), length);
}

std::string textHash(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned length = 0;
    if (EVP_Digest(text.data(), text.size(), bytes.data(), &length, EVP_sha256(), nullptr) != 1)
        throw Error(ErrorKind::Bug, "contacts.sha256", "SHA-256 failed.");
    return hexOf(bytes.data(), length);
}

std::string keepFile(const std::filesystem::path& from, const std::filesystem::path& folder) {
    std::array<unsigned char, 16> random{};
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) throw unreadable();
    const std::string name = hexOf(random.data(), random.size()) + ".csv";
    const std::filesystem::path to = folder / name;
    std::error_code failed;
    std::filesystem::rename(from, to, failed);
    try {
        if (failed) std::filesystem::copy_file(from, to); // another file system
        std::filesystem::permissions(
            to, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, failed);
        makeDurable(to);
        makeDurable(folder);
    } catch (const std::exception&) { // the disk is full
        std::filesystem::remove(to, failed);
        throw unreadable();
    }
    return name;
}

ImportPlan planImport(const std::filesystem::path& file, const ImportSettings& settings) {
    bool whole = false;
    const std::string head = headOf(file, whole);
    const csv::Examination found = csv::examine(head, whole);
    if (found.encoding != csv::Examination::Encoding::Utf8)
        throw Error::invalid("", "contacts.import-encoding",
                             "The file is UTF-16 or UTF-32; save it as UTF-8.");
    const char delimiter = delimiterOf(settings, found.delimiter);

    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(found.start.offset));
    csv::Reader reader(
        [&in](char* buffer, std::size_t size) {
            in.read(buffer, static_cast<std::streamsize>(size));
            return static_cast<std::size_t>(in.gcount());
        },
        delimiter, {}, found.start);
    const csv::Record* first = reader.next();
    if (first == nullptr) throw Error::invalid("", "contacts.import-empty", "The file has no line.");
    if (first->problem != csv::Problem::None)
        throw Error::invalid("", "contacts.csv-" + std::string(csv::codeOf(first->problem)),
                             "Line " + std::to_string(first->begin.line) + ": " +
                                 std::string(csv::sentenceOf(first->problem)));
    std::vector<std::string> headers;
    for (std::size_t i = 0; i < first->fields.size(); ++i)
        headers.push_back(settings.header ? std::string(first->fields[i]) : "column" + std::to_string(i + 1));

    ImportPlan plan;
    plan.delimiter = std::string(1, delimiter);
    const csv::Position start = settings.header ? first->end : found.start;
    plan.offset = static_cast<std::int64_t>(start.offset);
    plan.line = static_cast<std::int64_t>(start.line);
    plan.columns = mapColumns(headers, settings);
    return plan;
}

} // namespace rejoinder::contacts
