#include "import_undo.h"

#include "consent.h"
#include "erasure.h"
#include "id_list.h"
#include "merge_fields.h"
#include "merge_identity.h"
#include "record.h"
#include "rental.h"
#include "store.h"

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <tuple>

namespace rejoinder::contacts {

namespace {

struct ObjectionOf {
    Id id, contactId;
    std::string channel;
};
REJOINDER_DESCRIBE(ObjectionOf, id, contactId, channel)

struct ConsentOf {
    Id contactId;
    Channel channel = Channel::Email;
    std::string purpose;
    Id importId;
};
REJOINDER_DESCRIBE(ConsentOf, contactId, channel, purpose, importId)

/// The changes of everybody between two ids, by contact.
std::map<Id, std::vector<ImportChangeRow>> changesBetween(Unit& unit, Id low, Id high) {
    std::map<Id, std::vector<ImportChangeRow>> all;
    unit.forEach<ImportChangeRow>(
        "contacts.changes-between", {{"low", low}, {"high", high}},
        [&](ImportChangeRow& row) { all[row.contactId].push_back(std::move(row)); });
    return all;
}

/// The version that a contact has if nobody but this import, and imports that were taken back whole, changed
/// it.
std::int64_t untouchedVersion(Id import, const std::vector<ImportChangeRow>& changes, std::int64_t made) {
    std::int64_t version = made;
    for (const ImportChangeRow& change : changes) { // in the order of their versions
        if (change.versionBefore != version) continue;
        if (change.importId == import) version = change.versionAfter;
        if (change.importId != import && change.versionUndone != 0) version = change.versionUndone;
    }
    return version;
}

/// First value before and last value after of each field.
std::map<std::string, ValueChange> joined(const std::vector<ImportChangeRow>& changes) {
    std::map<std::string, ValueChange> fields;
    for (const ImportChangeRow& row : changes)
        for (const auto& [name, change] : row.fields.fields) {
            const auto [it, first] = fields.emplace(name, change);
            if (!first) it->second.after = change.after;
        }
    return fields;
}

/// A name goes back to the list it left, unless it went elsewhere since; what happened with it since then
/// counts again.
bool restoreOwner(Unit& unit, const ImportRow& import, const std::vector<ImportChangeRow>& changes) {
    const auto left = std::ranges::find_if(
        changes, [](const ImportChangeRow& row) { return row.fields.rentedBefore.has_value(); });
    if (left == changes.end()) return false;
    const auto now = rentedRow(unit, left->contactId);
    const std::optional<Id> list = now ? std::optional(now->importId) : std::nullopt;
    if (list != (import.settings.rental ? std::optional(import.id) : std::nullopt)) return false;
    setRented(unit, left->contactId,
              RentedRow{left->contactId, *left->fields.rentedBefore,
                        left->fields.rentedSince.value_or(Timestamp{})});
    return true;
}

std::vector<AttributeRow> attributeRows(const std::map<std::string, std::string>& attributes) {
    std::vector<AttributeRow> rows;
    for (const auto& [name, value] : attributes) {
        AttributeRow row{{}, name, value, {}};
        normaliseAttribute(row);
        rows.push_back(std::move(row));
    }
    return rows;
}

/// What other plugins know of a person, in a word.
std::string wordOf(std::string_view kind) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kWords{
        {{"dispatch.", "pieces"},
         {"responses.", "responses"},
         {"fulfilment.", "orders"},
         {"channel-phone.", "calls"},
         {"targetgroups.", "lists"}}};
    for (const auto& [prefix, word] : kWords)
        if (kind.starts_with(prefix)) return std::string(word);
    return "history";
}

/// Whoever has a history with us.
void noteHistory(Unit& unit, const std::vector<std::shared_ptr<PersonRecords>>& all, std::span<const Id> ids,
                 std::map<Id, std::string>& reasons) {
    for (const auto& records : all)
        records->traces(unit, ids, [&](Id contact, Timestamp, std::string_view kind) {
            reasons.emplace(contact, wordOf(kind));
        });
}

} // namespace

std::map<Id, std::string> reasonsToKeep(Unit& unit, State& state, Id import,
                                        const std::map<Id, std::int64_t>& versions) {
    std::map<Id, std::string> reasons;
    if (versions.empty()) return reasons;
    const Id low = versions.begin()->first, high = versions.rbegin()->first;
    std::vector<Id> ids;
    for (const auto& [id, version] : versions) ids.push_back(id);
    // What weighs more is said first: emplace() keeps the first reason.
    noteHistory(unit, state.context->useAll<PersonRecords>(), ids, reasons);
    unit.forEach<ObjectionOf>("contacts.objections-between", {{"low", low}, {"high", high}},
                              [&](const ObjectionOf& row) { reasons.emplace(row.contactId, "objection"); });
    unit.forEach<ConsentOf>("contacts.consent-imports-between", {{"low", low}, {"high", high}},
                            [&](const ConsentOf& row) {
                                if (row.importId != import) reasons.emplace(row.contactId, "consent");
                            });
    for (const std::int64_t id : unit.numbers("contacts.held-between", {{"low", low}, {"high", high}}))
        if (versions.contains(Id{id})) reasons.emplace(Id{id}, "hold");
    for (const auto& [id, family] : familiesOf(unit, ids)) reasons.emplace(id, "merged");
    const auto changes = changesBetween(unit, low, high);
    for (const auto& [id, version] : versions) {
        const auto own = changes.find(id);
        const auto expected = own == changes.end() ? 1 : untouchedVersion(import, own->second, 1);
        if (version != expected) reasons.emplace(id, "changed");
    }
    return reasons;
}

GivenBack giveBack(Unit& unit, const ImportRow& import, const std::vector<ImportChangeRow>& changes) {
    GivenBack back;
    const Id contactId = changes.front().contactId;
    auto contact = findContact(unit, contactId);
    back.erased = !contact || isErased(unit, contactId);
    if (back.erased) return back;
    auto attributes = attributesOf(unit, contactId);
    const auto before = attributes;
    back.rows = 20 + 2 * before.size(); // with consents and events, and attributes away and anew
    FieldMap now = fieldsOf(*contact, attributes);
    for (const auto& [name, change] : joined(changes)) {
        if (change.before == change.after) continue;
        if (now[name] != change.after) {
            if (now[name] != change.before) back.stays.push_back(name);
            continue;
        }
        now[name] = change.before;
        back.restored = true;
    }
    back.restored = restoreOwner(unit, import, changes) || back.restored;
    if (!back.restored) return back;
    applyFields(now, *contact, attributes);
    if (attributes != before) replaceAttributes(unit, contactId, attributeRows(attributes));
    const std::int64_t version = storeContact(unit, std::move(*contact)).version;
    const bool whole =
        back.stays.empty() &&
        version - 1 == untouchedVersion(changes.front().importId, changes, changes.front().versionBefore);
    unit.run("contacts.set-change-undone", {{"importId", changes.front().importId},
                                            {"contactId", contactId},
                                            {"versionUndone", whole ? version : -1}});
    return back;
}

std::int64_t annulConsents(Unit& unit, Id import, const std::vector<Id>& contacts, std::string_view source) {
    if (contacts.empty()) return 0;
    std::set<std::tuple<Id, Channel, std::string>> given;
    unit.forEach<ConsentOf>(
        "contacts.consent-imports-between", {{"low", contacts.front()}, {"high", contacts.back()}},
        [&](const ConsentOf& row) {
            if (row.importId == import && std::ranges::binary_search(contacts, row.contactId))
                given.emplace(row.contactId, row.channel, row.purpose);
        });
    std::int64_t annulled = 0;
    for (const auto& [contact, channel, purpose] : given) {
        const auto state =
            unit.one<ConsentState>("contacts.find-consent-state",
                                   {{"contactId", contact}, {"channel", channel}, {"purpose", purpose}});
        // Only where the newest word is that of the file; what was said since stands.
        if (!state || !state->given ||
            unit.number("contacts.import-of-consent", {{"id", state->consentId}}) != import.value)
            continue;
        annulConsent(unit, *state, import, source);
        ++annulled;
    }
    return annulled;
}

} // namespace rejoinder::contacts
