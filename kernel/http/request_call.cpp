#include "kernel/http/request_call.h"

#include <rejoinder/error.h>

namespace rejoinder::http {

RequestCall::RequestCall(const HttpRequest& request, const security::Principal* who, const RouteEntry& entry)
    : request_(request), who_(who), entry_(entry) {
    if (who_)
        actor_ = who_->actor;
    else
        actor_.kind = "anonymous";
    actor_.requestId = request.requestId;
}

void RequestCall::requireMatch(std::int64_t current) const {
    matchChecked_ = true;
    const auto given = header("If-Match");
    if (!given) return; // routes with ifMatch have been refused before; the in-process API sends none
    if (!tagListHas(*given, '"' + std::to_string(current) + '"', false))
        throw Error(ErrorKind::Stale, "kernel.stale",
                    "changed meanwhile in " + entry_.label + ": the current version is " +
                        std::to_string(current));
}

void RequestCall::setHeader(std::string_view name, std::string_view value) {
    if (!equalsIgnoreCase(name, "Set-Cookie")) {
        for (auto& [n, v] : headers_) {
            if (equalsIgnoreCase(n, name)) {
                v = value;
                return;
            }
        }
    }
    headers_.emplace_back(name, value);
}

void RequestCall::restart() noexcept {
    headers_.clear();
    matchChecked_ = false;
}

bool tagListHas(std::string_view list, std::string_view tag, bool weak) noexcept {
    while (!list.empty()) {
        const auto start = list.find_first_not_of(" \t,");
        if (start == std::string_view::npos) return false;
        list.remove_prefix(start);
        if (list.front() == '*') return true;
        const bool isWeak = list.starts_with("W/");
        if (isWeak) list.remove_prefix(2);
        const auto end = list.starts_with('"') ? list.find('"', 1) : std::string_view::npos;
        if (end == std::string_view::npos) return false;
        if ((weak || !isWeak) && list.substr(0, end + 1) == tag) return true;
        list.remove_prefix(end + 1);
    }
    return false;
}

} // namespace rejoinder::http
