#pragma once
#include "database.h"
#include "kernel/http/dispatcher.h"
#include "kernel/http/server.h"
#include "kernel/storage/migrator.h"
#include "kernel/storage/storage_engine.h"
#include "tests/unit/http/server_fixture.h"

#include <rejoinder/plugin.h>

#include <fstream>

namespace rejoinder::http::test {

/// What is sent to make an item.
inline constexpr std::string_view kSpoon = R"({"name":"spoon","amount":3})";

class FolderOfTest {
public:
    FolderOfTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "rejoinder-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~FolderOfTest() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    FolderOfTest(const FolderOfTest&) = delete;
    FolderOfTest& operator=(const FolderOfTest&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
    }

private:
    std::filesystem::path path_;
};

class ClockOfTest final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override { return {micros_.load()}; }
    void advance(std::chrono::microseconds by) { micros_ += by.count(); }

private:
    std::atomic<std::int64_t> micros_{1'772'352'000'000'000};
};

/// "Bearer <name>" signs in; the cookie "sid=1" is a session. "all" may everything, "none" nothing.
class AuthorityOfTest final : public security::Authority {
public:
    std::optional<security::Principal> authenticate(const security::Credentials& shown) override {
        security::Principal who;
        if (shown.cookie == "sid=1") {
            who.actor = {"user", "eve", Id{7}, {}};
            who.all = who.byCookie = true;
            who.csrfToken = "the-token";
            return who;
        }
        if (!shown.authorization.starts_with("Bearer ")) return std::nullopt;
        const auto name = shown.authorization.substr(7);
        if (name != "all" && name != "none" && name != "other") return std::nullopt;
        who.actor = {"token", std::string(name), Id{}, {}};
        who.all = name != "none";
        return who;
    }
};

/// Forwards what a plugin declares to the router; the rest is not looked at here.
class DeclarationsOfTest final : public Declarations {
public:
    DeclarationsOfTest(Router& router, std::string plugin) : router_(router), plugin_(std::move(plugin)) {}
    void permission(std::string_view, std::string_view, std::initializer_list<std::string_view>) override {}
    void every(std::chrono::seconds, std::string_view) override {}
    void verify(std::string_view, std::function<std::vector<std::string>(Unit&)>) override {}
    void page(std::string_view, std::string_view, PermissionName) override {}
    void files(std::string_view, std::function<FileAnswer(const FileRequest&)>) override {}
    void publicPath(std::string_view, std::function<FileAnswer(const PublicRequest&)>) override {}
    void message(std::string_view, std::string_view, std::string_view) override {}
    void command(const Command&, std::function<int(std::span<const std::string>)>) override {}
    void settingValue(std::string_view, SettingValue, std::string_view,
                      std::function<std::string(const SettingValue&)>) override {}
    void route(ErasedRoute route) override { router_.add(plugin_, std::move(route)); }
    void subscription(std::string_view,
                      std::function<void(std::string_view, const Delivery&, Unit&)>) override {}
    void announcement(std::string_view topic, std::string_view permission, const StructInfo& info) override {
        router_.announce(plugin_, std::string(topic), std::string(permission), info);
    }
    void jobHandler(std::string_view, const JobOptions&,
                    std::function<void(std::string_view, Attempt&)>) override {}

private:
    Router& router_;
    std::string plugin_;
};

/// Hands events to its listeners as the bus does.
class SourceOfTest final : public EventSource {
public:
    std::uint64_t addListener(Listener listener) override {
        const std::lock_guard lock(mutex_);
        listeners_[++last_] = std::move(listener);
        return last_;
    }
    void removeListener(std::uint64_t id) override {
        const std::lock_guard lock(mutex_);
        listeners_.erase(id);
    }
    void tell(std::string_view topic, std::string_view json, Id id) {
        const std::lock_guard lock(mutex_);
        for (const auto& [key, listener] : listeners_) listener(topic, json, id);
    }
    [[nodiscard]] std::size_t listeners() const {
        const std::lock_guard lock(mutex_);
        return listeners_.size();
    }

private:
    mutable std::mutex mutex_;
    std::map<std::uint64_t, Listener> listeners_;
    std::uint64_t last_ = 0;
};

enum class Colour { Red, DarkBlue };
REJOINDER_DESCRIBE_ENUM(Colour, Red, DarkBlue)

struct Item {
    Id id;
    std::string name;
    std::int32_t amount = 0;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(Item, id, name, amount, version)

struct NewItem {
    std::string name;
    std::int32_t amount = 0;
    Colour colour = Colour::Red;
    std::vector<std::string> tags;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(20).says("What it is called");
        r.at("amount").range(0, 100);
        r.at("colour").defaulted();
    }
};
REJOINDER_DESCRIBE(NewItem, name, amount, colour, tags)

struct ChangeItem {
    Id id;
    std::string name;
};
REJOINDER_DESCRIBE(ChangeItem, id, name)

struct FindItems {
    std::optional<std::string> name;
    std::optional<std::int32_t> limit;
    std::optional<bool> big;
    std::vector<Colour> colours;
    static void rules(Rules& r) { r.at("limit").range(1, 10); }
};
REJOINDER_DESCRIBE(FindItems, name, limit, big, colours)

struct Echoed {
    std::string text;
};
REJOINDER_DESCRIBE(Echoed, text)

struct ThrowIt {
    std::string what;
};
REJOINDER_DESCRIBE(ThrowIt, what)

/// A small shop over the real storage engine, the real router, dispatcher and server.
class ApiTest : public ::testing::Test {
protected:
    ApiTest() {
        std::filesystem::create_directories(folder.path() / "sql");
        std::filesystem::copy(std::filesystem::path(REJOINDER_SOURCE_DIR) / "sql/kernel",
                              folder.path() / "sql/kernel", std::filesystem::copy_options::recursive);
        folder.write("sql/t/migrations/0001_first.sql",
                     "CREATE TABLE t_item (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL, "
                     "amount INT NOT NULL, version BIGINT NOT NULL);");
        folder.write("sql/t/queries/all.sql",
                     "-- name: insert\nINSERT INTO t_item (id, name, amount, version) "
                     "VALUES (:id, :name, :amount, :version)\n"
                     "-- name: find\nSELECT id, name, amount, version FROM t_item WHERE id = :id\n"
                     "-- name: rename\nUPDATE t_item SET name = :name, version = version + 1 WHERE id = :id\n"
                     "-- name: remove\nDELETE FROM t_item WHERE id = :id\n"
                     "-- name: reopen-claim\nUPDATE kernel_idempotency SET state = 'open', holder = :holder, "
                     "expires_at = :expires_at WHERE state = 'done' OR state = 'open'\n"
                     "-- name: count-answers\nSELECT count(*) FROM kernel_idempotency\n"
                     "-- name: count\nSELECT count(*) FROM t_item\n");
        auto made = std::make_unique<sqlite::Database>(
            sqlite::readOptions({{"path", (folder.path() / "data/test.db").string()}}));
        auto& database = *made;
        storage::QueryCatalog catalog;
        catalog.load("kernel", folder.path() / "sql/kernel/queries", "sqlite");
        catalog.load("t", folder.path() / "sql/t/queries", "sqlite");
        engine = std::make_unique<storage::StorageEngine>(std::move(made), std::move(catalog), clock);
        storage::Migrator(
            database, engine->queries(), clock,
            {{"kernel", folder.path() / "sql/kernel/migrations"}, {"t", folder.path() / "sql/t/migrations"}},
            "1.0.0")
            .apply();
        engine->prepareQueries();
        streams = std::make_unique<EventStreams>(source, router, *engine, metrics, streamOptions());
        dispatcher = makeDispatcher(1);
        declare();
    }
    /// One of the process `holder`.
    std::unique_ptr<Dispatcher> makeDispatcher(std::int64_t holder) {
        DispatcherOptions options;
        options.version = "1.2.3";
        options.spoolFolder = folder.path();
        options.holder = holder;
        return std::make_unique<Dispatcher>(
            DispatcherParts{router, *engine, authority, metrics, log, clock, streams.get()}, options);
    }
    ~ApiTest() override {
        streams->drain();
        server.reset();
    }

    static EventStreamOptions streamOptions() {
        EventStreamOptions options;
        options.maxStreams = 2;
        options.heartbeat = std::chrono::milliseconds(200);
        options.maxAge = std::chrono::seconds(30);
        options.maxQueued = 50;
        return options;
    }
    void declare();
    void listen() {
        ServerOptions options;
        options.spoolFolder = folder.path() / "spool";
        server = std::make_unique<Server>(*dispatcher, options, metrics, log);
        server->start();
    }
    std::int64_t items() {
        return engine->read([](Unit& unit) { return unit.number("t.count"); });
    }

    using Headers = std::vector<HeaderField>;
    /// A request without a socket; signed in as "all" unless told otherwise.
    HttpResponse call(std::string_view verb, std::string_view path, std::string_view body = {},
                      Headers headers = {}, std::string_view who = "Bearer all") {
        HttpRequest request;
        request.verb = verb;
        request.path = path.substr(0, path.find('?'));
        if (request.path.size() < path.size()) request.query = path.substr(request.path.size() + 1);
        request.headers = std::move(headers);
        if (!who.empty()) request.headers.push_back({"Authorization", who});
        if (!body.empty() && !request.header("Content-Type"))
            request.headers.push_back({"Content-Type", "application/json"});
        request.body = body;
        request.bodyBytes = body.size();
        request.peer = "192.0.2.1";
        HttpResponse response;
        dispatcher->handle(request, response);
        return response;
    }
    static bool has(const HttpResponse& response, std::string_view text) {
        return response.body.find(text) != std::string::npos;
    }
    static std::string field(const HttpResponse& response, std::string_view name) {
        const auto* value = response.header(name);
        return value ? *value : std::string();
    }

    FolderOfTest folder;
    ClockOfTest clock;
    observe::Metrics metrics;
    MemoryLog log;
    AuthorityOfTest authority;
    SourceOfTest source;
    Router router;
    std::unique_ptr<storage::StorageEngine> engine;
    std::unique_ptr<EventStreams> streams;
    std::unique_ptr<Dispatcher> dispatcher;
    std::unique_ptr<Server> server;
    std::atomic<int> runs{0};
    std::function<void()> during; ///< called by the handlers of POST /items and /free
};

} // namespace rejoinder::http::test
