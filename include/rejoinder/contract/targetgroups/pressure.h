#pragma once
#include <rejoinder/contract/targetgroups.h>

/// A door that targetgroups leaves open: who has had enough is known by whoever sends.
namespace rejoinder::targetgroups {

/// Somebody to whom one more piece would be too much, and the rule that says so.
struct OverPressed {
    std::int64_t contact = 0;
    Id rule;
};

/// Provided by whoever knows what was sent (dispatch), asked where people are chosen: an open door like the
/// forecasts', so that needs make no circle.
class ContactPressure {
public:
    static constexpr std::string_view kName = "targetgroups.contact-pressure";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~ContactPressure() = default;
    /// Everybody to whom a piece of that campaign on that channel would break a rule now, what waits to be
    /// sent included; ascending by contact, each under the id that stands for it, with the first rule it
    /// breaks. Pieces made from the target group `own` (0: none) do not count: a list that was sent is no
    /// reason to leave it. Cheap to ask again while nothing was sent; then it may be a minute old.
    virtual std::vector<OverPressed> over(Unit& unit, Id campaign, Channel channel, Id own) = 0;
    virtual std::string ruleName(Unit& unit, Id rule) = 0;
};

} // namespace rejoinder::targetgroups
