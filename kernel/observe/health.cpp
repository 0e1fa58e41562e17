#include "kernel/observe/health.h"

#include <rejoinder/json.h>

#include <exception>

namespace rejoinder::observe {

void Health::add(std::string name, std::function<Check()> check) {
    const std::lock_guard lock(mutex_);
    checks_[std::move(name)] = std::move(check);
}

void Health::remove(std::string_view name) {
    const std::lock_guard lock(mutex_);
    if (const auto found = checks_.find(name); found != checks_.end()) checks_.erase(found);
}

void Health::serving(bool yes, std::string reason) {
    const std::lock_guard lock(mutex_);
    serving_ = yes;
    reason_ = std::move(reason);
}

Health::Answer Health::ready(bool details) const {
    std::map<std::string, std::function<Check()>, std::less<>> checks;
    std::string reason;
    bool ready = false;
    {
        const std::lock_guard lock(mutex_);
        ready = serving_;
        reason = reason_;
        if (serving_) checks = checks_;
    }
    std::string list;
    for (const auto& [name, check] : checks) {
        Check result;
        try {
            result = check();
        } catch (const std::exception& e) {
            result = {false, e.what()};
        }
        ready = ready && result.ok;
        list += list.empty() ? "" : ",";
        json::quote(list, name);
        list += result.ok ? R"(:{"ok":true)" : R"(:{"ok":false)";
        if (details && !result.detail.empty()) {
            list += R"(,"detail":)";
            json::quote(list, result.detail);
        }
        list += '}';
    }
    Answer answer{ready, ready ? R"({"ready":true)" : R"({"ready":false)"};
    if (!reason.empty()) {
        answer.json += R"(,"reason":)";
        json::quote(answer.json, reason);
    }
    answer.json += R"(,"checks":{)" + list + "}}";
    return answer;
}

} // namespace rejoinder::observe
