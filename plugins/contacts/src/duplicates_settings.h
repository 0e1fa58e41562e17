#pragma once
#include "duplicates_compare.h"

#include <rejoinder/plugin.h>

#include <string>
#include <vector>

namespace rejoinder::contacts {

/// What `contacts.duplicates-…` say.
struct DuplicateSettings {
    MatchThresholds thresholds;
    std::vector<std::string> birthNames;
};

void declareDuplicateSettings(Declarations& d);
DuplicateSettings duplicateSettings(const Context& context);

} // namespace rejoinder::contacts
