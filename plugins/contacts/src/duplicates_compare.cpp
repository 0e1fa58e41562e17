#include "duplicates_compare.h"

#include "duplicates_similarity.h"

#include <algorithm>
#include <cmath>

namespace rejoinder::contacts {

namespace {

/// Points for one degree of agreement each.
struct Weights {
    double same, similar, soundsAlike, different;
};

// Powers of two: how much likelier than by chance. A family name that is the same is some 250 times likelier
// among records of one person; a day of birth 4,000 times. Parts of one address depend on each other, so they
// weigh less than their chance alone would say.
constexpr Weights kFamily{8, 6, 4, -5}, kGiven{6, 4.5, 3, -5}, kCompany{10, 7, 4, -6}, kStreet{6, 4.5, 3, -3},
    kCity{4, 3, 1.5, -2.5};
constexpr double kSimilar = 0.90, kPerhapsSimilar = 0.80;
constexpr double kMoved = -6;
constexpr double kPointsOf100 = 32; ///< a person with the same name at the same address

bool soundsAlike(std::string_view a, std::string_view b) {
    const std::string mine = cologne(a);
    return !mine.empty() && (mine == cologne(b) || consonants(a) == consonants(b));
}

Agreement degreeOf(std::string_view a, std::string_view b) {
    if (a == b) return Agreement::Same;
    const double similarity = wordSimilarity(a, b);
    if (similarity >= kSimilar || (std::min(a.size(), b.size()) > 3 && editDistance(a, b, 1) == 1))
        return Agreement::Similar;
    if (similarity >= kPerhapsSimilar && (soundsAlike(a, b) || editDistance(a, b, 2) <= 2))
        return Agreement::SoundsAlike;
    return Agreement::Different;
}

double pointsOf(const Weights& weights, Agreement agreement) noexcept {
    switch (agreement) {
    case Agreement::Same: return weights.same;
    case Agreement::Similar:
    case Agreement::Initial:
    case Agreement::Swapped: return weights.similar;
    case Agreement::SoundsAlike: return weights.soundsAlike;
    case Agreement::Different: return weights.different;
    }
    return 0;
}

/// Names by which the same person is called.
bool isShortFor(std::string_view a, std::string_view b) noexcept {
    struct Names {
        std::string_view brief, full;
    };
    // Folded as matchWords() folds.
    static constexpr Names kNames[] = {
        {"hans", "johannes"},    {"hans", "johann"},    {"sepp", "josef"},      {"toni", "anton"},
        {"fritz", "friedrich"},  {"heinz", "heinrich"}, {"willi", "wilhelm"},   {"klaus", "nikolaus"},
        {"uschi", "ursula"},     {"lisa", "elisabeth"}, {"gabi", "gabriele"},   {"kathi", "katharina"},
        {"bob", "robert"},       {"bill", "william"},   {"dick", "richard"},    {"jim", "james"},
        {"jack", "john"},        {"peggy", "margaret"}, {"liz", "elizabeth"},   {"betty", "elizabeth"},
        {"kate", "katherine"},   {"ted", "edward"},     {"tony", "anthony"},    {"gianni", "giovanni"},
        {"beppe", "giuseppe"},   {"pino", "giuseppe"},  {"lola", "dolores"},    {"pepe", "jose"},
        {"sasha", "aleksandar"}, {"mike", "michal"},    {"chris", "christian"}, {"steve", "steven"}};
    for (const Names& n : kNames)
        if ((n.brief == a && n.full == b) || (n.brief == b && n.full == a)) return true;
    // "dani", "dan" for "daniel"
    const std::string_view brief = a.size() < b.size() ? a : b, full = a.size() < b.size() ? b : a;
    return brief.size() >= 3 && full.starts_with(brief);
}

bool isInitialOf(std::string_view brief, std::string_view full) noexcept {
    return brief.size() == 1 && full.size() > 1 && brief[0] == full[0];
}

/// "daniel" and "daniela", "mario" and "maria": near in letters, and often spouse or sibling.
bool areBrotherAndSister(std::string_view a, std::string_view b) noexcept {
    if (a.size() > b.size()) std::swap(a, b);
    if (a.size() == b.size())
        return a.substr(0, a.size() - 1) == b.substr(0, b.size() - 1) &&
               ((a.back() == 'o' && b.back() == 'a') || (a.back() == 'a' && b.back() == 'o'));
    if (!b.starts_with(a)) return false;
    const std::string_view rest = b.substr(a.size());
    return rest == "a" || rest == "e" || rest == "s" || rest == "ne" || rest == "in" || rest == "ina" ||
           rest == "ine" || rest == "ette";
}

/// How many of the two names of one are those of the other, the other way round: 0 to 2. A name that was
/// shortened to its initial counts beside one that is there in full.
int swappedNames(const MatchView& a, const MatchView& b) {
    const auto crossed = [](std::string_view x, std::string_view y) {
        return !x.empty() && !y.empty() && degreeOf(x, y) <= Agreement::Similar ? 1 : 0;
    };
    const auto initial = [](std::string_view x, std::string_view y) {
        return isInitialOf(x, y) || isInitialOf(y, x) ? 1 : 0;
    };
    const auto givenA = a[MatchField::Given], familyA = a[MatchField::Family];
    const auto givenB = b[MatchField::Given], familyB = b[MatchField::Family];
    const int one = crossed(givenA, familyB), other = crossed(familyA, givenB);
    if (one + other != 1) return one + other;
    return 1 + (one == 1 ? initial(familyA, givenB) : initial(givenA, familyB));
}

/// Names of two or three letters that one letter tells apart: a slip of the pen, or brother and sister.
bool areShortAndNear(std::string_view a, std::string_view b) noexcept {
    return std::min(a.size(), b.size()) >= 2 && std::min(a.size(), b.size()) <= 3 &&
           std::max(a.size(), b.size()) <= 4 && editDistance(a, b, 1) == 1;
}

std::string_view leadingDigits(std::string_view text) noexcept {
    std::size_t n = 0;
    while (n < text.size() && text[n] >= '0' && text[n] <= '9') ++n;
    return text.substr(0, n);
}

} // namespace

Evidence::Evidence(const MatchView& a, const MatchView& b) {
    compareNames(a, b);
    compareCompanies(a, b);
    compareBirth(a, b);
    compareReach(a, b);
    const double before = points_;
    compareStreets(a, b);
    // A street of the same name in another place is another street.
    if (comparePlace(a, b)) points_ = std::min(points_, before);
    // Who moved has another street, postcode and city at once: that is one fact, not four.
    points_ = std::max(points_, before + kMoved);
}

void Evidence::add(MatchField field, Agreement agreement, double points) noexcept {
    if (static_cast<std::size_t>(count_) < reasons_.size()) reasons_[count_++] = {field, agreement, points};
    points_ += points;
    const bool personal = field == MatchField::Given || field == MatchField::Birth ||
                          field == MatchField::Email || field == MatchField::Phone ||
                          field == MatchField::Company;
    if (personal) personal_ += points;
}

void Evidence::compareNames(const MatchView& a, const MatchView& b) {
    const auto familyA = a[MatchField::Family], familyB = b[MatchField::Family];
    const auto givenA = a[MatchField::Given], givenB = b[MatchField::Given];
    Agreement family = Agreement::Different, given = Agreement::Different;
    const bool families = !familyA.empty() && !familyB.empty(), givens = !givenA.empty() && !givenB.empty();
    if (families) family = degreeOf(familyA, familyB);
    if (givens) {
        given = degreeOf(givenA, givenB);
        if (given == Agreement::Different && (isInitialOf(givenA, givenB) || isInitialOf(givenB, givenA)))
            given = Agreement::Initial;
    }
    if (family == Agreement::Different && given == Agreement::Different) {
        const int swapped = swappedNames(a, b);
        if (swapped > 0) {
            add(MatchField::Family, Agreement::Swapped, kFamily.similar);
            // One name in the other's place and nothing else alike: perhaps the name that families share.
            otherGiven_ = swapped == 1;
            add(MatchField::Given, otherGiven_ ? Agreement::Different : Agreement::Swapped,
                otherGiven_ ? kGiven.different : kGiven.similar);
            return;
        }
    }
    if (families) add(MatchField::Family, family, pointsOf(kFamily, family));
    if (!givens) return;
    const bool slip = given == Agreement::Different && areShortAndNear(givenA, givenB);
    if (slip || (given == Agreement::Different && isShortFor(givenA, givenB))) given = Agreement::SoundsAlike;
    add(MatchField::Given, given, given == Agreement::Initial ? 2.0 : pointsOf(kGiven, given));
    otherGiven_ = given == Agreement::Different;
    perhapsSibling_ = slip || (given == Agreement::Similar && areBrotherAndSister(givenA, givenB));
}

void Evidence::compareCompanies(const MatchView& a, const MatchView& b) {
    const auto x = a[MatchField::Company], y = b[MatchField::Company];
    if (x.empty() || y.empty()) return;
    const Agreement agreement = degreeOf(x, y);
    const double points = pointsOf(kCompany, agreement);
    add(MatchField::Company, agreement, points);
    // Colleagues share their company: where persons are named, the company is no more than a place.
    const bool named = !a[MatchField::Family].empty() && !b[MatchField::Family].empty();
    if (named) personal_ -= points;
}

void Evidence::compareBirth(const MatchView& a, const MatchView& b) {
    const auto x = a[MatchField::Birth], y = b[MatchField::Birth];
    if (x.size() != 8 || y.size() != 8) return;
    if (x == y) {
        sameBirth_ = true;
        add(MatchField::Birth, Agreement::Same, 12);
        return;
    }
    const auto year = [](std::string_view d) { return d.substr(0, 4); };
    const auto month = [](std::string_view d) { return d.substr(4, 2); };
    const auto day = [](std::string_view d) { return d.substr(6, 2); };
    const bool turned = year(x) == year(y) && month(x) == day(y) && day(x) == month(y);
    if (turned || editDistance(x, y, 1) == 1) {
        sameBirth_ = true;
        add(MatchField::Birth, turned ? Agreement::Swapped : Agreement::Similar, 8);
        return;
    }
    const int parts =
        (year(x) == year(y) ? 1 : 0) + (month(x) == month(y) ? 1 : 0) + (day(x) == day(y) ? 1 : 0);
    if (parts == 2 || editDistance(x, y, 2) == 2) {
        add(MatchField::Birth, Agreement::SoundsAlike, 3);
        return;
    }
    otherBirth_ = true;
    add(MatchField::Birth, Agreement::Different, -7);
}

void Evidence::compareReach(const MatchView& a, const MatchView& b) {
    const auto emailA = a[MatchField::Email], emailB = b[MatchField::Email];
    if (!emailA.empty() && !emailB.empty()) {
        if (emailA == emailB)
            add(MatchField::Email, Agreement::Same, 13);
        else if (emailA.size() > 10 && editDistance(emailA, emailB, 1) == 1)
            add(MatchField::Email, Agreement::Similar, 9);
        else
            add(MatchField::Email, Agreement::Different, -1);
    }
    const auto phoneA = a[MatchField::Phone], phoneB = b[MatchField::Phone];
    if (phoneA.empty() || phoneB.empty()) return;
    if (phoneA == phoneB)
        add(MatchField::Phone, Agreement::Same, 11);
    else if (phoneA.size() > 7 && editDistance(phoneA, phoneB, 1) == 1)
        add(MatchField::Phone, Agreement::Similar, 7);
    else
        add(MatchField::Phone, Agreement::Different, -1);
}

void Evidence::compareStreets(const MatchView& a, const MatchView& b) {
    const auto streetA = a[MatchField::Street], streetB = b[MatchField::Street];
    const auto extraA = a[MatchField::Extra], extraB = b[MatchField::Extra];
    const auto alike = [](std::string_view x, std::string_view y) {
        return !x.empty() && !y.empty() && wordSimilarity(x, y) >= kSimilar;
    };
    const bool streets = !streetA.empty() && !streetB.empty(), extras = !extraA.empty() && !extraB.empty();
    const Agreement street = streets ? degreeOf(streetA, streetB) : Agreement::Different;
    if (street == Agreement::Different && (alike(streetA, extraB) || alike(extraA, streetB))) {
        add(MatchField::Street, Agreement::Swapped, kStreet.similar);
    } else {
        if (streets) add(MatchField::Street, street, pointsOf(kStreet, street));
        if (extras) {
            const Agreement extra = degreeOf(extraA, extraB);
            add(MatchField::Extra, extra,
                extra == Agreement::Different ? -1
                : extra == Agreement::Same    ? 3
                                              : 2);
        }
    }
    const auto numberA = a[MatchField::Number], numberB = b[MatchField::Number];
    if (numberA.empty() || numberB.empty()) return;
    if (streets && street == Agreement::Different && numberA != numberB) return; // of another street, anyway
    if (numberA == numberB)
        add(MatchField::Number, Agreement::Same, 3);
    else if (leadingDigits(numberA) == leadingDigits(numberB) && !leadingDigits(numberA).empty())
        add(MatchField::Number, Agreement::Similar, 2);
    else if (numberA.size() > 1 && numberB.size() > 1 && editDistance(numberA, numberB, 1) == 1)
        add(MatchField::Number, Agreement::SoundsAlike, 0);
    else
        add(MatchField::Number, Agreement::Different, -2);
}

/// @returns whether both are known to be in different places: postcode and city are others.
bool Evidence::comparePlace(const MatchView& a, const MatchView& b) {
    const auto postA = a[MatchField::Postcode], postB = b[MatchField::Postcode];
    const auto cityA = a[MatchField::City], cityB = b[MatchField::City];
    const auto countryA = a[MatchField::Country], countryB = b[MatchField::Country];
    if (!countryA.empty() && !countryB.empty() && countryA != countryB)
        add(MatchField::Country, Agreement::Different, -3);
    bool elsewhere = false;
    if (!postA.empty() && !postB.empty()) {
        if (postA == postB)
            add(MatchField::Postcode, Agreement::Same, 4);
        else if (postA.size() > 3 && editDistance(postA, postB, 1) == 1)
            add(MatchField::Postcode, Agreement::Similar, 2);
        else
            add(MatchField::Postcode, Agreement::Different, -2.5), elsewhere = true;
    }
    if (cityA.empty() || cityB.empty()) return false;
    const Agreement city = degreeOf(cityA, cityB);
    add(MatchField::City, city, pointsOf(kCity, city));
    return elsewhere && city == Agreement::Different;
}

std::int32_t Evidence::score() const noexcept {
    return static_cast<std::int32_t>(std::lround(std::clamp(points_ / kPointsOf100, 0.0, 1.0) * 100));
}

Verdict Evidence::verdict(const MatchThresholds& thresholds) const noexcept {
    const std::int32_t reached = score();
    if (reached < thresholds.perhaps) return Verdict::No;
    if (otherGiven_ && !sameBirth_) return Verdict::No;
    const bool person = personal_ >= 4 && !otherGiven_ && !otherBirth_ && (!perhapsSibling_ || sameBirth_);
    return reached >= thresholds.sure && person ? Verdict::Sure : Verdict::Perhaps;
}

} // namespace rejoinder::contacts
