#include "import_wish.h"

#include "consent.h"
#include "import_file.h"
#include "profile.h"
#include "text.h"

#include <rejoinder/json.h>

#include <digest/digest.h>

namespace rejoinder::contacts {

namespace {

template <class T, class From>
void take(T& to, const std::optional<From>& from) {
    if (from) to = *from;
}

std::vector<Channel> channelsIn(const std::string& list, Faults& faults) {
    std::vector<Channel> channels;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        const std::string_view word = trimmed(std::string_view(list).substr(at, comma - at));
        at = comma + 1;
        if (word.empty()) continue;
        if (const auto channel = enumOf<Channel>(word))
            channels.push_back(*channel);
        else
            faults.add("/consent", "contacts.channel", "\"" + std::string(word) + "\" is no channel.");
    }
    return channels;
}

/// Reads a parameter that is JSON; its faults lie below its name.
template <class T>
void readJson(std::string_view text, std::string_view name, T& to, Faults& faults) {
    const std::string at = "/" + std::string(name);
    Faults own;
    try {
        json::read(text, typeInfo<T>(), &to, own);
    } catch (const Error& e) {
        own.add("", e.code(), e.text());
    }
    for (const Fault& f : own.list()) faults.add(at + f.pointer, f.code, f.message);
}

/// The settings of an upload: those of the profile, and what was said besides.
ImportSettings settingsOf(const ImportWish& wish, Storage& storage) {
    ImportSettings settings;
    Faults faults;
    if (wish.profileId)
        settings = storage.read([&](Unit& unit) { return requireProfile(unit, *wish.profileId); }).settings;
    if (wish.mapping) {
        settings.mapping.clear();
        readJson(*wish.mapping, "mapping", settings.mapping, faults);
    }
    if (wish.rental) readJson(*wish.rental, "rental", settings.rental.emplace(), faults);
    if (wish.consent) settings.consent = channelsIn(*wish.consent, faults);
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
    checkSettings(settings, faults);
    faults.raise("contacts.import-settings");
    return settings;
}

/// Stands for one request of one client with one file and its settings; nothing without an Idempotency-Key.
std::optional<std::string> requestKeyOf(const Call& call, const ImportRow& wanted) {
    const auto key = call.header("Idempotency-Key");
    if (!key) return std::nullopt;
    const Actor& actor = call.actor();
    return digest::sha256Hex(actor.kind + '\n' + actor.userId.toString() + '\n' + actor.name + '\n' +
                             std::string(*key) + '\n' + wanted.fileHash + '\n' +
                             json::write(wanted.settings));
}

} // namespace

ImportRow takeIn(State& state, const ImportWish& wish, Upload& file, Call& call,
                 const std::function<void(const std::filesystem::path& folder, ImportRow&)>& look,
                 const std::function<ImportRow(Unit&, ImportRow)>& begin) {
    ImportRow wanted;
    wanted.settings = settingsOf(wish, state.context->storage());
    wanted.fileName = shortened(cleaned(file.fileName.empty() ? "contacts.csv" : file.fileName), 150);
    wanted.fileBytes = static_cast<std::int64_t>(std::filesystem::file_size(file.path));
    wanted.fileHash = fileHash(file.path);
    wanted.requestKey = requestKeyOf(call, wanted);
    const auto folder = importFolder(state.context->dataFolder());
    KeptFile kept(file.path, folder);
    wanted.storedAs = kept.name();
    look(folder, wanted);
    WriteOptions options;
    options.actor = call.actor();
    try {
        ImportRow stored = state.context->storage().write(
            [&](Unit& unit) {
                if (wanted.requestKey)
                    if (auto before = unit.one<ImportRow>("contacts.import-of-request",
                                                          {{"requestKey", wanted.requestKey}}))
                        return *before;
                ImportRow row = wanted;
                row.id = unit.newId();
                row.createdAt = unit.now();
                row.createdBy = unit.actor().name;
                return begin(unit, std::move(row));
            },
            options);
        if (stored.storedAs == kept.name()) kept.want();
        return stored;
    } catch (const Error& e) {
        // Perhaps it did take place, and the import needs the file; else it goes as forgotten.
        if (e.code() == "storage.commit-unknown") kept.want();
        throw;
    }
}

} // namespace rejoinder::contacts
