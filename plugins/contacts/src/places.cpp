#include "places.h"

#include "fact_plan.h"
#include "text.h"

#include <charconv>
#include <cmath>
#include <numbers>

namespace rejoinder::contacts {

namespace {

constexpr double kEarth = 6371.0088;  ///< mean radius in kilometres (IUGG)
constexpr double kHalfRound = 20'040; ///< nobody is farther away
constexpr std::size_t kCountry = 2;   ///< length of its code

std::optional<double> decimal(std::string_view text) {
    text = trimmed(text);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool good = error == std::errc{} && end == text.data() + text.size() && std::isfinite(number);
    return good ? std::optional(number) : std::nullopt;
}

/// "47.37,8.54"; nothing when it is no point.
std::optional<Point> pointIn(std::string_view text) {
    const auto comma = text.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const auto latitude = decimal(text.substr(0, comma)), longitude = decimal(text.substr(comma + 1));
    if (!latitude || !longitude || std::abs(*latitude) > 90 || std::abs(*longitude) > 180)
        return std::nullopt;
    return Point{*latitude, *longitude};
}

} // namespace

std::string compactPostcode(std::string_view postcode) {
    std::string out;
    for (const char c : postcode) {
        if (c >= 'a' && c <= 'z')
            out += static_cast<char>(c - 'a' + 'A');
        else if ((c >= 'A' && c <= 'Z') || isDigit(c))
            out += c;
    }
    return out;
}

std::string placeKey(std::string_view country, std::string_view postcode) {
    auto compact = compactPostcode(postcode);
    if (country.size() != kCountry || compact.empty()) return {};
    std::string key(country);
    key += ' ';
    return key += compact;
}

double kilometresBetween(const Point& a, const Point& b) noexcept {
    constexpr double kDegree = std::numbers::pi / 180;
    const double north = (b.latitude - a.latitude) * kDegree / 2,
                 east = (b.longitude - a.longitude) * kDegree / 2;
    const double h = std::sin(north) * std::sin(north) + std::cos(a.latitude * kDegree) *
                                                             std::cos(b.latitude * kDegree) * std::sin(east) *
                                                             std::sin(east);
    return 2 * kEarth * std::asin(std::sqrt(std::min(1.0, h)));
}

const Point* PlaceMap::find(std::string_view key) const {
    if (key.size() <= kCountry + 1) return nullptr;
    const auto country = countries.find(key.substr(0, kCountry));
    if (country == countries.end()) return nullptr;
    for (std::string postcode(key.substr(kCountry + 1)); !postcode.empty(); postcode.pop_back())
        if (const auto at = country->second->find(postcode); at != country->second->end()) return &at->second;
    return nullptr;
}

std::shared_ptr<const PlaceMap> Places::map(Unit& unit) {
    const auto tables = unit.all<PlaceTable>("contacts.place-tables");
    const std::scoped_lock lock(mutex_);
    std::map<std::string, std::int64_t> marks;
    for (const auto& table : tables) marks.emplace(table.country, table.mark);
    if (marks == marks_) return map_;
    auto fresh = std::make_shared<PlaceMap>();
    for (const auto& [country, mark] : marks) {
        const auto before = marks_.find(country);
        if (before != marks_.end() && before->second == mark) {
            fresh->countries.emplace(country, map_->countries.at(country));
            continue;
        }
        auto places = std::make_shared<PlaceMap::Country>();
        unit.forEach<Place>("contacts.places-of-country", {{"country", country}, {"mark", mark}},
                            [&](const Place& place) {
                                places->emplace(place.postcode, Point{place.latitude, place.longitude});
                            });
        fresh->countries.emplace(country, std::move(places));
    }
    marks_ = std::move(marks);
    map_ = std::move(fresh);
    return map_;
}

PlaceTest::PlaceTest(std::shared_ptr<const PlaceMap> map, const FactCondition& c) : map_(std::move(map)) {
    if (c.comparison == Comparison::Exists) {
        anywhere_ = true;
        return;
    }
    if (c.comparison != Comparison::Within)
        throw wrongCondition("/comparison", c.fact + " can be compared with \"within\" and \"exists\".");
    const auto kilometres = decimal(c.values[0]);
    if (!kilometres || *kilometres < 0 || *kilometres > kHalfRound)
        throw wrongCondition("/values/0", "Must be a number of kilometres.");
    kilometres_ = *kilometres;
    const auto text = trimmed(c.values[1]);
    if (const auto point = pointIn(text)) {
        centre_ = *point;
        return;
    }
    std::string country(text.substr(0, std::min(text.find(' '), text.size())));
    for (char& letter : country)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    const auto* place = map_->find(placeKey(country, text.substr(std::min(country.size(), text.size()))));
    if (!place)
        throw wrongCondition("/values/1", "No table of places has \"" + std::string(text) +
                                              "\": name a country and postcode, or degrees north and east.");
    centre_ = *place;
}

bool PlaceTest::holds(std::string_view key) const {
    const auto* place = map_->find(key);
    return place && (anywhere_ || kilometresBetween(centre_, *place) <= kilometres_);
}

} // namespace rejoinder::contacts
