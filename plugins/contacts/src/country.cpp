#include "country.h"

#include "text.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>

namespace rejoinder::contacts {

namespace {

using Words = std::map<std::string, std::string, std::less<>>; // folded word → code

constexpr std::array<const char*, 4> kLanguages{"de", "fr", "it", "en"};

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

std::string displayCountry(const char* code, const char* language) {
    icu::UnicodeString name;
    icu::Locale("", code).getDisplayCountry(icu::Locale(language), name);
    return utf8(name);
}

std::string displayLanguage(const char* code, const char* language) {
    icu::UnicodeString name;
    icu::Locale(code).getDisplayLanguage(icu::Locale(language), name);
    return utf8(name);
}

const Words& countries() {
    static const Words words = [] {
        Words all;
        for (auto code = icu::Locale::getISOCountries(); *code != nullptr; ++code) {
            all.emplace(folded(*code), *code);
            for (const char* language : kLanguages)
                all.emplace(foldedLetters(displayCountry(*code, language)), *code);
        }
        const std::initializer_list<std::pair<const char*, const char*>> customary = {
            {"d", "DE"},
            {"brd", "DE"},
            {"a", "AT"},
            {"f", "FR"},
            {"i", "IT"},
            {"fl", "LI"},
            {"uk", "GB"},
            {"england", "GB"},
            {"scotland", "GB"},
            {"wales", "GB"},
            {"greatbritain", "GB"},
            {"usa", "US"},
            {"unitedstatesofamerica", "US"},
            {"holland", "NL"}};
        for (const auto& [word, code] : customary) all.insert_or_assign(word, code);
        return all;
    }();
    return words;
}

const Words& languages() {
    static const Words words = [] {
        Words all;
        for (auto code = icu::Locale::getISOLanguages(); *code != nullptr; ++code) {
            if (std::string_view(*code).size() != 2) continue;
            all.emplace(*code, *code);
            for (const char* language : kLanguages)
                all.emplace(foldedLetters(displayLanguage(*code, language)), *code);
        }
        return all;
    }();
    return words;
}

struct Calling {
    std::string_view country, code;
};

// ITU-T E.164, assigned country codes: Europe and the countries most often written to.
constexpr std::array kCalling = std::to_array<Calling>(
    {{"AD", "376"}, {"AE", "971"}, {"AL", "355"}, {"AR", "54"},  {"AT", "43"},  {"AU", "61"},  {"BA", "387"},
     {"BE", "32"},  {"BG", "359"}, {"BR", "55"},  {"BY", "375"}, {"CA", "1"},   {"CH", "41"},  {"CL", "56"},
     {"CN", "86"},  {"CO", "57"},  {"CY", "357"}, {"CZ", "420"}, {"DE", "49"},  {"DK", "45"},  {"EE", "372"},
     {"EG", "20"},  {"ES", "34"},  {"FI", "358"}, {"FO", "298"}, {"FR", "33"},  {"GB", "44"},  {"GI", "350"},
     {"GR", "30"},  {"HK", "852"}, {"HR", "385"}, {"HU", "36"},  {"IE", "353"}, {"IL", "972"}, {"IN", "91"},
     {"IS", "354"}, {"IT", "39"},  {"JP", "81"},  {"KR", "82"},  {"LI", "423"}, {"LT", "370"}, {"LU", "352"},
     {"LV", "371"}, {"MA", "212"}, {"MC", "377"}, {"MD", "373"}, {"ME", "382"}, {"MK", "389"}, {"MT", "356"},
     {"MX", "52"},  {"NL", "31"},  {"NO", "47"},  {"NZ", "64"},  {"PL", "48"},  {"PT", "351"}, {"RO", "40"},
     {"RS", "381"}, {"RU", "7"},   {"SE", "46"},  {"SG", "65"},  {"SI", "386"}, {"SK", "421"}, {"SM", "378"},
     {"TN", "216"}, {"TR", "90"},  {"UA", "380"}, {"US", "1"},   {"VA", "39"},  {"XK", "383"}, {"ZA", "27"}});

} // namespace

std::optional<std::string> countryCode(std::string_view text) {
    const Words& words = countries();
    const auto it = words.find(foldedLetters(text));
    if (it == words.end()) return std::nullopt;
    return it->second;
}

std::string countryName(std::string_view code, std::string_view language) {
    return displayCountry(std::string(code).c_str(), std::string(language).c_str());
}

std::string_view languageOfCountry(std::string_view code) noexcept {
    for (const std::string_view german : {"CH", "DE", "AT", "LI"})
        if (code == german) return "de";
    for (const std::string_view french : {"FR", "BE", "LU", "MC"})
        if (code == french) return "fr";
    for (const std::string_view italian : {"IT", "SM", "VA"})
        if (code == italian) return "it";
    return "en";
}

std::optional<std::string> languageCode(std::string_view text) {
    std::string_view word = trimmed(text);
    if (word.size() == 5 && (word[2] == '-' || word[2] == '_')) word = word.substr(0, 2);
    const Words& words = languages();
    const auto it = words.find(foldedLetters(word));
    if (it == words.end()) return std::nullopt;
    return it->second;
}

std::string_view callingCode(std::string_view country) noexcept {
    const auto it = std::ranges::find(kCalling, country, &Calling::country);
    return it == kCalling.end() ? std::string_view() : it->code;
}

} // namespace rejoinder::contacts
