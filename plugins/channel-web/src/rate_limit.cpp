#include "rate_limit.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace rejoinder::web {

namespace {

/// Keeps so many bytes of an address and makes the others zero; "" when it is none.
std::string kept(std::string_view address, std::size_t bytes4, std::size_t bytes6) {
    const std::string text(address);
    std::array<unsigned char, 16> raw{};
    std::array<char, INET6_ADDRSTRLEN> out{};
    const bool four = ::inet_pton(AF_INET, text.c_str(), raw.data()) == 1;
    if (!four && ::inet_pton(AF_INET6, text.c_str(), raw.data()) != 1) return {};
    std::fill(raw.begin() + static_cast<std::ptrdiff_t>(four ? bytes4 : bytes6), raw.end(), '\0');
    if (!::inet_ntop(four ? AF_INET : AF_INET6, raw.data(), out.data(), out.size())) return {};
    return out.data();
}

} // namespace

std::string senderOf(std::string_view address) {
    return kept(address, 4, 8);
}

std::string shortened(std::string_view address) {
    return kept(address, 3, 6);
}

bool RateLimit::take(std::string_view who, std::int64_t most, std::chrono::seconds period, Timestamp now) {
    const std::lock_guard lock(mutex_);
    auto found = buckets_.find(who);
    if (found == buckets_.end()) {
        if (buckets_.size() >= kMost) forget(now);
        found = buckets_.emplace(std::string(who), Bucket{static_cast<double>(most), now, 0, 0}).first;
    }
    auto& bucket = found->second;
    bucket.most = static_cast<double>(most);
    bucket.perMicro = bucket.most / (static_cast<double>(period.count()) * 1e6);
    const auto passed = static_cast<double>(std::max<std::int64_t>(0, now.micros - bucket.at.micros));
    bucket.left = std::min(bucket.most, bucket.left + passed * bucket.perMicro);
    bucket.at = now;
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
}

void RateLimit::forget(Timestamp now) {
    std::erase_if(buckets_, [&](const auto& entry) {
        const auto& b = entry.second;
        return b.left + static_cast<double>(now.micros - b.at.micros) * b.perMicro >= b.most;
    });
    if (buckets_.size() >= kMost) buckets_.clear();
}

} // namespace rejoinder::web
