#pragma once
#include "batches.h"

#include <rejoinder/plugin.h>

namespace rejoinder::scan {

/// Takes in what lies in the watched folder. A file is moved to `taken` (or `refused`) below it after the
/// commit; one that a crash left behind is known by its digest and only moved.
void takeFromFolder(Context& context, const Batches& batches, Attempt& attempt);

} // namespace rejoinder::scan
