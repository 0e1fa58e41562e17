#include "merge_store.h"

#include "consent.h"
#include "merge_identity.h"
#include "store.h"
#include "text.h"

#include <algorithm>

namespace rejoinder::contacts {

namespace {

/// A contact's own row and attributes, merged or not.
struct Whole {
    Contact contact;
    std::map<std::string, std::string> attributes;
    [[nodiscard]] FieldMap fields() const { return fieldsOf(contact, attributes); }
};

Whole wholeOf(Unit& unit, Id id) {
    auto contact = findContact(unit, id);
    if (!contact) throw Error::notFound("contacts.not-found", "There is no contact " + id.toString() + ".");
    return {std::move(*contact), attributesOf(unit, id)};
}

/// Stores the fields if they differ from what is there; @returns them as they were cleaned.
FieldMap store(Unit& unit, Whole whole, const FieldMap& fields) {
    if (whole.fields() == fields) return fields;
    applyFields(fields, whole.contact, whole.attributes);
    FieldFaults found;
    normalise(whole.contact, whole.contact.country, found);
    Faults faults;
    for (FieldFault& f : found) faults.add("/fields/" + f.field, std::move(f.code), std::move(f.message));
    std::vector<AttributeRow> rows;
    for (const auto& [name, value] : whole.attributes) {
        AttributeRow row{whole.contact.id, name, value, {}};
        const AttributeFault fault = normaliseAttribute(row);
        if (!fault.code.empty())
            faults.add("/fields/attribute." + name, std::string(fault.code), fault.message);
        rows.push_back(std::move(row));
    }
    faults.raise("contacts.invalid");
    replaceAttributes(unit, whole.contact.id, rows);
    whole.contact = updateContact(unit, std::move(whole.contact));
    return fieldsOf(whole.contact, attributesOf(unit, whole.contact.id));
}

std::string valueOf(const FieldMap& fields, const std::string& name) {
    const auto it = fields.find(name);
    return it == fields.end() ? std::string() : it->second;
}

/// Fields that differ, with the values of `to`; "" for those that went away.
FieldMap changes(const FieldMap& from, const FieldMap& to) {
    FieldMap out;
    for (const auto& [name, value] : to)
        if (valueOf(from, name) != value) out[name] = value;
    for (const auto& [name, value] : from)
        if (!value.empty() && !to.contains(name)) out[name] = "";
    return out;
}

void overlay(FieldMap& fields, const FieldMap& with) {
    for (const auto& [name, value] : with) fields[name] = value;
}

/// Builds the fields of a contact anew from what it had before its first merge, all merges that still stand,
/// and what people changed between and after them. @returns the names of what was changed after the last.
std::vector<std::string> rebuild(Unit& unit, Id contact, Id undone) {
    auto merges = unit.all<MergeRow>("contacts.merges-into", {{"contactId", contact}});
    std::erase_if(merges, [&](const MergeRow& m) { return m.undoneAt && m.id != undone; });
    if (merges.empty()) return {};
    Whole whole = wholeOf(unit, contact);
    const FieldMap since = changes(merges.back().afterFields, whole.fields());
    FieldMap value = merges.front().beforeFields;
    FieldMap last;
    for (std::size_t i = 0; i < merges.size(); ++i) {
        MergeRow& m = merges[i];
        const FieldMap between = i == 0 ? FieldMap{} : changes(last, m.beforeFields);
        last = m.afterFields;
        overlay(value, between);
        m.beforeFields = value;
        if (m.id != undone) value = merged(std::move(value), wholeOf(unit, m.mergedId).fields(), m.choices);
        m.afterFields = value;
        unit.run("contacts.update-merge-fields", {{"id", m.id},
                                                  {"beforeFields", json::write(m.beforeFields)},
                                                  {"afterFields", json::write(value)}});
    }
    overlay(value, since);
    std::erase_if(value, [](const auto& field) {
        return field.second.empty() && field.first.starts_with("attribute.");
    });
    store(unit, std::move(whole), value);
    std::vector<std::string> names;
    for (const auto& [name, _] : since) names.push_back(name);
    return names;
}

/// Ids that were merged into `top`, directly or through others.
std::vector<AliasRow> below(const std::vector<AliasRow>& aliases, Id top) {
    std::vector<AliasRow> out;
    std::vector<Id> open{top};
    while (!open.empty()) {
        const Id id = open.back();
        open.pop_back();
        for (const AliasRow& alias : aliases)
            if (alias.directId == id) {
                out.push_back(alias);
                open.push_back(alias.contactId);
            }
    }
    return out;
}

/// Who said no while the two were one said it as both.
std::vector<std::string> copyRefusals(Unit& unit, Suppressions& suppressions, std::span<const Id> said, Id to,
                                      Timestamp since) {
    std::vector<std::string> copied;
    const Contact who = wholeOf(unit, to).contact;
    for (const Id id : said) {
        for (const SuppressionRow& row :
             unit.all<SuppressionRow>("contacts.page-suppressions-of-contact",
                                      {{"contactId", id}, {"after", Id{}}, {"limit", 1000}})) {
            if (row.createdAt < since) continue;
            suppressions.addObjection(unit, who, enumOf<Channel>(row.channel), row.source);
            copied.push_back("objection " + row.channel);
        }
        for (const ConsentEvent& event : unit.all<ConsentEvent>(
                 "contacts.consents-of", {{"contactId", id}, {"after", Id{}}, {"limit", 10'000}})) {
            if (event.event != ConsentEventKind::Withdrawn || event.recordedAt < since) continue;
            ConsentEvent copy = event;
            copy.contactId = to;
            recordConsent(unit, std::move(copy), {});
            copied.push_back("withdrawal " + nameOf(event.channel));
        }
    }
    return copied;
}

void rememberPair(Unit& unit, Id a, Id b, std::string_view state) {
    const Id low = std::min(a, b), high = std::max(a, b);
    const Id known{unit.number("contacts.duplicate-id-of-pair", {{"lowId", low}, {"highId", high}})};
    const std::string by = unit.actor().name;
    if (known)
        unit.run("contacts.decide-duplicate",
                 {{"id", known}, {"state", state}, {"decidedBy", by}, {"decidedAt", unit.now()}});
    else
        unit.run("contacts.insert-duplicate", {{"id", unit.newId()},
                                               {"lowId", low},
                                               {"highId", high},
                                               {"score", 0},
                                               {"verdict", "perhaps"},
                                               {"reasons", "[]"},
                                               {"state", state},
                                               {"foundBy", "entry"},
                                               {"foundAt", unit.now()},
                                               {"decidedBy", by},
                                               {"decidedAt", unit.now()}});
}

} // namespace

MergeRow mergeContacts(Unit& unit, Id stays, Id goes, const MergeChoices& wanted) {
    stays = currentId(unit, stays), goes = currentId(unit, goes);
    if (stays == goes) throw Error::conflict("contacts.same-contact", "These are one contact already.");
    Whole to = wholeOf(unit, stays);
    const Whole from = wholeOf(unit, goes);
    MergeRow row;
    row.id = unit.newId();
    row.contactId = stays, row.mergedId = goes;
    row.beforeFields = to.fields();
    row.choices = survivorRule(row.beforeFields, from.fields());
    for (const auto& [name, where] : wanted.from) {
        row.choices.from.erase(name);
        if (where != "stays") row.choices.from[name] = where;
    }
    row.choices.typed = wanted.typed;
    FieldMap after = merged(row.beforeFields, from.fields(), row.choices);
    // A death is never forgotten, nor that nobody may be contacted.
    for (const char* mark : {"deceased", "restricted"})
        if (!valueOf(from.fields(), mark).empty()) after[mark] = "yes";
    row.afterFields = store(unit, std::move(to), after);
    row.mergedBy = unit.actor().name;
    row.mergedAt = unit.now();
    unit.run("contacts.insert-merge", row);
    unit.run("contacts.insert-alias", AliasRow{goes, stays, stays, row.id});
    std::vector<Id> concerned{stays, goes};
    for (const AliasRow& alias : unit.all<AliasRow>("contacts.aliases-of", {{"rootId", goes}})) {
        unit.run("contacts.set-alias-root", {{"contactId", alias.contactId}, {"rootId", stays}});
        concerned.push_back(alias.contactId);
    }
    publishFactsChanged(unit, {}, concerned);
    rememberPair(unit, stays, goes, "same");
    unit.publish(ContactMerged{stays, goes});
    unit.audit("contacts.merge", stays, "with " + goes.toString());
    return row;
}

Unmerged unmergeContacts(Unit& unit, Suppressions& suppressions, Id merge) {
    const auto row = unit.one<MergeRow>("contacts.find-merge", {{"id", merge}});
    if (!row) throw Error::notFound("contacts.no-merge", "There is no merge " + merge.toString() + ".");
    if (unit.number("contacts.is-erased", {{"contactId", row->mergedId}}) > 0)
        throw Error::conflict("contacts.erased", "The person was erased; there is nothing to come apart.");
    if (unit.run("contacts.undo-merge",
                 {{"id", merge}, {"undoneBy", unit.actor().name}, {"undoneAt", unit.now()}}) == 0)
        throw Error::conflict("contacts.unmerged", "This merge was undone already.");
    const Id root = currentId(unit, row->mergedId);
    const auto aliases = unit.all<AliasRow>("contacts.aliases-of", {{"rootId", root}});
    const auto leaving = below(aliases, row->mergedId);
    unit.run("contacts.delete-alias", {{"contactId", row->mergedId}});
    for (const AliasRow& alias : leaving)
        unit.run("contacts.set-alias-root", {{"contactId", alias.contactId}, {"rootId", row->mergedId}});
    // As with objections: what was asked for while they were one was asked for both.
    const bool restricted =
        wholeOf(unit, root).contact.restricted && valueOf(row->beforeFields, "restricted").empty();
    Unmerged done{row->contactId, row->mergedId, rebuild(unit, row->contactId, merge), {}};
    // Whoever the one that stayed was merged into meanwhile is built anew from it.
    for (Id up = row->contactId;;) {
        const auto alias = unit.one<AliasRow>("contacts.find-alias", {{"contactId", up}});
        if (!alias) break;
        up = alias->directId;
        for (std::string& name : rebuild(unit, up, Id{})) done.kept.push_back(std::move(name));
    }
    std::vector<Id> stayed{root};
    for (const AliasRow& alias : aliases)
        if (alias.contactId != row->mergedId &&
            std::ranges::find(leaving, alias.contactId, &AliasRow::contactId) == leaving.end())
            stayed.push_back(alias.contactId);
    done.copied = copyRefusals(unit, suppressions, stayed, row->mergedId, row->mergedAt);
    if (Contact goes = wholeOf(unit, row->mergedId).contact; restricted && !goes.restricted) {
        goes.restricted = true;
        updateContact(unit, std::move(goes));
        done.copied.emplace_back("restriction");
    }
    rememberPair(unit, row->contactId, row->mergedId, "different");
    std::vector<Id> concerned{root};
    for (const AliasRow& alias : aliases) concerned.push_back(alias.contactId);
    publishFactsChanged(unit, {}, concerned);
    unit.publish(ContactUnmerged{row->contactId, row->mergedId});
    unit.audit("contacts.unmerge", row->contactId, "from " + row->mergedId.toString());
    return done;
}

} // namespace rejoinder::contacts
