#pragma once
#include "incoming_mail.h"

#include <string>
#include <string_view>

namespace rejoinder::email {

/// What a mail system said about one recipient.
struct Diagnosis {
    std::string status; ///< enhanced code (RFC 3463), "5.1.1"; "" when none was given
    std::string reply;  ///< SMTP reply code, "550"; "" when none was given
    std::string text;   ///< its words about this recipient, in any case
    std::string around; ///< the rest of the notice; asked when those say nothing
};

/// The reason: by the words where they are unmistakable, else by the enhanced code, else by the reply code.
BounceReason reasonOf(const Diagnosis& diagnosis);

/// What is said about one recipient, judged: codes found in the words where none are given, and the reason.
Failure failureOf(const std::string& address, Diagnosis diagnosis, bool permanent);

/// True when the address will never work: writing again harms the sender's reputation.
bool isHard(BounceReason reason) noexcept;

/// The first enhanced status code of a text, "" without one.
std::string statusIn(std::string_view text);

/// The first SMTP reply code (4xx or 5xx) of a text, "" without one.
std::string replyIn(std::string_view text);

} // namespace rejoinder::email
