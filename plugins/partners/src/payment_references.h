#pragma once
#include "handling.h"

/// References on payment slips: issued per piece or order, and what was paid with them.
namespace rejoinder::partners {

void declareReferences(Declarations& d, const Neighbours& neighbours);

} // namespace rejoinder::partners
