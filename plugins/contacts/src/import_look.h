#pragma once
#include "import_model.h"

#include <filesystem>
#include <string>
#include <vector>

/// What kind of file came, how it is written, and where its columns go.
namespace rejoinder::contacts {

/// A column with the first values that stand in it.
struct ImportSample {
    std::string header, target;
    std::vector<std::string> values;
};
REJOINDER_DESCRIBE(ImportSample, header, target, values)

/// What one look at a file told.
struct ImportLook {
    ImportPlan plan;
    std::vector<ImportSample> samples;
    Faults faults; ///< of the mapping: the file cannot be imported before they are mended
};

/// Makes UTF-8 CSV of a kept file (`storedAs` in `folder`) if it is something else: text in another encoding,
/// a workbook, vCards, and each of them packed with gzip. What is made lies beside it as plan.readAs.
/// @throws Error Invalid when it is none of these, cannot be decoded, or is too large.
ImportPlan openImport(const std::filesystem::path& folder, const std::string& storedAs,
                      const ImportSettings& settings);

/// Looks at an opened file: delimiter, quote, header and where its columns go. The settings were checked.
/// @throws Error Invalid when no row can be read.
ImportLook lookAt(const std::filesystem::path& file, ImportPlan plan, const ImportSettings& settings);

/// The same for a file that must fit. @throws Error Invalid naming all faults.
ImportPlan planImport(const std::filesystem::path& file, const ImportSettings& settings,
                      ImportPlan plan = {});

} // namespace rejoinder::contacts
