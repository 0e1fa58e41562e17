#pragma once
#include "mail_reader.h"

namespace rejoinder::email {

/// Reads what a sending provider says in JSON of the form that Amazon SES gave the trade: notificationType
/// Bounce, Complaint or Delivery with the recipients. Wrapped lines within it are joined.
/// @returns false, and leaves the mail as it is, when the text holds none.
bool readProviderNotice(IncomingMail& mail, std::string_view text);

} // namespace rejoinder::email
