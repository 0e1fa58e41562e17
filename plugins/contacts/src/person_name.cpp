#include "person_name.h"

#include "text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace rejoinder::contacts {

namespace {

/// One language's words. "%" is the family name with its title, "&" the whole name.
struct Manner {
    std::string_view language;
    std::string_view mr, ms, mx, family, couple; ///< before a comma
    std::string_view nobody;                     ///< nobody is named
    std::string_view formMr, formMs, formFamily, formCouple;
    std::string_view dearMr, dearMs, dear; ///< on first-name terms; "%" is the given name
};

constexpr Manner kManners[] = {
    {"de", "Sehr geehrter Herr %", "Sehr geehrte Frau %", "Guten Tag &", "Sehr geehrte Familie %",
     "Sehr geehrte Frau %, sehr geehrter Herr %", "Sehr geehrte Damen und Herren", "Herr", "Frau", "Familie",
     "Herr und Frau", "Lieber %", "Liebe %", "Hallo %"},
    {"fr", "Monsieur %", "Madame %", "Bonjour &", "Chère famille %", "Madame, Monsieur %", "Madame, Monsieur",
     "Monsieur", "Madame", "Famille", "Monsieur et Madame", "Cher %", "Chère %", "Bonjour %"},
    {"it", "Egregio signor %", "Gentile signora %", "Gentile &", "Gentile famiglia %", "Gentili signori %",
     "Gentili signore e signori", "Sig.", "Sig.ra", "Famiglia", "Sigg.", "Caro %", "Cara %", "Ciao %"},
    {"en", "Dear Mr %", "Dear Ms %", "Dear &", "Dear % family", "Dear Mr and Mrs %", "Dear Sir or Madam",
     "Mr", "Ms", "Family", "Mr and Mrs", "Dear %", "Dear %", "Dear %"},
    {"es", "Estimado señor %", "Estimada señora %", "Hola, &", "Estimada familia %", "Estimados señores %",
     "Estimados señores", "Sr.", "Sra.", "Familia", "Sr. y Sra.", "Querido %", "Querida %", "Hola, %"},
    {"nl", "Geachte heer %", "Geachte mevrouw %", "Beste &", "Geachte familie %", "Geachte heer en mevrouw %",
     "Geachte heer, mevrouw", "De heer", "Mevrouw", "Familie", "De heer en mevrouw", "Beste %", "Beste %",
     "Beste %"},
    {"zh", "尊敬的%先生", "尊敬的%女士", "尊敬的&", "尊敬的%全家", "尊敬的%先生及夫人", "尊敬的先生/女士",
     "先生", "女士", "家庭", "先生及夫人", "亲爱的%", "亲爱的%", "亲爱的%"}};

const Manner& mannerIn(std::string_view language) {
    for (const Manner& manner : kManners)
        if (manner.language == language) return manner;
    return kManners[3];
}

std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

std::string joined(const std::vector<std::string>& words, std::size_t from, std::size_t to) {
    std::string out;
    for (std::size_t i = from; i < to; ++i) out += (out.empty() ? "" : " ") + words[i];
    return out;
}

template <std::size_t N>
bool among(const std::array<std::string_view, N>& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

// Folded, without dots and hyphens.
constexpr auto kTitles = std::to_array<std::string_view>(
    {"dr",      "drs",        "prof", "professor", "doktor", "docteur", "doctor",  "dott",  "dottssa",
     "dottore", "dottoressa", "ing",  "dipling",   "dipl",   "mag",     "lic",     "iur",   "med",
     "dent",    "vet",        "phil", "rer",       "nat",    "oec",     "hc",      "habil", "pd",
     "ir",      "avv",        "arch", "geom",      "rag",    "maitre",  "me",      "sir",   "dame",
     "lord",    "lady",       "rev",  "hon",       "dkfm",   "di",      "univprof"});
constexpr auto kSuffixes = std::to_array<std::string_view>(
    {"jr", "sr", "junior", "senior", "jun", "sen", "ii",  "iii", "iv", "mba", "phd",  "md",  "esq",
     "ma", "ba", "msc",    "bsc",    "llm", "obe", "mbe", "cbe", "qc", "kc",  "fils", "pere"});
constexpr auto kParticles = std::to_array<std::string_view>(
    {"von",   "vom",   "zu",    "zum", "zur", "van",   "de",     "der", "den", "ter", "ten",   "del",
     "della", "dello", "dalla", "dal", "di",  "da",    "do",     "dos", "das", "du",  "des",   "la",
     "le",    "lo",    "el",    "al",  "bin", "ibn",   "af",     "av",  "st",  "san", "saint", "zur",
     "und",   "thoe",  "op",    "het", "in",  "vande", "vander", "lou", "d"});
constexpr auto kAnd = std::to_array<std::string_view>({"und", "u", "et", "e", "and", "y", "en"});

bool isAnd(const std::string& word) {
    return word == "&" || word == "+" || among(kAnd, foldedLetters(word));
}

/// "Herr und Frau": two forms of address make a couple.
std::optional<Salutation> takeSalutation(std::vector<std::string>& words) {
    std::optional<Salutation> first;
    std::size_t taken = 0;
    while (taken < words.size()) {
        std::size_t at = taken;
        if (first && isAnd(words[at])) ++at;
        if (at >= words.size() || foldedLetters(words[at]).empty()) break;
        // "M. et Mme" are a couple, "M." alone is as often somebody's initial.
        const bool initial =
            foldedLetters(words[at]) == "m" && !(at + 1 < words.size() && isAnd(words[at + 1]));
        const auto found = initial ? std::nullopt : salutationIn(words[at]);
        if (!found || *found == Salutation::None) break;
        first = first && *first != *found ? Salutation::Couple : found;
        taken = at + 1;
        if (taken == words.size()) break; // "Frau" alone may be somebody's name
    }
    if (first && taken == words.size() && words.size() == 1) return std::nullopt;
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(taken));
    return first;
}

std::string takeTitles(std::vector<std::string>& words) {
    std::size_t n = 0;
    while (n + 1 < words.size()) {
        const bool dotted = words[n].find('.') != std::string::npos;
        const std::string word = foldedLetters(words[n]);
        // "Di", "Ing" and "Me" are names as well; their dot tells.
        if (!among(kTitles, word) || (word.size() <= 3 && !dotted && word != "dr" && word != "sir")) break;
        ++n;
    }
    std::string title = joined(words, 0, n);
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(n));
    return title;
}

std::string takeSuffix(std::vector<std::string>& words) {
    std::size_t n = words.size();
    while (n > 1 && among(kSuffixes, foldedLetters(words[n - 1]))) --n;
    // "Anna Ma" is a name; a suffix of two letters needs its comma or dot.
    if (n + 1 == words.size() && words[n].size() == 2 && foldedLetters(words[n]) != "jr" &&
        foldedLetters(words[n]) != "sr" && foldedLetters(words[n]) != "ii" && foldedLetters(words[n]) != "iv")
        n = words.size();
    if (n < 1) n = 1;
    std::string suffix = joined(words, n, words.size());
    words.resize(n);
    if (!words.empty() && words.back().ends_with(',')) words.back().pop_back();
    return suffix;
}

void splitGivenAndFamily(const std::vector<std::string>& words, NameParts& parts) {
    if (words.empty()) return;
    std::size_t family = words.size() - 1;
    // The first particle begins the family name; it is written small, or stands behind a given name.
    for (std::size_t i = 0; i + 1 < words.size(); ++i)
        if (among(kParticles, foldedLetters(words[i])) && !isAnd(words[i]) &&
            (i > 0 || parts.salutation != Salutation::None || (words[i][0] >= 'a' && words[i][0] <= 'z'))) {
            family = i;
            break;
        }
    parts.givenName = joined(words, 0, family);
    parts.familyName = joined(words, family, words.size());
}

std::string titleFor(const Contact& c, const Manner& manner) {
    if (manner.language != "de") return c.title;
    // German letters say doctor and professor; academic degrees stay in the address. Austria says magister
    // too.
    std::string out;
    for (const std::string& word : wordsOf(c.title)) {
        const std::string folded = foldedLetters(word);
        const bool said = folded == "dr" || folded == "drs" || folded == "prof" || folded == "professor" ||
                          folded == "doktor" || folded == "univprof" ||
                          (folded == "mag" && c.country == "AT");
        if (said) out += (out.empty() ? "" : " ") + word;
    }
    return out;
}

std::string spaced(std::string_view a, std::string_view b) {
    std::string out(a);
    if (!a.empty() && !b.empty()) out += ' ';
    return out += b;
}

std::string put(std::string_view manner, std::string_view mark, std::string_view text) {
    std::string out;
    for (const char c : manner)
        if (c == mark[0])
            out += text;
        else
            out += c;
    return out;
}

/// Italian and English put the title in the place of the form of address.
std::optional<std::string> byTitle(const Contact& c, const Manner& manner, const std::string& title) {
    if (title.empty() || c.salutation == Salutation::Couple) return std::nullopt;
    if (manner.language == "en") return "Dear " + spaced(title, c.familyName);
    if (manner.language != "it" || (c.salutation != Salutation::Mr && c.salutation != Salutation::Ms))
        return std::nullopt;
    return (c.salutation == Salutation::Mr ? "Egregio " : "Gentile ") + spaced(title, c.familyName);
}

} // namespace

NameParts splitName(std::string_view text) {
    NameParts parts;
    std::string name = cleaned(text);
    auto words = wordsOf(name);
    if (const auto salutation = takeSalutation(words)) parts.salutation = *salutation;
    parts.title = takeTitles(words);
    parts.nameSuffix = takeSuffix(words);
    // "Müller, Anna": the family name first.
    for (std::size_t i = 0; i + 1 < words.size(); ++i)
        if (words[i].ends_with(',')) {
            words[i].pop_back();
            parts.familyName = joined(words, 0, i + 1);
            std::vector<std::string> rest(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
            if (const auto salutation = takeSalutation(rest)) parts.salutation = *salutation;
            if (parts.title.empty()) parts.title = takeTitles(rest);
            parts.givenName = joined(rest, 0, rest.size());
            return parts;
        }
    splitGivenAndFamily(words, parts);
    return parts;
}

std::string joinedName(const Contact& c) {
    // Hungarian, Chinese, Japanese and Korean names begin with the family.
    const bool familyFirst =
        c.language == "hu" || c.language == "zh" || c.language == "ja" || c.language == "ko";
    const bool latin =
        std::ranges::none_of(c.familyName, [](char x) { return static_cast<unsigned char>(x) >= 0xE0; });
    std::string name = familyFirst && !(latin && c.language != "hu")
                           ? (latin ? spaced(c.familyName, c.givenName) : c.familyName + c.givenName)
                           : spaced(c.givenName, c.familyName);
    return spaced(spaced(c.title, name), c.nameSuffix);
}

std::optional<Salutation> salutationIn(std::string_view text) {
    struct Word {
        std::string_view word;
        Salutation salutation;
    };
    using enum Salutation;
    static constexpr Word kWords[] = {{"", None},
                                      {"none", None},
                                      {"mr", Mr},
                                      {"herr", Mr},
                                      {"hr", Mr},
                                      {"herrn", Mr},
                                      {"mister", Mr},
                                      {"monsieur", Mr},
                                      {"m", Mr},
                                      {"signor", Mr},
                                      {"signore", Mr},
                                      {"sig", Mr},
                                      {"senor", Mr},
                                      {"sr", Mr},
                                      {"dhr", Mr},
                                      {"ms", Ms},
                                      {"mrs", Ms},
                                      {"miss", Ms},
                                      {"frau", Ms},
                                      {"fr", Ms},
                                      {"fraulein", Ms},
                                      {"madame", Ms},
                                      {"mme", Ms},
                                      {"mademoiselle", Ms},
                                      {"mlle", Ms},
                                      {"signora", Ms},
                                      {"sigra", Ms},
                                      {"signorina", Ms},
                                      {"senora", Ms},
                                      {"sra", Ms},
                                      {"mevrouw", Ms},
                                      {"mevr", Ms},
                                      {"mw", Ms},
                                      {"mx", Mx},
                                      {"divers", Mx},
                                      {"family", Family},
                                      {"familie", Family},
                                      {"fam", Family},
                                      {"famille", Family},
                                      {"famiglia", Family},
                                      {"familia", Family},
                                      {"couple", Couple},
                                      {"eheleute", Couple},
                                      {"herrundfrau", Couple},
                                      {"herrnundfrau", Couple},
                                      {"frauundherr", Couple},
                                      {"mrandmrs", Couple},
                                      {"mrmrs", Couple},
                                      {"monsieuretmadame", Couple},
                                      {"metmme", Couple},
                                      {"sigg", Couple},
                                      {"signoriesignore", Couple},
                                      {"先生", Mr},
                                      {"女士", Ms}};
    const std::string word = foldedLetters(text);
    for (const Word& known : kWords)
        if (known.word == word) return known.salutation;
    return std::nullopt;
}

std::string formOfAddress(const Contact& c) {
    const Manner& manner = mannerIn(c.language);
    switch (c.salutation) {
    case Salutation::Mr: return std::string(manner.formMr);
    case Salutation::Ms: return std::string(manner.formMs);
    case Salutation::Family: return std::string(manner.formFamily);
    case Salutation::Couple: return std::string(manner.formCouple);
    case Salutation::None:
    case Salutation::Mx: break;
    }
    return {};
}

std::string salutationOf(const Contact& c) {
    const Manner& manner = mannerIn(c.language);
    const bool named = !c.familyName.empty();
    if (!named && c.givenName.empty()) return std::string(manner.nobody);
    const std::string title = titleFor(c, manner);
    if (named && c.salutation == Salutation::Family) return put(manner.family, "%", c.familyName);
    if (named && c.salutation == Salutation::Couple) return put(manner.couple, "%", c.familyName);
    if (named)
        if (auto text = byTitle(c, manner, title)) return *text;
    if (named && c.salutation == Salutation::Mr) return put(manner.mr, "%", spaced(title, c.familyName));
    if (named && c.salutation == Salutation::Ms) return put(manner.ms, "%", spaced(title, c.familyName));
    Contact plain = c;
    plain.title = title;
    plain.nameSuffix.clear();
    return put(manner.mx, "&", joinedName(plain));
}

std::string greetingOf(const Contact& c) {
    if (c.givenName.empty()) return salutationOf(c);
    const Manner& manner = mannerIn(c.language);
    const std::string_view dear = c.salutation == Salutation::Mr   ? manner.dearMr
                                  : c.salutation == Salutation::Ms ? manner.dearMs
                                                                   : manner.dear;
    return put(dear, "%", c.givenName);
}

} // namespace rejoinder::contacts
