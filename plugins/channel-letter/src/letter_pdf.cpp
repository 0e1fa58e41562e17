#include "letter_pdf.h"

#include <print/pages.h>

#include <array>
#include <stdexcept>

namespace rejoinder::letter {

namespace {

constexpr double kPageWidth = 210, kPageHeight = 297, kLeft = 25, kRight = 20, kBottom = 25,
                 kNextPageTop = 25;
constexpr double kDateTop = 97, kHeadlineTop = 105, kCodeTop = 50, kQrTop = 67;
constexpr double kModule = 0.5;      ///< mm; large enough for scanners of crumpled reply cards
constexpr double kPoint = 25.4 / 72; ///< mm
constexpr double kAfterHeadline = 8 * kPoint;
constexpr std::size_t kMostAddressLines = 6;

/// DIN 5008 form B: window field 85 × 45 mm at 20/45 mm, 5 mm inside left; upper zone 17.7 mm, address
/// zone 27.3 mm. The Swiss right-hand window has no such exact standard; these are the usual measures.
const std::array<Window, 2> kWindows{
    {{"din", 25, 80, 62.0, 63.5, 27.3, 160}, {"swiss-right", 120, 80, 51.0, 52.5, 32.0, 25}}};

} // namespace

const Window* windowOf(std::string_view name) {
    for (const auto& window : kWindows) {
        if (window.name == name) {
            return &window;
        }
    }
    return nullptr;
}

/// Draws letters on pages.
class LetterPages {
public:
    LetterPages(const LetterStyle& style, print::Pages::Sink sink)
        : pages(std::move(sink), kPageWidth, kPageHeight), window_(windowOf(style.window)) {
        if (window_ == nullptr) {
            throw std::invalid_argument("there is no window \"" + style.window + "\"");
        }
        text_ = pages.addFont(style.font, style.points);
        headline_ = pages.addFont(style.font, style.points + 1, true);
        small_ = pages.addFont(style.font, 7);
        code_ = pages.addFont(style.font, 9);
    }

    void beginPdf(const std::string& title, Timestamp made) {
        pages.beginPdf(title, made.toString().substr(0, 19) + "Z");
    }

    std::string problem(const Letter& letter) {
        if (letter.address.empty()) {
            return "there is no address";
        }
        if (letter.address.size() > kMostAddressLines) {
            return "the address has more than " + std::to_string(kMostAddressLines) + " lines";
        }
        double height = 0;
        for (const auto& line : letter.address) {
            const auto size = pages.measure(line, {text_, letter.language});
            height += size.height;
            if (size.width > window_->width) {
                return "the address line \"" + line + "\" is wider than the window";
            }
        }
        return height > window_->addressHeight ? "the address is higher than the window" : "";
    }

    void add(const Letter& letter) {
        drawSender(letter);
        drawAddress(letter);
        drawCode(letter);
        constexpr double kWidth = kPageWidth - kLeft - kRight;
        constexpr print::Flow kFlow{kPageHeight - kBottom, kNextPageTop};
        pages.write(letter.date, {text_, letter.language, kWidth, print::Align::Right}, kLeft, kDateTop);
        double y = kHeadlineTop;
        if (!letter.headline.empty()) {
            y = pages.flow(letter.headline, {headline_, letter.language, kWidth}, kLeft, y, kFlow) +
                kAfterHeadline;
        }
        pages.flow(letter.text, {text_, letter.language, kWidth, print::Align::Left, true}, kLeft, y, kFlow);
        pages.nextPage();
        pages.check();
    }

    print::Pages pages;

private:
    void drawSender(const Letter& letter) {
        if (letter.senderLine.empty()) {
            return;
        }
        const print::Setting setting{small_, letter.language, window_->width};
        pages.write(letter.senderLine, setting, window_->left,
                    window_->returnLine - pages.measure(letter.senderLine, setting).height);
        const double y = window_->returnLine + kPoint;
        pages.line(window_->left, y, window_->left + window_->width, y, 0.3);
    }

    void drawAddress(const Letter& letter) {
        double y = window_->addressTop;
        for (const auto& line : letter.address) {
            y += pages.write(line, {text_, letter.language}, window_->left, y);
        }
    }

    void drawCode(const Letter& letter) {
        const auto symbol = print::dataMatrixOf(letter.code);
        pages.draw(symbol, window_->codeLeft, kCodeTop, kModule);
        // Two modules of quiet zone and then some.
        pages.write(letter.printedCode, {code_, letter.language}, window_->codeLeft,
                    kCodeTop + (symbol.height + 4) * kModule);
        if (!letter.webAddress.empty()) {
            pages.draw(print::qrCodeOf(letter.webAddress), window_->codeLeft, kQrTop, kModule);
        }
    }

    const Window* window_;
    print::Font text_ = 0, headline_ = 0, small_ = 0, code_ = 0;
};

LetterPdf::LetterPdf(AtomicFile& file, const LetterStyle& style, const std::string& title, Timestamp made)
    : pages_(std::make_unique<LetterPages>(style, [&file](std::string_view bytes) { file.write(bytes); })) {
    pages_->beginPdf(title, made);
}
LetterPdf::LetterPdf(std::string& out, const LetterStyle& style, const std::string& title, Timestamp made)
    : pages_(std::make_unique<LetterPages>(style, [&out](std::string_view bytes) { out += bytes; })) {
    pages_->beginPdf(title, made);
}
LetterPdf::~LetterPdf() = default;
std::string LetterPdf::problem(const Letter& letter) {
    return pages_->problem(letter);
}
void LetterPdf::add(const Letter& letter) {
    pages_->add(letter);
}
void LetterPdf::finish() {
    pages_->pages.finish();
}

std::string pictureOf(const Letter& letter, const LetterStyle& style, int width) {
    std::string png;
    LetterPages pages(style, [&png](std::string_view bytes) { png += bytes; });
    pages.pages.beginPicture(width);
    pages.add(letter);
    pages.pages.finish();
    return png;
}

} // namespace rejoinder::letter
