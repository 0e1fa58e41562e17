// Any bytes as a table, an amount, a day and a reference of others: reading ends and refuses as it says.
#include "table.h"

#include <csv/reader.h>
#include <slip/references.h>

#include <cstdint>
#include <cstdlib>

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace rejoinder;
    using namespace rejoinder::partners;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const auto source : {Source::Payments, Source::ShopOrders, Source::PostalReturns}) {
        try {
            const auto look = lookAt(bytes, source, {});
            for (const auto& column : look.columns)
                for (const auto& value : column.values) require(csv::isUtf8(value));
            for (const auto& row : rowsOf(bytes, source, {}))
                for (const auto& [field, cell] : row.cells) require(!cell.empty() && csv::isUtf8(cell));
        } catch (const Error& e) {
            require(e.kind() == ErrorKind::Invalid);
        }
    }
    const auto text = bytes.substr(0, 200);
    if (const auto found = slip::referenceIn(text))
        require(slip::isQrReference(*found) || slip::isRfReference(*found));
    (void)minorIn(text, "", "CHF");
    (void)momentIn(text, "");
    return 0;
}
