#include "suppression.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace rejoinder::contacts {

namespace {

constexpr std::size_t kKeyBytes = 32;

std::string hex(const unsigned char* bytes, std::size_t count) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    out.reserve(count * 2);
    for (std::size_t i = 0; i < count; ++i) {
        out += kDigits[bytes[i] >> 4U];
        out += kDigits[bytes[i] & 0x0FU];
    }
    return out;
}

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& why) {
    throw Error(ErrorKind::Unavailable, "contacts.suppression-key",
                "The key of the suppression list, " + file.string() + ", " + why + ".");
}

/// Writes a new random key; false when another process was faster.
bool makeKey(const std::filesystem::path& file) {
    std::array<unsigned char, kKeyBytes> key{};
    if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1)
        fail(file, "cannot be made: no randomness");
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        if (errno == EEXIST) return false;
        fail(file, "cannot be made: " + std::generic_category().message(errno));
    }
    const bool written = ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
                         ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!written) fail(file, "cannot be written");
    return true;
}

} // namespace

/// The HMAC begun with the key; copied for every hash, which is much quicker than beginning anew.
struct HashKey::State {
    explicit State(std::string_view key) : mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free) {
        begun.reset(EVP_MAC_CTX_new(mac.get()));
        char digest[] = "SHA256";
        const std::array<OSSL_PARAM, 2> parameters{OSSL_PARAM_construct_utf8_string("digest", digest, 0),
                                                   OSSL_PARAM_construct_end()};
        if (!begun || EVP_MAC_init(begun.get(), reinterpret_cast<const unsigned char*>(key.data()),
                                   key.size(), parameters.data()) != 1)
            throw Error(ErrorKind::Bug, "contacts.hmac", "HMAC-SHA-256 cannot be set up.");
    }
    std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac;
    std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> begun{nullptr, &EVP_MAC_CTX_free};
};

HashKey HashKey::load(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) makeKey(file);
    std::ifstream in(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (bytes.size() != kKeyBytes) fail(file, "does not hold 32 bytes");
    return HashKey(bytes);
}

HashKey::HashKey(std::string_view bytes)
    : state_(std::make_unique<State>(bytes)),
      id_(hash(SuppressionKind::Objection, "which key").substr(0, 8)) {}
HashKey::~HashKey() = default;
HashKey::HashKey(HashKey&&) noexcept = default;
HashKey& HashKey::operator=(HashKey&&) noexcept = default;

std::string HashKey::hash(SuppressionKind kind, std::string_view identifier) const {
    const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(
        EVP_MAC_CTX_dup(state_->begun.get()), &EVP_MAC_CTX_free);
    const std::string text = nameOf(kind) + ":" + std::string(identifier);
    std::array<unsigned char, 32> digest{};
    std::size_t length = 0;
    if (!context ||
        EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(text.data()), text.size()) !=
            1 ||
        EVP_MAC_final(context.get(), digest.data(), &length, digest.size()) != 1)
        throw Error(ErrorKind::Bug, "contacts.hmac", "HMAC-SHA-256 failed.");
    return hex(digest.data(), length);
}

} // namespace rejoinder::contacts
