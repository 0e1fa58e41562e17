#include "kernel/http/answer.h"

#include "kernel/http/binding.h"

#include <algorithm>

namespace rejoinder::http {

namespace {

/// The position behind the string that begins at `at`.
std::size_t skipString(std::string_view json, std::size_t at) noexcept {
    for (++at; at < json.size() && json[at] != '"'; ++at) {
        if (json[at] == '\\') ++at;
    }
    return at + 1;
}

void takeHeaders(const RequestCall& call, HttpResponse& response) {
    for (const auto& [name, value] : call.headers()) {
        if (equalsIgnoreCase(name, "Content-Type")) {
            response.contentType = value;
        } else if (equalsIgnoreCase(name, "Set-Cookie")) {
            HttpResponse clean; // several of one name stay several
            clean.setHeader(name, value);
            response.headers.push_back(std::move(clean.headers.front()));
        } else {
            response.setHeader(name, value);
        }
    }
}

void addTag(const RouteEntry& entry, const HttpRequest& request, HttpResponse& response) {
    if (!entry.route.out || !entry.route.out->find("version")) return;
    const auto version = topLevelMember(response.body, "version");
    if (!version) return;
    const std::string tag = '"' + std::string(*version) + '"';
    response.setHeader("ETag", tag);
    if (entry.route.verb != Verb::Get) return;
    const auto known = request.header("If-None-Match");
    if (known && tagListHas(*known, tag, true)) {
        response.status = 304;
        response.body.clear();
    }
}

/// The part of a path with this number, without slashes.
std::string_view partOf(std::string_view path, std::size_t number) noexcept {
    for (; number > 0; --number) path.remove_prefix(std::min(path.find('/', 1), path.size()));
    return path.empty() ? path : path.substr(1, path.find('/', 1) - 1);
}

/// Route::at with its variables filled in.
std::string located(const ErasedRoute& route, std::string_view requestPath, std::string_view made) {
    std::string out(kApiRoot);
    requestPath.remove_prefix(std::min(kApiRoot.size(), requestPath.size()));
    for (std::size_t i = 0; !partOf(route.at, i).empty(); ++i) {
        auto part = partOf(route.at, i);
        if (part == "{made}")
            part = made;
        else if (part.front() == '{')
            for (std::size_t j = 0; !partOf(route.path, j).empty(); ++j)
                if (partOf(route.path, j) == part) {
                    part = partOf(requestPath, j);
                    break;
                }
        out.append("/").append(part);
    }
    return out;
}

void addLocation(const RouteEntry& entry, const HttpRequest& request, HttpResponse& response) {
    if (!entry.route.out || response.header("Location")) return;
    const bool named = entry.route.success == 202 && entry.route.out->find("operationId");
    const auto id = topLevelMember(response.body, named ? "operationId" : "id");
    if (entry.route.success == 201 && !entry.route.at.empty()) {
        response.setHeader("Location", located(entry.route, request.path, id.value_or("")));
        return;
    }
    if (!id || *id == "null") return; // nothing was begun: a preview
    if (entry.route.success == 201)
        response.setHeader("Location", std::string(request.path) + '/' + std::string(*id));
    else if (entry.route.success == 202)
        response.setHeader("Location", std::string(kApiRoot) + "/operations/" + std::string(*id));
}

} // namespace

std::optional<std::string_view> topLevelMember(std::string_view json, std::string_view name) noexcept {
    int depth = 0;
    bool isKey = false; // the next string at depth 1 is a name
    for (std::size_t at = 0; at < json.size();) {
        const char c = json[at];
        if (c == '"') {
            const auto end = skipString(json, at);
            const auto text = json.substr(at + 1, end - at - 2);
            const bool found = depth == 1 && isKey && text == name;
            if (depth == 1) isKey = false;
            at = end;
            if (!found) continue;
            at = json.find_first_not_of(": \n", at);
            if (at == std::string_view::npos) return std::nullopt;
            if (json[at] == '"') return json.substr(at + 1, skipString(json, at) - at - 2);
            const auto value = json.substr(at, json.find_first_of(",}", at) - at);
            return value == "null" ? std::nullopt : std::optional(value);
        }
        if (c == '{' || c == '[')
            isKey = ++depth == 1 && c == '{';
        else if (c == '}' || c == ']')
            --depth;
        else if (c == ',' && depth == 1)
            isKey = true;
        ++at;
    }
    return std::nullopt;
}

void finishAnswer(const RouteEntry& entry, const HttpRequest& request, const RequestCall& call,
                  HttpResponse& response) {
    const bool empty = entry.route.success == 204 || (entry.route.out && entry.route.out->members.empty());
    response.status = empty ? 204 : entry.route.success;
    response.contentType = "application/json";
    takeHeaders(call, response);
    addTag(entry, request, response);
    addLocation(entry, request, response);
    if (empty) {
        response.body.clear();
        response.contentType.clear();
    }
}

void finishDownload(Download&& file, const RequestCall& call, HttpResponse& response) {
    response.status = 200;
    response.contentType = file.contentType.empty() ? "application/octet-stream" : file.contentType;
    takeHeaders(call, response);
    if (!response.header("Content-Disposition"))
        response.setHeader("Content-Disposition", attachment(file.fileName));
    if (file.path.empty())
        response.body = std::move(file.content);
    else
        response.file = std::move(file.path);
}

} // namespace rejoinder::http
