#pragma once
#include <rejoinder/describe.h>

#include <map>
#include <string>
#include <vector>

namespace rejoinder::email {

/// Why a mail came back. The names are those of the trade's open bounce readers; grouped by whom they
/// concern: the address, the mailbox, the sender, the message, the systems.
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

/// What a mail that came in is: somebody's words, or a machine's about a mail of ours.
enum class MailKind { Reply, Bounce, Delivered, Complaint, AutoReply };
REJOINDER_DESCRIBE_ENUM(MailKind, Reply, Bounce, Delivered, Complaint, AutoReply)

/// One recipient whom a mail did not reach, or who complained of it.
struct Failure {
    std::string address; ///< as we wrote to it, domain in lower case; "" when the report names none
    std::string status;  ///< enhanced code (RFC 3463), "5.1.1"; "" unknown
    std::string reply;   ///< SMTP reply code, "550"; "" unknown
    std::string diagnostic;
    BounceReason reason = BounceReason::Undefined;
    bool permanent = true; ///< the mail system gave up; else it goes on trying
    bool hard = false;     ///< the address itself is of no use
};
REJOINDER_DESCRIBE(Failure, address, status, reply, diagnostic, reason, permanent, hard)

/// A mail, read.
struct IncomingMail {
    MailKind kind = MailKind::Reply;
    std::vector<Failure> failures;               ///< of a bounce or a complaint
    std::string feedbackType;                    ///< of a complaint: "abuse", …
    std::string from, subject, messageId;        ///< of the mail itself; addresses without names
    std::vector<std::string> to;                 ///< To, Cc, Delivered-To and X-Original-To
    std::vector<std::string> references;         ///< ids of mails it answers, without brackets
    std::map<std::string, std::string> original; ///< headers of the returned mail, names in lower case
    std::string text;                            ///< what it says, UTF-8
};
REJOINDER_DESCRIBE(IncomingMail, kind, failures, feedbackType, from, subject, messageId, to, references,
                   original, text)

} // namespace rejoinder::email
