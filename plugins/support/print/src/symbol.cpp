#include "print/symbol.h"

#include <zint.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace print {

namespace {

/// Merges equal runs of neighbouring rows into one rectangle.
void addRun(Symbol& symbol, int x, int y, int width, std::vector<std::size_t>& above,
            std::vector<std::size_t>& current) {
    for (const auto index : above) {
        auto& rect = symbol.black[index];
        if (rect.x == x && rect.width == width) {
            ++rect.height;
            current.push_back(index);
            return;
        }
    }
    current.push_back(symbol.black.size());
    symbol.black.push_back({x, y, width, 1});
}

struct FreeSymbol {
    void operator()(zint_symbol* symbol) const { ZBarcode_Delete(symbol); }
};

Symbol symbolOf(std::string_view text, int symbology, int correction, int shape) {
    const std::unique_ptr<zint_symbol, FreeSymbol> zint(ZBarcode_Create());
    if (!zint) throw std::runtime_error("no memory for a barcode");
    zint->symbology = symbology;
    if (correction != 0) zint->option_1 = correction;
    zint->option_3 = shape;
    const int error = ZBarcode_Encode(zint.get(), reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()));
    if (error >= ZINT_ERROR) throw std::runtime_error(std::string("barcode: ") + zint->errtxt);
    Symbol symbol;
    symbol.width = zint->width;
    symbol.height = zint->rows;
    std::vector<std::size_t> above;
    for (int y = 0; y < zint->rows; ++y) {
        std::vector<std::size_t> current;
        int start = -1;
        for (int x = 0; x <= zint->width; ++x) {
            const bool black = x < zint->width && ((zint->encoded_data[y][x / 8] >> (x % 8)) & 1) != 0;
            if (black && start < 0) {
                start = x;
            } else if (!black && start >= 0) {
                addRun(symbol, start, y, x - start, above, current);
                start = -1;
            }
        }
        above = std::move(current);
    }
    return symbol;
}

} // namespace

Symbol dataMatrixOf(std::string_view text) {
    return symbolOf(text, BARCODE_DATAMATRIX, 0, DM_SQUARE);
}

Symbol qrCodeOf(std::string_view text, Correction correction) {
    return symbolOf(text, BARCODE_QRCODE, static_cast<int>(correction), 0);
}

Symbol code128Of(std::string_view text) {
    return symbolOf(text, BARCODE_CODE128, 0, 0);
}

std::string svgOf(const Symbol& symbol, int quiet) {
    const auto n = [](int v) { return std::to_string(v); };
    const auto width = n(symbol.width + 2 * quiet), height = n(symbol.height + 2 * quiet);
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + width + " " + height +
                      "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + width + "v" +
                      height + "h-" + width + "z\"/><path d=\"";
    for (const auto& r : symbol.black) {
        svg += "M" + n(r.x + quiet) + " " + n(r.y + quiet) + "h" + n(r.width) + "v" + n(r.height) + "h-" +
               n(r.width) + "z";
    }
    return svg + "\"/></svg>\n";
}

} // namespace print
