#include "payment_part.h"

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

// Style Guide QR-bill, A4 sheet: everything is measured from the top left corner of the part.
constexpr double kPageHeight = 297, kPageWidth = 210, kTop = kPageHeight - kPaymentPartHeight;
constexpr double kReceiptWidth = 62, kMargin = 5;
constexpr double kReceiptInner = kReceiptWidth - 2 * kMargin;
constexpr double kPaymentLeft = kReceiptWidth + kMargin, kRightColumn = 118;
constexpr double kRightWidth = kPageWidth - kRightColumn - kMargin;
constexpr double kInformationTop = 12, kCodeTop = 17, kAmountTop = 68, kAcceptanceTop = 82;
constexpr double kCode = 46, kCross = 7;
constexpr std::string_view kScissors = "✂";

std::string addressText(const slip::Party& p) {
    std::string text = p.name;
    const auto add = [&text](const std::string& first, const std::string& second) {
        const auto line = first + (first.empty() || second.empty() ? "" : " ") + second;
        if (!line.empty()) text += "\n" + line;
    };
    add(p.street, p.houseNumber);
    add(p.country == "CH" ? p.postcode : p.country + "-" + p.postcode, p.city);
    return text;
}

bool known(const slip::Bill& bill) {
    return bill.debtor && !bill.debtor->name.empty() && !bill.debtor->postcode.empty() &&
           !bill.debtor->city.empty() && bill.debtor->country.size() == 2;
}

} // namespace

void drawCode(print::Pages& pages, std::string_view text, double left, double top, double across) {
    const auto symbol = print::qrCodeOf(text, print::Correction::M);
    pages.draw(symbol, left, top, across / symbol.width);
}

PaymentPart::PaymentPart(print::Pages& pages, const std::string& family)
    : pages_(pages),
      title_(pages.addFont(family, 11, true)),
      scissors_(pages.addFont("DejaVu Sans", 10)),
      headingBold6_(pages.addFont(family, 6, true)),
      receipt_{headingBold6_, pages.addFont(family, 8), 2.5},
      payment_{pages.addFont(family, 8, true), pages.addFont(family, 10), 3} {}

void PaymentPart::draw(const slip::Bill& bill, const SlipTexts& texts) {
    language_ = texts.language;
    pages_.line(0, kTop, kPageWidth, kTop, 0.5, true);
    pages_.line(kReceiptWidth, kTop, kReceiptWidth, kPageHeight, 0.5, true);
    pages_.write(std::string(kScissors), {scissors_, language_}, kMargin, kTop - 2.2);
    pages_.write(std::string(texts.receipt), {title_, language_}, kMargin, kTop + kMargin);
    pages_.write(std::string(texts.paymentPart), {title_, language_}, kPaymentLeft, kTop + kMargin);
    information(receipt_, kMargin, kTop + kInformationTop, kReceiptInner, bill, texts, true);
    information(payment_, kRightColumn, kTop + kMargin, kRightWidth, bill, texts, false);
    amount(receipt_, kMargin, kTop + kAmountTop, 14, bill, texts);
    amount(payment_, kPaymentLeft, kTop + kAmountTop, 18, bill, texts);
    pages_.write(std::string(texts.acceptance),
                 {headingBold6_, language_, kReceiptInner, print::Align::Right}, kMargin,
                 kTop + kAcceptanceTop);
    code(bill);
}

void PaymentPart::code(const slip::Bill& bill) {
    const double left = kPaymentLeft, top = kTop + kCodeTop;
    drawCode(pages_, slip::swissCode(bill), left, top, kCode);
    // The Swiss cross: white frame, black field, arms a sixth longer than wide.
    const double x = left + (kCode - kCross) / 2, y = top + (kCode - kCross) / 2;
    pages_.fill(x, y, kCross, kCross, 1);
    constexpr double kFrame = 0.5, kField = kCross - 2 * kFrame;
    pages_.fill(x + kFrame, y + kFrame, kField, kField, 0);
    constexpr double kArm = kField * 6 / 32, kLength = kField * 20 / 32;
    pages_.fill(x + (kCross - kArm) / 2, y + (kCross - kLength) / 2, kArm, kLength, 1);
    pages_.fill(x + (kCross - kLength) / 2, y + (kCross - kArm) / 2, kLength, kArm, 1);
}

double PaymentPart::block(const Size& size, double left, double top, double width, std::string_view heading,
                          const std::string& value) {
    double y = top + pages_.write(std::string(heading), {size.heading, language_, width}, left, top);
    if (!value.empty()) y += pages_.write(value, {size.value, language_, width}, left, y);
    return y + size.gap;
}

void PaymentPart::corners(double left, double top, double width, double height) {
    constexpr double kMark = 3, kPoints = 0.75;
    for (const double x : {left, left + width})
        for (const double y : {top, top + height}) {
            pages_.line(x, y, x + (x == left ? kMark : -kMark), y, kPoints);
            pages_.line(x, y, x, y + (y == top ? kMark : -kMark), kPoints);
        }
}

void PaymentPart::information(const Size& size, double left, double top, double width, const slip::Bill& bill,
                              const SlipTexts& texts, bool receipt) {
    double y = block(size, left, top, width, texts.account,
                     slip::grouped(bill.iban) + "\n" + addressText(bill.creditor));
    if (!bill.reference.empty())
        y = block(size, left, y, width, texts.reference, slip::grouped(bill.reference));
    if (!receipt && !bill.message.empty()) y = block(size, left, y, width, texts.additional, bill.message);
    if (known(bill)) {
        block(size, left, y, width, texts.payableBy, addressText(*bill.debtor));
        return;
    }
    y = block(size, left, y, width, texts.payableByBlank, {}) - size.gap + 1;
    corners(left, y, receipt ? 52 : 65, receipt ? 20 : 25);
}

void PaymentPart::amount(const Size& size, double left, double top, double gap, const slip::Bill& bill,
                         const SlipTexts& texts) {
    block(size, left, top, -1, texts.currency, bill.currency);
    block(size, left + gap, top, -1, texts.amount, groupedAmount(slip::amountText(bill.amountMinor)));
}

} // namespace rejoinder::fulfilment
