#include "kernel/app/in_process_api.h"

#include <Poco/TemporaryFile.h>

#include <chrono>
#include <fstream>
#include <thread>

namespace rejoinder::app {

InProcessApi::InProcessApi(http::Dispatcher& dispatcher, event::Bus& bus, job::Runner& runner,
                           std::filesystem::path spool)
    : dispatcher_(dispatcher), bus_(bus), runner_(runner), spool_(std::move(spool)) {}

ApiReply InProcessApi::request(Verb verb, std::string_view path, std::string_view body,
                               std::string_view contentType) {
    security::Principal system;
    system.actor = {"system", "api", {}, {}};
    system.all = true;

    const std::string whole = std::string(http::kApiRoot) + std::string(path);
    const std::string length = std::to_string(body.size());
    http::HttpRequest request;
    http::HttpResponse response;
    request.verb = http::verbName(verb);
    const auto mark = whole.find('?');
    request.path = std::string_view(whole).substr(0, mark);
    if (mark != std::string::npos) request.query = std::string_view(whole).substr(mark + 1);
    request.peer = "in-process";
    std::string spooled;
    if (!body.empty()) {
        request.headers = {{"Content-Type", contentType}, {"Content-Length", length}};
        request.bodyBytes = body.size();
        const http::BodyPlan plan = dispatcher_.plan(request, response, &system);
        if (plan.refused) return {response.status, std::move(response.body), std::move(response.contentType)};
        if (plan.toFile) {
            std::filesystem::create_directories(spool_);
            spooled = Poco::TemporaryFile::tempName(spool_.string());
            std::ofstream(spooled, std::ios::binary) << body;
            request.bodyFile = spooled;
        } else {
            request.body = body;
        }
    }
    dispatcher_.handle(request, response, system);
    if (!spooled.empty()) {
        std::error_code gone; // the handler may have moved it away
        std::filesystem::remove(spooled, gone);
    }
    if (!response.file.empty()) {
        std::ifstream file(response.file, std::ios::binary);
        response.body.assign(std::istreambuf_iterator<char>(file), {});
    }
    return {response.status, std::move(response.body), std::move(response.contentType)};
}

void InProcessApi::settle() {
    // Events queue jobs and jobs publish events, so both must be idle, twice in a row.
    for (int idle = 0; idle < 2;) {
        if (const auto trouble = runner_.trouble())
            throw Error(ErrorKind::Conflict, "kernel.job-failed", *trouble);
        idle = bus_.idle() && runner_.idle() ? idle + 1 : 0;
        if (idle < 2) std::this_thread::sleep_for(std::chrono::milliseconds(idle > 0 ? 1 : 2));
    }
    // What failed is tried again later; nobody who waits for the work to be done may take that for its end.
    if (const auto trouble = bus_.trouble())
        throw Error(ErrorKind::Conflict, "kernel.event-failed", *trouble);
}

} // namespace rejoinder::app
