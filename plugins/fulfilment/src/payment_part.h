#pragma once
#include "invoice_texts.h"

#include <print/pages.h>
#include <slip/bill.h>

/// The payment part and receipt of the Swiss QR-bill: the lower 105 mm of an A4 page, with the measures of
/// the Style Guide QR-bill of SIX.
namespace rejoinder::fulfilment {

inline constexpr double kPaymentPartHeight = 105;

class PaymentPart {
public:
    /// Fonts are added to the pages. @param family one of those that the guide allows, the first there is
    PaymentPart(print::Pages& pages, const std::string& family);
    /// Draws it on the page that is open. @throws std::invalid_argument as slip::swissCode
    void draw(const slip::Bill& bill, const SlipTexts& texts);

private:
    struct Size {
        print::Font heading = 0, value = 0;
        double gap = 0; ///< below a block
    };
    double block(const Size& size, double left, double top, double width, std::string_view heading,
                 const std::string& value);
    void corners(double left, double top, double width, double height);
    void information(const Size& size, double left, double top, double width, const slip::Bill& bill,
                     const SlipTexts& texts, bool receipt);
    void amount(const Size& size, double left, double top, double gap, const slip::Bill& bill,
                const SlipTexts& texts);
    void code(const slip::Bill& bill);

    print::Pages& pages_;
    print::Font title_, scissors_, headingBold6_;
    Size receipt_, payment_;
    std::string language_;
};

/// A code of so many millimetres across with its top left corner there.
void drawCode(print::Pages& pages, std::string_view text, double left, double top, double across);

} // namespace rejoinder::fulfilment
