#pragma once
#include <rejoinder/types.h>

#include <string>
#include <string_view>

/// The words of invoices and payment slips in the languages that are printed.
namespace rejoinder::fulfilment {

struct InvoiceTexts {
    std::string_view language;
    std::string_view invoice, creditNote, reminder;
    std::string_view date, due, order, vatNumber, corrects;
    std::string_view quantity, text, price, amount;
    std::string_view net, vat, total, paid, credited, fees, toPay;
    std::string_view pleasePay, reminderText;
    std::string_view scanToPay;   ///< beside the code of SEPA
    std::string_view debitNotice; ///< {amount}, {date}, {account}, {mandate}, {creditor}
    std::string_view dateForm;    ///< d, m and y stand for the numbers
};

/// The headings of the Swiss payment part as the guidelines give them.
struct SlipTexts {
    std::string_view language;
    std::string_view paymentPart, receipt, account, reference, additional, payableBy, payableByBlank,
        currency, amount, acceptance;
};

/// English for languages that there are no words for.
const InvoiceTexts& invoiceTexts(std::string_view language);
const SlipTexts& slipTexts(std::string_view language);

std::string dateText(Date day, const InvoiceTexts& texts);
/// "1234.50" as "1 234.50".
std::string groupedAmount(std::string_view amount);
/// "8.1", "20", "5.25": hundredths of a percent as percent.
std::string percentText(std::int32_t basisPoints);

} // namespace rejoinder::fulfilment
