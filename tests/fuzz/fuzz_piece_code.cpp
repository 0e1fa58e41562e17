// Any bytes as a typed code: reading must end, what it takes must be right, and no near code may be wrong.
#include "piece_code.h"

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
    using namespace rejoinder::dispatch;
    const std::string_view typed(reinterpret_cast<const char*>(data), size);
    const auto read = readCode(typed);
    require((read.fault == CodeFault::None) == read.hint.empty());
    require(read.code.size() <= kCodeLength + 1);
    if (read.fault == CodeFault::None) {
        require(isCode(read.code));
        require(numberOfCode(read.code) < kCodeCount);
        require(codeOfNumber(numberOfCode(read.code), read.code.size()) == read.code);
        const auto again = readCode(printedCode(read.code));
        require(again.fault == CodeFault::None && again.code == read.code);
    }
    for (const auto& near : nearCodes(typed)) {
        require(read.fault == CodeFault::Check && isCode(near) && near != read.code);
    }
    (void)isCode(typed);
    return 0;
}
