#include "store.h"

#include "id_list.h"
#include "merge_identity.h"
#include "text.h"

#include <unordered_map>

namespace rejoinder::contacts {

namespace {

/// An attribute's name and kind as stored.
struct NameRow {
    std::string name;
    FactKind kind = FactKind::Text;
};
REJOINDER_DESCRIBE(NameRow, name, kind)

} // namespace

std::optional<Contact> findContact(Unit& unit, Id id) {
    return unit.one<Contact>("contacts.find-contact", {{"id", id}});
}

Contact requireContact(Unit& unit, Id id) {
    if (auto contact = findContact(unit, currentId(unit, id))) return std::move(*contact);
    throw Error::notFound("contacts.not-found", "There is no contact " + id.toString() + ".");
}

std::vector<Contact> findContacts(Unit& unit, std::span<const Id> ids) {
    const std::vector<Id> sorted = sortedIds(ids);
    const KeyQueries queries{"contacts.contacts-between", "contacts.contacts-among"};
    std::vector<Contact> found;
    found.reserve(ids.size());
    const auto keep = [&](Contact& c) { found.push_back(std::move(c)); };
    forKeys<Contact, Id>(
        unit, queries, sorted, [](const Contact& c) { return c.id; }, keep);
    std::unordered_map<Id, std::size_t> places;
    places.reserve(found.size());
    for (std::size_t i = 0; i < found.size(); ++i) places.emplace(found[i].id, i);
    std::vector<Contact> ordered;
    ordered.reserve(found.size());
    for (const Id id : ids)
        if (const auto it = places.find(id); it != places.end()) ordered.push_back(found[it->second]);
    return ordered;
}

Id contactOfKey(Unit& unit, std::string_view key) {
    const Id id{unit.number("contacts.id-of-key", {{"key", key}})};
    return id ? currentId(unit, id) : id;
}

void checkContact(Contact& contact) {
    FieldFaults found;
    normalise(contact, contact.country, found);
    Faults faults;
    for (FieldFault& f : found) faults.add("/" + f.field, std::move(f.code), std::move(f.message));
    const bool somebody = !contact.familyName.empty() || !contact.companyName.empty() ||
                          !contact.email.empty() || !contact.phone.empty() || !contact.externalKey.empty();
    if (!somebody)
        faults.add("/familyName", "contacts.nobody",
                   "A contact has at least a family name, company name, e-mail, phone or external key.");
    faults.raise("contacts.invalid");
}

void requireFreeKey(Unit& unit, const Contact& contact) {
    if (contact.externalKey.empty()) return;
    const Id holder = contactOfKey(unit, contact.externalKey);
    if (holder && holder != contact.id)
        throw Error::conflict("contacts.key-taken",
                              "The external key belongs to contact " + holder.toString() + ".");
}

Contact insertContact(Unit& unit, Contact contact) {
    contact.id = unit.newId();
    contact.version = 1;
    contact.createdAt = contact.updatedAt = unit.now();
    const ContactRow row = derived(std::move(contact));
    unit.run("contacts.insert-contact", row);
    publishFactsChanged(unit, FactsChanged::kValues, {&row.contact.id, 1});
    return row.contact;
}

Contact updateContact(Unit& unit, Contact contact) {
    auto stored = storeContact(unit, std::move(contact));
    publishFactsChanged(unit, FactsChanged::kValues, {&stored.id, 1});
    return stored;
}

Contact storeContact(Unit& unit, Contact contact) {
    ++contact.version;
    contact.updatedAt = unit.now();
    const ContactRow row = derived(std::move(contact));
    if (unit.run("contacts.update-contact", row) == 0)
        throw Error(ErrorKind::Stale, "contacts.stale", "Somebody else changed this contact meanwhile.");
    return row.contact;
}

void touchContact(Unit& unit, Id id) {
    unit.run("contacts.touch-contact", {{"id", id}});
}

std::map<std::string, std::string> attributesOf(Unit& unit, Id contact) {
    std::map<std::string, std::string> values;
    for (AttributeRow& row : unit.all<AttributeRow>("contacts.attributes-of", {{"contactId", contact}}))
        values.emplace(std::move(row.name), std::move(row.valueText));
    return values;
}

void replaceAttributes(Unit& unit, Id contact, const std::vector<AttributeRow>& wanted) {
    std::map<std::string, std::string> old = attributesOf(unit, contact);
    std::vector<AttributeRow> added;
    std::map<std::string, FactKind, std::less<>> seen;
    for (const AttributeRow& row : wanted) {
        if (row.valueText.empty()) continue;
        const auto it = old.find(row.name);
        const bool same = it != old.end() && it->second == row.valueText;
        if (it != old.end() && !same)
            unit.run("contacts.delete-attribute", {{"contactId", contact}, {"name", row.name}});
        if (it != old.end()) old.erase(it);
        if (same) continue;
        added.push_back(row);
        added.back().contactId = contact;
        seen.emplace(row.name, kindOf(row));
    }
    for (const auto& [name, value] : old)
        unit.run("contacts.delete-attribute", {{"contactId", contact}, {"name", name}});
    unit.insertMany("contacts.insert-attribute", added);
    noteAttributeNames(unit, seen);
    if (!added.empty() || !old.empty()) publishFactsChanged(unit, FactsChanged::kValues, {&contact, 1});
}

FactKind kindOf(const AttributeRow& row) {
    if (row.valueNumber) return FactKind::Number;
    return isDay(row.valueText) ? FactKind::Day : FactKind::Text;
}

void noteAttributeNames(Unit& unit, const std::map<std::string, FactKind, std::less<>>& seen) {
    if (seen.empty()) return;
    const auto known = attributeNames(unit);
    for (const auto& [name, kind] : seen) {
        const auto it = known.find(name);
        if (it == known.end())
            unit.run("contacts.insert-attribute-name", NameRow{name, kind});
        else if (it->second != kind && it->second != FactKind::Text)
            unit.run("contacts.update-attribute-name", NameRow{name, FactKind::Text});
    }
}

std::map<std::string, FactKind, std::less<>> attributeNames(Unit& unit) {
    std::map<std::string, FactKind, std::less<>> names;
    for (NameRow& row : unit.all<NameRow>("contacts.attribute-names"))
        names.emplace(std::move(row.name), row.kind);
    return names;
}

bool markUndeliverable(Unit& unit, Id id, bool deceased) {
    Contact contact = requireContact(unit, id);
    bool& mark = deceased ? contact.deceased : contact.addressUndeliverable;
    if (mark) return false;
    mark = true;
    updateContact(unit, std::move(contact));
    return true;
}

} // namespace rejoinder::contacts
