#pragma once
#include <rejoinder/contract/campaigns/workload.h>

#include <memory>

namespace rejoinder::responses {

/// Replies in clearing, which a person looks at.
std::shared_ptr<campaigns::Workloads> makeWorkload();

} // namespace rejoinder::responses
