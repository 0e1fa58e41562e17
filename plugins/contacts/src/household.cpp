#include "household.h"

#include "duplicates_record.h"
#include "text.h"

namespace rejoinder::contacts {

namespace {

std::string glued(std::string words) {
    std::erase(words, ' ');
    return words;
}

/// FNV-1a with a finisher that spreads it over all bits (splitmix64).
std::uint64_t hashOf(std::string_view text) noexcept {
    std::uint64_t hash = 1469598103934665603ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebULL;
    return hash ^ (hash >> 31U);
}

} // namespace

std::string householdText(const Contact& c) {
    if (c.postcode.empty() || c.country.empty()) return {};
    const bool named = !c.familyName.empty();
    const std::string who = glued(named ? matchWords(c.familyName) : matchCompany(c.companyName));
    if (who.empty()) return {};
    // Many share a box only by name of the place: its number has to be there.
    const std::string where = c.street.empty() ? (c.poBox.empty() ? "" : "box" + foldedLetters(c.poBox))
                                               : glued(matchAddress(c.street, c.houseNumber));
    if (where.empty()) return {};
    std::string text = foldedLetters(c.country) + '|' + foldedLetters(c.postcode) + '|' + where + '|';
    // "c/o" and a department tell households apart that share the door.
    text += glued(matchWords(c.careOf)) + '|' + glued(matchWords(c.department)) + '|' + who;
    return text;
}

std::int64_t householdOf(const Contact& contact) {
    const std::string text = householdText(contact);
    if (text.empty()) return 0;
    const auto value = static_cast<std::int64_t>(hashOf(text) >> 1U);
    return value == 0 ? 1 : value;
}

} // namespace rejoinder::contacts
