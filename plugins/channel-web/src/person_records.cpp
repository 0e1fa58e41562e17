#include "person_records.h"

#include "submissions.h"

#include <algorithm>

namespace rejoinder::web {

namespace {

struct TraceRow {
    Id contactId;
    Timestamp receivedAt;
};
REJOINDER_DESCRIBE(TraceRow, contactId, receivedAt)

class WebRecords final : public contacts::PersonRecords {
public:
    explicit WebRecords(const Confirmations& confirmations) : confirmations_(confirmations) {}
    std::vector<contacts::TimelineEntry> timeline(Unit& unit, std::span<const Id> contacts, Timestamp before,
                                                  std::int32_t limit) override {
        std::vector<contacts::TimelineEntry> all;
        for (const auto& row : rowsOf(unit, contacts)) {
            if (row.receivedAt >= before) continue;
            const auto form = findForm(unit, row.formId);
            all.push_back({row.receivedAt, "channel-web.answer", row.id, form ? form->name : std::string(),
                           nameOf(row.state), Channel::Web, row.campaignId,
                           "/web-forms/" + row.formId.toString()});
        }
        std::ranges::sort(all, [](const auto& a, const auto& b) { return a.at > b.at; });
        if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
        return all;
    }

    std::int64_t erase(Unit& unit, std::span<const Id> contacts) override {
        std::int64_t changed = 0;
        for (const auto& row : rowsOf(unit, contacts)) {
            confirmations_.forget(unit, row.id);
            changed += static_cast<std::int64_t>(unit.run("channel-web.erase-submission", {{"id", row.id}}));
        }
        return changed;
    }

    void traces(Unit& unit, std::span<const Id> contacts, const Trace& take) override {
        contacts::forContacts<TraceRow>(
            unit, "channel-web.submission-traces", contacts,
            [&](const TraceRow& r) { take(r.contactId, r.receivedAt, "channel-web.answer"); });
    }

private:
    static std::vector<SubmissionRow> rowsOf(Unit& unit, std::span<const Id> contacts) {
        std::vector<SubmissionRow> rows;
        for (const Id contact : contacts)
            for (auto& row :
                 unit.all<SubmissionRow>("channel-web.submissions-of-contact", {{"contactId", contact}}))
                rows.push_back(std::move(row));
        return rows;
    }

    const Confirmations& confirmations_;
};

} // namespace

std::shared_ptr<contacts::PersonRecords> makePersonRecords(const Confirmations& confirmations) {
    return std::make_shared<WebRecords>(confirmations);
}

} // namespace rejoinder::web
