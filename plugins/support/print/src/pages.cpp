#include "print/pages.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <stdexcept>
#include <vector>

namespace print {

namespace {

constexpr double kPointsPerMm = 72.0 / 25.4;

constexpr double pt(double mm) {
    return mm * kPointsPerMm;
}

constexpr double mm(int pangoUnits) {
    return static_cast<double>(pangoUnits) / PANGO_SCALE / kPointsPerMm;
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

PangoAlignment alignmentOf(Align align) {
    switch (align) {
    case Align::Right: return PANGO_ALIGN_RIGHT;
    case Align::Centre: return PANGO_ALIGN_CENTER;
    case Align::Left: break;
    }
    return PANGO_ALIGN_LEFT;
}

} // namespace

struct Pages::Inside {
    Sink sink;
    double width = 0, height = 0;
    bool picture = false;
    std::string error;
    Held<cairo_surface_t> surface;
    Held<cairo_t> cairo;
    Held<PangoLayout> layout;
    std::vector<Held<PangoFontDescription>> fonts;

    static cairo_status_t write(void* self, const unsigned char* bytes, unsigned length) {
        try {
            static_cast<Inside*>(self)->sink({reinterpret_cast<const char*>(bytes), length});
            return CAIRO_STATUS_SUCCESS;
        } catch (const std::exception& e) {
            static_cast<Inside*>(self)->error = e.what();
            return CAIRO_STATUS_WRITE_ERROR;
        }
    }

    void check() const {
        const auto status = cairo_surface_status(surface.get());
        if (status != CAIRO_STATUS_SUCCESS)
            throw std::runtime_error(error.empty() ? cairo_status_to_string(status) : error);
    }

    void begin() {
        cairo.reset(cairo_create(surface.get()));
        layout.reset(pango_cairo_create_layout(cairo.get()));
        // A PDF's unit is the point; Pango would take it for a screen's pixel and print a third too large.
        pango_cairo_context_set_resolution(pango_layout_get_context(layout.get()), 72);
        check();
    }

    void put(const std::string& text, const Setting& setting) {
        pango_layout_set_font_description(layout.get(), fonts.at(setting.font).get());
        pango_layout_set_width(layout.get(),
                               setting.width < 0 ? -1 : static_cast<int>(pt(setting.width) * PANGO_SCALE));
        pango_layout_set_justify(layout.get(), setting.justify ? TRUE : FALSE);
        pango_layout_set_alignment(layout.get(), alignmentOf(setting.align));
        pango_context_set_language(pango_layout_get_context(layout.get()),
                                   pango_language_from_string(setting.language.c_str()));
        pango_layout_context_changed(layout.get());
        pango_layout_set_text(layout.get(), text.c_str(), static_cast<int>(text.size()));
    }
};

Pages::Pages(Sink sink, double width, double height) : in_(std::make_unique<Inside>()) {
    in_->sink = std::move(sink);
    in_->width = width;
    in_->height = height;
}

Pages::~Pages() = default;

Font Pages::addFont(const std::string& family, double points, bool bold) {
    Held<PangoFontDescription> font(pango_font_description_new());
    pango_font_description_set_family(font.get(), family.c_str());
    pango_font_description_set_size(font.get(), static_cast<int>(points * PANGO_SCALE));
    pango_font_description_set_weight(font.get(), bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    in_->fonts.push_back(std::move(font));
    return in_->fonts.size() - 1;
}

void Pages::beginPdf(const std::string& title, const std::string& created) {
    in_->surface.reset(
        cairo_pdf_surface_create_for_stream(&Inside::write, in_.get(), pt(in_->width), pt(in_->height)));
    cairo_pdf_surface_set_metadata(in_->surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
    cairo_pdf_surface_set_metadata(in_->surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, created.c_str());
    in_->begin();
}

void Pages::beginPicture(int pixels) {
    const double scale = pixels / pt(in_->width);
    in_->surface.reset(
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, pixels, static_cast<int>(pt(in_->height) * scale)));
    in_->picture = true;
    in_->begin();
    cairo_set_source_rgb(in_->cairo.get(), 1, 1, 1);
    cairo_paint(in_->cairo.get());
    cairo_set_source_rgb(in_->cairo.get(), 0, 0, 0);
    cairo_scale(in_->cairo.get(), scale, scale);
}

void Pages::nextPage() {
    cairo_show_page(in_->cairo.get());
    if (in_->picture) {
        cairo_rectangle(in_->cairo.get(), 0, 0, 0, 0);
        cairo_clip(in_->cairo.get());
    }
}

void Pages::finish() {
    if (in_->picture) {
        if (cairo_surface_write_to_png_stream(in_->surface.get(), &Inside::write, in_.get()) !=
            CAIRO_STATUS_SUCCESS)
            throw std::runtime_error("the picture cannot be written");
        return;
    }
    in_->layout.reset();
    in_->cairo.reset();
    cairo_surface_finish(in_->surface.get());
    in_->check();
    in_->surface.reset();
}

void Pages::check() const {
    in_->check();
}

Size Pages::measure(const std::string& text, const Setting& setting) {
    in_->put(text, setting);
    int width = 0, height = 0;
    pango_layout_get_size(in_->layout.get(), &width, &height);
    return {mm(width), mm(height)};
}

double Pages::write(const std::string& text, const Setting& setting, double left, double top) {
    in_->put(text, setting);
    cairo_move_to(in_->cairo.get(), pt(left), pt(top));
    pango_cairo_show_layout(in_->cairo.get(), in_->layout.get());
    int height = 0;
    pango_layout_get_size(in_->layout.get(), nullptr, &height);
    return mm(height);
}

double Pages::flow(const std::string& text, const Setting& setting, double left, double top,
                   const Flow& room) {
    in_->put(text, setting);
    const Held<PangoLayoutIter> iter(pango_layout_get_iter(in_->layout.get()));
    double y = top;
    do {
        PangoRectangle logical{};
        pango_layout_iter_get_line_extents(iter.get(), nullptr, &logical);
        const double height = mm(logical.height);
        if (y + height > room.bottom) {
            nextPage();
            y = room.nextTop;
        }
        const double baseline = mm(pango_layout_iter_get_baseline(iter.get()) - logical.y);
        cairo_move_to(in_->cairo.get(), pt(left + mm(logical.x)), pt(y + baseline));
        pango_cairo_show_layout_line(in_->cairo.get(), pango_layout_iter_get_line_readonly(iter.get()));
        y += height;
    } while (pango_layout_iter_next_line(iter.get()) != FALSE);
    return y;
}

void Pages::draw(const Symbol& symbol, double left, double top, double module, double rowHeight) {
    const double row = rowHeight > 0 ? rowHeight : module;
    for (const auto& rect : symbol.black)
        cairo_rectangle(in_->cairo.get(), pt(left + rect.x * module), pt(top + rect.y * row),
                        pt(rect.width * module), pt(rect.height * row));
    cairo_fill(in_->cairo.get());
}

void Pages::line(double fromX, double fromY, double toX, double toY, double points, bool dashed) {
    constexpr double kDash = 3; // points
    cairo_set_line_width(in_->cairo.get(), points);
    cairo_set_dash(in_->cairo.get(), &kDash, dashed ? 1 : 0, 0);
    cairo_move_to(in_->cairo.get(), pt(fromX), pt(fromY));
    cairo_line_to(in_->cairo.get(), pt(toX), pt(toY));
    cairo_stroke(in_->cairo.get());
}

void Pages::fill(double left, double top, double width, double height, double shade) {
    cairo_set_source_rgb(in_->cairo.get(), shade, shade, shade);
    cairo_rectangle(in_->cairo.get(), pt(left), pt(top), pt(width), pt(height));
    cairo_fill(in_->cairo.get());
    cairo_set_source_rgb(in_->cairo.get(), 0, 0, 0);
}

} // namespace print
