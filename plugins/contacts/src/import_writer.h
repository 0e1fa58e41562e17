#pragma once
#include "import_model.h"
#include "import_parser.h"

#include <unordered_map>
#include <vector>

namespace rejoinder::contacts {

/// What a trial remembers: it must count as the import would, without storing anything.
struct Trial {
    std::unordered_map<std::size_t, std::int64_t> keys; ///< hash of a new key → line on which it first came
    std::vector<std::size_t> made;                      ///< rows of the batch that would become contacts
};

/// Stores one batch in a unit, from the line that `before` came to: new contacts, changes to those whose key
/// is known with what was before, consents and error rows. Where that needs more rows than a transaction
/// takes, the rest is left for the next unit. With `trial` it only counts what it would do, and stores
/// nothing but the error rows.
/// @returns the progress behind it. May run again whole: the batch keeps what it is.
ImportProgress writeBatch(Unit& unit, const ImportRow& import, ImportBatch& batch,
                          const ImportProgress& before, Trial* trial = nullptr);

} // namespace rejoinder::contacts
