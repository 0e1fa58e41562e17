#pragma once
#include "import_undo.h"
#include "import_view.h"
#include "services.h"
#include "store.h"
#include "tests/unit/contacts/world.h"

#include <gmock/gmock.h>

#include <algorithm>

/// Imports step by step, over the routes.
namespace rejoinder::contacts::steps {

struct Sample {
    std::string header, target;
    std::vector<std::string> values;
};
REJOINDER_DESCRIBE(Sample, header, target, values)

struct LookFault {
    std::string pointer, code, message;
};
REJOINDER_DESCRIBE(LookFault, pointer, code, message)

/// As the routes show it.
struct Look {
    Id id;
    std::int64_t version = 0;
    ImportState state = ImportState::Draft;
    ImportForm form = ImportForm::Csv;
    std::string encoding, delimiter, quote, sheet;
    bool header = false;
    std::vector<Sample> columns;
    std::vector<LookFault> faults;
};
REJOINDER_DESCRIBE(Look, id, version, state, form, encoding, delimiter, quote, sheet, header, columns, faults)

/// What another plugin would tell of people.
class ToldRecords final : public PersonRecords {
public:
    std::vector<TimelineEntry> timeline(Unit&, std::span<const Id> contacts, Timestamp,
                                        std::int32_t) override {
        std::vector<TimelineEntry> all;
        for (const auto& [contact, entry] : told)
            if (std::ranges::find(contacts, contact) != contacts.end()) all.push_back(entry);
        return all;
    }
    std::int64_t erase(Unit&, std::span<const Id>) override { return 0; }
    void tell(Unit& unit, Id contact, const char* kind) {
        told.push_back({contact, {unit.now(), kind, Id{1}, "Wave", {}, {}, {}, {}}});
    }
    std::vector<std::pair<Id, TimelineEntry>> told;
};

class ImportSteps : public testing::Test {
protected:
    ~ImportSteps() override { EXPECT_THAT(world.problems(), testing::IsEmpty()); }

    Look draft(const std::string& text, const std::string& query = "") {
        return world.call("POST", "/contacts/import-drafts" + query, text, {}, "text/csv").as<Look>();
    }
    Look correct(const Look& look, const std::string& settings) {
        return world
            .call("PUT", "/contacts/imports/" + look.id.toString() + "/settings",
                  R"({"settings":)" + settings + "}", "\"" + std::to_string(look.version) + "\"")
            .as<Look>();
    }
    Import find(Id id) { return world.get("/contacts/imports/" + id.toString()).as<Import>(); }
    Import act(Id id, const std::string& what) {
        const auto reply = world.post("/contacts/imports/" + id.toString() + "/" + what, "{}");
        EXPECT_EQ(reply.status, 202) << reply.body;
        world.settle();
        return find(id);
    }
    Import import(const std::string& text, const std::string& query = "") {
        return act(draft(text, query).id, "runs");
    }
    Id idOf(const std::string& key) {
        return world.read([&](Unit& unit) { return contactOfKey(unit, key); });
    }
    Contact of(const std::string& key) {
        return world.read([&](Unit& unit) { return requireContact(unit, contactOfKey(unit, key)); });
    }
    std::map<std::string, std::string> attributes(const std::string& key) {
        return world.read([&](Unit& unit) { return attributesOf(unit, contactOfKey(unit, key)); });
    }
    std::size_t contacts() {
        return world.read([](Unit& unit) { return unit.numbers("contacts.all-ids").size(); });
    }
    /// Everything that is known of everybody, as the API tells it; versions and moments left out.
    std::string everything() {
        std::string all;
        world.read([&](Unit& unit) {
            for (const std::int64_t number : unit.numbers("contacts.all-ids")) {
                Contact c = *findContact(unit, Id{number});
                c.version = 0, c.updatedAt = {};
                all += json::write(c) + json::write(attributesOf(unit, c.id)) + "\n";
            }
            for (const auto& [name, kind] : attributeNames(unit)) all += name + " " + nameOf(kind) + "\n";
        });
        return all;
    }
    std::shared_ptr<ContactGate> gate() {
        return makeGate(std::make_shared<Suppressions>(
                            HashKey::load(world.folder() / "data/plugins/contacts/suppression.key")),
                        {5, [this] { return std::vector<std::shared_ptr<PersonRecords>>{history}; }});
    }
    std::vector<Refusal> mayContact(Channel channel, const std::string& key) {
        return world.read([&](Unit& unit) {
            const Id id = contactOfKey(unit, key);
            return gate()->mayContact(unit, channel, {&id, 1});
        });
    }

    test::World world{"storage-sqlite", "contacts"};
    std::shared_ptr<ToldRecords> history = std::make_shared<ToldRecords>();
};

} // namespace rejoinder::contacts::steps
