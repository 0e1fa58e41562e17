#include "intake/vcard.h"

#include "vcard_line.h"

#include <algorithm>
#include <array>
#include <map>

namespace intake {

namespace {

enum Column : std::size_t {
    kUid,
    kKind,
    kSalutation,
    kTitle,
    kGiven,
    kFamily,
    kCompany,
    kStreet,
    kLine2,
    kPostcode,
    kCity,
    kRegion,
    kCountry,
    kEmail,
    kPhone,
    kLanguage,
    kEmail2,
    kPhone2,
    kJobTitle,
    kBirthday,
    kWebsite,
    kCategories,
    kNote,
    kColumns
};

/// A card while it is read: values and how much the preferred ones were preferred.
struct Card {
    CardRow row = CardRow(kColumns);
    std::string fullName;
    int addressRank = 1000, emailRank = 1000, phoneRank = 1000;
    bool any = false;
};

void joinTo(std::string& text, std::string_view more, std::string_view between) {
    if (more.empty()) return;
    if (!text.empty()) text += between;
    text += more;
}

std::string part(const std::vector<std::string>& parts, std::size_t i) {
    return i < parts.size() ? parts[i] : std::string();
}

/// Commas in a component separate several values of it.
std::string words(const std::vector<std::string>& parts, std::size_t i) {
    std::string text = part(parts, i);
    std::ranges::replace(text, ',', ' ');
    return text;
}

bool isSalutation(std::string_view prefix) noexcept {
    constexpr std::array kKnown = std::to_array<std::string_view>(
        {"Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Miss", "Herr", "Frau", "Hr.", "Fr.", "M.", "Mme", "Mlle",
         "Madame", "Monsieur", "Sig.", "Signor", "Signora"});
    return std::ranges::find(kKnown, prefix) != kKnown.end();
}

void takeName(const CardLine& line, Card& card) {
    const auto parts = cardParts(line.value, ';');
    card.row[kFamily] = words(parts, 0);
    card.row[kGiven] = words(parts, 1);
    joinTo(card.row[kGiven], words(parts, 2), " ");
    std::string prefixes = words(parts, 3);
    for (std::size_t from = 0; from < prefixes.size();) {
        const std::size_t blank = std::min(prefixes.find(' ', from), prefixes.size());
        const std::string word = prefixes.substr(from, blank - from);
        joinTo(card.row[isSalutation(word) ? kSalutation : kTitle], word, " ");
        from = blank + 1;
    }
}

void takeAddress(const CardLine& line, Card& card) {
    const int rank = preference(line) + (hasType(line, "home") || hasType(line, "work") ? 0 : 1);
    if (rank >= card.addressRank) return;
    card.addressRank = rank;
    const auto parts = cardParts(line.value, ';'); // box; extended; street; locality; region; code; country
    card.row[kLine2] = part(parts, 1);
    joinTo(card.row[kLine2], part(parts, 0), ", ");
    card.row[kStreet] = part(parts, 2);
    card.row[kCity] = part(parts, 3);
    card.row[kRegion] = part(parts, 4);
    card.row[kPostcode] = part(parts, 5);
    card.row[kCountry] = part(parts, 6);
}

/// Keeps the most preferred value in one column and the next in another.
void takePreferred(const std::string& value, int rank, int& best, std::string& first, std::string& second) {
    if (rank < best) {
        if (second.empty()) second = first;
        first = value;
        best = rank;
    } else if (second.empty()) {
        second = value;
    }
}

void take(const CardLine& line, Card& card) {
    static const std::map<std::string, Column, std::less<>> plain = {
        {"UID", kUid},      {"TITLE", kJobTitle},        {"BDAY", kBirthday},
        {"URL", kWebsite},  {"CATEGORIES", kCategories}, {"NOTE", kNote},
        {"LANG", kLanguage}};
    std::string value = part(cardParts(line.value, '\n'), 0);
    if (const auto it = plain.find(line.name); it != plain.end()) {
        if (card.row[it->second].empty()) card.row[it->second] = value;
    } else if (line.name == "N") {
        takeName(line, card);
    } else if (line.name == "FN") {
        if (card.fullName.empty()) card.fullName = value;
    } else if (line.name == "ORG") {
        if (card.row[kCompany].empty()) card.row[kCompany] = part(cardParts(line.value, ';'), 0);
    } else if (line.name == "KIND") {
        card.row[kKind] = value == "org" || value == "ORG" ? "company"
                          : value == "individual"          ? "person"
                                                           : "";
    } else if (line.name == "ADR") {
        takeAddress(line, card);
    } else if (line.name == "EMAIL") {
        if (value.starts_with("mailto:")) value.erase(0, 7);
        takePreferred(value, preference(line), card.emailRank, card.row[kEmail], card.row[kEmail2]);
    } else if (line.name == "TEL" && !hasType(line, "fax")) {
        if (value.starts_with("tel:")) value.erase(0, 4);
        takePreferred(value, preference(line), card.phoneRank, card.row[kPhone], card.row[kPhone2]);
    } else {
        return;
    }
    card.any = true;
}

CardRow finished(Card card) {
    if (!card.any && card.fullName.empty()) return {};
    if (card.row[kFamily].empty() && card.row[kGiven].empty() && card.row[kCompany].empty())
        card.row[card.row[kKind] == "company" ? kCompany : kFamily] = card.fullName;
    return std::move(card.row);
}

std::string capitals(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

} // namespace

const std::vector<std::string>& cardColumns() {
    static const std::vector<std::string> columns = {
        "externalKey", "kind",     "salutation",   "title",      "givenName", "familyName",
        "companyName", "street",   "addressLine2", "postcode",   "city",      "region",
        "country",     "email",    "phone",        "language",   "email2",    "phone2",
        "jobTitle",    "birthday", "website",      "categories", "note"};
    return columns;
}

bool isVcard(std::string_view head) noexcept {
    while (!head.empty() && (static_cast<unsigned char>(head.front()) <= ' ')) head.remove_prefix(1);
    constexpr std::string_view kBegin = "BEGIN:VCARD";
    return head.size() >= kBegin.size() && capitals(std::string(head.substr(0, kBegin.size()))) == kBegin;
}

std::uint64_t readCards(std::string_view text,
                        const std::function<void(std::uint64_t, const CardRow&)>& card) {
    CardLines lines(text);
    std::uint64_t count = 0, begin = 0;
    Card open;
    bool inside = false;
    while (const auto line = lines.next()) {
        const bool begins = line->name == "BEGIN" && capitals(line->value) == "VCARD";
        if (begins || (line->name == "END" && inside)) {
            if (inside) {
                card(begin, begins ? CardRow{} : finished(std::move(open)));
                ++count;
            }
            inside = begins;
            begin = lines.line();
            open = Card{};
        } else if (inside) {
            take(*line, open);
        }
    }
    if (inside) card(begin, {}), ++count;
    return count;
}

} // namespace intake
