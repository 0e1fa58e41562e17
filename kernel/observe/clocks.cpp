#include "kernel/observe/clocks.h"

#include <chrono>

namespace rejoinder::observe {

Timestamp SystemClock::now() const {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

Timestamp SettableClock::now() const {
    const auto micros = micros_.load(std::memory_order_acquire);
    return micros == kFollows ? SystemClock().now() : Timestamp{micros};
}

} // namespace rejoinder::observe
