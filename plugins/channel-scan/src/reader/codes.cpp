#include "codes.h"

#define ZX_USE_UTF8 1
#include <dmtx.h>
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>

namespace rejoinder::scan {

namespace {

constexpr std::size_t kCoarse = 1'200'000; ///< pixels of a page; a card of A6 at 240 dpi has 1.4 million
constexpr int kDmtxMilliseconds = 500;
constexpr std::size_t kLongest = 300; ///< characters of a code
constexpr double kSearchMm = 3;       ///< how far a box is looked for
constexpr double kLineMm = 0.3;       ///< how wide the line of a box is
constexpr double kFrameDark = 0.7;    ///< share of its four sides that must be dark
constexpr double kFrame = 0.18;       ///< of a box: its printed line lies outside of what is measured
constexpr int kSteps = 40;            ///< samples along each edge of a box
constexpr int kContrast = 60;         ///< between ink and its paper, of 255

/// The codes in a part of the page.
std::vector<FoundCode> byZxing(const Grey& page, int left, int top, int width, int height,
                               ZXing::BarcodeFormats formats) {
    ZXing::DecodeHints hints;
    hints.setFormats(formats);
    hints.setTryDownscale(false);
    const auto* first = page.pixels.data() + std::ptrdiff_t{top} * page.width + left;
    std::vector<FoundCode> found;
    for (const auto& one :
         ZXing::ReadBarcodes({first, width, height, ZXing::ImageFormat::Lum, page.width}, hints)) {
        if (!one.isValid()) continue;
        FoundCode code{one.text(), ZXing::ToString(one.format()), {}};
        for (const auto& corner : one.position())
            code.corners.push_back(
                {static_cast<double>(left + corner.x), static_cast<double>(top + corner.y)});
        found.push_back(std::move(code));
    }
    return found;
}

/// True where something clearly darker than the paper is.
bool hasInk(const Grey& page, int left, int top, int width, int height) {
    int darkest = 255, lightest = 0;
    for (int y = top; y < top + height; y += 2)
        for (int x = left; x < left + width; x += 2) {
            darkest = std::min<int>(darkest, page.at(x, y));
            lightest = std::max<int>(lightest, page.at(x, y));
        }
    return lightest - darkest > kContrast;
}

/// ZXing looks for a DataMatrix along the lines through the middle of what it is given, and misses small ones
/// elsewhere: so it is given tiles whose middle lines are close together.
/// @param edge of a tile, pixels; codes of half of it, and down to a sixth, are met
std::vector<FoundCode> byTiles(const Grey& page, int edge) {
    const int width = std::min(edge, page.width), height = std::min(edge, page.height);
    std::vector<FoundCode> found;
    for (int row = 0; row < page.height; row += edge / 6)
        for (int column = 0; column < page.width; column += edge / 2) {
            const int left = std::min(column, page.width - width), top = std::min(row, page.height - height);
            if (!hasInk(page, left, top, width, height)) continue;
            for (auto& code : byZxing(page, left, top, width, height, ZXing::BarcodeFormat::DataMatrix))
                if (std::ranges::find(found, code.text, &FoundCode::text) == found.end())
                    found.push_back(std::move(code));
        }
    return found;
}

struct DmtxFree {
    void operator()(DmtxImage* p) const { dmtxImageDestroy(&p); }
    void operator()(DmtxDecode* p) const { dmtxDecodeDestroy(&p); }
    void operator()(DmtxRegion* p) const { dmtxRegionDestroy(&p); }
    void operator()(DmtxMessage* p) const { dmtxMessageDestroy(&p); }
};
template <class T>
using Dmtx = std::unique_ptr<T, DmtxFree>;

std::vector<FoundCode> byDmtx(const Grey& page) {
    auto pixels = page.pixels;
    const Dmtx<DmtxImage> image(dmtxImageCreate(pixels.data(), page.width, page.height, DmtxPack8bppK));
    if (!image) return {};
    dmtxImageSetProp(image.get(), DmtxPropImageFlip, DmtxFlipNone);
    const Dmtx<DmtxDecode> decode(dmtxDecodeCreate(image.get(), 1));
    if (!decode) return {};
    auto until = dmtxTimeAdd(dmtxTimeNow(), kDmtxMilliseconds);
    while (const Dmtx<DmtxRegion> region{dmtxRegionFindNext(decode.get(), &until)}) {
        const Dmtx<DmtxMessage> message(dmtxDecodeMatrixRegion(decode.get(), region.get(), DmtxUndefined));
        if (!message) continue;
        FoundCode code{{reinterpret_cast<const char*>(message->output),
                        static_cast<std::size_t>(std::max(message->outputIdx, 0))},
                       "DataMatrix",
                       {}};
        // The region's own square runs from 0 to 1 from its bottom left corner; lines of the image count
        // down.
        for (const auto& [x, y] : std::to_array<std::array<double, 2>>({{0, 1}, {1, 1}, {1, 0}, {0, 0}})) {
            DmtxVector2 corner{x, y};
            dmtxMatrix3VMultiplyBy(&corner, region->fit2raw);
            code.corners.push_back({corner.X, page.height - 1 - corner.Y});
        }
        return {std::move(code)};
    }
    return {};
}

/// A place along the code's edges, mm from its corner, as a place on the page.
struct Measure {
    Spot corner, along, across; ///< along, across: pixels per mm
    [[nodiscard]] Spot at(double x, double y) const {
        return {corner.x + along.x * x + across.x * y, corner.y + along.y * x + across.y * y};
    }
};

/// The grey of a pixel; nothing beside the page.
std::optional<int> greyAt(const Grey& page, Spot spot) {
    const auto x = std::lround(spot.x), y = std::lround(spot.y);
    if (x < 0 || y < 0 || x >= page.width || y >= page.height) return std::nullopt;
    return page.at(static_cast<int>(x), static_cast<int>(y));
}

/// Of a code's edge: half a module of the usual sizes, so that what is looked at lies within the outer
/// modules.
constexpr double kInside = 1.0 / 32;

/// Light and dark stretches between two places, without their ends.
int stretches(const Grey& page, Spot from, Spot to) {
    constexpr int kLooks = 400;
    std::vector<int> seen;
    for (int i = 0; i < kLooks; ++i) {
        const double t = kInside + (1 - 2 * kInside) * i / (kLooks - 1);
        const auto grey = greyAt(page, {from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t});
        if (!grey) return 0;
        seen.push_back(*grey);
    }
    const auto [darkest, lightest] = std::ranges::minmax(seen);
    int runs = 1;
    for (std::size_t i = 1; i < seen.size(); ++i)
        runs += (seen[i] < (darkest + lightest) / 2) != (seen[i - 1] < (darkest + lightest) / 2) ? 1 : 0;
    return runs;
}

/// Modules along an edge of a DataMatrix, counted on its upper and its right side, where they alternate; 0
/// where the two do not agree. The same texts make symbols of different sizes, so the size is measured, not
/// computed.
int modulesOf(const Grey& page, const FoundCode& code) {
    if (code.symbology != "DataMatrix" || code.corners.size() != 4) return 0;
    const auto& c = code.corners;
    const auto between = [](Spot a, Spot b, double t) {
        return Spot{a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
    };
    // The last module is light and may run into the paper or be cut off: sizes are even.
    const auto even = [](int runs) { return (runs + 1) / 2 * 2; };
    const int upper = even(stretches(page, between(c[0], c[3], kInside), between(c[1], c[2], kInside)));
    const int right = even(stretches(page, between(c[2], c[3], kInside), between(c[1], c[0], kInside)));
    return upper == right ? upper : 0;
}

/// The share of a box's four sides that is dark when the box is moved by so many pixels; 0 when it leaves the
/// page.
double frameAt(const Grey& page, const std::vector<Spot>& sides, double dx, double dy, int limit) {
    std::size_t dark = 0;
    for (const auto& spot : sides) {
        const auto grey = greyAt(page, {spot.x + dx, spot.y + dy});
        if (!grey) return 0;
        dark += *grey < limit ? 1 : 0;
    }
    return static_cast<double>(dark) / static_cast<double>(sides.size());
}

/// What most of the surroundings of a box is: paper.
int paperAround(const Grey& page, const Measure& measure, const Box& box) {
    std::vector<int> seen;
    for (double y = box.y - kSearchMm; y < box.y + box.height + kSearchMm; y += 0.3)
        for (double x = box.x - kSearchMm; x < box.x + box.width + kSearchMm; x += 0.3)
            if (const auto grey = greyAt(page, measure.at(x, y))) seen.push_back(*grey);
    if (seen.empty()) return 255;
    const auto fifth = seen.begin() + static_cast<std::ptrdiff_t>(seen.size() * 4 / 5);
    std::ranges::nth_element(seen, fifth);
    return *fifth;
}

/// The share of a box that is dark. A code of some millimetres says where a far box is to a millimetre or
/// two; the box's own printed line says the rest.
double inkOf(const Grey& page, const Measure& measure, const Box& box) {
    const int limit = paperAround(page, measure, box) - kContrast;
    std::vector<Spot> sides;
    const double left = box.x + kLineMm / 2, right = box.x + box.width - kLineMm / 2;
    const double top = box.y + kLineMm / 2, bottom = box.y + box.height - kLineMm / 2;
    for (int i = 0; i <= kSteps; ++i) {
        const double x = left + (right - left) * i / kSteps, y = top + (bottom - top) * i / kSteps;
        for (const auto& spot :
             {measure.at(x, top), measure.at(x, bottom), measure.at(left, y), measure.at(right, y)})
            sides.push_back(spot);
    }
    const auto reach = static_cast<int>(kSearchMm * std::hypot(measure.along.x, measure.along.y));
    double best = 0;
    Spot moved;
    for (int dy = -reach; dy <= reach; ++dy)
        for (int dx = -reach; dx <= reach; ++dx)
            if (const double frame = frameAt(page, sides, dx, dy, limit); frame > best) {
                best = frame;
                moved = {static_cast<double>(dx), static_cast<double>(dy)};
            }
    if (best < kFrameDark) return -1;
    int dark = 0;
    for (int i = 0; i < kSteps; ++i)
        for (int k = 0; k < kSteps; ++k) {
            const auto inside = [](int step) { return kFrame + (1 - 2 * kFrame) * (step + 0.5) / kSteps; };
            const auto spot = measure.at(box.x + box.width * inside(i), box.y + box.height * inside(k));
            const auto grey = greyAt(page, {spot.x + moved.x, spot.y + moved.y});
            dark += grey && *grey < limit ? 1 : 0;
        }
    return static_cast<double>(dark) / (kSteps * kSteps);
}

} // namespace

std::vector<FoundCode> lookOnce(const Grey& page) {
    return byZxing(page, 0, 0, page.width, page.height,
                   ZXing::BarcodeFormat::DataMatrix | ZXing::BarcodeFormat::QRCode |
                       ZXing::BarcodeFormat::Code128);
}

std::vector<FoundCode> findCodes(const Grey& page) {
    auto found = lookOnce(page);
    // Codes of 0.5 mm modules have 41 to 67 pixels at 150 to 200 dpi, 80 to 100 at 240 to 300, 165 to 200 at
    // 600; the likeliest first.
    const bool coarse = page.pixels.size() < kCoarse;
    for (const int edge : {coarse ? 144 : 240, coarse ? 240 : 144, 480})
        if (found.empty()) found = byTiles(page, edge);
    if (found.empty()) found = byDmtx(page);
    // Codes of ours are plain; what else stands on a page need not even be text.
    std::erase_if(found, [](const FoundCode& code) {
        return code.text.empty() || code.text.size() > kLongest ||
               !std::ranges::all_of(code.text, [](char c) { return c >= ' ' && c <= '~'; });
    });
    return found;
}

std::vector<double> inkIn(const Grey& page, const FoundCode& code, double moduleMm,
                          const std::vector<Box>& boxes) {
    const int modules = modulesOf(page, code);
    if (modules == 0 || moduleMm <= 0) return std::vector<double>(boxes.size(), -1);
    const auto &corner = code.corners[0], &right = code.corners[1], &down = code.corners[3];
    const double edge = modules * moduleMm;
    const Measure measure{corner,
                          {(right.x - corner.x) / edge, (right.y - corner.y) / edge},
                          {(down.x - corner.x) / edge, (down.y - corner.y) / edge}};
    std::vector<double> ink;
    for (const auto& box : boxes) ink.push_back(inkOf(page, measure, box));
    return ink;
}

bool isBlank(const Grey& page) {
    std::array<std::size_t, 256> often{};
    for (const auto v : page.pixels) ++often[v];
    const auto most = std::ranges::max_element(often) - often.begin();
    std::size_t other = 0;
    for (std::size_t v = 0; v < 256; ++v)
        if (static_cast<int>(v) < static_cast<int>(most) - kContrast) other += often[v];
    return other * 5000 < page.pixels.size();
}

} // namespace rejoinder::scan
