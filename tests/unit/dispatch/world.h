#pragma once
#include "checks.h"
#include "database.h"
#include "hand_over.h"
#include "kernel/storage/migrator.h"
#include "kernel/storage/storage_engine.h"
#include "tests/unit/storage/fixture.h"
#include "wave_book.h"
#include "wave_builder.h"

#include <algorithm>
#include <functional>
#include <set>

/// Dispatch on a real SQLite file, with neighbours that tests can steer and jobs that can die at any step.
namespace rejoinder::dispatch::test {

using storage::test::codeOf;
using storage::test::SetClock;
using storage::test::TempFolder;

/// The process died here.
struct Crash {};

/// What the neighbours know.
struct Company {
    static constexpr std::int64_t kFirst = 1000; ///< id of the first contact
    std::int64_t members = 100;
    std::int32_t step = 10; ///< members per read, so that a small wave has many steps
    bool approved = true;
    int running = 0;
    std::set<Id> objected, missing;
};

class TestDirectory final : public contacts::Directory {
public:
    explicit TestDirectory(Company& company) : company_(company) {}
    std::optional<contacts::Contact> find(Unit&, Id id) override {
        if (company_.missing.contains(id)) {
            return std::nullopt;
        }
        contacts::Contact c;
        c.id = id;
        c.familyName = "Person " + id.toString();
        c.city = "Zürich";
        return c;
    }
    std::vector<contacts::Contact> findMany(Unit& u, std::span<const Id> ids) override {
        std::vector<contacts::Contact> out;
        for (const Id id : ids) {
            if (auto c = find(u, id)) {
                out.push_back(*c);
            }
        }
        return out;
    }
    std::optional<contacts::Contact> findByExternalKey(Unit&, std::string_view) override { return {}; }
    std::vector<std::string> attributeValues(Unit&, std::string_view, std::span<const Id> ids) override {
        return std::vector<std::string>(ids.size());
    }
    void markUndeliverable(Unit&, Id, bool, std::string_view) override {}
    std::vector<std::string> addressBlock(const contacts::Contact& c, std::string_view) override {
        return {c.familyName};
    }
    std::string salutationLine(const contacts::Contact& c) override { return "Guten Tag " + c.familyName; }

private:
    Company& company_;
};

class TestGate final : public contacts::ContactGate {
public:
    explicit TestGate(Company& company) : company_(company) {}
    std::vector<contacts::Refusal> mayContact(Unit&, Channel, std::span<const Id> ids) override {
        std::vector<contacts::Refusal> out;
        for (const Id id : ids) {
            out.push_back(company_.objected.contains(id) ? contacts::Refusal::Objection
                                                         : contacts::Refusal::None);
        }
        return out;
    }
    void object(Unit&, Id id, std::optional<Channel>, std::string_view) override {
        company_.objected.insert(id);
    }

private:
    Company& company_;
};

class TestCampaigns final : public campaigns::Campaigns {
public:
    explicit TestCampaigns(Company& company) : company_(company) {}
    std::optional<campaigns::CampaignSummary> find(Unit&, Id id) override {
        campaigns::CampaignSummary s;
        s.id = id;
        s.name = "Spring";
        return s;
    }
    std::vector<campaigns::CampaignSummary> all(Unit&) override { return {}; }
    std::vector<campaigns::Cell> cells(Unit&, Id campaign) override {
        std::vector<campaigns::Cell> cells(3);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            cells[i].id = Id{static_cast<std::int64_t>(11 + i)};
            cells[i].campaignId = campaign;
            cells[i].code = std::string(1, static_cast<char>('A' + i));
            cells[i].holdOut = i == 2;
        }
        return cells;
    }
    void requireApproved(Unit&, Id) override {
        if (!company_.approved) {
            throw Error::conflict("campaigns.not-approved", "The campaign is not approved.");
        }
    }
    void markRunning(Unit&, Id) override { ++company_.running; }

private:
    Company& company_;
};

class TestLists final : public targetgroups::FrozenLists {
public:
    explicit TestLists(Company& company) : company_(company) {}
    Id campaignOf(Unit&, Id) override { return Id{1}; }
    std::vector<targetgroups::Member> membersAfter(Unit&, Id, std::span<const Id> cells, Id after,
                                                   std::int32_t limit) override {
        std::vector<targetgroups::Member> out;
        const auto most = static_cast<std::size_t>(std::min(limit, company_.step));
        const auto end = Company::kFirst + company_.members;
        for (auto i = std::max(after.value + 1, Company::kFirst); i < end && out.size() < most; ++i) {
            const Id cell{11 + i % 2};
            if (cells.empty() || std::find(cells.begin(), cells.end(), cell) != cells.end()) {
                out.push_back({Id{i}, cell, i % 3 == 0 ? "new" : "old", false});
            }
        }
        return out;
    }
    std::optional<targetgroups::Member> memberOf(Unit&, Id, Id) override { return {}; }
    std::vector<std::optional<targetgroups::Member>> membersOf(Unit&, Id,
                                                               std::span<const Id> contacts) override {
        return std::vector<std::optional<targetgroups::Member>>(contacts.size());
    }
    void extend(Unit&, Id, std::span<const targetgroups::Member>) override {}
    std::vector<targetgroups::MemberCount> counts(Unit&, Id) override { return {}; }
    Id freeze(Unit&, Id, std::string_view, std::span<const targetgroups::Member>) override { return {}; }

private:
    Company& company_;
};

/// A channel that remembers what left the house.
class TestChannel final : public ChannelGateway {
public:
    [[nodiscard]] Channel channel() const override { return Channel::Letter; }
    [[nodiscard]] std::int32_t batchSize() const override { return size; }
    [[nodiscard]] bool repeatable() const override { return canRepeat; }
    std::vector<Handed> handOver(const Batch& batch) override {
        if (dieBefore) {
            throw Crash{};
        }
        std::vector<Handed> handed;
        for (const auto& piece : batch.pieces) {
            sent[piece.id].insert(batch.id);
            handed.push_back({piece.id, PieceState::HandedOver, ""});
        }
        batches[batch.id].push_back(batch.pieces.size());
        if (dieAfter) {
            throw Crash{};
        }
        return answer ? answer(batch, handed) : handed;
    }
    void record(Unit&, const Batch&, std::span<const Handed>) override {}

    std::int32_t size = 7;
    bool canRepeat = true, dieBefore = false, dieAfter = false;
    std::function<std::vector<Handed>(const Batch&, std::vector<Handed>)> answer;
    std::map<Id, std::set<Id>> sent; ///< batches in which a piece left the house
    std::map<Id, std::vector<std::size_t>> batches;
};

class QuietLog final : public Log {
public:
    void write(LogLevel, std::string_view event, std::initializer_list<LogField>) override {
        events.emplace_back(event);
    }
    std::vector<std::string> events;
};

/// One run of a job that dies at a chosen step: before its commit, or right after it.
class TestAttempt final : public Attempt {
public:
    TestAttempt(Storage& storage, Id job, int dieAtStep = -1, bool afterCommit = false)
        : storage_(storage), job_(job), left_(dieAtStep), afterCommit_(afterCommit) {}
    [[nodiscard]] Id jobId() const override { return job_; }
    [[nodiscard]] std::int32_t number() const override { return 1; }
    [[nodiscard]] bool stopping() const override { return stop; }
    void progress(std::int64_t, std::int64_t) override {}
    void read(const std::function<void(Unit&)>& work) override {
        storage_.read([&](Unit& u) { work(u); });
    }
    bool stop = false;
    int steps = 0;

protected:
    void runStep(const std::function<void(Unit&)>& step, const std::function<std::string()>*) override {
        ++steps;
        const bool die = left_-- == 0;
        storage_.write([&](Unit& u) {
            step(u);
            if (die && !afterCommit_) {
                throw Crash{};
            }
        });
        if (die) {
            throw Crash{};
        }
    }
    [[nodiscard]] std::string checkpointText() const override { return {}; }
    void setResult(std::string) override {}

private:
    Storage& storage_;
    Id job_;
    int left_;
    bool afterCommit_;
};

struct NumberRow {
    std::int64_t number = 0;
};
REJOINDER_DESCRIBE(NumberRow, number)

/// The database, the parts of dispatch, and the jobs they queue.
class World final : public storage::UnitHooks {
public:
    struct Queued {
        std::string name, uniqueKey;
        Id id;
    };

    World() {
        const std::filesystem::path sql = std::filesystem::path(REJOINDER_SOURCE_DIR) / "sql";
        auto database = std::make_unique<sqlite::Database>(
            sqlite::readOptions({{"path", (folder.path() / "test.db").string()}}));
        storage::QueryCatalog catalog;
        catalog.load("kernel", sql / "kernel/queries", "sqlite");
        catalog.load("dispatch", sql / "dispatch/queries", "sqlite");
        storage::Migrator(*database, catalog, clock,
                          {{"kernel", sql / "kernel/migrations"}, {"dispatch", sql / "dispatch/migrations"}},
                          "1.0.0")
            .apply();
        engine = std::make_unique<storage::StorageEngine>(std::move(database), std::move(catalog), clock);
        engine->prepareQueries();
        engine->setHooks(*this);
        neighbours.directory = std::make_shared<TestDirectory>(company);
        neighbours.gate = std::make_shared<TestGate>(company);
        neighbours.campaigns = std::make_shared<TestCampaigns>(company);
        neighbours.lists = std::make_shared<TestLists>(company);
        channel = std::make_shared<TestChannel>();
        neighbours.gateways = [this] { return std::vector<std::shared_ptr<ChannelGateway>>{channel}; };
        codes.emplace(*engine);
        waves.emplace(neighbours);
        pieces.emplace(neighbours, *codes);
        builder.emplace(neighbours, *codes, log);
        handOver.emplace(neighbours, *pieces, log);
    }

    void publish(Unit&, std::string_view topic, std::string) override { published.emplace_back(topic); }
    Id enqueue(Unit& unit, std::string_view job, std::string, const JobRequest& request) override {
        queued.push_back({std::string(job), request.uniqueKey, unit.newId()});
        return queued.back().id;
    }
    void audit(Unit&, std::string_view, Id, std::string_view) override {}
    void committed(bool, bool) override {}

    template <class F>
    auto write(F&& f) {
        return engine->write(std::forward<F>(f));
    }
    template <class F>
    auto read(F&& f) {
        return engine->read(std::forward<F>(f));
    }
    WaveRow row(Id wave) {
        return read([&](Unit& u) { return WaveBook::row(u, wave); });
    }
    Id plan(std::vector<Id> cells = {}) {
        NewWave wish;
        wish.name = "First";
        wish.targetGroupId = Id{5};
        wish.cellIds = std::move(cells);
        wish.content.text = "Guten Tag {{familyName}}, Ihr Code ist {{code}}.";
        wish.content.senderAddress = "Bahnhofstrasse 1, 8001 Zürich";
        return write([&](Unit& u) { return waves->create(u, wish); });
    }
    /// Runs the wave's current building job; false when it died.
    bool build(Id wave, int dieAt = -1, bool afterCommit = false) {
        return runs(row(wave).buildJobId, dieAt, afterCommit, [&](Attempt& a) { builder->build({wave}, a); });
    }
    /// Runs the wave's current hand-over job; false when it died.
    bool give(Id wave, int dieAt = -1, bool afterCommit = false) {
        return runs(row(wave).handOverJobId, dieAt, afterCommit,
                    [&](Attempt& a) { handOver->run({wave}, a); });
    }
    void start(Id wave, bool restart = false) {
        write([&](Unit& u) { waves->handOver(u, {wave, restart}); });
    }
    Id builtWave() {
        const Id wave = plan();
        build(wave);
        return wave;
    }
    /// Pieces of a wave by state.
    std::map<PieceState, std::int64_t> states(Id wave) {
        std::map<PieceState, std::int64_t> out;
        for (const auto& c : read([&](Unit& u) { return WaveBook::detail(u, wave); }).counts) {
            out[c.state] += c.pieces;
        }
        return out;
    }
    std::vector<PieceAnswer> all(PieceQuery query) {
        std::vector<PieceAnswer> out;
        for (;;) {
            auto page = read([&](Unit& u) { return PieceBook::list(u, query); });
            std::move(page.items.begin(), page.items.end(), std::back_inserter(out));
            if (!page.nextCursor) {
                return out;
            }
            query.cursor = page.nextCursor;
        }
    }
    std::vector<PieceAnswer> piecesOf(Id wave, std::optional<PieceState> state = {}) {
        PieceQuery query;
        query.waveId = wave;
        query.state = state;
        query.limit = 9;
        return all(query);
    }
    /// What verify finds.
    std::vector<std::string> problems() {
        return read([&](Unit& u) {
            auto all = checkCounts(u);
            for (const auto& more : {checkCodes(u, *codes), checkHandOver(u)}) {
                all.insert(all.end(), more.begin(), more.end());
            }
            return all;
        });
    }

    TempFolder folder;
    SetClock clock{storage::test::kStart};
    Company company;
    Neighbours neighbours;
    std::shared_ptr<TestChannel> channel;
    QuietLog log;
    std::unique_ptr<storage::StorageEngine> engine;
    std::optional<CodeSpace> codes;
    std::optional<WaveBook> waves;
    std::optional<PieceBook> pieces;
    std::optional<WaveBuilder> builder;
    std::optional<HandOver> handOver;
    std::vector<std::string> published;
    std::vector<Queued> queued;
    int steps = 0; ///< of the last job

private:
    bool runs(Id job, int dieAt, bool afterCommit, const std::function<void(Attempt&)>& run) {
        TestAttempt attempt(*engine, job, dieAt, afterCommit);
        try {
            run(attempt);
            steps = attempt.steps;
            return true;
        } catch (const Crash&) {
            return false;
        }
    }
};

} // namespace rejoinder::dispatch::test
