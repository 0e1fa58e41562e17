#pragma once
#include "import_model.h"

namespace rejoinder::contacts {

/// Import settings under a name, for files that come again and again.
struct ImportProfile {
    Id id;
    std::string name;
    ImportSettings settings;
    std::int64_t version = 1;
    Timestamp createdAt, updatedAt;
};
REJOINDER_DESCRIBE(ImportProfile, id, name, settings, version, createdAt, updatedAt)

/// @throws Error NotFound.
ImportProfile requireProfile(Unit& unit, Id id);

/// What can be checked without a file, and country and language as codes. @throws Error Invalid naming all
/// faults.
void checkSettings(ImportSettings& settings);
/// The same for settings that are the member `settings` of a request.
void checkMemberSettings(ImportSettings& settings);

} // namespace rejoinder::contacts
