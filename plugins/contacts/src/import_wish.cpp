#include "import_wish.h"

#include "profile.h"
#include "text.h"

#include <rejoinder/json.h>

namespace rejoinder::contacts {

namespace {

template <class T, class From>
void take(T& to, const std::optional<From>& from) {
    if (from) to = *from;
}

std::vector<Channel> channelsIn(const std::string& list) {
    std::vector<Channel> channels;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        const std::string_view word = trimmed(std::string_view(list).substr(at, comma - at));
        at = comma + 1;
        if (word.empty()) continue;
        const auto channel = enumOf<Channel>(word);
        if (!channel)
            throw Error::invalid("/consent", "contacts.channel",
                                 "\"" + std::string(word) + "\" is no channel.");
        channels.push_back(*channel);
    }
    return channels;
}

} // namespace

ImportSettings settingsOf(const ImportWish& wish, Storage& storage) {
    ImportSettings settings;
    if (wish.profileId)
        settings = storage.read([&](Unit& unit) { return requireProfile(unit, *wish.profileId); }).settings;
    if (wish.mapping) {
        Faults faults;
        settings.mapping.clear();
        json::read(*wish.mapping, typeInfo<decltype(settings.mapping)>(), &settings.mapping, faults);
        faults.raise("contacts.import-mapping");
    }
    if (wish.rental) {
        Faults faults;
        ListRental rental;
        json::read(*wish.rental, typeInfo<ListRental>(), &rental, faults);
        faults.raise("contacts.rental");
        settings.rental = std::move(rental);
    }
    if (wish.consent) settings.consent = channelsIn(*wish.consent);
    take(settings.encoding, wish.encoding);
    take(settings.delimiter, wish.delimiter);
    take(settings.quote, wish.quote);
    take(settings.sheet, wish.sheet);
    take(settings.source, wish.source);
    take(settings.country, wish.country);
    take(settings.language, wish.language);
    take(settings.consentText, wish.consentText);
    take(settings.consentTextVersion, wish.consentTextVersion);
    take(settings.unmapped, wish.unmapped);
    take(settings.mode, wish.mode);
    take(settings.legalBasis, wish.legalBasis);
    take(settings.legalNote, wish.legalNote);
    take(settings.findDuplicates, wish.findDuplicates);
    take(settings.header, wish.header);
    take(settings.maxErrors, wish.maxErrors);
    checkSettings(settings);
    return settings;
}

} // namespace rejoinder::contacts
