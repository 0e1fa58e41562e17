#include "workload.h"

namespace rejoinder::responses {

namespace {

class ClearingDesk final : public campaigns::Workloads {
public:
    std::vector<campaigns::Queue> queues(Unit& unit) override {
        const auto open = unit.number("responses.count-open-clearing");
        if (open == 0) return {};
        return {{campaigns::Workplace::Desk, "clearing", open, 0}};
    }
};

} // namespace

std::shared_ptr<campaigns::Workloads> makeWorkload() {
    return std::make_shared<ClearingDesk>();
}

} // namespace rejoinder::responses
