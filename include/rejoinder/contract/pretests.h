#pragma once
#include <rejoinder/plugin.h>

/// What pretests would like to be told: how the cells of a campaign answered.
namespace rejoinder::pretests {

struct CellResult {
    Id cellId;
    std::string code, name;
    bool holdOut = false;
    std::int64_t pieces = 0;     ///< pieces handed over; members of a hold-out
    std::int64_t responders = 0; ///< persons with at least one positive response
};
REJOINDER_DESCRIBE(CellResult, cellId, code, name, holdOut, pieces, responders)

/// Provided by insight when it is there.
class CellResults {
public:
    static constexpr std::string_view kName = "pretests.cell-results";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~CellResults() = default;
    virtual std::vector<CellResult> results(Unit& unit, Id campaign) = 0;
};

} // namespace rejoinder::pretests
