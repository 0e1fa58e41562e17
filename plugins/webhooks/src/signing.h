#pragma once
#include "records.h"

#include <rejoinder/sealing.h>

/// Signatures as Standard Webhooks has them: HMAC-SHA-256 over `id.timestamp.body`.
namespace rejoinder::webhooks {

/// A new key of 32 random bytes, in hexadecimal digits as it is sealed.
std::string newKey();
/// The same as its receiver is told it: "whsec_…" in base64.
std::string secretOf(std::string_view key);

/// "v1,…" of one key.
std::string signatureOf(std::string_view key, std::string_view id, std::int64_t seconds,
                        std::string_view body);

/// The header webhook-signature: of the key, and of the one before it while that is still valid.
/// @throws Error Unavailable when the keys cannot be opened
std::string signaturesOf(const Subscription& subscription, Sealing& sealing, std::string_view id,
                         Timestamp now, std::string_view body);

/// Whose key it is, for sealing.
std::string aboutKey(Id subscription);

} // namespace rejoinder::webhooks
