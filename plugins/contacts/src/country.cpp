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

} // namespace rejoinder::contacts
