#include "people.h"

#include "places.h"

#include <array>
#include <map>

namespace rejoinder::demo {

namespace {

/// German spelling of a street: outside of Switzerland and Liechtenstein with ß.
std::string spelled(std::string_view street, std::string_view country) {
    std::string text(street);
    if (country != "DE" && country != "AT") return text;
    if (const auto at = text.find("strasse"); at != std::string::npos) text.replace(at, 7, "straße");
    return text;
}

/// A name as it stands in an e-mail address.
std::string asciiOf(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> table{{{"ä", "ae"},
                                                                                          {"ö", "oe"},
                                                                                          {"ü", "ue"},
                                                                                          {"é", "e"},
                                                                                          {"è", "e"},
                                                                                          {"ê", "e"},
                                                                                          {"É", "e"},
                                                                                          {"ç", "c"},
                                                                                          {"â", "a"},
                                                                                          {"ë", "e"},
                                                                                          {"ß", "ss"},
                                                                                          {" ", "-"},
                                                                                          {"'", ""},
                                                                                          {"Ü", "ue"}}};
    std::string out;
    for (std::size_t i = 0; i < name.size();) {
        bool replaced = false;
        for (const auto& [from, to] : table)
            if (name.substr(i).starts_with(from)) {
                out += to;
                i += from.size();
                replaced = true;
                break;
            }
        if (replaced) continue;
        const char c = name[i++];
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

/// Gives each number once.
class PhoneBook {
public:
    /// "" when there is none left.
    std::string next(std::string_view language) {
        const auto ranges = filmNumbersOf(language);
        const auto n = static_cast<std::int64_t>(given_[std::string(language == "fr" ? "fr" : "")]++);
        const auto size = static_cast<std::int64_t>(ranges.size());
        const auto& range = ranges[static_cast<std::size_t>(n % size)];
        std::int64_t all = 1;
        for (std::int64_t i = 0; i < range.digits; ++i) all *= 10;
        if (n / size >= all) return {};
        const std::int64_t number = n / size * 617 % all; // without a common divisor, so none comes twice
        return std::string(range.begin) + std::to_string(all + number).substr(1);
    }

private:
    std::map<std::string, std::size_t> given_;
};

void addHabits(Person& p, Dice& dice) {
    const double kind = dice.share();
    if (kind < 0.30) {
        p.segment = "4 prospects";
        p.recencyMonths = 99;
    } else if (kind < 0.55) {
        p.segment = "3 sleeping buyers";
        p.recencyMonths = dice.between(25, 60);
    } else if (kind < 0.80) {
        p.segment = "2 cooling buyers";
        p.recencyMonths = dice.between(13, 24);
    } else {
        p.segment = "1 fresh buyers";
        p.recencyMonths = dice.between(1, 12);
    }
    if (p.recencyMonths == 99) return;
    p.orders = 1 + dice.between(0, 2) * dice.between(0, 3);
    for (std::int64_t i = 0; i < p.orders; ++i) p.revenue += dice.between(25, 180);
}

void addWays(Person& p, Dice& dice, PhoneBook& phones) {
    if (dice.chance(0.6)) {
        p.email = asciiOf(p.givenName) + "." + asciiOf(p.familyName) + std::to_string(dice.between(1, 9999)) +
                  "@example.org"; // reserved: nobody gets mail by accident
        p.emailConsent = dice.chance(0.5);
    }
    // Fewer numbers are kept for films in German than in French.
    if (dice.chance(p.language == "fr" ? 0.55 : 0.33)) p.phone = phones.next(p.language);
    if (!p.phone.empty()) p.phoneConsent = dice.chance(p.language == "fr" ? 0.4 : 0.6);
}

Person makePerson(Dice& dice, PhoneBook& phones, std::size_t index) {
    Person p;
    p.customerNumber = "D" + std::to_string(10001 + index);
    const double where = dice.share();
    const auto& country = countries()[where < 0.5 ? 0 : where < 0.75 ? 1 : where < 0.9 ? 2 : 3];
    const auto& place = dice.pick(country.places);
    const auto names = namesOf(place.language);
    p.female = dice.chance(0.52);
    p.givenName = dice.pick(p.female ? names.female : names.male);
    p.familyName = dice.pick(familyNamesOf(place.language));
    if (dice.chance(0.15)) p.familyName += "-" + std::string(dice.pick(familyNamesOf(place.language)));
    if (dice.chance(0.03)) p.title = "Dr.";
    p.street = spelled(dice.pick(streetsOf(place.language)), country.code);
    p.houseNumber = std::to_string(dice.between(1, 120)) + (dice.chance(0.08) ? "a" : "");
    p.postcode = place.postcode;
    p.city = place.city;
    p.country = country.code;
    p.language = place.language;
    addHabits(p, dice);
    addWays(p, dice, phones);
    return p;
}

void addCell(std::string& out, std::string_view text, char end = ',') {
    if (text.find_first_of(",\"\n") != std::string_view::npos) {
        out += '"';
        for (const char c : text) {
            if (c == '"') out += '"';
            out += c;
        }
        out += '"';
    } else {
        out += text;
    }
    out += end;
}

} // namespace

std::vector<Person> makePeople(std::uint64_t seed, std::size_t count) {
    Dice dice(seed);
    PhoneBook phones;
    std::vector<Person> people;
    people.reserve(count);
    for (std::size_t i = 0; i < count; ++i) people.push_back(makePerson(dice, phones, i));
    return people;
}

std::string csvOf(const std::vector<Person>& people) {
    std::string out =
        "externalKey,salutation,title,givenName,familyName,street,houseNumber,postcode,city,country,"
        "language,email,phone,segment,recency,orders,revenue,consentEmail,consentPhone\r\n";
    for (const auto& p : people) {
        for (const auto& text :
             {p.customerNumber, std::string(p.female ? "ms" : "mr"), p.title, p.givenName, p.familyName,
              p.street, p.houseNumber, p.postcode, p.city, p.country, p.language, p.email, p.phone, p.segment,
              std::to_string(p.recencyMonths), std::to_string(p.orders), std::to_string(p.revenue),
              std::string(p.emailConsent ? "yes" : "")})
            addCell(out, text);
        addCell(out, p.phoneConsent ? "yes" : "", '\r');
        out += '\n';
    }
    return out;
}

} // namespace rejoinder::demo
