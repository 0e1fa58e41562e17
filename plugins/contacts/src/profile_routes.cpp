#include "consent.h"
#include "country.h"
#include "import_file.h"
#include "profile.h"
#include "state.h"
#include "text.h"

#include <rejoinder/paging.h>

#include <intake/encoding.h>

#include <algorithm>

namespace rejoinder::contacts {

namespace {

struct NewProfile {
    std::string name;
    ImportSettings settings;
    static void rules(Rules& r) { r.at("name").notEmpty().max(100); }
};
REJOINDER_DESCRIBE(NewProfile, name, settings)

struct ProfileChange {
    Id id;
    std::string name;
    ImportSettings settings;
    static void rules(Rules& r) { r.at("name").notEmpty().max(100); }
};
REJOINDER_DESCRIBE(ProfileChange, id, name, settings)

struct ProfileList {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ProfileList, limit, cursor)

void checkRental(const ListRental& rental, Faults& faults) {
    if (!rental.owner.empty() && trimmed(rental.owner).empty())
        faults.add("/rental/owner", "contacts.rental", "Say whose list it is.");
    const bool letters = std::ranges::all_of(rental.currency, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!rental.currency.empty() && (rental.currency.size() != 3 || !letters))
        faults.add("/rental/currency", "contacts.rental", "A currency has three capital letters.");
    if (rental.pricePerThousandMinor > 0 && rental.currency.empty())
        faults.add("/rental/pricePerThousandMinor", "contacts.rental", "A price needs its currency.");
}

ImportProfile add(const NewProfile& in, Call&, Unit& unit) {
    ImportProfile profile{unit.newId(), cleaned(in.name), in.settings, 1, unit.now(), unit.now()};
    checkMember(profile.settings);
    unit.run("contacts.insert-profile", profile);
    unit.audit("contacts.add-import-profile", profile.id, profile.name);
    return profile;
}

ImportProfile change(const ProfileChange& in, Call& call, Unit& unit) {
    ImportProfile profile = requireProfile(unit, in.id);
    call.requireMatch(profile.version);
    profile.name = cleaned(in.name);
    profile.settings = in.settings;
    checkMember(profile.settings);
    ++profile.version;
    profile.updatedAt = unit.now();
    if (unit.run("contacts.update-profile", profile) == 0)
        throw Error(ErrorKind::Stale, "contacts.stale", "Somebody else changed this profile meanwhile.");
    unit.audit("contacts.change-import-profile", profile.id, profile.name);
    return profile;
}

Page<ImportProfile> list(const ProfileList& in, Call&, Unit& unit) {
    const std::int32_t limit = paging::limitOf(in.limit);
    const Id after = paging::cursorId(in.cursor);
    return paging::pageOf(
        unit.all<ImportProfile>("contacts.page-profiles", {{"after", after}, {"limit", limit}}), limit);
}

} // namespace

ImportProfile requireProfile(Unit& unit, Id id) {
    if (auto profile = unit.one<ImportProfile>("contacts.find-profile", {{"id", id}}))
        return std::move(*profile);
    throw Error::notFound("contacts.no-import-profile", "There is no import profile " + id.toString() + ".");
}

void checkSettings(ImportSettings& settings, Faults& faults) {
    for (const auto& [header, target] : settings.mapping)
        if (!targetOf(target))
            faults.add(mappingPointer(header), "contacts.import-target",
                       "\"" + target + "\" is nothing a column can go to.");
    for (std::size_t i = 0; i < settings.consent.size(); ++i)
        if (!needsConsent(settings.consent[i]))
            faults.add("/consent/" + std::to_string(i), "contacts.channel", "This channel needs no consent.");
    if (!settings.country.empty()) {
        if (auto code = countryCode(settings.country))
            settings.country = std::move(*code);
        else
            faults.add("/country", "contacts.country", "\"" + settings.country + "\" is no country.");
    }
    if (!settings.language.empty()) {
        if (auto code = languageCode(settings.language))
            settings.language = std::move(*code);
        else
            faults.add("/language", "contacts.language", "\"" + settings.language + "\" is no language.");
    }
    if (settings.encoding) {
        if (std::string name = intake::encodingNamed(*settings.encoding); !name.empty())
            settings.encoding = std::move(name);
        else
            faults.add("/encoding", "contacts.import-encoding",
                       "There is no encoding \"" + *settings.encoding + "\".");
    }
    const char delimiter = settings.delimiter ? delimiterIn(*settings.delimiter) : '\0';
    if (settings.delimiter && delimiter == '\0')
        faults.add("/delimiter", "contacts.import-delimiter", "A delimiter is one character, or \"tab\".");
    const auto quote = settings.quote ? quoteIn(*settings.quote) : std::nullopt;
    if (settings.quote && !quote)
        faults.add("/quote", "contacts.import-quote", "A quote is one character, or \"none\".");
    if (quote && *quote != '\0' && *quote == delimiter)
        faults.add("/quote", "contacts.import-quote", "A character cannot both quote and part columns.");
    if (settings.rental) checkRental(*settings.rental, faults);
}

Error ofMember(const Error& error) {
    std::vector<Fault> faults = error.faults();
    for (Fault& fault : faults)
        if (!fault.pointer.empty()) fault.pointer.insert(0, "/settings");
    return {error.kind(), error.code(), error.text(), std::move(faults)};
}

void checkMember(ImportSettings& settings) {
    asMember([&] {
        Faults faults;
        checkSettings(settings, faults);
        faults.raise("contacts.import-settings");
    });
}

void declareProfileRoutes(Declarations& d) {
    d.get<ProfileList, Page<ImportProfile>>("/contacts/import-profiles",
                                            {"contacts.import", "Saved import settings"}, list);
    d.post<NewProfile, ImportProfile>("/contacts/import-profiles",
                                      {"contacts.import", "Saves import settings", 201}, add);
    d.get<ById, ImportProfile>("/contacts/import-profiles/{id}", {"contacts.import", "Saved import settings"},
                               [](const ById& in, Call&, Unit& unit) { return requireProfile(unit, in.id); });
    d.put<ProfileChange, ImportProfile>("/contacts/import-profiles/{id}",
                                        {"contacts.import", "Changes saved import settings", 200, true},
                                        change);
    d.remove<ById>("/contacts/import-profiles/{id}", {"contacts.import", "Deletes saved import settings"},
                   [](const ById& in, Call&, Unit& unit) {
                       const ImportProfile profile = requireProfile(unit, in.id);
                       unit.run("contacts.delete-profile", {{"id", profile.id}});
                       unit.audit("contacts.delete-import-profile", profile.id, profile.name);
                   });
}

} // namespace rejoinder::contacts
