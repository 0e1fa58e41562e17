#pragma once
#include <rejoinder/contract/campaigns/workload.h>

#include <memory>

namespace rejoinder::phone {

/// Calls and call-backs that are due.
std::shared_ptr<campaigns::Workloads> makeWorkload();

} // namespace rejoinder::phone
