#include "kernel/security/totp.h"

#include "kernel/security/secret.h"

#include <rejoinder/error.h>

#include <Poco/Base32Decoder.h>
#include <Poco/Base32Encoder.h>
#include <Poco/Exception.h>
#include <Poco/HMACEngine.h>
#include <Poco/SHA1Engine.h>
#include <Poco/URI.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>

namespace rejoinder::security {

namespace {

constexpr std::int64_t kStepMicros = 30'000'000;
constexpr std::size_t kSecretBytes = 20, kRecoveryBytes = 10;
constexpr int kRecoveryCodes = 10;

std::string randomBase32(std::size_t bytes) {
    newSecret(""); // makes sure that the library is ready
    std::string random(bytes, '\0');
    randombytes_buf(random.data(), random.size());
    std::ostringstream text;
    Poco::Base32Encoder encoder(text, false);
    encoder << random;
    encoder.close();
    return text.str();
}

std::string bytesOf(std::string_view secret) {
    try {
        std::istringstream in{std::string(secret)};
        Poco::Base32Decoder decoder(in);
        return {std::istreambuf_iterator<char>(decoder), {}};
    } catch (const Poco::Exception&) {
        throw Error::invalid("/secret", "kernel.totp-secret", "this is no base32");
    }
}

} // namespace

std::string newTotpSecret() {
    return randomBase32(kSecretBytes);
}

std::int64_t totpStepOf(Timestamp now) {
    return now.micros / kStepMicros;
}

std::string totpCode(std::string_view secret, std::int64_t step, int digits) {
    std::array<unsigned char, 8> counter{};
    for (std::size_t i = 0; i < counter.size(); ++i)
        counter[counter.size() - 1 - i] =
            static_cast<unsigned char>(static_cast<std::uint64_t>(step) >> (8U * i));
    Poco::HMACEngine<Poco::SHA1Engine> hmac(bytesOf(secret));
    hmac.update(counter.data(), counter.size());
    const auto& digest = hmac.digest();
    // Dynamic truncation (RFC 4226, 5.3): four bytes at the place that the last half byte names.
    const std::size_t at = digest.back() & 0x0FU;
    std::uint32_t number = digest[at] & 0x7FU;
    for (std::size_t i = 1; i < 4; ++i) number = (number << 8U) | digest[at + i];
    std::string text(static_cast<std::size_t>(digits), '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, number /= 10)
        *digit = static_cast<char>('0' + number % 10);
    return text;
}

std::optional<std::int64_t> totpMatch(std::string_view secret, std::string_view code, Timestamp now,
                                      std::int64_t after) {
    const auto present = totpStepOf(now);
    std::optional<std::int64_t> found; // all three are compared: how long it takes says nothing
    for (const auto step : {present - 1, present + 1, present})
        if (equalSecrets(totpCode(secret, step), code) && step > after) found = step;
    return found;
}

std::string totpUri(std::string_view secret, std::string_view user) {
    std::string name;
    Poco::URI::encode(std::string(user), "?#/:;+@&=%", name);
    return "otpauth://totp/Rejoinder:" + name + "?secret=" + std::string(secret) + "&issuer=Rejoinder";
}

std::vector<std::string> newRecoveryCodes() {
    std::vector<std::string> codes;
    for (int i = 0; i < kRecoveryCodes; ++i) {
        auto text = plainCode(randomBase32(kRecoveryBytes));
        for (std::size_t at = 12; at > 0; at -= 4) text.insert(at, 1, '-');
        codes.push_back(std::move(text));
    }
    return codes;
}

std::string plainCode(std::string_view code) {
    std::string plain;
    for (const char c : code) {
        if (c == ' ' || c == '-') continue;
        plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return plain;
}

} // namespace rejoinder::security
