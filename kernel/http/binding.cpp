#include "kernel/http/binding.h"

#include "kernel/http/uri.h"

#include <rejoinder/error.h>
#include <rejoinder/json.h>

#include <algorithm>
#include <map>

namespace rejoinder::http {

namespace {

constexpr std::string_view kBlank = " \t\r\n";

bool isDigit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// JSON's grammar of numbers.
bool isJsonNumber(std::string_view t) noexcept {
    const auto digits = [&t] {
        std::size_t n = 0;
        for (; !t.empty() && isDigit(t.front()); ++n) t.remove_prefix(1);
        return n;
    };
    if (t.starts_with('-')) t.remove_prefix(1);
    const bool zero = t.starts_with('0');
    const auto whole = digits();
    if (whole == 0 || (zero && whole > 1)) return false;
    if (t.starts_with('.')) {
        t.remove_prefix(1);
        if (digits() == 0) return false;
    }
    if (t.starts_with('e') || t.starts_with('E')) {
        t.remove_prefix(1);
        if (t.starts_with('-') || t.starts_with('+')) t.remove_prefix(1);
        if (digits() == 0) return false;
    }
    return t.empty();
}

/// A text from path or query as the JSON value that its type wants; what does not fit stays a string, so that
/// the reader names it.
void appendScalar(std::string& out, const TypeInfo& type, std::string_view text) {
    const TypeInfo& t = type.kind == TypeKind::Optional ? type.element() : type;
    const bool literal = (t.kind == TypeKind::Bool && (text == "true" || text == "false")) ||
                         ((t.kind == TypeKind::Int || t.kind == TypeKind::Real) && isJsonNumber(text));
    if (literal)
        out += text;
    else
        json::quote(out, text);
}

const TypeInfo* listElement(const TypeInfo& type) {
    const TypeInfo& t = type.kind == TypeKind::Optional ? type.element() : type;
    return t.kind == TypeKind::List ? &t.element() : nullptr;
}

void separate(std::string& out) {
    if (out.back() != '{' && out.back() != '[') out += ',';
}

void appendMember(std::string& out, std::string_view name) {
    separate(out);
    json::quote(out, name);
    out += ':';
}

void appendPath(std::string& out, const RouteEntry& entry, const std::vector<std::string>& values) {
    for (std::size_t i = 0; i < entry.variables.size(); ++i) {
        appendMember(out, entry.variables[i]);
        const Member* member = entry.route.in->find(entry.variables[i]);
        if (member)
            appendScalar(out, member->type(), values[i]);
        else
            json::quote(out, values[i]);
    }
}

/// Repeated parameters make a list; a repeated single value is a fault.
void appendQuery(std::string& out, const RouteEntry& entry, std::string_view query, Faults& faults) {
    std::map<std::string, std::vector<std::string>> given;
    for (auto& [name, value] : parseQuery(query)) given[name].push_back(std::move(value));
    for (const auto& [name, values] : given) {
        if (std::find(entry.variables.begin(), entry.variables.end(), name) != entry.variables.end()) {
            faults.add("/" + name, "kernel.in-path", "stands in the path, not in the query string");
            continue;
        }
        const Member* member = entry.route.in->find(name);
        const TypeInfo* element = member ? listElement(member->type()) : nullptr;
        if (!element && values.size() > 1)
            faults.add("/" + name, "kernel.repeated-parameter", "stands in the query string more than once");
        appendMember(out, name);
        if (element) out += '[';
        for (const auto& value : values) {
            if (!element && &value != values.data()) break;
            if (element) separate(out);
            if (member)
                appendScalar(out, element ? *element : member->type(), value);
            else
                json::quote(out, value);
        }
        if (element) out += ']';
    }
}

/// Puts the members of the path into the body's object, so that one reading finds all faults.
std::string mergedBody(std::string_view body, const RouteEntry& entry,
                       const std::vector<std::string>& values) {
    const auto open = body.find_first_not_of(kBlank);
    std::string out;
    if (open == std::string_view::npos) {
        out = "{";
        appendPath(out, entry, values);
        return out += '}';
    }
    if (entry.variables.empty() || body[open] != '{') return std::string(body);
    out.reserve(body.size() + 64);
    out = "{";
    appendPath(out, entry, values);
    const auto rest = body.substr(open + 1);
    const auto next = rest.find_first_not_of(kBlank);
    if (next != std::string_view::npos && rest[next] != '}') out += ',';
    return out.append(rest);
}

} // namespace

bool takesJsonBody(const ErasedRoute& route) noexcept {
    return !route.upload &&
           (route.verb == Verb::Post || route.verb == Verb::Put || route.verb == Verb::Patch);
}

std::shared_ptr<void> bindInput(const RouteEntry& entry, const std::vector<std::string>& pathValues,
                                const HttpRequest& request) {
    Faults faults;
    auto in = entry.route.makeIn();
    if (takesJsonBody(entry.route)) {
        for (const auto& [name, value] : parseQuery(request.query))
            faults.add("/" + name, "kernel.unknown-parameter", "this route takes no query string");
        json::read(mergedBody(request.body, entry, pathValues), *entry.route.inType, in.get(), faults);
    } else if (!entry.variables.empty() || !request.query.empty() || !entry.route.in->members.empty()) {
        std::string text = "{";
        appendPath(text, entry, pathValues);
        appendQuery(text, entry, request.query, faults);
        text += '}';
        json::read(text, *entry.route.inType, in.get(), faults);
    }
    faults.raise();
    return in;
}

std::string_view mediaType(std::string_view contentType) noexcept {
    auto type = contentType.substr(0, contentType.find(';'));
    while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.remove_suffix(1);
    return type;
}

bool contentTypeFits(const ErasedRoute& route, const HttpRequest& request) noexcept {
    const auto type = mediaType(request.header("Content-Type").value_or(std::string_view()));
    if (route.upload) {
        const auto& allowed = route.uploadRules.contentTypes;
        return allowed.empty() || std::any_of(allowed.begin(), allowed.end(),
                                              [&](const auto& one) { return equalsIgnoreCase(one, type); });
    }
    if (!takesJsonBody(route) || request.bodyBytes == 0) return true;
    return equalsIgnoreCase(type, "application/json") ||
           (route.verb == Verb::Patch && equalsIgnoreCase(type, "application/merge-patch+json"));
}

std::string fileNameOf(std::string_view field) {
    std::string name;
    while (!field.empty()) {
        // Semicolons inside a quoted value belong to it.
        std::size_t end = 0;
        for (bool quoted = false; end < field.size() && (quoted || field[end] != ';'); ++end) {
            if (field[end] == '"') quoted = !quoted;
        }
        auto part = field.substr(0, end);
        field.remove_prefix(std::min(end + 1, field.size()));
        part.remove_prefix(std::min(part.find_first_not_of(" \t"), part.size()));
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        auto value = part.substr(equals + 1);
        if (equalsIgnoreCase(part.substr(0, equals), "filename*")) {
            if (value.size() > 7 && equalsIgnoreCase(value.substr(0, 7), "UTF-8''")) {
                name = percentDecode(value.substr(7));
                break;
            }
        } else if (equalsIgnoreCase(part.substr(0, equals), "filename")) {
            if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
                value = value.substr(1, value.size() - 2);
            name = std::string(value);
        }
    }
    if (const auto slash = name.find_last_of("/\\"); slash != std::string::npos) name.erase(0, slash + 1);
    std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '"'; });
    return name == "." || name == ".." ? std::string() : name;
}

std::string attachment(std::string_view fileName) {
    if (fileName.empty()) return "attachment";
    std::string ascii;
    for (const char c : fileName) {
        const bool plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '/' && c != '%';
        ascii += plain ? c : '_';
    }
    std::string out = "attachment; filename=\"" + ascii + "\"";
    if (ascii != fileName) out += "; filename*=UTF-8''" + percentEncode(fileName);
    return out;
}

} // namespace rejoinder::http
