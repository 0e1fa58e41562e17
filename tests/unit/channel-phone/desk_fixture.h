#pragma once
#include "call_backs.h"
#include "database.h"
#include "kernel/storage/migrator.h"
#include "kernel/storage/storage_engine.h"
#include "legs.h"
#include "outcomes.h"
#include "phone_gateway.h"
#include "tests/unit/storage/fixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>

/// The call list with its neighbours on a real SQLite file.
namespace rejoinder::phone::desk_test {

using std::chrono::minutes;
using storage::test::codeOf;
using storage::test::SetClock;
using storage::test::TempFolder;
using testing::ElementsAre;

inline constexpr std::int64_t kFirstContact = 1000;

/// The neighbours, and the set of those who do not want to be called.
class Neighbours final : public contacts::Directory {
public:
    std::optional<contacts::Contact> find(Unit&, Id id) override {
        if (!id) return std::nullopt;
        contacts::Contact c;
        c.id = id;
        c.familyName = "Person " + id.toString();
        c.phone = "+41441234567";
        return c;
    }
    std::vector<contacts::Contact> findMany(Unit&, std::span<const Id>) override { return {}; }
    std::optional<contacts::Contact> findByExternalKey(Unit&, std::string_view) override { return {}; }
    std::vector<std::string> attributeValues(Unit&, std::string_view, std::span<const Id>) override {
        return {};
    }
    void markUndeliverable(Unit&, Id, bool, std::string_view) override {}
    std::vector<std::string> addressBlock(const contacts::Contact&, std::string_view) override { return {}; }
    std::string salutationLine(const contacts::Contact& c) override { return "Guten Tag " + c.familyName; }
};

/// Numbers as the contacts read them, nearly: "0…" is Swiss; the first contact has the one that is known.
class KnownNumbers final : public contacts::Numbers {
public:
    std::optional<std::string> read(std::string_view text, std::string_view) const override {
        std::string digits;
        for (const char c : text)
            if (c >= '0' && c <= '9') digits += c;
        if (digits.size() < 6) return std::nullopt;
        return "+" + (digits[0] == '0' ? "41" + digits.substr(1) : digits);
    }
    std::vector<Id> holders(Unit&, std::string_view number) override {
        return number == "+41441234567" ? std::vector{Id{kFirstContact}} : std::vector<Id>{};
    }
    void object(Unit&, std::string_view number, std::optional<Channel>, std::string_view) override {
        objected = number;
    }
    std::string objected;
};

class Gate final : public contacts::ContactGate {
public:
    std::vector<contacts::Refusal> mayContact(Unit&, Channel, std::span<const Id> ids) override {
        const std::lock_guard lock(mutex);
        std::vector<contacts::Refusal> out;
        for (const Id id : ids) {
            out.push_back(objected.contains(id) ? contacts::Refusal::Objection : contacts::Refusal::None);
        }
        return out;
    }
    void object(Unit&, Id id, std::optional<Channel> channel, std::string_view) override {
        EXPECT_EQ(channel, Channel::Phone);
        const std::lock_guard lock(mutex);
        objected.insert(id);
    }
    std::mutex mutex;
    std::set<Id> objected;
};

class Plans final : public campaigns::Campaigns {
public:
    std::optional<campaigns::CampaignSummary> find(Unit&, Id id) override {
        campaigns::CampaignSummary s;
        s.id = id;
        s.name = "Spring";
        s.state = state;
        return s;
    }
    std::vector<campaigns::CampaignSummary> all(Unit&) override { return {}; }
    std::vector<campaigns::Cell> cells(Unit&, Id) override { return {}; }
    void requireApproved(Unit&, Id) override {}
    void markRunning(Unit&, Id) override {}
    campaigns::CampaignState state = campaigns::CampaignState::Running;
};

class Desk : public testing::Test, public storage::UnitHooks {
protected:
    Desk() {
        const std::filesystem::path sql = std::filesystem::path(REJOINDER_SOURCE_DIR) / "sql";
        auto database = std::make_unique<sqlite::Database>(
            sqlite::readOptions({{"path", (folder.path() / "test.db").string()}}));
        storage::QueryCatalog catalog;
        catalog.load("kernel", sql / "kernel/queries", "sqlite");
        catalog.load("channel-phone", sql / "channel-phone/queries", "sqlite");
        storage::Migrator(
            *database, catalog, clock,
            {{"kernel", sql / "kernel/migrations"}, {"channel-phone", sql / "channel-phone/migrations"}},
            "1.0.0")
            .apply();
        engine = std::make_unique<storage::StorageEngine>(std::move(database), std::move(catalog), clock);
        engine->prepareQueries();
        engine->setHooks(*this);
        Outcomes::ensureDefaults(*engine);
        Outcomes::ensureDefaults(*engine);
        desk.emplace(CallDesk::Neighbours{gate, std::make_shared<Neighbours>(), plans, numbers},
                     [this] { return rules; });
    }
    void publish(Unit&, std::string_view topic, std::string json) override {
        const std::lock_guard lock(mutex);
        if (topic == Ringing::kTopic)
            rings.push_back(json::read<Ringing>(json));
        else if (topic == CallMoved::kTopic)
            moves.push_back(json::read<CallMoved>(json));
        else
            told.push_back(json::read<CallCompleted>(json));
    }
    Id enqueue(Unit&, std::string_view, std::string, const JobRequest&) override { return {}; }
    void audit(Unit&, std::string_view, Id, std::string_view) override {}
    void committed(bool, bool) override {}

    void list(std::int64_t calls) {
        dispatch::Batch batch;
        batch.content.text = "Grüezi, spreche ich mit {{familyName}}?";
        std::vector<dispatch::Handed> handed;
        for (std::int64_t i = 0; i < calls; ++i) {
            dispatch::Piece piece;
            piece.id = Id{1 + i};
            piece.campaignId = Id{7};
            piece.contactId = Id{kFirstContact + i};
            dispatch::Recipient recipient;
            recipient.contact.phone = i == 3 ? "" : "+41441234567";
            recipient.fields["familyName"] = "Person " + std::to_string(kFirstContact + i);
            batch.pieces.push_back(piece);
            batch.recipients.push_back(recipient);
        }
        handed = gateway.handOver(batch);
        engine->write([&](Unit& u) { gateway.record(u, batch, handed); });
    }
    NextCall next(const std::string& agent) {
        return engine->write([&](Unit& u) { return desk->next(u, agent, {}); });
    }
    CallSheet finish(const std::string& agent, Id call, const std::string& outcome,
                     std::optional<Timestamp> callBackAt = {}, bool mine = false) {
        return engine->write([&](Unit& u) {
            return desk->finish(u, agent, {call, outcome, "said so", callBackAt, mine, {}});
        });
    }
    std::vector<CallAnswer> calls(std::optional<CallState> state = {}) {
        CallQuery query;
        query.state = state;
        return engine->read([&](Unit& u) { return CallDesk::list(u, query); }).items;
    }

    TempFolder folder;
    SetClock clock{storage::test::kStart};
    PhoneRules rules;
    std::shared_ptr<Gate> gate = std::make_shared<Gate>();
    std::shared_ptr<Plans> plans = std::make_shared<Plans>();
    std::shared_ptr<KnownNumbers> numbers = std::make_shared<KnownNumbers>();
    PhoneGateway gateway;
    std::unique_ptr<storage::StorageEngine> engine;
    std::optional<CallDesk> desk;
    std::mutex mutex;
    std::vector<CallCompleted> told;
    std::vector<Ringing> rings;
    std::vector<CallMoved> moves;
    CallBacks callBacks{std::make_shared<Neighbours>(), numbers, [this] { return rules; }};
};

} // namespace rejoinder::phone::desk_test
