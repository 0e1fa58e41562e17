#include "id_list.h"
#include "letter_text.h"
#include "merge_identity.h"
#include "services.h"
#include "store.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <unordered_map>

namespace rejoinder::contacts {

namespace {

struct ValueRow {
    Id contactId;
    std::string valueText;
};
REJOINDER_DESCRIBE(ValueRow, contactId, valueText)

class DirectoryService final : public Directory {
public:
    std::optional<Contact> find(Unit& unit, Id contact) override {
        return findContact(unit, currentId(unit, contact));
    }

    std::vector<Contact> findMany(Unit& unit, std::span<const Id> contacts) override {
        auto found = findContacts(unit, contacts);
        const auto families = familiesOf(unit, sortedIds(contacts));
        for (Contact& c : found) {
            const auto family = families.find(c.id);
            if (family == families.end() || family->second.front() == c.id) continue;
            // Who asked by an id that was merged away gets today's data under the id it knows.
            const Id asked = c.id;
            if (auto current = findContact(unit, family->second.front())) c = std::move(*current);
            c.id = asked;
        }
        return found;
    }

    std::optional<Contact> findByExternalKey(Unit& unit, std::string_view key) override {
        const Id id = key.empty() ? Id{} : contactOfKey(unit, key);
        return id ? findContact(unit, id) : std::nullopt;
    }

    std::vector<std::string> attributeValues(Unit& unit, std::string_view attribute,
                                             std::span<const Id> contacts) override {
        std::unordered_map<Id, std::string> values;
        values.reserve(contacts.size());
        if (const auto own = ownField(attribute)) {
            for (const Contact& c : findContacts(unit, sortedIds(contacts))) values.emplace(c.id, (*own)(c));
        } else {
            const KeyQueries queries{"contacts.values-between", "contacts.values-among", attribute};
            forKeys<ValueRow, Id>(
                unit, queries, sortedIds(contacts), [](const ValueRow& r) { return r.contactId; },
                [&](ValueRow& r) { values.emplace(r.contactId, std::move(r.valueText)); });
        }
        std::vector<std::string> out;
        out.reserve(contacts.size());
        for (const Id id : contacts) {
            const auto it = values.find(id);
            out.push_back(it == values.end() ? std::string() : it->second);
        }
        return out;
    }

    void markUndeliverable(Unit& unit, Id contact, bool deceased, std::string_view reason) override {
        if (contacts::markUndeliverable(unit, contact, deceased))
            unit.audit(deceased ? "contacts.mark-deceased" : "contacts.mark-undeliverable", contact, reason);
    }

    std::vector<std::string> addressBlock(const Contact& contact, std::string_view senderCountry) override {
        return addressLines(contact, senderCountry);
    }

    std::string salutationLine(const Contact& contact) override { return salutationOf(contact); }

private:
    /// A contact's own field by the name that a segmentation may use; nothing for attributes.
    static std::optional<std::function<std::string(const Contact&)>> ownField(std::string_view name) {
        if (name.starts_with("contact.")) name.remove_prefix(8);
        if (name == "kind") return [](const Contact& c) { return nameOf(c.kind); };
        for (const std::string_view field : {"country", "language", "city", "postcode", "region", "source"})
            if (name == field)
                for (const TextField& text : textFields())
                    if (text.name == name)
                        return [member = text.member](const Contact& c) { return c.*member; };
        return std::nullopt;
    }
};

class UniverseService final : public Universe {
public:
    std::vector<std::int64_t> all(Unit& unit) override {
        auto ids = unit.numbers("contacts.all-ids");
        const auto away = unit.numbers("contacts.alias-ids");
        if (away.empty()) return ids;
        std::vector<std::int64_t> people;
        people.reserve(ids.size());
        std::ranges::set_difference(ids, away, std::back_inserter(people));
        return people;
    }
};

} // namespace

std::shared_ptr<Directory> makeDirectory() {
    return std::make_shared<DirectoryService>();
}

std::shared_ptr<Universe> makeUniverse() {
    return std::make_shared<UniverseService>();
}

} // namespace rejoinder::contacts
