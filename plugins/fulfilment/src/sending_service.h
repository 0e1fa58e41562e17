#pragma once
#include <rejoinder/contract/fulfilment/sending.h>

#include <memory>

namespace rejoinder::fulfilment {

/// Sends items of orders in another way than in a parcel.
std::shared_ptr<Sending> makeSendingService();

} // namespace rejoinder::fulfilment
