#pragma once
#include <rejoinder/contract/dispatch.h>

#include <string>

namespace rejoinder::dispatch {

/// Where a person answers on the web: an open door for the channel that takes such answers (it needs
/// dispatch, not the other way round). Letters and e-mails have it as {{webAddress}}.
class WebAddresses {
public:
    static constexpr std::string_view kName = "dispatch.web-addresses";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~WebAddresses() = default;
    /// The personal address of a piece with this code (without dashes); always the same. "" when nobody said
    /// where the web forms are reached.
    [[nodiscard]] virtual std::string of(std::string_view code) const = 0;
};

} // namespace rejoinder::dispatch
