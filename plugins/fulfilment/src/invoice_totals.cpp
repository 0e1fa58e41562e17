#include "invoice_totals.h"

#include <map>

namespace rejoinder::fulfilment {

namespace {

constexpr std::int64_t kWhole = 10'000; // 100 % in hundredths of a percent

using Sums = std::map<std::int32_t, std::int64_t>; // by rate

Sums sumsOf(const std::vector<InvoiceLine>& lines) {
    Sums sums;
    for (const auto& line : lines) sums[line.vatBasisPoints] += line.quantity * line.unitPriceMinor;
    return sums;
}

/// half up; @pre amount ≥ 0
std::int64_t shareOf(std::int64_t amount, std::int64_t part, std::int64_t whole) {
    return (amount * part + whole / 2) / whole;
}

std::vector<VatTotal> vatOf(const Sums& sums, bool pricesIncludeVat) {
    std::vector<VatTotal> all;
    for (const auto& [rate, sum] : sums) {
        const auto vat = shareOf(sum, rate, pricesIncludeVat ? kWhole + rate : kWhole);
        all.push_back({rate, pricesIncludeVat ? sum - vat : sum, vat});
    }
    return all;
}

} // namespace

std::vector<VatTotal> vatOf(const std::vector<InvoiceLine>& lines, bool pricesIncludeVat) {
    return vatOf(sumsOf(lines), pricesIncludeVat);
}

std::vector<VatTotal> vatOfCredit(const std::vector<InvoiceLine>& credited,
                                  const std::vector<InvoiceLine>& lines, bool pricesIncludeVat) {
    const auto now = sumsOf(lines);
    Sums before, after;
    for (const auto& [rate, sum] : sumsOf(credited))
        if (now.contains(rate)) before[rate] = after[rate] = sum;
    for (const auto& [rate, sum] : now) after[rate] += sum;
    auto all = vatOf(after, pricesIncludeVat);
    for (const auto& was : vatOf(before, pricesIncludeVat))
        for (auto& one : all)
            if (one.vatBasisPoints == was.vatBasisPoints) {
                one.netMinor -= was.netMinor;
                one.vatMinor -= was.vatMinor;
            }
    return all;
}

void setTotals(Invoice& invoice, std::vector<VatTotal> vat) {
    invoice.netMinor = invoice.vatMinor = 0;
    for (const auto& one : vat) {
        invoice.netMinor += one.netMinor;
        invoice.vatMinor += one.vatMinor;
    }
    invoice.totalMinor = invoice.netMinor + invoice.vatMinor;
    invoice.vat = std::move(vat);
}

InvoiceState stateOf(const Invoice& invoice) {
    if (invoice.kind == InvoiceKind::CreditNote) return InvoiceState::Note;
    const auto due = invoice.dueMinor();
    if (due < 0) return InvoiceState::Overpaid;
    if (invoice.creditedMinor == invoice.totalMinor && invoice.paidMinor == 0) return InvoiceState::Credited;
    if (due == 0) return InvoiceState::Paid;
    return invoice.paidMinor > 0 ? InvoiceState::PartlyPaid : InvoiceState::Open;
}

} // namespace rejoinder::fulfilment
