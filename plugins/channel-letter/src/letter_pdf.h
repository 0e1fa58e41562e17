#pragma once
#include "atomic_file.h"

#include <rejoinder/types.h>

#include <memory>
#include <string>
#include <vector>

namespace rejoinder::letter {

/// Where the envelope's window is. Millimetres from the top left corner of the A4 sheet.
struct Window {
    std::string name;
    double left = 0;       ///< where the address begins
    double width = 0;      ///< room for the address
    double returnLine = 0; ///< the sender's line stands above this height
    double addressTop = 0; ///< the first line of the address begins here
    double addressHeight = 0;
    double codeLeft = 0; ///< where the DataMatrix stands, outside of the window
};

/// The windows there are: "din" (DIN 5008, form B, left) and "swiss-right". Null for other names.
const Window* windowOf(std::string_view name);

/// How letters look.
struct LetterStyle {
    std::string window = "din";
    std::string font = "DejaVu Sans";
    double points = 10.5; ///< size of the text
};

/// One letter, its merge fields filled.
struct Letter {
    std::vector<std::string> address;
    std::string senderLine, date, headline, text;
    std::string code, printedCode;
    std::string webAddress; ///< printed as a QR code below the code; "" = none
    std::string language;   ///< ISO 639-1, for shaping and line breaks
};

/// The first page of a letter as a PNG of that width in pixels, on white.
/// @throws std::invalid_argument when the style names no window, std::runtime_error when it cannot be drawn.
std::string pictureOf(const Letter& letter, const LetterStyle& style, int width);

class LetterPages;

/// Writes letters into one PDF, page after page, with constant memory. The same letters give the same bytes.
class LetterPdf {
public:
    /// @throws std::invalid_argument when the style names no window.
    LetterPdf(AtomicFile& file, const LetterStyle& style, const std::string& title, Timestamp made);
    /// The same into a text, for single letters.
    LetterPdf(std::string& out, const LetterStyle& style, const std::string& title, Timestamp made);
    ~LetterPdf();
    LetterPdf(const LetterPdf&) = delete;
    LetterPdf& operator=(const LetterPdf&) = delete;

    /// Why this letter cannot be printed ("the address is wider than the window"), or "".
    [[nodiscard]] std::string problem(const Letter& letter);
    /// @throws std::runtime_error when the PDF cannot be written.
    void add(const Letter& letter);
    /// Ends the PDF; the file is committed by its owner.
    void finish();

private:
    std::unique_ptr<LetterPages> pages_;
};

} // namespace rejoinder::letter
