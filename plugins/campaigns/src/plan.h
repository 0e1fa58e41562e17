#pragma once
#include "records.h"

namespace rejoinder::campaigns {

/// Works the plan's figures out. `forecasts` may be null; `lift` is the relative difference a pre-test is to
/// see.
PlanFigures planFigures(Unit& unit, const Campaign& campaign, const std::vector<Cell>& cells,
                        const std::vector<Cost>& costs, Forecasts* forecasts, double lift);

} // namespace rejoinder::campaigns
