#pragma once
#include "files.h"

/// Folders into which the bank's program, the shop and the post put their files.
namespace rejoinder::partners {

/// Takes what lies in `payments`, `shopOrders` and `postalReturns` below partners.watch-folder; a table in a
/// folder below these is read as the profile of that folder's name says, any other waits for a person. What
/// is taken is moved to `taken` beside it, what is none to `refused`.
void takeFromFolders(Context& context, Attempt& attempt);

} // namespace rejoinder::partners
