// Any bytes as what the confined page reader says: reading must end, and browsers are shown nothing but
// pictures.
#include "page_program.h"
#include "reading.h"

#include <cstdint>
#include <cstdlib>

namespace {

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace rejoinder::scan;
    const auto page = readAnswer({reinterpret_cast<const char*>(data), size});
    require(page.answer.has_value() == page.fault.empty());
    if (!page.answer) {
        return 0;
    }
    require(page.answer->contentType == "image/png" || page.answer->contentType == "image/jpeg");
    CardTemplate card;
    card.boxes = {{"one", 0, 0, 4, 4, "SKU", {}}, {"two", 0, 0, 4, 4, {}, "order"}};
    const auto boxes = boxesOf(card, page.answer->ink);
    require(boxes.boxes.size() == card.boxes.size() && boxes.items.size() <= card.boxes.size());
    for (const auto& code : page.answer->codes) {
        require(codeIn(code.text).size() <= code.text.size());
    }
    return 0;
}
