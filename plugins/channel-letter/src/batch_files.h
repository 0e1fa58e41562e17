#pragma once
#include "letter_pdf.h"

#include <rejoinder/contract/dispatch.h>

#include <filesystem>
#include <vector>

namespace rejoinder::letter {

/// Everything beside the batch itself that its files depend on; kept with the batch, so they can be made
/// again.
struct PrintRules {
    LetterStyle style;
    std::string senderCountry; ///< ISO 3166-1 alpha-2; letters within it carry no country line
};

/// One letter of a batch, its fields filled.
Letter letterOf(const dispatch::Batch& batch, std::size_t piece, contacts::Directory& directory,
                const PrintRules& rules);

/// Where a batch's files are.
std::filesystem::path pdfPath(const std::filesystem::path& folder, Id batch);
std::filesystem::path csvPath(const std::filesystem::path& folder, Id batch);

/// Writes the letters of a batch into one PDF and, for a print provider, one row per letter into a CSV. Both
/// files appear whole or not at all, and the same batch gives the same bytes. A letter that cannot be printed
/// right (its address does not fit the window) is in neither file and is answered as failed with the reason.
/// @throws Error Unavailable when the files cannot be written (disk full).
std::vector<dispatch::Handed> writeFiles(const dispatch::Batch& batch, contacts::Directory& directory,
                                         const PrintRules& rules, const std::filesystem::path& folder);

} // namespace rejoinder::letter
