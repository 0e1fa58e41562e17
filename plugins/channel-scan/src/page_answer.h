#pragma once
#include <rejoinder/describe.h>

#include <string>
#include <vector>

/// What the program page-reader and the plugin say to each other, one line of JSON.
namespace rejoinder::scan {

/// A place on a page, pixels from its top left corner.
struct Spot {
    double x = 0, y = 0;
};
REJOINDER_DESCRIBE(Spot, x, y)

/// A code that stands on a page.
struct FoundCode {
    std::string text;
    std::string symbology;     ///< "DataMatrix", "QRCode", "Code128"
    std::vector<Spot> corners; ///< four, clockwise, in the code's own sense from its top left one
};
REJOINDER_DESCRIBE(FoundCode, text, symbology, corners)

/// A box of a reply card.
struct Box {
    double x = 0, y = 0;          ///< of its top left corner, mm from the code's, along the code's edges
    double width = 0, height = 0; ///< mm
};
REJOINDER_DESCRIBE(Box, x, y, width, height)

/// What is wanted of a page besides its codes.
struct Wanted {
    double moduleMm = 0;    ///< edge of a module of the DataMatrix with which the boxes are measured, mm
    std::string code;       ///< its text
    std::vector<Box> boxes; ///< none: only codes are read
};
REJOINDER_DESCRIBE(Wanted, moduleMm, code, boxes)

/// What the reader says of a page. The picture follows behind the line's end, unless `asItCame`.
struct PageAnswer {
    std::int32_t width = 0, height = 0; ///< pixels
    bool blank = false;                 ///< nothing is on it
    bool asItCame = false;              ///< the file itself is the picture
    std::string contentType;            ///< of the picture
    std::vector<FoundCode> codes;
    std::vector<double> ink; ///< per wanted box the share that is dark, 0 to 1; -1: the box is not found
};
REJOINDER_DESCRIBE(PageAnswer, width, height, blank, asItCame, contentType, codes, ink)

} // namespace rejoinder::scan
