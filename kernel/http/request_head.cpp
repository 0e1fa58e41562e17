#include "kernel/http/request_head.h"

#include <array>
#include <charconv>
#include <cstring>

namespace rejoinder::http {

namespace {

using Result = std::optional<Refusal>;

Refusal bad(std::string_view code, std::string_view detail) {
    return {400, code, detail};
}

/// Characters of RFC 9110's `token`.
constexpr std::array<bool, 256> tokenTable() {
    std::array<bool, 256> t{};
    for (int c = '0'; c <= '9'; ++c) t[static_cast<std::size_t>(c)] = true;
    for (int c = 'a'; c <= 'z'; ++c)
        t[static_cast<std::size_t>(c)] = t[static_cast<std::size_t>(c - 32)] = true;
    for (const char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
        t[static_cast<unsigned char>(c)] = true;
    return t;
}
constexpr auto kToken = tokenTable();

bool isToken(std::string_view text) noexcept {
    for (const char c : text) {
        if (!kToken[static_cast<unsigned char>(c)]) return false;
    }
    return !text.empty();
}

bool isHex(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool isValue(std::string_view text) noexcept {
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return false;
    }
    return true;
}

/// Host and port; brackets for IPv6. Nothing that could be read as another authority, path or list.
bool isAuthority(std::string_view text) noexcept {
    if (text.empty() || text.size() > 300) return false;
    for (const char c : text) {
        const bool ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        c == '-' || c == '.' || c == '_' || c == ':' || c == '[' || c == ']' || c == '~' ||
                        c == '%';
        if (!ok) return false;
    }
    return true;
}

bool isDotSegment(std::string_view segment) noexcept {
    std::size_t dots = 0;
    for (std::size_t i = 0; i < segment.size(); ++dots) {
        if (segment[i] == '.')
            ++i;
        else if (segment.size() - i >= 3 && segment[i] == '%' && segment[i + 1] == '2' &&
                 (segment[i + 2] == 'e' || segment[i + 2] == 'E'))
            i += 3;
        else
            return false;
    }
    return dots == 1 || dots == 2;
}

Result checkPath(std::string_view path) {
    if (path.empty() || path.front() != '/')
        return bad("kernel.bad-target", "the request target must be a path that begins with a slash");
    std::size_t start = 1;
    for (std::size_t i = 1; i <= path.size(); ++i) {
        if (i < path.size() && path[i] != '/') continue;
        if (isDotSegment(path.substr(start, i - start)))
            return bad("kernel.bad-target", "the path has a segment of dots");
        start = i + 1;
    }
    return std::nullopt;
}

Result parseTarget(std::string_view target, HttpRequest& request, std::string_view& authority) {
    for (std::size_t i = 0; i < target.size(); ++i) {
        const char c = target[i];
        if (c <= 0x20 || c >= 0x7f || c == '#' || c == '\\')
            return bad("kernel.bad-target", "the request target has a character that is not allowed there");
        if (c != '%') continue;
        if (i + 2 >= target.size() || !isHex(target[i + 1]) || !isHex(target[i + 2]))
            return bad("kernel.bad-target", "the request target has a broken percent encoding");
        if (target[i + 1] == '0' && target[i + 2] == '0')
            return bad("kernel.bad-target", "the request target has a zero byte");
    }
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (target.size() < scheme.size() || !equalsIgnoreCase(target.substr(0, scheme.size()), scheme))
            continue;
        target.remove_prefix(scheme.size());
        const auto slash = target.find_first_of("/?");
        authority = target.substr(0, slash);
        target = slash == std::string_view::npos || target[slash] == '?' ? std::string_view("/")
                                                                         : target.substr(slash);
        break;
    }
    if (target == "*" && request.verb == "OPTIONS") target = "/";
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    request.query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    return checkPath(request.path);
}

Result parseRequestLine(std::string_view line, const HeadLimits& limits, HttpRequest& request,
                        RequestHead& out, std::string_view& authority) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || !isToken(line.substr(0, first)))
        return bad("kernel.bad-request-line", "the request line is not a verb, a target and a version");
    const auto verb = line.substr(0, first), version = line.substr(last + 1);
    const auto target = line.substr(first + 1, last - first - 1);
    if (version.size() != 8 || !version.starts_with("HTTP/"))
        return bad("kernel.bad-request-line", "the request line is not a verb, a target and a version");
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return Refusal{505, "kernel.http-version", "only HTTP/1.0 and HTTP/1.1 are spoken here"};
    out.minorOne = version.back() == '1';
    for (const std::string_view known : {"GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"}) {
        if (verb == known) request.verb = known;
    }
    if (request.verb.empty()) return Refusal{501, "kernel.unknown-verb", "this verb is not known here"};
    if (target.size() > limits.maxUriBytes)
        return Refusal{414, "kernel.uri-too-long", "the request target is too long"};
    return parseTarget(target, request, authority);
}

Result parseField(std::string_view line, HttpRequest& request) {
    if (line.front() == ' ' || line.front() == '\t')
        return bad("kernel.bad-field", "a header field is folded over several lines");
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !isToken(line.substr(0, colon)))
        return bad("kernel.bad-field", "a header field has no proper name");
    const auto value = trim(line.substr(colon + 1));
    if (!isValue(value)) return bad("kernel.bad-field", "a header field has a control character");
    request.headers.push_back({line.substr(0, colon), value});
    return std::nullopt;
}

bool hasToken(std::string_view list, std::string_view wanted) noexcept {
    while (!list.empty()) {
        const auto comma = list.find(',');
        if (equalsIgnoreCase(trim(list.substr(0, comma)), wanted)) return true;
        if (comma == std::string_view::npos) return false;
        list.remove_prefix(comma + 1);
    }
    return false;
}

/// Everything about a field that decides where the request ends and which host it means.
struct Transfer {
    int hosts = 0, lengths = 0, codings = 0;
    bool close = false, keep = false;
};

Result readTransferField(const HeaderField& field, Transfer& seen, RequestHead& out) {
    if (equalsIgnoreCase(field.name, "Host")) {
        ++seen.hosts;
        out.host = field.value;
        if (!isAuthority(field.value)) return bad("kernel.bad-host", "the Host field is not a host");
    } else if (equalsIgnoreCase(field.name, "Content-Length")) {
        ++seen.lengths;
        const char* const end = field.value.data() + field.value.size();
        const bool digits = !field.value.empty() && field.value.front() >= '0' && field.value.front() <= '9';
        const auto [at, error] = std::from_chars(field.value.data(), end, out.length);
        if (!digits || error != std::errc() || at != end)
            return bad("kernel.bad-length", "Content-Length is not one whole number");
        out.framing = Framing::Length;
    } else if (equalsIgnoreCase(field.name, "Transfer-Encoding")) {
        ++seen.codings;
        if (!equalsIgnoreCase(field.value, "chunked"))
            return Refusal{501, "kernel.transfer-encoding",
                           "the only Transfer-Encoding known here is chunked"};
        out.framing = Framing::Chunked;
    } else if (equalsIgnoreCase(field.name, "Connection")) {
        seen.close = seen.close || hasToken(field.value, "close");
        seen.keep = seen.keep || hasToken(field.value, "keep-alive");
    } else if (equalsIgnoreCase(field.name, "Expect")) {
        if (!equalsIgnoreCase(field.value, "100-continue"))
            return Refusal{417, "kernel.expectation", "the only expectation known here is 100-continue"};
        out.expectContinue = true;
    }
    return std::nullopt;
}

Result checkTransfer(const HttpRequest& request, std::string_view authority, const Transfer& seen,
                     RequestHead& out) {
    if (seen.hosts > 1 || (seen.hosts == 0 && out.minorOne))
        return bad("kernel.bad-host", "there must be exactly one Host field");
    if (!authority.empty() && (!isAuthority(authority) || (seen.hosts == 1 && authority != out.host)))
        return bad("kernel.bad-host", "the request target and the Host field name different hosts");
    if (seen.lengths > 1) return bad("kernel.bad-length", "there is more than one Content-Length");
    if (seen.codings > 1 || (seen.codings == 1 && seen.lengths == 1))
        return bad("kernel.bad-length", "Transfer-Encoding and Content-Length contradict each other");
    if (seen.codings == 1 && !out.minorOne)
        return bad("kernel.bad-length", "HTTP/1.0 has no Transfer-Encoding");
    const bool carries = request.verb == "POST" || request.verb == "PUT" || request.verb == "PATCH";
    if (carries && out.framing == Framing::None)
        return Refusal{411, "kernel.length-required", "a request with a body must say its length"};
    if (out.framing == Framing::Length && out.length == 0) out.framing = Framing::None;
    if (!carries && out.framing != Framing::None)
        return bad("kernel.body-not-allowed", "this verb takes no body");
    out.keepAlive = !seen.close && (out.minorOne || seen.keep);
    return std::nullopt;
}

} // namespace

void scanHead(std::string_view bytes, HeadScan& scan) noexcept {
    while (scan.position < bytes.size()) {
        const void* found = std::memchr(bytes.data() + scan.position, '\n', bytes.size() - scan.position);
        if (!found) {
            scan.position = bytes.size();
            return;
        }
        const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
        scan.position = at + 1;
        if (at == 0 || bytes[at - 1] != '\r') {
            scan.bad = true;
            return;
        }
        if (at >= 3 && bytes[at - 2] == '\n') {
            scan.complete = true;
            return;
        }
    }
}

std::optional<Refusal> parseHead(std::string_view head, const HeadLimits& limits, HttpRequest& request,
                                 RequestHead& out) {
    std::string_view authority;
    Transfer seen;
    bool first = true;
    while (true) {
        const auto end = head.find("\r\n");
        if (end == std::string_view::npos) return bad("kernel.bad-field", "the head has no end");
        const auto line = head.substr(0, end);
        head.remove_prefix(end + 2);
        if (line.empty()) break;
        if (line.find('\r') != std::string_view::npos)
            return bad("kernel.bad-field", "the head has a carriage return inside a line");
        if (first) {
            first = false;
            if (auto refusal = parseRequestLine(line, limits, request, out, authority)) return refusal;
            continue;
        }
        if (request.headers.size() == limits.maxFields)
            return Refusal{431, "kernel.too-many-fields", "the head has too many fields"};
        if (auto refusal = parseField(line, request)) return refusal;
        if (auto refusal = readTransferField(request.headers.back(), seen, out)) return refusal;
    }
    if (first) return bad("kernel.bad-request-line", "the request has no request line");
    return checkTransfer(request, authority, seen, out);
}

} // namespace rejoinder::http
