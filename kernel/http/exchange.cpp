#include "kernel/http/exchange.h"

#include "kernel/http/answer.h"
#include "kernel/http/binding.h"
#include "kernel/http/problem.h"

#include <rejoinder/error.h>

namespace rejoinder::http {

namespace {

/// Two requests with one key at the same moment: the second finds the first one's answer when it looks again.
constexpr int kLooks = 5;

[[noreturn]] void keepsBeingTaken() {
    throw Error(ErrorKind::Unavailable, "kernel.database-busy",
                "the database is busy, try again in a moment");
}

Upload uploadOf(const HttpRequest& request) {
    Upload upload;
    upload.path = request.bodyFile;
    upload.bytes = request.bodyBytes;
    upload.contentType = request.header("Content-Type").value_or(std::string_view());
    upload.fileName = fileNameOf(request.header("Content-Disposition").value_or(std::string_view()));
    return upload;
}

} // namespace

Exchange::Exchange(const ExchangeParts& parts, HttpRequest& r, HttpResponse& a,
                   const security::Principal* forced)
    : request(r), response(a), trusted(forced != nullptr), parts_(parts) {
    if (forced) principal = *forced;
}

void Exchange::identify() {
    if (!trusted) principal = authenticate(parts_.authority, request);
}

void Exchange::wrongVerb(std::string_view allow) {
    if (request.verb == "OPTIONS") {
        response.status = 204;
    } else {
        writeProblem(response, {405,
                                "kernel.wrong-verb",
                                "this path does not take this verb",
                                request.path,
                                request.requestId,
                                {}});
    }
    response.setHeader("Allow", allow);
}

bool Exchange::admit() {
    const RouteEntry& entry = *match.route;
    identify();
    if (trusted) {
        if (entry.route.permission != "public" && !principal->may(entry.route.permission))
            throw Error(ErrorKind::Forbidden, "kernel.not-permitted",
                        "the permission " + entry.route.permission + " is missing");
    } else {
        checkAccess(entry.route.permission, request, principal);
    }
    if (!contentTypeFits(entry.route, request)) {
        writeProblem(response, {415,
                                "kernel.content-type",
                                "this route does not take a body of this Content-Type",
                                request.path,
                                request.requestId,
                                {}});
        return false;
    }
    if (entry.route.ifMatch && !trusted && !request.header("If-Match"))
        throw Error(ErrorKind::MatchRequired, "kernel.match-required",
                    "this route demands If-Match with the version the change is based on");
    return true;
}

void Exchange::run() {
    if (!admit()) return;
    const RouteEntry& entry = *match.route;
    const ErasedRoute& route = entry.route;
    std::optional<SpoolFile> spool;
    if (route.upload && request.bodyFile.empty() && trusted) spoolBody(spool.emplace(parts_.spoolFolder));
    if (route.upload && request.bodyFile.empty())
        throw Error(ErrorKind::Malformed, "kernel.file-expected", "this route takes a file as its body");
    RequestCall call(request, who(), entry);
    auto key = Idempotency::keyOf(request, entry, call.actor(), !trusted);
    const auto in = bindInput(entry, match.values, request);
    if (key) Idempotency::setFingerprint(*key, request, entry, in.get());
    try {
        const bool asks = route.verb == Verb::Get || route.kept == Kept::Nothing;
        if (route.download || (route.inUnit && asks))
            runRead(in.get(), call);
        else if (route.inUnit)
            runUnit(in.get(), call, key ? &*key : nullptr);
        else
            runFree(in.get(), call, key ? &*key : nullptr);
    } catch (const Error&) {
        for (const auto& [name, value] : call.headers()) {
            if (equalsIgnoreCase(name, "Retry-After")) response.setHeader(name, value);
        }
        throw;
    }
}

/// The in-process API hands a file over as text.
void Exchange::spoolBody(SpoolFile& file) {
    file.removeAtEnd();
    if (!file.good() || !file.append(request.body))
        throw Error(ErrorKind::Unavailable, "kernel.no-spool", "the body cannot be stored at the moment");
    request.bodyFile = file.path();
    request.bodyBytes = file.bytes();
}

void Exchange::runRead(const void* in, RequestCall& call) {
    const RouteEntry& entry = *match.route;
    Download file;
    parts_.storage.read([&](Unit& unit) {
        call.restart();
        response.body.clear();
        if (entry.route.download)
            file = entry.route.download(in, call, unit);
        else
            entry.route.inUnit(in, call, unit, response.body);
    });
    if (entry.route.download)
        finishDownload(std::move(file), call, response);
    else
        finishAnswer(entry, request, call, response);
}

/// A route that demands If-Match and never compares it would lose changes silently.
void Exchange::checkMatched(const RequestCall& call) const {
    if (match.route->route.ifMatch && !call.matchChecked())
        throw Error(ErrorKind::Bug, "kernel.match-not-checked",
                    "the handler of " + match.route->label + " did not call requireMatch");
}

void Exchange::runOnce(Unit& unit, const void* in, RequestCall& call, const IdempotencyKey* key) {
    const RouteEntry& entry = *match.route;
    call.restart();
    response.clear();
    if (key && parts_.idempotency.replay(unit, *key, response)) return;
    entry.route.inUnit(in, call, unit, response.body);
    checkMatched(call);
    finishAnswer(entry, request, call, response);
    if (key) parts_.idempotency.store(unit, *key, entry, response);
}

void Exchange::runUnit(const void* in, RequestCall& call, const IdempotencyKey* key) {
    const WriteOptions options{Priority::Interactive, call.actor()};
    for (int look = 0; look < kLooks; ++look) {
        try {
            parts_.storage.write([&](Unit& unit) { runOnce(unit, in, call, key); }, options);
            return;
        } catch (const KeyTaken&) {}
    }
    keepsBeingTaken();
}

/// True when the key is ours to work on, false when the answer was there already.
bool Exchange::claim(const IdempotencyKey& key, const Idempotency::Running& running,
                     const WriteOptions& options) {
    for (int look = 0; look < kLooks; ++look) {
        try {
            return parts_.storage.write(
                [&](Unit& unit) {
                    response.clear();
                    if (parts_.idempotency.replay(unit, key, response, &running)) return false;
                    if (!running.mine()) // claimed in a moment
                        throw Error::conflict("kernel.idempotency-key-in-progress",
                                              "the request of this key is still running");
                    parts_.idempotency.claim(unit, key);
                    return true;
                },
                options);
        } catch (const KeyTaken&) {}
    }
    keepsBeingTaken();
}

void Exchange::callFree(const void* in, RequestCall& call) {
    const RouteEntry& entry = *match.route;
    if (entry.route.upload) {
        Upload upload = uploadOf(request);
        entry.route.upload(in, upload, call, response.body);
    } else {
        entry.route.free(in, call, response.body);
    }
    checkMatched(call);
    finishAnswer(entry, request, call, response);
}

void Exchange::runFree(const void* in, RequestCall& call, const IdempotencyKey* key) {
    if (!key) {
        callFree(in, call);
        return;
    }
    const WriteOptions options{Priority::Interactive, call.actor()};
    const Idempotency::Running running(parts_.idempotency, *key);
    if (!claim(*key, running, options)) return;
    try {
        callFree(in, call);
    } catch (...) {
        // Nothing was promised to the client yet, so it may try again with this key.
        parts_.storage.write([&](Unit& unit) { Idempotency::abandon(unit, *key); }, options);
        throw;
    }
    parts_.storage.write([&](Unit& unit) { parts_.idempotency.finish(unit, *key, *match.route, response); },
                         options);
}

} // namespace rejoinder::http
