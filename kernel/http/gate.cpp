#include "kernel/http/gate.h"

#include "kernel/security/secret.h"

#include <rejoinder/error.h>

namespace rejoinder::http {

namespace {

bool changesState(std::string_view verb) noexcept {
    return verb != "GET" && verb != "HEAD" && verb != "OPTIONS";
}

/// "https://host:port" → "host:port"
std::string_view hostOf(std::string_view origin) noexcept {
    const auto scheme = origin.find("://");
    return scheme == std::string_view::npos ? std::string_view() : origin.substr(scheme + 3);
}

/// A screen that asks by itself does not keep its session alive. An event source comes back by itself and
/// cannot say so.
bool isUnattended(const HttpRequest& request) noexcept {
    return request.header("X-Unattended").has_value() || request.path == "/api/v1/events";
}

} // namespace

std::optional<security::Principal> authenticate(security::Authority& authority, const HttpRequest& request) {
    const security::Credentials credentials{request.header("Authorization").value_or(std::string_view()),
                                            request.header("Cookie").value_or(std::string_view()),
                                            isUnattended(request)};
    if (credentials.authorization.empty() && credentials.cookie.empty()) return std::nullopt;
    return authority.authenticate(credentials);
}

bool passesCsrf(const HttpRequest& request, const security::Principal& who) noexcept {
    if (!who.byCookie || !changesState(request.verb)) return true;
    if (const auto site = request.header("Sec-Fetch-Site"); site && *site != "same-origin" && *site != "none")
        return false;
    if (const auto origin = request.header("Origin")) {
        const auto host = request.header("Host");
        if (!host || !equalsIgnoreCase(hostOf(*origin), *host)) return false;
    }
    const auto token = request.header("X-CSRF-Token");
    return token && !who.csrfToken.empty() && security::equalSecrets(*token, who.csrfToken);
}

void checkAccess(std::string_view permission, const HttpRequest& request,
                 std::optional<security::Principal>& who) {
    const bool passes = !who || passesCsrf(request, *who);
    if (permission == "public") {
        if (!passes) who.reset();
        return;
    }
    if (!who)
        throw Error(ErrorKind::Unauthenticated, "kernel.not-signed-in", "sign in, or show a valid token");
    if (!passes)
        throw Error(ErrorKind::Forbidden, "kernel.csrf",
                    "a change through a session cookie must carry its X-CSRF-Token and come from this site");
    if (!who->may(permission))
        throw Error(ErrorKind::Forbidden, "kernel.not-permitted",
                    "the permission " + std::string(permission) + " is missing");
}

} // namespace rejoinder::http
