#include "kernel/app/kernel.h"
#include "kernel/http/problem.h"

#include <rejoinder/forgotten.h>

#include <fmt/format.h>

namespace rejoinder::app {

namespace {

struct PluginList {
    std::vector<plugin::PluginStatus> items;
};
REJOINDER_DESCRIBE(PluginList, items)

struct PageList {
    std::vector<plugin::Page> items;
};
REJOINDER_DESCRIBE(PageList, items)

void answerJson(http::HttpResponse& response, int status, std::string body) {
    response.status = status;
    response.contentType = "application/json";
    response.setHeader("Cache-Control", "no-store");
    response.body = std::move(body);
}

void declareMessages(Declarations& d) {
    d.message("KERNEL-READY", "Listening at {address}, port {port}", "");
    d.message("KERNEL-PUBLIC-READY", "Listening for everybody at {address}, port {port}", "");
    d.message("KERNEL-WORK-TAKEN-OVER",
              "The process {node}, which used this data folder, died; its work goes on here",
              "Nothing to do; find out why it died.");
    d.message("KERNEL-STOPPING", "Not ready any more; finishing what is in flight", "");
    d.message("KERNEL-STOPPED", "Everything is finished and closed", "");
    d.message("KERNEL-STOP-FAILED", "{step} could not be stopped in order: {error}",
              "Nothing that was acknowledged is lost; report it together with the lines before.");
    d.message("PLUGIN-REFUSED", "The plugin {name} does not take part: {reason}",
              "Remove the cause and start again; `rejoinder plugins` shows the state of all.");
    d.message("PLUGIN-DRAIN-FAILED", "The plugin {name} failed while it finished its work: {error}",
              "The stop goes on; report it to the plugin's author.");
    d.message("PLUGIN-STOP-FAILED", "The plugin {name} failed in its stop: {error}",
              "The stop goes on; report it to the plugin's author.");
    d.message("PLUGIN-HANGS", "The plugin {name} did not finish its work in time and was left behind",
              "The stop goes on; raise server.drain-seconds if the work is expected to be long.");
    d.message("STORAGE-MIGRATION", "Migration {plugin}/{number} {name} begins", "");
}

} // namespace

void Kernel::declareOwn(Declarations& d) {
    declareMessages(d);
    d.permission("plugins.read", "See plugins with their state, readiness in detail");
    d.permission("metrics.read", "Read the metrics at /metrics");
    d.get<None, PluginList>("/plugins",
                            {.permission = "plugins.read", .summary = "All plugins with their state"},
                            [this](const None&, Call&) { return PluginList{host_->status()}; });
    d.get<None, PageList>(
        "/pages", {.permission = "sessions.own", .summary = "Pages of the console that the caller may see"},
        [this](const None&, Call& call) {
            PageList list;
            for (auto& page : host_->registrations().pages())
                if (call.may(page.permission)) list.items.push_back(std::move(page));
            return list;
        });
    declareSettingRoutes(d);
    d.job<None>("kernel.purge-answers", {.retries = 0}, [this](const None&, Attempt& attempt) {
        while (!attempt.stopping() && dispatcher_->purgeAnswers() > 0) {}
    });
    d.every(std::chrono::hours(1), "kernel.purge-answers");
    // Looking through all kept answers takes its time: not where the event is delivered.
    d.on<Forgotten>([](const Forgotten& gone, const Delivery& delivery, Unit& unit) {
        JobRequest request;
        request.uniqueKey = delivery.eventId.toString();
        unit.enqueue("kernel.forget-answers", gone, request);
        // Once more for requests that were running: they may still say what they read before.
        request.uniqueKey += " again";
        request.notBefore = unit.now().plus(http::DispatcherOptions{}.claimExpiry);
        unit.enqueue("kernel.forget-answers", gone, request);
    });
    d.job<Forgotten>("kernel.forget-answers", {},
                     [this](const Forgotten& gone, Attempt&) { dispatcher_->forgetAnswers(gone.ids); });
}

void Kernel::addPlainHandlers() {
    const auto kernel = [] { return std::string("kernel"); };
    router_->addPlain(kernel(), "GET", "/livez", [](const auto&, const auto*, http::HttpResponse& response) {
        answerJson(response, 200, R"({"alive":true})");
    });
    router_->addPlain(kernel(), "GET", "/readyz",
                      [this](const auto&, const security::Principal* who, http::HttpResponse& response) {
                          auto answer = health_.ready(who && who->may("plugins.read"));
                          answerJson(response, answer.ready ? 200 : 503, std::move(answer.json));
                      });
    router_->addPlain(
        kernel(), "GET", "/version", [](const auto&, const auto*, http::HttpResponse& response) {
            answerJson(response, 200,
                       fmt::format(R"({{"name":"rejoinder","version":"{}","pluginApi":"{}.{}"}})",
                                   REJOINDER_VERSION, kApiMajor, kApiMinor));
        });
    router_->addPlain(kernel(), "GET", "/metrics",
                      [this](const http::HttpRequest& request, const security::Principal* who,
                             http::HttpResponse& response) {
                          if (who && who->may("metrics.read")) {
                              response.contentType = "text/plain; version=0.0.4; charset=utf-8";
                              response.body = metrics_.text();
                              return;
                          }
                          const Error refused(who ? ErrorKind::Forbidden : ErrorKind::Unauthenticated,
                                              "kernel.metrics", "this needs the permission metrics.read");
                          http::writeProblem(response, refused, request.path, request.requestId);
                      });
}

void Kernel::addHealthChecks() {
    health_.add("database", [this]() -> observe::Check {
        storage_.read([](Unit& u) { return u.number("kernel.ping"); });
        return {};
    });
    health_.add("plugins", [this]() -> observe::Check {
        observe::Check check;
        std::size_t ready = 0;
        for (const auto& p : host_->status()) {
            if (p.state == plugin::State::Ready)
                ++ready;
            else
                check.detail += fmt::format("; {} {}: {}", p.name, nameOf(p.state), p.reason);
            if (p.essential && p.state != plugin::State::Ready) check.ok = false;
        }
        check.detail = fmt::format("{} ready", ready) + check.detail;
        return check;
    });
}

} // namespace rejoinder::app
