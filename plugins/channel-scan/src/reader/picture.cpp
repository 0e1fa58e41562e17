#include "picture.h"

#include <leptonica/allheaders.h>
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>
#include <tiffio.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace rejoinder::scan {

namespace {

constexpr std::int64_t kMostPixels = 100'000'000; // A3 at 600 dpi has 70 million
constexpr double kPdfDpi = 300;

struct PixFree {
    void operator()(PIX* p) const { pixDestroy(&p); }
};
using Pix = std::unique_ptr<PIX, PixFree>;

enum class Kind { Tiff, Jpeg, Png, Pdf };

Kind kindOf(std::string_view file) {
    using namespace std::string_view_literals;
    if (file.starts_with("II*\0"sv) || file.starts_with("MM\0*"sv)) return Kind::Tiff;
    if (file.starts_with("\xFF\xD8\xFF"sv)) return Kind::Jpeg;
    if (file.starts_with("\x89PNG"sv)) return Kind::Png;
    if (file.substr(0, 1024).find("%PDF-") != std::string_view::npos) return Kind::Pdf;
    throw Unreadable("neither TIFF, JPEG, PNG nor PDF");
}

const l_uint8* bytesOf(std::string_view file) {
    return reinterpret_cast<const l_uint8*>(file.data());
}

void checkSize(std::int64_t width, std::int64_t height) {
    if (width <= 0 || height <= 0 || width * height > kMostPixels)
        throw Unreadable("the page has no size, or more than 100 million pixels");
}

bool listBroken = false;

int pagesOfTiff(std::string_view file) {
    std::unique_ptr<std::FILE, decltype(&std::fclose)> stream(
        ::fmemopen(const_cast<char*>(file.data()), file.size(), "rb"), &std::fclose);
    l_int32 pages = 0;
    listBroken = false;
    if (!stream || tiffGetCount(stream.get(), &pages) != 0) throw Unreadable("broken TIFF");
    return pages + (listBroken ? 1 : 0);
}

Grey greyOf(PIX* pix) {
    const Pix alone(pixGetSpp(pix) == 4 ? pixAlphaBlendUniform(pix, 0xffffff00) : pixClone(pix));
    const Pix eight(alone ? pixConvertTo8(alone.get(), 0) : nullptr);
    if (!eight) throw Unreadable("no grey picture can be made of it");
    Grey grey{pixGetWidth(eight.get()), pixGetHeight(eight.get()), {}};
    grey.pixels.reserve(static_cast<std::size_t>(grey.width) * static_cast<std::size_t>(grey.height));
    pixEndianByteSwap(eight.get());
    const auto* words = pixGetData(eight.get());
    const auto perLine = pixGetWpl(eight.get());
    for (int y = 0; y < grey.height; ++y) {
        const auto* line = reinterpret_cast<const std::uint8_t*>(words + std::ptrdiff_t{y} * perLine);
        grey.pixels.insert(grey.pixels.end(), line, line + grey.width);
    }
    return grey;
}

std::string pngOf(PIX* pix) {
    l_uint8* bytes = nullptr;
    std::size_t size = 0;
    pixSetZlibCompression(pix, 3);
    const bool failed = pixWriteMemPng(&bytes, &size, pix, 0) != 0;
    const std::unique_ptr<l_uint8, decltype(&std::free)> owned(bytes, &std::free);
    if (failed) throw Unreadable("no PNG can be made of it");
    return {reinterpret_cast<const char*>(bytes), size};
}

std::unique_ptr<poppler::document> openPdf(std::string_view file) {
    if (file.size() > INT32_MAX) throw Unreadable("a PDF of more than 2 GB");
    std::unique_ptr<poppler::document> pdf(
        poppler::document::load_from_raw_data(file.data(), static_cast<int>(file.size())));
    if (!pdf || pdf->is_locked()) throw Unreadable("a broken PDF, or one with a password");
    return pdf;
}

Pix pixOfPdf(std::string_view file, int number) {
    const auto pdf = openPdf(file);
    const std::unique_ptr<poppler::page> page(pdf->create_page(number - 1));
    if (!page) throw Unreadable("the PDF has no such page");
    const auto size = page->page_rect();
    checkSize(static_cast<std::int64_t>(size.width() * kPdfDpi / 72),
              static_cast<std::int64_t>(size.height() * kPdfDpi / 72));
    poppler::page_renderer renderer;
    renderer.set_image_format(poppler::image::format_gray8);
    const auto image = renderer.render_page(page.get(), kPdfDpi, kPdfDpi);
    if (!image.is_valid()) throw Unreadable("the PDF's page cannot be drawn");
    const int width = image.width(), height = image.height();
    Pix pix(pixCreate(width, height, 8));
    if (!pix) throw Unreadable("the PDF's page is too large");
    for (int y = 0; y < height; ++y) {
        const auto* row = image.const_data() + std::ptrdiff_t{y} * image.bytes_per_row();
        auto* line = pixGetData(pix.get()) + std::ptrdiff_t{y} * pixGetWpl(pix.get());
        for (int x = 0; x < width; ++x) SET_DATA_BYTE(line, x, static_cast<std::uint8_t>(row[x]));
    }
    return pix;
}

Picture pageOfPdf(std::string_view file, int number) {
    const auto pix = pixOfPdf(file, number);
    return {greyOf(pix.get()), "image/png", false, pngOf(pix.get())};
}

Picture pageOfTiff(std::string_view file, int number) {
    l_int32 width = 0, height = 0;
    if (readHeaderMemTiff(bytesOf(file), file.size(), number - 1, &width, &height, nullptr, nullptr, nullptr,
                          nullptr, nullptr) != 0)
        throw Unreadable("the TIFF has no such page");
    checkSize(width, height);
    const Pix pix(pixReadMemTiff(bytesOf(file), file.size(), number - 1));
    if (!pix) throw Unreadable("broken page of a TIFF");
    return {greyOf(pix.get()), "image/png", false, pngOf(pix.get())};
}

} // namespace

int pagesOf(std::string_view file) {
    switch (kindOf(file)) {
    case Kind::Tiff: return pagesOfTiff(file);
    case Kind::Pdf: return openPdf(file)->pages();
    default: return 1;
    }
}

Picture pageOf(std::string_view file, int number) {
    const auto kind = kindOf(file);
    if (kind == Kind::Tiff) return pageOfTiff(file, number);
    if (kind == Kind::Pdf) return pageOfPdf(file, number);
    l_int32 width = 0, height = 0;
    if (number != 1 || pixReadHeaderMem(bytesOf(file), file.size(), nullptr, &width, &height, nullptr,
                                        nullptr, nullptr) != 0)
        throw Unreadable("broken picture");
    checkSize(width, height);
    const Pix pix(pixReadMem(bytesOf(file), file.size()));
    if (!pix) throw Unreadable("broken picture");
    return {greyOf(pix.get()), kind == Kind::Jpeg ? "image/jpeg" : "image/png", true, {}};
}

Grey greyPageOf(std::string_view file, int number) {
    if (kindOf(file) == Kind::Pdf) return greyOf(pixOfPdf(file, number).get());
    return pageOf(file, number).grey;
}

void loadBefore() {
    setMsgSeverity(L_SEVERITY_NONE);
    // The C library asks for the size of the memory when it first sorts more than a kilobyte.
    std::array<int, 1000> numbers{};
    std::qsort(numbers.data(), numbers.size(), sizeof(int), [](const void* a, const void* b) {
        return *static_cast<const int*>(a) - *static_cast<const int*>(b);
    });
    TIFFSetWarningHandler(nullptr);
    TIFFSetErrorHandler([](const char*, const char*, va_list) { listBroken = true; });
    poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
    // While a document is open poppler keeps what it found of fonts and character sets; with none it forgets
    // it.
    static constexpr std::string_view kPage =
        "%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    static const std::unique_ptr<poppler::document> kept(
        poppler::document::load_from_raw_data(kPage.data(), static_cast<int>(kPage.size())));
    if (kept)
        if (const std::unique_ptr<poppler::page> page(kept->create_page(0)); page)
            (void)poppler::page_renderer().render_page(page.get(), 72, 72);
}

} // namespace rejoinder::scan
