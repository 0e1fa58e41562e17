#include "generic_carrier.h"

#include "parcels.h"

#include <print/pages.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

constexpr std::size_t kDigits = 19; // of the largest id
constexpr double kLabelWidth = 100, kLabelHeight = 150, kLabelMargin = 6;
constexpr double kModule = 0.375; ///< mm: three dots at 203 dpi
constexpr double kBars = 25;

/// "1234 5678 …", as people read long numbers to each other.
std::string spaced(std::string_view number) {
    std::string out;
    for (std::size_t i = 0; i < number.size(); ++i) {
        if (i > 0 && i % 4 == 0) out += ' ';
        out += number[i];
    }
    return out;
}

/// A text as ZPL's field data after ^FH: what would be a command is written in hexadecimal.
std::string field(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '^')
            out += "_5E";
        else if (c == '~')
            out += "_7E";
        else if (c == '_')
            out += "_5F";
        else if (static_cast<unsigned char>(c) >= 0x20)
            out += c;
    }
    return out;
}

std::string zplText(int x, int y, int height, std::string_view text) {
    const auto n = [](int v) { return std::to_string(v); };
    return "^FO" + n(x) + "," + n(y) + "^A0N," + n(height) + "," + n(height) + "^FH^FD" + field(text) +
           "^FS\n";
}

class GenericCarrier final : public Carrier {
public:
    std::string name() const override { return std::string(kGenericCarrier); }

    std::string numberOf(Id serial) const override {
        auto digits = serial.toString();
        digits.insert(0, kDigits - std::min(kDigits, digits.size()), '0');
        return digits + checkDigitOf(digits);
    }

    bool fits(std::string_view number) const override {
        return number.size() == kDigits + 1 &&
               std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; }) &&
               checkDigitOf(number.substr(0, kDigits)) == number.back();
    }

    std::string pdf(const Parcel& parcel) const override {
        std::string out;
        print::Pages pages([&out](std::string_view bytes) { out += bytes; }, kLabelWidth, kLabelHeight);
        const auto small = pages.addFont("DejaVu Sans", 8), large = pages.addFont("DejaVu Sans", 14, true),
                   number = pages.addFont("DejaVu Sans", 11);
        pages.beginPdf(parcel.number, parcel.shippedAt.toString().substr(0, 19) + "Z");
        constexpr double kRoom = kLabelWidth - 2 * kLabelMargin;
        const auto put = [&](const std::string& text, print::Font font, double top) {
            return top + pages.write(text, {font, parcel.language, kRoom}, kLabelMargin, top);
        };
        put(parcel.sender, small, kLabelMargin);
        pages.line(kLabelMargin, 24, kLabelWidth - kLabelMargin, 24, 0.7);
        double y = 30;
        for (const auto& line : linesOf(parcel.address)) y = put(line, large, y);
        pages.line(kLabelMargin, 90, kLabelWidth - kLabelMargin, 90, 0.7);
        put(parcel.carrier + "  " + parcel.shippedAt.toString().substr(0, 10) + "  " +
                parcel.orderId.toString(),
            small, 93);
        const auto symbol = print::code128Of(parcel.number);
        pages.draw(symbol, (kLabelWidth - symbol.width * kModule) / 2, 103, kModule, kBars);
        pages.write(spaced(parcel.number), {number, parcel.language, kRoom, print::Align::Centre},
                    kLabelMargin, 103 + kBars + 3);
        pages.finish();
        return out;
    }

    std::string zpl(const Parcel& parcel) const override {
        // 100 × 150 mm at eight dots a millimetre; ^CI28: texts are UTF-8.
        std::string out =
            "^XA\n^CI28\n^PW800\n^LL1200\n" + zplText(48, 48, 24, parcel.sender) + "^FO48,190^GB704,3,3^FS\n";
        int y = 240;
        for (const auto& line : linesOf(parcel.address)) {
            out += zplText(48, y, 40, line);
            y += 52;
        }
        return out + "^FO48,720^GB704,3,3^FS\n" +
               zplText(48, 745, 24,
                       parcel.carrier + "  " + parcel.shippedAt.toString().substr(0, 10) + "  " +
                           parcel.orderId.toString()) +
               "^FO160,825^BY3^BCN,200,Y,N,N,A^FD" + parcel.number + "^FS\n^XZ\n";
    }
};

} // namespace

char checkDigitOf(std::string_view digits) {
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i)
        sum += (digits[digits.size() - 1 - i] - '0') * (i % 2 == 0 ? 3 : 1);
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::shared_ptr<Carrier> makeGenericCarrier() {
    return std::make_shared<GenericCarrier>();
}

} // namespace rejoinder::fulfilment
