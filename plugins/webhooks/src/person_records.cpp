#include "person_records.h"

#include <algorithm>

namespace rejoinder::webhooks {

namespace {

constexpr std::string_view kKind = "webhooks.message";

struct ToldRow {
    Id id;
    Timestamp at;
    std::string type, name;
};
REJOINDER_DESCRIBE(ToldRow, id, at, type, name)

struct TraceRow {
    Id contactId;
    Timestamp at;
};
REJOINDER_DESCRIBE(TraceRow, contactId, at)

class Records final : public contacts::PersonRecords {
public:
    /// Who was told of the person is what the person may ask (GDPR art. 15).
    std::vector<contacts::TimelineEntry> timeline(Unit& unit, std::span<const Id> contacts, Timestamp before,
                                                  std::int32_t limit) override {
        std::vector<contacts::TimelineEntry> all;
        for (const Id contact : contacts)
            for (auto& r : unit.all<ToldRow>("webhooks.person-events", {{"contactId", contact}}))
                if (r.at < before)
                    all.push_back({r.at,
                                   std::string(kKind),
                                   r.id,
                                   std::move(r.name),
                                   std::move(r.type),
                                   {},
                                   {},
                                   "/webhooks"});
        std::ranges::sort(all, [](const auto& a, const auto& b) { return a.at > b.at; });
        if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
        return all;
    }

    std::int64_t erase(Unit& unit, std::span<const Id> contacts) override {
        std::uint64_t changed = 0;
        for (const Id contact : contacts) {
            unit.run("webhooks.drop-messages", {{"contactId", contact}});
            unit.run("webhooks.erase-answers", {{"contactId", contact}});
            changed += unit.run("webhooks.erase-bodies", {{"contactId", contact}});
        }
        return static_cast<std::int64_t>(changed);
    }

    void traces(Unit& unit, std::span<const Id> contacts, const Trace& take) override {
        contacts::forContacts<TraceRow>(unit, "webhooks.person-traces", contacts,
                                        [&](const TraceRow& r) { take(r.contactId, r.at, kKind); });
    }
};

} // namespace

std::shared_ptr<contacts::PersonRecords> makePersonRecords() {
    return std::make_shared<Records>();
}

} // namespace rejoinder::webhooks
