#include "workload.h"

#include "working_time.h"

namespace rejoinder::fulfilment {

namespace {

struct WaitingOrders {
    bool purchase = false;
    std::int64_t waiting = 0, late = 0;
};
REJOINDER_DESCRIBE(WaitingOrders, purchase, waiting, late)

class Warehouse final : public campaigns::Workloads {
public:
    explicit Warehouse(std::function<std::string()> closedDays) : closedDays_(std::move(closedDays)) {}

    /// Orders of which something can be sent; what waits for goods is no work yet.
    std::vector<campaigns::Queue> queues(Unit& unit) override {
        std::vector<campaigns::Queue> out;
        for (const auto& row : unit.all<WaitingOrders>("fulfilment.waiting-orders", {{"now", unit.now()}}))
            out.push_back({campaigns::Workplace::Warehouse, row.purchase ? "goods" : "information",
                           row.waiting, row.late});
        return out;
    }

    std::vector<Date> closedDays(campaigns::Workplace workplace) override {
        if (workplace != campaigns::Workplace::Warehouse) return {};
        const auto days = daysOf(closedDays_());
        return days ? std::vector<Date>(days->begin(), days->end()) : std::vector<Date>();
    }

private:
    std::function<std::string()> closedDays_;
};

} // namespace

std::shared_ptr<campaigns::Workloads> makeWorkload(std::function<std::string()> closedDays) {
    return std::make_shared<Warehouse>(std::move(closedDays));
}

} // namespace rejoinder::fulfilment
