#include "person_records.h"

#include <algorithm>

namespace rejoinder::phone {

namespace {

struct TimelineRow {
    Id id;
    Timestamp at;
    std::string agent, outcome;
    Id campaignId;
};
REJOINDER_DESCRIBE(TimelineRow, id, at, agent, outcome, campaignId)

struct TraceRow {
    Id contactId;
    Timestamp at;
};
REJOINDER_DESCRIBE(TraceRow, contactId, at)

class CallRecords final : public contacts::PersonRecords {
public:
    std::vector<contacts::TimelineEntry> timeline(Unit& unit, std::span<const Id> contacts, Timestamp before,
                                                  std::int32_t limit) override {
        std::vector<contacts::TimelineEntry> all;
        for (const Id contact : contacts) {
            for (auto& r : unit.all<TimelineRow>("channel-phone.call-timeline", {{"contactId", contact}})) {
                if (r.at < before) {
                    all.push_back({r.at,
                                   "channel-phone.call",
                                   r.id,
                                   std::move(r.outcome),
                                   std::move(r.agent),
                                   Channel::Phone,
                                   r.campaignId,
                                   {}});
                }
            }
        }
        std::ranges::sort(all, [](const auto& a, const auto& b) { return a.at > b.at; });
        if (all.size() > static_cast<std::size_t>(limit)) {
            all.resize(static_cast<std::size_t>(limit));
        }
        return all;
    }

    std::int64_t erase(Unit& unit, std::span<const Id> contacts) override {
        std::uint64_t changed = 0;
        for (const Id contact : contacts) {
            changed += unit.run("channel-phone.erase-attempt-notes", {{"contactId", contact}});
            changed += unit.run("channel-phone.erase-call-notes", {{"contactId", contact}});
            changed += unit.run("channel-phone.erase-script-runs", {{"contactId", contact}});
            changed += unit.run("channel-phone.erase-legs", {{"contactId", contact}});
        }
        return static_cast<std::int64_t>(changed);
    }

    void traces(Unit& unit, std::span<const Id> contacts, const Trace& take) override {
        contacts::forContacts<TraceRow>(unit, "channel-phone.call-traces", contacts, [&](const TraceRow& r) {
            take(r.contactId, r.at, "channel-phone.call");
        });
    }
};

} // namespace

std::shared_ptr<contacts::PersonRecords> makePersonRecords() {
    return std::make_shared<CallRecords>();
}

} // namespace rejoinder::phone
