#pragma once
#include <rejoinder/contract/contacts.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

/// People who never lived, with the mistakes that clerks, forms and scanners make; who is whom is known.
namespace rejoinder::contacts::made {

/// A record and the number of the person behind it.
struct MadeRecord {
    Contact contact;
    std::string birth;
    std::uint32_t person = 0;
};

class MadePeople {
public:
    explicit MadePeople(std::uint64_t seed) : random_(seed) {
        static constexpr const char* kBegins[] = {"Mül",  "Schnei", "Ba",  "Hof", "Kel", "Wei", "Ber",
                                                  "Gra",  "Zim",    "Lan", "Du",  "Mor", "Fav", "Ros",
                                                  "Bian", "Per",    "Car", "Wil", "Tay", "Hob"};
        static constexpr const char* kMiddles[] = {"ler", "der", "mann", "ber", "ger", "chi",  "re",
                                                   "ton", "li",  "se",   "ner", "lin", "bach", "vet"};
        static constexpr const char* kEnds[] = {"",     "",   "",    "t",  "er", "i",
                                                "mann", "in", "son", "oz", "y",  "ard"};
        for (const char* a : kBegins)
            for (const char* b : kMiddles)
                for (const char* c : kEnds) families_.push_back(std::string(a) + b + c);
        static constexpr const char* kGiven[] = {
            "Anna",      "Peter",  "Maria",      "Hans",      "Ursula",   "Daniel",     "Ruth",   "Thomas",
            "Elisabeth", "Martin", "Sandra",     "Christian", "Claudia",  "Andreas",    "Nicole", "Michael",
            "Monika",    "Walter", "Barbara",    "Markus",    "Jean",     "Pierre",     "Hélène", "François",
            "Chloé",     "Lukas",  "Lea",        "Noah",      "Mia",      "Leon",       "Emma",   "David",
            "Laura",     "Simon",  "Sarah",      "Stefan",    "Brigitte", "Urs",        "Silvia", "Beat",
            "Verena",    "Roland", "Heidi",      "Jürg",      "Yvonne",   "Reto",       "Karin",  "Bruno",
            "Esther",    "Werner", "Jacqueline", "Giovanni",  "Chiara",   "Aleksandar", "Zoë",    "Björn",
            "Søren",     "Oliver", "Emily",      "Jack"};
        given_.assign(std::begin(kGiven), std::end(kGiven));
        for (const char* a : {"Bahnhof",   "Haupt",   "Dorf",   "Garten", "Rosen", "Linden", "Kirch",
                              "Schul",     "Wald",    "Mühle",  "Berg",   "See",   "Feld",   "Sonnen",
                              "Industrie", "Zürcher", "Berner", "Ring",   "Post",  "Alte"})
            for (const char* b : {"strasse", "weg", "gasse", "platz", "rain", "matte"})
                streets_.push_back(std::string(a) + b);
        for (int i = 0; i < 900; ++i)
            cities_.push_back(family(i * 7 + 3) + (i % 3 == 0 ? "wil" : i % 3 == 1 ? "dorf" : "ingen"));
    }

    /// `persons` of whom three of ten live in families; `copies` of each hundred are there a second time.
    std::vector<MadeRecord> base(std::uint32_t persons, std::uint32_t copies) {
        std::vector<MadeRecord> all;
        all.reserve(persons + persons * copies / 100);
        for (std::uint32_t person = 0; person < persons; ++person) {
            MadeRecord record = !all.empty() && chance(30) ? relative(all[all.size() - 1]) : stranger();
            if (!sameHouse(all, record)) household_.clear();
            household_.push_back(record.contact.givenName);
            record.person = person;
            all.push_back(record);
        }
        for (std::uint32_t person = 0; person < persons; ++person)
            if (chance(static_cast<int>(copies))) all.push_back(copy(all[person]));
        return all;
    }

    /// The same person as somebody else wrote it down.
    MadeRecord copy(MadeRecord r) {
        Contact& c = r.contact;
        for (int mistakes = 1 + below(3); mistakes > 0; --mistakes) mistake(r, c);
        return r;
    }

    MadeRecord stranger() {
        MadeRecord r;
        Contact& c = r.contact;
        c.familyName = family(skewed(families_.size()));
        if (chance(4)) c.familyName += "-" + family(skewed(families_.size()));
        c.givenName = given_[skewed(given_.size())];
        if (chance(10)) c.givenName += " " + given_[skewed(given_.size())];
        c.street = streets_[skewed(streets_.size())];
        c.houseNumber = std::to_string(1 + below(180)) + (chance(8) ? "a" : "");
        const auto place = static_cast<std::size_t>(below(static_cast<int>(cities_.size())));
        c.city = cities_[place];
        c.postcode = std::to_string(1000 + place * 9);
        c.country = "CH";
        if (chance(60)) c.email = handle(c) + "@" + (chance(50) ? "bluewin.ch" : "gmail.com");
        if (chance(50)) c.phone = "+41" + std::to_string(200000000 + below(700000000));
        if (chance(40)) r.birth = day();
        return r;
    }

private:
    int below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
    bool chance(int percent) { return below(100) < percent; }
    /// Few names are frequent, many are rare.
    std::size_t skewed(std::size_t n) {
        const double u = static_cast<double>(random_() >> 11) / 9007199254740992.0;
        return static_cast<std::size_t>(u * u * static_cast<double>(n));
    }
    [[nodiscard]] const std::string& family(std::size_t i) const {
        return families_[i * 131 % families_.size()];
    }
    std::string day() {
        const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
        return std::to_string(1935 + below(70)) + "-" + two(1 + below(12)) + "-" + two(1 + below(28));
    }
    std::string handle(const Contact& c) {
        std::string out;
        for (const char x : c.givenName + "." + c.familyName)
            if ((x >= 'a' && x <= 'z') || x == '.') out += x;
        return out + std::to_string(below(90));
    }
    static bool sameHouse(const std::vector<MadeRecord>& all, const MadeRecord& next) {
        return !all.empty() && all.back().contact.street == next.contact.street &&
               all.back().contact.familyName == next.contact.familyName;
    }
    /// Somebody of the same household: spouse, child, twin; sometimes under the same e-mail and phone.
    MadeRecord relative(const MadeRecord& of) {
        MadeRecord r = of;
        // Nobody has a namesake under the same roof: nothing could tell them apart.
        do r.contact.givenName = given_[skewed(given_.size())];
        while (std::ranges::any_of(household_, [&](const std::string& other) {
            return other.find(r.contact.givenName) != std::string::npos;
        }));
        if (!chance(15)) r.contact.email = chance(60) ? handle(r.contact) + "@gmail.com" : "";
        if (!chance(50)) r.contact.phone.clear();
        if (!chance(2)) r.birth = chance(40) ? day() : "";
        return r;
    }
    void typo(std::string& text) {
        if (text.size() < 3) return;
        const auto at = static_cast<std::size_t>(1 + below(static_cast<int>(text.size()) - 2));
        if ((static_cast<unsigned char>(text[at]) & 0x80) != 0 ||
            (static_cast<unsigned char>(text[at + 1]) & 0x80) != 0)
            return;
        switch (below(4)) {
        case 0: text.erase(at, 1); break;
        case 1: std::swap(text[at], text[at + 1]); break;
        case 2: text[at] = static_cast<char>('a' + below(26)); break;
        default: text.insert(at, 1, text[at]);
        }
    }
    static void replace(std::string& text, std::string_view from, std::string_view to) {
        if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
    }
    void mistake(MadeRecord& r, Contact& c) {
        switch (below(16)) {
        case 0: typo(c.familyName); break;
        case 1: typo(c.givenName); break;
        case 2: typo(c.street); break;
        case 3: typo(c.city); break;
        case 4: replace(c.street, "strasse", chance(50) ? "str." : "straße"); break;
        case 5: std::swap(c.familyName, c.givenName); break;
        case 6:
            replace(c.familyName, "ü", "ue"), replace(c.street, "ü", "ue"), replace(c.givenName, "é", "e");
            break;
        case 7: c.email.clear(); break;
        case 8: c.phone.clear(); break;
        case 9: r.birth.clear(); break;
        case 10: c.givenName = c.givenName.substr(0, 1) + "."; break;
        case 11: c.street += " " + c.houseNumber, c.houseNumber.clear(); break;
        case 12: moved(c); break;
        case 13: replace(c.familyName, "ck", "k"), replace(c.familyName, "t", "th"); break;
        case 14: c.postcode[1] = static_cast<char>('0' + below(10)); break;
        default: c.email = handle(c) + "@gmx.ch";
        }
    }
    /// Another address, the rest stays.
    void moved(Contact& c) {
        const Contact other = stranger().contact;
        c.street = other.street, c.houseNumber = other.houseNumber, c.city = other.city,
        c.postcode = other.postcode;
    }

    std::mt19937_64 random_;
    std::vector<std::string> household_; ///< given names of the newest
    std::vector<std::string> families_, given_, streets_, cities_;
};

} // namespace rejoinder::contacts::made
