#pragma once
#include <rejoinder/contract/dispatch.h>

namespace rejoinder::dispatch {

/// What keeps a content from being sent, so that who keeps it for a later wave can refuse it at once.
class ContentRules {
public:
    static constexpr std::string_view kName = "dispatch.content-rules";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~ContentRules() = default;
    /// Adds a fault for everything that keeps the content from being sent on that channel. Pointers begin
    /// with `base` ("/content").
    virtual void check(const Content& content, Channel channel, const std::string& base, Faults& faults) = 0;
};

} // namespace rejoinder::dispatch
