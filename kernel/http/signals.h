#pragma once
#include <csignal>

namespace rejoinder::http {

/// Leaves all signals to the threads that wait for them; also keeps a client that left from raising SIGPIPE
/// here.
inline void blockSignals() noexcept {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

} // namespace rejoinder::http
