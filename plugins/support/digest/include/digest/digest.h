#pragma once
#include <cstddef>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace digest {

/// SHA-256, 64 small hexadecimal digits. @throws std::runtime_error when the library fails.
std::string sha256Hex(std::string_view bytes);

/// The same of what is added piece by piece.
class Sha256 {
public:
    /// @throws std::runtime_error when the library fails, as do all.
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void add(std::string_view bytes);
    /// Nothing may be added afterwards.
    [[nodiscard]] std::string hex();

private:
    evp_md_ctx_st* context_;
};

/// HMAC-SHA-256 of a text under a key, 32 bytes. @throws std::runtime_error when the library fails.
std::string hmacSha256(std::string_view key, std::string_view text);

/// Bytes as small hexadecimal digits.
std::string hexOf(std::string_view bytes);

/// Bytes in base64 (RFC 4648) with padding.
std::string base64Of(std::string_view bytes);

/// A secret of so many random bytes in hexadecimal digits. @throws std::runtime_error when the system gives
/// none.
std::string secretHex(std::size_t bytes);

/// Whether two texts are equal, in a time that does not tell where they differ.
bool sameSecret(std::string_view one, std::string_view other);

} // namespace digest
