#pragma once
#include "print/symbol.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace print {

/// A font that was added to the pages.
using Font = std::size_t;

enum class Align { Left, Right, Centre };

/// How a text is set. Millimetres.
struct Setting {
    Font font = 0;
    std::string language; ///< ISO 639-1, for shaping and line breaks
    double width = -1;    ///< lines are broken there; -1: one long line
    Align align = Align::Left;
    bool justify = false;
};

/// Millimetres.
struct Size {
    double width = 0, height = 0;
};

/// Where a text that flows goes on. Millimetres from the top.
struct Flow {
    double bottom = 0, nextTop = 0;
};

/// White pages that texts, symbols and lines are drawn on, as a PDF with constant memory or as the picture of
/// the first. The same calls give the same bytes. Places are millimetres from the top left corner; whatever
/// cannot be written throws std::runtime_error.
class Pages {
public:
    using Sink = std::function<void(std::string_view)>;
    explicit Pages(Sink sink, double width = 210, double height = 297);
    ~Pages();
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;

    /// `family` may be several with commas between: the first that is installed.
    Font addFont(const std::string& family, double points, bool bold = false);

    /// @param created moment of the document, "2026-03-01T08:00:00Z"
    void beginPdf(const std::string& title, const std::string& created);
    /// One page of so many pixels across; what follows on further pages is not drawn.
    void beginPicture(int pixels);
    void nextPage();
    /// Ends the last page and the PDF, or writes the picture (PNG).
    void finish();
    /// Throws what went wrong until now.
    void check() const;

    [[nodiscard]] Size measure(const std::string& text, const Setting& setting);
    /// Draws a text with its top left corner there. @returns its height
    double write(const std::string& text, const Setting& setting, double left, double top);
    /// Sets a text line by line and goes on on a new page where one is full. @returns the height below it
    double flow(const std::string& text, const Setting& setting, double left, double top, const Flow& room);
    /// Draws a symbol; of a linear one `rowHeight` is how high its bars are.
    void draw(const Symbol& symbol, double left, double top, double module, double rowHeight = 0);
    /// A line of so many points across.
    void line(double fromX, double fromY, double toX, double toY, double points, bool dashed = false);
    /// A filled rectangle; shade 0 is black, 1 is white.
    void fill(double left, double top, double width, double height, double shade);

private:
    struct Inside;
    std::unique_ptr<Inside> in_;
};

} // namespace print
