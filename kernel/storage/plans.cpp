#include "kernel/storage/plans.h"

#include "kernel/storage/sql_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace rejoinder::storage {

namespace {

const Member* memberFor(const StructInfo& info, std::string_view snake) {
    const auto it =
        std::ranges::find_if(info.members, [&](const Member& m) { return sameName(m.name, snake); });
    return it == info.members.end() ? nullptr : &*it;
}

[[noreturn]] void bug(std::string text) {
    throw Error(ErrorKind::Bug, "storage.bad-binding", std::move(text));
}

std::unique_ptr<Plan> planParameters(const driver::PreparedQuery& query, const StructInfo& info) {
    auto plan = std::make_unique<Plan>();
    plan->info = &info;
    for (const auto& name : query.parameters) {
        const Member* member = memberFor(info, name);
        if (!member)
            bug(fmt::format("{}: {} has no member for the parameter :{}.", query.name, info.name, name));
        plan->fields.push_back({member->access, &member->type()});
    }
    return plan;
}

std::unique_ptr<Plan> planColumns(const driver::PreparedQuery& query, const driver::Statement& statement,
                                  const StructInfo& info) {
    auto plan = std::make_unique<Plan>();
    plan->info = &info;
    std::vector<const Member*> met;
    for (int column = 0; column < statement.columns(); ++column) {
        const std::string_view name = statement.columnName(column);
        const Member* member = memberFor(info, name);
        if (!member) bug(fmt::format("{}: {} has no member for the column {}.", query.name, info.name, name));
        if (std::ranges::find(met, member) != met.end())
            bug(fmt::format("{}: the column {} comes twice.", query.name, name));
        met.push_back(member);
        plan->fields.push_back({member->access, &member->type()});
    }
    for (const auto& member : info.members) {
        const bool mayLack = member.rules.defaulted || member.type().kind == TypeKind::Optional;
        if (!mayLack && std::ranges::find(met, &member) == met.end())
            bug(fmt::format("{}: no column for {}::{}.", query.name, info.name, member.name));
    }
    return plan;
}

const Plan* findPlan(const std::atomic<const Plan*>& head, const StructInfo& info) {
    const Plan* plan = head.load(std::memory_order_acquire);
    while (plan && plan->info != &info) plan = plan->next;
    return plan;
}

/// Two threads may add the same plan at once: harmless, the older one is found no more.
const Plan& addPlan(std::atomic<const Plan*>& head, std::unique_ptr<Plan> made) {
    made->next = head.load(std::memory_order_relaxed);
    while (!head.compare_exchange_weak(made->next, made.get(), std::memory_order_release,
                                       std::memory_order_relaxed)) {}
    return *made.release();
}

void deletePlans(const Plan* plan) {
    while (plan) {
        const Plan* next = plan->next;
        delete plan;
        plan = next;
    }
}

} // namespace

PlanCache::~PlanCache() {
    for (std::size_t i = 0; i < count_; ++i) {
        deletePlans(slots_[i].parameters.load());
        deletePlans(slots_[i].columns.load());
    }
}

const Plan& PlanCache::parameters(const driver::PreparedQuery& query, const StructInfo& info) {
    auto& head = slots_[query.index].parameters;
    if (const Plan* known = findPlan(head, info)) return *known;
    return addPlan(head, planParameters(query, info));
}

const Plan& PlanCache::columns(const driver::PreparedQuery& query, const driver::Statement& statement,
                               const StructInfo& info) {
    auto& head = slots_[query.index].columns;
    if (const Plan* known = findPlan(head, info)) return *known;
    return addPlan(head, planColumns(query, statement, info));
}

} // namespace rejoinder::storage
