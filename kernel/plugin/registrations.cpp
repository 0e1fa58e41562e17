#include "kernel/plugin/registrations.h"

#include "kernel/http/binding.h"

#include <algorithm>

namespace rejoinder::plugin {

namespace {

constexpr std::string_view kKernel = "kernel";
constexpr std::string_view kPublic = "public";

Error refusal(std::string_view code, std::string why) {
    return {ErrorKind::Bug, code, std::move(why)};
}

template <class T>
void erase(std::vector<T>& list, const std::string& plugin) {
    std::erase_if(list, [&](const T& entry) { return entry.plugin == plugin; });
}

} // namespace

class Registrations::Sink final : public Declarations {
public:
    Sink(Registrations& all, std::string plugin, Exposure exposure)
        : all_(all), rooms_(all.rooms_), plugin_(std::move(plugin)), exposure_(exposure) {}

    void permission(std::string_view name, std::string_view description,
                    std::initializer_list<std::string_view> roles) override {
        if (name.empty() || name == kPublic || description.empty())
            throw refusal("kernel.permission", "the permission \"" + std::string(name) +
                                                   "\" has no name of its own or no description");
        rooms_.permissions.declare(plugin_, name, description, roles);
    }
    void settingValue(std::string_view key, SettingValue fallback, std::string_view description,
                      std::function<std::string(const SettingValue&)> check) override {
        // The kernel's own settings have sections of their own: http.port, log.level.
        std::string whole = plugin_ == kKernel ? std::string(key) : plugin_ + "." + std::string(key);
        // A driver reads its settings when the database is opened; a name of a file is a matter of the
        // machine. Everybody else asks for a setting when it is needed.
        const bool live = plugin_ != kKernel && !plugin_.starts_with("storage-") && !whole.ends_with("-file");
        rooms_.settings.declare({std::move(whole), plugin_, std::move(fallback), std::string(description),
                                 std::move(check), live});
    }
    void route(ErasedRoute route) override {
        if (route.summary.empty())
            throw refusal("kernel.route-summary", "the route " + route.path + " says nothing of itself");
        if (route.permission == kPublic && exposure_ != Exposure::Internet)
            throw refusal("kernel.route-exposure", "the route " + route.path +
                                                       " is public, but the exposure in plugin.json is not "
                                                       "\"internet\"");
        rooms_.router.add(plugin_, std::move(route));
    }
    void subscription(std::string_view topic,
                      std::function<void(std::string_view, const Delivery&, Unit&)> handler) override {
        rooms_.bus.subscribe(plugin_, std::string(topic), std::move(handler));
    }
    void announcement(std::string_view topic, std::string_view permission, const StructInfo& info) override {
        rooms_.router.announce(plugin_, std::string(topic), std::string(permission), info);
    }
    void jobHandler(std::string_view name, const JobOptions& options,
                    std::function<void(std::string_view, Attempt&)> run) override {
        rooms_.runner.add(plugin_, ownJob(name), options, std::move(run));
    }
    void every(std::chrono::seconds interval, std::string_view job) override {
        if (interval.count() <= 0)
            throw refusal("kernel.job-interval", "the job " + std::string(job) + " has no interval");
        rooms_.runner.every(plugin_, interval, ownJob(job));
    }
    void verify(std::string_view name, std::function<std::vector<std::string>(Unit&)> check) override {
        const std::lock_guard lock(all_.mutex_);
        for (const auto& c : all_.checks_)
            if (c.plugin == plugin_ && c.name == name) throw twice("check", name, c.plugin);
        all_.checks_.push_back({plugin_, std::string(name), std::move(check)});
    }
    void page(std::string_view path, std::string_view title, PermissionName permission) override {
        const std::lock_guard lock(all_.mutex_);
        for (const auto& p : all_.pages_)
            if (p.path == path) throw twice("page", path, p.plugin);
        all_.pages_.push_back(
            {plugin_, std::string(path), std::string(title), std::string(permission.text())});
    }
    void files(std::string_view pathPrefix, std::function<FileAnswer(const FileRequest&)> answer) override {
        if (exposure_ == Exposure::Internal)
            throw refusal("kernel.files-exposure", "the files below " + std::string(pathPrefix) +
                                                       " are for everybody, but the exposure in plugin.json "
                                                       "is \"internal\"");
        rooms_.router.addPlain(plugin_, "GET", std::string(pathPrefix),
                               [answer = std::move(answer)](const http::HttpRequest& request,
                                                            const security::Principal*,
                                                            http::HttpResponse& response) {
                                   give(answer({request.path, request.header("Accept-Encoding").value_or(""),
                                                request.header("If-None-Match").value_or("")}),
                                        response);
                               });
    }
    void publicPath(std::string_view pathPrefix,
                    std::function<FileAnswer(const PublicRequest&)> answer) override {
        if (exposure_ != Exposure::Internet)
            throw refusal("kernel.route-exposure",
                          "the path " + std::string(pathPrefix) +
                              " is public, but the exposure in plugin.json is not \"internet\"");
        rooms_.router.addPublic(plugin_, std::string(pathPrefix),
                                [answer = std::move(answer)](const http::HttpRequest& request,
                                                             const security::Principal*,
                                                             http::HttpResponse& response) {
                                    give(answer({request.verb == "POST", request.path, request.query,
                                                 request.body, request.header("Content-Type").value_or(""),
                                                 request.header("Accept-Language").value_or(""), request.peer,
                                                 request.requestId}),
                                         response);
                                });
    }
    void message(std::string_view id, std::string_view text, std::string_view advice) override {
        rooms_.messages.add({std::string(id), plugin_, std::string(text), std::string(advice)});
    }
    void command(const Command& command, std::function<int(std::span<const std::string>)> run) override {
        const std::lock_guard lock(all_.mutex_);
        for (const auto& c : all_.commands_)
            if (c.name == command.name) throw twice("command", command.name, c.plugin);
        all_.commands_.push_back({plugin_, std::string(command.name), std::string(command.summary),
                                  command.ownClock, std::move(run)});
    }

private:
    /// "import" and "contacts.import" are the same job of contacts.
    [[nodiscard]] std::string ownJob(std::string_view name) const {
        if (name.find('.') == std::string_view::npos) return plugin_ + "." + std::string(name);
        if (!name.starts_with(plugin_ + "."))
            throw refusal("kernel.job-name",
                          "the job \"" + std::string(name) + "\" must be named " + plugin_ + ".something");
        return std::string(name);
    }
    static void give(FileAnswer file, http::HttpResponse& response) {
        response.status = file.status;
        response.contentType = std::move(file.contentType);
        response.body = std::move(file.body);
        for (const auto& [name, value] : file.headers) response.setHeader(name, value);
        if (!file.fileName.empty())
            response.setHeader("Content-Disposition", http::attachment(file.fileName));
    }
    static Error twice(std::string_view what, std::string_view name, const std::string& owner) {
        return refusal("kernel.twice", "the " + std::string(what) + " " + std::string(name) +
                                           " is declared by " + owner + " already");
    }

    Registrations& all_;
    Rooms& rooms_;
    std::string plugin_;
    Exposure exposure_;
};

std::unique_ptr<Declarations> Registrations::declarations(std::string plugin, Exposure exposure) {
    return std::make_unique<Sink>(*this, std::move(plugin), exposure);
}

void Registrations::removeAll(const std::string& plugin) {
    rooms_.router.removeAll(plugin);
    rooms_.bus.removeAll(plugin);
    rooms_.runner.removeAll(plugin);
    rooms_.permissions.removeAll(plugin);
    rooms_.settings.removeAll(plugin);
    rooms_.messages.removeAll(plugin);
    const std::lock_guard lock(mutex_);
    erase(checks_, plugin);
    erase(commands_, plugin);
    erase(pages_, plugin);
}

std::vector<VerifyCheck> Registrations::checks() const {
    const std::lock_guard lock(mutex_);
    return checks_;
}

std::vector<PluginCommand> Registrations::commands() const {
    const std::lock_guard lock(mutex_);
    return commands_;
}

std::vector<Page> Registrations::pages() const {
    const std::lock_guard lock(mutex_);
    return pages_;
}

std::vector<std::string> Registrations::permissionsUsed(std::string_view plugin) const {
    std::set<std::string> out;
    for (const auto& r : rooms_.router.routes())
        if (r->plugin == plugin) out.insert(r->route.permission);
    for (const auto& t : rooms_.router.topics())
        if (t.plugin == plugin) out.insert(t.permission);
    for (const auto& p : pages())
        if (p.plugin == plugin) out.insert(p.permission);
    out.erase(std::string(kPublic));
    return {out.begin(), out.end()};
}

} // namespace rejoinder::plugin
