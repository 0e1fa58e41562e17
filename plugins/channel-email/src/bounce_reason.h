#pragma once
#include <rejoinder/describe.h>

#include <string>
#include <string_view>

namespace rejoinder::email {

/// Why a mail came back. The names are those that open bounce readers and the trade use; grouped by whom they
/// concern: the address, the mailbox, the sender, the message, the systems, and mails that are no bounces.
enum class BounceReason {
    UserUnknown,
    HostUnknown,
    HasMoved,
    NotAccept, ///< the host takes no mail at all
    MailboxFull,
    Suspended,
    Filtered, ///< refused for this recipient after his name was accepted
    OnHold,   ///< nothing more is known than that it could not be delivered
    Rejected, ///< the sender's address was refused
    Blocked,  ///< the sending host was refused
    BadReputation,
    RequirePtr,
    AuthenticationFailed,
    NoRelaying,
    PolicyViolation,
    Spam,
    Virus,
    ContentRefused,
    MessageTooBig,
    LimitExceeded,
    NotCompliant,
    SyntaxError,
    SecurityError,
    TooFast, ///< too many mails in too short a time
    TooManyConnections,
    SystemError,
    SystemFull,
    MailerError, ///< the recipient's own program failed
    NetworkError,
    Expired,
    Undefined
};
REJOINDER_DESCRIBE_ENUM(BounceReason, UserUnknown, HostUnknown, HasMoved, NotAccept, MailboxFull, Suspended,
                        Filtered, OnHold, Rejected, Blocked, BadReputation, RequirePtr, AuthenticationFailed,
                        NoRelaying, PolicyViolation, Spam, Virus, ContentRefused, MessageTooBig,
                        LimitExceeded, NotCompliant, SyntaxError, SecurityError, TooFast, TooManyConnections,
                        SystemError, SystemFull, MailerError, NetworkError, Expired, Undefined)

/// What a mail system said about one recipient.
struct Diagnosis {
    std::string status; ///< enhanced code (RFC 3463), "5.1.1"; "" when none was given
    std::string reply;  ///< SMTP reply code, "550"; "" when none was given
    std::string text;   ///< its words about this recipient, in any case
    std::string around; ///< the rest of the notice; asked when those say nothing
};

/// The reason: by the words where they are unmistakable, else by the enhanced code, else by the reply code.
BounceReason reasonOf(const Diagnosis& diagnosis);

/// True when the address will never work: writing again harms the sender's reputation.
bool isHard(BounceReason reason) noexcept;

/// The first enhanced status code of a text, "" without one.
std::string statusIn(std::string_view text);

/// The first SMTP reply code (4xx or 5xx) of a text, "" without one.
std::string replyIn(std::string_view text);

} // namespace rejoinder::email
