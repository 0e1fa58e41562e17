#include "invoice_rules.h"

#include <slip/bill.h>
#include <slip/references.h>

#include <algorithm>
#include <charconv>

namespace rejoinder::fulfilment {

namespace {

constexpr std::size_t kMostReminders = 9;

std::optional<std::int64_t> wholeIn(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool fine = error == std::errc() && end == text.data() + text.size() && value >= 0;
    return fine ? std::optional(value) : std::nullopt;
}

/// "20", "20.5" or "20.00" as hundredths.
std::optional<std::int64_t> hundredthsIn(std::string_view text) {
    const auto dot = text.find('.');
    const auto whole = wholeIn(text.substr(0, dot));
    if (!whole || *whole > 1'000'000) return std::nullopt;
    if (dot == std::string_view::npos) return *whole * 100;
    const auto rest = text.substr(dot + 1);
    const auto part = wholeIn(rest);
    if (!part || rest.empty() || rest.size() > 2) return std::nullopt;
    return *whole * 100 + (rest.size() == 1 ? *part * 10 : *part);
}

std::string countryProblem(const std::string& text) {
    const bool fine =
        text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
    return fine ? "" : "must be two letters (ISO 3166-1)";
}

std::string daysProblem(const std::int64_t& days) {
    return days >= 0 && days <= 365 ? "" : "must be from 0 to 365";
}

} // namespace

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::optional<std::vector<ReminderRule>> reminderRulesIn(std::string_view text) {
    std::vector<ReminderRule> rules;
    auto rest = trimmed(text);
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        const auto one = trimmed(rest.substr(0, comma));
        const auto colon = one.find(':');
        const auto days = wholeIn(trimmed(one.substr(0, colon)));
        const auto fee = colon == std::string_view::npos ? std::optional<std::int64_t>(0)
                                                         : hundredthsIn(trimmed(one.substr(colon + 1)));
        if (!days || !fee || *days > 365 || rules.size() == kMostReminders) return std::nullopt;
        rules.push_back({*days, *fee});
        if (comma == std::string_view::npos) return rules;
        rest = trimmed(rest.substr(comma + 1));
        if (rest.empty()) return std::nullopt;
    }
    return rules;
}

void declareInvoiceSettings(Declarations& d) {
    d.setting<bool>("invoice-shipments", false,
                    "Every shipment of something that is paid for is invoiced by itself");
    d.setting<bool>("prices-include-vat", true,
                    "Prices of items are what consumers pay; false: VAT is put on top");
    d.setting<std::string>("seller-name", "", "Who sells, as invoices name them; without it there are none");
    d.setting<std::string>("seller-street", "", "Street of the seller");
    d.setting<std::string>("seller-house-number", "", "House number of the seller");
    d.setting<std::string>("seller-postcode", "", "Postcode of the seller");
    d.setting<std::string>("seller-city", "", "City of the seller");
    d.setting<std::string>("seller-country", "CH", "Country of the seller", &countryProblem);
    d.setting<std::string>("seller-vat-number", "", "VAT number of the seller, as invoices show it");
    d.setting<std::string>("seller-vat-exemption", "",
                           "Why there is no VAT on what has a rate of 0, as invoices say it (\"§ 4 Nr. 21 "
                           "UStG\"); empty: zero-rated");
    d.setting<std::string>(
        "seller-iban", "",
        "Account that invoices are paid to; a QR-IBAN gives QR references, others ISO 11649",
        [](const std::string& iban) {
            return iban.empty() || slip::isIban(slip::plainReference(iban))
                       ? ""
                       : "must be an IBAN with right check digits";
        });
    d.setting<std::string>("seller-bic", "", "BIC of that account's bank; only for payment codes of SEPA");
    d.setting<std::string>("invoice-qr-prefix", "", "Digits with which the bank wants QR references to begin",
                           [](const std::string& prefix) {
                               return prefix.size() <= 7 && std::ranges::all_of(prefix, slip::isDigit)
                                          ? ""
                                          : "must be at most 7 digits";
                           });
    d.setting<std::int64_t>("payment-term-days", 30, "Days until an invoice is due", &daysProblem);
    d.setting<std::string>("reminders", "",
                           "When invoices are reminded of: days after the last deadline and fee in main "
                           "units, such as \"10:0, 14:20.00\"; empty = never",
                           [](const std::string& text) {
                               return reminderRulesIn(text) ? "" : "must be like 10:0, 14:20.00; at most 9";
                           });
    d.setting<std::int64_t>(
        "withdrawal-days", 14,
        "Days after the last parcel in which who withdraws from the whole purchase gets back what sending it "
        "the usual way cost, too (Directive 2011/83/EU, articles 9 and 13)",
        &daysProblem);
    d.setting<std::int64_t>("reminder-term-days", 10, "Days that a reminder gives to pay", &daysProblem);
}

InvoiceRules invoiceRulesOf(const Context& context) {
    const auto text = [&](std::string_view name) { return context.setting<std::string>(name); };
    InvoiceRules rules;
    rules.seller = {text("seller-name"),         text("seller-street"),
                    text("seller-house-number"), text("seller-postcode"),
                    text("seller-city"),         text("seller-country"),
                    text("seller-vat-number"),   slip::plainReference(text("seller-iban")),
                    text("seller-bic"),          text("seller-vat-exemption")};
    rules.shipments = context.setting<bool>("invoice-shipments");
    rules.pricesIncludeVat = context.setting<bool>("prices-include-vat");
    rules.termDays = context.setting<std::int64_t>("payment-term-days");
    rules.reminderTermDays = context.setting<std::int64_t>("reminder-term-days");
    rules.withdrawalDays = context.setting<std::int64_t>("withdrawal-days");
    rules.qrPrefix = text("invoice-qr-prefix");
    rules.debit = debitRulesOf(context);
    rules.reminders = reminderRulesIn(text("reminders")).value_or(std::vector<ReminderRule>());
    return rules;
}

} // namespace rejoinder::fulfilment
