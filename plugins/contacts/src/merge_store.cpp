#include "merge_store.h"

#include "consent.h"
#include "erasure.h"
#include "hold.h"
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

/// The fields of the one that stays behind a merge. A death is never forgotten, nor that nobody may be
/// contacted, whatever was chosen.
FieldMap fieldsAfter(FieldMap stays, const FieldMap& goes, const MergeChoices& choices) {
    FieldMap after = merged(std::move(stays), goes, choices);
    for (const char* mark : {"deceased", "restricted"})
        if (!valueOf(goes, mark).empty()) after[mark] = "yes";
    return after;
}

void storeFieldsOf(Unit& unit, const MergeRow& merge) {
    unit.run("contacts.update-merge-fields", {{"id", merge.id},
                                              {"beforeFields", json::write(merge.beforeFields)},
                                              {"afterFields", json::write(merge.afterFields)}});
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
        if (m.id != undone)
            value = fieldsAfter(std::move(value), wholeOf(unit, m.mergedId).fields(), m.choices);
        m.afterFields = value;
        storeFieldsOf(unit, m);
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
    for (const SuppressionRow& row : suppressionsOf(unit, said)) {
        if (row.createdAt < since) continue;
        if (suppressions.addObjection(unit, who, enumOf<Channel>(row.channel), row.source).second)
            copied.push_back("objection " + row.channel);
    }
    for (ConsentEvent& event : consentsOf(unit, said)) {
        if (event.event != ConsentEventKind::Withdrawn || event.recordedAt < since) continue;
        event.contactId = to;
        copied.push_back("withdrawal " + nameOf(event.channel));
        recordConsent(unit, std::move(event), {});
    }
    return copied;
}

/// Who was put on hold while the two were one is so as both.
bool copyHolds(Unit& unit, const std::vector<Hold>& holds, std::span<const Id> said, Id to, Timestamp since) {
    bool copied = false;
    for (Hold hold : holds) {
        if (hold.releasedAt || hold.madeAt < since || std::ranges::find(said, hold.contactId) == said.end())
            continue;
        hold.id = unit.newId();
        hold.contactId = to;
        unit.run("contacts.insert-hold", hold);
        copied = true;
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

/// Merges of the same persons at the same moment come one after the other, whichever way round, and the later
/// one is told.
void lockRoots(Unit& unit, std::vector<Id> roots) {
    std::ranges::sort(roots);
    for (const Id id : roots) touchContact(unit, id);
    for (const Id id : roots)
        if (currentId(unit, id) != id)
            throw Error(ErrorKind::Stale, "contacts.stale", "Somebody else merged this contact meanwhile.");
}

} // namespace

MergeRow mergeContacts(Unit& unit, Id stays, Id goes, const MergeChoices& wanted) {
    stays = currentId(unit, stays), goes = currentId(unit, goes);
    if (stays == goes) throw Error::conflict("contacts.same-contact", "These are one contact already.");
    lockRoots(unit, {stays, goes});
    for (const Id id : {stays, goes}) requireNotErased(unit, id);
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
    row.afterFields = store(unit, std::move(to), fieldsAfter(row.beforeFields, from.fields(), row.choices));
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

bool setRestricted(Unit& unit, Id person, bool restricted) {
    const std::string mark = restricted ? "yes" : "";
    bool changed = false;
    for (const Id id : allIdsOf(unit, person)) {
        for (MergeRow& merge : unit.all<MergeRow>("contacts.merges-into", {{"contactId", id}})) {
            if (merge.undoneAt) continue;
            merge.beforeFields["restricted"] = merge.afterFields["restricted"] = mark;
            storeFieldsOf(unit, merge);
        }
        Contact contact = wholeOf(unit, id).contact;
        if (contact.restricted == restricted) continue;
        contact.restricted = restricted;
        updateContact(unit, std::move(contact));
        changed = true;
    }
    return changed;
}

Unmerged unmergeContacts(Unit& unit, Suppressions& suppressions, Id merge) {
    const auto row = unit.one<MergeRow>("contacts.find-merge", {{"id", merge}});
    if (!row) throw Error::notFound("contacts.no-merge", "There is no merge " + merge.toString() + ".");
    if (isErased(unit, row->mergedId))
        throw Error::conflict("contacts.erased", "The person was erased; there is nothing to come apart.");
    if (unit.run("contacts.undo-merge",
                 {{"id", merge}, {"undoneBy", unit.actor().name}, {"undoneAt", unit.now()}}) == 0)
        throw Error::conflict("contacts.unmerged", "This merge was undone already.");
    const Id root = currentId(unit, row->mergedId);
    lockRoots(unit, {root});
    const auto holds = holdsOf(unit, root);
    const auto aliases = unit.all<AliasRow>("contacts.aliases-of", {{"rootId", root}});
    const auto leaving = below(aliases, row->mergedId);
    unit.run("contacts.delete-alias", {{"contactId", row->mergedId}});
    for (const AliasRow& alias : leaving)
        unit.run("contacts.set-alias-root", {{"contactId", alias.contactId}, {"rootId", row->mergedId}});
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
    if (copyHolds(unit, holds, stayed, row->mergedId, row->mergedAt)) done.copied.emplace_back("hold");
    rememberPair(unit, row->contactId, row->mergedId, "different");
    std::vector<Id> concerned{root};
    for (const AliasRow& alias : aliases) concerned.push_back(alias.contactId);
    publishFactsChanged(unit, {}, concerned);
    unit.publish(ContactUnmerged{row->contactId, row->mergedId});
    unit.audit("contacts.unmerge", row->contactId, "from " + row->mergedId.toString());
    return done;
}

} // namespace rejoinder::contacts
