#pragma once
#include <cstddef>
#include <string>
#include <string_view>

/// How alike two short texts are. All work on folded texts (see duplicates_record.h), byte by byte.
namespace rejoinder::contacts {

/// Jaro-Winkler similarity from 0 to 1 (Winkler 1990; prefix of up to 4 letters counts 0.1 each).
double jaroWinkler(std::string_view a, std::string_view b) noexcept;

/// Insertions, deletions, exchanged letters and exchanged neighbours between two texts (optimal string
/// alignment); `limit` + 1 as soon as there are more than `limit`.
std::size_t editDistance(std::string_view a, std::string_view b, std::size_t limit) noexcept;

/// Cologne phonetics (Postel 1969): "muller" and "miller" → "657". Blanks and digits are left out.
std::string cologne(std::string_view folded);

/// The letters a word begins with in English and Romance spelling, simplified: silent letters, doubled
/// letters and vowels after the first go, "ph" becomes "f", "gh", "kn", "wr" lose what nobody hears.
std::string consonants(std::string_view folded);

/// Similarity of two names or streets of one or several words: the better of Jaro-Winkler over the texts
/// without blanks and over the sorted words; 0.93 when the words of one are all among those of the other
/// ("meier" in "muller meier").
double wordSimilarity(std::string_view a, std::string_view b);

} // namespace rejoinder::contacts
