#pragma once
#include <functional>
#include <string_view>

namespace rejoinder::partners {

/// True when the bytes begin as a ZIP does.
bool isZip(std::string_view bytes);

/// Gives the content of every file of a ZIP whose name ends in .xml, in the order of its directory; files
/// that are stored or deflated, at most 256 MB in all, none of them encrypted. @throws Unreadable
void eachXml(std::string_view zip, const std::function<void(std::string_view xml)>& take);

} // namespace rejoinder::partners
