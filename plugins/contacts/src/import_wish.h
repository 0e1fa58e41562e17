#pragma once
#include "import_model.h"
#include "state.h"

#include <filesystem>
#include <functional>

namespace rejoinder::contacts {

/// The query string of an upload. What is absent comes from the profile, or is the default.
struct ImportWish {
    std::optional<Id> profileId;
    std::optional<std::string> mapping, consent, encoding, delimiter, quote, sheet, source, country, language,
        legalNote, rental, consentText, consentTextVersion;
    std::optional<Unmapped> unmapped;
    std::optional<ImportMode> mode;
    std::optional<LegalBasis> legalBasis;
    std::optional<bool> header, findDuplicates, again;
    std::optional<std::int32_t> maxErrors;
    static void rules(Rules& r) {
        r.at("profileId").says("a saved profile; what is given besides it wins");
        r.at("mapping").says("JSON object: header → field, attribute:<name>, consent:<channel> or ignore");
        r.at("consent").says("channels on which all persons of the file gave consent, separated by commas");
        r.at("encoding").says("IANA name; found out when absent");
        r.at("delimiter").says("one character, or tab; found out when absent");
        r.at("quote").says("one character, or none; found out when absent");
        r.at("header").says("whether the first row names the columns; found out when absent");
        r.at("sheet").says("name of a workbook's sheet; the first that is not empty when absent");
        r.at("rental").says("JSON object as in a profile: the list is rented");
        r.at("again").says("true: import a file without keys although it was imported before");
        limitImport(r);
    }
};
REJOINDER_DESCRIBE(ImportWish, profileId, mapping, consent, encoding, delimiter, quote, sheet, source,
                   country, language, legalNote, rental, consentText, consentTextVersion, unmapped, mode,
                   legalBasis, header, findDuplicates, again, maxErrors)

/// Keeps an uploaded file, lets `look` plan its import, and stores the import by `begin`, once per request:
/// one that was done before is returned as it is now. A file that no import needs is removed.
/// @throws Error Invalid, NotFound (the profile), and what `look` and `begin` throw.
ImportRow takeIn(State& state, const ImportWish& wish, Upload& file, Call& call,
                 const std::function<void(const std::filesystem::path& folder, ImportRow&)>& look,
                 const std::function<ImportRow(Unit&, ImportRow)>& begin);

} // namespace rejoinder::contacts
