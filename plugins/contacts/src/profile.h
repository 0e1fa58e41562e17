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

/// What can be checked without a file beside their rules, and country and language as codes.
void checkSettings(ImportSettings& settings, Faults& faults);

/// What was thrown about settings, as of the member `settings` of a request.
Error ofMember(const Error& error);
/// Does something with such settings.
template <class F>
auto asMember(F&& work) {
    try {
        return work();
    } catch (const Error& e) {
        throw ofMember(e);
    }
}
/// Checks such settings. @throws Error Invalid naming all faults.
void checkMember(ImportSettings& settings);

} // namespace rejoinder::contacts
