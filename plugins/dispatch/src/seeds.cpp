#include "seeds.h"

#include "paging.h"

namespace rejoinder::dispatch {

namespace {

Seed seedOf(const SeedRow& row) {
    Seed seed{row.id, row.contactId, {}, row.note, row.createdAt};
    if (row.campaignId) {
        seed.campaignId = row.campaignId;
    }
    return seed;
}

} // namespace

Seed Seeds::create(Unit& unit, const NewSeed& wish) const {
    Faults faults;
    if (!neighbours_.directory->find(unit, wish.contactId)) {
        faults.add("/contactId", "dispatch.no-contact", "there is no such contact");
    }
    if (wish.campaignId && !neighbours_.campaigns->find(unit, *wish.campaignId)) {
        faults.add("/campaignId", "dispatch.no-campaign", "there is no such campaign");
    }
    faults.raise("dispatch.invalid-seed");
    SeedRow row{unit.newId(), wish.contactId, wish.campaignId.value_or(Id{}), wish.note, unit.now()};
    if (unit.one<SeedRow>("dispatch.find-same-seed",
                          {{"contactId", row.contactId}, {"campaignId", row.campaignId}})) {
        throw Error::conflict("dispatch.seed-twice", "This contact is a seed there already.");
    }
    unit.run("dispatch.insert-seed", row);
    unit.audit("dispatch.create-seed", row.id);
    return seedOf(row);
}

Seed Seeds::find(Unit& unit, Id seed) {
    const auto row = unit.one<SeedRow>("dispatch.find-seed", {{"id", seed}});
    if (!row) throw Error::notFound("dispatch.no-seed", "There is no seed " + seed.toString() + ".");
    return seedOf(*row);
}

Page<Seed> Seeds::list(Unit& unit, const SeedQuery& query) {
    const std::int32_t limit = query.limit.value_or(kPageDefault);
    std::vector<Seed> seeds;
    for (const auto& row :
         unit.all<SeedRow>("dispatch.list-seeds", {{"after", cursorOf(query.cursor, kBeforeAll)},
                                                   {"campaignId", query.campaignId.value_or(Id{})},
                                                   {"limit", limit + 1}})) {
        seeds.push_back(seedOf(row));
    }
    return pageOf(std::move(seeds), limit);
}

void Seeds::remove(Unit& unit, Id seed) {
    if (unit.run("dispatch.delete-seed", {{"id", seed}}) == 0) {
        throw Error::notFound("dispatch.no-seed", "There is no seed " + seed.toString() + ".");
    }
    unit.audit("dispatch.remove-seed", seed);
}

} // namespace rejoinder::dispatch
