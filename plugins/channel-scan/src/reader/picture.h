#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Pictures of strangers, decoded. Runs confined; the home of Leptonica, libtiff and poppler.
namespace rejoinder::scan {

/// A page in grey, row after row; 0 is black, 255 white.
struct Grey {
    int width = 0, height = 0; ///< pixels
    std::vector<std::uint8_t> pixels;
    [[nodiscard]] std::uint8_t at(int x, int y) const {
        return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(x)];
    }
};

/// A file that is no picture, or a broken one.
struct Unreadable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Picture {
    Grey grey;
    std::string contentType; ///< of `kept`, or of the file
    bool asItCame = false;   ///< the file is this one picture
    std::string kept;        ///< the page alone without any loss (PNG), unless asItCame
};

/// Pages of a TIFF, JPEG, PNG or PDF. A TIFF whose list of pages breaks off has one more, which cannot be
/// read. @throws Unreadable
int pagesOf(std::string_view file);

/// A page, counted from 1. @throws Unreadable
Picture pageOf(std::string_view file, int number);
/// The same for who only looks at it: nothing is packed to be kept.
Grey greyPageOf(std::string_view file, int number);

/// Loads what the libraries load when they are first used; afterwards no file can be opened.
void loadBefore();

} // namespace rejoinder::scan
