#pragma once
#include "handling.h"

/// Quality of lists: of the letters and mails to their addresses, how many came back.
namespace rejoinder::partners {

/// A list by the name of its source, as the contacts' imports say it.
struct ListQuality {
    std::string listName;
    std::int64_t mailed = 0, returned = 0, moved = 0, unknownThere = 0, deceased = 0, corrected = 0;
    std::int64_t emailed = 0, bounced = 0, noMailbox = 0; ///< noMailbox: those of bounced that nobody has
    Timestamp countedAt;
};
REJOINDER_DESCRIBE(ListQuality, listName, mailed, returned, moved, unknownThere, deceased, corrected, emailed,
                   bounced, noMailbox, countedAt)

/// Counts everything anew: the share belongs to all that was ever sent to a list.
void countQuality(Context& context, const Neighbours& neighbours, Attempt& attempt);

void declareQuality(Declarations& d);

} // namespace rejoinder::partners
