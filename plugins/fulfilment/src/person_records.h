#pragma once
#include "order_book.h"

#include <rejoinder/contract/channel-email.h>
#include <rejoinder/contract/contacts.h>

#include <functional>
#include <memory>

namespace rejoinder::fulfilment {

/// Orders, shipments and invoices in a person's timeline. `mails` gives none without the e-mail channel.
std::shared_ptr<contacts::PersonRecords> makePersonRecords(
    std::function<std::shared_ptr<email::Notices>()> mails, std::function<OrderBook()> orders);

} // namespace rejoinder::fulfilment
