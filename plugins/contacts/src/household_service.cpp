#include "household.h"
#include "id_list.h"
#include "merge_identity.h"
#include "services.h"
#include "state.h"
#include "store.h"

#include <algorithm>
#include <unordered_map>

namespace rejoinder::contacts {

namespace {

struct HouseholdRow {
    Id id;
    std::int64_t household = 0;
};
REJOINDER_DESCRIBE(HouseholdRow, id, household)

struct HouseholdMember {
    Contact contact;
    bool self = false;
};
REJOINDER_DESCRIBE(HouseholdMember, contact, self)

struct Household {
    Id contactId;
    bool known = false; ///< the address is complete enough to tell
    std::vector<HouseholdMember> members;
};
REJOINDER_DESCRIBE(Household, contactId, known, members)

/// Where a walk over all contacts has got to.
struct DeriveProgress {
    Id after;
    std::int64_t done = 0, changed = 0;
};
REJOINDER_DESCRIBE(DeriveProgress, after, done, changed)

struct DeriveJob {
    std::int64_t rules = 0;
};
REJOINDER_DESCRIBE(DeriveJob, rules)

constexpr std::int64_t kMostMembers = 500, kRowsPerUnit = 1000;

std::int64_t numberOf(const HouseholdRow& row) noexcept {
    return row.household != 0 ? row.household : row.id.value;
}

class HouseholdService final : public Households {
public:
    std::vector<std::int64_t> of(Unit& unit, std::span<const Id> contacts) override {
        const auto families = familiesOf(unit, sortedIds(contacts));
        std::vector<Id> roots;
        roots.reserve(contacts.size());
        for (const Id id : contacts) {
            const auto family = families.find(id);
            roots.push_back(family == families.end() ? id : family->second.front());
        }
        std::unordered_map<Id, std::int64_t> known;
        known.reserve(roots.size());
        const KeyQueries queries{"contacts.households-between", "contacts.households-among"};
        forKeys<HouseholdRow, Id>(
            unit, queries, sortedIds(roots), [](const HouseholdRow& r) { return r.id; },
            [&](const HouseholdRow& r) { known.emplace(r.id, numberOf(r)); });
        std::vector<std::int64_t> out;
        out.reserve(roots.size());
        for (const Id id : roots) {
            const auto it = known.find(id);
            out.push_back(it == known.end() ? 0 : it->second);
        }
        return out;
    }

    void forEach(Unit& unit, const std::function<void(std::int64_t, std::int64_t)>& take) override {
        const auto aliases = unit.all<AliasRow>("contacts.all-aliases");
        std::unordered_map<Id, std::int64_t> ofRoot;
        if (!aliases.empty()) {
            std::vector<Id> roots;
            for (const AliasRow& alias : aliases) roots.push_back(alias.rootId);
            const auto sorted = sortedIds(roots);
            const auto numbers = of(unit, sorted);
            for (std::size_t i = 0; i < sorted.size(); ++i) ofRoot.emplace(sorted[i], numbers[i]);
        }
        auto alias = aliases.begin();
        unit.forEach<HouseholdRow>("contacts.households", {}, [&](const HouseholdRow& row) {
            while (alias != aliases.end() && alias->contactId < row.id) ++alias;
            const bool away = alias != aliases.end() && alias->contactId == row.id;
            take(row.id.value, away ? ofRoot[alias->rootId] : numberOf(row));
        });
    }

    std::vector<Id> members(Unit& unit, Id contact) override {
        const Id id = currentId(unit, contact);
        const auto row = unit.one<HouseholdRow>("contacts.household-of", {{"id", id}});
        if (!row) return {};
        if (row->household == 0) return {id};
        std::vector<Id> ids;
        const auto away = unit.numbers("contacts.alias-ids");
        for (const std::int64_t member : unit.numbers(
                 "contacts.household-members", {{"household", row->household}, {"limit", kMostMembers}}))
            if (!std::ranges::binary_search(away, member)) ids.push_back(Id{member});
        return ids;
    }
};

Household householdFor(Unit& unit, Id asked) {
    const Contact self = requireContact(unit, asked);
    Household out{self.id, householdOf(self) != 0, {}};
    HouseholdService service;
    for (Contact& c : findContacts(unit, service.members(unit, self.id))) {
        const bool own = c.id == self.id;
        out.members.push_back({std::move(c), own});
    }
    return out;
}

void runDerive(Attempt& attempt) {
    auto progress = attempt.checkpoint<DeriveProgress>();
    for (bool more = true; more;) {
        if (attempt.stopping()) return;
        DeriveProgress next = progress;
        attempt.write(
            [&](Unit& unit) {
                next = progress;
                const auto rows = unit.all<ContactRow>("contacts.rows-to-derive",
                                                       {{"after", next.after}, {"limit", kRowsPerUnit}});
                for (const ContactRow& row : rows) {
                    next.after = row.contact.id;
                    ++next.done;
                    ContactRow fresh;
                    fresh.contact = row.contact;
                    derive(fresh);
                    if (fresh.nameFold == row.nameFold && fresh.emailNorm == row.emailNorm &&
                        fresh.reach == row.reach && fresh.household == row.household)
                        continue;
                    unit.run("contacts.set-derived", {{"id", row.contact.id},
                                                      {"nameFold", fresh.nameFold},
                                                      {"emailNorm", fresh.emailNorm},
                                                      {"reach", fresh.reach},
                                                      {"household", fresh.household}});
                    ++next.changed;
                }
                more = rows.size() == static_cast<std::size_t>(kRowsPerUnit);
                if (!more && unit.run("contacts.update-derived-rules", {{"rules", kDerivedRules}}) == 0)
                    unit.run("contacts.insert-derived-rules", {{"rules", kDerivedRules}});
            },
            next);
        progress = next;
        attempt.progress(progress.done, 0);
    }
    attempt.result(progress);
}

} // namespace

std::shared_ptr<Households> makeHouseholds() {
    return std::make_shared<HouseholdService>();
}

void declareHouseholds(Declarations& d, State&) {
    d.get<ById, Household>("/contacts/{id}/household",
                           {"contacts.read", "Who lives with a contact: same family name, same address"},
                           [](const ById& in, Call&, Unit& unit) { return householdFor(unit, in.id); });
    d.job<DeriveJob>("contacts.derive", {}, [](const DeriveJob&, Attempt& attempt) { runDerive(attempt); });
}

void deriveAnew(State& state) {
    std::int64_t rules = 0;
    bool empty = true;
    state.context->storage().read([&](Unit& unit) {
        rules = unit.number("contacts.derived-rules");
        empty = unit.number("contacts.any-contact") == 0;
    });
    if (rules >= kDerivedRules) return;
    state.context->storage().write(
        [&](Unit& unit) {
            if (empty) {
                if (unit.number("contacts.derived-rules") == 0)
                    unit.run("contacts.insert-derived-rules", {{"rules", kDerivedRules}});
                return;
            }
            JobRequest request;
            request.uniqueKey = "rules " + std::to_string(kDerivedRules);
            request.title = "Search keys and households of all contacts";
            unit.enqueue("contacts.derive", DeriveJob{kDerivedRules}, request);
        },
        {Priority::Background, {"system", "contacts", {}, {}}});
}

} // namespace rejoinder::contacts
