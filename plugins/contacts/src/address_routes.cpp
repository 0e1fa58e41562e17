#include "address_format.h"
#include "letter_text.h"
#include "person_name.h"
#include "state.h"
#include "store.h"
#include "text.h"

/// How a person is written to: the block as it is printed, the salutation, and what is doubtful about them.
/// For whoever is typing, and for a stored contact.
namespace rejoinder::contacts {

namespace {

struct AddressCheck {
    std::string name;
    ContactKind kind = ContactKind::Person;
    Salutation salutation = Salutation::None;
    std::string title, givenName, familyName, nameSuffix, companyName, language, department, careOf, building,
        street, houseNumber, poBox, addressLine2, district, postcode, city, region, country, addressLines,
        phone, email;
    std::string senderCountry;
    static void rules(Rules& r) {
        for (const TextField& field : textFields())
            if (field.name != "externalKey" && field.name != "source")
                r.at(field.name).max(field.limit).defaulted();
        r.at("name").max(300).defaulted().says(
            "a whole name; taken apart where given and family name are empty");
        for (const auto* name : {"kind", "salutation"}) r.at(name).defaulted();
        r.at("senderCountry")
            .max(2)
            .defaulted()
            .says("from where is sent; the recipient's own country when absent");
    }
};
REJOINDER_DESCRIBE(AddressCheck, name, kind, salutation, title, givenName, familyName, nameSuffix,
                   companyName, language, department, careOf, building, street, houseNumber, poBox,
                   addressLine2, district, postcode, city, region, country, addressLines, phone, email,
                   senderCountry)

struct Doubt {
    std::string field, code, message;
};
REJOINDER_DESCRIBE(Doubt, field, code, message)

struct AddressAnswer {
    Contact contact;                ///< with names and lines taken apart and everything normalised
    std::vector<std::string> block; ///< as it is printed
    std::string formOfAddress, salutation, greeting;
    std::string phone;         ///< as people of its country write it
    std::vector<Doubt> doubts; ///< nothing of it forbids storing
};
REJOINDER_DESCRIBE(AddressAnswer, contact, block, formOfAddress, salutation, greeting, phone, doubts)

struct AddressOf {
    Id id;
    std::optional<std::string> senderCountry;
    static void rules(Rules& r) { r.at("senderCountry").max(2); }
};
REJOINDER_DESCRIBE(AddressOf, id, senderCountry)

AddressAnswer answerFor(Contact contact, std::string_view senderCountry) {
    AddressAnswer out;
    for (AddressDoubt& doubt : addressDoubts(contact.country, contact.postcode, contact.city, contact.region))
        out.doubts.push_back({std::move(doubt.field), std::move(doubt.code), std::move(doubt.message)});
    if (contact.street.empty() && contact.poBox.empty() && contact.addressLine2.empty())
        out.doubts.push_back({"street", "contacts.address-street", "Street or box is missing."});
    if (!contact.phone.empty()) {
        out.phone = phoneForPeople(contact.phone);
        if (!phoneIsKnown(contact.phone))
            out.doubts.push_back({"phone", "contacts.phone-unknown", "No number plan knows this number."});
    }
    out.block =
        addressLines(contact, senderCountry.empty() ? std::string_view(contact.country) : senderCountry);
    out.formOfAddress = formOfAddress(contact);
    out.salutation = salutationOf(contact);
    out.greeting = greetingOf(contact);
    out.contact = std::move(contact);
    return out;
}

AddressAnswer check(const AddressCheck& in) {
    Contact c;
    c.kind = in.kind, c.salutation = in.salutation, c.title = in.title;
    c.givenName = in.givenName, c.familyName = in.familyName, c.nameSuffix = in.nameSuffix;
    c.companyName = in.companyName, c.language = in.language, c.department = in.department;
    c.careOf = in.careOf, c.building = in.building, c.street = in.street, c.houseNumber = in.houseNumber;
    c.poBox = in.poBox, c.addressLine2 = in.addressLine2, c.district = in.district;
    c.postcode = in.postcode, c.city = in.city, c.region = in.region, c.country = in.country;
    c.addressLines = in.addressLines, c.phone = in.phone, c.email = in.email;
    if (!in.name.empty() && c.givenName.empty() && c.familyName.empty()) {
        NameParts parts = splitName(in.name);
        c.givenName = std::move(parts.givenName), c.familyName = std::move(parts.familyName);
        c.nameSuffix = std::move(parts.nameSuffix);
        if (c.title.empty()) c.title = std::move(parts.title);
        if (c.salutation == Salutation::None) c.salutation = parts.salutation;
    }
    FieldFaults faults; // whoever is still typing has made no mistake yet; what is one is told
    normalise(c, c.country, faults);
    AddressAnswer out = answerFor(std::move(c), in.senderCountry);
    for (FieldFault& fault : faults)
        out.doubts.push_back({std::move(fault.field), std::move(fault.code), std::move(fault.message)});
    return out;
}

} // namespace

void declareAddresses(Declarations& d) {
    d.ask<AddressCheck, AddressAnswer>(
        "/contacts/addresses/check",
        {"contacts.read",
         "Takes names and addresses apart, shows them as printed, and says what is doubtful"},
        [](const AddressCheck& in, Call&) { return check(in); });
    d.get<AddressOf, AddressAnswer>(
        "/contacts/{id}/address",
        {"contacts.read", "A contact's address as it is printed, and how it is written to"},
        [](const AddressOf& in, Call&, Unit& unit) {
            return answerFor(requireContact(unit, in.id), in.senderCountry.value_or(""));
        });
}

} // namespace rejoinder::contacts
