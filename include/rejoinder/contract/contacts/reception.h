#pragma once
#include <rejoinder/contract/contacts.h>

#include <string>
#include <vector>

/// What contacts offers a channel on which people say who they are.
namespace rejoinder::contacts {

/// People who introduce themselves; who that may be, and adding somebody new, is `People`.
class Reception {
public:
    static constexpr std::string_view kName = "contacts.reception";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Reception() = default;
    /// Cleans what somebody said (Unicode, blanks, country, e-mail, phone) as every contact is cleaned; a
    /// fault per field that cannot be kept, its pointer is "/" and the field's name. `country` is whose phone
    /// numbers are meant where none is named.
    virtual void clean(Contact& said, std::string_view country, Faults& faults) = 0;
    /// The contacts that have this e-mail address, as they stand today; at most 20.
    virtual std::vector<Id> withEmail(Unit& unit, std::string_view email) = 0;
    /// Fills in what was empty in a contact; what it has stays. @returns whether anything changed.
    virtual bool complete(Unit& unit, Id contact, const Contact& said) = 0;
    /// The person showed that this is its address; it takes the place of the one that is kept.
    virtual void confirmEmail(Unit& unit, Id contact, std::string_view email) = 0;
};

/// What somebody agreed to, or does not agree to any more.
struct SaidConsent {
    Id contactId;
    Channel channel = Channel::Email;
    std::string purpose = std::string(kAdvertising);
    bool given = true;
    Timestamp at;       ///< when it was said
    std::string source; ///< "form spring, confirmed by e-mail"
    std::string textVersion, text;
};

/// Records consent; the exact wording is kept with its SHA-256.
class Consents {
public:
    static constexpr std::string_view kName = "contacts.consents";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Consents() = default;
    /// @returns the id of the consent event; 0 when nothing of the person is left (it was erased).
    virtual Id record(Unit& unit, const SaidConsent& said) = 0;
    /// SHA-256 of a wording as it is kept, hexadecimal.
    [[nodiscard]] virtual std::string hashOf(std::string_view text) const = 0;
};

} // namespace rejoinder::contacts
