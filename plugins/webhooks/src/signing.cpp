#include "signing.h"

#include <digest/digest.h>

namespace rejoinder::webhooks {

namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::int64_t kMicrosPerSecond = 1'000'000;

int digitOf(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

std::string bytesOf(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(digitOf(hex[i]) * 16 + digitOf(hex[i + 1]));
    return bytes;
}

} // namespace

std::string newKey() {
    return digest::secretHex(kKeyBytes);
}

std::string secretOf(std::string_view key) {
    return "whsec_" + digest::base64Of(bytesOf(key));
}

std::string signatureOf(std::string_view key, std::string_view id, std::int64_t seconds,
                        std::string_view body) {
    std::string text(id);
    text += "." + std::to_string(seconds) + ".";
    text += body;
    return "v1," + digest::base64Of(digest::hmacSha256(bytesOf(key), text));
}

std::string signaturesOf(const Subscription& subscription, Sealing& sealing, std::string_view id,
                         Timestamp now, std::string_view body) {
    const auto about = aboutKey(subscription.id);
    const auto seconds = now.micros / kMicrosPerSecond;
    auto all = signatureOf(sealing.open(subscription.secret, about), id, seconds, body);
    if (subscription.oldSecret && subscription.oldUntil && now < *subscription.oldUntil)
        all += " " + signatureOf(sealing.open(*subscription.oldSecret, about), id, seconds, body);
    return all;
}

std::string aboutKey(Id subscription) {
    return "webhook " + subscription.toString();
}

} // namespace rejoinder::webhooks
