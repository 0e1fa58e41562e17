#include "codes.h"

#include <gtest/gtest.h>
#include <leptonica/allheaders.h>
#include <zint.h>

#include <cmath>
#include <memory>
#include <numbers>

using namespace rejoinder::scan;

namespace {

constexpr int kModule = 6; // pixels: 0.5 mm at 300 dpi

/// White paper with a DataMatrix at (left, top), pixels.
Grey paper(int width, int height) {
    return {
        width, height,
        std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 245)};
}

void fill(Grey& page, int left, int top, int width, int height, std::uint8_t shade) {
    for (int y = top; y < top + height; ++y)
        for (int x = left; x < left + width; ++x)
            page.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(page.width) +
                        static_cast<std::size_t>(x)] = shade;
}

/// @returns its edge, pixels.
int drawCode(Grey& page, const std::string& text, int left, int top) {
    const std::unique_ptr<zint_symbol, decltype(&ZBarcode_Delete)> symbol(ZBarcode_Create(),
                                                                          &ZBarcode_Delete);
    symbol->symbology = BARCODE_DATAMATRIX;
    symbol->option_3 = DM_SQUARE;
    EXPECT_LT(ZBarcode_Encode(symbol.get(), reinterpret_cast<const unsigned char*>(text.data()),
                              static_cast<int>(text.size())),
              ZINT_ERROR);
    for (int y = 0; y < symbol->rows; ++y)
        for (int x = 0; x < symbol->width; ++x)
            if (((symbol->encoded_data[y][x / 8] >> (x % 8)) & 1) != 0)
                fill(page, left + x * kModule, top + y * kModule, kModule, kModule, 20);
    return symbol->width * kModule;
}

/// The page turned about its middle.
Grey turned(const Grey& page, double degrees) {
    Grey out = paper(page.width, page.height);
    const double a = degrees * std::numbers::pi / 180, cx = page.width / 2.0, cy = page.height / 2.0;
    for (int y = 0; y < page.height; ++y)
        for (int x = 0; x < page.width; ++x) {
            const auto px =
                static_cast<int>(std::lround(cx + (x - cx) * std::cos(a) - (y - cy) * std::sin(a)));
            const auto py =
                static_cast<int>(std::lround(cy + (x - cx) * std::sin(a) + (y - cy) * std::cos(a)));
            if (px >= 0 && py >= 0 && px < page.width && py < page.height)
                fill(out, x, y, 1, 1, page.at(px, py));
        }
    return out;
}

struct PixFree {
    void operator()(PIX* p) const { pixDestroy(&p); }
};

/// The page as a file of that form of Leptonica's.
std::string fileOf(const Grey& page, int form) {
    const std::unique_ptr<PIX, PixFree> pix(pixCreate(page.width, page.height, 8));
    for (int y = 0; y < page.height; ++y)
        for (int x = 0; x < page.width; ++x) pixSetPixel(pix.get(), x, y, page.at(x, y));
    l_uint8* bytes = nullptr;
    std::size_t size = 0;
    EXPECT_EQ(pixWriteMem(&bytes, &size, pix.get(), form), 0);
    std::string out(reinterpret_cast<const char*>(bytes), size);
    std::free(bytes);
    return out;
}

std::vector<std::string> textsOf(const std::vector<FoundCode>& codes) {
    std::vector<std::string> texts;
    for (const auto& code : codes) texts.push_back(code.text);
    return texts;
}

using Texts = std::vector<std::string>;

TEST(PageReader, ACodeIsFoundWithItsCorners) {
    auto page = paper(1748, 1240);
    const int edge = drawCode(page, "4KD93T7WX", 1400, 150);
    const auto codes = findCodes(page);
    ASSERT_EQ(textsOf(codes), Texts{"4KD93T7WX"});
    EXPECT_EQ(codes[0].symbology, "DataMatrix");
    ASSERT_EQ(codes[0].corners.size(), 4U);
    EXPECT_NEAR(codes[0].corners[0].x, 1400, kModule);
    EXPECT_NEAR(codes[0].corners[0].y, 150, kModule);
    EXPECT_NEAR(codes[0].corners[2].x, 1400 + edge, kModule);
    EXPECT_NEAR(codes[0].corners[2].y, 150 + edge, kModule);
}

TEST(PageReader, ATurnedCodeIsFoundAnywhereOnThePage) {
    for (const auto& [x, y] : {std::pair{150, 150}, {1450, 150}, {150, 950}, {1450, 950}, {820, 560}}) {
        auto page = paper(1748, 1240);
        drawCode(page, "4KD93T7WX", x, y);
        for (const double degrees : {-5.0, 3.0, 180.0})
            EXPECT_EQ(textsOf(findCodes(turned(page, degrees))), Texts{"4KD93T7WX"})
                << x << "," << y << " " << degrees;
    }
}

TEST(PageReader, TwoCodesAreTwo) {
    auto page = paper(1748, 1240);
    drawCode(page, "4KD93T7WX", 1400, 150);
    drawCode(page, "22222222N", 200, 900);
    auto texts = textsOf(findCodes(page));
    std::sort(texts.begin(), texts.end());
    EXPECT_EQ(texts, (Texts{"22222222N", "4KD93T7WX"}));
}

TEST(PageReader, AnEmptyPageIsBlankAndHasNoCode) {
    const auto page = paper(874, 620);
    EXPECT_TRUE(findCodes(page).empty());
    EXPECT_TRUE(isBlank(page));
    auto written = page;
    fill(written, 100, 100, 200, 4, 30);
    EXPECT_FALSE(isBlank(written));
    EXPECT_TRUE(findCodes(written).empty());
}

TEST(PageReader, InkIsMeasuredInABoxWhateverTheSkew) {
    auto page = paper(1748, 1240);
    drawCode(page, "4KD93T7WX", 1300, 200);
    const double mm = 2 * kModule; // a module is 0.5 mm
    const auto frame = [&](double x, double y, bool ticked) {
        const int left = 1300 + static_cast<int>(x * mm), top = 200 + static_cast<int>(y * mm),
                  size = static_cast<int>(5 * mm);
        fill(page, left, top, size, 3, 30);
        fill(page, left, top + size - 3, size, 3, 30);
        fill(page, left, top, 3, size, 30);
        fill(page, left + size - 3, top, 3, size, 30);
        if (ticked) fill(page, left + size / 4, top + size / 2, size / 2, 6, 60);
    };
    frame(-60, 20, true);
    frame(-60, 30, false);
    const std::vector<rejoinder::scan::Box> boxes{{-60, 20, 5, 5}, {-60, 30, 5, 5}, {400, 0, 5, 5}};
    for (const double degrees : {0.0, 4.0, -5.0}) {
        const auto seen = turned(page, degrees);
        const auto codes = findCodes(seen);
        ASSERT_EQ(codes.size(), 1U);
        const auto ink = inkIn(seen, codes[0], 0.5, boxes);
        ASSERT_EQ(ink.size(), 3U);
        EXPECT_GT(ink[0], 0.05) << degrees;
        EXPECT_GE(ink[1], 0) << degrees;
        EXPECT_LT(ink[1], 0.015) << degrees;
        EXPECT_EQ(ink[2], -1) << "beside the page";
    }
}

TEST(PageReader, EachKindOfFileIsRead) {
    loadBefore();
    auto page = paper(874, 620);
    drawCode(page, "4KD93T7WX", 500, 100);
    for (const auto& [form, type, asItCame] : {std::tuple{IFF_PNG, "image/png", true},
                                               {IFF_JFIF_JPEG, "image/jpeg", true},
                                               {IFF_TIFF_ZIP, "image/png", false}}) {
        const auto file = fileOf(page, form);
        EXPECT_EQ(pagesOf(file), 1);
        const auto picture = pageOf(file, 1);
        EXPECT_EQ(picture.contentType, type);
        EXPECT_EQ(picture.asItCame, asItCame);
        EXPECT_EQ(textsOf(findCodes(picture.grey)), Texts{"4KD93T7WX"}) << type;
        if (!asItCame) {
            EXPECT_EQ(pageOf(picture.kept, 1).grey.pixels, page.pixels) << "kept without loss";
        }
        EXPECT_THROW((void)pageOf(file, 2), Unreadable);
    }
}

TEST(PageReader, BrokenFilesAreRefused) {
    loadBefore();
    EXPECT_THROW((void)pagesOf("hello"), Unreadable);
    EXPECT_THROW((void)pagesOf(""), Unreadable);
    EXPECT_THROW((void)pageOf("\x89PNG\r\n\x1a\nrest", 1), Unreadable);
    EXPECT_THROW((void)pagesOf("%PDF-1.7\nnothing"), Unreadable);
    auto cut = fileOf(paper(400, 300), IFF_TIFF_ZIP);
    cut.resize(cut.size() / 2);
    try {
        for (int n = 1; n <= pagesOf(cut); ++n) EXPECT_THROW((void)pageOf(cut, n), Unreadable);
    } catch (const Unreadable&) {
        SUCCEED();
    }
}

} // namespace
