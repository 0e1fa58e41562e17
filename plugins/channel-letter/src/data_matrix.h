#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::letter {

/// A black rectangle, in modules from the top left corner.
struct ModuleRect {
    int x = 0, y = 0, width = 0, height = 0;
};

/// A square symbol (DataMatrix ECC 200, or QR) as few large rectangles, so that printers leave no hair lines
/// between modules.
struct DataMatrix {
    int size = 0; ///< modules on each side, without the quiet zone
    std::vector<ModuleRect> black;
};

/// The symbol of a text. @throws std::runtime_error when the text cannot be encoded.
DataMatrix dataMatrixOf(std::string_view text);
/// The same as a QR code with a quarter of error correction (level Q).
DataMatrix qrCodeOf(std::string_view text);
/// A symbol as an SVG picture with its quiet zone of so many modules around.
std::string svgOf(const DataMatrix& symbol, int quiet);

} // namespace rejoinder::letter
