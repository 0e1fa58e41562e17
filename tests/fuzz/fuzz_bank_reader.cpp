// Any bytes as a bank's file: reading ends, refuses by its one exception, and what it says holds together.
#include "camt.h"
#include "unzip.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace rejoinder::partners;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto take = [](const BankLine& line) {
        if (line.payment.has_value() == line.totals.has_value()) std::abort();
    };
    try {
        if (isZip(bytes))
            eachXml(bytes, [&](std::string_view xml) { readCamt(xml, take); });
        else
            readCamt(bytes, take);
    } catch (const Unreadable&) {}
    return 0;
}
