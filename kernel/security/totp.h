#pragma once
#include <rejoinder/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// One-time passwords by the clock (RFC 6238 over RFC 4226): SHA-1, 30 seconds, 6 digits, which is what every
/// authenticator understands.
namespace rejoinder::security {

/// 160 random bits in base32, as authenticators take them.
std::string newTotpSecret();
/// The time step that a moment falls in (RFC 6238, 4.2: T0 = 0, X = 30 s).
std::int64_t totpStepOf(Timestamp now);
/// The code of a step; `digits` is 6 to 8 (RFC 4226, 5.3). @throws Error Invalid for a secret that is no
/// base32.
std::string totpCode(std::string_view secret, std::int64_t step, int digits = 6);
/// The step whose code it is: the present one or one to either side, later than `after`; nothing when none.
std::optional<std::int64_t> totpMatch(std::string_view secret, std::string_view code, Timestamp now,
                                      std::int64_t after);
/// The otpauth:// address that authenticators read from a picture.
std::string totpUri(std::string_view secret, std::string_view user);
/// Ten codes of 80 random bits, each good for one sign-in without the authenticator: "abcd-efgh-ijkl-mnop".
std::vector<std::string> newRecoveryCodes();
/// As people type a code: without blanks and dashes, in small letters.
std::string plainCode(std::string_view code);

} // namespace rejoinder::security
