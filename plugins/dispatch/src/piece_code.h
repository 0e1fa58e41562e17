#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The code on every piece, "4KD-93T-7WX": nine of 23 characters, the last one a check character. What many
/// see alike (advertisement, leaflet, foot of an e-mail) has a shorter one of six, "4KD-93T"; all that is
/// said here of nine holds for six, too, and the length tells them apart.
///
/// Alphabet. No two of its characters look alike: of every group of look-alikes (0 O Q D, 1 I L, 2 Z, 5 S, 8
/// B, 6 G, U V, 4 A) at most one is in it, and reading takes the others of the group for that one. There are
/// no vowels, so codes spell no words. 23 is prime, which the check needs.
///
/// Check. With the values c1 … c9 of the characters and the weights 9, 8, … 1 the sum 9·c1 + 8·c2 + … + 1·c9
/// is 0 modulo 23 (the scheme of ISBN-10 over another prime). Two facts follow:
/// - every single substitution is found: it changes the sum by w·(c − c') with 0 < w < 23 and 0 < |c − c'| <
/// 23; a prime
///   divides a product only when it divides a factor, so the change is never 0 modulo 23;
/// - every swap of two different characters, neighbours or not, is found: it changes the sum by (w − w')·(c −
/// c'), and
///   different positions have weights that differ by 1 to 8.
///
/// Space. Eight free characters make 23^8 = 78,310,985,281 codes: a guessed code that passes the check is one
/// of a million issued codes once in 78,000 tries. Five make 23^5 = 6,436,343 codes of media; nobody stands
/// behind one, so a guess learns nothing.
namespace rejoinder::dispatch {

inline constexpr std::string_view kCodeAlphabet = "23456789CDFHJKMNPRTVWXY";
inline constexpr std::size_t kCodeLength = 9, kMediumCodeLength = 6;
inline constexpr std::uint64_t kCodeCount = 78'310'985'281;  ///< 23^8
inline constexpr std::uint64_t kMediumCodeCount = 6'436'343; ///< 23^5

/// What is wrong with a typed code.
enum class CodeFault { None, Empty, Length, Character, Check };

/// A code as it was typed, brought into its one form.
struct ReadCode {
    std::string code; ///< without dashes, in capitals; complete only when fault is None
    CodeFault fault = CodeFault::None;
    std::string hint; ///< a sentence for the person who typed it; empty when fault is None
};

/// Reads a code with dashes, blanks, lower case and look-alikes.
ReadCode readCode(std::string_view typed);

/// True for the nine (of a medium six) characters of a code in its one form, check character included.
bool isCode(std::string_view code) noexcept;

/// The code with dashes after each third character, as printed.
std::string printedCode(std::string_view code);

/// The code of a number below kCodeCount; of a medium below kMediumCodeCount.
std::string codeOfNumber(std::uint64_t number, std::size_t length = kCodeLength);

/// The number of a code in its one form; isCode(code) must hold.
std::uint64_t numberOfCode(std::string_view code) noexcept;

/// Codes one slip of the hand away from a wrong one: one character replaced or two neighbours swapped, check
/// fitting.
std::vector<std::string> nearCodes(std::string_view wrong);

} // namespace rejoinder::dispatch
