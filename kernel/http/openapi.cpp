#include "kernel/http/openapi.h"

#include "kernel/http/binding.h"
#include "kernel/http/openapi_schemas.h"

#include <rejoinder/json.h>

#include <algorithm>
#include <deque>
#include <set>

namespace rejoinder::http {

namespace {

constexpr std::string_view kProblemSchema =
    R"({"type":"object","properties":{"type":{"type":"string","format":"uri"},"title":{"type":"string"},)"
    R"("status":{"type":"integer"},"detail":{"type":"string"},"instance":{"type":"string"},"code":{"type":"string",)"
    R"("description":"plugin.reason; stable"},"requestId":{"type":"string"},"errors":{"type":"array","items":)"
    R"({"type":"object","properties":{"pointer":{"type":"string"},"code":{"type":"string"},"message":)"
    R"({"type":"string"}},"required":["pointer","code","message"]}}},"required":["type","title","status","code"]})";

constexpr std::string_view kFixedComponents =
    R"("securitySchemes":{"bearer":{"type":"http","scheme":"bearer"},"cookie":{"type":"apiKey","in":"cookie",)"
    R"("name":"__Host-rejoinder","description":"Changes also need the header X-CSRF-Token"}},)"
    R"("parameters":{"IfMatch":{"name":"If-Match","in":"header","required":true,"description":)"
    R"("ETag of the version that the change is based on","schema":{"type":"string"}},"IfNoneMatch":)"
    R"({"name":"If-None-Match","in":"header","description":"ETag of the version that the client has",)"
    R"("schema":{"type":"string"}},"IdempotencyKey":{"name":"Idempotency-Key","in":"header","description":)"
    R"("The same key brings the same answer, done once","schema":{"type":"string","minLength":1,"maxLength":255}},)"
    R"("IdempotencyKeyRequired":{"name":"Idempotency-Key","in":"header","required":true,"description":)"
    R"("The same key brings the same answer, done once","schema":{"type":"string","minLength":1,"maxLength":255}}},)"
    R"("responses":{"Problem":{"description":"What went wrong, as RFC 9457 has it","content":)"
    R"({"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}})";

std::string asJson(std::string_view text) {
    std::string out;
    json::quote(out, text);
    return out;
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return out;
}

/// PATCH /contacts/{id}/merge-into → patchContactsByIdMergeInto
std::string operationName(const RouteEntry& entry) {
    std::string out = lower(verbName(entry.route.verb));
    bool upper = true;
    for (const char c : entry.route.path) {
        if (c == '{') out += "By";
        const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (word) out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        upper = !word;
    }
    return out;
}

bool isVariable(const RouteEntry& entry, std::string_view name) {
    return std::find(entry.variables.begin(), entry.variables.end(), name) != entry.variables.end();
}

void append(std::string& list, std::string_view one) {
    if (!list.empty()) list += ',';
    list += one;
}

std::string parameterReference(std::string_view name) {
    return R"({"$ref":"#/components/parameters/)" + std::string(name) + "\"}";
}

std::string parametersOf(const RouteEntry& entry, PluginSchemas& schemas) {
    std::string out;
    const ErasedRoute& route = entry.route;
    const bool body = takesJsonBody(route);
    for (const auto& property : schemas.properties(*route.inType)) {
        const bool path = isVariable(entry, property.name);
        if (!path && body) continue;
        std::string one =
            "{\"name\":" + asJson(property.name) + ",\"in\":\"" + (path ? "path" : "query") + "\"";
        if (path || property.required) one += ",\"required\":true";
        append(out, one + ",\"schema\":" + property.schema + "}");
    }
    if (route.ifMatch) append(out, parameterReference("IfMatch"));
    if (route.verb == Verb::Get && route.out && route.out->find("version"))
        append(out, parameterReference("IfNoneMatch"));
    // Of a file that comes again its handler itself may know.
    if (route.verb != Verb::Get && (route.kept != Kept::Nothing || route.upload))
        append(out, parameterReference(route.keyRequired ? "IdempotencyKeyRequired" : "IdempotencyKey"));
    return out;
}

/// The schema of the JSON body: the input without what stands in the path.
std::string bodySchema(const RouteEntry& entry, PluginSchemas& schemas, bool& required) {
    std::string properties, names;
    for (const auto& property : schemas.properties(*entry.route.inType)) {
        if (isVariable(entry, property.name)) continue;
        append(properties, asJson(property.name) + ":" + property.schema);
        if (property.required) append(names, asJson(property.name));
    }
    required = !names.empty();
    if (entry.variables.empty()) return schemas.of(*entry.route.inType);
    if (properties.empty()) return {};
    std::string out = "{\"type\":\"object\",\"properties\":{" + properties + "}";
    if (required) out += ",\"required\":[" + names + "]";
    return out + ",\"additionalProperties\":false}";
}

std::string requestBodyOf(const RouteEntry& entry, PluginSchemas& schemas) {
    const ErasedRoute& route = entry.route;
    if (route.upload) {
        std::string content;
        auto types = route.uploadRules.contentTypes;
        if (types.empty()) types = {"application/octet-stream", "text/csv"};
        for (const auto& type : types)
            append(content, asJson(type) + R"(:{"schema":{"type":"string","format":"binary"}})");
        return R"({"required":true,"description":"At most )" + std::to_string(route.uploadRules.maxBytes) +
               R"( bytes","content":{)" + content + "}}";
    }
    if (!takesJsonBody(route) || route.in->members.empty()) return {};
    bool required = false;
    const std::string schema = bodySchema(entry, schemas, required);
    if (schema.empty()) return {};
    return std::string("{\"required\":") + (required ? "true" : "false") +
           ",\"content\":{\"application/json\":{\"schema\":" + schema + "}}}";
}

std::string successOf(const RouteEntry& entry, PluginSchemas& schemas) {
    const ErasedRoute& route = entry.route;
    if (route.download)
        return R"("200":{"description":"The file","content":{"application/octet-stream":{"schema":)"
               R"({"type":"string","format":"binary"}}}})";
    const bool empty = route.success == 204 || !route.out || route.out->members.empty();
    if (empty) return R"("204":{"description":"Done"})";
    std::string headers;
    if (route.out->find("version"))
        append(headers, R"("ETag":{"description":"The version in quotes","schema":{"type":"string"}})");
    if ((route.success == 201 || route.success == 202) && route.out->find("id"))
        append(headers, R"("Location":{"schema":{"type":"string","format":"uri-reference"}})");
    std::string out = "\"" + std::to_string(route.success) + "\":{\"description\":" +
                      (route.success == 201   ? "\"Created\""
                       : route.success == 202 ? "\"Accepted; follow the operation\""
                                              : "\"Done\"");
    if (!headers.empty()) out += ",\"headers\":{" + headers + "}";
    out += ",\"content\":{\"application/json\":{\"schema\":" + schemas.of(*route.outType) + "}}}";
    if (route.verb == Verb::Get && route.out->find("version"))
        out += R"(,"304":{"description":"The client has this version"})";
    return out;
}

/// The problems that the kernel or a handler of such a route can answer with.
std::string problemsOf(const RouteEntry& entry) {
    const ErasedRoute& route = entry.route;
    std::set<int> statuses{400, 422, 429, 500, 503};
    if (route.permission != "public") statuses.insert({401, 403});
    if (!entry.variables.empty()) statuses.insert(404);
    if (route.verb != Verb::Get) statuses.insert({409});
    if (takesJsonBody(route) || route.upload) statuses.insert({411, 413, 415});
    if (route.ifMatch) statuses.insert({412, 428});
    std::string out;
    for (const int status : statuses)
        append(out, "\"" + std::to_string(status) + R"(":{"$ref":"#/components/responses/Problem"})");
    return out;
}

std::string operationOf(const RouteEntry& entry, PluginSchemas& schemas, std::set<std::string>& names) {
    const ErasedRoute& route = entry.route;
    std::string name = operationName(entry);
    while (!names.insert(name).second) name += '_';
    std::string out = "{\"operationId\":" + asJson(name) + ",\"summary\":" + asJson(route.summary) +
                      ",\"tags\":[" + asJson(entry.plugin) + "],\"x-permission\":" + asJson(route.permission);
    if (route.permission == "public") out += ",\"security\":[]";
    if (const auto parameters = parametersOf(entry, schemas); !parameters.empty())
        out += ",\"parameters\":[" + parameters + "]";
    if (const auto body = requestBodyOf(entry, schemas); !body.empty()) out += ",\"requestBody\":" + body;
    return out + ",\"responses\":{" + successOf(entry, schemas) + "," + problemsOf(entry) + "}}";
}

/// All operations and topics, by plugin, with the text that each became.
struct Draft {
    struct Operation {
        const RouteEntry* entry;
        std::string text;
    };
    std::deque<Operation> operations; ///< keeps addresses
    std::deque<std::pair<const AnnouncedTopic*, std::string>> topics;
    std::vector<PluginDocument> documents;
};

Draft draftOf(const std::vector<std::shared_ptr<const RouteEntry>>& routes,
              const std::vector<AnnouncedTopic>& topics) {
    Draft draft;
    std::map<std::string, PluginSchemas> schemas;
    std::map<std::string, std::vector<std::string*>> texts;
    std::set<std::string> names;
    for (const auto& entry : routes) {
        draft.operations.push_back({entry.get(), operationOf(*entry, schemas[entry->plugin], names)});
        texts[entry->plugin].push_back(&draft.operations.back().text);
    }
    for (const auto& topic : topics) {
        draft.topics.emplace_back(&topic, schemas[topic.plugin].of(*topic.info));
        texts[topic.plugin].push_back(&draft.topics.back().second);
    }
    for (const auto& [plugin, own] : schemas) draft.documents.push_back({plugin, own.all(), texts[plugin]});
    return draft;
}

std::string eventsPath(const Draft& draft) {
    std::string topics;
    for (const auto& [topic, schema] : draft.topics)
        append(topics, asJson(topic->topic) + ":{\"x-permission\":" + asJson(topic->permission) +
                           ",\"schema\":" + schema + "}");
    return R"("/events":{"get":{"operationId":"getEvents","summary":"Hear events as they happen, as server-sent events",)"
           R"("tags":["kernel"],"parameters":[{"name":"topics","in":"query","description":)"
           R"("Separated by commas; without it all that you may hear","schema":{"type":"string"}},{"name":"since",)"
           R"("in":"query","description":"Id of the last event that was heard","schema":{"type":"string"}}],)"
           R"("responses":{"200":{"description":"The stream","content":{"text/event-stream":{"schema":)"
           R"({"type":"string"}}}},"401":{"$ref":"#/components/responses/Problem"},"403":)"
           R"({"$ref":"#/components/responses/Problem"},"422":{"$ref":"#/components/responses/Problem"},"503":)"
           R"({"$ref":"#/components/responses/Problem"}},"x-topics":{)" +
           topics + "}}}";
}

constexpr std::string_view kOpenapiPath =
    R"("/openapi.json":{"get":{"operationId":"getOpenapi","summary":"This document","tags":["kernel"],)"
    R"("x-permission":"public","security":[],"responses":{"200":{"description":"OpenAPI 3.1","content":)"
    R"({"application/json":{"schema":{"type":"object"}}}}}}})";

} // namespace

std::string openapiOf(std::string_view title, std::string_view version,
                      const std::vector<std::shared_ptr<const RouteEntry>>& routes,
                      const std::vector<AnnouncedTopic>& topics) {
    Draft draft = draftOf(routes, topics);
    const auto schemas = joinSchemas(draft.documents);
    std::map<std::string, std::string> paths;
    for (const auto& operation : draft.operations)
        append(paths[operation.entry->route.path],
               "\"" + lower(verbName(operation.entry->route.verb)) + "\":" + operation.text);
    std::string out = R"({"openapi":"3.1.0","info":{"title":)" + asJson(title) +
                      ",\"version\":" + asJson(version) +
                      R"(,"license":{"name":"Apache-2.0","identifier":"Apache-2.0"}},"servers":[{"url":)" +
                      asJson(kApiRoot) + R"(}],"security":[{"bearer":[]},{"cookie":[]}],"paths":{)" +
                      std::string(kOpenapiPath);
    if (!draft.topics.empty()) out += "," + eventsPath(draft);
    for (const auto& [path, operations] : paths) out += "," + asJson(path) + ":{" + operations + "}";
    out += R"(},"components":{"schemas":{"Problem":)" + std::string(kProblemSchema);
    for (const auto& [name, schema] : schemas) out += "," + asJson(name) + ":" + schema;
    return out += "}," + std::string(kFixedComponents) + "}}";
}

std::string Router::openapi(std::string_view title, std::string_view version) const {
    return openapiOf(title, version, routes(), topics());
}

} // namespace rejoinder::http
