#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::contacts {

/// An e-mail address as it is kept and as it is compared.
struct Email {
    std::string shown; ///< local part as given, domain in small letters
    std::string norm;  ///< all in small letters, domain as A-label (RFC 5890)
};

/// Reads an e-mail address of the dot-atom form (RFC 5321, with the letters of RFC 6531); nothing when it is
/// none.
std::optional<Email> emailIn(std::string_view text);

/// A telephone number in E.164 ("+41446681800"), read as libphonenumber reads it; national numbers are those
/// of `country`. Nothing when it cannot be dialled: too short or long for its country, letters, an extension.
std::optional<std::string> phoneIn(std::string_view text, std::string_view country);

/// The same as telephone systems and providers of SMS write it, who leave the "+" out: "41446681800" is
/// international, "0446681800" one of `country`.
std::optional<std::string> phoneFromMachine(std::string_view text, std::string_view country);

/// Whether number plans know a number in E.164; a new range may be missing, so "no" is a hint and no fault.
bool phoneIsKnown(const std::string& e164);

/// The number as people of its country write it ("+41 44 668 18 00").
std::string phoneForPeople(const std::string& e164);

/// The beginning of E.164 numbers that somebody is looking for, from what was typed so far: "079 1" in CH is
/// "+41791"; one for each of the countries when the text names none. For searches and for caller's numbers.
std::vector<std::string> phoneBeginnings(std::string_view typed, std::string_view countries);

/// What of a contact can be reached, as bits in contacts_contact.reach: the gate reads nothing else of a
/// contact.
enum Reach : std::int32_t {
    kReachPost = 1,  ///< name, street or box, postcode, city and country are there
    kReachEmail = 2, ///< an e-mail address is there
    kReachPhone = 4, ///< a telephone number is there
    kReachUndeliverable = 8,
    kReachDeceased = 16,
    kReachRestricted = 32
};

} // namespace rejoinder::contacts
