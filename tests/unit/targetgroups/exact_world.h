#pragma once
#include "evaluate.h"
#include "index_keeper.h"
#include "plugins/contacts/src/merge_identity.h"
#include "plugins/contacts/src/services.h"
#include "plugins/dispatch/src/piece_facts.h"
#include "plugins/fulfilment/src/service.h"
#include "plugins/responses/src/service.h"
#include "tests/support/mariadb.h"
#include "tests/unit/responses/campaign_world.h"

#include <random>

/// A world of random people and histories on every engine, in which things happen, and random conditions
/// about it that the live-count index and the database are both asked.
namespace rejoinder::targetgroups::test {

/// Keeps the reasons that were given.
class Reasons final : public Log {
public:
    void write(LogLevel, std::string_view, std::initializer_list<LogField> fields) override {
        for (const auto& field : fields)
            if (field.name == "reason") given.push_back(field.text);
    }
    std::vector<std::string> given;
};

struct VersionView {
    std::int64_t version = 0;
};
REJOINDER_DESCRIBE(VersionView, version)

class Exact : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        rejoinder::test::World::Settings settings;
        if (std::string(GetParam()) == "storage-mysql") {
            if (!rejoinder::test::MariaDb::available()) GTEST_SKIP() << "MariaDB is not installed";
            server_ = std::make_unique<rejoinder::test::MariaDb>();
            settings = server_->settings(server_->newDatabase());
        }
        world_ = std::make_unique<rejoinder::test::CampaignWorld>(6, settings, GetParam());
        world_->make("/items",
                     R"({"sku":"MUG","name":"Mug","kind":"goods","unitCost":"4.3","priceMinor":1250,)"
                     R"("currency":"CHF","stocked":false})");
        histories_ = {std::make_shared<dispatch::PieceHistory>(),
                      std::make_shared<responses::ResponseHistory>(),
                      std::make_shared<fulfilment::OrderHistory>()};
        providers_ = {{contacts::makeFacts([this] { return histories_; })},
                      contacts::makeUniverse(),
                      contacts::makeGate(std::make_shared<contacts::Suppressions>(contacts::HashKey::load(
                          world_->folder() / "data/plugins/contacts/suppression.key"))),
                      contacts::makeDirectory(),
                      histories_,
                      contacts::makeIdentities()};
        loadPlaces(1000);
        for (const char* group : {"A", "B", "H", "Z"})
            for (int i = 0; i < 6; ++i) people_.push_back(world_->contact(group + std::to_string(i)));
        startAnew();
    }
    void TearDown() override {
        keeper_.reset();
        world_.reset();
    }

    [[nodiscard]] std::filesystem::path file() const { return world_->folder() / "data/live-count.cache"; }
    /// The keeper of a node that starts.
    void startAnew() {
        keeper_.reset();
        log_.given.clear();
        keeper_ = std::make_unique<index::Keeper>(
            world_->kernel().storage(), log_,
            [this] {
                return index::Keeper::Feeds{contacts::makeFactValues(), contacts::makeIdentities(),
                                            providers_.gate, histories_};
            },
            std::chrono::milliseconds(0), file());
    }

    /// Places for most of the postcodes that people here have; some only by their first digits.
    void loadPlaces(int first) {
        std::string file = "country;postcode;name;latitude;longitude\nDE;10115;Berlin;52.53;13.38\n";
        for (int code = first; code < 10'000; code += code % 3 == 0 ? 1 : 2)
            file += "CH;" + std::to_string(code) + ";Ort " + std::to_string(code) + ";" +
                    std::to_string(45.9 + code % 180 * 0.01) + ";" + std::to_string(6 + code % 97 * 0.04) +
                    "\n";
        for (int area = 10; area < 60; ++area)
            file += "DE;" + std::to_string(area) + ";Raum;" + std::to_string(47.5 + area * 0.1) + ";9.5\n";
        const auto reply = world_->call("POST", "/places?source=test", file, {}, "text/csv");
        ASSERT_EQ(reply.status, 200) << reply.body;
    }

    std::uint64_t below(std::uint64_t limit) { return dice_() % limit; }
    template <class T>
    const T& any(const std::vector<T>& list) {
        return list[below(list.size())];
    }
    std::string person() { return any(people_).toString(); }

    std::string attributes() {
        static const std::vector<std::string> texts{"a",          "B",          "ä", "zürich",
                                                    "2024-05-01", "2023-12-31", "7", "1e3"};
        return R"("score":")" + std::to_string(below(40)) + R"(","price":")" + std::to_string(below(100)) +
               "." + std::to_string(below(10)) + R"(","mixed":")" + any(texts) + R"(","since":"202)" +
               std::to_string(below(5)) + R"(-0)" + std::to_string(1 + below(9)) + R"(-15")";
    }

    void add() {
        static const std::vector<std::string> cities{"Zürich", "Bern", "BERN", "Genève", ""};
        const auto reply = world_->post(
            "/contacts", R"({"familyName":"Neu )" + std::to_string(below(9)) + R"(","city":")" + any(cities) +
                             R"(","postcode":")" + std::to_string(1000 + below(9000)) + R"(","country":")" +
                             (below(2) ? "CH" : "DE") + R"(","email":")" +
                             (below(2) ? "p" + std::to_string(below(1000)) + "@example.org" : "") +
                             R"(","attributes":{)" + attributes() + "}}");
        if (reply.status == 201) people_.push_back(reply.as<rejoinder::test::IdView>().id);
    }

    void change() {
        const auto who = person();
        const auto version =
            "\"" + std::to_string(world_->get("/contacts/" + who).as<VersionView>().version) + "\"";
        switch (below(3)) {
        case 0:
            world_->call("PATCH", "/contacts/" + who, R"({"city":"Basel","addressUndeliverable":true})",
                         version);
            break;
        case 1:
            world_->call("PUT", "/contacts/" + who + "/attributes", R"({"values":{)" + attributes() + "}}",
                         version);
            break;
        default:
            world_->call("PUT", "/contacts/" + who + "/attributes", R"({"values":{"score":"1"}})", version);
        }
    }

    void happen() {
        static const std::vector<std::string> channels{"email", "phone", "sms"}, events{"given", "withdrawn"},
            types{"visit", "order", "not-interested"};
        switch (below(10)) {
        case 9:
            world_->post("/suppressions", R"({"contactId":")" + person() + R"(","source":"call"})");
            break;
        case 0: add(); break;
        case 1: change(); break;
        case 2:
            world_->post("/contacts/" + person() + "/consents", R"({"channel":")" + any(channels) +
                                                                    R"(","event":")" + any(events) +
                                                                    R"(","source":"form"})");
            break;
        case 3:
        case 4:
            world_->post("/responses",
                         R"({"type":")" + any(types) + R"(","channel":"web","contactId":")" + person() +
                             "\"" +
                             (below(2) ? R"(,"campaignId":")" + world_->campaign.toString() + "\"" : "") +
                             R"(,"again":true})");
            break;
        case 5:
        case 6: order(); break;
        case 7: merge(); break;
        default:
            world_->post("/returns", R"({"code":")" + world_->code("A" + std::to_string(below(6))) +
                                         R"(","reason":"moved"})");
        }
    }

    void order() {
        const auto reply = world_->post(
            "/orders",
            R"({"contactId":")" + person() + R"(","lines":[{"sku":"MUG","quantity":)" +
                std::to_string(1 + below(3)) + "}]" +
                (below(2) ? R"(,"campaignId":")" + world_->campaign.toString() + "\"" : "") +
                (below(2) ? R"(,"orderedAt":"2025-0)" + std::to_string(1 + below(9)) + R"(-01T00:00:00Z")"
                          : "") +
                "}");
        if (reply.status != 201 || below(4) != 0) return;
        const auto id = reply.as<rejoinder::test::IdView>().id.toString();
        world_->call("PATCH", "/orders/" + id, R"({"state":"cancelled"})",
                     "\"" + std::to_string(world_->get("/orders/" + id).as<VersionView>().version) + "\"");
    }

    void merge() {
        if (!merges_.empty() && below(2) == 0) {
            world_->call("POST", "/contacts/merges/" + merges_.back().toString() + "/undo", "{}");
            merges_.pop_back();
            return;
        }
        const auto reply =
            world_->post("/contacts/" + person() + "/merges", R"({"mergedId":")" + person() + "\"}");
        if (reply.status == 201) merges_.push_back(*Id::parse(reply.textAfter("\"id\":\"")));
    }

    contacts::FactCondition condition(const std::vector<contacts::FactInfo>& facts) {
        using contacts::Comparison;
        using contacts::FactKind;
        static const std::vector<std::string> texts{
            "a",     "b",     "ZURICH",     "bern", "CH",     "de",   "given", "withdrawn",
            "visit", "order", "2024-05-01", "7",    "person", "8001", "80",    ""},
            days{"2024-05-01", "2025-03-01", "2020-01-15", "2026-11-30", "2023-12-31"},
            numbers{"0", "1", "2", "10", "25", "50.5", "2500", "1250", "-1"};
        const auto& fact = any(facts);
        contacts::FactCondition c;
        c.fact = fact.name;
        c.comparison = static_cast<Comparison>(below(11));
        if (fact.kind == FactKind::YesNo) c.comparison = below(2) ? Comparison::Exists : Comparison::Is;
        if (fact.name == "contact.place" && below(8) != 0) {
            static const std::vector<std::string> centres{"CH 8001", "de 10115", "47.0,8.0", "46.2,6.1",
                                                          "CH 1"};
            c.comparison = below(6) ? Comparison::Within : Comparison::Exists;
            if (c.comparison == Comparison::Within) c.values = {std::to_string(below(200)), any(centres)};
            return c;
        }
        const auto count = c.comparison == Comparison::Exists    ? 0
                           : c.comparison == Comparison::Between ? 2
                           : c.comparison == Comparison::Within  ? 2
                           : c.comparison == Comparison::In      ? 1 + below(3)
                           : c.comparison == Comparison::Begins  ? 1 + below(3)
                                                                 : 1;
        for (std::uint64_t i = 0; i < count; ++i)
            c.values.push_back(fact.kind == FactKind::YesNo    ? (below(2) ? "true" : "no")
                               : fact.kind == FactKind::Number ? any(numbers)
                               : fact.kind == FactKind::Day    ? any(days)
                                                               : any(texts));
        for (const auto by : fact.narrowedBy) {
            if (below(3) != 0) continue;
            if (by == contacts::Narrowing::Campaign) c.campaignId = below(4) ? world_->campaign : Id{99};
            if (by == contacts::Narrowing::Cell)
                c.cellIds = {world_->cell("A"), world_->cell(below(2) ? "B" : "H")};
            if (by == contacts::Narrowing::Channel) c.channel = below(2) ? Channel::Letter : Channel::Web;
            if (by == contacts::Narrowing::Type && fact.kind != FactKind::Text)
                c.types = {below(2) ? "visit" : "order"};
            if (by == contacts::Narrowing::Days)
                c.withinDays = static_cast<std::int32_t>(below(2) ? below(3) : 600);
        }
        if (!fact.narrowedBy.empty() && below(12) == 0) c.since = Timestamp{1'735'700'000'000'000};
        return c;
    }

    Condition tree(const std::vector<contacts::FactInfo>& facts, int depth) {
        Condition c;
        const auto kind = depth == 0 ? 0 : below(4);
        if (kind == 0) {
            c.where = condition(facts);
            return c;
        }
        auto& list = kind == 1 ? c.all : kind == 2 ? c.any : c.none;
        for (auto n = 1 + below(3); n > 0; --n) list.push_back(tree(facts, depth - 1));
        return c;
    }

    /// What a condition gives, or which fault it has.
    static std::string outcome(Sets& sets, const Condition& c) {
        try {
            Evaluator evaluator(sets);
            const Set set = evaluator.evaluate(c);
            std::string out = std::to_string(sets.size(set)) + ":";
            for (const auto id : sets.ids(set)) out += " " + std::to_string(id);
            return out;
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::Invalid) << e.what();
            return "refused at " + e.faults().front().pointer;
        }
    }

    void compare(int questions) {
        world_->read([&](Unit& unit) {
            const auto facts = providers_.facts.front()->facts(unit);
            for (int i = 0; i < questions; ++i) {
                const auto c = tree(facts, i % 3);
                SqlSets database(unit, providers_);
                const auto fast = keeper_->sets(unit, providers_);
                ASSERT_TRUE(fast);
                ASSERT_EQ(outcome(*fast, c), outcome(database, c)) << json::write(c);
            }
        });
    }

    /// The figures of everybody's history.
    void compareFigures() {
        world_->read([&](Unit& unit) {
            for (const auto& history : histories_)
                for (const auto& s : history->streams())
                    for (const auto& fact : {s.count, s.amount, s.firstDay, s.lastDay}) {
                        if (fact.empty()) continue;
                        SqlSets database(unit, providers_);
                        const auto fast = keeper_->sets(unit, providers_);
                        const auto ids = database.ids(database.everybody());
                        ASSERT_EQ(fast->values(fact, ids), database.values(fact, ids)) << fact;
                    }
        });
    }

    /// Whom the gate refuses, of everybody.
    void compareRefused() {
        world_->read([&](Unit& unit) {
            for (const auto channel : {Channel::Letter, Channel::Email, Channel::Phone, Channel::Web}) {
                SqlSets database(unit, providers_);
                const auto fast = keeper_->sets(unit, providers_);
                ASSERT_EQ(fast->ids(fast->notContactable(fast->everybody(), channel)),
                          database.ids(database.notContactable(database.everybody(), channel)))
                    << nameOf(channel);
            }
        });
    }

    std::mt19937_64 dice_{20261130};
    Reasons log_;
    std::unique_ptr<rejoinder::test::MariaDb> server_;
    std::unique_ptr<rejoinder::test::CampaignWorld> world_;
    std::vector<std::shared_ptr<contacts::History>> histories_;
    Providers providers_;
    std::unique_ptr<index::Keeper> keeper_;
    std::vector<Id> people_, merges_;
};

} // namespace rejoinder::targetgroups::test
