#pragma once
#include <rejoinder/types.h>

#include <string>
#include <string_view>

/// What the SEPA schemes ask of names, accounts, days and identifiers.
namespace rejoinder::fulfilment {

/// What may stand in a message: letters without accents, digits, blank and / - ? : ( ) . , ' + (EPC217-08).
bool isSepaText(std::string_view text);
/// A text in those letters, at most so many: accents are dropped, other scripts written in Latin letters,
/// what is left becomes a dot.
std::string sepaText(std::string_view text, std::size_t most);

/// An identifier: such letters without a blank, at most 35, no stroke at its ends and no two in a row.
bool isSepaIdentifier(std::string_view text);
/// Country, check digits that are 1 modulo 97 without the business code, business code, national number
/// (EPC262-08, AT-02).
bool isCreditorIdentifier(std::string_view plain);
/// An IBAN of a country of SEPA, as long as they are there. @param plain without blanks
bool isSepaIban(std::string_view plain);
/// Whether direct debits can be credited to it: an account in SEPA that is no QR-IBAN.
bool isCollectingAccount(std::string_view plain);
/// Whether the debtor's bank wants its address, too: an account in SEPA, but not in the EEA.
bool wantsDebtorAddress(std::string_view iban);
/// "DE89 **** 3000".
std::string maskedAccount(std::string_view iban);

/// A day on which TARGET, and so SEPA, settles.
bool isTargetDay(Date day);
/// That day or the next one on which TARGET settles.
Date targetDayFrom(Date day);
/// So many days later of those on which TARGET settles.
Date targetDaysAfter(Date day, std::int64_t count);
/// The same day so many months later, or the month's last one.
Date monthsAfter(Date day, int months);

} // namespace rejoinder::fulfilment
