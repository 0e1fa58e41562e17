#include "invoice_document.h"

#include "invoice_debits.h"
#include "payment_part.h"

#include <money/money.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

constexpr double kPageHeight = 297, kLeft = 25, kWidth = 165, kBottom = 20, kNextTop = 25;
constexpr double kAddressTop = 52, kTitleTop = 97, kEpc = 36;
constexpr std::string_view kFonts = "Liberation Sans,Arial,Helvetica,DejaVu Sans";
/// Quantity, article, price, VAT, amount.
constexpr double kQuantity = 16, kPrice = 26, kVat = 16, kAmount = 28;
constexpr double kArticle = kWidth - kQuantity - kPrice - kVat - kAmount - 4;

std::string filled(std::string_view text, const std::string& date) {
    std::string out(text);
    if (const auto at = out.find("{date}"); at != std::string::npos) out.replace(at, 6, date);
    return out;
}

class Document {
public:
    Document(const InvoiceView& view, const Reminder* reminder, std::string& out)
        : view_(view),
          invoice_(view.invoice),
          reminder_(reminder),
          texts_(invoiceTexts(invoice_.language)),
          pages_([&out](std::string_view bytes) { out += bytes; }),
          text_(pages_.addFont(std::string(kFonts), 9.5)),
          bold_(pages_.addFont(std::string(kFonts), 9.5, true)),
          title_(pages_.addFont(std::string(kFonts), 14, true)),
          small_(pages_.addFont(std::string(kFonts), 7)) {}

    void draw() {
        const auto name = std::string(title()) + " " + std::to_string(invoice_.number);
        pages_.beginPdf(name, invoice_.createdAt.toString().substr(0, 19) + "Z");
        head(name);
        lines();
        sums();
        slip();
        pages_.nextPage();
        pages_.check();
        pages_.finish();
    }

private:
    [[nodiscard]] std::string_view title() const {
        if (reminder_ != nullptr) return texts_.reminder;
        return invoice_.kind == InvoiceKind::CreditNote ? texts_.creditNote : texts_.invoice;
    }
    [[nodiscard]] print::Setting with(print::Font font, double width = -1,
                                      print::Align align = print::Align::Left) const {
        return {font, invoice_.language, width, align};
    }
    [[nodiscard]] std::string amountOf(std::int64_t minor) const {
        return groupedAmount(money::text(minor, invoice_.currency));
    }
    [[nodiscard]] bool owes() const { return invoice_.kind == InvoiceKind::Invoice; }

    /// We fetch what it asks for: whoever pays by its slip would pay twice.
    [[nodiscard]] bool isCollected() const { return view_.debit && !reminder_; }

    /// What is to be paid with this paper.
    [[nodiscard]] std::int64_t toPay() const { return reminder_ ? reminder_->dueMinor : invoice_.totalMinor; }

    void head(const std::string& name) {
        const auto& s = invoice_.seller;
        double y = 20;
        y += pages_.write(s.name, with(bold_), kLeft, y);
        const auto line =
            s.street + (s.houseNumber.empty() ? "" : " " + s.houseNumber) + " · " + s.postcode + " " + s.city;
        y += pages_.write(line, with(small_), kLeft, y) + 1;
        if (!s.vatNumber.empty())
            pages_.write(std::string(texts_.vatNumber) + " " + s.vatNumber, with(small_), kLeft, y);
        y = kAddressTop;
        for (const auto& address : invoice_.buyer.lines) y += pages_.write(address, with(text_), kLeft, y);
        pages_.write(name, with(title_), kLeft, kTitleTop);
        y_ = kTitleTop + 9;
        fact(texts_.date, dateText(reminder_ ? reminder_->madeOn : invoice_.issuedOn, texts_));
        if (owes()) fact(texts_.due, dateText(reminder_ ? reminder_->deadline : invoice_.dueOn, texts_));
        fact(texts_.order, invoice_.orderId.toString());
        if (reminder_) fact(texts_.invoice, std::to_string(invoice_.number));
        if (view_.correctedNumber)
            fact(texts_.corrects, std::to_string(*view_.correctedNumber) +
                                      (invoice_.note.empty() ? "" : ": " + invoice_.note));
        y_ += 4;
    }

    void fact(std::string_view what, const std::string& value) {
        pages_.write(std::string(what), with(text_), kLeft, y_);
        y_ += pages_.write(value, with(text_, kWidth - 45), kLeft + 45, y_);
    }

    void room(double height) {
        if (y_ + height <= kPageHeight - kBottom) return;
        pages_.nextPage();
        y_ = kNextTop;
    }

    void row(print::Font font, const std::string& quantity, const std::string& article,
             const std::string& price, const std::string& vat, const std::string& amount) {
        const auto height = std::max(4.0, pages_.measure(article, with(font, kArticle)).height);
        room(height);
        double x = kLeft;
        using print::Align;
        const auto cell = [&](const std::string& value, double width, Align align) {
            pages_.write(value, with(font, width, align), x, y_);
            x += width;
        };
        cell(quantity, kQuantity, Align::Right);
        x += 4;
        cell(article, kArticle, Align::Left);
        cell(price, kPrice, Align::Right);
        cell(vat, kVat, Align::Right);
        cell(amount, kAmount, Align::Right);
        y_ += height + 1;
    }

    void rule() {
        pages_.line(kLeft, y_, kLeft + kWidth, y_, 0.5);
        y_ += 1.5;
    }

    void lines() {
        row(bold_, std::string(texts_.quantity), std::string(texts_.text), std::string(texts_.price),
            std::string(texts_.vat), std::string(texts_.amount) + " " + invoice_.currency);
        rule();
        for (const auto& line : view_.lines)
            row(text_, std::to_string(line.quantity), line.name + " (" + line.sku + ")",
                amountOf(line.unitPriceMinor), percentText(line.vatBasisPoints) + " %",
                amountOf(line.quantity * line.unitPriceMinor));
        if (const auto& charge = view_.charge)
            row(text_, {}, charge->name, {}, percentText(charge->vatBasisPoints) + " %",
                amountOf(charge->amountMinor));
        rule();
    }

    void sum(print::Font font, const std::string& what, std::int64_t minor) {
        row(font, {}, what, {}, {}, amountOf(minor));
    }

    void sums() {
        for (const auto& one : invoice_.vat) {
            sum(text_, std::string(texts_.net) + " " + percentText(one.vatBasisPoints) + " %", one.netMinor);
            sum(text_, std::string(texts_.vat) + " " + percentText(one.vatBasisPoints) + " %", one.vatMinor);
        }
        const bool untaxed = !invoice_.vat.empty() && invoice_.vat.front().vatBasisPoints == 0;
        if (const auto& why = invoice_.seller.vatExemption; untaxed && !why.empty())
            row(small_, {}, why, {}, {}, {});
        sum(bold_, std::string(texts_.total) + " " + invoice_.currency, invoice_.totalMinor);
        if (reminder_) {
            std::int64_t fees = 0;
            for (const auto& one : view_.reminders)
                if (one.level <= reminder_->level) fees += one.feeMinor;
            if (fees != 0) sum(text_, std::string(texts_.fees), fees);
            if (const auto came = invoice_.totalMinor + fees - reminder_->dueMinor; came != 0)
                sum(text_, std::string(texts_.paid), -came);
            sum(bold_, std::string(texts_.toPay) + " " + invoice_.currency, reminder_->dueMinor);
        }
        if (!owes()) return;
        y_ += 3;
        const auto text = isCollected()
                              ? debitNotice(view_)
                              : filled(reminder_ ? texts_.reminderText : texts_.pleasePay,
                                       dateText(reminder_ ? reminder_->deadline : invoice_.dueOn, texts_));
        const auto setting = with(text_, kWidth);
        room(pages_.measure(text, setting).height);
        y_ += pages_.write(text, setting, kLeft, y_);
    }

    /// On the slip, and so in a language that slips are printed in: paper and code say the same.
    [[nodiscard]] std::string message() const {
        const auto& texts = invoiceTexts(slipTexts(invoice_.language).language);
        return std::string(texts.invoice) + " " + std::to_string(invoice_.number);
    }

    void slip() {
        if (!owes() || isCollected()) return;
        const auto& s = invoice_.seller;
        const auto& b = invoice_.buyer;
        const ::slip::Bill bill{s.iban,
                                s.bic,
                                {s.name, s.street, s.houseNumber, s.postcode, s.city, s.country},
                                ::slip::Party{b.name, b.street, b.houseNumber, b.postcode, b.city, b.country},
                                toPay(),
                                invoice_.currency,
                                invoice_.reference.value_or(""),
                                message()};
        switch (::slip::codeFor(bill)) {
        case ::slip::Code::Swiss:
            if (s.postcode.empty() || s.city.empty()) return;
            if (y_ > kPageHeight - kPaymentPartHeight - 5) pages_.nextPage();
            PaymentPart(pages_, std::string(kFonts)).draw(bill, slipTexts(invoice_.language));
            return;
        case ::slip::Code::Epc:
            y_ += 5;
            room(kEpc);
            drawCode(pages_, ::slip::epcCode(bill), kLeft, y_, kEpc);
            pages_.write(std::string(texts_.scanToPay) + "\n" + s.name + "\n" + ::slip::grouped(s.iban) +
                             "\n" + bill.currency + " " + amountOf(toPay()) + "\n" +
                             ::slip::grouped(bill.reference),
                         with(text_, kWidth - kEpc - 8), kLeft + kEpc + 8, y_);
            return;
        case ::slip::Code::None: return;
        }
    }

    const InvoiceView& view_;
    const Invoice& invoice_;
    const Reminder* reminder_;
    const InvoiceTexts& texts_;
    print::Pages pages_;
    print::Font text_, bold_, title_, small_;
    double y_ = 0;
};

} // namespace

std::string invoicePdf(const InvoiceView& view, std::int32_t level) {
    const auto reminder = std::ranges::find(view.reminders, level, &Reminder::level);
    if (level != 0 && reminder == view.reminders.end())
        throw Error::notFound("fulfilment.no-such-reminder", "there was no such reminder of this invoice");
    std::string pdf;
    Document(view, level == 0 ? nullptr : &*reminder, pdf).draw();
    return pdf;
}

std::string invoiceFileName(const Invoice& invoice, std::int32_t reminder) {
    const auto number = std::to_string(invoice.number);
    if (reminder != 0) return "invoice-" + number + "-reminder-" + std::to_string(reminder) + ".pdf";
    return (invoice.kind == InvoiceKind::CreditNote ? "credit-note-" : "invoice-") + number + ".pdf";
}

} // namespace rejoinder::fulfilment
