#pragma once
#include <rejoinder/storage_driver.h>

#include <chrono>
#include <string>
#include <thread>

namespace rejoinder::storage {

/// Runs `work` again while the engine refuses it because of others; for what happens before there are units
/// of work.
/// @throws Error Unavailable "storage.unavailable" when that does not end.
template <class F>
void untilTaken(F&& work) {
    constexpr int kAttempts = 40;
    constexpr std::chrono::milliseconds kPause{150};
    for (int attempt = 1;; ++attempt) {
        try {
            work();
            return;
        } catch (const driver::TryAgain& e) {
            if (attempt == kAttempts)
                throw Error(ErrorKind::Unavailable, "storage.unavailable",
                            "The database refused what every start needs " + std::to_string(attempt) +
                                " times: " + e.what() + ".");
        }
        std::this_thread::sleep_for(kPause);
    }
}

} // namespace rejoinder::storage
