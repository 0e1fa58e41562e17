#pragma once
#include "mail_intake.h"

#include <rejoinder/plugin.h>

namespace rejoinder::email {

/// Declares the routes of mails that come in, of bounces and of the quarantine. `intake` is asked at every
/// request.
void declareMails(Declarations& d, const std::function<const MailIntake&()>& intake);

} // namespace rejoinder::email
