#include "person_records.h"

namespace rejoinder::email {

namespace {

class MailRecords final : public contacts::PersonRecords {
public:
    std::vector<contacts::TimelineEntry> timeline(Unit& /*unit*/, std::span<const Id> /*contacts*/,
                                                  Timestamp /*before*/, std::int32_t /*limit*/) override {
        return {}; // responses and pieces tell it
    }

    std::int64_t erase(Unit& unit, std::span<const Id> contacts) override {
        std::uint64_t changed = 0;
        for (const Id contact : contacts) {
            // First what is found by the addresses that go with the rest.
            changed += unit.run("channel-email.erase-quarantine", {{"contactId", contact}});
            changed += unit.run("channel-email.erase-bounces", {{"contactId", contact}});
            changed += unit.run("channel-email.erase-incoming", {{"contactId", contact}});
        }
        return static_cast<std::int64_t>(changed);
    }

    void traces(Unit& /*unit*/, std::span<const Id> /*contacts*/, const Trace& /*take*/) override {}
};

} // namespace

std::shared_ptr<contacts::PersonRecords> makePersonRecords() {
    return std::make_shared<MailRecords>();
}

} // namespace rejoinder::email
