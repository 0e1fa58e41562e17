#pragma once
#include <rejoinder/storage.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace rejoinder::email {

/// Tokens that name a piece and cannot be guessed: the piece's id and the first 128 bits of an HMAC-SHA-256
/// over it under the installation's key, as 32 characters of base64url. They hold no address and never
/// expire.
class Tokens {
public:
    using Key = std::array<unsigned char, 32>;

    explicit Tokens(const Key& key) : key_(key) {}
    /// Reads the key from the database, or makes it when the installation has none.
    static Tokens of(Storage& storage);

    [[nodiscard]] std::string make(Id piece) const;
    /// The piece of a token; nothing when the token is not one of ours. Takes the same time for every wrong
    /// token.
    [[nodiscard]] std::optional<Id> read(std::string_view token) const;

    /// The same in 48 hexadecimal digits, for the local part of a mailbox, whose case may be lost on the way.
    [[nodiscard]] std::string makeTag(Id piece) const;
    [[nodiscard]] std::optional<Id> readTag(std::string_view tag) const;

private:
    Key key_;
};

} // namespace rejoinder::email
