#include "kernel/storage/checksum.h"

#include <rejoinder/error.h>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <iterator>

namespace rejoinder::storage {

namespace {

void require(bool well) {
    if (!well) throw Error(ErrorKind::Bug, "storage.sha256", "SHA-256 is not available.");
}

} // namespace

Checksum::Checksum() : context_(EVP_MD_CTX_new()) {
    require(context_ && EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) == 1);
}

Checksum::~Checksum() {
    EVP_MD_CTX_free(context_);
}

void Checksum::add(std::string_view bytes) {
    require(EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1);
}

std::string Checksum::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    require(EVP_DigestFinal_ex(context_, digest.data(), &size) == 1);
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) fmt::format_to(std::back_inserter(hex), "{:02x}", digest[i]);
    return hex;
}

std::string checksumOf(std::string_view text) {
    Checksum sum;
    sum.add(text);
    return sum.hex();
}

} // namespace rejoinder::storage
