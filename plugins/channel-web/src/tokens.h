#pragma once
#include <rejoinder/storage.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rejoinder::web {

/// What a form's page carries: which form it was, when it was made, and a number that is its answer's for
/// ever.
struct FormToken {
    Id formId;
    std::int64_t formVersion = 0;
    Timestamp madeAt;
    std::string nonce; ///< 32 hexadecimal digits
};

/// Signs and reads what strangers bring back: HMAC-SHA-256 under the installation's key, each kind with a
/// name of its own. Wrong ones take the same time, however wrong they are.
class Tokens {
public:
    using Key = std::array<unsigned char, 32>;

    explicit Tokens(const Key& key) : key_(key) {}
    /// Reads the key from the database, or makes it when the installation has none.
    static Tokens of(Storage& storage);

    /// A token with a new nonce. @throws Error Unavailable when the system gives no random numbers.
    [[nodiscard]] std::string makeForm(Id form, std::int64_t version, Timestamp now) const;
    [[nodiscard]] std::optional<FormToken> readForm(std::string_view token) const;

    /// What stands behind the code in a printed address: eight characters, 40 bits, so that a guessed code
    /// alone opens nothing.
    [[nodiscard]] std::string keyOf(std::string_view code) const;
    /// Whether "<code>-<key>" was made here; `code` gets the part before the key in any case.
    [[nodiscard]] bool proves(std::string_view address, std::string& code) const;

    [[nodiscard]] std::string makeConfirmation(Id confirmation) const;
    [[nodiscard]] std::optional<Id> readConfirmation(std::string_view token) const;

private:
    Key key_;
};

} // namespace rejoinder::web
