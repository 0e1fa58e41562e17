#include "record.h"

#include "address_format.h"
#include "address_lines.h"
#include "country.h"
#include "household.h"
#include "text.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace rejoinder::contacts {

namespace {

bool isNamed(const Contact& c) {
    return !c.familyName.empty() || !c.companyName.empty();
}

/// An address that came as lines is taken apart by the forms of its country.
void normaliseAddress(Contact& c, std::string_view country) {
    if (c.addressLines.empty()) return;
    if (auto code = countryCode(c.country.empty() ? country : std::string_view(c.country)))
        c.country = std::move(*code);
    takeApartLines(c);
}

void normaliseCodes(Contact& c, std::string_view country, FieldFaults& faults) {
    if (c.country.empty() && !c.city.empty()) c.country = country;
    if (!c.country.empty()) {
        if (auto code = countryCode(c.country))
            c.country = std::move(*code);
        else
            faults.push_back({"country", "contacts.country", "\"" + c.country + "\" is no country."});
    }
    if (c.language.empty()) {
        c.language = c.country.size() == 2 ? std::string(languageOfCountry(c.country)) : Contact{}.language;
    } else if (auto code = languageCode(c.language)) {
        c.language = std::move(*code);
    } else {
        faults.push_back({"language", "contacts.language", "\"" + c.language + "\" is no language."});
    }
}

void normaliseReach(Contact& c, std::string_view country, FieldFaults& faults) {
    if (!c.email.empty()) {
        if (auto email = emailIn(c.email))
            c.email = std::move(email->shown);
        else
            faults.push_back({"email", "contacts.email", "\"" + c.email + "\" is no e-mail address."});
    }
    if (!c.phone.empty()) {
        if (auto phone = phoneIn(c.phone, c.country.empty() ? country : std::string_view(c.country)))
            c.phone = std::move(*phone);
        else
            faults.push_back({"phone", "contacts.phone", "\"" + c.phone + "\" cannot be dialled."});
    }
}

} // namespace

// A row of the database is flat, a ContactRow holds a Contact; so its members are described through it.
#define REJOINDER_CONTACT_COLUMN_(r, unused, m) \
    info.members.push_back({BOOST_PP_STRINGIZE(m), &typeInfo<decltype(Contact::m)>,    \
        [](void* row) -> void* { return &static_cast<ContactRow*>(row)->contact.m; }, {}});

StructInfo describeMembers(const ContactRow*) {
    StructInfo info;
    info.name = "ContactRow";
    BOOST_PP_SEQ_FOR_EACH(
        REJOINDER_CONTACT_COLUMN_, ,
        (
            id)(kind)(externalKey)(salutation)(title)(givenName)(familyName)(companyName)(language)(street)(houseNumber)(addressLine2)(postcode)(city)(region)(country)(email)(phone)(source)(nameSuffix)(department)(careOf)(building)(poBox)(district)(addressLines)(addressUndeliverable)(deceased)(restricted)(version)(createdAt)(updatedAt))
    info.members.push_back(rejoinder::detail::member<ContactRow, &ContactRow::nameFold>("nameFold"));
    info.members.push_back(rejoinder::detail::member<ContactRow, &ContactRow::emailNorm>("emailNorm"));
    info.members.push_back(rejoinder::detail::member<ContactRow, &ContactRow::reach>("reach"));
    info.members.push_back(rejoinder::detail::member<ContactRow, &ContactRow::household>("household"));
    info.members.push_back(rejoinder::detail::member<ContactRow, &ContactRow::importId>("importId"));
    return info;
}

const std::vector<TextField>& textFields() {
    static const std::vector<TextField> fields = {{"externalKey", &Contact::externalKey, 100},
                                                  {"title", &Contact::title, 50},
                                                  {"givenName", &Contact::givenName, 100},
                                                  {"familyName", &Contact::familyName, 100},
                                                  {"companyName", &Contact::companyName, 200},
                                                  {"language", &Contact::language, 50},
                                                  {"street", &Contact::street, 200},
                                                  {"houseNumber", &Contact::houseNumber, 30},
                                                  {"addressLine2", &Contact::addressLine2, 200},
                                                  {"postcode", &Contact::postcode, 20},
                                                  {"city", &Contact::city, 100},
                                                  {"region", &Contact::region, 100},
                                                  {"country", &Contact::country, 100},
                                                  {"email", &Contact::email, 254},
                                                  {"phone", &Contact::phone, 50},
                                                  {"source", &Contact::source, 200},
                                                  {"nameSuffix", &Contact::nameSuffix, 50},
                                                  {"department", &Contact::department, 200},
                                                  {"careOf", &Contact::careOf, 200},
                                                  {"building", &Contact::building, 200},
                                                  {"poBox", &Contact::poBox, 50},
                                                  {"district", &Contact::district, 100},
                                                  {"addressLines", &Contact::addressLines, 1000}};
    return fields;
}

void normalise(Contact& contact, std::string_view country, FieldFaults& faults) {
    for (const TextField& field : textFields()) {
        std::string& text = contact.*field.member;
        if (text.empty()) continue;
        text = field.member == &Contact::addressLines ? cleanedLines(text) : cleaned(text);
        if (text.size() > field.limit && codePoints(text) > field.limit)
            faults.push_back({std::string(field.name), "contacts.too-long",
                              "At most " + std::to_string(field.limit) + " characters."});
    }
    normaliseAddress(contact, country);
    normaliseCodes(contact, country, faults);
    normaliseReach(contact, country, faults);
}

void derive(ContactRow& row) {
    const Contact& c = row.contact;
    std::string name = c.familyName;
    for (const std::string* part : {&c.givenName, &c.companyName})
        if (!part->empty()) name += (name.empty() ? "" : " ") + *part;
    row.nameFold = shortened(folded(name), 200);
    row.emailNorm.clear();
    if (!c.email.empty())
        if (auto email = emailIn(c.email)) row.emailNorm = std::move(email->norm);
    const bool post = isNamed(c) && !(c.street.empty() && c.addressLine2.empty() && c.poBox.empty()) &&
                      !c.postcode.empty() && !c.city.empty() && !c.country.empty();
    row.reach = (post ? kReachPost : 0) | (row.emailNorm.empty() ? 0 : kReachEmail) |
                (c.phone.empty() ? 0 : kReachPhone) | (c.addressUndeliverable ? kReachUndeliverable : 0) |
                (c.deceased ? kReachDeceased : 0) | (c.restricted ? kReachRestricted : 0);
    row.household = householdOf(c);
}

ContactRow derived(Contact contact) {
    ContactRow row;
    row.contact = std::move(contact);
    derive(row);
    return row;
}

bool sameDerived(const ContactRow& a, const ContactRow& b) {
    return std::tie(a.nameFold, a.emailNorm, a.reach, a.household) ==
           std::tie(b.nameFold, b.emailNorm, b.reach, b.household);
}

AttributeFault normaliseAttribute(AttributeRow& row) {
    row.name = cleaned(row.name);
    row.valueText = cleaned(row.valueText);
    row.valueNumber = numberIn(row.valueText);
    if (row.name.empty()) return {"contacts.attribute-name", "An attribute needs a name."};
    if (row.name.size() > kAttributeName && codePoints(row.name) > kAttributeName)
        return {"contacts.attribute-name", "The name of an attribute has at most 100 characters."};
    if (row.valueText.size() > kAttributeValue && codePoints(row.valueText) > kAttributeValue)
        return {"contacts.too-long", "The value of an attribute has at most 500 characters."};
    return {};
}

} // namespace rejoinder::contacts
