#pragma once
#include "person_name.h"

#include <rejoinder/contract/contacts.h>

#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::contacts {

/// The lines of the postal address as the country of the recipient prints them; its name in capitals as the
/// last line when it is not the sender's, in the language of the sender's country.
std::vector<std::string> addressLines(const Contact& contact, std::string_view senderCountry);

} // namespace rejoinder::contacts
