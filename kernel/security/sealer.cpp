#include "kernel/security/sealer.h"

#include "kernel/security/records.h"
#include "kernel/security/secret.h"

#include <rejoinder/error.h>

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace rejoinder::security {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t kIdDigits = 8;
constexpr std::string_view kForm = "1.";

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

[[noreturn]] void fail(const fs::path& file, const std::string& why) {
    throw Error(ErrorKind::Unavailable, "kernel.secret-key",
                "the key of stored secrets, " + file.string() + ", " + why);
}

/// Writes a new random key under a name of its own and links it to its place, so that nobody reads half a key
/// and of two processes one wins.
void makeKey(const fs::path& file) {
    newSecret(""); // makes sure that the library is ready
    std::string key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES, '\0');
    randombytes_buf(key.data(), key.size());
    const fs::path draft = file.string() + "." + newSecret("");
    const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) fail(file, "cannot be made: " + std::generic_category().message(errno));
    const bool written = ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
                         ::fsync(descriptor) == 0;
    ::close(descriptor);
    const bool placed = written && (::link(draft.c_str(), file.c_str()) == 0 || errno == EEXIST);
    ::unlink(draft.c_str());
    if (!placed) fail(file, "cannot be written");
    const int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
}

std::string base64(std::string_view binary) {
    std::string text(sodium_base64_encoded_len(binary.size(), kBase64), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes(binary), binary.size(), kBase64);
    text.pop_back(); // the terminating zero
    return text;
}

std::optional<std::string> fromBase64(std::string_view text) {
    std::string binary(text.size(), '\0');
    std::size_t length = 0;
    if (sodium_base642bin(bytes(binary), binary.size(), text.data(), text.size(), nullptr, &length, nullptr,
                          kBase64) != 0)
        return std::nullopt;
    binary.resize(length);
    return binary;
}

} // namespace

const Sealer::Key& Sealer::key(bool make) {
    const std::scoped_lock lock(mutex_);
    if (key_) return *key_;
    std::error_code none;
    if (!fs::exists(file_, none)) {
        if (!make) fail(file_, "is missing: bring it back from where it is kept beside the backups");
        makeKey(file_);
    }
    std::ifstream in(file_, std::ios::binary);
    const std::string read((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    Key key{};
    if (read.size() != key.size()) fail(file_, "does not hold 32 bytes");
    std::copy(read.begin(), read.end(), key.begin());
    id_ = sha256("which key " + read).substr(0, kIdDigits);
    return key_.emplace(key);
}

std::string Sealer::seal(std::string_view text, std::string_view about) {
    const auto& k = key(true);
    std::string out(kNonce + text.size() + kTag, '\0');
    randombytes_buf(out.data(), kNonce);
    unsigned long long length = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(out) + kNonce, &length, bytes(text), text.size(),
                                               bytes(about), about.size(), nullptr, bytes(out), k.data());
    return std::string(kForm) + id_ + "." + base64(out);
}

bool Sealer::opens(std::string_view sealed) {
    key(false);
    return sealed.substr(0, kForm.size() + kIdDigits) == std::string(kForm) + id_;
}

std::string Sealer::open(std::string_view sealed, std::string_view about) {
    const auto& k = key(false);
    if (!opens(sealed)) fail(file_, "is not the one that this secret was sealed with");
    const auto binary = fromBase64(sealed.substr(std::min(sealed.size(), kForm.size() + kIdDigits + 1)));
    if (!binary || binary->size() < kNonce + kTag) fail(file_, "does not open a secret: it was changed");
    std::string text(binary->size() - kNonce - kTag, '\0');
    unsigned long long length = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(text), &length, nullptr, bytes(*binary) + kNonce,
                                                   binary->size() - kNonce, bytes(about), about.size(),
                                                   bytes(*binary), k.data()) != 0)
        fail(file_, "does not open a secret: it was changed");
    return text;
}

void requireSameKey(Unit& unit, Sealer& sealer) {
    const auto other = unit.one<TotpRow>("kernel.any-sealed-totp");
    if (other && !sealer.opens(other->secret))
        throw Error(
            ErrorKind::Unavailable, "kernel.secret-key",
            "the key of stored secrets is not the one that the second steps of others are sealed with: "
            "give all nodes the same one");
}

bool PluginSealing::opens(std::string_view sealed) {
    try {
        return sealer_.opens(sealed);
    } catch (const Error&) { // there is none, or it cannot be read
        return false;
    }
}

} // namespace rejoinder::security
