#include "permutation.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstring>
#include <memory>
#include <stdexcept>

namespace rejoinder::dispatch {

namespace {

constexpr int kRounds = 10;
constexpr std::size_t kBlock = 16;

struct Pair {
    std::uint64_t left, right;
};

/// F of a round for many values at once; one call of the cipher, which works on eight blocks at a time.
class RoundFunction {
public:
    RoundFunction(const Permutation::Key& key, std::uint64_t half)
        : half_(half), context_(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free) {
        if (!context_ ||
            EVP_EncryptInit_ex(context_.get(), EVP_aes_128_ecb(), nullptr, key.data(), nullptr) != 1 ||
            EVP_CIPHER_CTX_set_padding(context_.get(), 0) != 1) {
            throw std::runtime_error("cannot set up AES for piece codes");
        }
    }

    /// Puts F(round, value(i)) into out[i].
    template <class ValueAt>
    void operator()(int round, std::size_t count, ValueAt&& value, std::vector<std::uint64_t>& out) {
        buffer_.assign(count * kBlock, 0);
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint64_t v = value(i);
            unsigned char* block = buffer_.data() + i * kBlock;
            block[0] = static_cast<unsigned char>(round);
            for (std::size_t b = 0; b < 8; ++b) {
                block[8 + b] = static_cast<unsigned char>(v >> (8 * b));
            }
        }
        int written = 0;
        if (EVP_EncryptUpdate(context_.get(), buffer_.data(), &written, buffer_.data(),
                              static_cast<int>(buffer_.size())) != 1) {
            throw std::runtime_error("AES failed while making piece codes");
        }
        out.resize(count);
        for (std::size_t i = 0; i < count; ++i) {
            std::uint64_t v = 0;
            for (std::size_t b = 0; b < 8; ++b) {
                v |= std::uint64_t{buffer_[i * kBlock + b]} << (8 * b);
            }
            out[i] = v % half_;
        }
    }

private:
    std::uint64_t half_;
    std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context_;
    std::vector<unsigned char> buffer_;
};

std::vector<Pair> split(std::span<const std::uint64_t> numbers, std::uint64_t half) {
    std::vector<Pair> pairs;
    pairs.reserve(numbers.size());
    for (const auto n : numbers) {
        if (n >= half * half) {
            throw std::invalid_argument("a number of a piece code is too large");
        }
        pairs.push_back({n / half, n % half});
    }
    return pairs;
}

void join(const std::vector<Pair>& pairs, std::uint64_t half, std::span<std::uint64_t> numbers) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = pairs[i].left * half + pairs[i].right;
    }
}

int digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    throw std::invalid_argument("the key of the piece codes is damaged");
}

} // namespace

Permutation::Key Permutation::randomKey() {
    Key key{};
    if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) {
        throw std::runtime_error("the system gives no random numbers");
    }
    return key;
}

std::string Permutation::toHex(const Key& key) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (const auto byte : key) {
        hex += kDigits[byte >> 4];
        hex += kDigits[byte & 15];
    }
    return hex;
}

Permutation::Key Permutation::fromHex(std::string_view hex) {
    if (hex.size() != 2 * kKeyBytes) {
        throw std::invalid_argument("the key of the piece codes is damaged");
    }
    Key key{};
    for (std::size_t i = 0; i < kKeyBytes; ++i) {
        key[i] = static_cast<unsigned char>(digit(hex[2 * i]) * 16 + digit(hex[2 * i + 1]));
    }
    return key;
}

void Permutation::apply(std::span<std::uint64_t> numbers) const {
    auto pairs = split(numbers, half_);
    RoundFunction f(key_, half_);
    std::vector<std::uint64_t> mixed;
    for (int round = 0; round < kRounds; ++round) {
        f(
            round, pairs.size(), [&](std::size_t i) { return pairs[i].right; }, mixed);
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            pairs[i] = {pairs[i].right, (pairs[i].left + mixed[i]) % half_};
        }
    }
    join(pairs, half_, numbers);
}

void Permutation::undo(std::span<std::uint64_t> numbers) const {
    auto pairs = split(numbers, half_);
    RoundFunction f(key_, half_);
    std::vector<std::uint64_t> mixed;
    for (int round = kRounds; round-- > 0;) {
        f(
            round, pairs.size(), [&](std::size_t i) { return pairs[i].left; }, mixed);
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            pairs[i] = {(pairs[i].right + half_ - mixed[i]) % half_, pairs[i].left};
        }
    }
    join(pairs, half_, numbers);
}

} // namespace rejoinder::dispatch
