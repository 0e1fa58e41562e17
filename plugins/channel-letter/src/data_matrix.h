#pragma once
#include <string_view>
#include <vector>

namespace rejoinder::letter {

/// A black rectangle, in modules from the top left corner.
struct ModuleRect {
    int x = 0, y = 0, width = 0, height = 0;
};

/// A square DataMatrix (ECC 200) as few large rectangles, so that printers leave no hair lines between
/// modules.
struct DataMatrix {
    int size = 0; ///< modules on each side, without the quiet zone
    std::vector<ModuleRect> black;
};

/// The symbol of a text. @throws std::runtime_error when the text cannot be encoded.
DataMatrix dataMatrixOf(std::string_view text);

} // namespace rejoinder::letter
