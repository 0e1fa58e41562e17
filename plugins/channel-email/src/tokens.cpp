#include "tokens.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <stdexcept>

namespace rejoinder::email {

namespace {

constexpr std::size_t kIdBytes = 8, kMacBytes = 16, kBytes = kIdBytes + kMacBytes, kTokenLength = 32;
using Raw = std::array<unsigned char, kBytes>;

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct KeyRow {
    std::string secret;
};
REJOINDER_DESCRIBE(KeyRow, secret)

template <std::size_t N>
std::string hexOf(const std::array<unsigned char, N>& bytes) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string hex;
    for (const auto byte : bytes) {
        hex += kHex[byte >> 4];
        hex += kHex[byte & 15];
    }
    return hex;
}

Tokens::Key keyOf(const std::string& hex) {
    Tokens::Key key{};
    std::size_t length = 0;
    if (OPENSSL_hexstr2buf_ex(key.data(), key.size(), &length, hex.c_str(), '\0') != 1 ||
        length != key.size()) {
        throw Error(ErrorKind::Bug, "channel-email.bad-key", "The key of the unsubscribe links is damaged.");
    }
    return key;
}

Raw rawOf(Id piece, const Tokens::Key& key) {
    Raw raw{};
    for (std::size_t i = 0; i < kIdBytes; ++i) {
        raw[i] =
            static_cast<unsigned char>(static_cast<std::uint64_t>(piece.value) >> (8 * (kIdBytes - 1 - i)));
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned length = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), raw.data(), kIdBytes, mac.data(),
             &length) == nullptr) {
        throw std::runtime_error("HMAC failed");
    }
    std::copy_n(mac.begin(), kMacBytes, raw.begin() + kIdBytes);
    return raw;
}

/// The piece that the bytes name, when they are ours.
std::optional<Id> pieceOf(const Raw& raw, const Tokens::Key& key) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < kIdBytes; ++i) {
        value = value << 8 | raw[i];
    }
    const Id piece{static_cast<std::int64_t>(value)};
    const Raw right = rawOf(piece, key);
    return CRYPTO_memcmp(raw.data(), right.data(), kBytes) == 0 ? std::optional(piece) : std::nullopt;
}

} // namespace

Tokens Tokens::of(Storage& storage) {
    const auto find = [](Unit& u) { return u.one<KeyRow>("channel-email.find-key"); };
    auto row = storage.read(find);
    if (!row) {
        Key key{};
        if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) {
            throw std::runtime_error("the system gives no random numbers");
        }
        const auto secret = hexOf(key);
        try {
            storage.write(
                [&](Unit& u) {
                    u.run("channel-email.insert-key", {{"secret", secret}});
                },
                {Priority::Background, {"system", "channel-email", {}, {}}});
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::Conflict) {
                throw;
            } // another node was quicker: its key is the key
        }
        row = storage.read(find);
    }
    return Tokens(keyOf(row.value().secret));
}

std::string Tokens::make(Id piece) const {
    const Raw raw = rawOf(piece, key_);
    std::string token;
    for (std::size_t i = 0; i < kBytes; i += 3) {
        const unsigned bits =
            static_cast<unsigned>(raw[i] << 16) | static_cast<unsigned>(raw[i + 1] << 8) | raw[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6) {
            token += kDigits[(bits >> shift) & 63];
        }
    }
    return token;
}

std::optional<Id> Tokens::read(std::string_view token) const {
    if (token.size() != kTokenLength) {
        return std::nullopt;
    }
    Raw raw{};
    for (std::size_t i = 0; i < kTokenLength; i += 4) {
        unsigned bits = 0;
        for (std::size_t c = 0; c < 4; ++c) {
            const auto digit = kDigits.find(token[i + c]);
            if (digit == std::string_view::npos) {
                return std::nullopt;
            }
            bits = bits << 6 | static_cast<unsigned>(digit);
        }
        for (std::size_t b = 0; b < 3; ++b) {
            raw[i / 4 * 3 + b] = static_cast<unsigned char>(bits >> (16 - 8 * b));
        }
    }
    return pieceOf(raw, key_);
}

std::string Tokens::makeTag(Id piece) const {
    return hexOf(rawOf(piece, key_));
}

std::optional<Id> Tokens::readTag(std::string_view tag) const {
    Raw raw{};
    std::size_t length = 0;
    if (tag.size() != 2 * kBytes ||
        OPENSSL_hexstr2buf_ex(raw.data(), raw.size(), &length, std::string(tag).c_str(), '\0') != 1 ||
        length != kBytes)
        return std::nullopt;
    return pieceOf(raw, key_);
}

} // namespace rejoinder::email
