#include "cursor.h"
#include "erasure.h"
#include "state.h"
#include "store.h"
#include "text.h"

#include <rejoinder/paging.h>

#include <algorithm>
#include <iterator>
#include <ranges>
#include <tuple>

namespace rejoinder::contacts {

namespace {

constexpr int kGivenNames = 3; ///< so many are said before a family name

/// The fields a client sends for a new contact.
struct NewContact {
    ContactKind kind = ContactKind::Person;
    Salutation salutation = Salutation::None;
    std::string externalKey, title, givenName, familyName, companyName, language, street, houseNumber,
        addressLine2, postcode, city, region, country, email, phone, source, nameSuffix, department, careOf,
        building, poBox, district, addressLines;
    bool addressUndeliverable = false, deceased = false;
    std::map<std::string, std::string> attributes;

    static void rules(Rules& r) {
        for (const TextField& field : textFields()) r.at(field.name).max(field.limit).defaulted();
        for (const auto* name : {"kind", "salutation", "addressUndeliverable", "deceased", "attributes"})
            r.at(name).defaulted();
        r.at("country").says("ISO 3166-1 code or name in German, French, Italian or English");
        r.at("phone").says("any spelling; kept in E.164, national numbers belong to the country");
        r.at("attributes").says("further values by name; empty ones are left out");
    }
};
REJOINDER_DESCRIBE(NewContact, kind, salutation, externalKey, title, givenName, familyName, companyName,
                   language, street, houseNumber, addressLine2, postcode, city, region, country, email, phone,
                   source, nameSuffix, department, careOf, building, poBox, district, addressLines,
                   addressUndeliverable, deceased, attributes)

/// Changes to a contact; what is absent stays.
struct ContactChange {
    Id id;
    std::optional<ContactKind> kind;
    std::optional<Salutation> salutation;
    std::optional<std::string> externalKey, title, givenName, familyName, companyName, language, street,
        houseNumber, addressLine2, postcode, city, region, country, email, phone, source, nameSuffix,
        department, careOf, building, poBox, district, addressLines;
    std::optional<bool> addressUndeliverable, deceased;

    static void rules(Rules& r) {
        for (const TextField& field : textFields()) r.at(field.name).max(field.limit);
    }
};
REJOINDER_DESCRIBE(ContactChange, id, kind, salutation, externalKey, title, givenName, familyName,
                   companyName, language, street, houseNumber, addressLine2, postcode, city, region, country,
                   email, phone, source, nameSuffix, department, careOf, building, poBox, district,
                   addressLines, addressUndeliverable, deceased)

struct ContactList {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor, name, email, externalKey, phone, postcode, ids;
    static void rules(Rules& r) {
        r.at("ids").max(20'000).says("only these contacts, ids with commas between");
        r.at("name").says("beginning of family or company name, or given name and beginning of family "
                          "name; case and accents do not matter");
        r.at("email").says("beginning of the e-mail address");
        r.at("externalKey").says("beginning of the number in the source system");
        r.at("phone").says("beginning of the phone number in E.164, blanks do not matter");
        r.at("postcode").says("beginning of the postcode");
    }
};
REJOINDER_DESCRIBE(ContactList, limit, cursor, name, email, externalKey, phone, postcode, ids)

struct Attributes {
    Id contactId;
    std::map<std::string, std::string> values;
    std::int64_t version = 0;
};
REJOINDER_DESCRIBE(Attributes, contactId, values, version)

struct NewAttributes {
    Id id;
    std::map<std::string, std::string> values;
};
REJOINDER_DESCRIBE(NewAttributes, id, values)

struct PlaceRow {
    Id id;
    std::string text;
};
REJOINDER_DESCRIBE(PlaceRow, id, text)

std::vector<AttributeRow> attributeRows(const std::map<std::string, std::string>& values,
                                        const std::string& at) {
    std::vector<AttributeRow> rows;
    Faults faults;
    for (const auto& [name, value] : values) {
        AttributeRow row{{}, name, value, {}};
        const AttributeFault fault = normaliseAttribute(row);
        if (!fault.code.empty()) faults.add(at + "/" + name, std::string(fault.code), fault.message);
        if (std::ranges::find(rows, row.name, &AttributeRow::name) != rows.end())
            faults.add(at + "/" + name, "contacts.attribute-name", "This name is there twice.");
        rows.push_back(std::move(row));
    }
    faults.raise("contacts.invalid");
    return rows;
}

Contact create(const NewContact& in, Call&, Unit& unit) {
    Contact contact;
    contact.kind = in.kind;
    contact.salutation = in.salutation;
    contact.externalKey = in.externalKey;
    contact.title = in.title;
    contact.givenName = in.givenName;
    contact.familyName = in.familyName;
    contact.companyName = in.companyName;
    contact.language = in.language;
    contact.street = in.street;
    contact.houseNumber = in.houseNumber;
    contact.addressLine2 = in.addressLine2;
    contact.postcode = in.postcode;
    contact.city = in.city;
    contact.region = in.region;
    contact.country = in.country;
    contact.email = in.email;
    contact.phone = in.phone;
    contact.source = in.source;
    contact.nameSuffix = in.nameSuffix, contact.department = in.department;
    contact.careOf = in.careOf, contact.building = in.building, contact.poBox = in.poBox;
    contact.district = in.district, contact.addressLines = in.addressLines;
    contact.addressUndeliverable = in.addressUndeliverable;
    contact.deceased = in.deceased;
    checkContact(contact);
    requireFreeKey(unit, contact);
    const auto attributes = attributeRows(in.attributes, "/attributes");
    contact = insertContact(unit, std::move(contact));
    replaceAttributes(unit, contact.id, attributes);
    unit.audit("contacts.create", contact.id);
    return contact;
}

template <class T>
void take(T& to, const std::optional<T>& from) {
    if (from) to = *from;
}

Contact change(const ContactChange& in, Call& call, Unit& unit) {
    Contact contact = requireContact(unit, in.id);
    requireNotErased(unit, contact.id);
    call.requireMatch(contact.version);
    take(contact.kind, in.kind);
    take(contact.salutation, in.salutation);
    take(contact.externalKey, in.externalKey);
    take(contact.title, in.title);
    take(contact.givenName, in.givenName);
    take(contact.familyName, in.familyName);
    take(contact.companyName, in.companyName);
    take(contact.language, in.language);
    take(contact.street, in.street);
    take(contact.houseNumber, in.houseNumber);
    take(contact.addressLine2, in.addressLine2);
    take(contact.postcode, in.postcode);
    take(contact.city, in.city);
    take(contact.region, in.region);
    take(contact.country, in.country);
    take(contact.email, in.email);
    take(contact.phone, in.phone);
    take(contact.source, in.source);
    take(contact.nameSuffix, in.nameSuffix);
    take(contact.department, in.department);
    take(contact.careOf, in.careOf);
    take(contact.building, in.building);
    take(contact.poBox, in.poBox);
    take(contact.district, in.district);
    take(contact.addressLines, in.addressLines);
    take(contact.addressUndeliverable, in.addressUndeliverable);
    take(contact.deceased, in.deceased);
    checkContact(contact);
    requireFreeKey(unit, contact);
    contact = updateContact(unit, std::move(contact));
    unit.audit("contacts.update", contact.id);
    return contact;
}

/// By the beginning of a name: "muller anna", as the index has it, and "anna mull", as it is said.
std::vector<PlaceRow> namesOf(Unit& unit, std::string_view wish, const Cursor& after, std::int32_t limit) {
    const std::string text = folded(wish);
    auto found = unit.all<PlaceRow>("contacts.page-by-name", {{"low", std::max(text, after.text)},
                                                              {"high", text + std::string(kAfterAll)},
                                                              {"afterText", after.text},
                                                              {"after", after.id},
                                                              {"limit", limit}});
    auto blank = text.find(' ');
    for (int given = 0; given < kGivenNames && blank != std::string::npos; ++given) {
        const std::string family = text.substr(blank + 1);
        std::ranges::move(
            unit.all<PlaceRow>("contacts.page-by-said-name", {{"low", std::max(family, after.text)},
                                                              {"high", family + std::string(kAfterAll)},
                                                              {"said", ' ' + text.substr(0, blank)},
                                                              {"afterText", after.text},
                                                              {"after", after.id},
                                                              {"limit", limit}}),
            std::back_inserter(found));
        blank = text.find(' ', blank + 1);
    }
    const auto place = [](const PlaceRow& row) { return std::tie(row.text, row.id); };
    std::ranges::sort(found, {}, place);
    const auto twice = std::ranges::unique(found, {}, place);
    found.erase(twice.begin(), twice.end());
    found.resize(std::min(found.size(), static_cast<std::size_t>(limit)));
    return found;
}

std::vector<PlaceRow> placesOf(Unit& unit, const ContactList& in, const Cursor& after, std::int32_t limit) {
    const int wishes = (in.name ? 1 : 0) + (in.email ? 1 : 0) + (in.externalKey ? 1 : 0) +
                       (in.phone ? 1 : 0) + (in.postcode ? 1 : 0);
    if (wishes == 0)
        return unit.all<PlaceRow>("contacts.page-by-id", {{"after", after.id}, {"limit", limit}});
    if (wishes > 1)
        throw Error::invalid("/name", "contacts.one-search",
                             "Search by name, email, externalKey, phone or postcode, one at a time.");
    if (in.name) return namesOf(unit, *in.name, after, limit);
    std::string_view query = "contacts.page-by-key";
    std::string prefix = cleaned(in.externalKey.value_or(""));
    if (in.email) query = "contacts.page-by-email", prefix = folded(*in.email);
    if (in.postcode) query = "contacts.page-by-postcode", prefix = cleaned(*in.postcode);
    if (in.phone) {
        query = "contacts.page-by-phone", prefix = cleaned(*in.phone);
        std::erase_if(prefix,
                      [](char c) { return c == ' ' || c == '-' || c == '/' || c == '(' || c == ')'; });
        // "0041 44", "+41 (0)44": as telephones tell them.
        if (const auto begin = phoneBeginnings(*in.phone, ""); !begin.empty()) prefix = begin.front();
    }
    const std::string high = prefix + std::string(kAfterAll);
    const std::string low = std::max(prefix, after.text);
    return unit.all<PlaceRow>(
        query,
        {{"low", low}, {"high", high}, {"afterText", after.text}, {"after", after.id}, {"limit", limit}});
}

/// The contacts of a list of ids, such as the names that a page of orders needs.
Page<Contact> listOf(Unit& unit, std::string_view text) {
    std::vector<Id> ids;
    for (const auto part : std::views::split(text, ',')) {
        const auto id = Id::parse(std::string_view(part.begin(), part.end()));
        if (!id) throw Error::invalid("/ids", "contacts.ids", "Ids are numbers with commas between.");
        ids.push_back(*id);
    }
    if (ids.size() > static_cast<std::size_t>(paging::kLargestLimit))
        throw Error::invalid("/ids", "contacts.ids", "At most 1000 ids.");
    return {findContacts(unit, ids), {}};
}

Page<Contact> list(const ContactList& in, Call&, Unit& unit) {
    if (in.ids) return listOf(unit, *in.ids);
    const std::int32_t limit = paging::limitOf(in.limit);
    const std::vector<PlaceRow> places = placesOf(unit, in, cursorIn(in.cursor), limit);
    Page<Contact> page;
    if (places.size() == static_cast<std::size_t>(limit))
        page.nextCursor = cursorText({places.back().text, places.back().id});
    std::vector<Id> ids;
    for (const PlaceRow& place : places) ids.push_back(place.id);
    page.items = findContacts(unit, ids);
    return page;
}

Attributes attributes(const ById& in, Call&, Unit& unit) {
    const Contact contact = requireContact(unit, in.id);
    return {contact.id, attributesOf(unit, contact.id), contact.version};
}

Attributes setAttributes(const NewAttributes& in, Call& call, Unit& unit) {
    Contact contact = requireContact(unit, in.id);
    requireNotErased(unit, contact.id);
    call.requireMatch(contact.version);
    replaceAttributes(unit, contact.id, attributeRows(in.values, "/values"));
    contact = updateContact(unit, std::move(contact));
    unit.audit("contacts.set-attributes", contact.id);
    return {contact.id, attributesOf(unit, contact.id), contact.version};
}

} // namespace

void declareContactRoutes(Declarations& d) {
    d.get<ContactList, Page<Contact>>(
        "/contacts", {"contacts.read", "Contacts, all or by the beginning of a name, e-mail or key"}, list);
    d.post<NewContact, Contact>("/contacts", {"contacts.write", "Adds a contact", 201}, create);
    d.get<ById, Contact>("/contacts/{id}", {"contacts.read", "A contact"},
                         [](const ById& in, Call&, Unit& unit) { return requireContact(unit, in.id); });
    d.patch<ContactChange, Contact>("/contacts/{id}", {"contacts.write", "Changes a contact", 200, true},
                                    change);
    d.get<ById, Attributes>("/contacts/{id}/attributes", {"contacts.read", "Further values of a contact"},
                            attributes);
    d.put<NewAttributes, Attributes>(
        "/contacts/{id}/attributes",
        {"contacts.write", "Replaces the further values of a contact", 200, true}, setAttributes);
}

} // namespace rejoinder::contacts
