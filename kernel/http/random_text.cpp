#include "kernel/http/random_text.h"

#include <sodium.h>

#include <array>

namespace rejoinder::http {

std::string randomText() {
    std::array<unsigned char, 12> bytes{};
    ::randombytes_buf(bytes.data(), bytes.size());
    std::string out(24, '0');
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    return out;
}

} // namespace rejoinder::http
