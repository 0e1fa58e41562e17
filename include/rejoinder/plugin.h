#pragma once
#include <rejoinder/clock.h>
#include <rejoinder/http.h>
#include <rejoinder/log.h>
#include <rejoinder/storage.h>

#include <chrono>
#include <concepts>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

/// The contract between kernel and plugins, on one page. A plugin includes nothing of the kernel but
/// include/rejoinder.
namespace rejoinder {

/// The plugin API: minor only ever adds; major breaks.
inline constexpr std::uint16_t kApiMajor = 1, kApiMinor = 0;

struct Version {
    std::uint16_t major = 0, minor = 0, patch = 0;
    auto operator<=>(const Version&) const = default;
};

/// What the binary says of itself; compared with the plugin.json beside it before the plugin is made.
struct AbiStamp {
    std::uint16_t apiMajor, apiMinor;
    const char* toolchain; ///< compiler version; must equal the kernel's
    const char* manifest;  ///< text of plugin.json at build time
};

/// A small interface that one plugin promises others: virtual destructor, `kName` and `kVersion`.
template <class S>
concept Service = std::has_virtual_destructor_v<S> && requires {
    { S::kName } -> std::convertible_to<std::string_view>;
    { S::kVersion } -> std::convertible_to<Version>;
};

/// The commands of the executable that a plugin adds ("demo").
struct Command {
    std::string_view name, summary;
    bool ownClock = false; ///< runs on a clock that the command sets (Context::setClock)
};

/// declare(): pure description, no I/O. Everything registered here is owned and undone by the kernel.
class Declarations {
public:
    virtual ~Declarations() = default;

    /// A permission and the roles that have it from the start. Roles: "administrator" has all; "marketer",
    /// "agent", "fulfilment" and "analyst" are made by the kernel.
    virtual void permission(std::string_view name, std::string_view description,
                            std::initializer_list<std::string_view> roles = {}) = 0;

    /// A typed setting `<plugin>.<key>`: bool, std::int64_t, double or std::string. `check` returns what is
    /// wrong, or "".
    template <class T>
    void setting(std::string_view key, T fallback, std::string_view description,
                 std::function<std::string(const T&)> check = {});

    template <class In, class Out, class F>
    void get(std::string_view path, const Route& r, F&& f) {
        addRoute<In, Out>(Verb::Get, path, r, std::forward<F>(f));
    }
    template <class In, class Out, class F>
    void post(std::string_view path, const Route& r, F&& f) {
        addRoute<In, Out>(Verb::Post, path, r, std::forward<F>(f));
    }
    /// POST that only asks, because the question is too long or too private for an address. The handler's
    /// unit is a snapshot, as with GET; neither question nor answer is kept, whatever key comes with it.
    template <class In, class Out, class F>
    void ask(std::string_view path, Route r, F&& f) {
        r.kept = Kept::Nothing;
        addRoute<In, Out>(Verb::Post, path, r, std::forward<F>(f));
    }
    template <class In, class Out, class F>
    void put(std::string_view path, const Route& r, F&& f) {
        addRoute<In, Out>(Verb::Put, path, r, std::forward<F>(f));
    }
    template <class In, class Out, class F>
    void patch(std::string_view path, const Route& r, F&& f) {
        addRoute<In, Out>(Verb::Patch, path, r, std::forward<F>(f));
    }
    /// DELETE; answers 204.
    template <class In, class F>
    void remove(std::string_view path, Route r, F&& f) {
        r.success = 204;
        addRoute<In, None>(Verb::Delete, path, r, [f = std::forward<F>(f)](const In& in, Call& c, Unit& u) {
            f(in, c, u);
            return None{};
        });
    }
    /// GET that answers with a file.
    template <class In>
    void download(std::string_view path, const Route& r, std::function<Download(const In&, Call&, Unit&)> f) {
        ErasedRoute e = erased<In>(Verb::Get, path, r);
        e.download = [f = std::move(f)](const void* in, Call& c, Unit& u) {
            return f(*static_cast<const In*>(in), c, u);
        };
        route(std::move(e));
    }
    /// POST whose body is a file; `In` comes from path and query string. The handler opens its own units.
    template <class In, class Out>
    void upload(std::string_view path, const Route& r, UploadRules rules,
                std::function<Out(const In&, Upload&, Call&)> f) {
        ErasedRoute e = erased<In>(Verb::Post, path, r);
        e.out = &structInfo<Out>();
        e.outType = &typeInfo<Out>();
        e.uploadRules = std::move(rules);
        e.upload = [f = std::move(f)](const void* in, Upload& upload, Call& c, std::string& body) {
            const Out out = f(*static_cast<const In*>(in), upload, c);
            json::write(body, typeInfo<Out>(), &out);
        };
        route(std::move(e));
    }

    /// Hears an event. Runs in a unit with the receipt: see Delivery.
    template <Event E>
    void on(std::function<void(const E&, const Delivery&, Unit&)> handler) {
        subscription(E::kTopic,
                     [handler = std::move(handler)](std::string_view text, const Delivery& d, Unit& u) {
                         handler(json::read<E>(text), d, u);
                     });
    }
    /// Lets clients with that permission hear an event over GET /api/v1/events (server-sent events).
    template <Event E>
    void announce(PermissionName permission) {
        announcement(E::kTopic, permission.text(), structInfo<E>());
    }

    /// A durable job "plugin.name".
    template <Described J>
    void job(std::string_view name, const JobOptions& options, std::function<void(const J&, Attempt&)> run) {
        jobHandler(name, options, [run = std::move(run)](std::string_view text, Attempt& a) {
            run(json::read<J>(text), a);
        });
    }
    /// Queues the job (with an empty payload {}) again and again, once per interval over all nodes.
    virtual void every(std::chrono::seconds interval, std::string_view job) = 0;

    /// A check of `rejoinder verify`; returns a sentence per problem. Runs on a snapshot.
    virtual void verify(std::string_view name, std::function<std::vector<std::string>(Unit&)> check) = 0;
    /// A page or panel of the console.
    virtual void page(std::string_view path, std::string_view title, PermissionName permission) = 0;
    /// A log event for operators: id, what it says, what to do.
    virtual void message(std::string_view id, std::string_view text, std::string_view advice) = 0;
    /// A command of the executable; returns the exit code.
    virtual void command(const Command& command,
                         std::function<int(std::span<const std::string> args)> run) = 0;

    // -- type-erased, for the kernel --
    using SettingValue = std::variant<bool, std::int64_t, double, std::string>;
    virtual void settingValue(std::string_view key, SettingValue fallback, std::string_view description,
                              std::function<std::string(const SettingValue&)> check) = 0;
    virtual void route(ErasedRoute route) = 0;
    virtual void subscription(std::string_view topic,
                              std::function<void(std::string_view json, const Delivery&, Unit&)> handler) = 0;
    virtual void announcement(std::string_view topic, std::string_view permission,
                              const StructInfo& info) = 0;
    virtual void jobHandler(std::string_view name, const JobOptions& options,
                            std::function<void(std::string_view json, Attempt&)> run) = 0;

    /// Answers GET and HEAD outside of the API, for everybody: the console's files. A prefix ending in "/"
    /// takes all paths below it (the longest wins), any other only itself. Not for plugins whose exposure is
    /// "internal".
    virtual void files(std::string_view pathPrefix, std::function<FileAnswer(const FileRequest&)> answer) = 0;
    /// Answers GET, HEAD and POST of anybody outside of the API: at the public listener (`public.port`),
    /// which knows nothing else, or, where there is none, at the one of the staff. Prefixes as in `files`. No
    /// credentials are looked at. Only for plugins whose exposure is "internet".
    virtual void publicPath(std::string_view pathPrefix,
                            std::function<FileAnswer(const PublicRequest&)> answer) = 0;

private:
    template <class In>
    static ErasedRoute erased(Verb verb, std::string_view path, const Route& r) {
        ErasedRoute e;
        e.verb = verb;
        e.path = path;
        e.permission = r.permission.text();
        e.summary = r.summary;
        e.success = r.success;
        e.ifMatch = r.ifMatch;
        e.keyRequired = r.keyRequired;
        e.at = r.at;
        e.kept = r.kept;
        e.in = &structInfo<In>();
        e.inType = &typeInfo<In>();
        e.makeIn = []() -> std::shared_ptr<void> { return std::make_shared<In>(); };
        return e;
    }
    template <class In, class Out, class F>
    void addRoute(Verb verb, std::string_view path, const Route& r, F&& f) {
        ErasedRoute e = erased<In>(verb, path, r);
        e.out = &structInfo<Out>();
        e.outType = &typeInfo<Out>();
        if constexpr (std::is_invocable_r_v<Out, F&, const In&, Call&, Unit&>) {
            e.inUnit = [f = std::forward<F>(f)](const void* in, Call& c, Unit& u, std::string& body) mutable {
                const Out out = f(*static_cast<const In*>(in), c, u);
                json::write(body, typeInfo<Out>(), &out);
            };
        } else {
            static_assert(std::is_invocable_r_v<Out, F&, const In&, Call&>,
                          "a handler is Out(const In&, Call&, Unit&) or Out(const In&, Call&)");
            e.free = [f = std::forward<F>(f)](const void* in, Call& c, std::string& body) mutable {
                const Out out = f(*static_cast<const In*>(in), c);
                json::write(body, typeInfo<Out>(), &out);
            };
        }
        route(std::move(e));
    }
};

template <class T>
void Declarations::setting(std::string_view key, T fallback, std::string_view description,
                           std::function<std::string(const T&)> check) {
    settingValue(key, SettingValue(std::move(fallback)), description,
                 [check = std::move(check)](const SettingValue& v) {
                     return check ? check(std::get<T>(v)) : std::string();
                 });
}

/// An answer of the in-process API.
struct ApiReply {
    int status = 0;
    std::string body;
    std::string contentType;
    template <class T>
    T as() const {
        return json::read<T>(body);
    }
};

/// The product's own API without a socket: the same routes, checks, units and audit trail. For commands such
/// as demo.
class Api {
public:
    virtual ~Api() = default;
    /// Runs a request as the system user with all permissions. `path` starts below /api/v1
    /// ("/contacts?limit=10").
    virtual ApiReply request(Verb verb, std::string_view path, std::string_view body = {},
                             std::string_view contentType = "application/json") = 0;
    /// Works until no job is queued or running and no event is undelivered. @throws Error when a job failed.
    virtual void settle() = 0;
};

/// What a running plugin is given. Nothing is global; tests hand in their own.
class Context {
public:
    virtual ~Context() = default;
    /// Offers a service; withdrawn by the kernel after stop(). Several plugins may provide the same service.
    template <Service S>
    void provide(std::shared_ptr<S> service) {
        provideService(S::kName, S::kVersion, std::move(service));
    }
    /// The service of a plugin listed in `needs`. @throws Error Bug when nobody provides it.
    template <Service S>
    std::shared_ptr<S> use() const {
        auto list = useAll<S>();
        if (list.empty())
            throw Error(ErrorKind::Bug, "kernel.no-service",
                        std::string("nobody provides ") + std::string(S::kName));
        return list.front();
    }
    /// The first provider, or null.
    template <Service S>
    std::shared_ptr<S> tryUse() const {
        auto list = useAll<S>();
        return list.empty() ? nullptr : list.front();
    }
    /// All providers at this moment, in the order of their start.
    template <Service S>
    std::vector<std::shared_ptr<S>> useAll() const {
        std::vector<std::shared_ptr<S>> out;
        for (auto& p : services(S::kName, S::kVersion)) out.push_back(std::static_pointer_cast<S>(p));
        return out;
    }
    virtual Storage& storage() = 0;
    virtual Log& log() = 0;
    [[nodiscard]] virtual const Clock& clock() const = 0;
    /// A folder of the plugin's own below the data folder, created; for files that can be made again or that
    /// a job owns.
    [[nodiscard]] virtual const std::filesystem::path& dataFolder() const = 0;
    /// The value of a declared setting of this plugin.
    template <class T>
    T setting(std::string_view key) const {
        return std::get<T>(settingValue(key));
    }
    virtual Api& api() = 0;
    /// "https://answer.example.org": where everybody reaches the public paths (`public.url`); "" when nobody
    /// said.
    [[nodiscard]] virtual std::string publicUrl() const { return {}; }
    /// Only in commands declared with `ownClock`. @throws Error Bug elsewhere.
    virtual void setClock(Timestamp now) = 0;

protected:
    virtual void provideService(std::string_view name, Version version, std::shared_ptr<void> service) = 0;
    [[nodiscard]] virtual std::vector<std::shared_ptr<void>> services(std::string_view name,
                                                                      Version version) const = 0;
    [[nodiscard]] virtual Declarations::SettingValue settingValue(std::string_view key) const = 0;
};

/// The lifecycle: declare → start → ready → drain → stop.
class Plugin {
public:
    virtual ~Plugin() = default;
    /// Once, in any order, no I/O, no services.
    virtual void declare(Declarations& d) = 0;
    /// What the plugin needs is running, the schema is current. The context lives until after stop().
    virtual void start(Context& context) = 0;
    /// Everyone who needs me has started.
    virtual void ready() {}
    /// Finish what is in flight.
    virtual void drain(std::stop_token) {}
    /// In the reverse order of start. What it throws is logged; the kernel goes on with the next plugin.
    virtual void stop() {}
};

} // namespace rejoinder

/// Exports a plugin class. The stamp is a function, not data: equal data symbols in several plugins trip
/// ASan. Needs the generated "plugin_manifest.h" (made from plugin.json by add_rejoinder_plugin) before it.
#define REJOINDER_PLUGIN(Class)                                                                             \
    extern "C" __attribute__((visibility("default"))) const ::rejoinder::AbiStamp* rejoinderAbiStamp() {    \
        static constexpr ::rejoinder::AbiStamp stamp{::rejoinder::kApiMajor, ::rejoinder::kApiMinor,        \
                                                     __VERSION__, kPluginManifest};                         \
        return &stamp;                                                                                      \
    }                                                                                                       \
    extern "C" __attribute__((visibility("default"))) ::rejoinder::Plugin* rejoinderCreatePlugin() {        \
        return new Class;                                                                                   \
    }                                                                                                       \
    extern "C" __attribute__((visibility("default"))) void rejoinderDestroyPlugin(::rejoinder::Plugin* p) { \
        delete p;                                                                                           \
    }
