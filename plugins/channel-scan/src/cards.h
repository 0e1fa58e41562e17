#pragma once
#include "records.h"

#include <rejoinder/contract/campaigns.h>
#include <rejoinder/plugin.h>

namespace rejoinder::scan {

/// Routes of the card templates: per campaign where the boxes of its reply card are.
void declareCards(Declarations& d, const std::function<std::shared_ptr<responses::Capturing>()>& capturing,
                  const std::function<std::shared_ptr<campaigns::Campaigns>()>& campaigns);

} // namespace rejoinder::scan
