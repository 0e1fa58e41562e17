#pragma once
#include <rejoinder/types.h>

#include <string>
#include <string_view>

namespace rejoinder::email {

/// One e-mail to one person.
struct Mail {
    std::string fromName, fromAddress;
    std::string toName, toAddress;
    std::string subject, text;
    std::string html;               ///< "" = plain text only
    std::string messageId;          ///< without angle brackets
    std::string unsubscribeUrl;     ///< for one click (RFC 8058); "" of what is no advertising
    std::string unsubscribeMailbox; ///< for mailers that rather write a mail; "" = none
    std::string listId;             ///< "advertising.example.org"
    std::string feedbackId;         ///< "campaign:wave:email:rejoinder"
    Timestamp date;
};

/// The message as it goes to the wire: MIME-Version, encoded and folded headers, quoted-printable UTF-8
/// parts, CRLF only. Dots at the begin of lines are not doubled yet.
std::string mimeOf(const Mail& mail);

/// True for an address that can stand in SMTP commands as it is: one @, ASCII without blanks, quotes and
/// brackets.
bool isMailbox(std::string_view address) noexcept;

/// The part of a mailbox behind the @.
std::string domainOf(std::string_view mailbox);

} // namespace rejoinder::email
