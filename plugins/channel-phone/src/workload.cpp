#include "workload.h"

namespace rejoinder::phone {

namespace {

constexpr std::chrono::minutes kPatience{15}; ///< of who was promised a call

struct DueCalls {
    bool callBack = false;
    std::int64_t waiting = 0, late = 0;
};
REJOINDER_DESCRIBE(DueCalls, callBack, waiting, late)

class Telephones final : public campaigns::Workloads {
public:
    /// Only who was promised a call at a time is late.
    std::vector<campaigns::Queue> queues(Unit& unit) override {
        std::vector<campaigns::Queue> out;
        for (const auto& row :
             unit.all<DueCalls>("channel-phone.due-calls-by-kind",
                                {{"now", unit.now()}, {"late", unit.now().plus(-kPatience)}}))
            out.push_back({campaigns::Workplace::Desk, row.callBack ? "callBacks" : "calls", row.waiting,
                           row.callBack ? row.late : 0});
        return out;
    }
};

} // namespace

std::shared_ptr<campaigns::Workloads> makeWorkload() {
    return std::make_shared<Telephones>();
}

} // namespace rejoinder::phone
