#include "page.h"

#include <array>
#include <cmath>

/// Colours and scripts of the public pages.
namespace rejoinder::web {

namespace {

int hexOf(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Relative luminance (WCAG 2.2); -1 when the text is no colour.
double luminance(std::string_view colour) noexcept {
    if (colour.size() != 7 || colour[0] != '#') return -1;
    std::array<double, 3> parts{};
    for (std::size_t i = 0; i < 3; ++i) {
        const int high = hexOf(colour[1 + 2 * i]), low = hexOf(colour[2 + 2 * i]);
        if (high < 0 || low < 0) return -1;
        const double share = (high * 16 + low) / 255.0;
        parts[i] = share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

} // namespace

double contrast(std::string_view a, std::string_view b) noexcept {
    const double x = luminance(a), y = luminance(b);
    if (x < 0 || y < 0) return 0;
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

std::string_view formScript() noexcept {
    return R"((() => {
    const form = document.querySelector("form");
    if (form) {
        form.addEventListener("submit", (event) => {
            if (form.dataset.sent) event.preventDefault();
            form.dataset.sent = "1";
        });
        addEventListener("pageshow", () => delete form.dataset.sent);
        document.querySelector("[data-faults]")?.focus();
    }
    if (parent !== window) {
        const tell = () => parent.postMessage({ rejoinderHeight: document.documentElement.scrollHeight }, "*");
        new ResizeObserver(tell).observe(document.body);
        tell();
    }
})();
)";
}

std::string_view embedScript() noexcept {
    return R"((() => {
    const script = document.currentScript, from = new URL(script.src), frame = document.createElement("iframe");
    const language = script.dataset.language ? "&l=" + encodeURIComponent(script.dataset.language) : "";
    frame.src = from.origin + "/f/" + encodeURIComponent(script.dataset.form) + "?embed=1" + language;
    frame.title = script.dataset.title || "Form";
    frame.style.cssText = "width:100%;border:0;min-height:40rem";
    script.after(frame);
    addEventListener("message", (event) => {
        const height = event.source === frame.contentWindow && event.origin === from.origin && event.data?.rejoinderHeight;
        if (height > 0) frame.style.height = Math.min(height + 8, 10000) + "px";
    });
})();
)";
}

} // namespace rejoinder::web
