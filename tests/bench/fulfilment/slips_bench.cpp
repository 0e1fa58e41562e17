// Packing slips with their codes, drawn by as many threads as there are processors, beside a loop of Pango,
// Cairo and zint that puts the same texts at the same places, in turns.

#include "packing_slip.h"
#include "shipping_words.h"
#include "tests/bench/load.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <zint.h>

#include <atomic>
#include <cstdlib>
#include <thread>

namespace rejoinder::bench {

namespace {

using fulfilment::PackingSlip;
constexpr double kPoint = 72.0 / 25.4; // of a millimetre
constexpr std::size_t kRounds = 5;

PackingSlip slipOf(std::size_t number) {
    static constexpr const char* kLanguages[] = {"de", "en", "fr"};
    PackingSlip slip;
    slip.orderId = Id{386'250'422'907'568'128 + static_cast<std::int64_t>(number)};
    slip.number = fmt::format("{:020}", number);
    slip.sender = "Muster AG, Bahnhofstrasse 1, 8001 Zürich";
    slip.language = kLanguages[number % 3];
    slip.address = {"Frau", fmt::format("Eva Muster{}", number), "Seeweg 3", "8001 Zürich"};
    slip.orderedOn = *Date::parse("2026-12-01");
    slip.shippedOn = *Date::parse("2026-12-02");
    slip.shippedAt = Timestamp{1'796'200'000'000'000};
    for (std::size_t i = 0; i < 3; ++i) {
        fulfilment::SlipLine line;
        line.sku = fmt::format("ITEM-{:03}", (number + i) % 200);
        line.name = fmt::format("Teekanne aus Porzellan, Nummer {}", (number + i) % 200);
        line.quantity = 2;
        slip.lines.push_back(std::move(line));
    }
    return slip;
}

/// A text and where it stands, in millimetres.
struct Put {
    std::string text;
    int font = 0;
    double left = 0, top = 0, width = -1;
    bool right = false;
};

/// The same texts at the same places; how high a text becomes is known beforehand.
std::vector<Put> putsOf(const PackingSlip& s) {
    const auto say = [&](std::string_view key) { return fulfilment::shippingWords(key, s.language); };
    std::vector<Put> puts{{s.sender, 3, 25, 58, 85}};
    double y = 63.5;
    for (const auto& line : s.address) puts.push_back({line, 0, 25, (y += 4.1)});
    puts.push_back({s.orderId.toString(), 3, 160, 72});
    puts.push_back({say("slip.title"), 2, 25, 98, 165});
    y = 108;
    for (const auto& [key, value] : {std::pair{"slip.order", s.orderId.toString()},
                                     {"slip.ordered", fulfilment::dayWords(s.orderedOn, s.language)},
                                     {"slip.shipped", fulfilment::dayWords(s.shippedOn, s.language)},
                                     {"slip.tracking", s.number}}) {
        puts.push_back({say(key), 0, 25, y});
        puts.push_back({value, 0, 75, y});
        y += 4.1;
    }
    puts.push_back({say("slip.number"), 1, 25, y += 6, 35});
    puts.push_back({say("slip.name"), 1, 60, y, 80});
    puts.push_back({say("slip.quantity"), 1, 140, y, 22, true});
    puts.push_back({say("slip.later"), 1, 162, y, 26, true});
    for (const auto& line : s.lines) {
        puts.push_back({line.sku, 0, 25, y += 6, 33});
        puts.push_back({line.name, 0, 60, y, 80});
        puts.push_back({std::to_string(line.quantity), 0, 140, y, 22, true});
    }
    puts.push_back({say("slip.thanks"), 0, 25, y += 12, 165});
    puts.push_back({say("slip.return"), 0, 25, y += 6, 165});
    return puts;
}

cairo_status_t keep(void* out, const unsigned char* bytes, unsigned length) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), length);
    return CAIRO_STATUS_SUCCESS;
}

/// The fonts of a thread of the bare loop.
class Fonts {
public:
    Fonts() {
        for (const char* name :
             {"DejaVu Sans 10", "DejaVu Sans Bold 10", "DejaVu Sans Bold 15", "DejaVu Sans 7"})
            all_.push_back(pango_font_description_from_string(name));
    }
    ~Fonts() {
        for (auto* font : all_) pango_font_description_free(font);
    }
    Fonts(const Fonts&) = delete;
    Fonts& operator=(const Fonts&) = delete;
    [[nodiscard]] const PangoFontDescription* at(int font) const {
        return all_[static_cast<std::size_t>(font)];
    }

private:
    std::vector<PangoFontDescription*> all_;
};

void drawSymbol(cairo_t* cairo, const std::string& text) {
    zint_symbol* const symbol = ZBarcode_Create();
    symbol->symbology = BARCODE_DATAMATRIX;
    symbol->option_3 = DM_SQUARE;
    ZBarcode_Encode(symbol, reinterpret_cast<const unsigned char*>(text.data()),
                    static_cast<int>(text.size()));
    for (int y = 0; y < symbol->rows; ++y)
        for (int x = 0, from = -1; x <= symbol->width; ++x) {
            const bool black = x < symbol->width && ((symbol->encoded_data[y][x / 8] >> (x % 8)) & 1) != 0;
            if (black && from < 0) from = x;
            if (black || from < 0) continue;
            cairo_rectangle(cairo, (160 + from * 0.6) * kPoint, (50 + y * 0.6) * kPoint,
                            (x - from) * 0.6 * kPoint, 0.6 * kPoint);
            from = -1;
        }
    cairo_fill(cairo);
    ZBarcode_Delete(symbol);
}

std::string bareSlip(const Fonts& fonts, const PackingSlip& slip) {
    std::string out;
    auto* surface = cairo_pdf_surface_create_for_stream(&keep, &out, 210 * kPoint, 297 * kPoint);
    auto* cairo = cairo_create(surface);
    auto* layout = pango_cairo_create_layout(cairo);
    pango_cairo_context_set_resolution(pango_layout_get_context(layout), 72);
    pango_context_set_language(pango_layout_get_context(layout),
                               pango_language_from_string(slip.language.c_str()));
    for (const auto& put : putsOf(slip)) {
        pango_layout_set_font_description(layout, fonts.at(put.font));
        pango_layout_set_width(layout,
                               put.width < 0 ? -1 : static_cast<int>(put.width * kPoint * PANGO_SCALE));
        pango_layout_set_alignment(layout, put.right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
        pango_layout_set_text(layout, put.text.data(), static_cast<int>(put.text.size()));
        cairo_move_to(cairo, put.left * kPoint, put.top * kPoint);
        pango_cairo_show_layout(cairo, layout);
    }
    drawSymbol(cairo, slip.orderId.toString());
    g_object_unref(layout);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    cairo_surface_destroy(surface);
    return out;
}

struct Drawn {
    double took = 0;
    std::size_t bytes = 0;
};

/// Draws the slips [first, first + count) on all processors.
template <class Draw>
Drawn drawAll(std::size_t first, std::size_t count, const Draw& draw) {
    std::atomic<std::size_t> next{0}, bytes{0};
    const auto began = Steady::now();
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i)
        threads.emplace_back([&] {
            const Fonts fonts;
            for (std::size_t n = 0; (n = next.fetch_add(1)) < count;)
                bytes += draw(fonts, slipOf(first + n)).size();
        });
    threads.clear();
    return {secondsSince(began), bytes};
}

int run() {
    const std::size_t each = (std::getenv("REJOINDER_SHORT") ? 150 : 10'000) / kRounds;
    const auto product = [](const Fonts&, const PackingSlip& slip) { return fulfilment::pdfOf(slip); };
    drawAll(0, 20, product); // fonts are found
    drawAll(0, 20, bareSlip);
    Drawn ours, theirs;
    std::vector<double> ratios;
    for (std::size_t round = 0; round < kRounds; ++round) {
        const auto a = drawAll(round * each, each, product), b = drawAll(round * each, each, bareSlip);
        ours = {ours.took + a.took, ours.bytes + a.bytes};
        theirs = {theirs.took + b.took, theirs.bytes + b.bytes};
        ratios.push_back(b.took / a.took);
    }
    std::ranges::sort(ratios);
    const auto count = static_cast<double>(each * kRounds);
    const double median = ratios[kRounds / 2];
    fmt::print("slips       {:>7} with their codes, {} threads, {} turns\n"
               "            product: {:.0f}/s, {:.1f} kB each\n"
               "            bare loop of Pango and zint, same texts: {:.0f}/s, {:.1f} kB each\n"
               "            product:bare {:.2f} (median; {:.2f} to {:.2f}; wanted: 0.80)\n",
               each * kRounds, std::thread::hardware_concurrency(), kRounds, count / ours.took,
               static_cast<double>(ours.bytes) / count / 1000, count / theirs.took,
               static_cast<double>(theirs.bytes) / count / 1000, median, ratios.front(), ratios.back());
    return median >= 0.3 ? 0 : 1; // what no busy machine explains
}

} // namespace
} // namespace rejoinder::bench

int main() {
    return rejoinder::bench::run();
}
