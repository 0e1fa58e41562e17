#include "letter_pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <array>
#include <functional>
#include <stdexcept>

namespace rejoinder::letter {

namespace {

constexpr double kPointsPerMm = 72.0 / 25.4;
constexpr double kPageWidth = 210, kPageHeight = 297, kLeft = 25, kRight = 20, kBottom = 25,
                 kNextPageTop = 25;
constexpr double kDateTop = 97, kHeadlineTop = 105, kCodeTop = 50, kQrTop = 67;
constexpr double kModule = 0.5; ///< mm; large enough for scanners of crumpled reply cards
constexpr std::size_t kMostAddressLines = 6;

/// DIN 5008 form B: window field 85 × 45 mm at 20/45 mm, 5 mm inside left; upper zone 17.7 mm, address
/// zone 27.3 mm. The Swiss right-hand window has no such exact standard; these are the usual measures.
const std::array<Window, 2> kWindows{
    {{"din", 25, 80, 62.0, 63.5, 27.3, 160}, {"swiss-right", 120, 80, 51.0, 52.5, 32.0, 25}}};

constexpr double pt(double mm) {
    return mm * kPointsPerMm;
}

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
    void operator()(PangoLayoutIter* iter) const { pango_layout_iter_free(iter); }
};
template <class T>
using Held = std::unique_ptr<T, Unref>;

Held<PangoFontDescription> fontOf(const std::string& family, double points, bool bold) {
    Held<PangoFontDescription> font(pango_font_description_new());
    pango_font_description_set_family(font.get(), family.c_str());
    pango_font_description_set_size(font.get(), static_cast<int>(points * PANGO_SCALE));
    pango_font_description_set_weight(font.get(), bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    return font;
}

} // namespace

const Window* windowOf(std::string_view name) {
    for (const auto& window : kWindows) {
        if (window.name == name) {
            return &window;
        }
    }
    return nullptr;
}

/// Draws letters on the pages of a surface.
class LetterPages {
public:
    using Sink = std::function<void(std::string_view)>;

    LetterPages(const LetterStyle& style, Sink sink)
        : sink_(std::move(sink)), window_(windowOf(style.window)) {
        if (window_ == nullptr) {
            throw std::invalid_argument("there is no window \"" + style.window + "\"");
        }
        text_ = fontOf(style.font, style.points, false);
        headline_ = fontOf(style.font, style.points + 1, true);
        small_ = fontOf(style.font, 7, false);
        code_ = fontOf(style.font, 9, false);
    }

    void beginPdf(const std::string& title, Timestamp made) {
        surface_.reset(
            cairo_pdf_surface_create_for_stream(&LetterPages::write, this, pt(kPageWidth), pt(kPageHeight)));
        cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
        cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                       (made.toString().substr(0, 19) + "Z").c_str());
        begin();
    }

    /// One white page of so many pixels across; what follows on further pages is not drawn.
    void beginPicture(int width) {
        const double scale = width / pt(kPageWidth);
        surface_.reset(
            cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, static_cast<int>(pt(kPageHeight) * scale)));
        onePage_ = true;
        begin();
        cairo_set_source_rgb(cairo_.get(), 1, 1, 1);
        cairo_paint(cairo_.get());
        cairo_set_source_rgb(cairo_.get(), 0, 0, 0);
        cairo_scale(cairo_.get(), scale, scale);
    }

    void endPicture() {
        if (cairo_surface_write_to_png_stream(surface_.get(), &LetterPages::write, this) !=
            CAIRO_STATUS_SUCCESS) {
            throw std::runtime_error("the picture cannot be written");
        }
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
            put(line, text_.get(), letter, -1);
            int wide = 0;
            int high = 0;
            pango_layout_get_size(layout_.get(), &wide, &high);
            height += static_cast<double>(high) / PANGO_SCALE;
            if (static_cast<double>(wide) / PANGO_SCALE > pt(window_->width)) {
                return "the address line \"" + line + "\" is wider than the window";
            }
        }
        return height > pt(window_->addressHeight) ? "the address is higher than the window" : "";
    }

    void add(const Letter& letter) {
        drawSender(letter);
        drawAddress(letter);
        drawCode(letter);
        put(letter.date, text_.get(), letter, kPageWidth - kLeft - kRight);
        pango_layout_set_alignment(layout_.get(), PANGO_ALIGN_RIGHT);
        show(kLeft, pt(kDateTop));
        pango_layout_set_alignment(layout_.get(), PANGO_ALIGN_LEFT);
        double y = pt(kHeadlineTop);
        if (!letter.headline.empty()) {
            y = flow(letter.headline, headline_.get(), letter, false, y) + 8;
        }
        flow(letter.text, text_.get(), letter, true, y);
        endPage();
        check();
    }

    void finish() {
        layout_.reset();
        cairo_.reset();
        cairo_surface_finish(surface_.get());
        check();
        surface_.reset();
    }

private:
    void begin() {
        cairo_.reset(cairo_create(surface_.get()));
        layout_.reset(pango_cairo_create_layout(cairo_.get()));
        // A PDF's unit is the point; Pango would take it for a screen's pixel and print a third too large.
        pango_cairo_context_set_resolution(pango_layout_get_context(layout_.get()), 72);
        check();
    }

    void endPage() {
        cairo_show_page(cairo_.get());
        if (onePage_) {
            cairo_rectangle(cairo_.get(), 0, 0, 0, 0);
            cairo_clip(cairo_.get());
        }
    }

    static cairo_status_t write(void* self, const unsigned char* bytes, unsigned length) {
        try {
            static_cast<LetterPages*>(self)->sink_({reinterpret_cast<const char*>(bytes), length});
            return CAIRO_STATUS_SUCCESS;
        } catch (const std::exception& e) {
            static_cast<LetterPages*>(self)->error_ = e.what();
            return CAIRO_STATUS_WRITE_ERROR;
        }
    }

    void check() {
        const auto status = cairo_surface_status(surface_.get());
        if (status != CAIRO_STATUS_SUCCESS) {
            throw std::runtime_error(error_.empty() ? cairo_status_to_string(status) : error_);
        }
    }

    /// Puts a text into the layout; `width` in mm, -1 = one long line.
    void put(const std::string& text, const PangoFontDescription* font, const Letter& letter, double width) {
        pango_layout_set_font_description(layout_.get(), font);
        pango_layout_set_width(layout_.get(), width < 0 ? -1 : static_cast<int>(pt(width) * PANGO_SCALE));
        pango_layout_set_justify(layout_.get(), FALSE);
        pango_context_set_language(pango_layout_get_context(layout_.get()),
                                   pango_language_from_string(letter.language.c_str()));
        pango_layout_context_changed(layout_.get());
        pango_layout_set_text(layout_.get(), text.c_str(), static_cast<int>(text.size()));
    }

    /// Draws the layout with its top left corner there. @returns its height in points.
    double show(double leftMm, double top) {
        cairo_move_to(cairo_.get(), pt(leftMm), top);
        pango_cairo_show_layout(cairo_.get(), layout_.get());
        int height = 0;
        pango_layout_get_size(layout_.get(), nullptr, &height);
        return static_cast<double>(height) / PANGO_SCALE;
    }

    void drawSender(const Letter& letter) {
        if (letter.senderLine.empty()) {
            return;
        }
        put(letter.senderLine, small_.get(), letter, window_->width);
        int height = 0;
        pango_layout_get_size(layout_.get(), nullptr, &height);
        show(window_->left, pt(window_->returnLine) - static_cast<double>(height) / PANGO_SCALE);
        cairo_set_line_width(cairo_.get(), 0.3);
        cairo_move_to(cairo_.get(), pt(window_->left), pt(window_->returnLine) + 1);
        cairo_rel_line_to(cairo_.get(), pt(window_->width), 0);
        cairo_stroke(cairo_.get());
    }

    void drawAddress(const Letter& letter) {
        double y = pt(window_->addressTop);
        for (const auto& line : letter.address) {
            put(line, text_.get(), letter, -1);
            y += show(window_->left, y);
        }
    }

    void drawSymbol(const DataMatrix& symbol, double topMm) {
        for (const auto& rect : symbol.black) {
            cairo_rectangle(cairo_.get(), pt(window_->codeLeft + rect.x * kModule),
                            pt(topMm + rect.y * kModule), pt(rect.width * kModule),
                            pt(rect.height * kModule));
        }
        cairo_fill(cairo_.get());
    }

    void drawCode(const Letter& letter) {
        const auto symbol = dataMatrixOf(letter.code);
        drawSymbol(symbol, kCodeTop);
        put(letter.printedCode, code_.get(), letter, -1);
        // Two modules of quiet zone and then some.
        show(window_->codeLeft, pt(kCodeTop + (symbol.size + 4) * kModule));
        if (!letter.webAddress.empty()) {
            drawSymbol(qrCodeOf(letter.webAddress), kQrTop);
        }
    }

    /// Sets a text line by line and goes on on a new page where one is full. @returns the height below it.
    double flow(const std::string& text, const PangoFontDescription* font, const Letter& letter, bool justify,
                double y) {
        put(text, font, letter, kPageWidth - kLeft - kRight);
        pango_layout_set_justify(layout_.get(), justify ? TRUE : FALSE);
        const Held<PangoLayoutIter> iter(pango_layout_get_iter(layout_.get()));
        do {
            PangoRectangle logical{};
            pango_layout_iter_get_line_extents(iter.get(), nullptr, &logical);
            const double height = static_cast<double>(logical.height) / PANGO_SCALE;
            if (y + height > pt(kPageHeight - kBottom)) {
                endPage();
                y = pt(kNextPageTop);
            }
            const double baseline =
                static_cast<double>(pango_layout_iter_get_baseline(iter.get()) - logical.y) / PANGO_SCALE;
            cairo_move_to(cairo_.get(), pt(kLeft) + static_cast<double>(logical.x) / PANGO_SCALE,
                          y + baseline);
            pango_cairo_show_layout_line(cairo_.get(), pango_layout_iter_get_line_readonly(iter.get()));
            y += height;
        } while (pango_layout_iter_next_line(iter.get()) != FALSE);
        return y;
    }

    Sink sink_;
    const Window* window_;
    bool onePage_ = false;
    std::string error_;
    Held<cairo_surface_t> surface_;
    Held<cairo_t> cairo_;
    Held<PangoLayout> layout_;
    Held<PangoFontDescription> text_, headline_, small_, code_;
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
    pages_->finish();
}

std::string pictureOf(const Letter& letter, const LetterStyle& style, int width) {
    std::string png;
    LetterPages pages(style, [&png](std::string_view bytes) { png += bytes; });
    pages.beginPicture(width);
    pages.add(letter);
    pages.endPicture();
    return png;
}

} // namespace rejoinder::letter
