#pragma once
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace rejoinder::storage {

/// SHA-256 of what is added piece by piece.
class Checksum {
public:
    Checksum();
    ~Checksum();
    Checksum(const Checksum&) = delete;
    Checksum& operator=(const Checksum&) = delete;
    void add(std::string_view bytes);
    /// 64 hexadecimal digits; nothing may be added afterwards.
    [[nodiscard]] std::string hex();

private:
    evp_md_ctx_st* context_;
};

/// SHA-256 of a text, hexadecimal.
[[nodiscard]] std::string checksumOf(std::string_view text);

} // namespace rejoinder::storage
