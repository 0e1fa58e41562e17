#include "import_file.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <fstream>
#include <memory>

namespace rejoinder::contacts {

namespace {

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

void makeDurable(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw unreadable();
    const bool done = ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!done) throw unreadable();
}

std::string randomName(std::size_t bytes) {
    std::array<unsigned char, 32> random{};
    bytes = std::min(bytes, random.size());
    if (RAND_bytes(random.data(), static_cast<int>(bytes)) != 1) throw unreadable();
    return hexOf(random.data(), bytes);
}

void dropFiles(const std::filesystem::path& folder, std::string_view storedAs) {
    const std::string stem(storedAs.substr(0, storedAs.find('.')));
    std::error_code gone;
    if (stem.empty()) return;
    for (const auto& entry : std::filesystem::directory_iterator(folder, gone))
        if (entry.path().filename().string().starts_with(stem + "."))
            std::filesystem::remove(entry.path(), gone);
}

std::filesystem::path readPath(const std::filesystem::path& folder, const ImportRow& row) {
    return folder / (row.columns.readAs.empty() ? row.storedAs : row.columns.readAs);
}

std::string keepFile(const std::filesystem::path& from, const std::filesystem::path& folder) {
    const std::string name = randomName(16) + ".csv";
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

char delimiterIn(std::string_view text) {
    if (text == "tab" || text == "\\t") return '\t';
    const bool usable = text.size() == 1 && text[0] != '"' && text[0] != '\n' && text[0] != '\r' &&
                        text[0] != '\0' && static_cast<unsigned char>(text[0]) < 0x80 &&
                        std::isalnum(static_cast<unsigned char>(text[0])) == 0;
    return usable ? text[0] : '\0';
}

std::optional<char> quoteIn(std::string_view text) {
    if (text == "none") return '\0';
    if (text.size() != 1 || static_cast<unsigned char>(text[0]) >= 0x80 ||
        std::isalnum(static_cast<unsigned char>(text[0])) != 0 || text[0] < ' ')
        return std::nullopt;
    return text[0];
}

} // namespace rejoinder::contacts
