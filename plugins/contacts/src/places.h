#pragma once
#include <rejoinder/contract/contacts.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

/// Where postcodes lie, as far as the user loaded tables, and who lives near a point.
namespace rejoinder::contacts {

/// A postcode with its place. Coordinates are degrees, north and east positive.
struct Place {
    std::string country, postcode, name;
    double latitude = 0, longitude = 0;
};
REJOINDER_DESCRIBE(Place, country, postcode, name, latitude, longitude)

/// The table of a country as it is stored.
struct PlaceTable {
    std::string country;
    std::int64_t mark = 0; ///< another one whenever it was loaded
    std::string source;
    std::int64_t places = 0;
    Timestamp loadedAt;
};
REJOINDER_DESCRIBE(PlaceTable, country, mark, source, places, loadedAt)

/// Letters and digits of a postcode, in capitals: "8001", "SW1A1AA".
std::string compactPostcode(std::string_view postcode);
/// What places are found by: "CH 8001"; "" when country or postcode is missing.
std::string placeKey(std::string_view country, std::string_view postcode);

struct Point {
    double latitude = 0, longitude = 0;
};
/// Along the surface of the mean sphere of the earth.
double kilometresBetween(const Point& a, const Point& b) noexcept;

/// All places at one moment, in memory. Never changes.
class PlaceMap {
public:
    using Country = std::unordered_map<std::string, Point>; ///< by compact postcode
    /// The entry of a key: its own, or where a table has less digits (outward codes, sorting areas) the
    /// longest with which the postcode begins. Null when there is none.
    [[nodiscard]] const Point* find(std::string_view key) const;
    std::map<std::string, std::shared_ptr<const Country>, std::less<>> countries;
};

/// Keeps the tables in memory and reads those again that were loaded anew. Thread-safe.
class Places {
public:
    std::shared_ptr<const PlaceMap> map(Unit& unit);

private:
    std::mutex mutex_;
    std::map<std::string, std::int64_t> marks_; ///< of what is kept
    std::shared_ptr<const PlaceMap> map_ = std::make_shared<PlaceMap>();
};

/// Whether the place of a contact meets a condition about contact.place: "within" some kilometres of a
/// postcode ("CH 8001") or a point ("47.37,8.54"), or known at all.
class PlaceTest {
public:
    /// @throws Error Invalid
    PlaceTest(std::shared_ptr<const PlaceMap> map, const FactCondition& c);
    /// By the key of the place.
    [[nodiscard]] bool holds(std::string_view key) const;

private:
    std::shared_ptr<const PlaceMap> map_;
    bool anywhere_ = false;
    Point centre_;
    double kilometres_ = 0;
};

} // namespace rejoinder::contacts
