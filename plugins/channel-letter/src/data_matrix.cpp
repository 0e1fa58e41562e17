#include "data_matrix.h"

#include <zint.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace rejoinder::letter {

namespace {

/// Merges equal runs of neighbouring rows into one rectangle.
void addRun(DataMatrix& symbol, int x, int y, int width, std::vector<std::size_t>& above,
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

} // namespace

DataMatrix dataMatrixOf(std::string_view text) {
    const std::unique_ptr<zint_symbol, decltype(&ZBarcode_Delete)> zint(ZBarcode_Create(), &ZBarcode_Delete);
    if (!zint) {
        throw std::runtime_error("no memory for a DataMatrix");
    }
    zint->symbology = BARCODE_DATAMATRIX;
    zint->option_3 = DM_SQUARE;
    const int error = ZBarcode_Encode(zint.get(), reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()));
    if (error >= ZINT_ERROR) {
        throw std::runtime_error(std::string("DataMatrix: ") + zint->errtxt);
    }
    DataMatrix symbol;
    symbol.size = zint->width;
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

} // namespace rejoinder::letter
