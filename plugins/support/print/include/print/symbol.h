#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace print {

/// A black rectangle, in modules from the top left corner.
struct ModuleRect {
    int x = 0, y = 0, width = 0, height = 0;
};

/// A symbol (DataMatrix ECC 200, QR, Code 128) as few large rectangles, so that printers leave no hair lines
/// between modules.
struct Symbol {
    int width = 0, height = 0; ///< modules, without the quiet zone; the height of a linear one is 1
    std::vector<ModuleRect> black;
};

/// How much of a QR code may be lost: M 15 %, Q 25 %.
enum class Correction { M = 2, Q = 3 };

/// The DataMatrix of a text. @throws std::runtime_error when the text cannot be encoded, as all of these.
Symbol dataMatrixOf(std::string_view text);
/// The QR code of a text, its bytes as they are: UTF-8 stays UTF-8, without an ECI mark.
Symbol qrCodeOf(std::string_view text, Correction correction = Correction::Q);
/// The Code 128 of a text, one module high.
Symbol code128Of(std::string_view text);
/// A symbol as an SVG picture with its quiet zone of so many modules around.
std::string svgOf(const Symbol& symbol, int quiet);

} // namespace print
