#pragma once
#include "import_model.h"
#include "import_parser.h"

namespace rejoinder::contacts {

/// Stores one batch in a unit: new contacts, changes to those whose key is known, consents and error rows.
/// @returns the progress behind it. May run again whole: the batch keeps what it is.
ImportProgress writeBatch(Unit& unit, const ImportRow& import, ImportBatch& batch,
                          const ImportProgress& before);

} // namespace rejoinder::contacts
