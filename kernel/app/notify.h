#pragma once
#include <string_view>

namespace rejoinder::app {

/// Tells the service manager ("READY=1", "STOPPING=1", "STATUS=…") by a datagram to $NOTIFY_SOCKET; nothing
/// happens without one.
void notifyServiceManager(std::string_view message) noexcept;

} // namespace rejoinder::app
