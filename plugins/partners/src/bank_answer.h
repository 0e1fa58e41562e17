#pragma once
#include <rejoinder/describe.h>

#include <optional>
#include <string>

/// What the confined program bank-reader says of a file, a line of JSON each.
namespace rejoinder::partners {

/// One transaction of an entry. Amounts as they stand, in main units.
struct BankPayment {
    std::string account, currency, amount;
    bool credit = true, reversal = false;
    std::string status;             ///< BOOK, PDNG, INFO
    std::string day;                ///< booking day, else value day; YYYY-MM-DD
    std::string entryReference;     ///< the bank's own, of the transaction or else of the entry
    std::string entryOwnReference;  ///< the bank's own, of the entry that holds it
    std::string endToEnd;           ///< the payer's own
    std::string reference, message; ///< structured; in words
    std::string payerName, payerIban, street, houseNumber, postcode, city, country;
    bool first = true;         ///< of its entry
    std::string entryAmount;   ///< of the whole entry, with its first transaction
    std::string entryCurrency; ///< of that
};
REJOINDER_DESCRIBE(BankPayment, account, currency, amount, credit, reversal, status, day, entryReference,
                   entryOwnReference, endToEnd, reference, message, payerName, payerIban, street, houseNumber,
                   postcode, city, country, first, entryAmount, entryCurrency)

/// What an account's part of a file says of itself; empty where it says nothing.
struct BankTotals {
    std::string account, currency;
    std::string entries, creditEntries, creditSum;
};
REJOINDER_DESCRIBE(BankTotals, account, currency, entries, creditEntries, creditSum)

/// A line that the program says; one of the two.
struct BankLine {
    std::optional<BankPayment> payment;
    std::optional<BankTotals> totals;
};
REJOINDER_DESCRIBE(BankLine, payment, totals)

} // namespace rejoinder::partners
