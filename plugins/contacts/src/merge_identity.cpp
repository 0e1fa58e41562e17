#include "merge_identity.h"

#include "id_list.h"

namespace rejoinder::contacts {

namespace {

class IdentityService final : public Identities {
public:
    std::vector<Id> current(Unit& unit, std::span<const Id> contacts) override {
        std::vector<Id> out(contacts.begin(), contacts.end());
        const auto families = familiesOf(unit, sortedIds(contacts));
        if (families.empty()) return out;
        for (Id& id : out)
            if (const auto it = families.find(id); it != families.end()) id = it->second.front();
        return out;
    }

    std::vector<Id> allOf(Unit& unit, Id contact) override { return allIdsOf(unit, contact); }

    std::vector<std::int64_t> mergedAway(Unit& unit) override { return unit.numbers("contacts.alias-ids"); }
};

} // namespace

Id currentId(Unit& unit, Id contact) {
    const auto alias = unit.one<AliasRow>("contacts.find-alias", {{"contactId", contact}});
    return alias ? alias->rootId : contact;
}

std::map<Id, std::vector<Id>> familiesOf(Unit& unit, std::span<const Id> sorted) {
    std::map<Id, std::vector<Id>> families;
    if (sorted.empty() || unit.number("contacts.any-alias") == 0) return families;
    std::map<Id, Id> rootOf;
    const KeyQueries byId{"contacts.aliases-between", "contacts.aliases-among"};
    forKeys<AliasRow, Id>(
        unit, byId, sorted, [](const AliasRow& r) { return r.contactId; },
        [&](const AliasRow& r) { rootOf[r.contactId] = r.rootId; });
    std::vector<Id> roots(sorted.begin(), sorted.end());
    for (const auto& [id, root] : rootOf) roots.push_back(root);
    roots = sortedIds(roots);
    std::map<Id, std::vector<Id>> members;
    const KeyQueries byRoot{"contacts.roots-between", "contacts.roots-among"};
    forKeys<AliasRow, Id>(
        unit, byRoot, roots, [](const AliasRow& r) { return r.rootId; },
        [&](const AliasRow& r) { members[r.rootId].push_back(r.contactId); });
    for (auto& [root, ids] : members) ids.insert(ids.begin(), root);
    for (const Id id : sorted) {
        const auto root = rootOf.find(id);
        const auto family = members.find(root == rootOf.end() ? id : root->second);
        if (family != members.end()) families.emplace(id, family->second);
    }
    return families;
}

std::vector<Id> allIdsOf(Unit& unit, Id contact) {
    const Id root = currentId(unit, contact);
    std::vector<Id> ids{root};
    for (const AliasRow& row : unit.all<AliasRow>("contacts.aliases-of", {{"rootId", root}}))
        ids.push_back(row.contactId);
    return ids;
}

std::vector<Id> standingOf(Unit& unit, std::vector<Id> ids) {
    const auto families = familiesOf(unit, sortedIds(ids));
    std::erase_if(ids, [&](Id id) {
        const auto family = families.find(id);
        return family != families.end() && family->second.front() != id;
    });
    return ids;
}

std::vector<Id> rootsOf(Unit& unit, std::span<const Id> ids) {
    auto roots = IdentityService().current(unit, ids);
    std::ranges::sort(roots);
    const auto twice = std::ranges::unique(roots);
    roots.erase(twice.begin(), twice.end());
    return roots;
}

std::shared_ptr<Identities> makeIdentities() {
    return std::make_shared<IdentityService>();
}

} // namespace rejoinder::contacts
