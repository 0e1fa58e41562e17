#pragma once
#include <rejoinder/contract/contacts.h>

#include <span>
#include <string>
#include <vector>

namespace rejoinder::targetgroups::index {

/// What an index consists of and who made it, in one text: only that build with the same streams can read
/// what it saved. `makers`: addresses in the files of the program whose values these are.
/// @throws Refused when a file does not say which build it is.
std::string identityOf(const std::vector<contacts::HistoryStream>& streams,
                       std::span<const void* const> makers);

} // namespace rejoinder::targetgroups::index
