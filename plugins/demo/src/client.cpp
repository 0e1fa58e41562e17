#include "client.h"

namespace rejoinder::demo {

Body& Body::raw(std::string_view name, std::string_view json) {
    if (!members_.empty()) members_ += ',';
    json::quote(members_, name);
    members_ += ':';
    members_ += json;
    return *this;
}

Body& Body::add(std::string_view name, std::string_view text) {
    std::string quoted;
    json::quote(quoted, text);
    return raw(name, quoted);
}

Body& Body::add(std::string_view name, const std::vector<Body>& list) {
    std::string json = "[";
    for (const auto& item : list) json += (json.size() > 1 ? "," : "") + item.text();
    return raw(name, json + "]");
}

Body& Body::add(std::string_view name, const std::vector<std::string>& list) {
    std::string json = "[";
    for (const auto& item : list) {
        if (json.size() > 1) json += ',';
        json::quote(json, item);
    }
    return raw(name, json + "]");
}

Body& Body::add(std::string_view name, const std::vector<std::int64_t>& list) {
    std::string json = "[";
    for (const auto number : list) json += (json.size() > 1 ? "," : "") + std::to_string(number);
    return raw(name, json + "]");
}

std::string Client::send(Verb verb, const std::string& path, std::string_view body, std::string_view type) {
    auto reply = context_.api().request(verb, path, body, type);
    if (reply.status < 200 || reply.status > 299)
        throw Error(ErrorKind::Bug, "demo.refused", path + " was refused: " + reply.body);
    return std::move(reply.body);
}

} // namespace rejoinder::demo
