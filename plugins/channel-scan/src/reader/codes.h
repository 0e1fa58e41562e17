#pragma once
#include "page_answer.h"
#include "picture.h"

namespace rejoinder::scan {

/// The codes on a page: DataMatrix, QR and Code 128 of ZXing; where that finds none, DataMatrix of libdmtx.
std::vector<FoundCode> findCodes(const Grey& page);

/// What one look of ZXing at the whole page finds: the limit that findCodes() is measured against.
std::vector<FoundCode> lookOnce(const Grey& page);

/// Per box the share of it that is dark. The code's edges say where to look, the box's printed line where it
/// is; -1 where no such line is found, or the code is no DataMatrix whose modules can be counted.
std::vector<double> inkIn(const Grey& page, const FoundCode& code, double moduleMm,
                          const std::vector<Box>& boxes);

/// True when next to nothing is on the page, such as the back of a card.
bool isBlank(const Grey& page);

} // namespace rejoinder::scan
