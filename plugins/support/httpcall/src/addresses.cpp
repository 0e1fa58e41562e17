#include "httpcall/httpcall.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace httpcall {

namespace {

using V6 = std::array<std::uint8_t, 16>;

struct Net4 {
    std::uint32_t base;
    int bits;
};

/// Everything of IPv4 that is not an ordinary address of the public network (RFC 6890 and its registry).
constexpr Net4 kInner4[] = {
    {0x00000000, 8},  // this network
    {0x0A000000, 8},  // private
    {0x64400000, 10}, // shared, behind carriers' NAT
    {0x7F000000, 8},  // this machine
    {0xA9FE0000, 16}, // link-local
    {0xAC100000, 12}, // private
    {0xC0000000, 24}, // protocol assignments
    {0xC0000200, 24}, // documentation
    {0xC0586300, 24}, // 6to4 relays
    {0xC0A80000, 16}, // private
    {0xC6120000, 15}, // benchmarks
    {0xC6336400, 24}, // documentation
    {0xCB007100, 24}, // documentation
    {0xE0000000, 4},  // multicast
    {0xF0000000, 4},  // reserved, broadcast
};

bool isPublic4(std::uint32_t address) {
    return std::ranges::none_of(
        kInner4, [&](const Net4& net) { return ((address ^ net.base) >> (32 - net.bits)) == 0; });
}

std::uint32_t tail4(const V6& a, std::size_t at) {
    return std::uint32_t{a[at]} << 24 | std::uint32_t{a[at + 1]} << 16 | std::uint32_t{a[at + 2]} << 8 |
           a[at + 3];
}

bool begins(const V6& a, std::initializer_list<std::uint8_t> bytes) {
    return std::equal(bytes.begin(), bytes.end(), a.begin());
}

/// Only what is given to the public (2000::/3), without what wraps an address of IPv4 that is not.
bool isPublic6(const V6& a) {
    const bool mapped = begins(a, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff});
    const bool translated = begins(a, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0});
    if (mapped || translated) return isPublic4(tail4(a, 12));
    if (begins(a, {0x20, 0x02})) return isPublic4(tail4(a, 2)); // 6to4
    if ((a[0] & 0xe0) != 0x20) return false;
    const bool special = begins(a, {0x20, 0x01, 0x0d, 0xb8}) ||             // documentation
                         (begins(a, {0x20, 0x01}) && (a[2] & 0xfe) == 0) || // Teredo, ORCHID, benchmarks
                         (begins(a, {0x3f, 0xff}) && (a[2] & 0xf0) == 0);   // documentation
    return !special;
}

} // namespace

bool isPublicAddress(const std::string& address) {
    in_addr four{};
    if (::inet_pton(AF_INET, address.c_str(), &four) == 1) return isPublic4(ntohl(four.s_addr));
    V6 six{};
    // A zone ("%eth0") is of link-local addresses only, and inet_pton takes none.
    return ::inet_pton(AF_INET6, address.c_str(), six.data()) == 1 && isPublic6(six);
}

} // namespace httpcall
