#pragma once
#include "kernel/storage/id_generator.h"
#include "kernel/storage/plans.h"
#include "kernel/storage/query_catalog.h"
#include "kernel/storage/unit_hooks.h"

#include <rejoinder/storage_driver.h>

namespace rejoinder::storage {

/// What all units of an engine share.
struct UnitServices {
    const QueryCatalog& queries;
    PlanCache& plans;
    IdGenerator& ids;
    const Clock& clock;
    UnitHooks* hooks = nullptr;
};

enum class Access { Read, Write };

/// A unit of work on a driver's connection.
class UnitImpl final : public Unit {
public:
    UnitImpl(const UnitServices& services, driver::Connection& connection, Access access, const Actor& actor)
        : services_(services),
          connection_(connection),
          access_(access),
          actor_(actor),
          now_(services.clock.now()) {}

    std::vector<std::int64_t> numbers(std::string_view query, Args args = {}) override;
    void audit(std::string_view action, Id resource, std::string_view detail = {}) override;
    Id newId() override { return services_.ids.next(); }
    [[nodiscard]] Timestamp now() const override { return now_; }
    [[nodiscard]] const Actor& actor() const override { return actor_; }
    [[nodiscard]] bool nobodyWaits() const override {
        return access_ == Access::Write && connection_.nobodyWaits();
    }
    void needNotWaitForDisk() override { connection_.needNotWaitForDisk(); }
    [[nodiscard]] bool published() const noexcept { return published_; }
    [[nodiscard]] bool enqueued() const noexcept { return enqueued_; }

protected:
    void fetch(std::string_view query, const Binding& in, const RowSink& rows) override;
    std::int64_t scalar(std::string_view query, const Binding& in) override;
    std::uint64_t execute(std::string_view query, const Binding& in) override;
    std::uint64_t insertRows(std::string_view query, const StructInfo& info, const void* first,
                             std::size_t stride, std::size_t count) override;
    void publishEvent(std::string_view topic, const StructInfo& info, const void* event) override;
    Id enqueueJob(std::string_view job, const StructInfo& info, const void* payload,
                  const JobRequest& request) override;

private:
    struct Running;
    void requireWrite(std::string_view what) const;
    [[nodiscard]] UnitHooks& hooks() const;

    const UnitServices& services_;
    driver::Connection& connection_;
    Access access_;
    const Actor& actor_;
    Timestamp now_;
    bool published_ = false;
    bool enqueued_ = false;
};

/// The Error that a refused constraint is for the caller of a unit.
[[nodiscard]] Error errorOf(const driver::ConstraintViolation& violation, std::string_view where);

} // namespace rejoinder::storage
