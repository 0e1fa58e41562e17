#pragma once
#include "bounce_reason.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::email {

/// What a mail that came in is: somebody's words, or a machine's about a mail of ours.
enum class MailKind { Reply, Bounce, Delivered, Complaint, AutoReply };
REJOINDER_DESCRIBE_ENUM(MailKind, Reply, Bounce, Delivered, Complaint, AutoReply)

/// One recipient whom a mail did not reach.
struct Failure {
    std::string address; ///< lower-case domain; "" when the report names none
    std::string status;  ///< enhanced code, "5.1.1"; "" unknown
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
    std::vector<Failure> failures;               ///< of a bounce; whom a complaint is about
    std::string feedbackType;                    ///< of a complaint: "abuse", …
    std::string from, subject, messageId;        ///< of the mail itself; addresses without names
    std::vector<std::string> to;                 ///< To, Cc, Delivered-To and X-Original-To
    std::vector<std::string> references;         ///< message ids it answers or speaks of, without brackets
    std::map<std::string, std::string> original; ///< headers of the returned mail, names in lower case
    std::string text;                            ///< what it says, UTF-8
};
REJOINDER_DESCRIBE(IncomingMail, kind, failures, feedbackType, from, subject, messageId, to, references, text)

/// Reads a mail as it came, whatever it holds: a standard report (RFC 3464, RFC 5965), one of the many older
/// forms, an automatic answer (RFC 3834) or a person's reply. Never throws on content.
IncomingMail readMail(std::string_view bytes);

} // namespace rejoinder::email
