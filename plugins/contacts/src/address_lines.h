#pragma once
#include <rejoinder/contract/contacts.h>

/// Addresses that come as lines.
namespace rejoinder::contacts {

/// The lines, each cleaned, without empty ones, with "\n" between.
std::string cleanedLines(std::string_view text);

/// Takes Contact::addressLines apart into street, number, box, postcode, place, region and the rest, by the
/// forms of the contact's country (or of the one that the last line names); what it cannot place goes to
/// addressLine2, so that nothing is lost. Does nothing when there are components already. The lines stay.
void takeApartLines(Contact& contact);

/// "Bahnhofstrasse 12 a" → street and number, "12 Main St" in countries that write it so; false when there is
/// no number at the end where it belongs.
bool splitStreet(std::string_view country, std::string_view line, std::string& street, std::string& number);

} // namespace rejoinder::contacts
