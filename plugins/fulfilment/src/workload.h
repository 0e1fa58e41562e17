#pragma once
#include <rejoinder/contract/campaigns/workload.h>

#include <functional>
#include <memory>
#include <string>

namespace rejoinder::fulfilment {

/// What waits in the warehouse, by what the order is for. `closedDays` are those of the settings.
std::shared_ptr<campaigns::Workloads> makeWorkload(std::function<std::string()> closedDays);

} // namespace rejoinder::fulfilment
