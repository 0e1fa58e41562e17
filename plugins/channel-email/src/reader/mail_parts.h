#pragma once
#include <map>
#include <string>
#include <string_view>

namespace rejoinder::email {

/// Header fields: names in lower case, unfolded values; of several of one name the first.
using Headers = std::map<std::string, std::string>;

/// What of a mail matters to its reader, out of its MIME tree.
struct MailParts {
    Headers headers;     ///< as sent, not decoded
    std::string subject; ///< decoded
    std::string messageId;
    std::string text;     ///< the plain text, else the words of the HTML; UTF-8
    std::string status;   ///< message/delivery-status (RFC 3464)
    std::string feedback; ///< message/feedback-report (RFC 5965)
    Headers original;     ///< of the mail that is given back
};

/// Takes a mail apart, however broken. Parts are read up to 200,000 bytes: what a notice says stands at its
/// begin.
MailParts partsOf(std::string_view mail);

} // namespace rejoinder::email
