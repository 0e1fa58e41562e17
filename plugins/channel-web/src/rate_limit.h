#pragma once
#include <rejoinder/types.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::web {

/// How often somebody may do something: a bucket that fills again with time. Lives in one process; several
/// nodes allow as often each. Thread-safe.
class RateLimit {
public:
    /// Takes one from the bucket of `who`, which holds `most` and fills within `period`. False when it is
    /// empty.
    bool take(std::string_view who, std::int64_t most, std::chrono::seconds period, Timestamp now);

    /// So many are remembered; then those that are full again are forgotten, and if none is, all.
    static constexpr std::size_t kMost = 100'000;

private:
    struct Bucket {
        double left = 0;
        Timestamp at;
        double perMicro = 0, most = 0;
    };
    void forget(Timestamp now);

    std::mutex mutex_;
    std::map<std::string, Bucket, std::less<>> buckets_;
};

/// Whom an address stands for: itself, of IPv6 its first 64 bits, which one household has.
std::string senderOf(std::string_view address);
/// An address that names no person any more: 24 bits of IPv4, 48 of IPv6, and zeros.
std::string shortened(std::string_view address);

} // namespace rejoinder::web
