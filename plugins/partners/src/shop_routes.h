#pragma once
#include "entries.h"

/// Orders that a shop's program hands in, one by one.
namespace rejoinder::partners {

void declareShopOrders(Declarations& d, Context*& context, const Handlings& handlings);

} // namespace rejoinder::partners
