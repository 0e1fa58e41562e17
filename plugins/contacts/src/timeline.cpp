#include "consent.h"
#include "merge_identity.h"
#include "merge_store.h"
#include "services.h"
#include "state.h"
#include "store.h"
#include "text.h"

#include <rejoinder/paging.h>

#include <algorithm>
#include <limits>

/// Everything that ever happened between a person and us, told by every plugin, newest first.
namespace rejoinder::contacts {

namespace {

struct TimelineWish {
    Id id;
    std::optional<std::int32_t> limit;
    std::optional<Timestamp> before;
    static void rules(Rules& r) {
        r.at("before").says("only what happened before this moment: the `nextBefore` of the page");
    }
};
REJOINDER_DESCRIBE(TimelineWish, id, limit, before)

struct Timeline {
    std::vector<TimelineEntry> items;
    std::optional<Timestamp> nextBefore;
};
REJOINDER_DESCRIBE(Timeline, items, nextBefore)

TimelineEntry entry(Timestamp at, const char* kind, Id id, std::string title, std::string detail = {},
                    std::optional<Channel> channel = {}) {
    return {at, kind, id, std::move(title), std::move(detail), channel, {}, {}};
}

/// What contacts itself knows: when the person came, consents, objections, merges.
class OwnRecords final : public PersonRecords {
public:
    std::vector<TimelineEntry> timeline(Unit& unit, std::span<const Id> contacts, Timestamp before,
                                        std::int32_t limit) override {
        std::vector<TimelineEntry> all;
        for (const Id id : contacts) addOf(unit, id, all);
        std::erase_if(all, [&](const TimelineEntry& e) { return !(e.at < before); });
        std::ranges::sort(all, [](const TimelineEntry& a, const TimelineEntry& b) {
            return std::pair(a.at, a.id) > std::pair(b.at, b.id);
        });
        if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
        return all;
    }

    std::int64_t erase(Unit&, std::span<const Id>) override { return 0; } // erasure does its own house itself

    void traces(Unit&, std::span<const Id>, const Trace&) override {
    } // whoever asks for many knows these tables

private:
    static void addOf(Unit& unit, Id id, std::vector<TimelineEntry>& all) {
        if (const auto contact = findContact(unit, id))
            all.push_back(entry(contact->createdAt, "contacts.created", id, contact->source));
        for (const ConsentEvent& e : consentsOf(unit, {&id, 1}))
            all.push_back(entry(e.at,
                                e.event == ConsentEventKind::Given       ? "contacts.consentGiven"
                                : e.event == ConsentEventKind::Withdrawn ? "contacts.consentWithdrawn"
                                                                         : "contacts.consentAnnulled",
                                e.id, e.source, e.purpose, e.channel));
        for (const SuppressionRow& r : suppressionsOf(unit, {&id, 1}))
            all.push_back(
                entry(r.createdAt, "contacts.objection", r.id, r.source, {}, enumOf<Channel>(r.channel)));
        for (const MergeRow& m : unit.all<MergeRow>("contacts.merges-into", {{"contactId", id}})) {
            all.push_back(entry(m.mergedAt, "contacts.merged", m.id, m.mergedBy));
            if (m.undoneAt) all.push_back(entry(*m.undoneAt, "contacts.unmerged", m.id, m.undoneBy));
        }
    }
};

Timeline timeline(const TimelineWish& in, State& state, Unit& unit) {
    const std::int32_t limit = paging::limitOf(in.limit);
    const Timestamp before = in.before.value_or(Timestamp{std::numeric_limits<std::int64_t>::max()});
    const std::vector<Id> ids = allIdsOf(unit, requireContact(unit, in.id).id);
    Timeline out;
    for (const auto& records : state.context->useAll<PersonRecords>())
        std::ranges::move(records->timeline(unit, ids, before, limit + 1), std::back_inserter(out.items));
    std::ranges::sort(out.items, [](const TimelineEntry& a, const TimelineEntry& b) {
        return std::pair(a.at, a.id) > std::pair(b.at, b.id);
    });
    if (out.items.size() > static_cast<std::size_t>(limit)) {
        // All of one moment stay together, so that the next page misses none of them.
        auto end = out.items.begin() + limit;
        while (end != out.items.end() && end->at == (end - 1)->at) ++end;
        if (end != out.items.end()) out.nextBefore = (end - 1)->at;
        out.items.erase(end, out.items.end());
    }
    return out;
}

} // namespace

std::shared_ptr<PersonRecords> makeOwnRecords() {
    return std::make_shared<OwnRecords>();
}

void declareTimeline(Declarations& d, State& state) {
    d.get<TimelineWish, Timeline>(
        "/contacts/{id}/timeline",
        {"contacts.read", "Everything that ever happened between this person and us, newest first"},
        [&state](const TimelineWish& in, Call&, Unit& unit) { return timeline(in, state, unit); });
}

} // namespace rejoinder::contacts
