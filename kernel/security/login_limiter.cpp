#include "kernel/security/login_limiter.h"

#include <rejoinder/error.h>

#include <array>

namespace rejoinder::security {

namespace {

constexpr std::chrono::minutes kWindow{15};
constexpr std::size_t kRememberedMost = 100'000;

struct Key {
    std::string text;
    int limit;
};

std::array<Key, 3> keysOf(std::string_view user, std::string_view address) {
    const std::string u(user), a(address);
    return {{{"p " + u + '\n' + a, 5}, {"a " + a, 30}, {"u " + u, 100}}};
}

} // namespace

void LoginLimiter::check(std::string_view user, std::string_view address, Time now) {
    const std::scoped_lock lock(mutex_);
    for (const auto& key : keysOf(user, address)) {
        const auto found = counts_.find(key.text);
        if (found == counts_.end() || now - found->second.since >= kWindow ||
            found->second.failures < key.limit)
            continue;
        const auto wait =
            std::chrono::duration_cast<std::chrono::seconds>(kWindow - (now - found->second.since));
        throw Error(ErrorKind::TooMany, "kernel.login-limit",
                    "too many failed sign-ins; try again in " + std::to_string(wait.count() + 1) +
                        " seconds");
    }
}

void LoginLimiter::failed(std::string_view user, std::string_view address, Time now) {
    const std::scoped_lock lock(mutex_);
    if (counts_.size() > kRememberedMost) forgetOld(now);
    for (const auto& key : keysOf(user, address)) {
        auto& count = counts_[key.text];
        if (count.failures == 0 || now - count.since >= kWindow) count = {0, now};
        ++count.failures;
    }
}

void LoginLimiter::succeeded(std::string_view user, std::string_view address) {
    const std::scoped_lock lock(mutex_);
    counts_.erase(keysOf(user, address)[0].text);
}

void LoginLimiter::forgetOld(Time now) {
    std::erase_if(counts_, [now](const auto& entry) { return now - entry.second.since >= kWindow; });
}

} // namespace rejoinder::security
