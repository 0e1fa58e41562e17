#pragma once
#include "person_name.h"
#include "reach.h"

#include <rejoinder/contract/contacts.h>

#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::contacts {

/// A contact with what is derived from it, as contacts_contact holds it.
struct ContactRow {
    Contact contact;
    std::string nameFold;  ///< "muller anna": what name searches look in
    std::string emailNorm; ///< what e-mail searches and suppressions look in
    std::int32_t reach = 0;
    std::int64_t household = 0; ///< see household.h
    std::optional<Id> importId;
};
StructInfo describeMembers(const ContactRow*);

/// One attribute of a contact. `valueNumber` is set when the text stands for a number.
struct AttributeRow {
    Id contactId;
    std::string name;
    std::string valueText;
    std::optional<double> valueNumber;
};
REJOINDER_DESCRIBE(AttributeRow, contactId, name, valueText, valueNumber)

/// Longest name and value of an attribute, in code points; both stand in an index.
inline constexpr std::size_t kAttributeName = 100, kAttributeValue = 500;

/// What is wrong with one field of a contact; `code` is stable.
struct FieldFault {
    std::string field, code, message;
};
using FieldFaults = std::vector<FieldFault>;

/// A field of a contact that people fill in.
struct TextField {
    std::string_view name;
    std::string Contact::*member;
    std::size_t limit; ///< code points
};

/// The text fields of a contact in the order of the contract.
const std::vector<TextField>& textFields();

/// Cleans every field in place (Unicode, blanks, country and language codes, e-mail, phone) and names what
/// cannot be kept. `country` serves contacts without one: for national phone numbers, and as theirs when the
/// address has a city.
void normalise(Contact& contact, std::string_view country, FieldFaults& faults);

/// Fills in what is derived from a normalised contact.
void derive(ContactRow& row);
/// A normalised contact with what is derived from it.
ContactRow derived(Contact contact);
/// Whether the derived columns of both say the same.
bool sameDerived(const ContactRow& a, const ContactRow& b);

/// Cleans an attribute. @returns what is wrong with it: code and sentence, both empty when nothing is.
struct AttributeFault {
    std::string_view code;
    std::string message;
};
AttributeFault normaliseAttribute(AttributeRow& row);

} // namespace rejoinder::contacts
