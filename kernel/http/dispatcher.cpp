#include "kernel/http/dispatcher.h"

#include "kernel/http/exchange.h"
#include "kernel/http/problem.h"
#include "kernel/http/random_text.h"
#include "kernel/http/route_state.h"

#include <rejoinder/storage_driver.h>

#include <algorithm>
#include <mutex>

namespace rejoinder::http {

using std::chrono::steady_clock;

namespace {

constexpr std::size_t kMaxRequestId = 64;

/// A request id from outside is only believed when it can do no harm in a log.
bool isRequestId(std::string_view text) noexcept {
    return !text.empty() && text.size() <= kMaxRequestId && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '_' || c == '.';
    });
}

/// The trace id of a W3C traceparent, "" when there is none.
std::string_view traceOf(const HttpRequest& request) noexcept {
    const auto parent = request.header("traceparent").value_or(std::string_view());
    return parent.size() >= 55 && parent[2] == '-' && parent[35] == '-' ? parent.substr(3, 32)
                                                                        : std::string_view();
}

const char* classOf(int status) noexcept {
    static constexpr const char* kClasses[] = {"0xx", "1xx", "2xx", "3xx", "4xx", "5xx"};
    return kClasses[std::clamp(status / 100, 0, 5)];
}

/// HEAD is measured as GET; requests that found no route share one series.
std::string methodOf(const HttpRequest& request, bool unmatched) {
    if (unmatched) return "any";
    return std::string(request.verb == "HEAD" ? "GET" : request.verb);
}

} // namespace

struct Dispatcher::Impl {
    Impl(const DispatcherParts& p, DispatcherOptions o)
        : parts(p),
          options(std::move(o)),
          idempotency({options.keepAnswers, options.claimExpiry}, options.holder) {}

    const DispatcherParts parts;
    const DispatcherOptions options;
    Idempotency idempotency;
    const std::filesystem::path spoolFolder =
        options.spoolFolder.empty() ? std::filesystem::temp_directory_path() : options.spoolFolder;
    RouteState unmatched, openapi, events;
    std::mutex openapiMutex;
    std::uint64_t openapiGeneration = 0;
    std::string openapiText;

    [[nodiscard]] ExchangeParts exchangeParts() {
        return {parts.storage, parts.authority, idempotency, spoolFolder};
    }
    void serve(HttpRequest& request, HttpResponse& response, const security::Principal* forced);
    void route(Exchange& exchange, RouteState*& state, std::string_view& label);
    RouteState* routeSpecial(Exchange& exchange);
    void answerOpenapi(HttpResponse& response);
    [[nodiscard]] Match find(const HttpRequest& request) const;
    void plain(Exchange& exchange);
    /// Runs `work` and turns whatever it throws into a problem.
    template <class F>
    void guarded(HttpRequest& request, HttpResponse& response, F&& work);
    void record(const HttpRequest& request, const HttpResponse& response, RouteState& state,
                std::string_view label, steady_clock::time_point start);
    [[nodiscard]] std::string placeOf(const HttpRequest& request) const;
    void reportBug(const HttpRequest& request, HttpResponse& response, std::string_view what);
};

Dispatcher::Dispatcher(const DispatcherParts& parts, DispatcherOptions options)
    : impl_(std::make_unique<Impl>(parts, std::move(options))) {}
Dispatcher::~Dispatcher() = default;

/// The route rather than the path, in which a webhook's secret may stand.
std::string Dispatcher::Impl::placeOf(const HttpRequest& request) const {
    const auto match = parts.router.match(request.verb, request.path);
    if (match.route) return match.route->label;
    return match.plain ? match.plain->prefix : std::string(request.path);
}

void Dispatcher::Impl::reportBug(const HttpRequest& request, HttpResponse& response, std::string_view what) {
    parts.log.error("HTTP-HANDLER-BUG", {{"verb", request.verb},
                                         {"path", placeOf(request)},
                                         {"requestId", request.requestId},
                                         {"traceId", traceOf(request)},
                                         {"error", what}});
    writeProblem(response, {500,
                            "kernel.bug",
                            "something went wrong here; the log has the details",
                            request.path,
                            request.requestId,
                            {}});
}

template <class F>
void Dispatcher::Impl::guarded(HttpRequest& request, HttpResponse& response, F&& work) {
    try {
        work();
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Bug) {
            reportBug(request, response, error.code() + ": " + error.text());
            return;
        }
        writeProblem(response, error, request.path, request.requestId);
        if (error.kind() == ErrorKind::Unauthenticated)
            response.setHeader("WWW-Authenticate", "Bearer realm=\"rejoinder\"");
        const bool later = error.kind() == ErrorKind::Unavailable || error.kind() == ErrorKind::TooMany ||
                           error.code() == "kernel.idempotency-key-in-progress";
        if (later && !response.header("Retry-After")) response.setHeader("Retry-After", "2");
        if (error.kind() == ErrorKind::Unavailable)
            parts.log.warning("HTTP-UNAVAILABLE", {{"path", placeOf(request)},
                                                   {"requestId", request.requestId},
                                                   {"code", error.code()},
                                                   {"error", error.text()}});
    } catch (const driver::TryAgain& busy) {
        writeProblem(response, {503,
                                "kernel.database-busy",
                                "the database is busy, try again in a moment",
                                request.path,
                                request.requestId,
                                {}});
        response.setHeader("Retry-After", "2");
        parts.log.warning(
            "HTTP-UNAVAILABLE",
            {{"path", placeOf(request)}, {"requestId", request.requestId}, {"error", busy.what()}});
    } catch (const std::exception& e) {
        reportBug(request, response, e.what());
    } catch (...) {
        reportBug(request, response, "an exception that is no std::exception");
    }
}

void Dispatcher::Impl::answerOpenapi(HttpResponse& response) {
    const std::lock_guard lock(openapiMutex);
    const auto generation = parts.router.generation();
    if (openapiText.empty() || openapiGeneration != generation) {
        openapiText = parts.router.openapi(options.title, options.version);
        openapiGeneration = generation;
    }
    response.body = openapiText;
    response.contentType = "application/json";
}

/// What the kernel itself answers below the API.
RouteState* Dispatcher::Impl::routeSpecial(Exchange& exchange) {
    const std::string_view path =
        exchange.request.path.substr(std::min(kApiRoot.size(), exchange.request.path.size()));
    const bool stream = path == "/events" && parts.events;
    if (!exchange.request.path.starts_with(kApiRoot) || (!stream && path != "/openapi.json")) return nullptr;
    if (exchange.request.verb != "GET" && exchange.request.verb != "HEAD") {
        exchange.wrongVerb("GET, HEAD");
        return &unmatched;
    }
    if (!stream) {
        answerOpenapi(exchange.response);
        return &openapi;
    }
    exchange.identify();
    parts.events->open(exchange.request, exchange.who(), exchange.response);
    return &events;
}

Match Dispatcher::Impl::find(const HttpRequest& request) const {
    return options.publicOnly ? parts.router.matchPublic(request.verb, request.path)
                              : parts.router.match(request.verb, request.path);
}

void Dispatcher::Impl::plain(Exchange& exchange) {
    if (!options.publicOnly) exchange.identify();
    std::optional<security::Principal>& who = exchange.principal;
    if (who && !exchange.trusted && !passesCsrf(exchange.request, *who)) who.reset();
    exchange.match.plain->handler(exchange.request, exchange.who(), exchange.response);
}

void Dispatcher::Impl::route(Exchange& exchange, RouteState*& state, std::string_view& label) {
    if (auto* special = options.publicOnly ? nullptr : routeSpecial(exchange)) {
        if (special != &unmatched) label = exchange.request.path;
        state = special;
        return;
    }
    exchange.match = find(exchange.request);
    switch (exchange.match.outcome) {
    case Match::Outcome::NotFound:
        throw Error::notFound("kernel.no-such-path", "there is nothing at this path");
    case Match::Outcome::WrongVerb: exchange.wrongVerb(exchange.match.allow); return;
    case Match::Outcome::Found: break;
    }
    if (exchange.match.plain) {
        state = exchange.match.plain->state.get();
        label = exchange.match.plain->prefix;
        plain(exchange);
        return;
    }
    state = exchange.match.route->state.get();
    label = exchange.match.route->label;
    exchange.run();
}

void Dispatcher::Impl::record(const HttpRequest& request, const HttpResponse& response, RouteState& state,
                              std::string_view label, steady_clock::time_point start) {
    const std::chrono::duration<double> took = steady_clock::now() - start;
    auto& slot = state.durations[static_cast<std::size_t>(std::clamp(response.status / 100, 0, 5))];
    auto* histogram = slot.load(std::memory_order_acquire);
    if (!histogram) {
        histogram = &parts.metrics.histogram("rejoinder_http_request_duration_seconds",
                                             "Time from the whole request to its answer",
                                             {{"route", std::string(label)},
                                              {"method", methodOf(request, &state == &unmatched)},
                                              {"status", classOf(response.status)}});
        slot.store(histogram, std::memory_order_release);
    }
    histogram->observe(took.count());
    if (options.accessLog)
        parts.log.debug("HTTP-REQUEST", {{"verb", request.verb},
                                         {"route", label},
                                         {"status", response.status},
                                         {"ms", took.count() * 1000},
                                         {"requestId", request.requestId},
                                         {"traceId", traceOf(request)}});
}

void Dispatcher::Impl::serve(HttpRequest& request, HttpResponse& response,
                             const security::Principal* forced) {
    const auto start = steady_clock::now();
    const auto given = request.requestId.empty() ? request.header("X-Request-Id").value_or(std::string_view())
                                                 : request.requestId;
    const std::string requestId = isRequestId(given) ? std::string(given) : randomText();
    request.requestId = requestId;
    RouteState* state = &unmatched;
    std::string_view label = "unmatched";
    Exchange exchange(exchangeParts(), request, response, forced);
    guarded(request, response, [&] { route(exchange, state, label); });
    response.headers.emplace_back("X-Request-Id", requestId);
    record(request, response, *state, label, start);
    request.requestId = {};
}

void Dispatcher::handle(HttpRequest& request, HttpResponse& response) noexcept {
    impl_->serve(request, response, nullptr);
}

void Dispatcher::handle(HttpRequest& request, HttpResponse& response,
                        const security::Principal& who) noexcept {
    impl_->serve(request, response, &who);
}

/// Uploads are checked before their body is received; everything else is small enough to be read first.
BodyPlan Dispatcher::plan(HttpRequest& request, HttpResponse& response) noexcept {
    return plan(request, response, nullptr);
}

BodyPlan Dispatcher::plan(HttpRequest& request, HttpResponse& response,
                          const security::Principal* who) noexcept {
    BodyPlan plan{impl_->options.maxJsonBytes, false, false};
    const std::string requestId = randomText();
    request.requestId = requestId;
    plan.refused = true;
    impl_->guarded(request, response, [&] {
        Exchange exchange(impl_->exchangeParts(), request, response, who);
        exchange.match = impl_->find(request);
        if (impl_->options.publicOnly && exchange.match.outcome == Match::Outcome::NotFound)
            throw Error::notFound("kernel.no-such-path", "there is nothing at this path");
        if (exchange.match.route && exchange.match.route->route.upload) {
            plan.toFile = true;
            plan.maxBytes = exchange.match.route->route.uploadRules.maxBytes;
            if (!exchange.admit()) return;
        }
        plan.refused = false;
    });
    if (plan.refused) response.headers.emplace_back("X-Request-Id", requestId);
    request.requestId = {};
    return plan;
}

std::uint64_t Dispatcher::purgeAnswers() {
    return impl_->parts.storage.write(
        [this](Unit& unit) {
            return unit.run("kernel.purge-idempotent-answers", {{"now", impl_->parts.clock.now()}});
        },
        {Priority::Background, {"system", "kernel", {}, {}}});
}

void Dispatcher::forgetAnswers(std::span<const Id> records) {
    constexpr std::size_t kPerUnit = 500;
    std::vector<AnswerKey> found;
    impl_->parts.storage.read([&](Unit& unit) { found = Idempotency::naming(unit, records); });
    for (std::size_t at = 0; at < found.size(); at += kPerUnit)
        impl_->parts.storage.write(
            [&](Unit& unit) {
                Idempotency::forget(unit,
                                    std::span(found).subspan(at, std::min(kPerUnit, found.size() - at)));
            },
            {Priority::Background, {"system", "kernel", {}, {}}});
}

} // namespace rejoinder::http
