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
    std::int64_t rules = 0; ///< kDerivedRules of the program that wished it
};
REJOINDER_DESCRIBE(DeriveJob, rules)

constexpr std::int64_t kRowsPerUnit = 1000;
constexpr std::size_t kMostMembers = 500; ///< that are shown

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

    std::vector<Id> members(Unit& unit, std::span<const Id> contacts) override {
        std::vector<std::int64_t> numbers = of(unit, contacts);
        std::ranges::sort(numbers);
        numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
        std::vector<Id> ids;
        const auto take = [&](const HouseholdRow& row) { ids.push_back(row.id); };
        const KeyQueries shared{"contacts.household-members-between", "contacts.household-members-among"};
        forKeys<HouseholdRow, std::int64_t>(
            unit, shared, numbers, [](const HouseholdRow& r) { return r.household; }, take);
        // Whoever has no complete address is a household under its own id.
        const KeyQueries alone{"contacts.households-between", "contacts.households-among"};
        std::vector<Id> own;
        for (const std::int64_t number : numbers) own.push_back(Id{number});
        forKeys<HouseholdRow, Id>(
            unit, alone, own, [](const HouseholdRow& r) { return r.id; },
            [&](const HouseholdRow& row) {
                if (row.household == 0) take(row);
            });
        ids = standingOf(unit, std::move(ids));
        std::ranges::sort(ids);
        return ids;
    }
};

Household householdFor(Unit& unit, Id asked) {
    const Contact self = requireContact(unit, asked);
    Household out{self.id, householdOf(self) != 0, {}};
    HouseholdService service;
    std::vector<Id> members = service.members(unit, {&self.id, 1});
    if (members.size() > kMostMembers) members.resize(kMostMembers);
    for (Contact& c : findContacts(unit, members)) {
        const bool own = c.id == self.id;
        out.members.push_back({std::move(c), own});
    }
    return out;
}

void noteRules(Unit& unit) {
    const bool noted = unit.number("contacts.derived-rules-noted") > 0;
    unit.run(noted ? "contacts.set-derived-rules" : "contacts.insert-derived-rules",
             {{"rules", kDerivedRules}});
}

void runDerive(const DeriveJob& job, Attempt& attempt) {
    // Several programs on one database while they are replaced one by one: the newest rules count.
    if (job.rules < kDerivedRules) return;
    if (job.rules > kDerivedRules)
        throw Error(ErrorKind::Unavailable, "contacts.newer-rules", "A newer program has to do this.");
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
                    const ContactRow fresh = derived(row.contact);
                    if (sameDerived(fresh, row)) continue;
                    // Whoever stored another version meanwhile derived it.
                    next.changed += static_cast<std::int64_t>(
                        unit.run("contacts.set-derived", {{"id", row.contact.id},
                                                          {"version", row.contact.version},
                                                          {"nameFold", fresh.nameFold},
                                                          {"emailNorm", fresh.emailNorm},
                                                          {"reach", fresh.reach},
                                                          {"household", fresh.household}}));
                }
                more = rows.size() == static_cast<std::size_t>(kRowsPerUnit);
                if (!more) noteRules(unit);
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
    d.job<DeriveJob>("contacts.derive", {}, runDerive);
}

void deriveAnew(State& state) {
    Storage& storage = state.context->storage();
    const auto derivedBy = storage.read([](Unit& unit) { return unit.number("contacts.derived-rules"); });
    if (derivedBy >= kDerivedRules) return;
    const auto wish = [](Unit& unit) {
        if (unit.number("contacts.any-contact") == 0) return noteRules(unit);
        JobRequest request;
        // Nodes that start together wish it once; one that failed or was cancelled is wished again by a
        // start of another day.
        request.uniqueKey = "rules " + std::to_string(kDerivedRules) + " " + Date::of(unit.now()).toString();
        request.title = "Search keys and households of all contacts";
        unit.enqueue("contacts.derive", DeriveJob{kDerivedRules}, request);
    };
    try {
        storage.write(wish, {Priority::Background, {"system", "contacts", {}, {}}});
    } catch (const Error& error) {
        if (error.code() != "kernel.duplicate") throw; // another node noted it at the same moment
    }
}

} // namespace rejoinder::contacts
