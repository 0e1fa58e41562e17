#pragma once
#include "workbook_model.h"

#include <string>
#include <string_view>

namespace intake {

/// The archive with relationships of the workbook that begin with its folder, as the parser understands them;
/// "" when they are so already. Python's openpyxl writes "/xl/worksheets/sheet1.xml", of which the parser
/// finds nothing.
std::string withRelativeTargets(std::string_view workbook);

/// Adds what the parser passes over in an XLSX: the epoch of the workbook, and cells whose text stands in the
/// sheet itself (t="inlineStr", "str" and "d", as many libraries write them; ECMA-376, 18.18.11).
/// @throws std::exception when a part is no XML.
void readBesides(std::string_view workbook, WorkbookModel& model);

} // namespace intake
