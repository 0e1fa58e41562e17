#pragma once
#include <string>
#include <string_view>

/// Secrets: random tokens, their hashes, passwords.
namespace rejoinder::security {

/// A new secret of 256 random bits as base64url text, behind a prefix that says what it is ("rjt_").
std::string newSecret(std::string_view prefix);
/// SHA-256 of a text as 64 hexadecimal digits. Only hashes of tokens are stored.
std::string sha256(std::string_view text);
/// True when both are equal; takes the same time wherever they differ.
bool equalSecrets(std::string_view a, std::string_view b) noexcept;

/// Argon2id (3 passes, 64 MiB) as a PHC string. At most two run at once, so logins cannot take all memory.
/// @throws Error Unavailable when memory is short.
std::string hashPassword(std::string_view password);
/// True when the password belongs to the hash; as slow for a wrong one, and for an empty hash, as for a right
/// one.
bool verifyPassword(std::string_view hash, std::string_view password);
/// What is wrong with a new password, or "".
std::string passwordFault(std::string_view password, std::string_view userName);

} // namespace rejoinder::security
