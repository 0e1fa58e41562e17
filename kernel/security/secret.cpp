#include "kernel/security/secret.h"

#include <rejoinder/error.h>

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <semaphore>

namespace rejoinder::security {

namespace {

constexpr unsigned long long kPasses = 3;
constexpr std::size_t kMemoryBytes = std::size_t{64} << 20;
constexpr std::size_t kShortestPassword = 10, kLongestPassword = 256;

void initSodium() {
    static const int ready = sodium_init();
    if (ready < 0)
        throw Error(ErrorKind::Unavailable, "kernel.no-randomness", "the system gives no random numbers");
}

/// Two hashes at once use 128 MiB; more logins wait.
std::counting_semaphore<2>& hashGate() {
    static std::counting_semaphore<2> gate(2);
    return gate;
}

class GateHolder {
public:
    GateHolder() { hashGate().acquire(); }
    ~GateHolder() { hashGate().release(); }
    GateHolder(const GateHolder&) = delete;
    GateHolder& operator=(const GateHolder&) = delete;
};

} // namespace

std::string newSecret(std::string_view prefix) {
    initSodium();
    std::array<unsigned char, 32> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    std::string text(sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    text.pop_back(); // the terminating zero
    return std::string(prefix) + text;
}

std::string sha256(std::string_view text) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
    std::string hex(hash.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    hex.pop_back();
    return hex;
}

bool equalSecrets(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hashPassword(std::string_view password) {
    initSodium();
    const GateHolder holder;
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), kPasses, kMemoryBytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw Error(ErrorKind::Unavailable, "kernel.memory",
                    "not enough memory to check a password; try again");
    return text.data();
}

bool verifyPassword(std::string_view hash, std::string_view password) {
    // An unknown user costs the same time as a known one.
    static const std::string nobody = hashPassword(newSecret("nobody"));
    const std::string text(hash.empty() ? std::string_view(nobody) : hash);
    initSodium();
    const GateHolder holder;
    return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0 && !hash.empty();
}

std::string passwordFault(std::string_view password, std::string_view userName) {
    if (password.size() < kShortestPassword) return "a password has at least 10 characters";
    if (password.size() > kLongestPassword) return "a password has at most 256 bytes";
    std::string lower(password);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::string name(userName);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name.size() > 3 && lower.find(name) != std::string::npos)
        return "a password does not contain the user's name";
    if (lower.find("rejoinder") != std::string::npos) return "a password does not contain the product's name";
    const auto first = lower.front();
    if (std::all_of(lower.begin(), lower.end(), [first](char c) { return c == first; }))
        return "a password is more than one character repeated";
    static constexpr std::array<std::string_view, 12> common{
        "1234567890",  "12345678910", "0123456789", "password12",    "password123", "passwort12",
        "passwort123", "qwertyuiop",  "qwertzuiop", "administrator", "1q2w3e4r5t",  "iloveyou12"};
    if (std::find(common.begin(), common.end(), lower) != common.end())
        return "this password is among the most common";
    return {};
}

} // namespace rejoinder::security
