#include "duplicates_record.h"

#include "reach.h"
#include "text.h"

#include <algorithm>

namespace rejoinder::contacts {

namespace {

/// Words that are written short as often as in full.
std::string_view inFull(std::string_view word) noexcept {
    struct Pair {
        std::string_view brief, full;
    };
    static constexpr Pair kWords[] = {
        {"str", "strasse"},  {"st", "street"},      {"rd", "road"},   {"ave", "avenu"},     {"av", "avenu"},
        {"bd", "boulevard"}, {"blvd", "boulevard"}, {"ch", "chemin"}, {"rte", "route"},     {"pl", "place"},
        {"dr", "drive"},     {"ln", "lane"},        {"ct", "court"},  {"cres", "crescent"}, {"sq", "square"}};
    for (const Pair& pair : kWords)
        if (pair.brief == word) return pair.full;
    return word;
}

std::string streetWords(std::string_view text) {
    const std::string words = matchWords(text);
    std::string out;
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = std::min(words.find(' ', at), words.size());
        const std::string_view word = std::string_view(words).substr(at, end - at);
        if (!out.empty()) out += ' ';
        // "bahnhofstr" and "bahnhofstrasse" are one word each.
        if (word.size() > 4 && word.ends_with("str"))
            out.append(word).append("asse");
        else
            out += inFull(word);
        at = end + 1;
    }
    return out;
}

/// A house number that stands in the street's field goes into its own.
void splitNumber(std::string& street, std::string& number) {
    if (!number.empty()) return;
    const std::size_t last = street.rfind(' '), first = street.find(' ');
    if (last == std::string::npos) return;
    if (isDigit(street[last + 1])) {
        number = street.substr(last + 1);
        street.resize(last);
    } else if (isDigit(street[0])) {
        number = street.substr(0, first);
        street.erase(0, first + 1);
    }
}

std::string birthDigits(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (isDigit(c)) digits += c;
    // Day first, as people write it: 23.04.1965.
    if (digits.size() == 8 && text.size() == 10 && !isDigit(text[2]))
        return digits.substr(4) + digits.substr(2, 2) + digits.substr(0, 2);
    return digits.size() == 8 ? digits : std::string();
}

} // namespace

MatchView MatchRecord::view() const noexcept {
    MatchView view;
    for (std::size_t i = 0; i < kMatchFields; ++i) view.fields[i] = fields[i];
    return view;
}

std::string matchWords(std::string_view text) {
    std::string out;
    for (const char c : folded(text)) {
        const bool letter =
            (c >= 'a' && c <= 'z') || isDigit(c) || (static_cast<unsigned char>(c) & 0x80) != 0;
        if (letter) {
            // After a, o or u an e is how typewriters wrote the dots; "eue" ("neue", "feuer") is none.
            const bool dots = c == 'e' && !out.empty() &&
                              (out.back() == 'a' || out.back() == 'o' || out.back() == 'u') &&
                              !(out.size() > 1 && (out[out.size() - 2] == 'e' || out[out.size() - 2] == 'q'));
            if (!dots) out += c;
        } else if (c == '\'') {
            continue; // "o'neill"
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string matchCompany(std::string_view text) {
    // Legal forms say nothing about which company it is.
    static constexpr std::string_view kForms[] = {"ag",  "gmbh", "sa",  "sarl", "ltd", "limited",
                                                  "inc", "kg",   "co",  "ohg",  "srl", "spa",
                                                  "llc", "plc",  "gbr", "ev",   "und", "and"};
    const std::string words = matchWords(text);
    std::string out;
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = std::min(words.find(' ', at), words.size());
        const std::string_view word = std::string_view(words).substr(at, end - at);
        if (std::ranges::find(kForms, word) == std::end(kForms)) {
            if (!out.empty()) out += ' ';
            out += word;
        }
        at = end + 1;
    }
    return out.empty() ? words : out;
}

std::string matchAddress(std::string_view street, std::string_view number) {
    std::string words = streetWords(street), digits = foldedLetters(number);
    splitNumber(words, digits);
    return digits.empty() ? words : words + ' ' + digits;
}

MatchRecord matchRecord(const Contact& contact, std::string_view birth) {
    MatchRecord record;
    record[MatchField::Given] = matchWords(contact.givenName);
    record[MatchField::Family] = matchWords(contact.familyName);
    record[MatchField::Company] = matchCompany(contact.companyName);
    record[MatchField::Street] = streetWords(contact.street);
    record[MatchField::Number] = foldedLetters(contact.houseNumber);
    splitNumber(record[MatchField::Street], record[MatchField::Number]);
    record[MatchField::Extra] = streetWords(contact.addressLine2);
    record[MatchField::Postcode] = foldedLetters(contact.postcode);
    record[MatchField::City] = matchWords(contact.city);
    record[MatchField::Country] = foldedLetters(contact.country);
    if (!contact.email.empty())
        if (auto email = emailIn(contact.email)) record[MatchField::Email] = std::move(email->norm);
    record[MatchField::Phone] = contact.phone;
    record[MatchField::Birth] = birthDigits(birth);
    for (std::string& field : record.fields)
        if (field.size() > 200) field.resize(200);
    return record;
}

void MatchBase::add(Id id, const MatchRecord& record, bool fresh) {
    ids_.push_back(id);
    fresh_.push_back(fresh);
    begins_.push_back(text_.size());
    for (const std::string& field : record.fields) text_.push_back(static_cast<char>(field.size()));
    for (const std::string& field : record.fields) text_.insert(text_.end(), field.begin(), field.end());
}

MatchView MatchBase::view(std::size_t i) const noexcept {
    MatchView view;
    const char* const lengths = text_.data() + begins_[i];
    const char* at = lengths + kMatchFields;
    for (std::size_t f = 0; f < kMatchFields; ++f) {
        const auto length = static_cast<unsigned char>(lengths[f]);
        view.fields[f] = {at, length};
        at += length;
    }
    return view;
}

} // namespace rejoinder::contacts
