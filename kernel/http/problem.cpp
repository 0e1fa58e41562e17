#include "kernel/http/problem.h"

#include <rejoinder/json.h>

namespace rejoinder::http {

std::string_view reasonOf(int status) noexcept {
    switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return status < 400 ? "OK" : "Error";
    }
}

int statusOf(ErrorKind kind) noexcept {
    switch (kind) {
    case ErrorKind::Invalid: return 422;
    case ErrorKind::Malformed: return 400;
    case ErrorKind::Unauthenticated: return 401;
    case ErrorKind::Forbidden: return 403;
    case ErrorKind::NotFound: return 404;
    case ErrorKind::Conflict: return 409;
    case ErrorKind::Stale: return 412;
    case ErrorKind::MatchRequired: return 428;
    case ErrorKind::TooLarge: return 413;
    case ErrorKind::TooMany: return 429;
    case ErrorKind::Unavailable: return 503;
    case ErrorKind::Bug: return 500;
    }
    return 500;
}

namespace {

void member(std::string& out, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    out += ',';
    json::quote(out, name);
    out += ':';
    json::quote(out, value);
}

void writeFaults(std::string& out, std::span<const Fault> faults) {
    if (faults.empty()) return;
    out += ",\"errors\":[";
    for (const auto& fault : faults) {
        if (&fault != faults.data()) out += ',';
        out += "{\"pointer\":";
        json::quote(out, fault.pointer);
        out += ",\"code\":";
        json::quote(out, fault.code);
        out += ",\"message\":";
        json::quote(out, fault.message);
        out += '}';
    }
    out += ']';
}

} // namespace

void writeProblem(HttpResponse& response, const Problem& problem) {
    const std::string* later = response.header("Retry-After");
    const std::string retryAfter = later ? *later : std::string();
    response.clear();
    if (!retryAfter.empty()) response.setHeader("Retry-After", retryAfter);
    response.status = problem.status;
    response.contentType = "application/problem+json";
    std::string& out = response.body;
    out = "{\"type\":";
    json::quote(out, "urn:problem-type:rejoinder:" + std::string(problem.code));
    member(out, "title", reasonOf(problem.status));
    out += ",\"status\":" + std::to_string(problem.status);
    member(out, "detail", problem.detail);
    member(out, "instance", problem.instance);
    member(out, "code", problem.code);
    member(out, "requestId", problem.requestId);
    writeFaults(out, problem.faults);
    out += '}';
}

void writeProblem(HttpResponse& response, const Error& error, std::string_view instance,
                  std::string_view requestId) {
    writeProblem(response,
                 {statusOf(error.kind()), error.code(), error.text(), instance, requestId, error.faults()});
}

} // namespace rejoinder::http
