#pragma once
#include "incoming_mail.h"

#include <string_view>

namespace rejoinder::email {

/// Reads a mail as it came, whatever it holds: a standard report (RFC 3464, RFC 5965), one of the many older
/// forms, an automatic answer (RFC 3834) or a person's reply. Never throws on content.
IncomingMail readMail(std::string_view bytes);

} // namespace rejoinder::email
