#pragma once
#include <rejoinder/storage_driver.h>

#include <atomic>
#include <memory>
#include <vector>

namespace rejoinder::storage {

/// A member of a described struct with its type looked up.
struct Field {
    void* (*access)(void*);
    const TypeInfo* type;
};

/// Which member goes to or comes from which position of a query; made once per query and struct.
struct Plan {
    const StructInfo* info = nullptr;
    std::vector<Field> fields; ///< by position of the parameter or column
    const Plan* next = nullptr;
};

/// The plans of all queries. Thread-safe; looking one up takes no lock.
class PlanCache {
public:
    explicit PlanCache(std::size_t queries) : slots_(std::make_unique<Slot[]>(queries)), count_(queries) {}
    ~PlanCache();
    PlanCache(const PlanCache&) = delete;
    PlanCache& operator=(const PlanCache&) = delete;

    /// How a struct's members meet the parameters. @throws Error Bug naming query and parameter that no
    /// member binds.
    const Plan& parameters(const driver::PreparedQuery& query, const StructInfo& info);
    /// How columns meet a struct's members. @throws Error Bug naming query and column without a member, or
    /// the member without a column that is neither optional nor `defaulted`.
    const Plan& columns(const driver::PreparedQuery& query, const driver::Statement& statement,
                        const StructInfo& info);

private:
    struct Slot {
        std::atomic<const Plan*> parameters{nullptr};
        std::atomic<const Plan*> columns{nullptr};
    };
    std::unique_ptr<Slot[]> slots_;
    std::size_t count_;
};

} // namespace rejoinder::storage
