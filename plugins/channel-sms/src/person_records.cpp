#include "person_records.h"

#include <algorithm>

namespace rejoinder::sms {

namespace {

struct TimelineRow {
    Id id;
    Timestamp at;
    std::string content, kind;
    std::optional<Id> campaignId;
};
REJOINDER_DESCRIBE(TimelineRow, id, at, content, kind, campaignId)

struct TraceRow {
    Id contactId;
    Timestamp at;
    std::string kind;
};
REJOINDER_DESCRIBE(TraceRow, contactId, at, kind)

class SmsRecords final : public contacts::PersonRecords {
public:
    std::vector<contacts::TimelineEntry> timeline(Unit& unit, std::span<const Id> contacts, Timestamp before,
                                                  std::int32_t limit) override {
        std::vector<contacts::TimelineEntry> all;
        for (const Id contact : contacts)
            for (auto& r : unit.all<TimelineRow>("channel-sms.incoming-timeline", {{"contactId", contact}}))
                if (r.at < before)
                    all.push_back({r.at,
                                   "channel-sms." + r.kind,
                                   r.id,
                                   std::move(r.content),
                                   {},
                                   Channel::Sms,
                                   r.campaignId,
                                   "/sms"});
        std::ranges::sort(all, [](const auto& a, const auto& b) { return a.at > b.at; });
        if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
        return all;
    }

    std::int64_t erase(Unit& unit, std::span<const Id> contacts) override {
        std::uint64_t changed = 0;
        for (const Id contact : contacts) {
            changed += unit.run("channel-sms.erase-incoming", {{"contactId", contact}});
            changed += unit.run("channel-sms.erase-messages", {{"contactId", contact}});
        }
        return static_cast<std::int64_t>(changed);
    }

    void traces(Unit& unit, std::span<const Id> contacts, const Trace& take) override {
        contacts::forContacts<TraceRow>(
            unit, "channel-sms.incoming-traces", contacts,
            [&](const TraceRow& r) { take(r.contactId, r.at, "channel-sms." + r.kind); });
    }
};

} // namespace

std::shared_ptr<contacts::PersonRecords> makePersonRecords() {
    return std::make_shared<SmsRecords>();
}

} // namespace rejoinder::sms
