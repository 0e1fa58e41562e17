#include "packing_slip.h"

#include "shipping_words.h"

#include <print/pages.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

constexpr double kPaperWidth = 210, kPaperHeight = 297, kSlipLeft = 25, kSlipRight = 20,
                 kSlipRoom = kPaperWidth - kSlipLeft - kSlipRight;
constexpr double kSkuWidth = 35, kNameWidth = 80, kNumberWidth = 22;
constexpr double kNameLeft = kSlipLeft + kSkuWidth, kQuantityLeft = kNameLeft + kNameWidth,
                 kLaterLeft = kQuantityLeft + kNumberWidth;
constexpr double kBottom = 25, kModule = 0.6, kGap = 1.5;

class Sheet {
public:
    explicit Sheet(std::string& out, const PackingSlip& slip)
        : slip_(slip), pages_([&out](std::string_view bytes) { out += bytes; }, kPaperWidth, kPaperHeight) {
        text_ = pages_.addFont("DejaVu Sans", 10);
        bold_ = pages_.addFont("DejaVu Sans", 10, true);
        title_ = pages_.addFont("DejaVu Sans", 15, true);
        small_ = pages_.addFont("DejaVu Sans", 7);
        pages_.beginPdf(say("slip.title") + " " + slip.orderId.toString(),
                        slip.shippedAt.toString().substr(0, 19) + "Z");
    }

    void draw() {
        write(slip_.sender, small_, kSlipLeft, 58, 85);
        double y = 63.5;
        for (const auto& line : slip_.address) y += write(line, text_, kSlipLeft, y, -1);
        const auto symbol = print::dataMatrixOf(slip_.orderId.toString());
        pages_.draw(symbol, 160, 50, kModule);
        write(slip_.orderId.toString(), small_, 160, 50 + (symbol.height + 3) * kModule, -1);
        write(say("slip.title"), title_, kSlipLeft, 98, kSlipRoom);
        y = 108;
        y += fact("slip.order", slip_.orderId.toString(), y);
        y += fact("slip.ordered", dayWords(slip_.orderedOn, slip_.language), y);
        y += fact("slip.shipped", dayWords(slip_.shippedOn, slip_.language), y);
        if (!slip_.number.empty()) y += fact("slip.tracking", slip_.number, y);
        y = head(y + 6);
        for (const auto& line : slip_.lines) y = row(line, y);
        if (y > kPaperHeight - kBottom - 25) y = next();
        y += 6;
        y += write(say("slip.thanks"), text_, kSlipLeft, y, kSlipRoom) + 2;
        write(say("slip.return"), text_, kSlipLeft, y, kSlipRoom);
        pages_.finish();
    }

private:
    [[nodiscard]] std::string say(std::string_view key) const { return shippingWords(key, slip_.language); }

    double write(const std::string& text, print::Font font, double left, double top, double width,
                 print::Align align = print::Align::Left) {
        return pages_.write(text, {font, slip_.language, width, align}, left, top);
    }

    double fact(std::string_view key, const std::string& value, double y) {
        write(say(key), text_, kSlipLeft, y, -1);
        return write(value, text_, kSlipLeft + 50, y, -1);
    }

    double head(double y) {
        write(say("slip.number"), bold_, kSlipLeft, y, kSkuWidth);
        write(say("slip.name"), bold_, kNameLeft, y, kNameWidth);
        write(say("slip.quantity"), bold_, kQuantityLeft, y, kNumberWidth, print::Align::Right);
        const auto high =
            write(say("slip.later"), bold_, kLaterLeft, y, kNumberWidth + 4, print::Align::Right);
        pages_.line(kSlipLeft, y + high + 1, kPaperWidth - kSlipRight, y + high + 1, 0.5);
        return y + high + 2.5;
    }

    double next() {
        pages_.nextPage();
        return head(25);
    }

    /// The name, with what it replaces and as a part of the kit above.
    [[nodiscard]] std::string nameOf(const SlipLine& line) const {
        auto name = (line.part ? "– " : "") + line.name;
        if (!line.insteadOf.empty()) name += " (" + say("slip.insteadOf") + " " + line.insteadOf + ")";
        return name;
    }

    double row(const SlipLine& line, double y) {
        const auto name = nameOf(line);
        const auto high = std::max(pages_.measure(name, {text_, slip_.language, kNameWidth}).height,
                                   pages_.measure(line.sku, {text_, slip_.language, kSkuWidth - 2}).height);
        if (y + high > kPaperHeight - kBottom) y = next();
        write(line.sku, text_, kSlipLeft, y, kSkuWidth - 2);
        write(name, text_, kNameLeft, y, kNameWidth);
        write(std::to_string(line.quantity), text_, kQuantityLeft, y, kNumberWidth, print::Align::Right);
        if (line.later > 0)
            write(std::to_string(line.later), text_, kLaterLeft, y, kNumberWidth + 4, print::Align::Right);
        return y + high + kGap;
    }

    const PackingSlip& slip_;
    print::Pages pages_;
    print::Font text_ = 0, bold_ = 0, title_ = 0, small_ = 0;
};

} // namespace

std::string pdfOf(const PackingSlip& slip) {
    std::string out;
    Sheet(out, slip).draw();
    return out;
}

} // namespace rejoinder::fulfilment
