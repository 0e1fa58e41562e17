#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>

namespace rejoinder::event {

/// The wait before the attempt after `failed` ones: doubles from `first` up to `longest`.
inline std::chrono::microseconds backoff(std::chrono::seconds first, std::int32_t failed,
                                         std::chrono::seconds longest) {
    const auto factor = std::int64_t{1} << std::clamp(failed - 1, 0, 20);
    return std::min(first * factor, longest);
}

/// At most `bytes` of a text, never half a character.
inline std::string shortened(std::string text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
    text.resize(bytes);
    return text;
}

} // namespace rejoinder::event
