#include "kernel/app/acknowledged.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace rejoinder::app {

namespace {

constexpr std::string_view kName = ".audited";
constexpr std::size_t kNamed = 5; ///< ids that a sentence names

struct AuditedRow {
    std::string action;
    Id id;
};
REJOINDER_DESCRIBE(AuditedRow, action, id)

using Ids = std::vector<std::int64_t>;

/// What is in the first and not in the second; both sorted.
Ids lacking(const Ids& all, const Ids& others) {
    Ids out;
    std::ranges::set_difference(all, others, std::back_inserter(out));
    return out;
}

std::string sentence(const Ids& ids, std::string_view what) {
    std::string named;
    for (std::size_t i = 0; i < std::min(kNamed, ids.size()); ++i)
        named += (named.empty() ? "" : ", ") + std::to_string(ids[i]);
    return fmt::format("{} {}: {}{}", ids.size(), what, named, ids.size() > kNamed ? " …" : "");
}

} // namespace

std::vector<std::string> checkAcknowledged(Unit& unit, const storage::QueryCatalog& queries) {
    std::vector<std::string> problems;
    for (const auto& query : queries.all()) {
        if (!query.name.ends_with(kName)) continue;
        std::map<std::string, Ids> stored;
        unit.forEach<AuditedRow>(query.name, {}, [&](const AuditedRow& row) {
            auto& ids = stored[row.action]; // also of the row 0, which stands for none
            if (row.id.value != 0) ids.push_back(row.id.value);
        });
        for (auto& [action, ids] : stored) {
            auto told = unit.numbers("kernel.audited-resources", {{"action", action}});
            std::ranges::sort(ids);
            std::ranges::sort(told);
            told.erase(std::ranges::unique(told).begin(), told.end());
            if (const auto gone = lacking(told, ids); !gone.empty())
                problems.push_back(sentence(gone, "of the audit trail's " + action +
                                                      " were acknowledged and are not there"));
            if (const auto secret = lacking(ids, told); !secret.empty())
                problems.push_back(sentence(secret, "are there without the audit trail's " + action));
        }
    }
    return problems;
}

} // namespace rejoinder::app
