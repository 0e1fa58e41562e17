#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rejoinder::contacts {

/// An e-mail address as it is kept and as it is compared.
struct Email {
    std::string shown; ///< local part as given, domain in small letters
    std::string norm;  ///< all in small letters, domain as A-label (RFC 5890)
};

/// Reads an e-mail address of the dot-atom form (RFC 5321, with the letters of RFC 6531); nothing when it is
/// none.
std::optional<Email> emailIn(std::string_view text);

/// A telephone number in E.164 ("+41446681800"). National numbers take the calling code of `country`; a trunk
/// zero is dropped but in Italy, where it belongs to the number. Nothing when it cannot be dialled.
std::optional<std::string> phoneIn(std::string_view text, std::string_view country);

/// What of a contact can be reached, as bits in contacts_contact.reach: the gate reads nothing else of a
/// contact.
enum Reach : std::int32_t {
    kReachPost = 1,  ///< name, street or box, postcode, city and country are there
    kReachEmail = 2, ///< an e-mail address is there
    kReachPhone = 4, ///< a telephone number is there
    kReachUndeliverable = 8,
    kReachDeceased = 16
};

} // namespace rejoinder::contacts
