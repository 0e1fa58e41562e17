#include "person_records.h"

#include "records.h"

#include <rejoinder/json.h>

#include <algorithm>

namespace rejoinder::responses {

namespace {

struct TimelineRow {
    Id id;
    Timestamp receivedAt;
    Channel channel = Channel::Other;
    std::string typeKey, reaction;
    std::optional<Id> campaignId;
};
REJOINDER_DESCRIBE(TimelineRow, id, receivedAt, channel, typeKey, reaction, campaignId)

struct TraceRow {
    Id contactId;
    Timestamp receivedAt;
};
REJOINDER_DESCRIBE(TraceRow, contactId, receivedAt)

/// What somebody said goes, what it was about stays.
std::uint64_t makeBare(Unit& unit, ClearingEntry& entry) {
    entry.reply.note.clear();
    entry.reply.fields.clear();
    entry.reply.externalKey.reset();
    return unit.run("responses.erase-clearing-words",
                    {{"id", entry.id}, {"reply", json::write(entry.reply)}});
}

class ResponseRecords final : public contacts::PersonRecords {
public:
    std::vector<contacts::TimelineEntry> timeline(Unit& unit, std::span<const Id> contacts, Timestamp before,
                                                  std::int32_t limit) override {
        std::vector<contacts::TimelineEntry> all;
        for (const Id contact : contacts)
            for (auto& r : unit.all<TimelineRow>("responses.response-timeline", {{"contactId", contact}}))
                if (r.receivedAt < before)
                    all.push_back({r.receivedAt,
                                   "responses.response",
                                   r.id,
                                   std::move(r.typeKey),
                                   std::move(r.reaction),
                                   r.channel,
                                   r.campaignId,
                                   {}});
        std::ranges::sort(all, [](const auto& a, const auto& b) { return a.at > b.at; });
        if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
        return all;
    }

    std::int64_t erase(Unit& unit, std::span<const Id> contacts) override {
        std::uint64_t changed = 0;
        for (const Id contact : contacts) {
            changed += unit.run("responses.erase-capture-notes", {{"contactId", contact}});
            changed += unit.run("responses.erase-return-remarks", {{"contactId", contact}});
            changed += unit.run("responses.erase-corrections", {{"contactId", contact}});
            changed += eraseClearing(unit, contact);
        }
        return static_cast<std::int64_t>(changed);
    }

    /// What was written on replies that waited or wait for somebody to decide.
    static std::uint64_t eraseClearing(Unit& unit, Id contact) {
        std::uint64_t changed = 0;
        for (auto& entry : unit.all<ClearingEntry>(
                 "responses.clearing-of-contact",
                 {{"contactId", contact}, {"named", "%\"contactId\":\"" + contact.toString() + "\"%"}})) {
            const NewResponse& reply = entry.reply;
            if (reply.note.empty() && reply.fields.empty() && !reply.externalKey && entry.remark.empty())
                continue;
            changed += makeBare(unit, entry);
        }
        return changed;
    }

    void traces(Unit& unit, std::span<const Id> contacts, const Trace& take) override {
        contacts::forContacts<TraceRow>(unit, "responses.response-traces", contacts, [&](const TraceRow& r) {
            take(r.contactId, r.receivedAt, "responses.response");
        });
    }
};

} // namespace

bool forgetRejected(Unit& unit, Timestamp before) {
    auto old = unit.all<ClearingEntry>("responses.rejected-with-words", {{"before", before}});
    for (auto& entry : old) makeBare(unit, entry);
    return !old.empty();
}

std::shared_ptr<contacts::PersonRecords> makePersonRecords() {
    return std::make_shared<ResponseRecords>();
}

} // namespace rejoinder::responses
