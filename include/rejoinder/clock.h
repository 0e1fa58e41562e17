#pragma once
#include <rejoinder/types.h>

namespace rejoinder {

/// Where time comes from. Tests and the demo company run on a clock that they set.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() const = 0;
    /// The UTC day of now().
    [[nodiscard]] Date today() const { return Date::of(now()); }
};

} // namespace rejoinder
