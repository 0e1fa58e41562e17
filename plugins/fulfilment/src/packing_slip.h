#pragma once
#include <rejoinder/types.h>

#include <string>
#include <vector>

namespace rejoinder::fulfilment {

struct SlipLine {
    std::string sku, name;
    std::int64_t quantity = 0, later = 0;
    std::string insteadOf{}; ///< what was ordered and is out
    bool part = false;       ///< of the kit above it
};

/// What lies in a parcel, for who opens it.
struct PackingSlip {
    Id orderId;
    std::string number; ///< of the parcel; "" when it has none
    std::string sender, language;
    std::vector<std::string> address;
    Date orderedOn, shippedOn;
    Timestamp shippedAt;
    std::vector<SlipLine> lines;
};

/// The slip as PDF (A4, the address in a window by DIN 5008 B) with the order's number as DataMatrix; the
/// same slip gives the same bytes.
std::string pdfOf(const PackingSlip& slip);

} // namespace rejoinder::fulfilment
