#pragma once
#include "import_model.h"
#include "import_parser.h"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace rejoinder::contacts {

/// A contact that is there already, with its attributes; in a trial also what rows of the file would have
/// made of it.
struct KnownContact {
    Contact contact;
    std::map<std::string, std::string> attributes;
    std::uint32_t consents = 0; ///< bit by channel: given by a row of this file
    bool owned = false;         ///< it came to the list of this file, or left one, by a row of this file
};

/// What a trial remembers: it must count as the import would, without storing anything.
struct Trial {
    /// Hashes of keys that the file has more than once, and how many of their rows are still to come.
    std::unordered_map<std::size_t, std::uint32_t> repeated;
    std::unordered_map<std::string, KnownContact> known; ///< what earlier rows of such keys left
    std::unordered_map<std::string, KnownContact> next;  ///< the same of the batch
    std::vector<std::size_t> made;                       ///< rows of the batch that would become contacts
    /// The batch is counted: its rows are earlier ones now.
    void settle();
};

/// Stores one batch in a unit, from the line that `before` came to: new contacts, changes to those whose key
/// is known with what was before, consents and error rows. Where that needs more rows than a transaction
/// takes, the rest is left for the next unit. With `trial` it only counts what it would do, and stores
/// nothing but the error rows.
/// @returns the progress behind it. May run again whole: the batch keeps what it is.
ImportProgress writeBatch(Unit& unit, const ImportRow& import, ImportBatch& batch,
                          const ImportProgress& before, Trial* trial = nullptr);

} // namespace rejoinder::contacts
