#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace rejoinder::observe {

/// Whether a part of the server can do its work, and a few words about it ("behind by 3 migrations").
struct Check {
    bool ok = true;
    std::string detail;
};

/// Readiness: named checks, and one switch that the start turns on and the stop turns off first. Thread-safe.
class Health {
public:
    /// A check runs at every question, so it must be quick; what it throws counts as not ok.
    void add(std::string name, std::function<Check()> check);
    void remove(std::string_view name);
    /// While not serving, the answer is "no" with this reason and no check is asked.
    void serving(bool yes, std::string reason = {});
    struct Answer {
        bool ready = false;
        std::string json;
    };
    /// `details` adds what the checks say.
    [[nodiscard]] Answer ready(bool details) const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::function<Check()>, std::less<>> checks_;
    bool serving_ = false;
    std::string reason_ = "starting";
};

} // namespace rejoinder::observe
